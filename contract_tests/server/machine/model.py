"""One account as the documents have it: small, slow and written without a look at the simulator."""

from __future__ import annotations

import heapq
import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from ..forms import Readings
from ..scene import BLOCKED, SENDER
from ..words import V2_VIEW
from .parts import parts, units

SECOND = 1_000_000
_PRICES = {"77": Decimal("3.10"), "374": Decimal("2.00"), "7": Decimal("2.50")}  # the longer ones first
_LIFETIME = 60 * SECOND

# What a message to 37400000NNN passes through: (seconds after it is due, status). Any other goes the way of 100.
_WAYS = {1: (), 3: ((1, 3),), 10: ((1, 10),), 104: ((1, 104),)}
_ENDS = {1, 3, 10, 100, 101, 102, 103, 104}


@dataclass(slots=True)
class Message:
    """One message. refusal: the status that it was given instead of being accepted. due: microseconds."""

    place: int
    recipient: str
    reference: str | None
    refusal: int | None
    parts: int
    price: Decimal
    due: int = 0
    is_broke: bool = False

    @property
    def way(self) -> tuple[tuple[int, int], ...]:
        """What it passes through once it is due."""
        end = int(self.recipient[8:]) if re.fullmatch(r"37400000\d{3}", self.recipient) else 100
        return _WAYS.get(end, ((1, 3), (3, end))) if end in _ENDS else ((1, 3), (3, 100))

    def status(self, now: int) -> int:
        """The v3 status at an instant."""
        if self.refusal is not None:
            return self.refusal
        if now < self.due:
            return 2
        if self.is_broke:
            return 4
        reached = [status for seconds, status in self.way if now >= self.due + seconds * SECOND]
        return reached[-1] if reached else 1


class Event(NamedTuple):
    """Something due: a charge, or a refund."""

    at: int
    place: int
    is_refund: bool


class Figures(NamedTuple):
    """What Send and Calculate tell."""

    messages: int
    parts: int
    average: Decimal
    total: Decimal


@dataclass(slots=True)
class Model:
    """An account. now: microseconds since it began. Sessions and messages are known by their places."""

    readings: Readings
    balance: Decimal
    limit: Decimal
    now: int = 0
    has_currency: bool = True
    failures: int = 0
    sessions: list[int | None] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    # Time and money

    def wait(self, seconds: int) -> None:
        """Let time pass: what falls due happens, in order."""
        self.now += seconds * SECOND
        self.settle()

    def settle(self) -> None:
        """Make everything happen that is due by now."""
        while self.events and self.events[0].at <= self.now:
            event = heapq.heappop(self.events)
            message = self.messages[event.place]
            if event.is_refund:
                self.balance += message.price
            elif message.price <= self.available:
                self.balance -= message.price
                self._refund_later(message)
            else:
                message.is_broke = True

    @property
    def available(self) -> Decimal:
        """What can be spent."""
        return self.balance - self.limit

    def _refund_later(self, message: Message) -> None:
        if self.readings["refund_unsent"] == "yes":
            for seconds, status in message.way:
                if status in (103, 104):
                    heapq.heappush(self.events, Event(message.due + seconds * SECOND, message.place, True))

    # Logins and sessions

    @property
    def is_locked(self) -> bool:
        """After five failures in a row."""
        return self.failures >= 5

    def log_in(self, is_right: bool) -> int:
        """The v3 code of a login, without a session."""
        if self.is_locked:
            return 201
        self.failures = 0 if is_right else self.failures + 1
        return 101 if is_right else 200

    def open_session(self) -> None:
        """After a login."""
        if self.readings["single_session"] == "yes":
            self.sessions = [None] * len(self.sessions)
        self.sessions.append(self.now)

    def use_session(self, place: int | None) -> int | None:
        """The code that refuses a request of a session; None where it is served. The session's 60 s begin anew."""
        last = None if place is None else self.sessions[place]
        if last is None or place is None or self.now - last >= _LIFETIME:
            return 103
        self.sessions[place] = self.now
        return 201 if self.is_locked else None

    # Messages

    def weigh(self, recipient: str, body: str, reference: str | None, *, limit: bool, sender: str = SENDER) -> Message:
        """What a message would be."""
        refusal, price = _refusal(recipient, body, limit=limit, sender=sender), _price(recipient) or Decimal(0)
        count = parts(body, self.readings)
        cost = Decimal("0.00") if refusal else price * count
        return Message(len(self.messages), recipient, reference, refusal, count, cost, self.now)

    def accept(self, messages: list[Message], charged: Decimal, waits: set[int]) -> None:
        """Keep messages. waits: places, among them, of those that are charged when due."""
        self.balance -= charged
        for index, message in enumerate(messages):
            message.place = len(self.messages)
            self.messages.append(message)
            if message.refusal is None and index in waits:
                heapq.heappush(self.events, Event(message.due, message.place, False))
            elif message.refusal is None:
                self._refund_later(message)
        self.settle()

    def figures(self, messages: list[Message], charged: Decimal) -> Figures:
        """What is told of a batch."""
        good = [message for message in messages if message.refusal is None]
        if not good:
            return Figures(0, 0, Decimal(0), Decimal(0))
        total = sum((message.price for message in good), Decimal(0))
        if self.readings["total_price_of_waiting"] == "charged":
            total = charged
        count = sum(message.parts for message in good)
        over = len(good) if self.readings["average_price_per"] == "message" else count
        return Figures(len(good), count, (total / over).quantize(Decimal("0.01"), ROUND_HALF_UP), total)

    def find(self, reference: str) -> Message | None:
        """The message that a Reference shows."""
        found = [message for message in self.messages if message.reference == reference]
        return (found[-1] if self.readings["duplicate_reference"] == "latest" else found[0]) if found else None

    def v2_status(self, place: int) -> int:
        """A message's status as v2 tells it."""
        return V2_VIEW[self.messages[place].status(self.now)]


def _refusal(recipient: str, body: str, *, limit: bool, sender: str) -> int | None:
    """The first reason that applies (v3 Message Status Possible Values)."""
    reasons = (
        (7, sender != SENDER),
        (5, not re.fullmatch("[1-9][0-9]{6,14}", recipient)),
        (9, recipient == BLOCKED),
        (8, _price(recipient) is None),
        (6, limit and not 1 <= units(body) <= 500),
    )
    return next((status for status, applies in reasons if applies), None)


def _price(recipient: str) -> Decimal | None:
    return next((price for prefix, price in _PRICES.items() if recipient.startswith(prefix)), None)
