"""How a check ends that does not pass."""

from __future__ import annotations


class Broken(Exception):
    """The server does not do what the documents say: what was seen, and what is allowed."""

    def __init__(self, seen: str, allowed: str) -> None:
        super().__init__(f"{seen}; allowed: {allowed}")
        self.seen = seen
        self.allowed = allowed


class NotRun(Exception):
    """The check cannot be made here; the text says what it needs."""


class Unreachable(Exception):
    """Nobody answers at the address."""


class BudgetSpent(NotRun):
    """A live run may not cost more; the text says how much it was."""


def expect(actual: object, expected: object, what: str) -> None:
    """Raise Broken unless they are equal."""
    if actual != expected:
        raise Broken(f"{what}: {_short(actual)}", _short(expected))


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 300 else f"{text[:300]}…"
