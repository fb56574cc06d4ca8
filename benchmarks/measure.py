"""Timing two things in turns, and what a benchmark reports."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, NamedTuple

_BLOCKS = 10


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table.

    value: what `limit` is held against, in `unit` ("x": so many times the reference). is_floor: it must not be less
    than the limit; else not more. low, high: the least and the greatest of the medians of up to ten parts of the run,
    one after the other. subject, reference: what was compared, as medians in milliseconds; None where there are none.
    """

    name: str
    value: float
    unit: str
    limit: float
    low: float
    high: float
    rounds: int
    is_floor: bool = False
    subject_ms: float | None = None
    reference_ms: float | None = None

    @property
    def holds(self) -> bool:
        """Whether it keeps its limit."""
        return self.value >= self.limit if self.is_floor else self.value <= self.limit

    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self) | {"holds": self.holds}


class Pair(NamedTuple):
    """One round: how long the subject took, and the reference right after it; seconds."""

    subject: float
    reference: float


def some(number: int, effort: float) -> int:
    """That share of a number of rounds, or messages: at least one."""
    return max(1, round(number * effort))


def seconds(action: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def in_turns(subject: Callable[[], object], reference: Callable[[], object], rounds: int) -> list[Pair]:
    """Time both again and again, so that a noisy moment falls on both."""
    subject(), reference()
    return [Pair(seconds(subject), seconds(reference)) for _ in range(rounds)]


def cost(name: str, pairs: Sequence[Pair], limit: float) -> Figure:
    """How many times the reference's time the subject takes, at most `limit`."""
    return _ratio(name, pairs, limit, is_floor=False)


def pace(name: str, pairs: Sequence[Pair], limit: float) -> Figure:
    """How many times the reference's pace the subject keeps, at least `limit`."""
    return _ratio(name, pairs, limit, is_floor=True)


def _ratio(name: str, pairs: Sequence[Pair], limit: float, *, is_floor: bool) -> Figure:
    def of(part: Sequence[Pair]) -> float:
        ours, theirs = _medians(part)
        return theirs / ours if is_floor else ours / theirs

    ratios = [of(part) for part in parts(pairs)]
    ours, theirs = (round(each * 1000, 3) for each in _medians(pairs))
    spread = round(min(ratios), 3), round(max(ratios), 3)
    return Figure(name, round(of(pairs), 3), "x", limit, *spread, len(pairs), is_floor, ours, theirs)


def absolute(name: str, values: Sequence[float], unit: str, limit: float) -> Figure:
    """The median of values in a unit of their own, at most `limit`."""
    medians = [median(part) for part in parts(values)]
    return Figure(name, _round(median(values)), unit, limit, _round(min(medians)), _round(max(medians)), len(values))


def within(name: str, ms: float, allowed: float, rounds: int) -> Figure:
    """A time in milliseconds, the best of some rounds: what else the machine does can only add."""
    value = _round(ms)
    return Figure(name, value, "ms", allowed, value, value, rounds)


def parts(values: Sequence[Any]) -> list[Sequence[Any]]:
    """A run in up to ten parts, one after the other."""
    size = -(-len(values) // _BLOCKS)
    return [values[start : start + size] for start in range(0, len(values), size)]


def _medians(pairs: Sequence[Pair]) -> tuple[float, float]:
    return median(pair.subject for pair in pairs), median(pair.reference for pair in pairs)


def _round(value: float) -> float:
    """Three digits that count, and all before the point."""
    return round(value) if value >= 100 else float(f"{value:.3g}")
