"""Logins that are refused: stop, and tell the caller; each further try may lock the account."""

from __future__ import annotations

from .case import Case
from .looks import answered, asked, logins, none_arrived
from .said import failed_with
from .steps import Change, Step, fault, send, send_v2, v2, v3

_WHAT = {100: "a failure of the gateway", 102: "a request it cannot read", 200: "a wrong password"}
_WHAT |= {201: "a locked account", 202: "a blocked account"}

_SOCIAL = "; v3 limitations, social network accounts; v3 Authorization, social network accounts"


def _told(code: int) -> Case:
    """The code as the answer to a login."""
    return Case(
        id=f"v3.login.told-{code}",
        title=f"A login that is answered {code} ({_WHAT[code]}) is not tried again, and nothing is sent.",
        clauses=f"v3 code {code}; v3 Authorization, failure",
        owes=("stop",) if code >= 200 else (),
        steps=(fault("authorize", "code", code=code, times=1000), send()),
        reached=(answered("authorize", code),),
        allowed=(failed_with(code), logins(1 if code >= 200 else 3), asked("Send", 0), none_arrived),
    )


def _refused(name: str, code: int, members: dict[str, object], *steps: Step, title: str) -> tuple[Case, Case]:
    """An account that the gateway itself refuses, in both protocols."""
    v3_case = Case(
        id=f"v3.login.{name}",
        title=f"{title} is told as {code}, after one login.",
        clauses=f"v3 code {code}; v3 Authorization, failure; v3 Authorization, Username; v3 Authorization, Password"
        + _SOCIAL * (members.get("password", "") is None),
        owes=("stop", "survive"),
        account=members,
        steps=(*steps, send()),
        reached=(answered("authorize", code),),
        allowed=(failed_with(code), logins(1), asked("Send", 0)),
        readings=("failed_login_session_id",),
    )
    v2_case = Case(
        id=f"v2.login.{name}",
        title=f"{title} is told as 701, after one request.",
        clauses="v2 8.2 code 701; v2 4, login; v2 4, username and password",
        owes=("stop",),
        account=members,
        steps=(*steps, send_v2()),
        reached=(answered("send", 701),),
        allowed=(failed_with(701), asked("send", 1)),
        readings=("error_prefix_v2", "separator_v2"),
    )
    return v3_case, v2_case


def _each_call_once(number: int) -> Case:
    call = (v3("balance"), v2("balance"))[number]
    api, method, code = (("v3", "authorize", 200), ("v2", "querybalance", 701))[number]
    return Case(
        id=f"{api}.login.once-a-call",
        title="With a wrong password each call makes one try, and no more.",
        clauses=f"{'v3 code 200' if api == 'v3' else 'v2 8.2 code 701'}",
        owes=("stop",),
        steps=(Change({"password": "another"}), call, call, call),
        reached=(answered(method, code),),
        allowed=(failed_with(code, 0), failed_with(code, 2), asked(method, 1, 3)),
    )


CASES = (
    *map(_told, _WHAT),
    *_refused("wrong-password", 200, {}, Change({"password": "another"}), title="A wrong password"),
    *_refused("locked", 201, {"locked": True}, title="A locked account"),
    *_refused("blocked", 202, {"blocked": True}, title="A blocked account"),
    *_refused("social", 200, {"password": None}, title="An account without a password"),
    _each_call_once(0),
    _each_call_once(1),
)
