"""Looks at what the client said, held against what the gateway had told it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from ..classes import ErrorClass
from ..driver.replies import Failure, Reply, Value
from . import meanings
from .case import Look
from .looks import each_once, rows
from .seen import Exchange, Made, Seen

_METHODS = {
    ("v3", "send"): "Send",
    ("v3", "calculate"): "Calculate",
    ("v3", "status"): "QueryMessages",
    ("v3", "balance"): "QueryBalance",
    ("v2", "send"): "send",
    ("v2", "schedule"): "schedule",
    ("v2", "status"): "querymessage",
    ("v2", "balance"): "querybalance",
}
_AMOUNTS = {
    "total_price": "TotalPrice",
    "average_price": "AveragePrice",
    "balance": "Balance",
    "available": "AvailableFund",
}


def succeeded(seen: Seen) -> Iterable[str]:
    """Every call is reported as a success."""
    astray = (each for each in seen.made if not _is_ok(each.reply))
    return [f"{_name(each)}: reported {each.reply}, and should have succeeded" for each in astray]


def failed(*kinds: ErrorClass, code: int | None = None, number: int = -1) -> Look:
    """A call (the last, or that number) is reported as an error of one of these classes. A code that is told is this.

    A command that exits without a word has told no class.
    """

    def look(seen: Seen) -> Iterable[str]:
        reply = seen.replies[number]
        if not isinstance(reply, Failure):
            yield f"reported {reply}, and should be an error ({' or '.join(kinds)})"
        elif reply.kind is not None and reply.kind not in kinds:
            yield f"reported as {reply.kind}, and should be {' or '.join(kinds)}"
        elif reply.code is not None and code is not None and reply.code != code:
            yield f"reported code {reply.code}, and it was {code}"

    return look


def failed_with(code: int, number: int = -1) -> Look:
    """A call is reported as what the code means."""
    return failed(*meanings.of(code), code=code, number=number)


def failed_or_served(*kinds: ErrorClass) -> Look:
    """The last call is an error of one of these classes, or a success, and then everything is there once."""
    error = failed(*kinds)

    def look(seen: Seen) -> Iterable[str]:
        return each_once(seen) if _is_ok(seen.replies[-1]) else error(seen)

    return look


def values_as_told(seen: Seen) -> Iterable[str]:
    """What every success reports is what the gateway's answers said, to the last digit."""
    for made in seen.made:
        if isinstance(made.reply, Value) and made.reply.value is not None:
            yield from _compared(made, made.reply.value, _answers(seen, made))


def _answers(seen: Seen, made: Made) -> list[Exchange]:
    """The answers that a call's value was read from: those of its time. Calls at the same time take them in order.

    A final status may be one that the client remembers.
    """
    method = _METHODS[made.call.api, made.call.call]
    earlier = [each for each in seen.of(method) if _is_good(each) and each.started_at <= made.ended]
    good = [each for each in earlier if each.started_at >= made.began]
    same = [each for each in seen.made if _is_rival(each, made)]
    if len(same) == 1:
        return good or earlier[-1:] if made.call.call == "status" else good
    place = next(index for index, each in enumerate(same) if each is made)
    return good[place : place + 1] if len(good) == len(same) else []


def _is_rival(other: Made, made: Made) -> bool:
    """Whether both are calls of one kind, at the same time."""
    is_alike = (other.call.api, other.call.call) == (made.call.api, made.call.call)
    return is_alike and other.began <= made.ended and made.began <= other.ended


def _is_good(each: Exchange) -> bool:
    return each.code == 101 if each.protocol == "v3" else each.told.get("kind") == "ID"


def _compared(made: Made, value: Mapping[str, Any], answers: list[Exchange]) -> Iterable[str]:
    """A send whose answer was lost may be told from what was asked after it."""
    if answers:
        return _READ[made.call.api, made.call.call](value, answers)
    return [] if made.call.call == "send" else [f"{_name(made)}: a value, and no answer that it could come from"]


def _receipt(value: Mapping[str, Any], answers: list[Exchange]) -> Iterable[str]:
    told = [each.told for each in answers]
    yield from _same("message_count", value["message_count"], sum(int(each["MessageCount"]) for each in told))
    if value.get("part_count") is not None:
        yield from _same("part_count", value["part_count"], sum(int(each["PartCount"]) for each in told))
    if value.get("total_price") is not None:
        total = sum((Decimal(each["TotalPrice"]) for each in told), Decimal(0))
        yield from _same("total_price", Decimal(value["total_price"]), total)
    if value.get("average_price") is not None and len(told) == 1:
        yield from _same("average_price", Decimal(value["average_price"]), Decimal(told[0]["AveragePrice"]))
    if value.get("references") is not None:
        given = [str(row.get("Reference")) for each in answers for row in rows(each)]
        yield from _same("references", list(value["references"]), given)


def _statuses(value: Mapping[str, Any], answers: list[Exchange]) -> Iterable[str]:
    told = [(row["Reference"].strip(), row["StatusCode"]) for each in answers for row in each.told["MessageStatuses"]]
    reported = [(each["reference"].strip(), each["code"]) for each in value["statuses"]]
    unknown = {each for each, code in reported if code == 10} - {each for each, _ in told}
    yield from _same("statuses", [each for each in reported if each[0] not in unknown], told)


def _funds(value: Mapping[str, Any], answers: list[Exchange]) -> Iterable[str]:
    told = answers[-1].told
    limit = told.get("BalanceNegativeLimit", told.get("BalaceNegativeLimit"))
    yield from _same("credit_limit", Decimal(value["credit_limit"]), Decimal(str(limit)))
    for name in ("balance", "available"):
        yield from _same(name, Decimal(value[name]), Decimal(told[_AMOUNTS[name]]))


def _id(value: Mapping[str, Any], answers: list[Exchange]) -> Iterable[str]:
    return _same("message_id", str(value["message_id"]).strip(), answers[-1].told["value"])


def _balance(value: Mapping[str, Any], answers: list[Exchange]) -> Iterable[str]:
    return _same("balance", Decimal(value["balance"]), Decimal(answers[-1].told["value"]))


def _status(value: Mapping[str, Any], answers: list[Exchange]) -> Iterable[str]:
    return _same("code", value["code"], int(answers[-1].told["value"]))


_READ: Mapping[tuple[str, str], Callable[[Mapping[str, Any], list[Exchange]], Iterable[str]]] = {
    ("v3", "send"): _receipt,
    ("v3", "calculate"): _receipt,
    ("v3", "status"): _statuses,
    ("v3", "balance"): _funds,
    ("v2", "send"): _id,
    ("v2", "schedule"): _id,
    ("v2", "status"): _status,
    ("v2", "balance"): _balance,
}


def _same(name: str, reported: Any, told: Any) -> Iterable[str]:
    if reported != told:
        yield f"{name}: reported {reported!s:.80}, and the gateway had said {told!s:.80}"


def no_secrets(seen: Seen) -> Iterable[str]:
    """Nothing that the client wrote holds the password."""
    for ended in seen.ended:
        for leak in ended.leaks:
            yield f"{leak.what} in {leak.where}: {leak.excerpt}"


def _is_ok(reply: Reply) -> bool:
    return isinstance(reply, Value)


def _name(made: Made) -> str:
    return f"{made.call.api} {made.call.call}"
