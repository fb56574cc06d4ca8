"""Images of what the judge and the coverage remember, as plain values that can be written down and taken up again.

This is the judge's own business: it reads and writes what its classes keep to themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TypeVar

import msgspec

from ..gateway.gateway import Gateway
from ..gateway.settings import AccountSettings
from .coverage import Coverage, Coverages
from .issued import Issued
from .judge import Judge
from .past import FINALS, REFUSALS, UNKNOWN_LOGINS, Busy, Chain, Lost, Past, Protocol, Refusal, Window
from .recent import Recent
from .request import Request
from .rules import RULES
from .tallies import Example, Tallies

Key = TypeVar("Key")
Value = TypeVar("Value")


class TalliesImage(msgspec.Struct, array_like=True):
    """Tallies."""

    bore: list[int]
    broken: dict[str, int]
    examples: dict[str, list[Example]]
    of_protocol: dict[Protocol, int]


class RefusalImage(msgspec.Struct, array_like=True):
    """A refusal. has_settings: there was an account; is_current: its settings are those that the account still has."""

    code: int
    exchange: int
    started_at: int
    finished_at: int
    count: int
    is_real: bool
    has_settings: bool
    is_current: bool
    available: Decimal | None


class LostImage(msgspec.Struct, array_like=True):
    """A lost Send. ids: the first, and behind the last."""

    exchange: int
    protocol: Protocol
    finished_at: int
    ids: tuple[int, int]
    references: list[int]
    request: Request
    is_in_doubt: bool
    found: bool | None


class PastImage(msgspec.Struct, array_like=True):
    """One account's past. row, dead: the places of sessions. What is kept by key is in order."""

    tallies: TalliesImage
    row: list[int]
    dead: list[int]
    windows: list[Window]
    busy: list[tuple[int, Busy]] | None
    refusals: list[tuple[int, RefusalImage]] | None
    logins: list[tuple[int, RefusalImage]] | None
    finals: list[tuple[tuple[Protocol, int], int]] | None
    lost: list[LostImage]
    chain: Chain | None
    plain: list[Protocol]


class JudgeImage(msgspec.Struct, array_like=True):
    """A judge. issued: every session that is remembered anywhere; known: ids, and the places of theirs there."""

    issued: list[Issued]
    known: list[tuple[str, int]]
    has_forgotten: bool
    pasts: list[tuple[str, PastImage]]
    retired: TalliesImage


class CoverageImage(msgspec.Struct, array_like=True):
    """What one account has met, without its messages' moves, which are read off the messages."""

    traits: dict[str, int]
    statuses: list[tuple[tuple[str, int], int]]
    lost_session: bool


# Taking


class _Sessions:
    """Gives sessions places: the same one the same, for a judge holds them more than once."""

    def __init__(self) -> None:
        self.issued: list[Issued] = []
        self._places: dict[int, int] = {}

    def place(self, session: Issued) -> int:
        """Its place."""
        if id(session) not in self._places:
            self._places[id(session)] = len(self.issued)
            self.issued.append(session)
        return self._places[id(session)]


def image_of(judge: Judge, gateway: Gateway) -> JudgeImage:
    """All that a judge remembers."""
    sessions = _Sessions()
    known = [(id, sessions.place(session)) for id, session in judge._sessions._by_id.items()]
    pasts = [(name, _past_image(past, name, gateway, sessions)) for name, past in judge._pasts.items()]
    return JudgeImage(sessions.issued, known, judge._sessions.has_forgotten, pasts, _tallies_image(judge._retired))


def _past_image(past: Past, name: str, gateway: Gateway, sessions: _Sessions) -> PastImage:
    account = gateway.accounts.get(name)
    settings = account.settings if account else None

    def refusals(kept: Recent[int, Refusal] | None) -> list[tuple[int, RefusalImage]] | None:
        return None if kept is None else [(key, _refusal_image(each, settings)) for key, each in kept.items()]

    return PastImage(
        _tallies_image(past.tallies),
        [*map(sessions.place, past.row)],
        [*map(sessions.place, past.dead)],
        past.windows,
        _pairs(past.busy),
        refusals(past.refusals),
        refusals(past.logins),
        _pairs(past.finals),
        [_lost_image(lost) for lost in past.lost],
        past.chain,
        sorted(past.plain),
    )


