"""What goes back."""

from __future__ import annotations

import msgspec


class Answer(msgspec.Struct, frozen=True, gc=False):
    """An answer. code: v3 StatusCode or v2 error code; None for a v2 success and for plain HTTP answers."""

    body: bytes
    content_type: str
    code: int | None = None
    status: int = 200
    allow: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """Its own, besides those that HTTP itself asks for."""
        return {"Content-Type": self.content_type} | ({"Allow": self.allow} if self.allow else {})


def http_answer(status: int, text: str, allow: str | None = None) -> Answer:
    """A plain line of text with an HTTP status, for what reaches neither protocol."""
    return Answer(text.encode(), "text/plain; charset=utf-8", None, status, allow)
