"""A gateway of a few lines, on raw sockets, that answers as it is told: also late, in part, in nonsense or never."""

import json
import select
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

SESSION = "4060b129-2d75-4b7e-9c3a-61b7769a5d2b"


@dataclass
class Request:
    """A request as it came. at: on the monotonic clock, when it was whole."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    socket: socket.socket
    at: float
    answering: Callable[[], None] = lambda: None  # called before the answer's first byte

    @property
    def name(self) -> str:
        """The v3 method, or `v2` and the function."""
        if self.target.startswith("/v3/"):
            return self.target.removeprefix("/v3/")
        return f"v2 {self.query['function']}"

    @property
    def document(self) -> dict[str, Any]:
        """The body of a v3 request."""
        return dict(json.loads(self.body))

    @property
    def query(self) -> dict[str, str]:
        """The parameters of a v2 request, decoded once."""
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True, strict_parsing=True))

    def write(self, data: bytes) -> None:
        """Answer with these bytes."""
        self.answering()
        self.socket.sendall(data)

    def left(self, seconds: float | None = None) -> bool:
        """Wait for the client to turn away, so long at most; whether it did."""
        ready = select.select([self.socket], [], [], seconds)[0]
        with suppress(ConnectionError):
            return bool(ready) and self.socket.recv(1) == b""
        return True


# True: the connection lives on.
Answer = Callable[[Request], bool]


def raw(data: bytes) -> Answer:
    """These bytes, and the end of the connection."""

    def do(request: Request) -> bool:
        request.write(data)
        return False

    return do


def http(body: bytes, status: str = "200 OK", content_type: str = "application/json") -> bytes:
    """A whole answer; it does not ask to close the connection."""
    return f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def whole(body: bytes, status: str = "200 OK") -> Answer:
    """A whole answer, after which the connection may be used again."""

    def do(request: Request) -> bool:
        request.write(http(body, status))
        return True

    return do


def answered(code: int = 101, /, **members: Any) -> Answer:
    """A v3 answer."""
    return whole(json.dumps({"StatusCode": code, "Status": f"status {code}", **members}).encode())


def line(text: str) -> Answer:
    """A v2 answer."""
    return whole(text.encode())


def lost(_: Request) -> bool:
    """The request is taken, and the connection ends."""
    return False


def silent(request: Request) -> bool:
    """Never an answer: until the client turns away."""
    request.left()
    return False


def dripping(request: Request) -> bool:
    """A byte now and then, so that no single wait is long."""
    request.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while not request.left(0.05):
        try:
            request.write(b" ")
        except OSError:
            break
    return False


def priced(request: Request) -> bool:
    """A Send or Calculate at 2.50 a message."""
    count = len(request.document["Messages"])
    total = f"{count * 25 // 10}.{count * 25 % 10}0"
    body = f'{{"StatusCode":101,"Status":"Success","MessageCount":{count},"PartCount":{count},'
    request.write(http(f'{body}"AveragePrice":2.50,"TotalPrice":{total}}}'.encode()))
    return True


def pending(*, but: int = 0, code: int = 1) -> Answer:
    """QueryMessages: all are there, but for the first so many."""

    def do(request: Request) -> bool:
        references = request.document["References"]
        rows = [
            {"Reference": each, "StatusCode": 10 if index < but else code, "Status": "x"}
            for index, each in enumerate(references)
        ]
        request.write(http(json.dumps({"StatusCode": 101, "Status": "Success", "MessageStatuses": rows}).encode()))
        return True

    return do


FUNDS = {"Balance": "1300.30", "BalanceNegativeLimit": "-1000", "AvailableFund": "2300.30"}
USUAL: dict[str, Answer] = {
    "authorize": answered(SessionId=SESSION),
    "Send": priced,
    "Calculate": priced,
    "QueryMessages": pending(),
    "QueryBalance": answered(**FUNDS),
    "v2 send": line("ID: 12345"),
    "v2 schedule": line("ID: 12345"),
    "v2 querymessage": line("ID: 1 : The SMS message is sent and delivered."),
    "v2 querybalance": line("ID: 1300.30 : EUR"),
}


@dataclass
class FakeGateway:
    """A running one. `script`: answers by request name, the last of which is repeated; without any the usual one."""

    port: int
    script: dict[str, list[Answer]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    most_at_once: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _in_flight: set[int] = field(default_factory=set)
    _asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def v2_url(self) -> str:
        """The address of v2."""
        return f"http://127.0.0.1:{self.port}/API_2_0/HTTP_API.aspx"

    @property
    def v3_url(self) -> str:
        """What v3's methods stand below."""
        return f"http://127.0.0.1:{self.port}/v3"

    def names(self) -> list[str]:
        """What was asked, in order."""
        return [request.name for request in self.requests]

    def of(self, name: str) -> list[Request]:
        """Requests of a name."""
        return [request for request in self.requests if request.name == name]

    def serve(self, connection: socket.socket) -> None:
        """Answer on one connection while it lives."""
        with closing(connection), suppress(ConnectionError), connection.makefile("rb") as reader:
            while request := read(reader, connection):
                if not self._answer(request):
                    return

    def _answer(self, request: Request) -> bool:
        with self._lock:
            self.requests.append(request)
            answers = self.script.get(request.name, [USUAL[request.name]])
            answer = answers[min(self._asked[request.name], len(answers) - 1)]
            self._asked[request.name] += 1
            self._in_flight.add(id(request))
            self.most_at_once = max(self.most_at_once, len(self._in_flight))
        request.answering = lambda: self._in_flight.discard(id(request))
        try:
            return answer(request)
        finally:
            request.answering()


def read(reader: Any, connection: socket.socket) -> Request | None:
    """The next request; None at the end."""
    first = reader.readline().decode()
    if not first:
        return None
    method, target, _ = first.split(" ")
    headers = {}
    while (text := reader.readline().decode().strip()) != "":
        name, _, value = text.partition(":")
        headers[name.lower()] = value.strip()
    if headers.get("expect"):
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = reader.read(int(headers.get("content-length", 0)))
    return Request(method, target, headers, body, connection, time.monotonic())


@contextmanager
def gateway(**script: Answer | list[Answer]) -> Iterator[FakeGateway]:
    """A running fake; names with a blank are written with two underscores: v2__send."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        fake = FakeGateway(listener.getsockname()[1])
        for name, answers in script.items():
            fake.script[name.replace("__", " ")] = answers if isinstance(answers, list) else [answers]
        threads: list[threading.Thread] = []

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threads.append(threading.Thread(target=fake.serve, args=(connection,), daemon=True))
                threads[-1].start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield fake
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join(10)
            for thread in threads:
                thread.join(10)
