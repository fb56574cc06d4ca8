"""Acceptance: what each message of a request would be: refused and why, or so many parts at such a price."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple

from .codes import State
from .commands import Row
from .outcomes import Outcomes, OutcomeSettings, Plan
from .readings import Readings
from .routes import Routes
from .settings import AccountSettings
from .text import Meter, utf16_units

BODY_LIMIT = 500
"""UTF-16 code units of a v3 body (v3 limitation 3)."""

NOTHING = Decimal("0.00")

_is_recipient = re.compile(r"[1-9][0-9]{6,14}").fullmatch  # v3 limitation 2: international format, max. 15 digits


class Weighed(NamedTuple):
    """One message, decided. `refusal` None: accepted. `price` is for all parts; zero where it is never charged."""

    row: Row
    refusal: State | None
    parts: int
    price: Decimal
    plan: Plan


class Acceptance:
    """The per-message checks under one account's settings. Changes nothing but the stream it draws chance from."""

    def __init__(
        self,
        settings: AccountSettings,
        readings: Readings,
        routes: Routes,
        outcomes: OutcomeSettings,
        blocked: frozenset[str],
    ) -> None:
        self._senders = frozenset({settings.username} if settings.kind == "individual" else settings.senders)
        self._routes = routes
        self._outcomes = Outcomes(outcomes)
        self._blocked = blocked
        self._parts = Meter(readings).parts
        # First that applies: sender 7, mobile 5, blocked 9, route 8, body 6.
        before_body: tuple[tuple[State, Callable[[Row], object]], ...] = (
            (State.INVALID_MOBILE, lambda row: _is_recipient(row[0]) is None),
            (State.BLOCKED_MOBILE, lambda row: row[0] in self._blocked),
            (State.INVALID_ROUTE, lambda row: self._routes.price(row[0]) is None),
        )
        self._unlimited = before_body
        self._limited = (*before_body, (State.INVALID_BODY, lambda row: not 0 < utf16_units(row[1]) <= BODY_LIMIT))

    @property
    def is_random(self) -> bool:
        """Whether weighing draws from the stream."""
        return self._outcomes.is_random

    def is_registered(self, sender: str) -> bool:
        """Whether messages may be sent from `sender` (v3 limitation 4)."""
        return sender in self._senders

    def weigh(self, rows: Iterable[Row], sender: str, stream: random.Random, *, body_limit: bool) -> list[Weighed]:
        """Decide each message. `body_limit` False: v2, which has none."""
        checks = self._limited if body_limit else self._unlimited
        bad_sender = None if self.is_registered(sender) else State.INVALID_SENDER
        choose, parts_of, price_of = self._outcomes.choose, self._parts, self._routes.price
        weighed = []
        for row in rows:
            course = choose(row[0], stream)
            refusal = bad_sender or _refusal(row, course.refusal, checks)
            parts = parts_of(row[1])
            price = NOTHING
            plan = _refused(refusal) if refusal else course.plan(stream)
            if plan.is_charged:
                part_price = price_of(row[0]) or NOTHING
                price = part_price if parts == 1 else part_price * parts
            weighed.append(Weighed(row, refusal, parts, price, plan))
        return weighed


def _refusal(row: Row, forced: State | None, checks: tuple[tuple[State, Callable[[Row], object]], ...]) -> State | None:
    if forced is State.INVALID_SENDER:
        return forced
    for state, applies in checks:
        if forced is state or applies(row):
            return state
    return forced


_REFUSED = {state: Plan(initial=state, is_charged=False) for state in State}


def _refused(state: State) -> Plan:
    return _REFUSED[state]
