"""A case: an account, what happens, what must have been seen for it to count, and what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from ..adapter.messages import Api
from .seen import Seen
from .steps import Call, Step, Together, calls_of

Level = Literal["MUST", "SHOULD", "OBSERVED"]

Certificate = Literal["good", "other-host", "other-authority"]

Look: TypeAlias = Callable[[Seen], Iterable[str]]
"""Looks at what was seen; says what is wrong with it, or missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One entry of the catalogue.

    id: a stable slug. clauses: ids of judge.clauses, "; " between them. owes: ids of the obligations it is about.
    account: members of the control API, for each of `accounts`. steps: what happens, in order. reached: what must have
    been seen, or the case has shown nothing. allowed: what may be seen. provokes: rules of the judge that its own
    calls break if they are made as asked. certificate: over HTTPS, with this one; None: in the open.

    readings: keys that bear on it; `--readings all` repeats it under each value. timeout_ms: for one HTTP request of
    the client. about: members of values that it is about; a client that reports none of them cannot be judged by it.
    """

    id: str
    title: str
    level: Level = "MUST"
    clauses: str
    owes: tuple[str, ...] = ()
    account: Mapping[str, Any] = field(default_factory=dict)
    accounts: int = 1
    steps: tuple[Step, ...]
    reached: tuple[Look, ...] = ()
    allowed: tuple[Look, ...] = ()
    provokes: frozenset[str] = frozenset()
    readings: tuple[str, ...] = ()
    certificate: Certificate | None = None
    timeout_ms: int = 5000
    about: tuple[str, ...] = ()

    @property
    def needs(self) -> frozenset[tuple[Api, str]]:
        """The calls that a client has to have."""
        return frozenset((call.api, call.call) for call in self.calls)

    @property
    def calls(self) -> list[Call]:
        """The calls, in order."""
        return calls_of(self.steps)

    @property
    def concurrency(self) -> int:
        """How many calls a client has to take at once."""
        return max((len(step.calls) for step in self.steps if isinstance(step, Together)), default=1)
