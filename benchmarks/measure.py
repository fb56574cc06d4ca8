"""Timing two things in turns, and what a benchmark reports."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One ratio. subject and reference are medians in milliseconds; `limit` is what the ratio must not pass."""

    name: str
    subject_ms: float
    reference_ms: float
    ratio: float
    limit: float
    rounds: int

    @property
    def holds(self) -> bool:
        """Whether the ratio keeps its limit."""
        return self.ratio <= self.limit

    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self) | {"holds": self.holds}


def seconds(action: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def compare(
    name: str, subject: Callable[[], object], reference: Callable[[], object], *, limit: float, rounds: int
) -> Figure:
    """Time `subject` and `reference` in turns, so that a noisy moment falls on both; the ratio is of their medians."""
    subject(), reference()
    pairs = [(seconds(subject), seconds(reference)) for _ in range(rounds)]
    ours, theirs = (median(column) * 1000 for column in zip(*pairs, strict=True))
    return Figure(name, round(ours, 3), round(theirs, 3), round(ours / theirs, 2), limit, rounds)


def within(name: str, ms: float, allowed: float, rounds: int) -> Figure:
    """A time in milliseconds against what it may be."""
    return Figure(name, round(ms, 3), allowed, round(ms / allowed, 2), 1.0, rounds)


def table(figures: Sequence[Figure]) -> str:
    """The figures, a line each."""
    rows = [("what", "ms", "reference ms", "ratio", "limit", "holds")]
    rows += [
        (
            f.name,
            f"{f.subject_ms:.3f}",
            f"{f.reference_ms:.3f}",
            f"{f.ratio:.2f}",
            f"{f.limit:.2f}",
            "yes" if f.holds else "NO",
        )
        for f in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
