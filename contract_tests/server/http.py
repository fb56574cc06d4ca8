"""One HTTP request and its answer, on a connection of its own: nothing is ever sent twice."""

from __future__ import annotations

import select
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """A header's value; None without one."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What goes out. target: path and query as they are written in the request line."""

    method: str
    target: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def head(self) -> bytes:
        """As a transcript shows it."""
        lines = "".join(f"\n{name}: {value}" for name, value in self.headers.items())
        return f"{self.method} {self.target}{lines}\n\n".encode() + (self.body or b"")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a protocol is spoken. timeout: seconds without a byte. ca: a PEM file; None for the machine's."""

    url: str
    timeout: float
    ca: Path | None = None

    @property
    def path(self) -> str:
        """The URL's path, without a slash at its end."""
        return urlsplit(self.url).path.rstrip("/")

    def ask(self, request: HttpRequest) -> HttpAnswer:
        """Send all of it, and read the answer. Raises OSError or HTTPException where there is none."""
        return self.begin(request, 0 if request.body is None else len(request.body)).finish()

    def begin(self, request: HttpRequest, first: int) -> Unfinished:
        """Send the head and so many bytes of the body."""
        connection = self._connect()
        try:
            connection.putrequest(request.method, request.target, skip_accept_encoding=True)
            for name, value in {"Connection": "close", **request.headers}.items():
                connection.putheader(name, value)
            if request.body is not None:
                connection.putheader("Content-Length", f"{len(request.body)}")
            connection.endheaders(request.body[:first] if request.body else None)
        except BaseException:
            connection.close()
            raise
        return Unfinished(connection, (request.body or b"")[first:])

    def _connect(self) -> HTTPConnection:
        parts = urlsplit(self.url)
        if parts.scheme != "https":
            return HTTPConnection(parts.hostname or "", parts.port, timeout=self.timeout)
        context = ssl.create_default_context(cafile=self.ca)
        return HTTPSConnection(parts.hostname or "", parts.port, timeout=self.timeout, context=context)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A request that has begun to arrive."""

    connection: HTTPConnection
    rest: bytes

    def is_answered(self, seconds: float) -> bool:
        """Whether an answer comes though the request has not ended; given up after this."""
        try:
            return bool(select.select([self.connection.sock], [], [], seconds)[0])
        finally:
            self.connection.close()

    def finish(self) -> HttpAnswer:
        """Send what is left, and read the answer."""
        try:
            if self.rest:
                self.connection.send(self.rest)
            with self.connection.getresponse() as response:
                return HttpAnswer(response.status, tuple(response.getheaders()), response.read())
        finally:
            self.connection.close()


NO_ANSWER = (OSError, HTTPException)
"""What `ask` raises where nothing, or nothing readable, came back."""
