"""A flood of malformed requests against a running server, and a check of every answer.

Which requests they are follows from a seed. An answer that should not have been is told with the request that got it.
"""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NamedTuple

from mobipace.schemas import load
from tests.robustness import oddities
from tests.robustness.mutations import V3, v2_query, v3_body, value
from tests.robustness.noise import noise
from tests.robustness.support import Answer, answers, check, check_refusal, post, request
from tests.support import V2_PATH

PATIENCE = 20  # seconds that any answer may take
BATCH = 25  # requests of which all are sent before the first answer is read
RENEWAL = 1000  # requests that one account lives for
JSON = "Content-Type: application/json"
CONTENT_TYPES = (*[JSON] * 4, f"{JSON}; charset=utf-16", "Content-Type: text/plain", "Content-Type: \xff", "X: y")
_FINAL_LINE = re.compile(rb"HTTP/1\.[01] ([2-5]\d\d) ")


class Offence(AssertionError):
    """An answer that should not have been, with the request that got it."""


class Request(NamedTuple):
    """One request, whose answer `check` holds to what is documented."""

    kind: str
    data: bytes
    check: Callable[[Answer], None]


class Login(NamedTuple):
    """Whose requests are spoiled: an account that lives for some of them. `target` is one to operate on."""

    username: str
    password: str
    session: str
    target: str


# Well-framed requests


def framed(chance: Random, login: Login) -> Request:
    """A request whose framing is right and whose content is not."""
    return chance.choices(_MAKERS, _WEIGHTS)[0](chance, login)


def _v3(chance: Random, login: Login) -> Request:
    method = chance.choice([*V3])
    given = {"SessionId": login.session, "Username": login.username, "Password": login.password, "Sender": "MOBIPACE"}
    body = v3_body(chance, method, given)
    path = chance.choice((method, method, method, method.lower(), f"{method}/"))
    return Request(
        "v3", post(f"/v3/{path}", body, chance.choice(CONTENT_TYPES)), lambda answer: _served(answer, method)
    )


def _v2(chance: Random, login: Login) -> Request:
    query = v2_query(chance, {"username": login.username, "password": login.password}).decode("latin-1")
    return Request("v2", request("GET", f"{V2_PATH}?{query}"), _served)


def _form(chance: Random, login: Login) -> Request:
    query = v2_query(chance, {"username": login.username, "password": login.password})
    return Request("form", post(V2_PATH, query, "Content-Type: application/x-www-form-urlencoded"), _served)


_ELSEWHERE = [
    path
    for path in oddities.PATHS
    if path.startswith("/") and path not in ("/", "/?") and "_control" not in path  # where the page is, and the API
]


def _astray(chance: Random, _: Login) -> Request:
    """Another address or method: 404 or 405, unless it happens to be right."""
    path = chance.choice(_ELSEWHERE)
    method = chance.choice(("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"))
    return Request("astray", request(method, path), check)


def _control(chance: Random, login: Login) -> Request:
    """The control API, on an account of its own: done, or an error in its form."""
    method, path, examples = chance.choice(_CONTROL)
    document = json.loads(json.dumps(chance.choice(examples)))
    document[chance.choice([*document, "x"])] = value(chance)
    body = json.dumps(document).encode()
    data = post(f"/_control/accounts/{login.target}{path}", body, chance.choice(CONTENT_TYPES))
    return Request("control", data.replace(b"POST", method, 1), _done_or_refused)


_CONTROL = [
    (b"PATCH", "", load("account")["examples"]),
    (b"POST", "/clock", load("control/clock-change")["examples"]),
    (b"POST", "/holds", load("control/hold-new")["examples"]),
    (b"POST", "/faults", load("control/fault-new")["examples"]),
    (b"POST", "/nothing", [{}]),
]
_MAKERS, _WEIGHTS = (_v3, _v2, _form, _astray, _control), (60, 22, 8, 5, 5)


def _served(answer: Answer, method: str | None = None) -> None:
    assert answer.status == 200, answer
    check(answer, method)


def _done_or_refused(answer: Answer) -> None:
    assert answer.status < 500, answer
    if answer.status not in (200, 201, 204):
        check_refusal(answer)


# Sending


