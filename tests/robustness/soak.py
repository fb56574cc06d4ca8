"""Clients at full speed that survive anything: whatever a fault does to an answer, they go on."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlencode

from tests.robustness.support import post, request
from tests.support import V2_PATH

PATIENCE = 0.4  # seconds for an answer; then the client goes, and asks again on another connection
BREATH = 0.3  # seconds that an operator waits for a message that never comes, before it goes on
JSON = "Content-Type: application/json"
RECIPIENTS = (
    "37499000000",
    "79850000000",
    "37400000101",
    "37400000104",
    "37400000010",
    "37400000005",
    "x",
    "999999999",
)

CHANCE = 0.005  # of each fault: seldom enough for most requests to be answered as if there were none
EVERYWHERE: dict[str, dict[str, Any]] = {
    "delay": {"seconds": 0.05},
    "hang": {},
    "reset": {},
    "garbage": {},
    "empty": {},
    "http-status": {"status": 503},
}
ON_ANSWERS: dict[str, dict[str, Any]] = {
    "truncate": {"bytes": 10},
    "drip": {"bytes_per_second": 200},
    "extra-fields": {"fields": {"TraceId": "4bf92f35"}},
}


def faults() -> list[dict[str, Any]]:
    """One of each effect, at each point that it has."""
    codes: list[dict[str, Any]] = [
        {"effect": "code", "point": point, "match": {"protocol": protocol, "chance": CHANCE}, "code": code}
        for point in ("before", "after")
        for protocol, code in (("v3", 300), ("v2", 712))
    ]
    points = {"before": EVERYWHERE, "after": EVERYWHERE | ON_ANSWERS}
    return codes + [
        {"effect": effect, "point": point, "match": {"chance": CHANCE}, **more}
        for point, effects in points.items()
        for effect, more in effects.items()
    ]


class Broken(Exception):
    """No answer that could be read: none in time, a connection that ended, or bytes that are none."""


@dataclass
class Line:
    """A connection that is made anew whenever it is gone."""

    port: int
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, data: bytes, patience: float = PATIENCE) -> tuple[int, bytes]:
        """Send a request; its status and body. Raises Broken, and the connection is gone then."""
        try:
            async with asyncio.timeout(patience):
                reader, writer = self.streams = self.streams or await asyncio.open_connection("127.0.0.1", self.port)
                writer.write(data)
                return await self._read(reader)
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError) as error:  # TimeoutError is an OSError
            self.drop()
            raise Broken(type(error).__name__) from None
        except asyncio.CancelledError:
            self.drop()
            raise

    async def _read(self, reader: asyncio.StreamReader) -> tuple[int, bytes]:
        head = (await reader.readuntil(b"\r\n\r\n")).lower().split(b"\r\n")
        headers = dict(line.split(b": ", 1) for line in head[1:-2])
        body = await reader.readexactly(int(headers.get(b"content-length", b"0")))
        if headers.get(b"connection") == b"close":
            self.drop()
        return int(head[0].split(b" ")[1]), body

    def drop(self) -> None:
        """Go."""
        if self.streams is not None:
            self.streams[1].transport.abort()
            self.streams = None


@dataclass
class Soak:
    """Clients of some accounts of one server; what they met is in `met`."""

    port: int
    chance: Random
    met: Counter[str] = field(default_factory=Counter)

    async def run(self, accounts: list[tuple[str, str]], seconds: float) -> None:
        """Everybody at full speed for so long; when it ends, every client has gone."""
        works = (*[self.v3_client] * 3, *[self.v2_client] * 3, self.holder, self.watcher)
        tasks = [asyncio.create_task(work(*account)) for account in accounts for work in works]
        tasks.append(asyncio.create_task(self.listener()))
        try:
            done, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            for task in tasks:
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            task.result()  # a client that does not survive is a fault of this test, or of the server's manners

    async def v3_client(self, username: str, password: str) -> None:
        """Logs in, sends, asks; logs in again whenever its session is gone."""
        line, session, number = Line(self.port), "", 0
        try:
            while True:
                number += 1
                method, document = self._v3_request(username, session, number)
                if not session:
                    method, document = "authorize", {"Username": username, "Password": password}
                answer = await self._v3(line, method, document)
                if answer.get("StatusCode") == 103 or (answer.get("StatusCode") is None and self.chance.random() < 0.1):
                    session = ""
                session = str(answer.get("SessionId", session))
        finally:
            line.drop()

    def _v3_request(self, username: str, session: str, number: int) -> tuple[str, dict[str, Any]]:
        kind = self.chance.randrange(10)
        if kind < 5:
            rows = [self._row(f"{username} {number} {row}") for row in range(self.chance.choice((1, 1, 3)))]
            more = self.chance.choice(({}, {}, {}, {"SendWithinHours": 1}, {"ScheduledDate": "2099-01-01"}))
            return "Send", {"SessionId": session, "Sender": "MOBIPACE", "Messages": rows, **more}
        if kind < 8:
            references = [f"{username} {self.chance.randrange(number + 1)} 0" for _ in range(3)]
            return "QueryMessages", {"SessionId": session, "References": references}
        return "QueryBalance", {"SessionId": session}

    def _row(self, reference: str) -> dict[str, str]:
        body = "hello" * self.chance.randrange(80)
        return {"Recipient": self.chance.choice(RECIPIENTS), "Body": body, "Reference": reference}

    async def _v3(self, line: Line, method: str, document: dict[str, Any]) -> dict[str, Any]:
        """The answer, or nothing where there is none that can be read."""
        try:
            status, body = await line.ask(post(f"/v3/{method}", json.dumps(document).encode(), JSON))
            answer = json.loads(body) if status == 200 else {}
        except (Broken, ValueError) as error:
            self.met[f"v3 {error if isinstance(error, Broken) else 'unreadable'}"] += 1
            return {}
        self.met[f"v3 {answer.get('StatusCode', status)}"] += 1
        return dict(answer)

    async def v2_client(self, username: str, password: str) -> None:
        """Sends, schedules and asks, each time with its credentials."""
        line = Line(self.port)
        message = {"sender": "MOBIPACE", "recipient": "37499000000", "body": "hello"}
        try:
            while True:
                function, more = self.chance.choice(
                    [
                        ("send", message),
                        ("send", {**message, "recipient": self.chance.choice(RECIPIENTS)}),
                        ("schedule", {**message, "sendingdate": "2099-06-15T13:45:30"}),
                        ("querybalance", {}),
                        ("querymessage", {"messageref": str(self.chance.randrange(1, 5000))}),
                    ]
                )
                query = urlencode({"function": function, "username": username, "password": password, **more})
                try:
                    status, body = await line.ask(request("GET", f"{V2_PATH}?{query}"))
                    self.met[f"v2 {body[:7].decode('latin-1') if status == 200 and body[:1] == b'E' else status}"] += 1
                except Broken as error:
                    self.met[f"v2 {error}"] += 1
        finally:
            line.drop()

    async def holder(self, username: str, _: str) -> None:
        """Makes holds, waits for what they hold, and releases them."""

        async def hold(line: Line) -> None:
            match = self.chance.choice(({}, {"protocol": "v2"}, {"method": "QueryBalance"}, {"chance": 0.5}))
            made = await self._control(line, "POST", f"accounts/{username}/holds", {"match": match})
            await self._control(line, "GET", f"holds/{made['id']}?wait=0.1")
            released = await self._control(line, "DELETE", f"holds/{made['id']}")
            self.met[f"hold {released['state']}"] += 1

        await self._again_and_again(username, hold)

    async def watcher(self, username: str, _: str) -> None:
        """The account's operator: reads everything, waits for messages, moves the clock, sets the balance."""

        async def look(line: Line) -> None:
            path = self.chance.choice(
                (f"exchanges?account={username}&limit=50", f"accounts/{username}/messages?limit=20",
                 f"accounts/{username}/sessions", f"accounts/{username}/faults", f"accounts/{username}")
            )  # fmt: skip
            await self._control(line, "GET", path)
            kind = self.chance.randrange(6)
            if kind == 0:
                await self._control(line, "POST", f"accounts/{username}/clock", {"advance": 20})
            elif kind == 1:
                await self._control(line, "PATCH", f"accounts/{username}", {"balance": "1000.00", "locked": False})
            elif kind == 2:
                await self._control(line, "DELETE", f"accounts/{username}/sessions")

        await self._again_and_again(username, look)

    async def _again_and_again(self, username: str, work: Callable[[Line], Awaitable[None]]) -> None:
        line = Line(self.port)
        try:
            while True:
                await work(line)
                await self._control(line, "GET", f"accounts/{username}/messages?reference=none&wait={BREATH}")
        finally:
            line.drop()

    async def _control(self, line: Line, method: str, path: str, document: Any = None) -> dict[str, Any]:
        """A call of the control API, which no fault befalls: it must succeed."""
        body = b"" if document is None else json.dumps(document).encode()
        head = request(method, f"/_control/{path}", JSON, f"Content-Length: {len(body)}")
        status, answer = await line.ask(head + body, patience=20)
        assert status < 300, (method, path, status, answer)
        self.met["control"] += 1
        return dict(json.loads(answer)) if answer else {}

    async def listener(self) -> None:
        """Hears every event, and comes back when it has heard some; one of them never reads."""
        deaf = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            deaf[1].write(request("GET", "/_control/events"))
            while True:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                try:
                    writer.write(request("GET", "/_control/events"))
                    with suppress(TimeoutError):
                        async with asyncio.timeout(2):
                            while heard := await reader.read(65536):
                                self.met["events"] += heard.count(b"\n\n")
                finally:
                    writer.transport.abort()
        finally:
            deaf[1].transport.abort()
