"""The v3 codec: JSON over POST."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from json.encoder import encode_basestring as quoted
from typing import Any

import msgspec

from mobipace.schemas import checker

from ..gateway.codes import V3Code
from ..gateway.commands import (
    Authorize,
    Calculate,
    Funds,
    Priced,
    QueryBalance,
    QueryMessages,
    Row,
    Send,
    SessionCommand,
    Statuses,
    V3Reply,
)
from ..gateway.ledger import format_amount
from ..gateway.words import shown
from . import documented
from .deviations import Deviation, Malformed, Seen
from .members import Members

MEDIA_TYPE = "application/json"


class Method(StrEnum):
    """The five methods; the value is the last part of the documented address."""

    AUTHORIZE = "authorize"
    SEND = "Send"
    CALCULATE = "Calculate"
    QUERY_MESSAGES = "QueryMessages"
    QUERY_BALANCE = "QueryBalance"


_AUTHORIZE = frozenset({"Username", "Password"})
_SEND = frozenset({"SessionId", "ScheduledDate", "SendWithinHours", "IsWapPush", "Sender", "Messages"})
_MESSAGE = frozenset({"Recipient", "Body", "Reference"})
_QUERY_MESSAGES = frozenset({"SessionId", "References"})
_QUERY_BALANCE = frozenset({"SessionId"})


# Requests


_HALF_PAIR = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])")


def parse(method: Method, body: bytes, content_type: str | None, seen: Seen) -> Authorize | SessionCommand:
    """Read a request, adding to `seen` how it departs from the document. Raises Malformed: v3 code 102."""
    if not _is_json(content_type or ""):
        _note_content_type(content_type, seen)
    try:
        command = _DOCUMENTED[method](body)
    except (msgspec.DecodeError, ValueError, RecursionError):
        command = None
    return command or _parse_with_care(method, body, seen)


def _parse_with_care(method: Method, body: bytes, seen: Seen) -> Authorize | SessionCommand:
    document = _decode(body, seen)
    schema, read = _READERS[method]
    # One yes from the schema spares the walk through up to 20,000 messages.
    return read(document, checker(schema)(document), seen)


def _note_content_type(content_type: str | None, seen: Seen) -> None:
    given = shown(content_type) if content_type else "none"
    seen.append(
        Deviation("v3.content-type", "v3 HTTP API 3.0 methods", f"Content-Type: {given} given; send {MEDIA_TYPE}")
    )


@lru_cache(maxsize=64)
def _is_json(content_type: str) -> bool:
    media, _, parameters = content_type.partition(";")
    charset = parameters.strip().lower().replace('"', "")
    return media.strip().lower() == MEDIA_TYPE and charset in ("", "charset=utf-8")


def _decode(body: bytes, seen: Seen) -> Any:
    if body.startswith(codecs.BOM_UTF8):
        seen.append(
            Deviation("v3.bom", "v3 HTTP API 3.0 methods", "the body begins with a byte order mark; leave it out")
        )
        body = body[len(codecs.BOM_UTF8) :]
    try:
        return msgspec.json.decode(body)
    except RecursionError:
        raise Malformed("the body is nested too deeply to be read") from None
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        reason = "a \\u escape is half of a surrogate pair" if _HALF_PAIR.search(body) else error
        raise Malformed(f"the body is not JSON: {reason}") from None


def _read_authorize(document: Any, _: bool, seen: Seen) -> Authorize:
    members = Members(document, "", _AUTHORIZE, "v3 Authorization", seen)
    return Authorize(members.text("Username"), members.text("Password"))


def _read_send(
    document: Any, is_documented: bool, seen: Seen, kind: type[Send] = Send, clause: str = "v3 Send"
) -> Send:
    members = Members(document, "", _SEND, clause, seen)
    return kind(
        session_id=members.text("SessionId", trims=True),
        sender=members.text("Sender", trims=True),
        rows=_read_rows(members.array("Messages"), is_documented, clause, seen),
        date=members.date("ScheduledDate"),
        hours=members.hours("SendWithinHours"),
        wap_push=members.flag("IsWapPush"),
    )


def _read_calculate(document: Any, is_documented: bool, seen: Seen) -> Send:
    return _read_send(document, is_documented, seen, Calculate, "v3 Calculate price")


def _read_rows(messages: list[Any], is_documented: bool, clause: str, seen: Seen) -> list[Row]:
    if not messages:
        raise Malformed("Messages is empty; give 1 to 20000 messages")
    if is_documented and set().union(*messages) <= _MESSAGE:
        return [(message["Recipient"], message["Body"], message.get("Reference")) for message in messages]
    return [_read_row(message, f"Messages[{index}]", clause, seen) for index, message in enumerate(messages)]


def _read_row(message: Any, place: str, clause: str, seen: Seen) -> Row:
    members = Members(message, place, _MESSAGE, clause, seen)
    return members.text("Recipient"), members.text("Body"), members.optional_text("Reference")


def _read_query_messages(document: Any, _: bool, seen: Seen) -> QueryMessages:
    members = Members(document, "", _QUERY_MESSAGES, "v3 Query message", seen)
    references = [
        members.as_text(reference, f"References[{index}]")
        for index, reference in enumerate(members.array("References"))
    ]
    return QueryMessages(members.text("SessionId"), references)


def _read_query_balance(document: Any, _: bool, seen: Seen) -> QueryBalance:
    return QueryBalance(Members(document, "", _QUERY_BALANCE, "v3 Query balance", seen).text("SessionId"))


_READERS: dict[Method, tuple[str, Callable[[Any, bool, Seen], Authorize | SessionCommand]]] = {
    Method.AUTHORIZE: ("v3/authorize.request", _read_authorize),
    Method.SEND: ("v3/send.request", _read_send),
    Method.CALCULATE: ("v3/calculate.request", _read_calculate),
    Method.QUERY_MESSAGES: ("v3/query-messages.request", _read_query_messages),
    Method.QUERY_BALANCE: ("v3/query-balance.request", _read_query_balance),
}
"""The schema of each request, and who reads it where it is not as documented."""

_DOCUMENTED: dict[Method, documented.Read] = {
    Method.AUTHORIZE: documented.read_authorize,
    Method.SEND: documented.read_send,
    Method.CALCULATE: documented.read_calculate,
    Method.QUERY_MESSAGES: documented.read_query_messages,
    Method.QUERY_BALANCE: documented.read_query_balance,
}


ANSWER_MEMBERS = (
    *("StatusCode", "Status", "SessionId", "MessageCount", "PartCount", "AveragePrice", "TotalPrice"),
    *("MessageStatuses", "Balance", "BalanceNegativeLimit", "BalaceNegativeLimit", "AvailableFund"),
)
"""Every member that an answer has, under any reading; blanks aside."""


# Answers. Keys stand in the document's order, blanks after colons and commas as it prints them.


def render(reply: V3Reply, readings: Mapping[str, str]) -> bytes:
    """The answer to a request that was done."""
    return _answer(V3Code.SUCCESS, _fields(reply, readings))


def render_refusal(method: Method, code: V3Code, readings: Mapping[str, str]) -> bytes:
    """The answer to a request that was not done."""
    if method is Method.AUTHORIZE:
        session_id = {"absent": "", "null": '"SessionId": null', "empty": '"SessionId": ""'}
        return _answer(code, session_id[readings["failed_login_session_id"]])
    if method in (Method.SEND, Method.CALCULATE) and readings["failed_send_fields"] == "zero":
        return _answer(code, _priced(Priced(0, 0, Decimal("0.00"), Decimal("0.00")), readings))
    return _answer(code, "")


def with_members(answer: bytes, members: Mapping[str, Any]) -> bytes:
    """An answer with further members behind its own, which stay as they are, byte for byte."""
    more = json.dumps(members, ensure_ascii=False)[1:-1]
    return b"%s, %s}" % (answer.removesuffix(b"}"), more.encode())


def _answer(code: V3Code, fields: str) -> bytes:
    head = _HEADS[code]
    return (f"{head}, {fields}}}" if fields else f"{head}}}").encode()


_HEADS = {code: f'{{"StatusCode": {code:d}, "Status": "{code.label}"' for code in V3Code}


def _fields(reply: V3Reply, readings: Mapping[str, str]) -> str:
    if type(reply) is Priced:
        return _priced(reply, readings)
    if type(reply) is Funds:
        return _funds(reply, readings)
    if type(reply) is Statuses:
        rows = ", ".join(
            f'{{"Reference": {quoted(reference)}, "StatusCode": {state:d}, "Status": "{state.label}"}}'
            for reference, state in reply.statuses
        )
        return f'"MessageStatuses": [{rows}]'
    return f'"SessionId": "{reply.session_id}"'


def _priced(priced: Priced, readings: Mapping[str, str]) -> str:
    quote = '"' if readings["price_decimals"] == "string" else ""
    average, total = format_amount(priced.average), format_amount(priced.total)
    return (
        f'"MessageCount": {priced.message_count}, "PartCount": {priced.part_count}, '
        f'"AveragePrice": {quote}{average}{quote}, "TotalPrice": {quote}{total}{quote}'
    )


def _funds(funds: Funds, readings: Mapping[str, str]) -> str:
    form = _funds_form(readings["balance_decimals"], readings["credit_limit_key"], readings["available_fund_key"])
    return form % {
        "balance": format_amount(funds.balance),
        "limit": format_amount(funds.credit_limit),
        "available": format_amount(funds.available),
    }


@lru_cache(maxsize=16)
def _funds_form(decimals: str, limit_key: str, available_key: str) -> str:
    """Where amounts are put in, under three readings."""
    quote = '"' if decimals == "string" else ""
    # "BalaceNegativeLimit" and the blanks in " AvailableFund " are the document's own slips.
    limit_keys = ("BalanceNegativeLimit", "BalaceNegativeLimit") if limit_key == "both" else (limit_key,)
    shown_available = " AvailableFund " if available_key == "padded" else "AvailableFund"
    amounts = [("Balance", "balance"), *((key, "limit") for key in limit_keys), (shown_available, "available")]
    return ", ".join(f'"{key}": {quote}%({amount})s{quote}' for key, amount in amounts)


# Whose request it is, also where it cannot be read


_END = 4096
_NAME = re.compile(rb'"(SessionId|Username)"\s*:\s*"([^"\\]{1,254})"', re.IGNORECASE)


def names_in(body: bytes) -> tuple[str | None, str | None]:
    """The SessionId and the Username that either end of a body seems to give, trailing blanks left out.

    For the journal, and for the readings a refusal is rendered under; never for a decision.
    """
    # No name and no value holds a backslash: nothing is found across the seam.
    ends = body if len(body) <= 2 * _END else body[:_END] + b"\\" + body[-_END:]
    found = {name.lower(): value.decode("utf-8", "replace").rstrip(" ") for name, value in _NAME.findall(ends)}
    return found.get(b"sessionid"), found.get(b"username")


def names_of(command: Authorize | SessionCommand) -> tuple[str | None, str | None]:
    """The SessionId or the Username of a request that could be read."""
    if type(command) is Authorize:
        return None, command.username
    return command.session_id, None
