"""One HTTP request and its answer: a connection of its own, one deadline over all of it, and nothing done twice.

A connection that is used again may turn out to be dead once the request is written. Then nobody knows whether it was
served, and libraries that send it again by themselves send the same SMS twice. A fresh connection has no such doubt.
"""

from __future__ import annotations

import io
import socket
import ssl
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from typing import Any
from urllib.parse import SplitResult, urlsplit

from .errors import GatewayError, LostAnswer

_PIECE = 64 * 1024  # bytes that are written, or read, before the time is looked at again
_LONGEST_ANSWER = 64 * 1024 * 1024  # bytes


class Transport:
    """Makes requests. timeout: seconds, from connecting to the last byte. ca: a PEM file, or None for the machine's."""

    def __init__(self, timeout: float, ca: str | None) -> None:
        self._timeout = timeout
        self._ca = ca

    def get(self, url: str, query: str) -> bytes:
        """The body of the answer to a GET. Raises GatewayError; the text never holds the query."""
        return self._exchange("GET", url, query, None)

    def post(self, url: str, document: bytes) -> bytes:
        """The body of the answer to a POST of JSON. Raises GatewayError."""
        return self._exchange("POST", url, "", document)

    def _exchange(self, method: str, url: str, query: str, body: bytes | None) -> bytes:
        ends_at = time.monotonic() + self._timeout
        try:
            parts = urlsplit(url)
            target = f"{parts.path or '/'}{'?' if query else ''}{query}"
            with closing(self._connect(parts, ends_at)) as sock:
                return _ask(sock, parts, (method, target, body), ends_at)
        except TimeoutError:
            raise LostAnswer("timeout", f"no whole answer within {self._timeout:g} s") from None
        except (OSError, IncompleteRead) as error:  # also a connection that was closed before an answer
            raise LostAnswer("transport", f"{type(error).__name__}: the connection failed") from error
        except (HTTPException, ValueError) as error:
            raise GatewayError("malformed_answer", f"{type(error).__name__}: the answer is no HTTP") from error

    def _connect(self, parts: SplitResult, ends_at: float) -> socket.socket:
        host, is_tls = parts.hostname or "", parts.scheme == "https"
        sock = socket.create_connection((host, parts.port or (443 if is_tls else 80)), timeout=_left(ends_at))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not is_tls:
            return sock
        try:
            sock.settimeout(_left(ends_at))
            return self._context().wrap_socket(sock, server_hostname=host)
        except BaseException:
            sock.close()
            raise

    def _context(self) -> ssl.SSLContext:
        """Names are checked, and who signed for them."""
        return ssl.create_default_context(cafile=self._ca)


def _ask(sock: socket.socket, parts: SplitResult, request: tuple[str, str, bytes | None], ends_at: float) -> bytes:
    method, target, body = request
    connection = (HTTPSConnection if parts.scheme == "https" else HTTPConnection)(parts.hostname or "", parts.port)
    connection.sock = _Timed(sock, ends_at)  # what http.client needs of a socket
    headers = {"Connection": "close"} | ({} if body is None else {"Content-Type": "application/json"})
    connection.request(method, target, body, headers)
    with connection.getresponse() as response:
        content = _read(response)
    if response.status != 200:
        raise GatewayError("server_error", f"HTTP {response.status} instead of an answer")
    return content


def _read(response: HTTPResponse) -> bytes:
    """The body. Raises IncompleteRead when the connection ends before it does."""
    content = response.read(_LONGEST_ANSWER + 1)
    if len(content) > _LONGEST_ANSWER:
        raise GatewayError("malformed_answer", f"an answer of more than {_LONGEST_ANSWER} bytes")
    if response.length:  # read(n) leaves it to the caller to notice that less came
        raise IncompleteRead(content, response.length)
    return content


def _left(ends_at: float) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Timed(io.RawIOBase):
    """A socket as a file, in which no wait goes past one deadline, however slowly the bytes drip."""

    def __init__(self, sock: socket.socket, ends_at: float) -> None:
        self._sock = sock
        self._ends_at = ends_at

    def sendall(self, data: bytes) -> None:
        """Write it all, looking at the time between pieces."""
        view = memoryview(data)
        for start in range(0, len(view), _PIECE):
            self._sock.settimeout(_left(self._ends_at))
            self._sock.sendall(view[start : start + _PIECE])

    def makefile(self, _mode: str) -> io.BufferedReader:
        """For reading the answer."""
        return io.BufferedReader(self, _PIECE)

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """What there is; 0 at the end."""
        self._sock.settimeout(_left(self._ends_at))
        return self._sock.recv_into(buffer)

    def close(self) -> None:
        """Nothing: http.client closes it while the body is still to be read; who opened the socket closes it."""
