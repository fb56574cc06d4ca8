"""The journal: every exchange, recorded on arrival, bounded by count and by bytes."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Literal

import msgspec

from ..gateway.account import Standing
from ..wire.deviations import Deviation, Seen
from .handling import Handling
from .incoming import Incoming
from .records import Answered

_HEAD = 800  # bytes that an exchange takes besides what was sent and answered, roughly
_NEVER_SEEN = "the gateway never saw the request"

AnyHandling = Handling[Any, Any, Any]
RawHeaders = Sequence[tuple[bytes, bytes]]


@lru_cache(maxsize=64)
def _size(headers: tuple[tuple[bytes, bytes], ...]) -> int:
    """Of header fields, which a client sends with every request alike."""
    return sum(map(len, chain.from_iterable(headers)))


class Exchange(msgspec.Struct, gc=False):
    """One request and its answer. Instants are real ones, so that two windows can be laid beside each other.

    account, protocol, method: None where the request did not let them be known. deviations: what reading has shown;
    violations: the judge's word on it, once it is over. handling: while it is in flight.
    check, why: what decided the answer, and in which words. readings: those that bore on it. before, after: where its
    account stood; None without one. epoch: which loading of a world it was read in. left_at: when its client went away
    while it was held. code: v3 StatusCode or v2 error code; None for a v2 success, which has none, and while there is
    no answer. fault: what befell it, or None; decided_body: what the gateway had answered then, if it saw the request.
    cost: bytes this takes in the journal, roughly, as far as they have been counted.
    """

    id: int
    started_at: int
    http_method: str
    target: str
    headers: RawHeaders
    path: str = ""
    is_secure: bool = False
    body: bytes = b""
    body_size: int = 0
    account: str | None = None
    protocol: Literal["v2", "v3"] | None = None
    method: str | None = None
    deviations: Seen = msgspec.field(default_factory=Seen)
    violations: Sequence[Deviation] = ()
    handling: AnyHandling | None = None
    check: str = ""
    why: str = ""
    readings: Mapping[str, str] = msgspec.field(default_factory=dict)
    before: Standing | None = None
    after: Standing | None = None
    finished_at: int | None = None
    left_at: int | None = None
    http_status: int | None = None
    code: int | None = None
    answer_headers: Sequence[tuple[str, str]] = ()
    answer_body: bytes = b""
    fault: Mapping[str, Any] | None = None
    decided_body: bytes | None = None
    epoch: int = 0
    cost: int = 0

    def leave(self, at: int) -> None:
        """Its client went away, and waits for no answer."""
        if self.finished_at is None:
            self.left_at = at

    def is_handled_by(self, handling: AnyHandling) -> None:
        """It reached a protocol."""
        self.handling = handling
        self.learn()

    def learn(self) -> None:
        """Take over what its handling knows by now."""
        handling = self.handling
        if handling:
            self.method = handling.method
            self.account = handling.account.username if handling.account else None
            self.check, self.why, self.readings = handling.check, handling.why, handling.readings
            self.before, self.after = handling.before, handling.after

    def end(self, answered: Answered) -> None:
        """It is over."""
        self.learn()
        self.finished_at, self.fault, self.decided_body = answered.at, answered.fault, answered.decided
        self.why, self.left_at = answered.note or self.why, answered.left_at
        if self.fault and self.fault["decided"] is None:  # whatever reading it has shown
            self.check, self.why = "fault", _NEVER_SEEN
        if answered.sent:
            sent = answered.sent
            self.http_status, self.code, self.answer_headers, self.answer_body = (
                sent.status,
                sent.code,
                sent.headers,
                sent.body,
            )


class Journal:
    """The latest exchanges. The oldest go first when `max_count` or `max_bytes` is passed, and are counted."""

    def __init__(self, max_count: int, max_bytes: int) -> None:
        self.max_count = max_count
        self.max_bytes = max_bytes
        self.bytes = 0
        self.dropped: Counter[str | None] = Counter()
        self._exchanges: OrderedDict[int, Exchange] = OrderedDict()
        self.last_id = 0

    def __len__(self) -> int:
        return len(self._exchanges)

    def arrive(self, started_at: int, request: Incoming, id: int | None = None) -> Exchange:
        """Record a request whose headers have arrived. id: the one it had, if this is a repetition."""
        self.last_id = self.last_id + 1 if id is None else max(id, self.last_id)
        number = self.last_id if id is None else id
        exchange = Exchange(
            number, started_at, request.method, request.target, request.headers, request.path, request.is_secure
        )
        if id is None:
            self._exchanges[number] = exchange
        else:
            self._insert(exchange)
        return exchange

    def _insert(self, exchange: Exchange) -> None:
        """In order of ids: what is repeated comes as its bodies were complete, and not as it had arrived."""
        later = []
        while self._exchanges and next(reversed(self._exchanges)) > exchange.id:
            later.append(self._exchanges.popitem()[1])
        self._exchanges[exchange.id] = exchange
        self._exchanges.update((each.id, each) for each in reversed(later))

    def take_over(self, exchanges: Iterable[Exchange], last_id: int) -> None:
        """Take exchanges that are over from an earlier life, oldest first, as many as are allowed."""
        for exchange in exchanges:
            self._exchanges[exchange.id] = exchange
            self.bytes += exchange.cost
        self.last_id = last_id
        self._make_room()

    def take_body(self, exchange: Exchange, body: bytes) -> None:
        """Add the request's body; of one larger than a quarter of the journal only the head is kept."""
        exchange.body_size = len(body)
        exchange.body = body if len(body) <= self.max_bytes // 4 else body[:4096]
        self._count(exchange, len(exchange.body))

    def finish(self, exchange: Exchange) -> None:
        """The answer is known: the in-flight window has ended."""
        if len(exchange.answer_body) > self.max_bytes // 4:
            exchange.answer_body = exchange.answer_body[:4096]
        if exchange.decided_body is not None and len(exchange.decided_body) > self.max_bytes // 4:
            exchange.decided_body = exchange.decided_body[:4096]
        said = sum(len(each.message) for each in exchange.violations or exchange.deviations)
        self._count(exchange, len(exchange.answer_body) + len(exchange.decided_body or b"") + said)

    def _count(self, exchange: Exchange, bytes: int) -> None:
        if exchange.id in self._exchanges:  # else it was dropped, or the journal cleared, while in flight
            if not exchange.cost:
                bytes += _HEAD + len(exchange.target) + _size(tuple(exchange.headers))
            exchange.cost += bytes
            self.bytes += bytes
        self._make_room()

    def _make_room(self) -> None:
        while self._exchanges and (len(self._exchanges) > self.max_count or self.bytes > self.max_bytes):
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        _, exchange = self._exchanges.popitem(last=False)
        self.bytes -= exchange.cost
        self.dropped[exchange.account] += 1

    def get(self, id: int) -> Exchange | None:
        """The exchange with this id, if it is still kept."""
        return self._exchanges.get(id)

    def after(self, id: int) -> Iterator[Exchange]:
        """Exchanges with greater ids, oldest first."""
        return (exchange for exchange in self._exchanges.values() if exchange.id > id)

    def before(self, id: int | None) -> Iterator[Exchange]:
        """Exchanges with smaller ids, the latest first; None: all of them."""
        return (each for each in reversed(self._exchanges.values()) if id is None or each.id < id)

    def clear(self, account: str | None = None) -> int:
        """Forget every exchange, or one account's; returns how many. Ids go on."""
        doomed = [each.id for each in self._exchanges.values() if account is None or each.account == account]
        for id in doomed:
            self.bytes -= self._exchanges.pop(id).cost
        if account is None:
            self.dropped.clear()
        else:
            self.dropped.pop(account, None)
        return len(doomed)
