"""What a run has asked and been answered, kept for the report, with every secret masked."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from itertools import count

from mobipace.mock_server.report import Transcript

from ..driver.secrets import MASK, Secrets
from .http import HttpAnswer

_SESSION = re.compile(rb'"\s*SessionId\s*"\s*:\s*"([^"\\]{8,})"', re.IGNORECASE)
_KEPT = 6  # exchanges of one check that a report may show
_LONGEST = 2000  # characters of a request or an answer that are shown


class Log:
    """The latest exchanges of a check, and the passwords and session ids that turned up in it.

    password: the one that belongs to every check.
    """

    def __init__(self, password: str = "") -> None:
        self._password = password
        self._passwords = {password}
        self._sessions: set[str] = set()
        self._kept: deque[tuple[int, str, str, HttpAnswer | None]] = deque(maxlen=_KEPT)
        self._numbers = count(1)

    def hide(self, secret: str) -> None:
        """Never show this, in whatever form."""
        self._passwords.add(secret)

    def begin(self) -> None:
        """Another check begins; what it makes is its own."""
        self._kept.clear()
        self._sessions.clear()
        self._passwords = {self._password}

    def note(self, title: str, request: bytes, answer: HttpAnswer | None) -> None:
        """One exchange; None: it was not answered."""
        if answer:
            self._sessions.update(id.decode("utf-8", "replace") for id in _SESSION.findall(answer.body[:_LONGEST]))
        shown = request[:_LONGEST].decode("utf-8", "replace")
        self._kept.append((next(self._numbers), title, shown, answer))

    def mask(self, text: str) -> str:
        """The text without secrets."""
        return self._masker()(text)

    def transcripts(self) -> tuple[Transcript, ...]:
        """The latest first: it is the one that decided."""
        mask = self._masker()
        return tuple(
            Transcript(number, mask(title), mask(request), None if answer is None else mask(_text(answer)))
            for number, title, request, answer in reversed(self._kept)
        )

    def _masker(self) -> Callable[[str], str]:
        # Ids of sessions are plain; a password may be written in many ways, and finding them all takes its time.
        secrets = Secrets(*sorted(self._passwords, key=len, reverse=True))
        sessions = sorted(self._sessions, key=len, reverse=True)

        def mask(text: str) -> str:
            for id in sessions:
                text = text.replace(id, MASK)
            return secrets.mask(text)

        return mask


def _text(answer: HttpAnswer) -> str:
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    return f"HTTP {answer.status}\n{head}\n\n{answer.body[:_LONGEST].decode('utf-8', 'replace')}"
