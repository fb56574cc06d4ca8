"""Faults and what a client hears of a request that one befell, byte for byte."""

import json
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.control.support import until
from tests.support import V2_PATH, Account, RawConnection, Sim

SENT = {
    "v2": rb"ID: \d{6}",
    "v3": rb'\{"StatusCode": 101, "Status": "Success", "MessageCount": 1, "PartCount": 1, '
    rb'"AveragePrice": 2\.00, "TotalPrice": 2\.00\}',
}
"""What a Send of one part to 374 is answered (2.00 is the demo world's price)."""

TYPES = {"v2": "text/plain; charset=utf-8", "v3": "application/json; charset=utf-8"}


@dataclass(frozen=True)
class Heard:
    """All that came over one connection. ending: how that ended: `closed` or `reset`. Header names are lower-case."""

    data: bytes
    ending: str

    @property
    def status(self) -> int:
        """HTTP's."""
        return int(self.data.split(b" ", 2)[1])

    @property
    def headers(self) -> dict[str, str]:
        """Those of the answer."""
        lines = self.data.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
        return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}

    @property
    def head(self) -> bytes:
        """The answer's head, without the date."""
        return re.sub(rb"\r\nDate: [^\r]*", b"", self.data.partition(b"\r\n\r\n")[0])

    @property
    def body(self) -> bytes:
        """What came of the body."""
        return self.data.partition(b"\r\n\r\n")[2]

    @property
    def is_whole(self) -> bool:
        """Whether all came that the head announces."""
        return len(self.body) == int(self.headers["content-length"])


def fault(account: Account, effect: str, **given: Any) -> dict[str, Any]:
    """A fault of the account's own."""
    return dict(account.control("POST", "faults", json={"effect": effect, **given}))


def state_of(sim: Sim, made: dict[str, Any]) -> dict[str, Any]:
    """The fault as it is now."""
    return dict(sim.control("GET", f"faults/{made['id']}"))


def fired(sim: Sim, made: dict[str, Any]) -> dict[str, Any]:
    """The fault, once it has fired."""
    found = dict(sim.control("GET", f"faults/{made['id']}?wait=20"))
    assert found["fired"], found
    return found


def pausing(sim: Sim, made: dict[str, Any], count: int = 1) -> None:
    """Wait until so many requests wait because of this fault."""
    until(lambda: state_of(sim, made)["pausing"] == count)


def send_request(account: Account, protocol: str, *, session: str = "", close: bool = True) -> bytes:
    """The bytes of a request that sends one message, at the end of which the connection may be closed."""
    headers = "Host: localhost\r\n" + ("Connection: close\r\n" if close else "")
    if protocol == "v2":
        query = {"function": "send", "username": account.username, "password": account.password, "sender": "MOBIPACE"}
        target = f"{V2_PATH}?{urlencode({**query, 'recipient': '37499000000', 'body': 'hello'})}"
        return f"GET {target} HTTP/1.1\r\n{headers}\r\n".encode()
    messages = [{"Recipient": "37499000000", "Body": "hello", "Reference": "r"}]
    body = json.dumps({"SessionId": session, "Sender": "MOBIPACE", "Messages": messages})
    headers += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"POST /v3/Send HTTP/1.1\r\n{headers}\r\n{body}".encode()


def send(account: Account, protocol: str, *, close: bool = True) -> Heard:
    """Send one message over a connection of its own; everything that is heard until the connection ends."""
    session = account.login() if protocol == "v3" else ""
    with account.sim.connection() as connection:
        connection.send(send_request(account, protocol, session=session, close=close))
        return hear(connection.socket)


def hear(sock: socket.socket | ssl.SSLSocket) -> Heard:
    """Everything until the connection ends."""
    data = b""
    try:
        while more := sock.recv(65536):
            data += more
    except ConnectionResetError:
        return Heard(data, "reset")
    return Heard(data, "closed")


@contextmanager
def sending(account: Account, protocol: str, session: str | None = None) -> Iterator[RawConnection]:
    """A connection on which one message has been sent, and nothing been heard yet."""
    session = account.login() if session is None and protocol == "v3" else session or ""
    with account.sim.connection() as connection:
        connection.send(send_request(account, protocol, session=session))
        yield connection


def charged(account: Account) -> list[str]:
    """The amounts of the ledger behind the opening balance."""
    return [entry["amount"] for entry in account.ledger["entries"][1:]]


def last_exchange(account: Account) -> dict[str, Any]:
    """The newest of this account's exchanges."""
    return dict(account.exchanges[-1])
