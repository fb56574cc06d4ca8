"""Acceptance: what each message of a request would be: refused and why, or so many parts at such a price."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

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


Check = tuple[State, Callable[[Row, Decimal | None], object]]
"""A state of refusal, and whether a message, at such a price of one part, is given it."""


class Acceptance:
    """The per-message checks under one account's terms. Changes nothing but the stream it draws chance from."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._outcomes = Outcomes(terms.outcomes)
        self._parts = Meter(terms.readings).parts
        blocked = terms.blocked_mobiles
        # First that applies. The sender, which is the same for all, comes before them.
        self._checks: tuple[Check, ...] = (
            (State.INVALID_MOBILE, lambda row, _: _is_recipient(row[0]) is None),
            (State.BLOCKED_MOBILE, lambda row, _: row[0] in blocked),
            (State.INVALID_ROUTE, lambda _, part_price: part_price is None),
            (State.INVALID_BODY, lambda row, _: not _fits(row[1])),
        )

    @property
    def is_random(self) -> bool:
        """Whether weighing draws from the stream."""
        return self._outcomes.is_random

    def is_registered(self, sender: str) -> bool:
        """Whether messages may be sent from `sender` (v3 limitation 4)."""
        return sender in self._terms.senders

    def weigh(self, rows: Iterable[Row], sender: str, stream: random.Random, *, body_limit: bool) -> list[Weighed]:
        """Decide each message. `body_limit` False: v2, which has none."""
        checks = self._checks if body_limit else self._checks[:-1]
        bad_sender = None if self.is_registered(sender) else State.INVALID_SENDER
        choose, parts_of, price_of = self._outcomes.choose, self._parts, self._terms.routes.price
        weighed = []
        for row in rows:
            course, parts, part_price = choose(row[0], stream), parts_of(row[1]), price_of(row[0])
            refusal = bad_sender or _refusal(row, part_price, course.refusal, checks)
            plan = _REFUSED[refusal] if refusal else course.plan(stream)
            price = _total(part_price or NOTHING, parts) if plan.is_charged else NOTHING
            weighed.append(Weighed(row, refusal, parts, price, plan))
        return weighed


def _fits(body: str) -> bool:
    # A character is one or two units, so that a short text need not be counted.
    return 0 < len(body) <= BODY_LIMIT // 2 or 0 < utf16_units(body) <= BODY_LIMIT


def _total(part_price: Decimal, parts: int) -> Decimal:
    return part_price if parts == 1 else part_price * parts


def _refusal(row: Row, part_price: Decimal | None, forced: State | None, checks: tuple[Check, ...]) -> State | None:
    """The first refusal that applies; `forced`, which an outcome may bring, applies at its own place."""
    if forced is State.INVALID_SENDER:
        return forced
    for state, applies in checks:
        if forced is state or applies(row, part_price):
            return state
    return forced


_REFUSED = {state: Plan(initial=state, is_charged=False) for state in State}
