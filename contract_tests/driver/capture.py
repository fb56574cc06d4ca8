"""What a client writes to standard error in one case: its end is kept, and all of it is searched."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from .secrets import Leak, Secrets

_LINES, _LETTERS = 6, 400  # of last words


@dataclass(frozen=True, slots=True)
class Captured:
    """What was written. text: the last of it, secrets masked. leaks: secrets found in all of it, each kind once."""

    text: str
    leaks: tuple[Leak, ...]


def last_words(text: str) -> str:
    """The end of what was written, in a line, and before it the last line of an error; empty where nothing was."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines[:-_LINES] if "error" in line.casefold()][-1:]
    words = " / ".join([*(line[: _LETTERS // 2] for line in telling), *lines[-_LINES:]])
    return words if len(words) <= _LETTERS else f"{words[:_LETTERS]}…"


class Capture:
    """Takes a stream in pieces, from any thread. max_bytes: how much of it is kept; the oldest goes first."""

    def __init__(self, max_bytes: int, where: str = "stderr") -> None:
        self._max_bytes = max_bytes
        self._where = where
        self._lock = threading.Lock()
        self._secrets = Secrets()
        self._kept = b""
        self._dropped = 0
        self._leaks: dict[str, Leak] = {}

    def watch(self, secrets: Secrets) -> None:
        """Search for these from now on, in what was not taken yet too."""
        with self._lock:
            self._secrets = secrets
            self._search(self._kept)

    def feed(self, data: bytes) -> None:
        """The next piece."""
        with self._lock:
            # A secret may stand across the border of two pieces.
            self._search(self._kept[-self._secrets.longest :] + data if self._secrets.longest else data)
            kept = self._kept + data
            self._dropped += max(0, len(kept) - self._max_bytes)
            self._kept = kept[-self._max_bytes :]

    def search(self, data: bytes) -> None:
        """A piece that is somebody else's, or may be: searched, and not kept."""
        with self._lock:
            self._search(data)

    def take(self) -> Captured:
        """What came since the last time, which is then forgotten."""
        with self._lock:
            text = self._secrets.mask(self._kept.decode("utf-8", "replace"))
            if self._dropped:
                text = f"({self._dropped} bytes before this were left out)\n{text}"
            captured = Captured(text, tuple(self._leaks.values()))
            self._kept, self._dropped, self._leaks = b"", 0, {}
            return captured

    def _search(self, data: bytes) -> None:
        for leak in self._secrets.find(data, self._where):
            self._leaks.setdefault(leak.what, leak)
