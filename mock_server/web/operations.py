"""What the operator does to a simulator. Each is a function of plain JSON values, so that it can be done again."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..gateway.account import Account
from ..gateway.clock import Clock, parse_instant
from ..gateway.codes import State
from ..gateway.ledger import parse_amount
from ..world import read_account

if TYPE_CHECKING:
    from .simulator import Simulator

Document = dict[str, Any]


class NoSuchAccount(ValueError):
    """An account that has gone since somebody saw it."""


def _account(simulator: Simulator, username: str) -> Account:
    account = simulator.gateway.accounts.get(username)
    if account is None:
        raise NoSuchAccount(f"there is no account {username[:80]!r}; it was deleted meanwhile")
    return account


_STATES = {int(state): state for state in State}


def make_account(simulator: Simulator, real: int, document: Document) -> Account:
    """A fresh account like the template, with what is given on top. Raises AccountError, ValueError."""
    gateway = simulator.gateway
    fresh = gateway.fresh_settings(document.get("username"), document.get("kind", "company"))
    return gateway.add_account(read_account(document, fresh), real)


def change_account(simulator: Simulator, real: int, username: str, document: Document) -> None:
    """Set what is given; all of it or, where something is refused, nothing. Raises ValueError."""
    account = _account(simulator, username)
    now = account.now(real)
    settings = read_account(document, account.settings)
    clock = moved(account.clock, _as_clock_change(document["clock"]), real) if "clock" in document else None
    account.apply(replace(settings, clock=account.settings.clock))
    if "balance" in document:
        account.ledger.set_balance(now, parse_amount(document["balance"]))
    if clock:  # last, so that what falls due finds the account as it is to be
        account.clock = clock
        account.now(real)
    if document.get("locked") is False:
        account.unlock()


def remove_account(simulator: Simulator, real: int, username: str) -> None:
    """Forget an account, its messages and its exchanges."""
    simulator.remove_account(username)


def move_clock(simulator: Simulator, real: int, username: str, document: Document) -> None:
    """Move an account's clock; everything due by then happens. Raises ClockError."""
    _move([_account(simulator, username)], document, real)


def move_all_clocks(simulator: Simulator, real: int, document: Document) -> None:
    """Move the world's clock and every account's; if one refuses, none moves. Raises ClockError."""
    _move([simulator.gateway, *simulator.gateway.accounts.values()], document, real)


def expire_sessions(simulator: Simulator, real: int, username: str) -> None:
    """End an account's sessions; what is in flight finishes first."""
    simulator.gateway.accounts[username].sessions.end_all()


def expire_session(simulator: Simulator, real: int, username: str, id: str) -> bool:
    """End one; False if there is none."""
    return simulator.gateway.accounts[username].sessions.end(id)


def force(simulator: Simulator, real: int, id: int, state: int) -> None:
    """Move a message by hand to the state with this v3 code. Raises ImpossibleMove."""
    found = simulator.gateway.find_message(id)
    if found:
        account, message = found
        account.force(message, _STATES[state], account.now(real))


def change_readings(simulator: Simulator, real: int, readings: dict[str, str]) -> None:
    """Readings of the world, for every account without its own; what was due by now falls under the old ones."""
    for _ in simulator.gateway.settled(real):
        pass
    simulator.gateway.change_readings(readings)


def clear_exchanges(simulator: Simulator, real: int, account: str | None) -> None:
    """Forget every exchange, or one account's, and what was counted of them."""
    simulator.journal.clear(account)
    simulator.judge.forget(account)
    simulator.coverage.forget(account)


OPERATIONS: dict[str, Callable[..., Any]] = {
    operation.__name__: operation
    for operation in (
        make_account,
        change_account,
        remove_account,
        move_clock,
        move_all_clocks,
        expire_sessions,
        expire_session,
        force,
        change_readings,
        clear_exchanges,
    )
}


def moved(clock: Clock, document: Document, real: int) -> Clock:
    """A copy of a clock, changed: set, then advance, then rate and freeze. Raises ClockError."""
    changed = copy.copy(clock)
    if "set" in document:
        changed.set(real, parse_instant(document["set"]))
    if "advance" in document:
        changed.advance(real, document["advance"])
    if "rate" in document:
        changed.run(real, document["rate"])
    if "freeze" in document:
        changed.freeze(real, document["freeze"])
    return changed


def _move(owners: list[Any], document: Document, real: int) -> None:
    clocks = [moved(owner.clock, document, real) for owner in owners]
    for owner, clock in zip(owners, clocks, strict=True):
        owner.clock = clock
        if isinstance(owner, Account):
            owner.now(real)


def _as_clock_change(clock: Document) -> Document:
    """The clock of an account's settings as a change of a clock that is there: what is not given stays."""
    names = {"now": "set", "frozen": "freeze", "rate": "rate"}
    return {names[name]: value for name, value in clock.items()}
