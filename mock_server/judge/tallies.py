"""Tallies: how often each rule was at stake, and how often it was broken. They outlive the exchanges themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from ..wire.deviations import Deviation

Example = tuple[int, str]

EXAMPLES = 3
"""Kept of each rule, the first ones: the id of the exchange, and what was wrong."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Exchanges that a rule bore on, those that broke it, and the first few of these."""

    exercised: int = 0
    violated: int = 0
    examples: tuple[Example, ...] = ()


class Tallies:
    """One account's. `bore` counts the exchanges that each rule bore on, by its place; broken ones go by their ids."""

    __slots__ = ("_broken", "_examples", "_of_protocol", "bore")

    def __init__(self, rules: int) -> None:
        self.bore = [0] * rules
        self._broken: dict[str, int] = {}
        self._examples: dict[str, list[Example]] = {}
        self._of_protocol = {"v2": 0, "v3": 0}

    def arrived(self, protocol: Literal["v2", "v3"] | None) -> None:
        """Count an exchange: every rule that is looked at while reading bore on it."""
        if protocol is not None:
            self._of_protocol[protocol] += 1

    def broken(self, exchange: int, violations: Iterable[Deviation]) -> None:
        """Count an exchange once for each rule it broke."""
        counted = set()
        for violation in violations:
            rule = violation.rule
            if rule not in counted:
                counted.add(rule)
                self._broken[rule] = self._broken.get(rule, 0) + 1
                kept = self._examples.setdefault(rule, [])
                if len(kept) < EXAMPLES:
                    kept.append((exchange, violation.message))

    def add(self, other: Tallies) -> None:
        """Count what `other` counted as well."""
        self.bore = [mine + theirs for mine, theirs in zip(self.bore, other.bore, strict=True)]
        for rule, count in other._broken.items():
            self._broken[rule] = self._broken.get(rule, 0) + count
        for rule, examples in other._examples.items():
            self._examples[rule] = sorted([*self._examples.get(rule, ()), *examples])[:EXAMPLES]
        for protocol, count in other._of_protocol.items():
            self._of_protocol[protocol] += count

    def table(self, rules: Mapping[str, int | None]) -> dict[str, Tally]:
        """Each rule's tally. rules: by id, its place; None for one that is looked at while reading."""
        ids = dict.fromkeys((*rules, *self._broken))
        return {id: self._tally(id, rules.get(id)) for id in ids}

    def _tally(self, id: str, index: int | None) -> Tally:
        exercised = self._of_protocol.get(id[:2], 0) if index is None else self.bore[index]
        violated = self._broken.get(id, 0)
        return Tally(max(exercised, violated), violated, tuple(self._examples.get(id, ())))
