"""One request at a time, and what to do when the gateway is busy."""

from __future__ import annotations

from .case import Case
from .looks import answered, asked, came, each_once, fired, no, one_at_a_time, waits
from .said import failed_or_served, succeeded, values_as_told
from .steps import Call, Together, fault, send, sms, v3

_ONE = "v3 limitation 1, one at a time"
_METHODS = {"Send": send(), "Calculate": v3("calculate", messages=[sms()]), "QueryBalance": v3("balance")}


def _told(method: str, times: int) -> Case:
    """The code as an answer, so often."""
    return Case(
        id=f"v3.busy.told.{method.lower()}.{'once' if times == 1 else 'twice'}",
        title=f"A 104 of {method} is told as busy, or waited out for 200 ms or more; no message is doubled.",
        clauses=f"v3 code 104; {_ONE}",
        owes=("wait-when-busy",),
        steps=(fault(method, "code", code=104, times=times), _METHODS[method]),
        reached=(answered(method, 104), fired),
        allowed=(
            failed_or_served("busy"),
            asked(method, 1, 4),
            waits(method, 104, 0.2),
            no("v3.busy.hammered"),
            values_as_told,
        ),
    )


def _together(name: str, *calls: Call) -> Case:
    return Case(
        id=f"v3.busy.{name}",
        title="Calls that are made at the same time go to the gateway one after the other.",
        clauses=_ONE,
        owes=("one-at-a-time",),
        steps=(v3("balance"), Together(calls=calls)),
        reached=(came("Send"),),
        allowed=(one_at_a_time, succeeded, each_once),
        readings=("busy_scope",),
    )


CASES = (
    *(_told(method, 1) for method in _METHODS),
    _told("Send", 2),
    _together("two-sends", send(sms("one")), send(sms("two", reference="r2"))),
    _together("four-sends", *(send(sms(f"text {n}", reference=f"r{n}")) for n in range(4))),
    _together("send-and-query", send(sms("one")), v3("balance")),
    Case(
        id="v3.busy.from-the-start",
        title="Calls that are made at the same time before there is a session share one, and do not overlap.",
        clauses=f"{_ONE}; v3 Authorization, session",
        owes=("one-at-a-time", "authorize"),
        steps=(Together(calls=(send(sms("one")), send(sms("two", reference="r2")))),),
        reached=(came("Send"),),
        allowed=(one_at_a_time, succeeded, each_once),
    ),
)
