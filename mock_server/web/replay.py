"""Doing again what a state file holds: the same steps at the same instants must come to the same answers."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from .answers import Answer
from .images import Difference, Progress
from .journal import Exchange
from .operations import OPERATIONS
from .reception import look_up
from .records import Answered, Arrived, Operated, Record, Stepped
from .simulator import Simulator

_SHOWN = 400  # bytes of an answer that differs


class Replay:
    """Takes records into a simulator that stands where they begin.

    progress: how far it has come. skipped: how far a checkpoint had; what is before it is not done again. open:
    exchanges that have not been answered, by id.
    """

    def __init__(self, simulator: Simulator, progress: Progress | None = None) -> None:
        self._simulator = simulator
        self._turned_away: dict[int, Answer] = {}
        self.open: dict[int, Exchange] = {}
        self.progress = progress or Progress()
        self.skipped = msgspec.structs.replace(self.progress)

    @property
    def differences(self) -> int:
        """How many answers were others than then."""
        return self.progress.differences

    @property
    def first(self) -> Difference | None:
        """The first of them."""
        return self.progress.first

    @property
    def exchanges(self) -> int:
        """Exchanges that were done again."""
        return self.progress.exchanges - self.skipped.exchanges

    @property
    def summary(self) -> str:
        """What was done again, in words."""
        operations = self.progress.operations - self.skipped.operations
        exchanges = f"{self.exchanges} exchange{'s' * (self.exchanges != 1)}"
        done = f"{exchanges} and {operations} change{'s' * (operations != 1)} done again"
        return f"{done}, after {self.skipped.exchanges} up to a checkpoint" if self.skipped.record else done

    def run(self, records: Iterable[Record]) -> None:
        """Do them all."""
        for record in records:
            self.progress.note(record)
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
        self._simulator.finished((exchange, answered))
        for then, now in _pairs(answered, repeated) if repeated else []:
            if then != now:
                what = f"{exchange.protocol or 'http'} {exchange.method or exchange.http_method}"
                start = _parting(then, now)
                texts = _text(then, start), _text(now, start)
                self._differs(Difference(f"exchange {exchange.id}, {what}", *texts, exchange.id))
                break

    def _operated(self, operated: Operated) -> None:
        error = ""
        try:
            OPERATIONS[operated.name](self._simulator, operated.at, **msgspec.json.decode(operated.arguments))
        except ValueError as refusal:
            error = str(refusal)
        if error != operated.error:
            self._differs(Difference(f"the operator's {operated.name}", operated.error or "done", error or "done"))

    def _differs(self, difference: Difference) -> None:
        self.progress.differences += 1
        self.progress.first = self.progress.first or difference


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
