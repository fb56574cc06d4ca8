"""What a request did that its document does not say, though it could be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

Level = Literal["MUST", "SHOULD", "NOTE"]
Command = TypeVar("Command")


@dataclass(frozen=True, slots=True)
class Deviation:
    """One departure from the documented form: a stable rule id, the clause, and what was seen and is allowed.

    is_tolerance: the request was read all the same; `strictness = "refuse"` answers 102 / 700 instead.
    """

    rule: str
    clause: str
    message: str
    level: Level = "MUST"
    is_tolerance: bool = True


@dataclass(frozen=True, slots=True)
class Parsed(Generic[Command]):
    """A command, and how its request departed from the documented form."""

    command: Command
    deviations: Sequence[Deviation] = field(default_factory=tuple)


class Malformed(Exception):
    """A request that cannot be read (v3 102, v2 700); the text says what, which value, and what is allowed.

    deviations: what was seen before that.
    """

    deviations: Sequence[Deviation] = ()
