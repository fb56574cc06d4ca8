"""Every code of both tables as an answer, and refusals that the gateway makes of its own."""

from __future__ import annotations

from mobipace.mock_server.gateway.codes import V2Code, V3Code

from .case import Case
from .looks import answered, asked, at_most_once, came, each_once, fired, no, none_arrived
from .said import failed, failed_or_served, failed_with, succeeded, values_as_told
from .steps import Call, fault, schedule_v2, send, send_many, send_v2, sms, v2, v3

_STOP = frozenset({200, 201, 202, 300, 302, 701, 702, 709})
"""What does not change until a person does something."""

_OWES = {200: "stop", 201: "stop", 202: "stop", 300: "refusals", 302: "refusals", 301: "batch-limit"}
_CALLS: dict[str, Call] = {
    "Send": send(),
    "Calculate": v3("calculate", messages=[sms()]),
    "QueryMessages": v3("status", references=["r1"]),
    "QueryBalance": v3("balance"),
    "send": send_v2(),
    "schedule": schedule_v2(),
    "querymessage": v2("status", message_id="100001"),
    "querybalance": v2("balance"),
}


def _told(method: str, code: int) -> Case:
    api = "v2" if code >= 700 else "v3"
    label = next(each.label for each in (*V3Code, *V2Code) if each == code)
    is_final = code in _STOP
    return Case(
        id=f"{api}.code.{code}.{method.lower()}",
        title=f"{method} that is answered {code} ({label}) is an error of that kind"
        + (", and is not tried again." if is_final else "."),
        clauses=f"{'v2 8.2' if api == 'v2' else 'v3'} code {code}; "
        + ("v2 4, error message" if api == "v2" else "v3 Error codes and their meanings"),
        owes=tuple(dict.fromkeys(("truth", _OWES.get(code, "v2-answers" if api == "v2" else "truth")))),
        steps=(fault(method, "code", code=code, times=1000), _CALLS[method]),
        reached=(answered(method, code), fired),
        allowed=(failed_with(code), none_arrived, *([asked(method, 1)] if is_final else [])),
    )


_V3_CODES = [code for code in V3Code if code not in (101, 103, 104)]
_V2_CODES = list(V2Code)


def _poor(api: str, call: Call, code: int, method: str, **account: object) -> Case:
    what = "money" if code in (300, 702) else "a currency"
    return Case(
        id=f"{api}.account.{'poor' if what == 'money' else 'no-currency'}.{call.call}",
        title=f"An account without {what} is told so by {call.call}, which is not tried again.",
        clauses="; ".join(
            {
                300: ("v3 code 300", "v3 Send, balance", "v3 Send, failure"),
                302: ("v3 code 302", "v3 limitation 4, currency"),
            }.get(code, (f"v2 8.2 code {code}", "v2 6 send, balance" if code == 702 else "v2 5.1, response"))
        ),
        owes=("refusals",),
        account=account,
        steps=(call,),
        reached=(answered(("Calculate", method), code),),  # whoever asks the price first hears it then
        allowed=(
            failed_with(code),
            asked(method, 0, 1),
            none_arrived,
            no("v3.funds.retried", "v3.currency.retried", "v2.funds.retried", "v2.currency.retried"),
        ),
        readings=("failed_send_fields",) if api == "v3" else ("error_prefix_v2", "separator_v2", "info_text_v2"),
    )


_EMPTY = {"balance": "0.00", "credit_limit": "0"}

CASES = (
    *(_told("Send", code) for code in _V3_CODES),
    *(_told(method, 100) for method in ("Calculate", "QueryMessages", "QueryBalance")),
    *(_told(method, 202) for method in ("Calculate", "QueryMessages", "QueryBalance")),
    _told("Calculate", 302),
    *(_told("send", code) for code in _V2_CODES),
    *(_told("schedule", code) for code in (700, 702, 705, 708, 709, 713)),
    *(_told("querymessage", code) for code in (701, 703, 713)),
    *(_told("querybalance", code) for code in (701, 712)),
    _poor("v3", send(), 300, "Send", **_EMPTY),
    _poor("v2", send_v2(), 702, "send", **_EMPTY),
    _poor("v3", send(), 302, "Send", currency=None),
    _poor("v3", _CALLS["Calculate"], 302, "Calculate", currency=None),
    _poor("v2", send_v2(), 709, "send", currency=None),
    _poor("v2", schedule_v2(), 709, "schedule", currency=None),
    Case(
        id="v3.account.poor.calculate",
        title="A price can be asked without money.",
        clauses="v3 Calculate price",
        owes=("truth",),
        account=_EMPTY,
        steps=(_CALLS["Calculate"],),
        reached=(came("Calculate"),),
        allowed=(succeeded, values_as_told, none_arrived),
    ),
    Case(
        id="v3.account.poor.second-call",
        title="After a 300 a smaller call may succeed: the refusal was that call's alone.",
        clauses="v3 code 300",
        owes=("refusals",),
        account={"balance": "3.00", "credit_limit": "0"},
        steps=(send(sms("x" * 300)), send(sms("small", reference="r2"))),
        reached=(answered("Send", 300), answered("Send", 101)),
        allowed=(failed_with(300, 0), asked("Send", 2), at_most_once),
    ),
    Case(
        id="v2.712.with-text",
        title="The text after a 712 may be anything; its code says what it is.",
        clauses="v2 8.2, note; v2 8.2 code 712",
        owes=("v2-answers",),
        steps=(fault("send", "code", code=712, text="Unable to connect to router: retry : later"), send_v2()),
        reached=(answered("send", 712),),
        allowed=(failed_or_served("timeout", "server_error"),),
    ),
    Case(
        id="v2.713.with-text",
        title="The text after a 713 may look like a success; its code says what it is.",
        clauses="v2 8.2, note; v2 8.2 code 713",
        owes=("v2-answers",),
        steps=(fault("send", "code", code=713, text="ID: 100001 : Message accepted"), send_v2()),
        reached=(answered("send", 713),),
        allowed=(failed_with(713), none_arrived),
    ),
    Case(
        id="v3.batch.second-part-refused",
        title="When the second part of a batch is refused for money, the call is an error, and nothing is sent twice.",
        clauses="v3 limitation 1; v3 code 300",
        owes=("split-once", "refusals"),
        account={"balance": "40001.00", "credit_limit": "0"},
        steps=(send_many(20_001),),
        reached=(answered("Send", 300), answered("Send", 101)),
        allowed=(failed("out_of_balance", code=300), at_most_once, no("v3.funds.retried")),
        timeout_ms=20_000,
    ),
    Case(
        id="v3.send.partly-refused",
        title="Messages that the gateway refuses one by one are not counted, and the others are.",
        clauses="v3 Send, MessageCount; v3 message status 5; v3 message status 8; v3 message status 9",
        owes=("truth",),
        steps=(
            send(
                sms("good"),
                sms("no route", "99999999999", "r2"),
                sms("blocked", "37400000009", "r3"),
            ),
        ),
        reached=(answered("Send", 101),),
        allowed=(succeeded, values_as_told, each_once),
    ),
)
