"""Faults over HTTPS: connections break and wait there as they do in the clear."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pytest

from mobipace.mock_server.web.server import ServerConfig
from mobipace.mock_server.web.tls import ensure_ca, server_context
from tests.control.support import until
from tests.faulting import Heard, fault, fired, pausing, send_request, state_of
from tests.support import Sim, running


@dataclass
class TlsClient:
    """TLS by hand over a plain socket: only so is a reset told from an end."""

    sock: socket.socket
    tls: ssl.SSLObject
    incoming: ssl.MemoryBIO
    outgoing: ssl.MemoryBIO

    @classmethod
    @contextmanager
    def to(cls, sim: Sim, certificate: bytes) -> Iterator[Self]:
        """Connect, and shake hands."""
        host, _, port = (sim.urls.https or "").removeprefix("https://").partition(":")
        context = ssl.create_default_context(cadata=certificate.decode("ascii"))
        bios = ssl.MemoryBIO(), ssl.MemoryBIO()
        with socket.create_connection((host, int(port)), timeout=20) as sock:
            client = cls(sock, context.wrap_bio(*bios, server_hostname="localhost"), *bios)
            client.step(client.tls.do_handshake)
            yield client

    def step(self, action: Callable[[], object]) -> None:
        """Do it, with all the sending and receiving that it asks for."""
        try:
            action()
        except ssl.SSLWantReadError:
            self.sock.sendall(self.outgoing.read())
            self.incoming.write(self.sock.recv(65536))
            self.step(action)
        self.sock.sendall(self.outgoing.read())

    def send(self, request: bytes) -> None:
        """Send a request."""
        self.step(lambda: self.tls.write(request))

    def hear(self) -> Heard:
        """Everything until the server says farewell, or the connection is reset."""
        data = b""
        try:
            while True:
                self.incoming.write(self.sock.recv(65536))
                with suppress(ssl.SSLWantReadError):
                    while more := self.tls.read():
                        data += more
                    return Heard(data, "closed")
        except ConnectionResetError:
            return Heard(data, "reset")


@pytest.mark.parametrize(
    ("given", "ending", "size"),
    [
        ({"effect": "reset"}, "reset", 0),
        ({"effect": "hang", "seconds": 0.01}, "closed", 0),
        ({"effect": "truncate", "bytes": 4}, "closed", 4),
        ({"effect": "drip", "bytes_per_second": 1000}, "closed", 10),
    ],
    ids=str,
)
def test_connections_break_over_tls_too(tmp_path: Path, given: dict[str, Any], ending: str, size: int) -> None:
    """The same below the encryption."""
    authority = ensure_ca(tmp_path)
    with running(config=ServerConfig(tls_port=0, tls=server_context(authority))) as sim:
        account = sim.account()
        made = fault(account, **given)
        with TlsClient.to(sim, authority.certificate_pem) as client:
            client.send(send_request(account, "v2"))
            heard = client.hear()

        assert fired(sim, made)["state"] == "spent"
        assert (heard.ending, len(heard.body)) == (ending, size)


def test_waiting_ends_when_a_tls_client_goes(tmp_path: Path) -> None:
    """It says so by ending its side."""
    authority = ensure_ca(tmp_path)
    with running(config=ServerConfig(tls_port=0, tls=server_context(authority))) as sim:
        account = sim.account()
        made = fault(account, "hang")
        with TlsClient.to(sim, authority.certificate_pem) as client:
            client.send(send_request(account, "v2"))
            pausing(sim, made)

        until(lambda: state_of(sim, made)["pausing"] == 0)
