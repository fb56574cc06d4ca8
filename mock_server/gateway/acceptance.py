"""Acceptance: what each message of a request would be: refused and why, or so many parts at such a price."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import msgspec

from .codes import State
from .commands import Row
from .outcomes import Outcomes, OutcomeSettings, Plan
from .readings import Readings
from .routes import Routes
from .text import Meter, utf16_units

BODY_LIMIT = 500
"""UTF-16 code units of a v3 body (v3 limitation 3)."""

NOTHING = Decimal("0.00")

_is_recipient = re.compile(r"[1-9][0-9]{6,14}").fullmatch  # v3 limitation 2: international format, max. 15 digits


class Weighed(msgspec.Struct, frozen=True, gc=False):
    """One message, decided. `refusal` None: accepted. `price` is for all parts; zero where it is never charged."""

    row: Row
    refusal: State | None
    parts: int
    price: Decimal
    plan: Plan


@dataclass(frozen=True, slots=True)
class Terms:
    """What an account's messages are accepted under. `senders`: the registered ones (v3 limitation 4)."""

    senders: frozenset[str]
    blocked_mobiles: frozenset[str]
    routes: Routes
    outcomes: OutcomeSettings
    readings: Readings


_ORDER = (
    State.INVALID_SENDER,
    State.INVALID_MOBILE,
    State.BLOCKED_MOBILE,
    State.INVALID_ROUTE,
    State.INVALID_BODY,
)
"""Of several refusals the first one here is given."""


class Acceptance:
    """The per-message checks under one account's terms. Changes nothing but the stream it draws chance from."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._outcomes = _outcomes(terms.outcomes)
        self._parts = Meter(terms.readings).parts

    @property
    def is_random(self) -> bool:
        """Whether weighing draws from the stream."""
        return self._outcomes.is_random

    def is_registered(self, sender: str) -> bool:
        """Whether messages may be sent from `sender` (v3 limitation 4)."""
        return sender in self._terms.senders

    def weigh(self, rows: Iterable[Row], sender: str, stream: random.Random, *, body_limit: bool) -> list[Weighed]:
        """Decide each message. `body_limit` False: v2, which has none."""
        bad_sender = None if self.is_registered(sender) else State.INVALID_SENDER
        refusal_of, choose = self._refusal, self._outcomes.choose
        parts_of, price_of = self._parts, self._terms.routes.price
        weighed = []
        for row in rows:
            recipient, body, _ = row
            course, parts, part_price = choose(recipient, stream), parts_of(body), price_of(recipient)
            refusal = bad_sender or refusal_of(row, part_price, body_limit)
            if course.refusal:
                refusal = _first(refusal, course.refusal)
            plan = _REFUSED[refusal] if refusal else course.plan(stream)
            price = NOTHING
            if plan.is_charged and part_price:
                price = part_price if parts == 1 else part_price * parts
            weighed.append(Weighed(row, refusal, parts, price, plan))
        return weighed

    def _refusal(self, row: Row, part_price: Decimal | None, body_limit: bool) -> State | None:
        """The first refusal that applies, but for the sender's, which is the same for all."""
        recipient, body, _ = row
        if not _is_recipient(recipient):
            return State.INVALID_MOBILE
        if recipient in self._terms.blocked_mobiles:
            return State.BLOCKED_MOBILE
        if part_price is None:
            return State.INVALID_ROUTE
        # A character is one or two units, so that a short text need not be counted.
        if body_limit and not (0 < len(body) <= BODY_LIMIT // 2 or 0 < utf16_units(body) <= BODY_LIMIT):
            return State.INVALID_BODY
        return None


@lru_cache(maxsize=256)
def _outcomes(settings: OutcomeSettings) -> Outcomes:
    """Accounts of one world share them: they hold no state of any message."""
    return Outcomes(settings)


def _first(found: State | None, forced: State) -> State:
    """Of the refusal found and the one an outcome brings, the one that comes first."""
    return forced if found is None else min(found, forced, key=_ORDER.index)


_REFUSED = {state: Plan(initial=state, is_charged=False) for state in _ORDER}
