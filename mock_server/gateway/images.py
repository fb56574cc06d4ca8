"""Images: all that a gateway holds, as plain values that can be written down and made a gateway again.

What only grows, messages and movements of money, is taken in pieces, each once; all else is small, and taken whole.
"""

from __future__ import annotations

import random
import struct
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

import msgspec

from .account import Account
from .clock import Clock
from .codes import State
from .gateway import Gateway
from .ledger import Entry
from .messages import Due, Message, Protocol
from .outcomes import Plan
from .readings import Readings
from .sessions import Session
from .settings import AccountSettings, World

Shared = TypeVar("Shared")
Name = tuple[str, int]
"""An account: its username, and how many of that name there were before."""

_WORDS = struct.Struct("<625I")


class ClockImage(msgspec.Struct, array_like=True):
    """A clock. real, virtual: an instant at which it was set, as the caller counted and as it showed."""

    real: int
    virtual: int
    frozen: bool
    rate: int | float


class AccountImage(msgspec.Struct, array_like=True):
    """An account without its messages and movements of money, of which it only says how many there are.

    streams: the states of its three; None where nothing was drawn. agenda: instant, message id, whether it is a refund.
    """

    settings: AccountSettings
    generation: int
    clock: ClockImage
    streams: tuple[bytes | None, bytes | None, bytes | None]
    balance: Decimal
    sessions: list[Session]
    failed_logins: int
    answered_at: int
    agenda: list[tuple[int, int, bool]]
    messages: int
    entries: int


class GatewayImage(msgspec.Struct, array_like=True):
    """A gateway. sessions: ids, and whose they are."""

    world: World
    clock: ClockImage
    generations: dict[str, int]
    sessions: list[tuple[str, str]]
    next_message_id: int
    names: bytes
    edge: bytes
    accounts: list[AccountImage]


class Kind(msgspec.Struct, array_like=True):
    """What many messages have in common."""

    sender: str
    parts: int
    price: Decimal
    protocol: Protocol
    wap_push: bool
    moves: tuple[tuple[int, State], ...]
    by_queries: tuple[tuple[int, State], ...]
    initial: State
    is_charged: bool
    is_waiting: bool
    was_postponed: bool


Row = tuple[int, str | None, str, str, int, int, int, int]
"""A message: id, reference, recipient, body, when accepted, when due, times queried, and the place of its kind."""


class Cause(msgspec.Struct, array_like=True):
    """What many movements of money have in common: the amount, why, and whether it was a charge."""

    moved: Decimal
    cause: str
    is_charge: bool


Movement = tuple[int, int | None, int]
"""A movement: when, for which message, and the place of its cause."""


class Piece(msgspec.Struct, array_like=True):
    """What an account has got since its piece before: new messages and entries, older messages that have changed."""

    username: str
    generation: int
    kinds: list[Kind]
    messages: list[Row]
    changed: list[Row]
    causes: list[Cause]
    entries: list[Movement]


class Saved(NamedTuple):
    """How much of an account has been taken in pieces."""

    messages: int = 0
    entries: int = 0


# Taking


def image_of(gateway: Gateway) -> GatewayImage:
    """All of it but messages and entries. No request may be in flight."""
    return GatewayImage(
        world=gateway.world,
        clock=_clock_image(gateway.clock),
        generations=dict(gateway.generations),
        sessions=[(id, account.username) for id, account in gateway.sessions.items()],
        next_message_id=gateway.next_message_id,
        names=_words(gateway.names),
        edge=_words(gateway.edge_stream),
        accounts=[_account_image(account) for account in gateway.accounts.values()],
    )


def _account_image(account: Account) -> AccountImage:
    drawn = (account.__dict__.get(name) for name in _STREAMS)
    return AccountImage(
        settings=account.settings,
        generation=account.generation,
        clock=_clock_image(account.clock),
        streams=tuple(stream and _words(stream) for stream in drawn),  # type: ignore[arg-type]  # there are three
        balance=account.ledger.balance,
        sessions=list(account.sessions),
        failed_logins=account.failed_logins,
        answered_at=account.answered_at,
        agenda=[(due.at, due.message_id, due.is_refund) for due in account.agenda],
        messages=len(account.mailbox.messages),
        entries=len(account.ledger.entries),
    )


_STREAMS = ("stream", "edge_stream", "session_ids")


def piece_of(account: Account, saved: Saved) -> Piece | None:
    """What the account has got since so much was saved; None: nothing."""
    mailbox, ledger = account.mailbox, account.ledger
    new, entries = mailbox.messages[saved.messages :], ledger.entries[saved.entries :]
    first = new[0].id if new else mailbox.last_id + 1
    changed = [message for id, message in (mailbox.changed or {}).items() if id < first]
    if not new and not entries and not changed:
        return None
    kinds, causes = _Places[Kind](), _Places[Cause]()
    rows, others = ([_row(message, kinds) for message in messages] for messages in (new, changed))
    movements = [_movement(entry, causes) for entry in entries]
    return Piece(account.username, account.generation, kinds.listed, rows, others, causes.listed, movements)


