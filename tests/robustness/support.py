"""Sending a simulator anything at all, and telling a clean answer from one that is not."""

import asyncio
import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from hypothesis import Phase, settings

from mobipace.mock_server.web.server import Server, ServerConfig
from mobipace.mock_server.web.simulator import Simulator
from mobipace.schemas import conforms, explain
from tests.answers import ANSWER_SCHEMAS
from tests.support import Account, RawConnection, Sim, demo

# v3 "Error codes and their meanings"; 100 is the system's own failure, which nothing a client sends may bring about.
V3_CODES = {101, 102, 103, 104, 200, 201, 202, 300, 301, 302}
V2_LINES = re.compile(
    r"ID: \d+"  # 6: the id of a message
    r"|ID: -?\d+(\.\d+)? : [A-Z]{3}"  # 6: a balance
    r"|ID: [0-9] : [^\n]+\."  # 8.1: a status
    r"|ID: 9 : Incorrect message reference \(ID\)"
    r"|Err: (700 : Incorrect parameters in user's request|701 : Incorrect username or password"
    r"|702 : Not enough balance to send SMS message|703 : Incorrect message references"
    r"|705 : The format of the date/time is incorrect"
    r"|708 : The specified date/time \(for function 'schedule'\) is out of date"
    r"|709 : The specified currency is incorrect)"
)


def over_sockets(max_examples: int) -> settings:
    """For laws whose every example is a few round trips: fails with the first example, for shrinking takes minutes."""
    return settings(max_examples=max_examples, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])


@dataclass(frozen=True)
class Answer:
    """An HTTP answer as it was read off the wire. Names of headers are lower-case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def code(self) -> int | None:
        """v3's StatusCode, or the code of a v2 error; None for a v2 success and where there is neither."""
        if self.headers.get("content-type", "").startswith("application/json"):
            return int(json.loads(self.body)["StatusCode"])
        found = re.match(rb"Err: (\d+)", self.body)
        return int(found[1]) if found else None

    @property
    def accepted(self) -> bool:
        """Whether the gateway did what was asked."""
        return self.code == 101 or self.body.startswith(b"ID: ")


def exchange(sim: Sim, data: bytes) -> list[Answer]:
    """Send these bytes on a connection of their own, end it, and read all that comes back."""
    with sim.connection() as connection:
        with suppress(ConnectionError):  # it may refuse before it has read all
            connection.send(data)
            connection.socket.shutdown(socket.SHUT_WR)
        return answers(everything(connection))


def everything(connection: RawConnection) -> bytes:
    """All that comes until the server closes; a reset at the end is an end."""
    received = bytearray()
    with suppress(ConnectionError):
        while more := connection.socket.recv(65536):
            received += more
    return bytes(received)


def answers(data: bytes) -> list[Answer]:
    """The answers in a stream, which must hold nothing else."""
    found = []
    while data:
        head, blank, data = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        assert blank, f"a head that does not end: {head[:200]!r}"
        assert re.fullmatch(r"HTTP/\d\.\d \d{3} [^\r\n]*", lines[0]), lines[0]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        status, size = int(lines[0].split(" ")[1]), int(headers.get("content-length", "0"))
        if headers.get("transfer-encoding") == "chunked":  # a stream of events, which is the last on its connection
            size = len(data)
        found.append(Answer(status, headers, data[:size]))
        data = data[size:]
    return [answer for answer in found if answer.status != 100]


def check(answer: Answer, method: str | None = None) -> None:
    """A documented code in its documented form, or a plain line with a 4xx; nothing of the server's insides."""
    assert b"Traceback" not in answer.body
    if answer.status != 200:
        check_refusal(answer)
    elif answer.headers["content-type"].startswith("application/json"):
        document = json.loads(answer.body)
        assert document["StatusCode"] in V3_CODES, document
        schema = ANSWER_SCHEMAS.get(method or "", "v3/status")
        assert conforms(schema, document), explain(schema, document)
    else:
        assert V2_LINES.fullmatch(answer.text), answer.text


def check_refusal(answer: Answer) -> None:
    """A 4xx is one plain line (at the control API: an error in its own form)."""
    assert 400 <= answer.status < 500, answer
    if answer.headers["content-type"].startswith("application/json"):
        assert explain("control/error", json.loads(answer.body)) == []
        return
    assert answer.headers["content-type"].startswith("text/plain"), answer
    assert re.fullmatch(rb"[^\r\n]{1,500}\n?", answer.body) or not answer.body, answer


def post(path: str, body: bytes, *headers: str) -> bytes:
    """A POST as bytes."""
    return request("POST", path, f"Content-Length: {len(body)}", *headers) + body


def request(method: str, target: str, *headers: str) -> bytes:
    """The head of a request as bytes; text is sent as ISO-8859-1, so that every byte can be written."""
    lines = [f"{method} {target} HTTP/1.1", "Host: localhost", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1")


def money(account: Account) -> list[Any]:
    """All that ever happened to the account's money."""
    return list(account.ledger["entries"])


def in_flight(sim: Sim) -> list[Any]:
    """Exchanges without an end."""
    journal = sim.control("GET", "exchanges?limit=10000")["exchanges"]
    return [each for each in journal if each["finished_at"] is None]


def left_in_flight(sim: Sim) -> list[Any]:
    """The same, and the journal is emptied, so that the next test does not find them again."""
    found = in_flight(sim)
    sim.control("DELETE", "exchanges")
    return found


@contextmanager
def serving(sim: Sim, **config: Any) -> Iterator[tuple[Server, Sim]]:
    """A second simulator on the loop of a first, whose server can be looked at."""

    def run(coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, sim.loop).result(timeout=30)

    server = Server(Simulator(demo()), ServerConfig(**config))
    other = Sim(server.simulator, run(server.start()), sim.loop)
    try:
        yield server, other
    finally:
        other.http.close()
        run(server.stop())
