"""Matches: which of the coming requests a hold (or a fault) is for."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Match:
    """All that are given must hold. protocol "v2" or "v3"; method in any letter case.

    nth: begin with the nth matching request (default the first). every: then every so many (None: one after another).
    chance: of those, so often; 0 and 1 are exact. times: at most so often; None: no end.
    """

    protocol: str | None = None
    method: str | None = None
    nth: int | None = None
    every: int | None = None
    chance: float | None = None
    times: int | None = None

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Match:
        """From a document that conforms to the schema `control/match`."""
        match = cls(**document)
        is_open = match.every is not None or match.chance is not None
        return match if match.times is not None or is_open else cls(**{**document, "times": 1})

    def wants(self, protocol: str, method: str) -> bool:
        """Whether a request is of the kind asked for."""
        is_protocol = self.protocol is None or self.protocol == protocol
        return is_protocol and (self.method is None or self.method.casefold() == method.casefold())


class Matcher:
    """Counts the requests a match wants, and says of each whether it is one to act on."""

    __slots__ = ("fired", "match", "seen")

    def __init__(self, match: Match) -> None:
        self.match = match
        self.seen = 0
        self.fired = 0

    @property
    def is_spent(self) -> bool:
        """Whether it has fired as often as it may."""
        return self.match.times is not None and self.fired >= self.match.times

    def fires(self, protocol: str, method: str, stream: random.Random) -> bool:
        """Count a request; True if it is to be acted on. Draws from the stream only where there is a chance."""
        if self.is_spent or not self.match.wants(protocol, method):
            return False
        self.seen += 1
        if self._is_turn() and self._is_lucky(stream):
            self.fired += 1
            return True
        return False

    def _is_turn(self) -> bool:
        every = self.match.every or 1
        first = self.match.nth or every
        return self.seen >= first and (self.seen - first) % every == 0

    def _is_lucky(self, stream: random.Random) -> bool:
        return self.match.chance is None or stream.random() < self.match.chance
