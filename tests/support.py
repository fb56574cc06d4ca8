"""A simulator on a thread of its own, spoken to through real sockets, for tests that read like a client."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from mobipace.mock_server import world as worlds
from mobipace.mock_server.gateway.settings import World
from mobipace.mock_server.web.server import Server, ServerConfig, Urls
from mobipace.mock_server.web.simulator import JournalLimits, Simulator
from mobipace.schemas import explain
from tests.answers import ANSWER_SCHEMAS, Misfits

V2_PATH = "/API_2_0/HTTP_API.aspx"
JSON = {"Content-Type": "application/json"}


@dataclass
class Account:
    """One account of a running simulator, as its owner and its operator see it. Every answer must fit its schema."""

    sim: "Sim"
    username: str
    password: str
    sender: str = "MOBIPACE"

    # As the owner: v3

    def call(self, method: str, document: Any, **options: Any) -> dict[str, Any]:
        """POST a document to a v3 method; returns the answer, which must fit its schema."""
        response = self.sim.http.post(f"/v3/{method}", content=json.dumps(document), headers=JSON, **options)
        assert response.status_code == 200, response.text
        answer = response.json()
        assert explain(ANSWER_SCHEMAS[method], answer) == [], answer
        return dict(answer)

    def login(self) -> str:
        """authorize; returns the session id."""
        answer = self.call("authorize", {"Username": self.username, "Password": self.password})
        assert answer["StatusCode"] == 101, answer
        return str(answer["SessionId"])

    def send(self, session: str, *messages: Mapping[str, Any], **members: Any) -> dict[str, Any]:
        """Send messages; `members` are further members of the request, such as ScheduledDate."""
        return self.call("Send", {"SessionId": session, "Sender": self.sender, "Messages": list(messages), **members})

    def statuses(self, session: str, *references: str) -> list[tuple[str, int, str]]:
        """QueryMessages; returns (Reference, StatusCode, Status) of each."""
        answer = self.call("QueryMessages", {"SessionId": session, "References": list(references)})
        return [(each["Reference"], each["StatusCode"], each["Status"]) for each in answer["MessageStatuses"]]

    # As the owner: v2

    def v2(self, function: str, **parameters: str) -> str:
        """GET a v2 function with this account's credentials; returns the line of text."""
        query = {"function": function, "username": self.username, "password": self.password, **parameters}
        response = self.sim.http.get(V2_PATH, params=query)
        assert response.status_code == 200, response.text
        return response.text

    def v2_send(self, recipient: str = "37499000000", body: str = "hello", **parameters: str) -> str:
        """v2 send from the registered sender."""
        return self.v2("send", **{"sender": self.sender, "recipient": recipient, "body": body, **parameters})

    # As the operator

    def control(self, method: str, path: str = "", **options: Any) -> Any:
        """A call of the control API below this account; returns the document, or None for 204."""
        return self.sim.control(method, f"accounts/{self.username}{path and '/'}{path}", **options)

    def change(self, **members: Any) -> Any:
        """PATCH the account."""
        return self.control("PATCH", json=members)

    def clock(self, **change: Any) -> Any:
        """POST the account's clock."""
        return self.control("POST", "clock", json=change)

    @property
    def ledger(self) -> Any:
        """The ledger."""
        return self.control("GET", "ledger")

    @property
    def messages(self) -> list[Any]:
        """Messages in order of acceptance."""
        return list(self.control("GET", "messages?limit=10000")["messages"])

    @property
    def exchanges(self) -> list[Any]:
        """This account's exchanges."""
        return list(self.sim.control("GET", "exchanges", params={"account": self.username})["exchanges"])


@dataclass
class Sim:
    """A running simulator."""

    simulator: Simulator
    urls: Urls
    loop: asyncio.AbstractEventLoop
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.urls.http or "", trust_env=False, timeout=30)

    def control(self, method: str, path: str, **options: Any) -> Any:
        """A call of the control API that must succeed."""
        response = self.http.request(method, f"{self.urls.control}/{path}", **options)
        assert response.is_success, response.text
        return response.json() if response.content else None

    def account(self, **members: Any) -> Account:
        """A fresh, isolated account; its clock is frozen at 2019-07-25T18:20:00Z unless `clock` says otherwise."""
        members.setdefault("clock", {"now": "2019-07-25T18:20:00Z", "frozen": True})
        made = self.control("POST", "accounts", json=members)
        return Account(self, made["username"], made["password"] or "")

    def existing(self, username: str, password: str = "123456") -> Account:
        """An account of the world."""
        return Account(self, username, password)

    @contextmanager
    def connection(self) -> Iterator["RawConnection"]:
        """A bare TCP connection to the HTTP listener."""
        with RawConnection.to(self.urls.http or "") as connection:
            yield connection


class RawConnection:
    """Bytes out, bytes in."""

    def __init__(self, sock: socket.socket) -> None:
        self.socket = sock

    @classmethod
    @contextmanager
    def to(cls, url: str) -> Iterator[Self]:
        """Connect to the host and port of `url`."""
        parts = urlsplit(url)
        assert parts.hostname
        assert parts.port
        with socket.create_connection((parts.hostname, parts.port), timeout=20) as sock:
            yield cls(sock)

    def send(self, data: bytes) -> None:
        """Send all of it."""
        self.socket.sendall(data)

    def answer(self) -> tuple[int, bytes]:
        """Read one HTTP answer: status and body. The answer must have a Content-Length."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            byte = self.socket.recv(1)
            assert byte, f"the connection ended within an answer's head: {head!r}"
            head += byte
        status = int(head.split(b" ", 2)[1])
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        body = b""
        length = int(lengths[0].split(b":")[1])
        while len(body) < length:
            more = self.socket.recv(min(65536, length - len(body)))
            assert more, "the connection ended within an answer's body"
            body += more
        return status, body

    def rest(self) -> bytes:
        """Everything until the server closes."""
        data = b""
        while more := self.socket.recv(65536):
            data += more
        return data


def demo(seed: int = 7, **options: Any) -> World:
    """The demo world."""
    return worlds.load(None, seed=seed, **options)


@contextmanager
def running(
    world: World | None = None, config: ServerConfig | None = None, journal: JournalLimits | None = None
) -> Iterator[Sim]:
    """A started simulator: the demo world on a free port of 127.0.0.1 unless told otherwise.

    When it ends, every answer it gave must have fitted its schema.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="simulator")
    thread.start()

    def run(coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(timeout=30)

    async def make() -> Server:
        return Server(Simulator(world or demo(), journal), config or ServerConfig())

    try:
        server = run(make())
        misfits = Misfits()
        server.simulator.watchers.append(misfits.watch)
        sim = Sim(server.simulator, run(server.start()), loop)
        try:
            yield sim
        finally:
            sim.http.close()
            run(server.stop())
        assert misfits.found == [], misfits.found[:5]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()
