"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..wire.deviations import Level
from .scene import Scene

Check = Callable[[Scene], Iterable[str] | None]
"""Looks at one exchange and what went before it, and changes nothing. None: it is not about such an exchange. Else what
is wrong: what was seen, what is allowed, what to do; nothing, where the rule was kept."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing a client owes the gateway. `title` says what, as a sentence; `clause` where it is written.

    id: stable; others write it into configurations. level: MUST, SHOULD, or NOTE for what is no fault, but of use.
    check: None where it is found out while a request is read, and comes as a deviation.
    """

    id: str
    level: Level
    clause: str
    title: str
    check: Check | None = None
