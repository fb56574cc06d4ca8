"""Checkpoints: what the records have come to, written down now and then, so that a start need not repeat them all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from ..gateway.images import Name, Piece, Saved, piece_of
from .images import Image, Progress, image_of
from .records import Record
from .simulator import Simulator

EVERY = 50_000
"""Exchanges between two of them: some seconds to repeat. Writing one takes a moment in which nothing is answered."""


class Store(Protocol):
    """Where they go."""

    def write_checkpoint(self, image: Image, pieces: Iterable[Piece]) -> None:
        """Keep an image in place of the one before, and the pieces that are new in it. Raises StateFailed."""


class Checkpoints:
    """Writes one when it is told to. progress: how far the records have come; saved, pieces: what is written down.

    since: exchanges since the last one; every: how many there are between two.
    """

    def __init__(self, simulator: Simulator, store: Store, progress: Progress, every: int | None = None) -> None:
        self._simulator = simulator
        self._store = store
        self.progress = progress
        self.pieces = 0
        self.saved: dict[Name, Saved] = {}
        self.since = 0
        self.every = every or EVERY

    def is_due(self, *, at_the_end: bool = False) -> bool:
        """Whether there are enough exchanges since the last one; at the end a tenth is."""
        return self.since >= (self.every / 10 if at_the_end else self.every)

    def noted(self, records: Iterable[Record]) -> None:
        """These are on disk."""
        before = self.progress.exchanges
        for record in records:
            self.progress.note(record)
        self.since += self.progress.exchanges - before

    def begin_anew(self, last_exchange: int) -> None:
        """Everything was forgotten."""
        self.progress = Progress(last_exchange=last_exchange)
        self.pieces = self.since = 0
        self.saved = {}

    def write(self) -> None:
        """Write one. All that has happened is on disk, and no request is in flight. Raises StateFailed."""
        self.since = 0  # if it cannot be written, it is tried again after as many
        accounts = self._simulator.gateway.accounts.values()
        saved = {
            (account.username, account.generation): Saved(len(account.mailbox.messages), len(account.ledger.entries))
            for account in accounts
        }
        pieces = [
            piece
            for account in accounts
            if (piece := piece_of(account, self.saved.get((account.username, account.generation), Saved())))
        ]
        image = image_of(self._simulator, self.progress, self.pieces + len(pieces))
        self._store.write_checkpoint(image, pieces)
        self.saved, self.pieces = saved, image.pieces
        for account in accounts:
            account.mailbox.changed = {}
