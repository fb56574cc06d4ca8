"""What a client writes to standard error in one case: its end is kept, and all of it is searched."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from .secrets import Leak, Secrets


@dataclass(frozen=True, slots=True)
class Captured:
    """What was written. text: the last of it, secrets masked. leaks: secrets found in all of it, each kind once."""

    text: str
    leaks: tuple[Leak, ...]


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
