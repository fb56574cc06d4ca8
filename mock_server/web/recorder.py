"""The recorder: collects what happens, and puts it on disk before anybody is told of it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Protocol

import msgspec

from ..gateway.settings import World
from .incoming import Incoming
from .records import Answered, Arrived, Operated, Record, Step, Stepped


class StateError(ValueError):
    """A state file that cannot be used; the text says which, why, and what to do. The file is as it was."""


class StateFailed(Exception):
    """The state file cannot be written; the text says which and why. Nothing may be answered then."""


class Store(Protocol):
    """Where records go."""

    def append(self, records: list[Record]) -> None:
        """Keep them, all or none. Raises StateFailed."""

    def restart(self, world: World, real: int, last_exchange: int = 0) -> None:
        """Forget everything, and begin from `world` at `real`; exchanges go on from this id. Raises StateFailed."""

    def close(self) -> None:
        """Nothing more will come."""


class Checkpoints(Protocol):
    """What writes down now and then what the records have come to."""

    def noted(self, records: list[Record]) -> None:
        """These are on disk."""

    def is_due(self, *, at_the_end: bool = False) -> bool:
        """Whether there is enough of it since it last did."""

    def begin_anew(self, last_exchange: int) -> None:
        """Everything was forgotten."""

    def write(self) -> None:
        """Do so. No request is in flight. Raises StateFailed."""


class Recorder:
    """Between the server and its store. Without one (memory only) every method does nothing.

    in_flight: exchanges that the store already has, and that are not over. checkpoints: None: there are none.

    Steps of several requests may be woven into each other. They are kept in the one order they were taken in, and a
    commit writes all there are: so the file always holds a past that could have been, cut off at some instant.
    """

    def __init__(
        self, store: Store | None = None, in_flight: Iterable[int] = (), checkpoints: Checkpoints | None = None
    ) -> None:
        self._store = store
        self._checkpoints = checkpoints
        self._pending: list[Record] = []
        self._open = set(in_flight)
        self._is_failing = False

    def restart(self, world: World, real: int, last_exchange: int) -> None:
        """Begin anew from a world; what is in flight belongs to the one before. Raises StateFailed: nothing is new."""
        if self._store:
            self._store.restart(world, real, last_exchange)
        if self._checkpoints:
            self._checkpoints.begin_anew(last_exchange)
        self._pending.clear()
        self._open.clear()
        self._is_failing = False

    def arrived(self, exchange: int, at: int, request: Incoming, is_read: bool) -> None:
        """A request is here, and is read for one of the protocols, or not."""
        if self._store:
            self._open.add(exchange)
            self._pending.append(Arrived(exchange, at, request, is_read))

    def stepped(self, exchange: int, at: int, step: Step) -> None:
        """A request took a step."""
        if exchange in self._open:
            self._pending.append(Stepped(exchange, at, step))

    def answered(self, answered: Answered) -> None:
        """A request is over."""
        if answered.exchange in self._open:
            self._open.discard(answered.exchange)
            self._pending.append(answered)

    def instead(self, answered: Answered) -> None:
        """A request that could not be put on disk as answered was answered otherwise."""
        for place in reversed(range(len(self._pending))):
            earlier = self._pending[place]
            if isinstance(earlier, Answered) and earlier.exchange == answered.exchange:
                self._pending[place] = answered
                return

    def operated(self, at: int, name: str, arguments: dict[str, Any], error: str) -> None:
        """The operator did something."""
        if self._store:
            self._pending.append(Operated(at, name, msgspec.json.encode(arguments), error))

    def commit(self) -> None:
        """Put everything so far on disk. Raises StateFailed; it is kept, and the next commit tries again."""
        if self._store and self._pending:
            self._is_failing = True
            self._store.append(self._pending)
            self._is_failing = False
            if self._checkpoints:
                self._checkpoints.noted(self._pending)
            self._pending.clear()
            self._write_checkpoint()

    def _write_checkpoint(self, *, at_the_end: bool = False) -> None:
        """If it is time, and nothing is in flight. One that cannot be written is no harm: the records are."""
        if self._checkpoints and not self._open and self._checkpoints.is_due(at_the_end=at_the_end):
            with suppress(StateFailed):
                self._checkpoints.write()

    def before_telling(self) -> None:
        """Somebody is to be shown what has been done so far: it goes on disk first, if that can be."""
        with suppress(StateFailed):
            self.commit()

    def retry(self) -> None:
        """If the last commit failed, try again: nothing new may happen before. Raises StateFailed."""
        if self._is_failing:
            self.commit()

    def close(self) -> None:
        """Commit, and close the store. Raises StateFailed."""
        self.commit()
        if self._store:
            self._write_checkpoint(at_the_end=True)
            self._store.close()
            self._store = None
