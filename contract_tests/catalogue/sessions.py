"""Sessions: opened when needed, used again, renewed once when they died, and nobody else's."""

from __future__ import annotations

from .case import Case
from .looks import answered, asked, came, each_once, fired, logins, no, reuses_sessions
from .said import failed_with, succeeded, values_as_told
from .steps import Advance, Change, Client, Expire, Meanwhile, fault, send, sms, v3

_BALANCE = v3("balance")
_RENEWAL = "v3 Authorization, renewal; v3 code 103"
_CALLS = {
    "Send": send(),
    "Calculate": v3("calculate", messages=[sms()]),
    "QueryMessages": v3("status", references=["r1"]),
    "QueryBalance": _BALANCE,
}


def _expired(method: str) -> Case:
    return Case(
        id=f"v3.session.expired.{method.lower()}",
        title=f"A session that died of 60 idle seconds is renewed, and {method} asked again, once.",
        clauses=f"v3 Authorization, timeout; {_RENEWAL}",
        owes=("renew",),
        steps=(_BALANCE, Advance(60), _CALLS[method]),
        reached=(came(method),),
        allowed=(succeeded, logins(2, 2), asked(method, 1, 3), no("v3.session.not-renewed"), values_as_told),
    )


def _loop(method: str) -> Case:
    return Case(
        id=f"v3.session.loop.{method.lower()}",
        title=f"When {method} is answered 103 after a fresh login too, the client gives up and says so.",
        clauses=_RENEWAL,
        owes=("renew",),
        steps=(fault(method, "code", code=103, times=1000), _CALLS[method]),
        reached=(answered(method, 103),),
        allowed=(failed_with(103), asked(method, 1, 2), logins(2), no("v3.session.loop", "v3.session.not-renewed")),
    )


def _dies_between(method: str) -> Case:
    return Case(
        id=f"v3.session.dies-after-login.{method.lower()}",
        title=f"A session that dies between its login and {method} is renewed, once.",
        clauses=_RENEWAL,
        owes=("renew",),
        steps=(Expire(before=method), _CALLS[method]),
        reached=(answered(method, 103), fired),
        allowed=(succeeded, logins(2, 2), asked(method, 2)),
    )


def _in_flight(name: str, title: str, most: int, *steps: Advance | Expire, clauses: str) -> Case:
    return Case(
        id=f"v3.session.{name}",
        title=title,
        clauses=f"v3 Authorization, timeout; {clauses}",
        owes=("renew",),
        steps=(_BALANCE, Meanwhile(call=send(), steps=steps), _BALANCE),
        reached=(answered("Send", 101),),
        allowed=(succeeded, each_once, logins(most, 1), asked("Send", 1), values_as_told),
    )


