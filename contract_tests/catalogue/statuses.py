"""Every message status in both protocols; references that nobody knows; the grammar of v2 answers; secrets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mobipace.mock_server.gateway.codes import State

from .case import Case, Look
from .looks import came, each_once, fired, is_told
from .said import failed, failed_or_served, failed_with, no_secrets, succeeded, values_as_told
from .seen import Seen
from .steps import Advance, Call, Change, Step, Twist, fault, schedule_v2, send, send_v2, sms, v2, v3

_LATER = Advance(60)
_MAGIC = "37400000{:03d}"
_STATUS_V3 = v3("status", references=["r1"])
_STATUS_V2 = v2("status", message_id="$last")


def _v3_status(state: State) -> Case:
    scheduled: dict[str, Any] = {"scheduled_date": "2019-12-01T00:00:00+00:00"} if state is State.SCHEDULED else {}
    recipient = "37499000000" if scheduled else _MAGIC.format(int(state))
    return Case(
        id=f"v3.status.{int(state)}",
        title=f"Status {int(state)} ({state.label}) is reported as what it is.",
        clauses=f"v3 message status {int(state)}; v3 Query message; v3 Query message, MessageStatuses; "
        "v3 Query message, References",
        owes=("truth", "survive"),
        steps=(send(sms(recipient=recipient), **scheduled), _LATER, _STATUS_V3),
        reached=(came("Send", "QueryMessages"), _has("v3", int(state))),
        allowed=(succeeded, values_as_told),
        readings=("refund_unsent",) if int(state) in (103, 104) else (),
        provokes=frozenset({"v3.body.empty"}),
    )


def _v2_status(state: State) -> Case:
    call = schedule_v2("2019-12-01T00:00:00+00:00") if state is State.SCHEDULED else None
    return Case(
        id=f"v2.status.{int(state.v2)}.{int(state)}",
        title=f"v2 status {int(state.v2)} ({state.v2.label}) is reported as what it is.",
        clauses=f"v2 8.1 status {int(state.v2)}; v2 5.4; v2 6 querymessage; v2 6 querymessage, messageref; "
        "v2 6 querymessage, response; v2 5.1, ID",
        owes=("truth", "v2-answers"),
        steps=(call or send_v2(recipient=_MAGIC.format(int(state))), _LATER, _STATUS_V2),
        reached=(came("querymessage"), _has("v2", int(state.v2))),
        allowed=(succeeded, values_as_told),
        readings=("info_text_v2", "separator_v2", "send_reply_v2"),
        provokes=frozenset({"v2.recipient.form"}),
    )


def _has(view: str, code: int) -> Look:
    """A message that stands there."""

    def look(seen: Seen) -> Iterable[str]:
        found = [getattr(message, view) for message in seen.messages[0]]
        if code not in found:
            yield f"no message has {view} status {code}; there are {found}"

    return look


_LINES = {
    "spaced": "ID: 100001",
    "tight": "ID:100001",
    "info": "ID: 100001 : Message accepted",
    "tight-info": "ID:100001:Message accepted",
    "colons": "ID: 100001 : Message: accepted : at 18:20",
    "empty-info": "ID: 100001 : ",
    "colon-alone": "ID: 100001 :",
    "many-blanks": "ID:   100001   :   accepted   ",
    "line-end": "ID: 100001\r\n",
    "unicode-info": "ID: 100001 : Принято ✓",
    "error-in-info": "ID: 100001 : Err: 0 : none",
}
_ERRORS = {
    "err": "Err: 702 : Not enough balance to send SMS message",
    "er": "Er: 702 : Not enough balance to send SMS message",
    "tight": "Err:702:OutOfBalance",
    "er-tight": "Er:702:OutOfBalance",
    "no-text": "Err: 702",
    "empty-text": "Err: 702 : ",
    "colons": "Err: 702 : balance: 0.00 : limit: 0",
    "id-in-text": "Err: 702 : ID: 100001",
    "line-end": "Err: 702 : x\r\n",
    "unicode-text": "Er: 702 : Недостаточно средств",
}
_MESSES = {"words": "Service unavailable", "html": "<html><body>ID: 5</body></html>", "half": "Err", "blank": " "}


def _grammar(name: str, line: str) -> Case:
    return Case(
        id=f"v2.grammar.id.{name}",
        title="A success is read by its value, whatever the text and the blanks.",
        clauses="v2 4, info message; v2 6 send, response; v2 5.1, response",
        owes=("v2-answers",),
        steps=(Twist(method="send", line=line), send_v2()),
        reached=(came("send"), fired),
        allowed=(succeeded, values_as_told),
    )


def _error(name: str, line: str) -> Case:
    return Case(
        id=f"v2.grammar.err.{name}",
        title="An error is read by its code, whatever the text and the blanks.",
        clauses="v2 4, error message; v2 6 send, error prefix; v2 8.2 code 702",
        owes=("v2-answers",),
        steps=(Twist(method="send", line=line), send_v2()),
        reached=(came("send"), fired),
        allowed=(failed_with(702),),
    )


def _mess(name: str, line: str) -> Case:
    return Case(
        id=f"v2.grammar.mess.{name}",
        title="What is no answer of the gateway is no success.",
        clauses="v2 4, response",
        owes=("v2-answers", "lost"),
        steps=(Twist(method="send", line=line), send_v2()),
        reached=(came("send"), fired),
        allowed=(failed("malformed_answer", "server_error"),),
    )


def _silent(name: str, title: str, *steps: Step, clauses: str) -> Case:
    return Case(
        id=f"log.{name}",
        title=f"{title}: neither password nor v2 URL is written to standard error or into what an error says.",
        level="SHOULD",
        clauses=clauses,
        owes=("no-logging",),
        steps=steps,
        reached=(lambda seen: [] if seen.exchanges else ["no request came"],),
        allowed=(no_secrets,),
    )


def _unknown(seen: Seen) -> Iterable[str]:
    return [f"reported {each}" for each in seen.replies if not is_told(each)]


_V2_AUTH, _V3_AUTH = "v2 4, username and password", "v3 Authorization, Password"
_SENDS: tuple[Call, Call] = (send(), send_v2())

CASES = (
    *(_v3_status(state) for state in State if state not in (State.INVALID_BODY, State.INVALID_SENDER)),
    *(_v2_status(state) for state in State if int(state) not in (5, 6, 7)),
    Case(
        id="v3.status.7",
        title="A sender that nobody registered: status 7 is reported as what it is.",
        clauses="v3 message status 7; v3 Send, Sender",
        owes=("truth",),
        steps=(send(sender="NOBODY"), _STATUS_V3),
        reached=(came("Send", "QueryMessages"), _has("v3", 7)),
        allowed=(succeeded, values_as_told),
    ),
    Case(
        id="v3.status.6",
        title="A text of 501 characters: status 6 is reported as what it is, by whoever lets it be sent.",
        clauses="v3 message status 6; v3 limitation 3",
        owes=("truth",),
        steps=(send(sms("x" * 501)), _STATUS_V3),
        reached=(came("QueryMessages"),),
        allowed=(values_as_told,),
        provokes=frozenset({"v3.body.too-long"}),
    ),
    Case(
        id="v2.status.7.digits",
        title="A recipient of too few digits: status 7 is reported, or it is refused at once.",
        clauses="v2 8.1 status 7; v2 6 send, recipient",
        owes=("truth", "v2-answers"),
        steps=(send_v2(recipient="123"), _STATUS_V2),
        allowed=(_unknown, values_as_told),
        provokes=frozenset({"v2.recipient.form"}),
    ),
    Case(
        id="v3.status.many",
        title="Statuses of many messages are each their own.",
        clauses="v3 Query message, MessageStatuses; v3 Query message, request table; v3 Query message, SessionId; "
        "v3 Query message, address; v3 Query message, request; v3 Query message, authorization; "
        "v3 Query message, response table; v3 Query message, example",
        owes=("truth",),
        steps=(
            send(sms("1", "37400000100"), sms("2", "37400000101", "r2"), sms("3", "37400000001", "r3")),
            _LATER,
            v3("status", references=["r1", "r3", "r2"]),
        ),
        reached=(came("QueryMessages"),),
        allowed=(succeeded, values_as_told),
    ),
    Case(
        id="v3.status.unknown",
        title="A reference that nobody knows is survived, whether it is listed or left out.",
        clauses="v3 Query message; v3 message status 10; v3 Query message, unique IDs",
        owes=("survive", "truth"),
        steps=(send(), v3("status", references=["r1", "never-sent"])),
        reached=(came("QueryMessages"),),
        allowed=(succeeded, values_as_told),
        readings=("unknown_reference_v3",),
    ),
    Case(
        id="v3.status.doubled-reference",
        title="Of two messages with one reference the gateway tells one, and so does the client.",
        clauses="v3 Send, Reference",
        owes=("survive", "truth"),
        steps=(send(sms(recipient="37400000101")), send(sms("again")), _LATER, _STATUS_V3),
        reached=(came("QueryMessages"),),
        allowed=(_unknown, values_as_told),
        readings=("duplicate_reference",),
    ),
    Case(
        id="v2.status.unknown",
        title="An id that nobody knows is told as such: 703, or status 9.",
        clauses="v2 8.1 status 9; v2 8.2 code 703; v2 6 querymessage, username; v2 6 querymessage, password",
        owes=("v2-answers", "survive"),
        steps=(v2("status", message_id="999999999"),),
        reached=(came("querymessage"),),
        allowed=(failed_or_served("unknown_message"), values_as_told),
        readings=("unknown_reference_v2",),
    ),
    *(_grammar(name, line) for name, line in _LINES.items()),
    *(_error(name, line) for name, line in _ERRORS.items()),
    *(_mess(name, line) for name, line in _MESSES.items()),
    Case(
        id="v2.send.answers",
        title="A message's id is what the answer gave, in each of its forms; the message can be asked after by it.",
        clauses="v2 5.1, ID; v2 4, info message; v2 6 send, response; v2 5.2, response; v2 6 schedule, response; "
        "v2 3, responses; v2 5.1",
        owes=("v2-answers", "truth"),
        steps=(send_v2(), schedule_v2(body="later"), _STATUS_V2),
        reached=(came("send", "schedule", "querymessage"),),
        allowed=(succeeded, each_once, values_as_told),
        readings=("send_reply_v2", "separator_v2", "content_type_v2", "info_text_v2"),
    ),
    Case(
        id="v3.send.answers",
        title="Counts and prices of a Send and a Calculate are reported as they are.",
        clauses="v3 Send, response table; v3 Send, PartCount; v3 Send, AveragePrice; v3 Send, TotalPrice; "
        "v3 Calculate price, answer",
        owes=("amounts", "truth", "survive"),
        about=("part_count", "total_price"),
        steps=(send(sms("x" * 200), sms("y", "79851112233", "r2")), v3("calculate", messages=[sms("x" * 200)])),
        reached=(came("Send", "Calculate"),),
        allowed=(succeeded, values_as_told, each_once),
        readings=("price_decimals", "average_price_per", "segmentation"),
    ),
    *(
        _silent(f"success.{call.api}", "A success", call, clauses=c)
        for call, c in zip(_SENDS, (_V3_AUTH, _V2_AUTH), strict=True)
    ),
    *(
        _silent(f"refused.{call.api}", "A refused login", Change({"password": "another"}), call, clauses=c)
        for call, c in zip(_SENDS, (_V3_AUTH, _V2_AUTH), strict=True)
    ),
    *(
        _silent(
            f"{effect}.v2",
            f"An answer that is lost ({effect})",
            fault("send", effect, **more),
            send_v2(),
            clauses=_V2_AUTH,
        )
        for effect, more in (
            ("reset", {}),
            ("garbage", {}),
            ("http-status", {"status": 500}),
            ("truncate", {"bytes": 3}),
        )
    ),
    *(
        _silent(
            f"{effect}.v3", f"A lost login ({effect})", fault("authorize", effect, **more), send(), clauses=_V3_AUTH
        )
        for effect, more in (("reset", {}), ("garbage", {}), ("http-status", {"status": 500}))
    ),
)
