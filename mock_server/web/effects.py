"""What faults do: in the gateway's place (point `before`), or to the answer that it gave (`after`)."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from msgspec.structs import replace

from ..wire import v3 as wire_v3
from .answers import Answer, http_answer
from .deliveries import Cut, Delivery, Drip, Drop
from .faults import Fault
from .journal import AnyHandling
from .pauses import End, Pause

Serve = Callable[[], Awaitable[Answer]]
"""The way of a request that nothing befalls."""

_GARBAGE_BYTES = 64


@dataclass(frozen=True, slots=True)
class Befallen:
    """A request and its fault. stream: what is drawn from. serve: not yet called. pause: waits at the edge."""

    fault: Fault
    handling: AnyHandling
    stream: random.Random
    serve: Serve
    pause: Pause


async def befall(case: Befallen) -> Delivery:
    """Let a fault do what it does, and tell what becomes of the answer. Raises what serving raises."""
    spec = case.fault.spec
    decided = await case.serve() if spec.point == "after" else None
    if spec.effect in ("delay", "hang"):
        return await _wait(case, decided)
    return _EFFECTS[spec.effect](case, decided)


async def _wait(case: Befallen, decided: Answer | None) -> Delivery:
    """A delay cut short is answered at once, but not to a client that has gone: it was not served, or not told.

    A hang is never answered.
    """
    spec = case.fault.spec
    end = await case.pause.wait(spec.parameters.get("seconds"))
    if spec.effect == "hang" or end is End.GONE:
        return Delivery(None, Drop.CLOSE, decided, _note(case, decided, has_left=end is End.GONE), is_told=False)
    decided = decided or await case.serve()
    return Delivery(decided, None, decided, _note(case, decided))


def _untold(case: Befallen, decided: Answer | None, told: Answer | None, way: Drop | Cut | None = None) -> Delivery:
    """What was decided, if anything was, is not what the client hears."""
    is_told = decided is None and told is not None
    return Delivery(told, way, decided, _note(case, decided), is_told)


def _note(case: Befallen, decided: Answer | None, *, has_left: bool = False) -> dict[str, Any]:
    """For the journal. left: the client went away before it had the answer."""
    fault = case.fault
    return {
        "id": fault.id,
        "effect": fault.spec.effect,
        "point": fault.spec.point,
        "decided": None if decided is None else {"code": decided.code},
        "left": has_left,
    }


# Answers that are not the gateway's


def _code(case: Befallen, decided: Answer | None) -> Delivery:
    given = case.fault.spec.parameters
    return _untold(case, decided, case.handling.refusal(given["code"], given.get("text")))


def _garbage(case: Befallen, decided: Answer | None) -> Delivery:
    body = b"\xff" + case.stream.randbytes(_GARBAGE_BYTES - 1)  # no UTF-8 begins so, hence neither JSON nor a line
    return _untold(case, decided, Answer(body, case.handling.content_type))


def _empty(case: Befallen, decided: Answer | None) -> Delivery:
    return _untold(case, decided, Answer(b"", case.handling.content_type))


def _http_status(case: Befallen, decided: Answer | None) -> Delivery:
    status = case.fault.spec.parameters["status"]
    phrase = HTTPStatus(status).phrase if status in list(HTTPStatus) else "an error without a name"
    return _untold(case, decided, http_answer(status, f"{status} {phrase}\n"))


def _reset(case: Befallen, decided: Answer | None) -> Delivery:
    return _untold(case, decided, None, Drop.RESET)


# What becomes of the gateway's own


def _truncate(case: Befallen, decided: Answer) -> Delivery:
    """A byte at least is missing: a body that is cut behind its end would be whole."""
    size = min(case.fault.spec.parameters["bytes"], len(decided.body) - 1)
    return _untold(case, decided, replace(decided, code=None), Cut(size))


def _drip(case: Befallen, decided: Answer) -> Delivery:
    way = Drip(case.fault.spec.parameters["bytes_per_second"], case.pause)
    return Delivery(decided, way, decided, _note(case, decided))


def _extra_fields(case: Befallen, decided: Answer) -> Delivery:
    body = wire_v3.with_members(decided.body, case.fault.spec.parameters["fields"])
    return Delivery(replace(decided, body=body), None, decided, _note(case, decided))


_EFFECTS: Mapping[str, Callable[[Befallen, Any], Delivery]] = {
    "code": _code,
    "reset": _reset,
    "garbage": _garbage,
    "empty": _empty,
    "http-status": _http_status,
    "truncate": _truncate,
    "drip": _drip,
    "extra-fields": _extra_fields,
}
