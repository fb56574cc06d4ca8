"""Counting the requests that a hold or a fault is for, so that it acts on exactly those it was asked to."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Protocol, TypeVar

from ..fault_specs import Match


class Matcher:
    """Counts the requests a match wants, and says of each whether it is one to act on.

    seen: requests counted. fired: those acted on.
    """

    __slots__ = ("fired", "match", "seen")

    def __init__(self, match: Match) -> None:
        self.match = match
        self.seen = 0
        self.fired = 0

    @property
    def is_spent(self) -> bool:
        """Whether it has fired as often as it may."""
        return self.match.times is not None and self.fired >= self.match.times

    def counts(self, protocol: str, method: str) -> bool:
        """Count a request, if it is wanted; True if it is one of those that may be acted on."""
        if self.is_spent or not self.match.wants(protocol, method):
            return False
        self.seen += 1
        every = self.match.every or 1
        first = self.match.nth or every
        return self.seen >= first and (self.seen - first) % every == 0

    def fires(self, stream: random.Random) -> bool:
        """Of a request that may be acted on, whether it is. Draws from the stream only where that is open."""
        chance = 1 if self.match.chance is None else self.match.chance
        is_lucky = chance > 0 if chance in (0, 1) else stream.random() < chance
        self.fired += is_lucky
        return is_lucky


class Matching(Protocol):
    """Whatever waits for requests."""

    matcher: Matcher


Waiting = TypeVar("Waiting", bound=Matching)


def first_to_fire(waiting: Iterable[Waiting], protocol: str, method: str, stream: random.Random) -> Waiting | None:
    """Which of them acts on a request: the first whose turn it is. All count it, so that nth and every stay exact."""
    candidates = [each for each in waiting if each.matcher.counts(protocol, method)]
    return next((each for each in candidates if each.matcher.fires(stream)), None)
