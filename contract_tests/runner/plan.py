"""Which cases a run has: those chosen, under the readings asked for, in their order."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from mobipace.mock_server.gateway.readings import REGISTER

from ..catalogue.case import Case


class NothingChosen(ValueError):
    """A pattern that no case has; the text names the nearest id."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A case under readings. id: the case's, with the reading where that is not the default."""

    case: Case
    id: str
    readings: Mapping[str, str] = field(default_factory=dict)


def plan(cases: Sequence[Case], patterns: Sequence[str] = (), *, all_readings: bool = False) -> list[Planned]:
    """The cases whose id one of the patterns matches (none: every case). Raises NothingChosen."""
    planned = [each for case in cases for each in (_variants(case) if all_readings else [Planned(case, case.id)])]
    for pattern in patterns:
        if not any(_fits(each, pattern) for each in planned):
            raise NothingChosen(_hint(pattern, [each.id for each in planned]))
    return [each for each in planned if not patterns or any(_fits(each, pattern) for pattern in patterns)]


def _fits(planned: Planned, pattern: str) -> bool:
    return pattern in (planned.id, planned.case.id) or fnmatchcase(planned.id, pattern)


def _variants(case: Case) -> Iterable[Planned]:
    """A case as it is, and under every other value of each reading that bears on it."""
    yield Planned(case, case.id)
    for reading in REGISTER:
        if reading.key in case.readings:
            own = case.account.get("readings", {}).get(reading.key, reading.default)
            for value in reading.values:
                if value != own:
                    yield Planned(case, f"{case.id}[{reading.key}={value}]", {reading.key: value})


def _hint(pattern: str, ids: Sequence[str]) -> str:
    near = difflib.get_close_matches(pattern, ids, n=1)
    return f"case {pattern!r}: no case has this id; " + (
        f"did you mean {near[0]}?" if near else "--list shows them all"
    )
