"""Messages and the mailbox that keeps an account's."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from decimal import Decimal
from operator import attrgetter
from typing import Literal, NamedTuple

import msgspec

from .codes import State
from .outcomes import Plan
from .text import Alphabet, alphabet

Protocol = Literal["v2", "v3"]
_id = attrgetter("id")


class Message(msgspec.Struct, gc=False, eq=False):
    """One message. Instants are of the account's clock; `price` is for all its parts, in the account's currency.
    is_waiting: for its date, and its charge; was_postponed: that it ever did, by more than no time.

    There may be millions, so it is a compact struct that the collector need not visit: it refers to no container but
    its plan, which never refers back.
    """

    id: int
    reference: str | None
    recipient: str
    sender: str
    body: str
    parts: int
    price: Decimal
    protocol: Protocol
    wap_push: bool
    accepted_at: int
    due_at: int
    plan: Plan
    is_waiting: bool = False
    was_postponed: bool = False
    queries: int = 0

    @property
    def alphabet(self) -> Alphabet:
        """What the body is sent as."""
        return alphabet(self.body)

    def state(self, now: int) -> State:
        """Where the message is at `now`: a function of its course and the clock, changed by no reading of it."""
        return State.SCHEDULED if now < self.due_at else self.plan.state(now - self.due_at)

    def timeline(self) -> Iterator[tuple[int, State]]:
        """Every (instant, state) of the message, past and to come; moves by queries or by hand appear once made."""
        if self.was_postponed:
            yield self.accepted_at, State.SCHEDULED
        yield self.due_at, self.plan.initial
        yield from ((self.due_at + after, state) for after, state in self.plan.moves)


class Mailbox:
    """An account's messages in order of acceptance, found by id or by the caller's Reference.

    changed: those that are not as they were when somebody last wrote them down; None: nobody does.
    """

    __slots__ = ("_first", "_latest", "changed", "messages")

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.changed: dict[int, Message] | None = None
        self._latest: dict[str, Message] = {}
        self._first: dict[str, Message] = {}

    def add(self, message: Message) -> None:
        """Keep a message; ids only ever grow."""
        self.messages.append(message)
        reference = message.reference
        if reference is not None:
            earlier = self._latest.setdefault(reference, message)
            if earlier is not message:
                self._first.setdefault(reference, earlier)
                self._latest[reference] = message

    def replace(self, message: Message) -> None:
        """Put a message in the place of what it was before. Raises KeyError where there is none with its id."""
        index = bisect_left(self.messages, message.id, key=_id)
        earlier = self.messages[index] if index < len(self.messages) else None
        if earlier is None or earlier.id != message.id:
            raise KeyError(message.id)
        self.messages[index] = message
        for found in (self._latest, self._first):
            if message.reference is not None and found.get(message.reference) is earlier:
                found[message.reference] = message

    def has_changed(self, message: Message) -> None:
        """Its course is another than when it was accepted."""
        if self.changed is not None:
            self.changed[message.id] = message

    @property
    def last_id(self) -> int:
        """Id of the latest message; 0 where there is none."""
        return self.messages[-1].id if self.messages else 0

    def by_id(self, id: int) -> Message | None:
        """The message with the gateway's id, which v2 querymessage asks by. Most often it is the latest."""
        if self.messages and self.messages[-1].id == id:
            return self.messages[-1]
        index = bisect_left(self.messages, id, key=_id)
        found = self.messages[index : index + 1]
        return found[0] if found and found[0].id == id else None

    def after(self, id: int) -> Iterator[Message]:
        """Messages with greater ids, in order of acceptance."""
        start = bisect_left(self.messages, id + 1, key=_id)
        return (self.messages[index] for index in range(start, len(self.messages)))

    def before(self, id: int | None) -> Iterator[Message]:
        """Messages with smaller ids, the latest first; None: all of them."""
        stop = len(self.messages) if id is None else bisect_left(self.messages, id, key=_id)
        return (self.messages[index] for index in range(stop - 1, -1, -1))

    def has_duplicates(self, references: Iterable[str]) -> bool:
        """Whether two messages have one of these References."""
        return bool(self._first) and not self._first.keys().isdisjoint(references)

    def by_reference(self, reference: str, which: str) -> Message | None:
        """The `latest` or the `first` message with this Reference."""
        latest = self._latest.get(reference)
        return self._first.get(reference, latest) if which == "first" else latest


class Due(NamedTuple):
    """Something that happens to a message by itself: ordered by instant, then by acceptance."""

    at: int
    message_id: int
    message: Message
    is_refund: bool
