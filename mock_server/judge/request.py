"""Telling whether a request is the same as an earlier one, without keeping either."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple, TypeVar

from ..gateway.commands import (
    Authorize,
    Calculate,
    QueryBalance,
    QueryMessages,
    Row,
    Send,
    SessionCommand,
    V2Command,
    V2QueryMessage,
    V2Schedule,
    V2Send,
)

Command = Authorize | SessionCommand | V2Command
Item = TypeVar("Item")

_ALL = 8


class Request(NamedTuple):
    """A request as far as it can be recognised. Equal requests have equal keys; session ids and passwords are left out.

    is_named: it carries a Reference, so that an equal one means the same messages, and not others that look alike.
    """

    key: int
    is_named: bool


def mark(*values: object) -> int:
    """A number that stands for plain values: the same in every process, for it may be written down."""
    return int.from_bytes(blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def recognised(command: Command) -> Request:
    """A command without its session id and its credentials. Of many messages a few stand for all, to keep it cheap."""
    match command:
        case Send():
            rows = _some(command.rows)
            own = (command.sender, len(command.rows), *rows, command.date, command.hours, command.wap_push)
            return Request(mark(type(command).__name__, *own), _is_named(command, rows))
        case QueryMessages():
            return Request(mark("QueryMessages", len(command.references), *_some(command.references)), False)
        case QueryBalance():
            return Request(mark("QueryBalance"), False)
        case V2Send():
            date = command.date if isinstance(command, V2Schedule) else None
            own = (command.sender, command.recipient, command.body, command.wap_push, date)
            return Request(mark(type(command).__name__, *own), False)
        case V2QueryMessage():
            return Request(mark("V2QueryMessage", command.message_id), False)
        case _:
            return Request(mark(type(command).__name__), False)


def _is_named(command: Send, rows: Sequence[Row]) -> bool:
    return not isinstance(command, Calculate) and any(reference for _, _, reference in rows)


def _some(items: Sequence[Item]) -> Sequence[Item]:
    """The ends and the middle of a long sequence."""
    if len(items) <= _ALL:
        return items
    middle = len(items) // 2
    return [*items[:3], *items[middle : middle + 2], *items[-3:]]


def credentials(command: Authorize | V2Command) -> int:
    """Who logs in, and with which password; not to be read back."""
    return mark(isinstance(command, Authorize), command.username, command.password)
