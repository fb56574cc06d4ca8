"""Answers that are lost, broken off, garbled, empty, slow or never come, before the charge and after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..classes import ErrorClass
from ..driver.replies import Value
from . import meanings
from .case import Case, Level, Look
from .looks import asked, asked_before_resending, came, each_once, fired, no
from .said import failed, succeeded, values_as_told
from .seen import Seen
from .steps import Call, fault, schedule_v2, send, send_v2, sms, v2, v3

_EFFECTS: Mapping[str, tuple[tuple[ErrorClass, ...], Mapping[str, Any], str]] = {
    "reset": (meanings.LOST, {}, "The connection is lost"),
    "empty": (meanings.UNREADABLE, {}, "The answer is empty"),
    "garbage": (meanings.UNREADABLE, {}, "The answer is garbage"),
    "http-status": (meanings.HTTP_FAILED, {"status": 500}, "The answer is HTTP 500"),
    "hang": (meanings.SILENT, {}, "No answer comes"),
}
_AFTER: Mapping[str, tuple[tuple[ErrorClass, ...], Mapping[str, Any], str]] = {
    "truncate": (meanings.BROKEN_OFF, {"bytes": 20}, "The answer breaks off"),
}
_POINTS = {"before": "before anything is done", "after": "after the message was accepted and charged"}
_QUICK = 800  # milliseconds, where the client has to wait for all of them


def _honest(kinds: tuple[ErrorClass, ...], method: str) -> Look:
    """An error of one of these classes; or a success, if it was asked for and every message is there once."""
    error = failed(*kinds)

    def look(seen: Seen) -> Iterable[str]:
        if not isinstance(seen.replies[-1], Value):
            return error(seen)
        if method in ("Send", "send", "schedule") and not _asked_after(seen, method):
            return [f"reported {seen.replies[-1]}, and its answer was lost; nobody asked what became of it"]
        return each_once(seen) if method == "Send" else ()

    return look


def _asked_after(seen: Seen, method: str) -> bool:
    """Whether a question followed the loss. A resent v2 send has a warning of its own."""
    lost = next((place for place, each in enumerate(seen.exchanges) if each.fault), 0)
    wanted = "QueryMessages" if method == "Send" else method
    return any(each.method == wanted for each in seen.exchanges[lost + 1 :])


def _lost(method: str, call: Call, effect: str, point: str) -> Case:
    kinds, parameters, what = {**_EFFECTS, **_AFTER}[effect]
    return Case(
        id=f"{call.api}.lost.{effect}.{point}.{method.lower()}",
        title=f"{what} {_POINTS[point]}: {method} is no success for that.",
        clauses="v3 Overview, no answer; v3 HTTP API 3.0 methods, recognition"
        if call.api == "v3"
        else "v2 4, response; v2 5.1, response",
        owes=("lost",),
        steps=(fault(method, effect, point=point, **parameters), call),
        reached=(came(method), fired),
        allowed=(_honest(kinds, method),),
        timeout_ms=_QUICK if effect == "hang" else 5000,
    )


def _doubled(method: str, call: Call, effect: str, point: str) -> Case:
    _, parameters, what = {**_EFFECTS, **_AFTER}[effect]
    is_v3 = call.api == "v3"
    looks: tuple[Look, ...] = (no("v3.message.resent"), asked_before_resending) if is_v3 else (asked(method, 1),)
    level: Level = "SHOULD"
    return Case(
        id=f"{call.api}.resent.{effect}.{point}.{method.lower()}",
        title=f"{what} {_POINTS[point]}: {method} is not blindly repeated.",
        level=level,
        clauses="v3 Overview, no answer; v3 Send, Reference, querying" if is_v3 else "v2 5.1, response",
        owes=("ask-first",),
        steps=(fault(method, effect, point=point, **parameters), call),
        reached=(came(method), fired),
        allowed=looks,
        timeout_ms=_QUICK if effect == "hang" else 5000,
    )


def _read_only(method: str, call: Call, effect: str) -> Case:
    """Asking again is fine: what counts is that nothing is made up."""
    kinds, parameters, what = {**_EFFECTS, **_AFTER}[effect]
    error = failed(*kinds)

    def look(seen: Seen) -> Iterable[str]:
        return values_as_told(seen) if isinstance(seen.replies[-1], Value) else error(seen)

    return Case(
        id=f"{call.api}.lost.{effect}.{method.lower()}",
        title=f"{what}: {method} is an error, or is asked again.",
        clauses="v3 Overview, no answer; v3 HTTP API 3.0 methods, recognition"
        if call.api == "v3"
        else "v2 4, response",
        owes=("lost",),
        steps=(fault(method, effect, point="after", times=1000, **parameters), call),
        reached=(came(method), fired),
        allowed=(look,),
        timeout_ms=_QUICK if effect == "hang" else 5000,
    )


_SENDS = {"Send": send(), "send": send_v2()}
_READS = {
    "QueryMessages": v3("status", references=["r1"]),
    "QueryBalance": v3("balance"),
    "Calculate": v3("calculate", messages=[sms()]),
    "querybalance": v2("balance"),
    "querymessage": v2("status", message_id="100001"),
}


def _reused(method: str, first: Call, call: Call) -> Case:
    """Libcurl and others send again by themselves when a kept connection dies."""
    is_v3 = call.api == "v3"
    return Case(
        id=f"{call.api}.resent.kept-connection.{method.lower()}",
        title=f"A connection that served one request dies in the next: {method} is not sent twice by the HTTP library.",
        level="SHOULD",
        clauses="v3 Overview, no answer; v3 Send, Reference, querying" if is_v3 else "v2 5.1, response",
        owes=("ask-first", "lost"),
        steps=(first, fault(method, "reset", point="after"), call),
        reached=(came(method), fired),
        allowed=((asked_before_resending,) if is_v3 else (asked(method, 1),)),
    )


def _slow(method: str, call: Call, effect: str, **parameters: Any) -> Case:
    return Case(
        id=f"{call.api}.slow.{effect}.{method.lower()}",
        title=f"An answer to {method} that is slow, and in time, is an answer.",
        clauses="v3 Overview, 60 seconds" if call.api == "v3" else "v2 4, response",
        owes=("lost",),
        steps=(fault(method, effect, **parameters), call),
        reached=(came(method), fired),
        allowed=(succeeded, each_once, values_as_told),
    )


CASES = (
    *(_lost(m, c, effect, point) for m, c in _SENDS.items() for effect in _EFFECTS for point in _POINTS),
    *(_lost(m, c, "truncate", "after") for m, c in _SENDS.items()),
    *(_lost("schedule", schedule_v2(), effect, "after") for effect in ("reset", "truncate")),
    *(_doubled(m, c, effect, "after") for m, c in _SENDS.items() for effect in ("reset", "truncate", "empty")),
    *(_doubled(m, c, "hang", "after") for m, c in _SENDS.items()),
    *(_doubled(m, c, "reset", "before") for m, c in _SENDS.items()),
    *(
        _read_only(m, c, effect)
        for m, c in _READS.items()
        for effect in ("reset", "truncate", "garbage", "empty", "http-status")
    ),
    _read_only("QueryBalance", _READS["QueryBalance"], "hang"),
    _read_only("querybalance", _READS["querybalance"], "hang"),
    _reused("Send", v3("balance"), send()),
    _reused("send", v2("balance"), send_v2()),
    *(_slow(m, c, "delay", seconds=0.3, point="after") for m, c in _SENDS.items()),
    *(_slow(m, c, "drip", bytes_per_second=400) for m, c in _SENDS.items()),
    Case(
        id="v3.lost.endless-drip",
        title="An answer that drips on past the time allowed is given up.",
        clauses="v3 Overview, 60 seconds; v3 Overview, no answer",
        owes=("lost",),
        steps=(fault("QueryBalance", "drip", bytes_per_second=10, times=1000), v3("balance")),
        reached=(came("QueryBalance"),),
        allowed=(failed(*meanings.SILENT),),
        timeout_ms=_QUICK,
    ),
    *(
        Case(
            id=f"v3.lost.login.{effect}",
            title=f"{what} of the login: an error, and nothing is sent without a session.",
            clauses="v3 Authorization; v3 Overview, no answer",
            owes=("lost", "authorize"),
            steps=(fault("authorize", effect, point="after", times=1000, **parameters), send()),
            reached=(came("authorize"), fired),
            allowed=(failed(*kinds), asked("Send", 0)),
        )
        for effect, (kinds, parameters, what) in {**_EFFECTS, **_AFTER}.items()
        if effect != "hang"
    ),
    *(
        Case(
            id=f"v3.lost.http-{status}",
            title=f"HTTP {status} is an error, whatever its body.",
            clauses="v3 HTTP API 3.0 methods, recognition; v3 HTTP API 3.0 methods, answers",
            owes=("lost",),
            steps=(fault("QueryBalance", "http-status", status=status, times=1000), v3("balance")),
            reached=(came("QueryBalance"), fired),
            allowed=(failed(*meanings.HTTP_FAILED),),
        )
        for status in (400, 403, 404, 429, 502, 503, 504)
    ),
)