@dataclass
class Flood:
    """The whole of it: `count` requests, drawn from `seed`, to a port of 127.0.0.1.

    renew: gives an account for the requests of a lane, the earlier one of which is gone. folder: where an offending
    request is left. after: called with the number of requests answered so far, now and then.
    """

    port: int
    seed: int
    renew: Callable[[str], Login]
    folder: Path
    after: Callable[[int], None] = lambda _: None
    answered: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)

    async def run(self, count: int, lanes: int = 4) -> None:
        """Send them all; in every lane one in five requests is no HTTP, or hardly. Raises Offence."""
        share = count // lanes
        try:
            async with asyncio.TaskGroup() as group:
                for lane in range(lanes):
                    group.create_task(self._lane(lane, range(lane * share, (lane + 1) * share)))
        except ExceptionGroup as group_of_errors:
            raise group_of_errors.exceptions[0] from None

    async def _lane(self, lane: int, numbers: range) -> None:
        connection = _Connection(self.port)
        login = self.renew(f"lane-{lane}")
        try:
            for start in numbers[::BATCH]:
                if (start - numbers.start) % RENEWAL == RENEWAL - BATCH:
                    login = self.renew(f"lane-{lane}")
                await self._batch(connection, range(start, min(start + BATCH, numbers.stop)), login)
                self.after(self.answered)
        finally:
            connection.close()

    async def _batch(self, connection: "_Connection", numbers: range, login: Login) -> None:
        chances = [Random(f"{self.seed} {number}") for number in numbers]
        rough = len(chances) // 5
        await self._send(connection, [framed(chance, login) for chance in chances[rough:]], numbers.start)
        for chance in chances[:rough]:
            await self._send_noise(chance, framed(chance, login), numbers.start)

    async def _send(self, connection: "_Connection", batch: Sequence[Request], start: int) -> None:
        """A batch on one connection; after an answer that closes it, the rest goes over another."""
        while batch:
            got, error = await connection.exchange([each.data for each in batch])
            for sent, answer in zip(batch, got, strict=False):
                self._hold(sent, answer, start)
            if error:
                raise self._offence(batch[len(got)], f"no answer: {error!r}", start)
            batch = batch[len(got) :]

    def _hold(self, sent: Request, answer: Answer, start: int) -> None:
        try:
            sent.check(answer)
        except Exception as error:  # whatever a check stumbles over, it was this answer
            raise self._offence(sent, f"{error!r} at {answer}", start) from error
        self.answered += 1
        self.kinds[sent.kind] += 1
        self.codes[f"{sent.kind} {answer.status if sent.kind == 'control' else answer.code or answer.status}"] += 1

    async def _send_noise(self, chance: Random, good: Request, start: int) -> None:
        sent = Request("noise", noise(chance, good.data), check)
        try:
            received = await asyncio.wait_for(_alone(self.port, sent.data), PATIENCE)
            statuses = _clean(sent.data, received)
        except Exception as error:  # as above
            raise self._offence(sent, repr(error), start) from error
        self.answered += 1
        self.kinds[sent.kind] += 1
        self.codes.update([f"noise {status}" for status in statuses] or ["noise nothing"])

    def _offence(self, sent: Request, why: str, start: int) -> Offence:
        path = self.folder / "offending-request"
        path.write_bytes(sent.data)
        return Offence(
            f"{sent.kind}, one of requests {start} to {start + BATCH} of seed {self.seed}: {why[:2000]}\n"
            f"sent: {sent.data[:2000]!r}\nthe whole request is in {path}"
        )


def _clean(sent: bytes, received: bytes) -> list[int]:
    """The statuses in what came back, none of them a failure of the server."""
    assert b"Traceback" not in received
    if b"HEAD" in sent or b"/_control/" in sent:  # no body follows a HEAD, and the control API has its own errors
        statuses = [int(status) for status in _FINAL_LINE.findall(received)]
    else:
        found = answers(received)
        statuses = [answer.status for answer in found]
        for answer in found:
            check(answer)
    assert max(statuses, default=0) < 500, received
    return statuses


async def _alone(port: int, data: bytes) -> bytes:
    """These bytes on a connection of their own, which is then ended; all that comes back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    received = b""
    try:
        writer.write(data)
        writer.write_eof()
        while more := await reader.read(65536):
            received += more
    except ConnectionError:
        pass  # it may refuse before it has read all; what it said until then counts
    finally:
        writer.transport.abort()
    return received


class _Connection:
    """A connection that is kept as long as the server keeps it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def exchange(self, batch: list[bytes]) -> tuple[list[Answer], Exception | None]:
        """Send all, and read an answer to each: up to one that closes the connection, or to what went wrong."""
        got: list[Answer] = []
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = self._streams = self._streams or await asyncio.open_connection("127.0.0.1", self._port)
                writer.write(b"".join(batch))
                while len(got) < len(batch):
                    got.append(await _answer(reader))
                    if got[-1].headers.get("connection", "").lower() == "close":
                        self.close()
                        break
        except (TimeoutError, EOFError, ConnectionError, ValueError) as error:
            return got, error
        return got, None

    def close(self) -> None:
        """Go."""
        if self._streams is not None:
            self._streams[1].transport.abort()
            self._streams = None


async def _answer(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): text.strip() for name, _, text in (line.partition(":") for line in head[1:-2])}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Answer(int(head[0].split(" ")[1]), headers, body)
