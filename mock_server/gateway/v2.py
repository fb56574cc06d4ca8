"""The four functions of v2. Each request logs in by itself; there is no session and no one-at-a-time rule.

Order of checks: function and presence (the codec's) · 701 · values 700, 705 · 708 · 709 · 702.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from .account import Account, Batch
from .clock import format_instant
from .codes import V2Code, V2Status
from .commands import (
    Balance,
    MessageAccepted,
    MessageStatus,
    V2Command,
    V2QueryBalance,
    V2QueryMessage,
    V2Refusal,
    V2Reply,
    V2Schedule,
    V2Send,
)
from .words import shown

if TYPE_CHECKING:
    from .gateway import Gateway


def perform(gateway: Gateway, command: V2Command, real: int) -> V2Reply:
    """Do what was asked, in one step. Raises V2Refusal."""
    account = _log_in(gateway, command)
    now = account.now(real)
    if type(command) is V2QueryMessage:
        return _query_message(account, command, now)
    if type(command) is V2QueryBalance:
        return Balance(account.ledger.balance, account.settings.currency)
    if type(command) is V2Schedule:
        return _schedule(gateway, account, command, now)
    if isinstance(command, V2Send):
        return _send(gateway, account, command, now)
    raise V2Refusal(V2Code.INCORRECT_PARAMETERS, "there is no such function")


def _log_in(gateway: Gateway, command: V2Command) -> Account:  # v2 8.2 code 701
    account = gateway.accounts.get(command.username)
    if account is None:
        raise V2Refusal(V2Code.AUTHENTICATION_FAILED, f"there is no account {shown(command.username, 80)}")
    if account.settings.blocked:
        raise V2Refusal(V2Code.AUTHENTICATION_FAILED, "the account is blocked until an operator sets blocked to false")
    if account.is_locked:
        raise V2Refusal(V2Code.AUTHENTICATION_FAILED, account.why_locked())
    if not account.check_password(command.password):
        raise V2Refusal(V2Code.AUTHENTICATION_FAILED, account.why_no_login())
    return account


def _reject_values(command: V2Send) -> None:  # v2 6: the recipient "should contain only digits"; wap_push
    if not (command.recipient.isascii() and command.recipient.isdecimal()):
        why = f"recipient: {command.recipient[:40]!r} given; digits only are allowed, and a + in a URL is a blank"
        raise V2Refusal(V2Code.INCORRECT_PARAMETERS, why)
    if command.wap_push is None:
        raise V2Refusal(V2Code.INCORRECT_PARAMETERS, "wap_push: allowed are true and false")


def _reject_sender(account: Account, command: V2Send) -> None:  # reading unregistered_sender_v2
    is_registered = account.acceptance.is_registered(account.sender(command.sender))
    if not is_registered and account.readings["unregistered_sender_v2"] == "700":
        raise V2Refusal(V2Code.INCORRECT_PARAMETERS, f"sender {command.sender[:40]!r} is not registered")


def _reject_no_currency(account: Account) -> None:  # v2 8.2 code 709
    if account.settings.currency is None:
        raise V2Refusal(V2Code.INCORRECT_CURRENCY, "the account's currency is not set")


def _send(gateway: Gateway, account: Account, command: V2Send, now: int) -> MessageAccepted:
    _reject_values(command)
    _reject_sender(account, command)
    _reject_no_currency(account)
    batch = _batch(account, command, now)
    if not account.can_pay(batch.charged):
        raise V2Refusal(V2Code.OUT_OF_BALANCE, f"it costs {batch.charged} and {account.available} is available")
    return _accept(gateway, account, batch, now)


def _schedule(gateway: Gateway, account: Account, command: V2Schedule, now: int) -> MessageAccepted:
    _reject_values(command)
    _reject_sender(account, command)
    if command.date is None:
        raise V2Refusal(V2Code.INCORRECT_DATE_TIME_FORMAT, "sendingdate: write UTC as 2009-06-15T13:45:30")
    if command.date < now:  # equal to now is not past, and due at once
        raise V2Refusal(V2Code.OUT_OF_DATE_TIME, f"sendingdate is past: it is {format_instant(now)} for this account")
    _reject_no_currency(account)
    batch = replace(_batch(account, command, command.date), charged=Decimal(0), is_scheduled=True)
    return _accept(gateway, account, batch, now)


def _batch(account: Account, command: V2Send, due: int) -> Batch:
    sender = account.sender(command.sender)
    weighed = account.weigh([(command.recipient, command.body, None)], sender, body_limit=False)
    if weighed[0].parts > 1:
        account.readings.note("segmentation", "pair_across_parts")
    return Batch(weighed, [due], weighed[0].price, sender, "v2", bool(command.wap_push))


def _accept(gateway: Gateway, account: Account, batch: Batch, now: int) -> MessageAccepted:
    ids = gateway.take_ids(1)
    account.accept(batch, ids, now)
    return MessageAccepted(ids[0], batch.is_scheduled, batch.weighed[0].refusal)


def _query_message(account: Account, command: V2QueryMessage, now: int) -> MessageStatus:
    message = account.mailbox.by_id(command.message_id) if command.message_id is not None else None
    if message:
        status = message.state(now).v2
        account.count_query(message, now)
        return MessageStatus(status)
    if account.readings["unknown_reference_v2"] == "status-9":
        return MessageStatus(V2Status.UNKNOWN)
    asked = "what cannot be an id" if command.message_id is None else f"message {command.message_id}"
    raise V2Refusal(V2Code.INCORRECT_MESSAGE_REF, f"messageref: {asked} given; the account has no such message")
