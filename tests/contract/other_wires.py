"""Other ways to speak HTTP that are as right as the reference client's: what a test client may be given instead."""

from __future__ import annotations

import select
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse, IncompleteRead
from urllib.parse import SplitResult, urlsplit

from mobipace.contract_tests.reference.errors import GatewayError, LostAnswer
from mobipace.contract_tests.reference.transport import Transport, _read, _Timed


@dataclass
class Wire:
    """A transport with habits of its own.

    keeps: connections are kept for the next request. chunked: bodies go in chunks. expects: bodies wait for 100
    Continue, for a moment.
    """

    plain: Transport
    version: str = "1.1"
    content_type: str = "application/json"
    keeps: bool = False
    chunked: bool = False
    expects: bool = False
    lower: bool = False
    idle: list[socket.socket] = field(default_factory=list)

    def get(self, url: str, query: str) -> bytes:
        """As Transport does."""
        parts = urlsplit(url)
        return self._exchange(parts, "GET", f"{parts.path}?{query}", None)

    def post(self, url: str, document: bytes) -> bytes:
        """As Transport does."""
        parts = urlsplit(url)
        return self._exchange(parts, "POST", parts.path, document)

    def close(self) -> None:
        """Kept connections are let go."""
        while self.idle:
            self.idle.pop().close()

    def _exchange(self, parts: SplitResult, method: str, target: str, body: bytes | None) -> bytes:
        ends_at = time.monotonic() + self.plain._timeout
        with _told():
            sock = self._living() or self.plain._connect(parts, ends_at)
            timed = _Timed(sock, ends_at)
            try:
                self._write(timed, sock, self._head(parts, method, target, body), body)
                response = HTTPResponse(timed, method=method)  # type: ignore[arg-type]
                response.begin()
                content = _read(response)
            except BaseException:
                sock.close()
                raise
            if self.keeps and not response.will_close:
                self.idle.append(sock)
            else:
                sock.close()
        if response.status != 200:
            raise GatewayError("server_error", f"HTTP {response.status}")
        return content

    def _living(self) -> socket.socket | None:
        """A kept connection that the other side has not closed."""
        while self.idle:
            sock = self.idle.pop()
            if not select.select([sock], [], [], 0)[0]:
                return sock
            sock.close()
        return None

    def _head(self, parts: SplitResult, method: str, target: str, body: bytes | None) -> bytes:
        headers = {"Host": parts.netloc, "User-Agent": "curl/8.5.0", "Accept": "*/*"}
        if not self.keeps:
            headers["Connection"] = "close"
        if body is not None:
            headers["Content-Type"] = self.content_type
            headers |= {"Transfer-Encoding": "chunked"} if self.chunked else {"Content-Length": f"{len(body)}"}
        if body is not None and self.expects and parts.scheme == "http":
            headers["Expect"] = "100-continue"
        names = {name.lower() if self.lower else name: value for name, value in headers.items()}
        lines = [f"{method} {target} HTTP/{self.version}", *(f"{name}: {value}" for name, value in names.items())]
        return "\r\n".join([*lines, "", ""]).encode()

    def _write(self, timed: _Timed, sock: socket.socket, head: bytes, body: bytes | None) -> None:
        timed.sendall(head)
        if body is None:
            return
        if self.expects and not isinstance(sock, ssl.SSLSocket):  # which cannot be peeked into
            _await_continue(sock)
        if not self.chunked:
            timed.sendall(body)
            return
        for start in range(0, len(body), 4000):
            piece = body[start : start + 4000]
            timed.sendall(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        timed.sendall(b"0\r\n\r\n")


def _await_continue(sock: socket.socket) -> None:
    """Some seconds, where curl waits one; an answer that is there already is left to be read."""
    line = b"HTTP/1.1 100 Continue\r\n\r\n"
    if select.select([sock], [], [], 4)[0] and sock.recv(len(line), socket.MSG_PEEK).startswith(b"HTTP/1.1 100"):
        sock.recv(len(line))


@contextmanager
def _told() -> Iterator[None]:
    """Errors in the words of the reference client."""
    try:
        yield
    except TimeoutError:
        raise LostAnswer("timeout", "too late") from None
    except (OSError, IncompleteRead) as error:
        raise LostAnswer("transport", "lost") from error
    except (HTTPException, ValueError) as error:
        raise GatewayError("malformed_answer", "no HTTP") from error
