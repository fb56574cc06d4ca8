"""Doing again what a state file holds: the same steps at the same instants must come to the same answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from .answers import Answer
from .journal import Exchange
from .operations import OPERATIONS
from .reception import look_up
from .records import Answered, Arrived, Operated, Record, Stepped
from .simulator import Simulator

_SHOWN = 400  # bytes of an answer that differs


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a repetition came to something else than was recorded: both, as text. `what`: who did what."""

    what: str
    recorded: str
    repeated: str
    exchange: int | None = None


class Replay:
    """Takes records into a simulator that has just begun from their origin.

    at: the instant it has come to. open: exchanges that have not been answered, by id. exchanges, operations and
    differences are counted; first: the first difference.
    """

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._turned_away: dict[int, Answer] = {}
        self.open: dict[int, Exchange] = {}
        self.at = 0
        self.exchanges = 0
        self.operations = 0
        self.differences = 0
        self.first: Difference | None = None

    @property
    def summary(self) -> str:
        """What was done again, in words."""
        exchanges = f"{self.exchanges} exchange{'s' * (self.exchanges != 1)}"
        return f"{exchanges} and {self.operations} change{'s' * (self.operations != 1)} done again"

    def run(self, records: Iterable[Record]) -> None:
        """Do them all."""
        for record in records:
            self.at = max(self.at, record.at)
            match record:
                case Arrived():
                    self._arrived(record)
                case Stepped(exchange, at, step):
                    handling = self.open[exchange].handling
                    if handling:
                        handling.take(step, at)
                case Answered():
                    self._answered(record)
                case Operated():
                    self._operated(record)

    def _arrived(self, arrived: Arrived) -> None:
        self.exchanges += 1
        request, simulator = arrived.request, self._simulator
        exchange = simulator.journal.arrive(arrived.at, request, arrived.exchange)
        self.open[exchange.id] = exchange
        address = look_up(exchange, request)
        if isinstance(address, Answer):
            self._turned_away[exchange.id] = address
        elif arrived.is_read:
            simulator.read(exchange, request, address)

    def _answered(self, answered: Answered) -> None:
        exchange = self.open.pop(answered.exchange)
        repeated = exchange.handling.answer if exchange.handling else self._turned_away.pop(exchange.id, None)
        if answered.sent and not exchange.handling and not exchange.check:  # its body was not wanted
            exchange.check, exchange.why = f"HTTP {answered.sent.status}", answered.sent.body.decode().strip()
        self._simulator.finished(exchange, answered)
        for then, now in _pairs(answered, repeated) if repeated else []:
            if then != now:
                what = f"{exchange.protocol or 'http'} {exchange.method or exchange.http_method}"
                start = _parting(then, now)
                texts = _text(then, start), _text(now, start)
                self._differs(Difference(f"exchange {exchange.id}, {what}", *texts, exchange.id))
                break

    def _operated(self, operated: Operated) -> None:
        self.operations += 1
        error = ""
        try:
            OPERATIONS[operated.name](self._simulator, operated.at, **msgspec.json.decode(operated.arguments))
        except ValueError as refusal:
            error = str(refusal)
        if error != operated.error:
            self._differs(Difference(f"the operator's {operated.name}", operated.error or "done", error or "done"))

    def _differs(self, difference: Difference) -> None:
        self.differences += 1
        self.first = self.first or difference


def _pairs(answered: Answered, repeated: Answer) -> list[tuple[bytes, bytes]]:
    """What has to be the same, then and now: the body and the head, or of what a fault hid, the body alone."""
    sent, decided = answered.sent, answered.decided
    if sent is None or answered.fault or decided is not None:
        return [] if decided is None else [(decided, repeated.body)]
    then = _head(sent.status, sent.code, dict(sent.headers).get("Content-Type"))
    return [(sent.body, repeated.body), (then, _head(repeated.status, repeated.code, repeated.content_type))]


def _head(status: int, code: int | None, kind: str | None) -> bytes:
    return f"HTTP {status}, code {code}, {kind}".encode()


def _parting(then: bytes, now: bytes) -> int:
    """Where two texts begin to be shown: a little before they part, if they are long."""
    if max(len(then), len(now)) <= _SHOWN:
        return 0
    same = next((index for index, pair in enumerate(zip(then, now, strict=False)) if pair[0] != pair[1]), len(then))
    return max(0, same - 40)


def _text(body: bytes, start: int) -> str:
    text = body[start : start + _SHOWN].decode("utf-8", "replace")
    return ("..." if start else "") + "".join(each if each.isprintable() else "?" for each in text)
