"""Batches of any size; what is refused locally, repaired, or left to the gateway; references; polling."""

from __future__ import annotations

from collections.abc import Iterable

from ..driver.replies import Failure, Value
from .case import Case
from .looks import asked, at_most_once, batch_sizes, came, each_once, fired, no, no_batch_above, references_kept
from .said import failed, failed_with, succeeded, values_as_told
from .seen import Seen
from .steps import Advance, Call, Expire, Fault, Step, fault, send, send_many, sms, v3

_LIMIT = "v3 limitation 1"
_PATIENT = 20_000  # milliseconds


def _of(count: int) -> Case:
    requests = -(-count // 20_000)

    def in_full(seen: Seen) -> Iterable[str]:
        sizes = batch_sizes(seen)
        if sum(sizes) != count:
            yield f"{sum(sizes)} messages were sent in {len(sizes)} requests, and there are {count}"

    return Case(
        id=f"v3.batch.{count}",
        title=f"{count:,} messages go in requests of 20,000 at most, each message exactly once.",
        clauses=f"{_LIMIT}; v3 Send, Messages; v3 Send, MessageCount; v3 code 301",
        owes=("batch-limit", "split-once"),
        account={"balance": "1000000.00"},
        steps=(send_many(count),),
        reached=(asked("Send", requests, count),),
        allowed=(succeeded, no_batch_above(20_000), in_full, each_once, references_kept, values_as_told),
        timeout_ms=_PATIENT,
    )


def _disturbed(name: str, title: str, *steps: Step, owes: tuple[str, ...], clauses: str) -> Case:
    """A batch of two requests, in which something happens between them."""
    return Case(
        id=f"v3.batch.{name}",
        title=title,
        clauses=f"{_LIMIT}; {clauses}",
        owes=("split-once", *owes),
        account={"balance": "1000000.00"},
        steps=(*steps, send_many(20_001)),
        reached=(came("Send"), fired),
        allowed=(at_most_once, no_batch_above(20_000), _told),
        timeout_ms=_PATIENT,
    )


def _told(seen: Seen) -> Iterable[str]:
    """A success means everything; an error says, if it says anything, how much was accepted."""
    reply, arrived = seen.replies[-1], sum(map(len, seen.messages))
    if isinstance(reply, Value):
        yield from each_once(seen)
    elif isinstance(reply, Failure) and reply.value is not None and reply.value["message_count"] > arrived:
        yield f"reported {reply.value['message_count']} accepted messages, and {arrived} are there"


def _local(name: str, call: Call, what: str, clauses: str, *rules: str) -> Case:
    """What the documents forbid: refused here, repaired, or refused there; never passed off as sent."""

    def no_more_than_told(seen: Seen) -> Iterable[str]:
        reply = seen.replies[-1]
        if isinstance(reply, Value) and not seen.of("Send", "send", "Calculate"):
            yield "reported a success, and nothing was asked"
        elif isinstance(reply, Failure):
            yield from failed("incorrect_request", "other", "bad_date", "too_many_messages")(seen)

    return Case(
        id=f"v3.local.{name}",
        title=f"{what}: refused by the client, repaired, or left to the gateway to refuse.",
        clauses=clauses,
        owes=("truth",),
        steps=(call,),
        allowed=(no_more_than_told, values_as_told),
        provokes=frozenset({*rules, "v3.request.unreadable"}),
    )


_RECIPIENT = "v3 limitation 2; v3 Send, Recipient"
_STATUS = v3("status", references=["r1"])


def _lost_part() -> Fault:
    return Fault(document={**fault("Send", "reset", nth=2, point="after").document})


CASES = (
    *(_of(count) for count in (1, 2, 1000, 20_000, 20_001, 45_000)),
    _disturbed(
        "session-dies-between",
        "A session that dies between two parts of a batch is renewed; no message is lost or doubled.",
        Expire(before="Send", nth=2),
        owes=("renew",),
        clauses="v3 Authorization, renewal; v3 code 103",
    ),
    _disturbed(
        "answer-of-second-lost",
        "When the second part's answer is lost, no message is doubled.",
        _lost_part(),
        owes=("lost",),
        clauses="v3 Overview, no answer",
    ),
    _disturbed(
        "busy-between",
        "When the second part meets a 104, it is told or waited out; no message is doubled.",
        fault("Send", "code", nth=2, code=104),
        owes=("wait-when-busy",),
        clauses="v3 code 104",
    ),
    _disturbed(
        "second-told-100",
        "When the second part meets a failure of the gateway, that is told, and no message is doubled.",
        fault("Send", "code", nth=2, code=100, times=1000),
        owes=("truth",),
        clauses="v3 code 100",
    ),
    Case(
        id="v3.batch.told-301",
        title="A 301 reaches the caller, and is not answered by the same request again.",
        clauses="v3 code 301",
        owes=("batch-limit",),
        steps=(fault("Send", "code", code=301, times=1000), send(sms(), sms("two", reference="r2"))),
        reached=(came("Send"),),
        allowed=(failed_with(301), asked("Send", 1, 4), at_most_once),
    ),
    _local(
        "recipient-plus", send(sms(recipient="+37499000000")), "A recipient with +", _RECIPIENT, "v3.recipient.form"
    ),
    _local(
        "recipient-00", send(sms(recipient="0037499000000")), "A recipient with 00", _RECIPIENT, "v3.recipient.form"
    ),
    _local("recipient-16", send(sms(recipient="3749900000012345")), "16 digits", _RECIPIENT, "v3.recipient.form"),
    _local("recipient-blanks", send(sms(recipient="374 99 000000")), "Blanks in it", _RECIPIENT, "v3.recipient.form"),
    _local("recipient-letters", send(sms(recipient="MOBIPACE")), "Letters for it", _RECIPIENT, "v3.recipient.form"),
    _local("recipient-empty", send(sms(recipient="")), "No recipient", _RECIPIENT, "v3.recipient.form"),
    _local("text-501", send(sms("x" * 501)), "501 characters", "v3 limitation 3", "v3.body.too-long"),
    _local("text-empty", send(sms("")), "An empty text", "v3 Send, Body", "v3.body.empty"),
    _local("no-messages", v3("send", messages=[]), "No messages", "v3 Send, Messages"),
    _local("24-hours", send(send_within_hours=24), "24 hours", "v3 Send, SendWithinHours"),
    *(
        Case(
            id=f"v3.recipient.{name}",
            title="A recipient is written as it was given: digits alone.",
            clauses=_RECIPIENT,
            owes=("recipient",),
            steps=(send(sms(recipient=recipient)),),
            reached=(came("Send"),),
            allowed=(succeeded, each_once, no("v3.recipient.form"), values_as_told),
        )
        for name, recipient in {"short": "3749900", "documented": "79851112233", "fifteen": "374990000001234"}.items()
    ),
    Case(
        id="v3.reference.given",
        title="A caller's references are the messages', whatever is in them.",
        clauses="v3 Send, Reference; v3 Send, Reference, querying",
        owes=("reference",),
        steps=(
            send(sms(reference="a b"), sms("2", reference="Ж/?&"), sms("3", reference='"\\'), sms("4", reference="0")),
        ),
        reached=(came("Send"),),
        allowed=(succeeded, references_kept, values_as_told),
    ),
    Case(
        id="v3.reference.made",
        title="Messages without a reference are given one, unique in the account.",
        level="SHOULD",
        clauses="v3 Send, Reference",
        owes=("reference",),
        steps=(
            send(sms(reference=None), sms("two", reference=None)),
            send(sms(reference=None), sms("two", reference=None)),
        ),
        reached=(came("Send"),),
        allowed=(no("v3.reference.missing", "v3.reference.reused"),),
    ),
    Case(
        id="v3.status.final.once",
        title="A final status is asked for once.",
        level="SHOULD",
        clauses="v3 Query message; v3 message status 100",
        owes=("no-polling",),
        steps=(send(), Advance(60), _STATUS),
        reached=(came("QueryMessages"),),
        allowed=(asked("QueryMessages", 1, 2), no("v3.status.polled")),
    ),
)
