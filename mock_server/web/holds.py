"""Holds: a matching request stays in flight until it is released, so that a 104 comes when a test wants it."""

from __future__ import annotations

import asyncio
import random
from collections import OrderedDict
from typing import Literal

from .matching import Match, Matcher

HoldState = Literal["waiting", "holding", "released", "unused"]
_REMEMBERED = 1000  # ended holds that can still be asked about


class Hold:
    """One hold. `ended` by its maker, by a reset, or by the server's end; what it holds then goes on."""

    def __init__(self, id: int, account: str, match: Match) -> None:
        self.id = id
        self.account = account
        self.matcher = Matcher(match)
        self._released = asyncio.Event()
        self.holding = 0

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

    async def hold(self) -> None:
        """Wait until released."""
        self.holding += 1
        try:
            await self._released.wait()
        finally:
            self.holding -= 1


class Holds:
    """All holds, found by id, and by account for the requests that pass."""

    def __init__(self) -> None:
        self._by_id: OrderedDict[int, Hold] = OrderedDict()
        self._active: dict[str, list[Hold]] = {}
        self._last_id = 0

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

    def of(self, account: str) -> list[Hold]:
        """An account's holds, ended ones included."""
        return [hold for hold in self._by_id.values() if hold.account == account]

    def matching(self, account: str, protocol: str, method: str, stream: random.Random) -> Hold | None:
        """The first hold that wants this request, which counts it."""
        active = self._active.get(account)
        if not active:
            return None
        return next((hold for hold in active if hold.matcher.fires(protocol, method, stream)), None)

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
