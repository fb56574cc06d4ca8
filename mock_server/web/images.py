"""The image of a simulator: all that a repetition of its past would come to, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from ..gateway import images as gateways
from ..gateway.account import Standing
from ..judge import images as judges
from ..wire.deviations import Deviation, Seen
from .journal import Exchange, Journal
from .records import Arrived, Operated, Record
from .simulator import Simulator


class Difference(msgspec.Struct, frozen=True, array_like=True):
    """Where a repetition came to something else than was recorded: both, as text. `what`: who did what."""

    what: str
    recorded: str
    repeated: str
    exchange: int | None = None


class Progress(msgspec.Struct, array_like=True):
    """How far the records have come.

    record: the number of the last one. at: the instant. exchanges, operations: how many there were; last_exchange: the
    greatest id. differences: how many came to something else when they were repeated; first: the first of these.
    """

    record: int = 0
    at: int = 0
    exchanges: int = 0
    operations: int = 0
    last_exchange: int = 0
    differences: int = 0
    first: Difference | None = None

    def note(self, record: Record) -> None:
        """Come to the next one."""
        self.record += 1
        self.at = max(self.at, record.at)
        if isinstance(record, Arrived):
            self.exchanges += 1
            self.last_exchange = max(self.last_exchange, record.exchange)
        elif isinstance(record, Operated):
            self.operations += 1


class SeenImage(NamedTuple):
    """Deviations, and how many were left out of each rule."""

    kept: list[Deviation]
    left_out: dict[str, int]


class ExchangeImage(msgspec.Struct, array_like=True):
    """An exchange that is over; its fields are the exchange's."""

    deviations: SeenImage
    violations: SeenImage
    id: int
    started_at: int
    http_method: str
    target: str
    headers: tuple[tuple[bytes, bytes], ...]
    path: str
    is_secure: bool
    body: bytes
    body_size: int
    account: str | None
    protocol: Literal["v2", "v3"] | None
    method: str | None
    check: str
    why: str
    readings: dict[str, str]
    before: Standing | None
    after: Standing | None
    finished_at: int | None
    left_at: int | None
    http_status: int | None
    code: int | None
    answer_headers: tuple[tuple[str, str], ...]
    answer_body: bytes
    fault: dict[str, Any] | None
    decided_body: bytes | None
    cost: int


_PLAIN = ExchangeImage.__struct_fields__[2:]


class Image(msgspec.Struct, array_like=True):
    """A simulator in which no request is in flight. pieces: how many there are of its gateway."""

    progress: Progress
    pieces: int
    gateway: gateways.GatewayImage
    judge: judges.JudgeImage
    coverage: dict[str, judges.CoverageImage]
    exchanges: list[ExchangeImage]
    dropped: list[tuple[str | None, int]]


def image_of(simulator: Simulator, progress: Progress, pieces: int) -> Image:
    """All of it. What has arrived and is not in the records yet is left out: it has yet to happen."""
    journal, gateway = simulator.journal, simulator.gateway
    return Image(
        progress,
        pieces,
        gateways.image_of(gateway),
        judges.image_of(simulator.judge, gateway),
        judges.coverage_images(simulator.coverage),
        [_exchange_image(each) for each in journal.after(0) if each.finished_at is not None],
        list(journal.dropped.items()),
    )


def _exchange_image(exchange: Exchange) -> ExchangeImage:
    plain = {name: getattr(exchange, name) for name in _PLAIN}
    return ExchangeImage(_seen_image(exchange.deviations), _seen_image(exchange.violations), **plain)


def _seen_image(deviations: Sequence[Deviation]) -> SeenImage:
    return SeenImage(list(deviations), deviations.left_out if isinstance(deviations, Seen) else {})


def restore(
    simulator: Simulator, image: Image, pieces: Iterable[gateways.Piece]
) -> dict[gateways.Name, gateways.Saved]:
    """Make a simulator that has just begun what the image shows. Raises ValueError where a piece lacks."""
    saved = gateways.restore(simulator.gateway, image.gateway, pieces)
    judges.restore(simulator.judge, image.judge, simulator.gateway)
    judges.restore_coverage(simulator.coverage, image.coverage)
    _remove_faults(simulator)
    _restore_journal(simulator.journal, image)
    return saved


def _remove_faults(simulator: Simulator) -> None:
    """A world's faults of an account that was deleted went with it, and did not come back with another of its name."""
    gateway = simulator.gateway
    for fault in simulator.faults.all():
        username = fault.spec.account
        if username and gateway.generations[username] > (username in gateway.accounts):
            simulator.faults.remove_account(username)


def _restore_journal(journal: Journal, image: Image) -> None:
    journal.take_over(map(_exchange, image.exchanges), image.progress.last_exchange)
    journal.dropped.update(dict(image.dropped))


def _exchange(image: ExchangeImage) -> Exchange:
    plain = {name: getattr(image, name) for name in _PLAIN}
    return Exchange(deviations=_seen(image.deviations), violations=_seen(image.violations), **plain)


def _seen(image: SeenImage) -> Seen:
    seen = Seen()
    seen.extend(image.kept)
    seen.left_out.update(image.left_out)
    return seen
