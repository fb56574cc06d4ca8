"""v3 sessions: opened by authorize, dead 60 seconds after their last request (v3 Authorization)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .clock import SECOND

LIFETIME = 60 * SECOND


@dataclass(slots=True)
class Session:
    """One session. Times are instants of the account's clock; `in_flight` counts requests not yet answered.

    answered_at: the real instant of its last answer; -1 before there is one.
    """

    id: str
    opened_at: int
    last_request_at: int
    in_flight: int = 0
    answered_at: int = -1
    ended: bool = False

    def is_alive(self, now: int) -> bool:
        """At exactly 60 s it is dead; with a request in flight it does not die."""
        return self.in_flight > 0 or (not self.ended and now - self.last_request_at < LIFETIME)

    def touch(self, now: int) -> None:
        """Restart the session's clock."""
        self.last_request_at = now


class Sessions:
    """An account's sessions, least recently used first."""

    __slots__ = ("_by_id",)

    def __init__(self) -> None:
        self._by_id: OrderedDict[str, Session] = OrderedDict()

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Session]:
        return iter(self._by_id.values())

    def remember(self, sessions: Iterable[Session]) -> None:
        """Take sessions that were opened elsewhere, least recently used first."""
        self._by_id.update((session.id, session) for session in sessions)

    def open(self, id: str, now: int) -> Session:
        """Begin a session."""
        session = self._by_id[id] = Session(id, now, now)
        return session

    def get(self, id: str) -> Session | None:
        """The session, dead or alive, while it is remembered."""
        return self._by_id.get(id)

    def find(self, id: str, now: int) -> Session | None:
        """The session, if it is alive and not ended."""
        session = self._by_id.get(id)
        return session if session and not session.ended and session.is_alive(now) else None

    def touch(self, session: Session, now: int) -> None:
        """Restart the session's clock and remember it as the most recently used."""
        session.touch(now)
        if session.id in self._by_id:
            self._by_id.move_to_end(session.id)

    def end_all(self) -> None:
        """End every session (`single_session`, or an operator); requests in flight finish first."""
        for session in self._by_id.values():
            session.ended = True

    def end(self, id: str) -> bool:
        """End one session; False if there is none. It is remembered, as a dead one is, until the next login."""
        session = self._by_id.get(id)
        if session is None or session.ended:
            return False
        session.ended = True
        return True

    def forget_dead(self, now: int) -> list[str]:
        """Drop the sessions that have died, oldest first, and return their ids. The cost is that of the dead ones."""
        dead = []
        for session in self._by_id.values():
            if session.is_alive(now):
                break
            dead.append(session.id)
        for id in dead:
            del self._by_id[id]
        return dead

    def alive(self, now: int) -> Iterator[Session]:
        """Every live session."""
        return (session for session in self._by_id.values() if session.is_alive(now))
