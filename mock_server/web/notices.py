"""Notices: what happens in a simulator, put as events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from ..gateway.account import Account, Standing
from ..gateway.clock import format_instant
from ..gateway.commands import MessageAccepted, Priced
from .broken import broken_rules
from .control import shapes
from .holds import Hold
from .journal import Exchange

if TYPE_CHECKING:
    from .simulator import Simulator

Document = Mapping[str, Any]


class ExchangeNote(msgspec.Struct, frozen=True, gc=False):
    """An exchange without what may be long. finished_at None: it is in flight. violations: (level, rule), each once."""

    id: int
    protocol: str | None
    method: str | None
    http_status: int | None
    code: int | None
    started_at: int
    finished_at: int | None
    check: str
    violations: tuple[tuple[str, str], ...]
    fault: Document | None
    after: Standing | None

    @classmethod
    def of(cls, exchange: Exchange) -> ExchangeNote:
        """The exchange as it is now."""
        return cls(
            exchange.id,
            exchange.protocol,
            exchange.method,
            exchange.http_status,
            exchange.code,
            exchange.started_at,
            exchange.finished_at,
            exchange.check,
            broken_rules(exchange),
            exchange.fault,
            exchange.after,
        )

    def document(self) -> Document:
        """The subject of its event; `ms` is its time in flight."""
        started, finished = self.started_at, self.finished_at
        return {
            "id": self.id,
            "protocol": self.protocol,
            "method": self.method,
            "http_status": self.http_status,
            "code": self.code,
            "started_at": format_instant(started),
            "finished_at": None if finished is None else format_instant(finished),
            "ms": None if finished is None else (finished - started) / 1000,
            "check": self.check,
            "violations": [{"rule": rule, "level": level} for level, rule in self.violations],
            "fault": self.fault,
            "after": shapes.standing(self.after),
        }


class MessagesNote(msgspec.Struct, frozen=True, gc=False):
    """The messages of one accepted request: their ids follow each other."""

    ids: range
    exchange: int

    def document(self) -> Document:
        """The subject of their event."""
        return {
            "first_id": self.ids[0],
            "last_id": self.ids[-1],
            "count": len(self.ids),
            "exchange": self.exchange,
        }


class Notices:
    """Publishes what a simulator's requests and its operator do. Nothing is published of what time alone brings."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._events = simulator.events

    # Requests

    def finished(self, exchanges: Iterable[Exchange]) -> None:
        """Exchanges are over."""
        for exchange in exchanges:
            self._exchange("answered" if exchange.http_status else "broken-off", exchange, exchange.finished_at or 0)

    def held(self, exchange: Exchange, hold: Hold) -> None:
        """An exchange is in flight, and stays there until its hold is released."""
        self._exchange("held", exchange, self._simulator.now())
        self.hold("holding", hold)

    def _exchange(self, change: str, exchange: Exchange, at: int) -> None:
        self._events.publish_note("exchange", change, exchange.account, ExchangeNote.of(exchange), at)

    def performed(self, exchange: Exchange, at: int) -> None:
        """A request did what it asked for; where that was a Send, there are messages: one event for all of them."""
        handling = exchange.handling
        reply = handling.reply if handling else None
        if type(reply) is Priced:
            ids = reply.ids
        elif type(reply) is MessageAccepted:
            ids = range(reply.message_id, reply.message_id + 1)
        else:
            return
        if ids and handling and handling.account:
            self._events.publish_note(
                "message", "accepted", handling.account.username, MessagesNote(ids, exchange.id), at
            )

    # The operator

    def operated(self, name: str, arguments: Document, result: object) -> None:
        """The operator did one of the operations."""
        if notice := _OF_OPERATIONS.get(name):
            notice(self, arguments, result)

    def reset(self) -> None:
        """Everything is as in the world that was loaded."""
        self._events.publish("reset", "reset", None, None)

    def hold(self, change: str, hold: Hold) -> None:
        """A hold was made, holds a request, or was released."""
        self._events.publish("hold", change, hold.account, shapes.hold(hold))

    def fault(self, change: str, account: str | None, document: Document) -> None:
        """A fault was made, fired, or removed; account None: it is for all."""
        self._events.publish("fault", change, account, document)

    def account(self, change: str, username: str) -> None:
        """An account, as it is now."""
        account = self._simulator.gateway.accounts[username]
        self._events.publish("account", change, username, shapes.account(account, self._simulator.now()))

    def account_deleted(self, username: str) -> None:
        """It is no more."""
        self._events.publish("account", "deleted", username, None)

    def clock(self, owner: Account | None) -> None:
        """A clock was moved, stopped or started; None: the world's, and every account's with it."""
        clock = owner.clock if owner else self._simulator.gateway.clock
        subject = shapes.clock(clock, self._simulator.now())
        self._events.publish("clock", "moved", owner.username if owner else None, subject)

    def clock_of(self, username: str) -> None:
        """The same, of an account by its name."""
        self.clock(self._simulator.gateway.accounts[username])

    def forced(self, id: int) -> None:
        """A message was moved by hand, which may have moved money."""
        found = self._simulator.gateway.find_message(id)
        if found:
            account, message = found
            now = account.now(self._simulator.now())
            self._events.publish("message", "forced", account.username, shapes.message(message, now))
            self.account("changed", account.username)

    def readings(self, changes: Document) -> None:
        """Readings of the world were set."""
        self._events.publish("readings", "changed", None, changes)

    def exchanges_cleared(self, account: str | None) -> None:
        """The journal forgot every exchange, or an account's."""
        self._events.publish("exchange", "cleared", account, None)


def _changed(notices: Notices, arguments: Document, result: object) -> None:
    notices.account("changed", arguments["username"])
    if "clock" in arguments["document"]:
        notices.clock_of(arguments["username"])


def _session_ended(notices: Notices, arguments: Document, was_there: bool) -> None:
    if was_there:
        notices.account("sessions-ended", arguments["username"])


_OF_OPERATIONS: dict[str, Callable[[Notices, Document, Any], None]] = {
    "make_account": lambda notices, _, account: notices.account("made", account.username),
    "change_account": _changed,
    "remove_account": lambda notices, given, _: notices.account_deleted(given["username"]),
    "move_clock": lambda notices, given, _: notices.clock_of(given["username"]),
    "move_all_clocks": lambda notices, given, _: notices.clock(None),
    "expire_sessions": lambda notices, given, _: notices.account("sessions-ended", given["username"]),
    "expire_session": _session_ended,
    "force": lambda notices, given, _: notices.forced(given["id"]),
    "change_readings": lambda notices, given, _: notices.readings(given["readings"]),
    "clear_exchanges": lambda notices, given, _: notices.exchanges_cleared(given["account"]),
}
