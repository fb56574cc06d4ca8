"""Holds: a matching request stays in flight until it is released, so that a 104 comes when a test wants it."""

from __future__ import annotations

import asyncio
import random
from collections import OrderedDict
from typing import Literal

from ..fault_specs import Match
from .journal import Exchange
from .matching import Matcher, first_to_fire

HoldState = Literal["waiting", "holding", "released", "unused"]
_REMEMBERED = 1000  # ended holds that can still be asked about


class Hold:
    """One hold. `ended` by its maker, by a reset, or by the server's end; what it holds then goes on.

    exchanges: those it holds now.
    """

    def __init__(self, id: int, account: str, match: Match) -> None:
        self.id = id
        self.account = account
        self.matcher = Matcher(match)
        self._released = asyncio.Event()
        self.exchanges: list[Exchange] = []

    @property
    def is_over(self) -> bool:
        """Whether it has been released."""
        return self._released.is_set()

    @property
    def state(self) -> HoldState:
        """Waiting for a request; holding one; released; or unused: over, and nothing ever came."""
        if self.is_over:
            return "released" if self.matcher.fired else "unused"
        return "holding" if self.matcher.fired else "waiting"

    def release(self) -> None:
        """Let what is held go on."""
        self._released.set()

    async def hold(self, exchange: Exchange) -> None:
        """Wait until released."""
        self.exchanges.append(exchange)
        try:
            await self._released.wait()
        finally:
            self.exchanges.remove(exchange)


class Holds:
    """All holds, found by id, and by account for the requests that pass."""

    def __init__(self) -> None:
        self._by_id: OrderedDict[int, Hold] = OrderedDict()
        self._active: dict[str, list[Hold]] = {}
        self._last_id = 0

    @property
    def are_set(self) -> bool:
        """Whether any may still hold a request."""
        return bool(self._active)

    def add(self, account: str, match: Match) -> Hold:
        """Hold the next request of `account` that matches."""
        self._last_id += 1
        hold = Hold(self._last_id, account, match)
        self._by_id[hold.id] = hold
        self._active.setdefault(account, []).append(hold)
        while len(self._by_id) > _REMEMBERED and next(iter(self._by_id.values())).is_over:
            self._by_id.popitem(last=False)
        return hold

    def get(self, id: int) -> Hold | None:
        """The hold with this id."""
        return self._by_id.get(id)

    def all(self) -> list[Hold]:
        """Every hold, ended ones included, in order of making."""
        return [*self._by_id.values()]

    def of(self, account: str) -> list[Hold]:
        """An account's holds, ended ones included."""
        return [hold for hold in self._by_id.values() if hold.account == account]

    def held(self, account: str | None) -> list[Exchange]:
        """What is held now of an account's requests."""
        return [exchange for hold in self._active.get(account or "", ()) for exchange in hold.exchanges]

    def matching(self, account: str, protocol: str, method: str, stream: random.Random) -> Hold | None:
        """The first hold that wants this request; every one that is asked for counts it."""
        active = self._active.get(account)
        return first_to_fire(active, protocol, method, stream) if active else None

    def release(self, hold: Hold) -> None:
        """End one hold."""
        hold.release()
        active = self._active.get(hold.account, [])
        if hold in active:
            active.remove(hold)
        if not active:
            self._active.pop(hold.account, None)

    def release_all(self, account: str | None = None) -> None:
        """End every hold, or an account's."""
        for hold in [*self._by_id.values()]:
            if not hold.is_over and account in (None, hold.account):
                self.release(hold)