class _Places(Generic[Shared]):
    """Gives what many have in common one place in a list."""

    def __init__(self) -> None:
        self.listed: list[Shared] = []
        self.known: dict[tuple[object, ...], int] = {}

    def add(self, key: tuple[object, ...], shared: Shared) -> int:
        """The place of a new one."""
        place = self.known[key] = len(self.listed)
        self.listed.append(shared)
        return place


def _movement(entry: Entry, causes: _Places[Cause]) -> Movement:
    key = (str(entry.moved), entry.cause, entry.is_charge)
    place = causes.known.get(key)
    if place is None:
        place = causes.add(key, Cause(entry.moved, entry.cause, entry.is_charge))
    return (entry.at, entry.message_id, place)


def _row(message: Message, kinds: _Places[Kind]) -> Row:
    m = message
    # Prices that are equal may differ in their scale, which is told; plans are compared as objects: they are shared.
    key = (m.sender, m.parts, str(m.price), m.protocol, m.wap_push, m.plan, m.is_waiting, m.was_postponed)
    place = kinds.known.get(key)
    if place is None:
        place = kinds.add(key, _kind(m))
    return (m.id, m.reference, m.recipient, m.body, m.accepted_at, m.due_at, m.queries, place)


def _kind(message: Message) -> Kind:
    m, plan = message, message.plan
    own = plan.moves, plan.by_queries, plan.initial, plan.is_charged
    return Kind(m.sender, m.parts, m.price, m.protocol, m.wap_push, *own, m.is_waiting, m.was_postponed)


def _clock_image(clock: Clock) -> ClockImage:
    return ClockImage(*clock.started, clock.frozen, clock.rate)


def _words(stream: random.Random) -> bytes:
    return _WORDS.pack(*stream.getstate()[1])


# Making again


def restore(gateway: Gateway, image: GatewayImage, pieces: Iterable[Piece]) -> dict[Name, Saved]:
    """Make it what the image shows; returns how much of each account that is. Raises ValueError where a piece lacks."""
    gateway.world = image.world
    gateway.readings = Readings(image.world.readings)
    gateway.clock = _clock(image.clock)
    gateway.generations = Counter(image.generations)
    gateway.accounts = {each.settings.username: _account(each, image.world) for each in image.accounts}
    gateway.sessions = {id: gateway.accounts[username] for id, username in image.sessions}
    gateway.next_message_id = image.next_message_id
    gateway.names, gateway.edge_stream = _stream(image.names), _stream(image.edge)
    for piece in pieces:
        account = gateway.accounts.get(piece.username)
        if account and account.generation == piece.generation:  # else it is of one that has been deleted since
            _add(account, piece)
    return {(each.settings.username, each.generation): _complete(gateway, each) for each in image.accounts}


def _account(image: AccountImage, world: World) -> Account:
    account = Account(image.settings, world, _clock(image.clock), image.clock.real, generation=image.generation)
    for name, state in zip(_STREAMS, image.streams, strict=True):
        if state:
            setattr(account, name, _stream(state))
    account.ledger.balance = image.balance
    account.ledger.entries.clear()
    account.sessions.remember(image.sessions)
    account.failed_logins, account.answered_at = image.failed_logins, image.answered_at
    account.mailbox.changed = {}
    return account


def _add(account: Account, piece: Piece) -> None:
    plans = [Plan(kind.moves, kind.by_queries, kind.initial, kind.is_charged) for kind in piece.kinds]
    add = account.mailbox.add
    for row in piece.messages:
        add(_message(row, piece.kinds[row[-1]], plans[row[-1]]))
    for row in piece.changed:
        account.mailbox.replace(_message(row, piece.kinds[row[-1]], plans[row[-1]]))
    entries = ((at, piece.causes[place], id) for at, id, place in piece.entries)
    account.ledger.entries += [Entry(at, its.moved, its.cause, id, its.is_charge) for at, its, id in entries]


def _message(row: Row, kind: Kind, plan: Plan) -> Message:
    id, reference, recipient, body, accepted_at, due_at, queries, _ = row
    sender, parts, price, protocol, wap_push = kind.sender, kind.parts, kind.price, kind.protocol, kind.wap_push
    message = Message(
        id, reference, recipient, sender, body, parts, price, protocol, wap_push, accepted_at, due_at, plan
    )
    message.is_waiting, message.was_postponed, message.queries = kind.is_waiting, kind.was_postponed, queries
    return message


def _complete(gateway: Gateway, image: AccountImage) -> Saved:
    """With what is to happen to its messages; all of them are there."""
    account = gateway.accounts[image.settings.username]
    saved = Saved(len(account.mailbox.messages), len(account.ledger.entries))
    by_id = account.mailbox.by_id
    agenda = [(at, id, by_id(id), is_refund) for at, id, is_refund in image.agenda]
    account.agenda = [Due(at, id, message, is_refund) for at, id, message, is_refund in agenda if message]
    if saved != (image.messages, image.entries) or len(account.agenda) != len(agenda):
        raise ValueError(f"messages or entries of account {account.username!r} are missing")
    return saved


def _clock(image: ClockImage) -> Clock:
    return Clock(image.real, now=image.virtual, frozen=image.frozen, rate=image.rate)


def _stream(words: bytes) -> random.Random:
    stream = random.Random()
    stream.setstate((3, _WORDS.unpack(words), None))
    return stream
