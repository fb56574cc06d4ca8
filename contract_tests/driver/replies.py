"""What came of a call, whichever way the client was driven."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..classes import ErrorClass


@dataclass(frozen=True, slots=True)
class Value:
    """The client reports success. value: as its schema has it; None where a process succeeded and told no more."""

    value: Mapping[str, Any] | None

    def __str__(self) -> str:
        return f"ok {dict(self.value)!r:.500}" if self.value is not None else "ok"


@dataclass(frozen=True, slots=True)
class Failure:
    """The client reports an error. kind None: it did not say of which class. native: its own words, secrets masked.

    value: of a split batch, what had been accepted before.
    """

    kind: ErrorClass | None
    code: int | None = None
    native: str | None = None
    value: Mapping[str, Any] | None = None

    def __str__(self) -> str:
        said = (self.kind or "an error of no class", self.code and f"code {self.code}", self.native)
        return ", ".join(str(each) for each in said if each)


@dataclass(frozen=True, slots=True)
class Unsupported:
    """The client has no such call, and never said it had."""

    reason: str

    def __str__(self) -> str:
        return f"unsupported: {self.reason}"


@dataclass(frozen=True, slots=True)
class AdapterError:
    """The adapter failed, or answered what is no answer; it fails its case."""

    reason: str

    def __str__(self) -> str:
        return f"adapter error: {self.reason}"


@dataclass(frozen=True, slots=True)
class TimedOut:
    """No reply in time. seconds: how long was waited."""

    seconds: float

    def __str__(self) -> str:
        return f"no reply within {self.seconds:g} s"


@dataclass(frozen=True, slots=True)
class Crashed:
    """The client's process ended, or the client ended its thread. how: in words."""

    how: str

    def __str__(self) -> str:
        return f"crash: {self.how}"


@dataclass(frozen=True, slots=True)
class Noise:
    """Standard output held something that is no reply: from here on nobody can tell replies from noise.

    line: how it begins, secrets masked. why: what is wrong with it.
    """

    line: str
    why: str

    def __str__(self) -> str:
        return f"noise on standard output: {self.line!r}: {self.why}"


Trouble: TypeAlias = TimedOut | Crashed | Noise
"""What ends a case, and the client's process with it."""

Reply: TypeAlias = Value | Failure | Unsupported | AdapterError | Trouble
