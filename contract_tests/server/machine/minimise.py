"""Making a sequence that fails small: whatever it fails without is left out, step by step and message by message."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Steps = list[dict[str, Any]]


def minimise(steps: Steps, fails: Callable[[Steps], bool]) -> Steps:
    """The steps without those that the failure does not need. `fails` plays a sequence anew."""
    small = steps
    while True:
        smaller = next((each for each in _smaller(small) if fails(each)), None)
        if smaller is None:
            return small
        small = smaller


def _smaller(steps: Steps) -> Iterator[Steps]:
    """Sequences with less in them, those that lose most first."""
    count = len(steps)
    size = count // 2
    while size:
        yield from (steps[:start] + steps[start + size :] for start in range(0, count, size))
        size //= 2
    for place, step in enumerate(steps):
        for row in range(len(step.get("messages", ())) if len(step.get("messages", ())) > 1 else 0):
            rows = step["messages"][:row] + step["messages"][row + 1 :]
            yield [*steps[:place], step | {"messages": rows}, *steps[place + 1 :]]
