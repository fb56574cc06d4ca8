"""Standard output as messages: one JSON object a line, lines end in LF alone, and nothing else is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from .replies import Noise
from .secrets import Secrets

_SHOWN = 200  # bytes of a line that are shown


class Noisy(Exception):
    """What came is no message."""

    def __init__(self, line: bytes, why: str) -> None:
        super().__init__(why)
        self.line = line
        self.why = why

    def noise(self, secrets: Secrets) -> Noise:
        """As a reply, fit to be shown."""
        shown = self.line[:_SHOWN].decode("utf-8", "replace") + ("…" if len(self.line) > _SHOWN else "")
        return Noise(secrets.mask(shown), self.why)


class Lines:
    """Cuts a stream into lines. max_bytes: the longest."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._pieces: list[bytes] = []
        self._length = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The lines that this piece completes, without their LF. Raises Noisy for one that is too long."""
        *ends, rest = data.split(b"\n")
        for end in ends:
            self._add(end)
            yield self.unfinished()
        self._add(rest)

    def unfinished(self) -> bytes:
        """What has come of a line that has not ended; forgets it."""
        line = b"".join(self._pieces)
        self._pieces, self._length = [], 0
        return line

    def _add(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._length += len(piece)
        if self._length > self._max_bytes:
            raise Noisy(b"".join(self._pieces), f"a line of more than {self._max_bytes} bytes")


def message(line: bytes) -> dict[str, Any]:
    """The object on a line. Raises Noisy."""
    try:
        value = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Noisy(line, _why(line, error)) from None
    if not isinstance(value, dict):
        raise Noisy(line, "no JSON object")
    return value


def _why(line: bytes, error: Exception) -> str:
    if not line.strip():
        return "an empty line"
    if line.startswith(b"\xef\xbb\xbf"):
        return "it begins with a byte order mark; write UTF-8 without one"
    try:
        line.decode()
    except UnicodeDecodeError:
        return "it is not UTF-8"
    if "trailing characters" in str(error):
        return "more stands on the line after the first JSON value; one object a line"
    return f"it is not JSON ({error})"
