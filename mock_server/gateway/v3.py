"""The five methods of v3. Order of checks in a session method, which no method changes:

102 malformed · 103 session · 104 busy, on arrival (`begin`); then, when the request is performed,
202 blocked / 201 locked · 102 past date · 301 count · 302 currency · 300 funds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from .acceptance import NOTHING, Weighed
from .account import Account, Batch
from .clock import HOUR, SECOND
from .codes import State, V3Code
from .commands import (
    MESSAGE_LIMIT,
    Authorize,
    Authorized,
    Calculate,
    Funds,
    LocalDate,
    Priced,
    QueryBalance,
    QueryMessages,
    Send,
    SessionCommand,
    Statuses,
    V3Refusal,
    V3Reply,
)
from .readings import Readings
from .sessions import Session
from .words import shown

if TYPE_CHECKING:
    from .gateway import Gateway

CENT = Decimal("0.01")
_ZERO = Decimal(0)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  wall time in the account's zone
_MICROSECOND = timedelta(microseconds=1)


class Flight(msgspec.Struct, frozen=True):
    """A session request between its arrival and its answer: what the one-at-a-time rule counts."""

    account: Account
    session: Session
    command: SessionCommand


def authorize(gateway: Gateway, command: Authorize, real: int) -> Authorized:
    """v3 Authorization. Raises V3Refusal 200, 202 or 201: unknown 200, blocked 202, locked 201, wrong password 200."""
    account = gateway.accounts.get(command.username)
    if account is None:
        raise V3Refusal(V3Code.INCORRECT_USER_NAME_OR_PASSWORD, f"there is no account {shown(command.username, 80)}")
    _reject_blocked_or_locked(account)
    if not account.check_password(command.password):
        raise V3Refusal(V3Code.INCORRECT_USER_NAME_OR_PASSWORD, account.why_no_login())
    session, gone = account.open_session(account.now(real))
    gateway.sessions_ended(gone)
    gateway.session_opened(session.id, account)
    return Authorized(session.id)


def begin(gateway: Gateway, command: SessionCommand, real: int, arrived: int | None = None) -> Flight:
    """Take a request in. Raises V3Refusal 102 (form of its date), 103 or 104; else it is in flight until `finish`.

    arrived: the real instant at which it reached us, where that was before `real`: a body takes its time. A request
    that arrived before the last answer left overlapped it, though it is only now that it can be read.
    """
    account = gateway.sessions.get(command.session_id)
    if isinstance(command, Send) and command.date:
        _reject_date_form(command.date, account.readings if account else gateway.readings)
    if account is None:
        raise V3Refusal(V3Code.SESSION_EXPIRED, "no such session: never given out, or dead for long")
    now = account.now(real)
    session = account.sessions.find(command.session_id, now)
    if session is None:
        raise V3Refusal(V3Code.SESSION_EXPIRED, _how_it_died(account, command.session_id, now))
    account.sessions.touch(session, now)
    _reject_busy(account, session, real if arrived is None else arrived)
    account.in_flight += 1
    session.in_flight += 1
    return Flight(account, session, command)


def _how_it_died(account: Account, id: str, now: int) -> str:
    session = account.sessions.get(id)
    if session and session.ended:
        return "the session was ended, by an operator or by a later login"
    idle = f"{(now - session.last_request_at) / SECOND:g} s" if session else "60 s and more"
    return f"the session died: {idle} have passed since its last request, and 60 s end it"


def perform(gateway: Gateway, flight: Flight, real: int) -> V3Reply:
    """Do what was asked, in one step. Raises V3Refusal; 103 if the account was deleted or reset away meanwhile."""
    account, command = flight.account, flight.command
    if gateway.accounts.get(account.username) is not account:
        raise V3Refusal(V3Code.SESSION_EXPIRED, "the account was deleted, or the world reset, meanwhile")
    now = account.now(real)
    _reject_blocked_or_locked(account)
    if type(command) is QueryBalance:
        return Funds(account.ledger.balance, account.settings.credit_limit, account.available)
    if type(command) is QueryMessages:
        return _query_messages(account, command, now)
    return _send(gateway, account, command, now)


def finish(flight: Flight, real: int) -> None:
    """The request is answered: the session's clock starts again, and the account is free for the next."""
    now = flight.account.now(real)
    flight.account.in_flight -= 1
    flight.session.in_flight -= 1
    flight.account.answered_at = flight.session.answered_at = real
    flight.account.sessions.touch(flight.session, now)


# Checks


def _reject_date_form(date: LocalDate, readings: Readings) -> None:  # v3 Send, ScheduledDate
    if date.has_time and readings["scheduled_date_format"] == "date-only":
        raise V3Refusal(
            V3Code.INCORRECT_PARAMETER, "ScheduledDate has a time; reading scheduled_date_format is date-only"
        )


def _reject_busy(account: Account, session: Session, arrived: int) -> None:  # v3 limitation 1; code 104
    if not account.in_flight and account.answered_at <= arrived:
        return
    scope_name = account.readings["busy_scope"]
    scope = account if scope_name == "account" else session
    if scope.in_flight or scope.answered_at > arrived:
        raise V3Refusal(V3Code.ACCESS_DENIED, f"another request of the same {scope_name} is in flight")


