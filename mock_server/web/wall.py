"""The edge's own time, and waiting for something to change."""

from __future__ import annotations

import asyncio
import time


class WallClock:
    """Real instants in microseconds since 1970, UTC. Monotonic: a step of the machine's clock does not show.

    not_before: an instant that has been already; if the machine's clock was put back since, time goes on from there.
    """

    def __init__(self, not_before: int = 0) -> None:
        self._offset = max(time.time_ns(), not_before * 1000) - time.monotonic_ns()

    def now(self) -> int:
        """This instant."""
        return (time.monotonic_ns() + self._offset) // 1000


class Signal:
    """Wakes everyone who waits for a change; costs nothing while nobody does."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def notify(self) -> None:
        """Something changed."""
        while self._waiting:
            waiter = self._waiting.pop()
            if not waiter.done():
                waiter.set_result(None)

    async def wait(self, seconds: float) -> None:
        """Until the next change, at most `seconds`."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.add(waiter)
        try:
            await asyncio.wait_for(waiter, seconds)
        except TimeoutError:
            return
        finally:
            self._waiting.discard(waiter)
