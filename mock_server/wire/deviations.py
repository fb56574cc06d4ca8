"""What a request did that its document does not say, though it could be read."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

import msgspec

Level = Literal["MUST", "SHOULD", "NOTE"]


class Deviation(msgspec.Struct, frozen=True, gc=False):
    """One departure from the documented form: a stable rule id, the clause, and what was seen and is allowed.

    is_tolerance: the request was read all the same; `strictness = "refuse"` answers 102 / 700 instead.
    """

    rule: str
    clause: str
    message: str
    level: Level = "MUST"
    is_tolerance: bool = True


class Seen(list[Deviation]):
    """The deviations of one request. Of each rule a few are kept and the rest are counted: there may be 60,000."""

    _KEPT = 3

    @cached_property
    def left_out(self) -> dict[str, int]:
        """How many of each rule were not kept. Hardly any request needs one."""
        return {}

    def append(self, deviation: Deviation) -> None:
        """Keep or count one."""
        rule = deviation.rule
        if rule in self.left_out or sum(each.rule == rule for each in self) >= self._KEPT:
            self.left_out[rule] = self.left_out.get(rule, 0) + 1
        else:
            super().append(deviation)


class Malformed(Exception):
    """A request that cannot be read (v3 102, v2 700); the text says what, which value, and what is allowed."""
