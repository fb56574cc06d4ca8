"""The journal: every exchange, recorded on arrival, bounded by count and by bytes."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..wire.deviations import Seen

RawHeaders = Sequence[tuple[bytes, bytes]]


@dataclass(slots=True)
class Exchange:
    """One request and its answer. Instants are real ones, so that two windows can be laid beside each other.

    account, protocol, method: None where the request did not let them be known. code: v3 StatusCode or v2 error code;
    None for a v2 success, which has none, and while there is no answer.
    """

    id: int
    started_at: int
    http_method: str
    target: str
    headers: RawHeaders
    body: bytes = b""
    body_size: int = 0
    account: str | None = None
    protocol: str | None = None
    method: str | None = None
    deviations: Seen = field(default_factory=Seen)
    why: str = ""
    finished_at: int | None = None
    http_status: int | None = None
    code: int | None = None
    answer_headers: Sequence[tuple[str, str]] = ()
    answer_body: bytes = b""

    @property
    def cost(self) -> int:
        """Bytes this takes in the journal, roughly."""
        headers = sum(len(name) + len(value) for name, value in self.headers)
        deviations = sum(len(each.message) for each in self.deviations)
        return 400 + len(self.target) + headers + len(self.body) + len(self.answer_body) + deviations


class Journal:
    """The latest exchanges. The oldest go first when `max_count` or `max_bytes` is passed, and are counted."""

    def __init__(self, max_count: int, max_bytes: int) -> None:
        self.max_count = max_count
        self.max_bytes = max_bytes
        self.bytes = 0
        self.dropped: Counter[str | None] = Counter()
        self._exchanges: OrderedDict[int, Exchange] = OrderedDict()
        self._costs: dict[int, int] = {}
        self._last_id = 0

    def arrive(self, started_at: int, http_method: str, target: str, headers: RawHeaders) -> Exchange:
        """Record a request whose headers have arrived."""
        self._last_id += 1
        exchange = Exchange(self._last_id, started_at, http_method, target, headers)
        self._exchanges[exchange.id] = exchange
        self._costs[exchange.id] = 0
        return exchange

    def take_body(self, exchange: Exchange, body: bytes) -> None:
        """Add the request's body; of one larger than a quarter of the journal only the head is kept."""
        exchange.body_size = len(body)
        exchange.body = body if len(body) <= self.max_bytes // 4 else body[:4096]
        self._account_for(exchange)

    def finish(self, exchange: Exchange, finished_at: int) -> None:
        """The answer is known: the in-flight window ends."""
        exchange.finished_at = finished_at
        if len(exchange.answer_body) > self.max_bytes // 4:
            exchange.answer_body = exchange.answer_body[:4096]
        self._account_for(exchange)

    def _account_for(self, exchange: Exchange) -> None:
        if exchange.id in self._costs:  # else it was dropped, or the journal cleared, while in flight
            cost = exchange.cost
            self.bytes += cost - self._costs[exchange.id]
            self._costs[exchange.id] = cost
        while self._exchanges and (len(self._exchanges) > self.max_count or self.bytes > self.max_bytes):
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        id, exchange = self._exchanges.popitem(last=False)
        self.bytes -= self._costs.pop(id)
        self.dropped[exchange.account] += 1

    def get(self, id: int) -> Exchange | None:
        """The exchange with this id, if it is still kept."""
        return self._exchanges.get(id)

    def after(self, id: int) -> Iterator[Exchange]:
        """Exchanges with greater ids, oldest first."""
        return (exchange for exchange in self._exchanges.values() if exchange.id > id)

    def clear(self, account: str | None = None) -> int:
        """Forget every exchange, or one account's; returns how many. Ids go on."""
        doomed = [each.id for each in self._exchanges.values() if account is None or each.account == account]
        for id in doomed:
            del self._exchanges[id]
            self.bytes -= self._costs.pop(id)
        if account is None:
            self.dropped.clear()
        else:
            self.dropped.pop(account, None)
        return len(doomed)
