"""Metrics: what a scrape is told, counted as it happens in plain dictionaries; `exposition` makes families of them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from ..gateway.account import Account
from ..gateway.commands import MessageAccepted, Priced
from .broken import broken_rules
from .journal import Exchange

BUCKETS = (500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000)
"""Upper bounds of the time an exchange takes, in microseconds; more than the last is one more bucket."""


class Sort(NamedTuple):
    """What exchanges are told apart by. All of it is ours: a client cannot make up a sort of its own."""

    protocol: str | None
    method: str | None
    http_status: int | None
    code: int | None


class Timings:
    """How many exchanges of a sort there were, by the time they took: a count for each bucket, and their sum."""

    __slots__ = ("counts", "microseconds")

    def __init__(self) -> None:
        self.counts = [0] * (len(BUCKETS) + 1)
        self.microseconds = 0

    def add(self, microseconds: int) -> None:
        """Count one."""
        self.counts[bisect_left(BUCKETS, microseconds)] += 1
        self.microseconds += microseconds


class Metrics:
    """The counters of one simulator. They only ever grow, but for `in_flight`; a reset leaves them as they are."""

    def __init__(self) -> None:
        self.timings: defaultdict[Sort, Timings] = defaultdict(Timings)
        self.violations: Counter[tuple[str, str]] = Counter()  # (level, rule), once for an exchange
        self.faults: Counter[str] = Counter()
        self.messages: Counter[str] = Counter()
        self.parts = 0
        self.in_flight = 0

    def arrived(self) -> None:
        """A request is here."""
        self.in_flight += 1

    def performed(self, exchange: Exchange) -> None:
        """A request did what it asked for: count the messages that were accepted, and their parts."""
        handling = exchange.handling
        reply = handling.reply if handling else None
        if type(reply) is Priced and reply.ids:
            self.messages["v3"] += reply.message_count
            self.parts += reply.part_count
        elif type(reply) is MessageAccepted and handling and reply.refusal is None:
            self.messages["v2"] += 1
            self.parts += _parts(handling.account, reply.message_id)

    def finished(self, exchanges: Iterable[Exchange]) -> None:
        """Exchanges are over."""
        for exchange in exchanges:
            self._finished(exchange)

    def _finished(self, exchange: Exchange) -> None:
        self.in_flight -= 1
        sort = Sort(exchange.protocol, exchange.method, exchange.http_status, exchange.code)
        self.timings[sort].add((exchange.finished_at or exchange.started_at) - exchange.started_at)
        if exchange.violations:
            self.violations.update(broken_rules(exchange))
        if exchange.fault:
            self.faults[exchange.fault["effect"]] += 1


def _parts(account: Account | None, id: int) -> int:
    message = account.mailbox.by_id(id) if account else None
    return message.parts if message else 0
