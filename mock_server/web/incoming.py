"""A request as it came, in plain values: all that its handling needs, and all that a state file keeps of it."""

from __future__ import annotations

import msgspec


class Incoming(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One HTTP request.

    path: the target's, decoded, without its query. headers: as sent, names and values. was_raw: its target held bytes
    above 0x7F as they are. is_secure: it came over TLS. body: empty until it has been read.
    """

    method: str
    path: str
    target: str
    headers: tuple[tuple[bytes, bytes], ...]
    was_raw: bool = False
    is_secure: bool = False
    body: bytes = b""

    @property
    def content_type(self) -> str | None:
        """The header's value as sent, or None."""
        for name, value in self.headers:
            if name.lower() == b"content-type":
                return value.decode("latin-1")
        return None

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case; empty where there is none."""
        return (self.content_type or "").partition(";")[0].strip().lower()

    @property
    def query(self) -> bytes:
        """What stands after the target's first question mark, as the bytes that were sent."""
        return self.target.partition("?")[2].encode("utf-8", "surrogateescape")
