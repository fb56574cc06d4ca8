"""The simulator: a gateway with what surrounds it at run time, shared by the endpoints and the control API."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from ..gateway.gateway import Gateway
from ..gateway.settings import World
from .holds import Holds
from .journal import Exchange, Journal
from .wall import Signal, WallClock


@dataclass(frozen=True, slots=True)
class JournalLimits:
    """How much the journal keeps."""

    max_count: int = 10_000
    max_bytes: int = 64 * 1024 * 1024


class Simulator:
    """One gateway, its journal and holds, the edge's clock, and the signal that something changed."""

    def __init__(self, world: World, journal: JournalLimits | None = None) -> None:
        limits = journal or JournalLimits()
        self.wall = WallClock()
        self.started_at = self.wall.now()
        self.instance = str(uuid.uuid4())
        self.world = world
        self.gateway = Gateway(world, self.started_at)
        self.journal = Journal(limits.max_count, limits.max_bytes)
        self.holds = Holds()
        self.changed = Signal()
        self.is_stopping = False
        self.watchers: list[Callable[[Exchange], None]] = []

    def now(self) -> int:
        """The real instant, as every operation of the gateway wants it."""
        return self.wall.now()

    def finished(self, exchange: Exchange) -> None:
        """An exchange has its answer: the journal, whoever watches, and whoever waits learn of it."""
        self.journal.finish(exchange, self.now())
        for watch in self.watchers:
            watch(exchange)
        self.changed.notify()

    def load(self, world: World) -> None:
        """Begin again from `world`: what is held is let go, the journal is empty."""
        self.holds.release_all()
        self.world = world
        self.gateway.load(world, self.now())
        self.journal.clear()
        self.changed.notify()

    def reset(self) -> None:
        """Back to the world as loaded."""
        self.load(self.world)

    def remove_account(self, username: str) -> None:
        """Forget an account with its holds and its exchanges."""
        self.holds.release_all(username)
        self.gateway.remove_account(username)
        self.journal.clear(username)
        self.changed.notify()

    def stop(self) -> None:
        """The server ends: release what is held, wake who waits."""
        self.is_stopping = True
        self.holds.release_all()
        self.changed.notify()
