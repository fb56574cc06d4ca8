"""The exact forms of answers under readings: which members in which order, and which line of text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .answers import V2Answer, V3Answer
from .failing import Broken, expect
from .words import V2_CODES, V2_STATUSES, V3_CODES, V3_STATUSES

Readings = Mapping[str, str]

PRICED = ("MessageCount", "PartCount", "AveragePrice", "TotalPrice")
AVAILABLE = ("AvailableFund", " AvailableFund ")
LIMIT = ("BalanceNegativeLimit", "BalaceNegativeLimit")


def limit_keys(readings: Readings) -> tuple[str, ...]:
    """Under which keys the credit limit stands."""
    return LIMIT if readings["credit_limit_key"] == "both" else (readings["credit_limit_key"],)


def available_key(readings: Readings) -> str:
    """Under which key the available funds stand."""
    return AVAILABLE[readings["available_fund_key"] == "padded"]


def keys(method: str, code: int, readings: Readings) -> list[str]:
    """The members of an answer, in the document's order."""
    return ["StatusCode", "Status", *_others(method, code == 101, readings)]


def _others(method: str, is_done: bool, readings: Readings) -> tuple[str, ...]:
    if method == "authorize":
        return ("SessionId",) if is_done or readings["failed_login_session_id"] != "absent" else ()
    if method in ("Send", "Calculate"):
        return PRICED if is_done or readings["failed_send_fields"] == "zero" else ()
    if not is_done:
        return ()
    if method == "QueryMessages":
        return ("MessageStatuses",)
    return ("Balance", *limit_keys(readings), available_key(readings))


def check_v3(answer: V3Answer, readings: Readings) -> None:
    """Raise Broken unless the answer has exactly the documented form."""
    code = answer.code
    if not _is_int(code) or code not in V3_CODES:
        raise Broken(f"{answer.method} StatusCode: {code!r}", "a JSON number that the table has")
    expect([*answer.document], keys(answer.method, code, readings), f"members of {answer.method}, code {code}")
    expect(answer["Status"], V3_CODES[code], f"Status of code {code}")
    media = (answer.http.header("Content-Type") or "").partition(";")[0].strip().lower()
    expect(media, "application/json", f"Content-Type of {answer.method}")
    for key, value in [*answer.document.items()][2:]:
        _check_member(answer.method, key, value, readings)


def _check_member(method: str, key: str, value: Any, readings: Readings) -> None:
    if key in ("MessageCount", "PartCount"):
        is_right, allowed = _is_int(value), "a JSON integer"
    elif key in ("AveragePrice", "TotalPrice"):
        is_right, allowed = _is_amount(value, readings["price_decimals"]), f"a decimal as {readings['price_decimals']}"
    elif key == "MessageStatuses":
        is_right, allowed = isinstance(value, list) and all(map(_is_status, value)), "Reference, StatusCode, Status"
    elif key == "SessionId":
        is_right, allowed = value is None or isinstance(value, str), "a string"
    else:
        form = readings["balance_decimals"]
        is_right, allowed = _is_amount(value, form), f"a decimal as {form}"
    if not is_right:
        raise Broken(f"{method} {key}: {value!r}", allowed)


def _is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_amount(value: object, form: str) -> bool:
    if form == "string":
        return isinstance(value, str) and value.removeprefix("-").replace(".", "", 1).isdecimal()
    return _is_int(value) or isinstance(value, Decimal)


def _is_status(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and [*value] == ["Reference", "StatusCode", "Status"]
        and _is_int(value["StatusCode"])
        and V3_STATUSES.get(value["StatusCode"]) == value["Status"]
        and isinstance(value["Reference"], str)
    )


def v2_line(prefix: str, value: object, info: str | None, readings: Readings) -> str:
    """`ID: <value> : <info>` as the reading of blanks has it."""
    after, between = (":", ":") if readings["separator_v2"] == "tight" else (": ", " : ")
    return f"{prefix}{after}{value}" if info is None else f"{prefix}{after}{value}{between}{info}"


def v2_error(function: str, code: int, readings: Readings) -> str:
    """The line of an error."""
    prefix = readings["error_prefix_v2"] if function == "send" else "Err"
    return v2_line(prefix, code, _info(V2_CODES[code], readings), readings)


def v2_status(status: int, readings: Readings) -> str:
    """The line of a message's status."""
    return v2_line("ID", status, _info(V2_STATUSES[status], readings), readings)


def _info(row: tuple[str, str], readings: Readings) -> str:
    name, description = row
    return name if readings["info_text_v2"] == "name" else description


def check_v2(answer: V2Answer, readings: Readings) -> None:
    """Raise Broken unless the line has exactly the form that the readings say."""
    expect(answer.text, _line_of(answer, readings), f"answer of {answer.function}")


def _line_of(answer: V2Answer, readings: Readings) -> str:
    if answer.prefix != "ID":
        code = answer.code or 0
        if code not in V2_CODES:
            raise Broken(f"{answer.function}: {answer.text!r}", f"a code of {', '.join(map(str, V2_CODES))}")
        return v2_error(answer.function, code, readings)
    if answer.function == "querymessage":
        if answer.number not in V2_STATUSES:
            raise Broken(f"{answer.function}: {answer.text!r}", "a status of the table, 0 to 9")
        return v2_status(answer.number, readings)
    if answer.function == "querybalance":
        return v2_line("ID", answer.value, answer.info or "a text", readings)
    has_info = readings["send_reply_v2"] == "with-info"
    return v2_line("ID", answer.value, (answer.info or "a text") if has_info else None, readings)
