"""Pauses: real-time waits at the edge, outside the core and any lock. None outlives what it belongs to."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import Enum
from weakref import WeakSet


class End(Enum):
    """How a wait ended."""

    OVER = "its time had passed"
    CUT = "it was cut short: the fault or the account was deleted, the world was reset, or the server stops"
    GONE = "the client went away"


@dataclass(frozen=True, slots=True)
class Cause:
    """Which fault makes a request of which account wait (None: of nobody known)."""

    fault: int
    account: str | None


class Pause:
    """The waits of one request. Cut short once, also between two of them or before the first, it waits no more.

    gone: done when nobody waits for the answer any more.
    """

    def __init__(self, cause: Cause, gone: asyncio.Future[None]) -> None:
        self.cause = cause
        self.is_waiting = False
        self._gone = gone
        self._cut: asyncio.Future[None] = gone.get_loop().create_future()

    async def wait(self, seconds: float | None) -> End:
        """Wait so long; None: without end."""
        self.is_waiting = True
        try:
            await asyncio.wait({self._cut, self._gone}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.is_waiting = False
        return End.GONE if self._gone.done() else End.CUT if self._cut.done() else End.OVER

    def cut(self) -> None:
        """Let it wait no more."""
        self.is_waiting = False
        if not self._cut.done():
            self._cut.set_result(None)


class Pauses:
    """Every request that may wait at the edge, for as long as anybody has its pause."""

    def __init__(self) -> None:
        self._pauses: WeakSet[Pause] = WeakSet()
        self._is_closed = False

    def begin(self, cause: Cause, gone: asyncio.Future[None]) -> Pause:
        """The pause of a request that a fault befalls."""
        pause = Pause(cause, gone)
        self._pauses.add(pause)
        if self._is_closed:
            pause.cut()
        return pause

    def count(self, fault: int) -> int:
        """How many requests wait now because of this fault."""
        return sum(pause.is_waiting and pause.cause.fault == fault for pause in self._pauses)

    def cut(self, *, fault: int | None = None, account: str | None = None) -> None:
        """Cut pauses short: those of a fault, those of an account's requests, or all."""
        for pause in self._pauses:
            if fault in (None, pause.cause.fault) and account in (None, pause.cause.account):
                pause.cut()

    def close(self) -> None:
        """Cut all short, and let none begin any more."""
        self._is_closed = True
        self.cut()