CASES = (
    Case(
        id="v3.session.login-first",
        title="A login comes before the first request, and its SessionId is used.",
        clauses="v3 Overview; v3 Authorization; v3 Authorization, session; v3 Authorization, use of the ID; "
        "v3 Authorization, address; v3 Authorization, request; v3 Authorization, request table; "
        "v3 Authorization, example; v3 Query balance, address; v3 Query balance, request; "
        "v3 Query balance, request table; v3 HTTP API 3.0 methods, addresses; v3 code 101; "
        "v3 Authorization, SessionId; v3 Authorization, response table; v3 Query balance, authorization; "
        "v3 Query balance, SessionId",
        owes=("authorize", "form"),
        steps=(_BALANCE,),
        reached=(came("authorize", "QueryBalance"),),
        allowed=(succeeded, logins(1, 1), no("v3.session.never-issued"), values_as_told),
    ),
    *map(_expired, _CALLS),
    *map(_loop, _CALLS),
    *map(_dies_between, _CALLS),
    Case(
        id="v3.session.ended-by-gateway",
        title="A session that the gateway ended between two requests is renewed, and no message is sent twice.",
        clauses=f"{_RENEWAL}; v3 Send, authorization; v3 Send, SessionId",
        owes=("renew", "authorize"),
        steps=(_BALANCE, Expire(), send(), send(sms("again", reference="r2"))),
        reached=(answered("Send", 101),),
        allowed=(succeeded, logins(3, 2), each_once),
    ),
    Case(
        id="v3.session.expired.twice",
        title="A session may die again and again: each call renews it once.",
        clauses=f"v3 Authorization, timeout; {_RENEWAL}",
        owes=("renew",),
        steps=(send(), Advance(61), send(sms("two", reference="r2")), Advance(3600), send(sms("3", reference="r3"))),
        reached=(answered("Send", 101),),
        allowed=(succeeded, logins(3, 3), each_once),
    ),
    Case(
        id="v3.session.alive-at-59",
        title="At 59 idle seconds a session lives: whether it is used or renewed, the call succeeds.",
        clauses="v3 Authorization, timeout",
        owes=("renew",),
        steps=(_BALANCE, Advance(59), send()),
        reached=(came("Send"),),
        allowed=(succeeded, logins(2, 1), each_once),
    ),
    _in_flight(
        "in-flight-at-60",
        "A session does not die while its request is in flight, however long that takes: the answer counts.",
        3,
        Advance(61),
        clauses="v3 Authorization, session",
    ),
    _in_flight(
        "ended-in-flight",
        "A session that ends while its request is in flight: the answer counts, and the next call renews it, once.",
        3,
        Expire(),
        clauses=_RENEWAL,
    ),
    Case(
        id="v3.session.reused",
        title="A session that lives is used again.",
        level="SHOULD",
        clauses="v3 Authorization, session; v3 Authorization, timeout",
        owes=("reuse",),
        steps=tuple(send(sms(f"text {n}", reference=f"r{n}")) for n in range(12)),
        reached=(came("Send"),),
        allowed=(reuses_sessions,),
    ),
    Case(
        id="v3.session.reused-over-methods",
        title="One session serves all methods.",
        level="SHOULD",
        clauses="v3 Authorization, session",
        owes=("reuse",),
        steps=(send(), *(v3("status", references=["r1"]), v3("calculate", messages=[sms()]), _BALANCE) * 4),
        reached=(came("Send", "QueryMessages", "Calculate", "QueryBalance"),),
        allowed=(reuses_sessions,),
    ),
    Case(
        id="v3.session.two-accounts",
        title="Clients of two accounts in one process never share a session.",
        clauses="v3 Authorization, session; v3 Authorization, use of the ID",
        owes=("authorize",),
        accounts=2,
        steps=(
            send(sms("first")),
            Client(1),
            send(sms("second")),
            Client(0),
            send(sms("third", reference="r3")),
        ),
        reached=(came("Send"),),
        allowed=(succeeded, each_once, logins(2, 2)),
    ),
    Case(
        id="v3.session.single",
        title="A second client's login may end the first session: nobody is harmed.",
        clauses="v3 Authorization",
        owes=("renew", "survive"),
        steps=(send(sms("first")), Client(0), send(sms("second", reference="r2")), Client(0), _BALANCE),
        reached=(came("Send", "QueryBalance"),),
        allowed=(succeeded, each_once),
        readings=("single_session",),
    ),
    Case(
        id="v3.session.renewal-refused",
        title="When the login that follows a 103 is refused, the client stops, and tells the refusal.",
        clauses="v3 code 202; v3 code 103",
        owes=("renew", "stop"),
        steps=(_BALANCE, Expire(), fault("authorize", "code", code=202, times=1000), send()),
        reached=(answered("authorize", 202),),
        allowed=(failed_with(202), logins(2, 2), asked("Send", 0, 1)),
    ),
    Case(
        id="v3.session.account-blocked-meanwhile",
        title="An account that was blocked within its session is told so, and nothing is tried again.",
        clauses="v3 code 202",
        owes=("stop",),
        steps=(_BALANCE, Change({"blocked": True}), send()),
        reached=(answered(("Send", "authorize", "Calculate", "QueryBalance"), 202),),
        allowed=(failed_with(202), asked("Send", 0, 1), logins(2)),
    ),
)
