"""Events: what happens, for whoever listens. The latest are kept in one ring, and a listener is a place in it.

So a slow listener takes no memory of its own and holds nobody up: what left the ring before it was told is lost to it,
and it is told how much that was.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec

from ..gateway.clock import format_instant

KINDS = ("account", "clock", "exchange", "fault", "hold", "message", "readings", "reset")
"""What may be listened for. A stream also speaks of itself, in `open` and `lost`, whatever was asked for."""

_BATCH = 50  # events told in one turn: under a millisecond, in which nobody else is served
_EVENT_BYTES = 400  # what one takes besides its subject's text, roughly


class Note(Protocol):
    """A subject that is written out only when it is sent. It must be small and change no more: the ring keeps it."""

    def document(self) -> Mapping[str, Any]:
        """The subject as JSON values."""


class Event(msgspec.Struct, frozen=True, gc=False):
    """Something that happened. `at`: the real instant; `account` None: it is nobody's, or everybody's.

    subject: what it happened to, as JSON text or a note of it. size: bytes this takes in the ring, roughly.
    """

    id: int
    kind: str
    change: str
    account: str | None
    at: int
    subject: str | Note
    size: int = _EVENT_BYTES

    def encode(self) -> bytes:
        """The event as the stream has it (WHATWG HTML 9.2): three fields, each one line, and an empty line."""
        about = {"id": self.id, "kind": self.kind, "change": self.change, "account": self.account}
        head = json.dumps(about | {"at": format_instant(self.at)})[:-1]
        subject = self.subject if isinstance(self.subject, str) else json.dumps(self.subject.document())
        return f'id: {self.id}\nevent: {self.kind}\ndata: {head}, "subject": {subject}}}\n\n'.encode("ascii")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a listener asked for. account None: everything; else what is that account's, and what is everybody's."""

    account: str | None = None
    kinds: frozenset[str] = frozenset(KINDS)

    def includes(self, event: Event) -> bool:
        """Whether it is told of this event. An exchange of nobody known is nobody's."""
        if event.kind not in self.kinds:
            return False
        is_everybodys = event.account is None and event.kind != "exchange"
        return self.account is None or self.account == event.account or is_everybodys


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many events the ring keeps, and bytes of them; how many may listen; how long a stream may be silent."""

    max_count: int = 10_000
    max_bytes: int = 16 * 1024 * 1024
    max_listeners: int = 100
    heartbeat_seconds: float = 15.0


class TooManyListeners(Exception):
    """No more may listen; the text says how many do."""


class Events:
    """The ring, and who listens.

    Ids begin at the real instant of the start, so that they grow on when the server is started anew: a listener that
    comes back with the id of another run is known by it.
    """

    def __init__(self, now: Callable[[], int], instance: str) -> None:
        self.bounds = Bounds()
        self.instance = instance
        self.began_at = self.last_id = self.forgotten = now()  # forgotten: the latest id that is no longer kept
        self.is_closed = False
        self._now = now
        self._kept: dict[int, Event] = {}
        self._bytes = 0
        self._listeners: set[Listener] = set()

    @property
    def listeners(self) -> int:
        """How many listen."""
        return len(self._listeners)

    def publish(
        self, kind: str, change: str, account: str | None, subject: Mapping[str, Any] | None, at: int | None = None
    ) -> None:
        """Tell whoever listens of something rare; the subject is written out at once. at: now, unless given."""
        text = json.dumps(subject)
        size = _EVENT_BYTES + len(text)
        self._keep(Event(self.last_id + 1, kind, change, account, self._now() if at is None else at, text, size))

    def publish_note(self, kind: str, change: str, account: str | None, subject: Note, at: int) -> None:
        """Tell whoever listens; made for what happens at every request."""
        self._keep(Event(self.last_id + 1, kind, change, account, at, subject))

    def _keep(self, event: Event) -> None:
        self.last_id = event.id
        self._kept[event.id] = event
        self._bytes += event.size
        while len(self._kept) > self.bounds.max_count or self._bytes > self.bounds.max_bytes:
            self.forgotten += 1
            self._bytes -= self._kept.pop(self.forgotten).size
        for listener in self._listeners:
            listener.hear(event)

    def listen(self, wanted: Wanted, after: int | None = None) -> Listener:
        """Begin to listen: to what comes from now on, or from the event after this id; 0: from the first one kept.

        Raises TooManyListeners.
        """
        if len(self._listeners) >= self.bounds.max_listeners:
            raise TooManyListeners(f"{len(self._listeners)} streams of events are open, the most there may be; end one")
        listener = Listener(self, wanted, self.last_id if after is None else after or self.began_at)
        self._listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """A listener has gone."""
        self._listeners.discard(listener)

    def close(self) -> None:
        """The server ends: every listener is told what there is, and then that it is over."""
        self.is_closed = True
        for listener in self._listeners:
            listener.end()

    def stretch(self, after: int) -> list[Event]:
        """The next events with greater ids, a batch at most."""
        return [self._kept[id] for id in range(after + 1, min(after + _BATCH, self.last_id) + 1)]

    def about_itself(self, kind: str, id: int, subject: Mapping[str, Any]) -> Event:
        """An event of the stream itself, which the ring does not keep."""
        return Event(id, kind, kind, None, self._now(), json.dumps(subject))


class Listener:
    """A place in the ring: the id of the latest event that this listener was told of, or did not want.

    over: done when nothing more will come, or be asked for.
    """

    def __init__(self, events: Events, wanted: Wanted, place: int) -> None:
        self._events = events
        self._wanted = wanted
        self._place = place
        self._opening = [events.about_itself("open", place, {"instance": events.instance})]
        self._news: asyncio.Future[None] | None = None
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if events.is_closed:
            self.end()

    def hear(self, event: Event) -> None:
        """Something happened: wake up, if it is wanted and has been waited for."""
        if self._news is None:
            return
        if self._wanted.includes(event):
            self._wake()
        else:
            self._place = event.id

    def end(self, _: object = None) -> None:
        """The server ends, or the client has gone: nothing more will come, or be asked for."""
        if not self.over.done():
            self.over.set_result(None)
        self._wake()

    def _wake(self) -> None:
        news, self._news = self._news, None
        if news is not None and not news.done():
            news.set_result(None)

    async def next(self, seconds: float) -> list[Event] | None:
        """The next events; none where nothing happens for so many seconds; None at the end."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        await asyncio.sleep(0)  # a long past is told in turns with everybody else's business
        while not (found := self._take()):
            if self._place < self._events.last_id:
                await asyncio.sleep(0)
            elif self.over.done():
                return None
            elif loop.time() >= deadline:
                return []
            else:
                await self._wait(deadline)
        return found

    async def _wait(self, deadline: float) -> None:
        loop = asyncio.get_running_loop()
        self._news = loop.create_future()
        timer = loop.call_at(deadline, self._wake)
        try:
            await self._news
        finally:
            timer.cancel()
            self._news = None

    def _take(self) -> list[Event]:
        told, self._opening = self._opening, []
        told += self._lost()
        stretch = self._events.stretch(self._place)
        if stretch:
            self._place = stretch[-1].id
        return told + [event for event in stretch if self._wanted.includes(event)]

    def _lost(self) -> list[Event]:
        """What the ring no longer has: an event that says so, if there is any. It counts events of every kind."""
        events, place = self._events, self._place
        is_ours = events.began_at <= place <= events.last_id
        if is_ours and place >= events.forgotten:
            return []
        self._place = events.forgotten
        count = events.forgotten - place if is_ours else None
        return [events.about_itself("lost", self._place, {"from": place + 1, "to": self._place, "count": count})]