def _refusal_image(refusal: Refusal, settings: AccountSettings | None) -> RefusalImage:
    r, of = refusal, refusal.settings
    own = r.code, r.exchange, r.started_at, r.finished_at, r.count, r.is_real
    return RefusalImage(*own, of is not None, of is settings, r.available)


def _lost_image(lost: Lost) -> LostImage:
    return LostImage(
        lost.exchange,
        lost.protocol,
        lost.finished_at,
        (lost.ids.start, lost.ids.stop),
        sorted(lost.references),
        lost.request,
        lost.is_in_doubt,
        lost.found,
    )


def _tallies_image(tallies: Tallies) -> TalliesImage:
    of_protocol: dict[Protocol, int] = {"v2": tallies._of_protocol["v2"], "v3": tallies._of_protocol["v3"]}
    return TalliesImage(tallies.bore, tallies._broken, tallies._examples, of_protocol)


def _pairs(kept: Recent[Key, Value] | None) -> list[tuple[Key, Value]] | None:
    return None if kept is None else list(kept.items())


def coverage_images(coverages: Coverages) -> dict[str, CoverageImage]:
    """All that is counted, by account."""
    images = {}
    for name, each in coverages.all().items():
        each._count_traits()
        if each._counts.traits:  # else somebody has only looked
            statuses = list(each._counts.statuses.items())
            images[name] = CoverageImage(dict(each._counts.traits), statuses, each._lost_session)
    return images


# Taking up again


def restore(judge: Judge, image: JudgeImage, gateway: Gateway) -> None:
    """Let a judge that has just begun remember it."""
    for id, place in image.known:
        judge._sessions.put(id, image.issued[place])
    judge._sessions.has_forgotten = image.has_forgotten
    for name, past in image.pasts:
        account = gateway.accounts.get(name)
        judge._pasts[name] = _past(past, image.issued, account.settings if account else None)
    judge._retired = _tallies(image.retired)


def _past(image: PastImage, issued: list[Issued], settings: AccountSettings | None) -> Past:
    past = Past(len(RULES))
    past.tallies = _tallies(image.tallies)
    past.row, past.dead = [issued[place] for place in image.row], [issued[place] for place in image.dead]
    past.windows, past.chain, past.plain = image.windows, image.chain, set(image.plain)
    past.busy = _recent(REFUSALS, image.busy)
    past.refusals = _recent(REFUSALS, _refusals(image.refusals, settings))
    past.logins = _recent(UNKNOWN_LOGINS, _refusals(image.logins, settings))
    past.finals = _recent(FINALS, image.finals)
    past.lost = [_lost(each) for each in image.lost]
    return past


def _recent(limit: int, pairs: Iterable[tuple[Key, Value]] | None) -> Recent[Key, Value] | None:
    if pairs is None:
        return None
    kept = Recent[Key, Value](limit)
    kept.update(pairs)
    return kept


def _refusals(
    images: list[tuple[int, RefusalImage]] | None, settings: AccountSettings | None
) -> list[tuple[int, Refusal]] | None:
    return None if images is None else [(key, _refusal(image, settings)) for key, image in images]


def _refusal(image: RefusalImage, settings: AccountSettings | None) -> Refusal:
    i, of = image, None
    if image.has_settings:  # whether they are still the account's is all that anybody asks of them
        of = settings if image.is_current else AccountSettings("changed since")
    return Refusal(i.code, i.exchange, i.started_at, i.finished_at, i.count, i.is_real, of, i.available)


def _lost(image: LostImage) -> Lost:
    i = image
    known = frozenset(i.references), i.request, i.is_in_doubt, i.found
    return Lost(i.exchange, i.protocol, i.finished_at, range(*i.ids), *known)


def _tallies(image: TalliesImage) -> Tallies:
    tallies = Tallies(len(RULES))
    tallies.bore, tallies._broken, tallies._examples = image.bore, image.broken, image.examples
    tallies._of_protocol = {"v2": image.of_protocol["v2"], "v3": image.of_protocol["v3"]}
    return tallies


def restore_coverage(coverages: Coverages, images: dict[str, CoverageImage]) -> None:
    """Let a coverage that has just begun go on from there."""
    for name, image in images.items():
        coverage: Coverage = coverages.of(name)
        coverage._counts.traits.update(image.traits)
        coverage._counts.statuses.update(dict(image.statuses))
        coverage._lost_session = image.lost_session
