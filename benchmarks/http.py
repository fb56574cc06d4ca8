"""A client that costs next to nothing: it sends bytes, and looks for the length in the answer's head."""

from __future__ import annotations

import selectors
import socket
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

_LENGTH = b"content-length: "
_CHUNK = 1 << 20


class Connection:
    """One keep-alive connection to a server's HTTP listener."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host = parts.netloc.encode()
        self.socket = socket.create_connection((parts.hostname or "", parts.port or 80))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""

    def post(self, path: str, body: bytes) -> bytes:
        """POST JSON; the answer's body."""
        return self.exchange(self.posting(path, body))

    def get(self, target: str) -> bytes:
        """GET; the answer's body."""
        return self.exchange(self.getting(target))

    def posting(self, path: str, body: bytes) -> bytes:
        """The bytes of a POST."""
        return b"POST %b HTTP/1.1\r\nHost: %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
            path.encode(),
            self.host,
            len(body),
            body,
        )

    def getting(self, target: str) -> bytes:
        """The bytes of a GET."""
        return b"GET %b HTTP/1.1\r\nHost: %b\r\n\r\n" % (target.encode(), self.host)

    def exchange(self, request: bytes) -> bytes:
        """Send a request as it is, and wait for the body of its answer."""
        self.socket.sendall(request)
        while (body := self.received()) is None:
            pass
        return body

    def received(self) -> bytes | None:
        """Read once; the answer's body if that was the last of it, else None. Raises ConnectionError at the end."""
        chunk = self.socket.recv(_CHUNK)
        if not chunk:
            raise ConnectionError("the server closed the connection")
        data = self._buffer = self._buffer + chunk if self._buffer else chunk
        end = data.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = data[:end].lower()
        start = head.index(_LENGTH) + len(_LENGTH)
        length = int(head[start:].split(b"\r\n", 1)[0])
        if len(data) < end + 4 + length:
            return None
        self._buffer = b""
        return data[end + 4 :]

    def close(self) -> None:
        """Close it."""
        self.socket.close()


def exchange_all(connections: Sequence[Connection], requests: Sequence[Sequence[bytes]], right: bytes) -> None:
    """Exchange each connection's requests, all connections at once: each asks its next as soon as it has an answer.

    right: how the body of every answer has to begin. Raises RuntimeError for one that does not.
    """
    with selectors.DefaultSelector() as selector:
        for connection, own in zip(connections, requests, strict=True):
            left = iter(own)
            connection.socket.sendall(next(left))
            selector.register(connection.socket, selectors.EVENT_READ, (connection, left))
        while selector.get_map():
            for key, _ in selector.select():
                connection, left = key.data
                _go_on(selector, connection, left, right)


def _go_on(selector: selectors.BaseSelector, connection: Connection, left: Iterator[bytes], right: bytes) -> None:
    body = connection.received()
    if body is None:
        return
    if not body.startswith(right):
        raise RuntimeError(f"{body[:200]!r}")
    request = next(left, None)
    if request is None:
        selector.unregister(connection.socket)
    else:
        connection.socket.sendall(request)