def _reject_blocked_or_locked(account: Account) -> None:  # v3 codes 202, 201
    if account.settings.blocked:
        raise V3Refusal(V3Code.USER_BLOCKED, "the account is blocked until an operator sets blocked to false")
    if account.is_locked:
        raise V3Refusal(V3Code.USER_LOCKED, account.why_locked())


def _reject_past_date(account: Account, command: Send, start: int, now: int) -> None:  # reading past_date_v3
    if start < now and account.readings["past_date_v3"] == "102":
        raise V3Refusal(V3Code.INCORRECT_PARAMETER, "ScheduledDate is past; reading past_date_v3 is 102")


def _reject_overflow(account: Account, command: Send, start: int, now: int) -> None:  # v3 limitation 1
    if len(command.rows) > MESSAGE_LIMIT:
        raise V3Refusal(
            V3Code.MESSAGE_COUNT_OVERFLOW,
            f"Messages: {len(command.rows)} given, {MESSAGE_LIMIT} allowed in one request; split the batch",
        )


def _reject_no_currency(account: Account, command: Send, start: int, now: int) -> None:  # v3 limitation 4
    if account.settings.currency is None:
        raise V3Refusal(V3Code.CURRENCY_NOT_DEFINED, "the account's currency is not set")


_SEND_CHECKS: tuple[Callable[[Account, Send, int, int], None], ...] = (
    _reject_past_date,
    _reject_overflow,
    _reject_no_currency,
)


# Send and Calculate


def _send(gateway: Gateway, account: Account, command: Send, now: int) -> Priced:
    start = now if command.date is None else to_utc(command.date.wall, account.settings.time_zone)
    for check in _SEND_CHECKS:
        check(account, command, start, now)
    dues = _dues(len(command.rows), max(start, now), command.hours or 0)
    sender = account.sender(command.sender)
    if type(command) is Calculate:
        weighed = account.preview(command.rows, sender)
        return _priced(account, weighed, _charged(weighed, dues, now))
    weighed = account.weigh(command.rows, sender, body_limit=True)
    charged = _charged(weighed, dues, now)
    if not account.can_pay(charged):  # v3 code 300
        raise V3Refusal(V3Code.OUT_OF_BALANCE, f"it costs {charged} and {account.available} is available")
    batch = Batch(weighed, dues, charged, sender, "v3", command.wap_push)
    ids = gateway.take_ids(len(weighed))
    account.accept(batch, ids, now)
    return _priced(account, weighed, charged, ids)


def _charged(weighed: Sequence[Weighed], dues: Sequence[int], now: int) -> Decimal:
    """What is to be paid for those due by now; dues never fall."""
    if not dues or dues[-1] <= now:
        return _sum([each.price for each in weighed if each.price])
    return _sum([each.price for each, due in zip(weighed, dues, strict=True) if due <= now and each.price])


def _sum(prices: Sequence[Decimal]) -> Decimal:
    """Their sum; a single one as it is, so that the ledger keeps no other object than its message does."""
    return prices[0] if len(prices) == 1 else sum(prices, _ZERO)


def _dues(count: int, start: int, hours: int) -> Sequence[int]:
    """SendWithinHours: message i of n is due at start + i·h·3600/n seconds."""
    if not hours:
        return [start] * count
    return [start + index * hours * HOUR // count for index in range(count)]


def _priced(account: Account, weighed: Sequence[Weighed], charged: Decimal, ids: range = range(0)) -> Priced:
    accepted = [each for each in weighed if each.refusal is None]
    refused = Counter(each.refusal for each in weighed if each.refusal) if len(accepted) < len(weighed) else {}
    if not accepted:
        return Priced(0, 0, NOTHING, NOTHING, refused, ids)
    parts = sum([each.parts for each in accepted])
    if parts > len(accepted):
        account.readings.note("segmentation", "pair_across_parts")
    total = _sum([each.price for each in accepted])
    if total != charged and account.readings["total_price_of_waiting"] == "charged":
        total = charged or NOTHING
    by_part = parts > len(accepted) and account.readings["average_price_per"] == "part"
    count = parts if by_part else len(accepted)
    average = (total / count).quantize(CENT, ROUND_HALF_UP)
    return Priced(len(accepted), parts, average, total, refused, ids)


def to_utc(wall: datetime, zone: ZoneInfo) -> int:
    """The instant of a wall time. A doubled hour means its first; a skipped one moves forward."""
    offset = zone.utcoffset(wall) if wall.tzinfo is None else wall.utcoffset()
    return (wall.replace(tzinfo=None) - _EPOCH - (offset or timedelta(0))) // _MICROSECOND


# QueryMessages


def _query_messages(account: Account, command: QueryMessages, now: int) -> Statuses:
    mailbox = account.mailbox
    which = account.readings["duplicate_reference"] if mailbox.has_duplicates(command.references) else "latest"
    found = [(reference, mailbox.by_reference(reference, which)) for reference in command.references]
    shown = found
    if any(message is None for _, message in found) and account.readings["unknown_reference_v3"] == "omit":
        shown = [each for each in found if each[1]]
    statuses = [(reference, message.state(now) if message else State.UNKNOWN) for reference, message in shown]
    for _, message in found:
        if message:
            account.count_query(message, now)
    return Statuses(statuses)
