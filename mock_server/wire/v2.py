"""The v2 codec: a query string in, a line of text out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum

from ..gateway.clock import from_datetime
from ..gateway.codes import DocumentedCode, V2Code
from ..gateway.commands import (
    Balance,
    MessageAccepted,
    MessageStatus,
    V2Command,
    V2QueryBalance,
    V2QueryMessage,
    V2Reply,
    V2Schedule,
    V2Send,
)
from ..gateway.ledger import format_amount
from ..gateway.words import shown
from .deviations import Deviation, Malformed, Seen
from .query import looks_encoded_twice, read_query

_SORTABLE = re.compile(r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):\d\d:\d\d", re.ASCII)


class Function(StrEnum):
    """The values of the parameter `function` (v2 6)."""

    SEND = "send"
    SCHEDULE = "schedule"
    QUERY_BALANCE = "querybalance"
    QUERY_MESSAGE = "querymessage"


_FUNCTIONS = {function.value: function for function in Function}
_MANDATORY: dict[Function, tuple[str, ...]] = {
    Function.SEND: ("username", "password", "sender", "recipient", "body"),
    Function.SCHEDULE: ("username", "password", "sender", "recipient", "body", "sendingdate"),
    Function.QUERY_BALANCE: ("username", "password"),
    Function.QUERY_MESSAGE: ("username", "password", "messageref"),
}


class Query:
    """A query read as far as its names and values; `function` is None where it is missing or unknown."""

    __slots__ = ("_seen", "function", "parameters")

    def __init__(self, query: bytes, seen: Seen) -> None:
        self._seen = seen
        self.parameters = read_query(query, seen)
        self.function = self._function()

    def _function(self) -> Function | None:
        given = self.parameters.get("function", "")
        if given in _FUNCTIONS:
            return _FUNCTIONS[given]
        if given != given.lower():
            self._seen.append(
                Deviation(
                    "v2.function.case", "v2 6", f"function {shown(given)} given; the documented form is lower-case"
                )
            )
        return _FUNCTIONS.get(given.lower())

    @property
    def username(self) -> str:
        """Who asks; empty where it is missing."""
        return self.parameters.get("username", "")

    def command(self) -> V2Command:
        """What is asked. Raises Malformed for an unknown function or a missing mandatory parameter (700)."""
        if self.function is None:
            allowed = ", ".join(function.value for function in Function)
            raise Malformed(f"function: {shown(self.parameters.get('function', ''))} given; allowed: {allowed}")
        needed, given = _MANDATORY[self.function], self.parameters
        if not all(map(given.get, needed)):
            missing = next(name for name in needed if not given.get(name))
            raise Malformed(f"{missing} is missing or empty; {self.function.value} needs {', '.join(needed)}")
        return _READERS[self.function](given, self._seen)


# Requests


def _read_send(given: Mapping[str, str], seen: Seen) -> V2Send:
    _look_at_body(given["body"], seen)
    return V2Send(
        given["username"], given["password"], given["sender"], given["recipient"], given["body"], _flag(given, seen)
    )


def _read_schedule(given: Mapping[str, str], seen: Seen) -> V2Schedule:
    _look_at_body(given["body"], seen)
    return V2Schedule(
        given["username"],
        given["password"],
        given["sender"],
        given["recipient"],
        given["body"],
        _flag(given, seen),
        _date(given["sendingdate"]),
    )


def _read_query_balance(given: Mapping[str, str], _: Seen) -> V2QueryBalance:
    return V2QueryBalance(given["username"], given["password"])


def _read_query_message(given: Mapping[str, str], _: Seen) -> V2QueryMessage:
    reference = given["messageref"]
    is_id = re.fullmatch(r"\d{1,18}", reference, re.ASCII) is not None
    return V2QueryMessage(given["username"], given["password"], int(reference) if is_id else None)


_READERS: dict[Function, Callable[[Mapping[str, str], Seen], V2Command]] = {
    Function.SEND: _read_send,
    Function.SCHEDULE: _read_schedule,
    Function.QUERY_BALANCE: _read_query_balance,
    Function.QUERY_MESSAGE: _read_query_message,
}


def _look_at_body(body: str, seen: Seen) -> None:
    if looks_encoded_twice(body):
        message = (
            f"body: {shown(body)} still holds URL escapes after decoding; encode it once (it is delivered as it came)"
        )
        seen.append(Deviation("v2.body.encoded-twice", "v2 3", message, is_tolerance=False))


def _flag(given: Mapping[str, str], seen: Seen) -> bool | None:
    """wap_push (v2 6): false if not specified; None where it cannot be read."""
    text = given.get("wap_push", "")
    if not text:
        return False
    if text in ("0", "1") or (text.lower() in ("true", "false") and text != text.lower()):
        seen.append(Deviation("v2.wap-push.form", "v2 6", f"wap_push: {text!r} given; write true or false"))
    return {"false": False, "0": False, "true": True, "1": True}.get(text.lower())


def _date(text: str) -> int | None:
    """A sortable UTC date/time (v2 5.2) in microseconds; None where it cannot be read."""
    if not _SORTABLE.fullmatch(text):
        return None
    try:
        return from_datetime(datetime.fromisoformat(text).replace(tzinfo=UTC))
    except ValueError:
        return None


# Answers


def render(reply: V2Reply, readings: Mapping[str, str]) -> bytes:
    """`ID: <value> : <info>` (v2 4), or `ID: <value>` where section 6 says so."""
    match reply:
        case MessageAccepted(id, is_scheduled):
            info = "Message scheduled" if is_scheduled else "Message accepted"
            return _line("ID", f"{id}", info if readings["send_reply_v2"] == "with-info" else None, readings)
        case Balance(amount, currency):
            return _line("ID", format_amount(amount), currency or "currency not set", readings)
        case MessageStatus(status):
            return _line("ID", f"{status:d}", _info(status, readings), readings)


def render_refusal(
    function: Function | None, code: V2Code, readings: Mapping[str, str], text: str | None = None
) -> bytes:
    """`Err: <code> : <text>` (v2 4); section 6 prints `Er` for send alone. text: another than the code's own."""
    prefix = readings["error_prefix_v2"] if function is Function.SEND else "Err"
    return _line(prefix, f"{code:d}", _info(code, readings) if text is None else text, readings)


def _info(code: DocumentedCode, readings: Mapping[str, str]) -> str:
    return code.label if readings["info_text_v2"] == "name" else code.text


def _line(prefix: str, value: str, info: str | None, readings: Mapping[str, str]) -> bytes:
    after, between = (":", ":") if readings["separator_v2"] == "tight" else (": ", " : ")
    return (f"{prefix}{after}{value}" if info is None else f"{prefix}{after}{value}{between}{info}").encode()
