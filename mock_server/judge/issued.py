"""The sessions that logins gave out, and how they were used: what tells a made-up SessionId from one that has died."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .recent import Recent

_is_like_ours = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}").fullmatch


@dataclass(slots=True)
class Issued:
    """One session. Instants are real ones but for `last_now`, which is of the account's clock.

    owner: the account it was given to. uses: requests that named it. last_at, last_now: when it was last known to live.
    dead_told: how often in a row its client was told 103 for it, with no login since; dead_at, dead_exchange,
    dead_request: when it was last told so, in which exchange, and the key of what it had asked for.
    """

    owner: str
    last_at: int
    last_now: int
    uses: int = 0
    dead_told: int = 0
    dead_at: int = 0
    dead_exchange: int = 0
    dead_request: int = 0


class IssuedSessions:
    """Every account's, those of deleted accounts too: using a dead session once is no fault, whyever it died."""

    def __init__(self, limit: int) -> None:
        self._by_id: Recent[str, Issued] = Recent(limit)
        self.has_forgotten = False

    def __len__(self) -> int:
        return len(self._by_id)

    def find(self, id: str) -> Issued | None:
        """The session with this id, if it was ever seen given out."""
        return self._by_id.get(id)

    def put(self, id: str, session: Issued) -> None:
        """Remember a session as the latest that was used."""
        if self._by_id.put(id, session):
            self.has_forgotten = True

    def may_have_issued(self, id: str) -> bool:
        """Whether an id that is not found can have been given out all the same, so long ago that it was forgotten."""
        return self.has_forgotten and _is_like_ours(id) is not None

    @staticmethod
    def renew(sessions: Iterable[Issued]) -> None:
        """Their owner has logged in again since it was told that these are dead."""
        for session in sessions:
            session.dead_told = 0
