"""What goes back."""

from __future__ import annotations

import time
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus

import msgspec
from aiohttp.http import SERVER_SOFTWARE


class Answer(msgspec.Struct, frozen=True, gc=False):
    """An answer. code: v3 StatusCode or v2 error code; None for a v2 success and for plain HTTP answers."""

    body: bytes
    content_type: str
    code: int | None = None
    status: int = 200
    allow: str | None = None

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Its own, besides those that HTTP itself asks for."""
        return _headers(self.content_type, self.allow)


@lru_cache(maxsize=64)
def _headers(content_type: str, allow: str | None) -> tuple[tuple[str, str], ...]:
    return (("Content-Type", content_type), *((("Allow", allow),) if allow else ()))


def http_answer(status: int, text: str, allow: str | None = None) -> Answer:
    """A plain line of text with an HTTP status, for what reaches neither protocol."""
    return Answer(text.encode(), "text/plain; charset=utf-8", None, status, allow)


def as_http(answer: Answer, *, is_last: bool) -> bytes:
    """The bytes that aiohttp would send for it. is_last: nothing follows on this connection."""
    return b"%b\r\nContent-Length: %d\r\n%b%b\r\n%b" % (
        _head(answer.status, answer.headers),
        len(answer.body),
        _date_and_server(int(time.time())),
        b"Connection: close\r\n" if is_last else b"",
        answer.body,
    )


@lru_cache(maxsize=64)
def _head(status: int, headers: tuple[tuple[str, str], ...]) -> bytes:
    fields = [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *fields]).encode()


@lru_cache(maxsize=1)
def _date_and_server(second: int) -> bytes:
    return f"Date: {formatdate(second, usegmt=True)}\r\nServer: {SERVER_SOFTWARE}\r\n".encode()
