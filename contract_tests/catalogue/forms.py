"""The form of requests: members, parameters, flags, senders, and dates in the zone that each protocol wants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from .case import Case, Certificate, Look
from .looks import came, each_once, every, is_told, wrote
from .said import failed, succeeded, values_as_told
from .seen import Seen
from .steps import Call, schedule_v2, send, send_v2, sms, v2, v3

_YEREVAN, _BERLIN, _NEW_YORK, _LORD_HOWE = "Asia/Yerevan", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
_DATES = {
    "utc": ("UTC", "2019-08-01T10:00:00+00:00"),
    "yerevan": (_YEREVAN, "2019-08-01T10:00:00+00:00"),
    "yerevan-offset": (_YEREVAN, "2019-08-01T10:00:00+04:00"),
    "new-year": (_YEREVAN, "2019-12-31T23:30:00+02:00"),
    "half-hour-zone": ("America/St_Johns", "2024-01-01T02:00:00+00:00"),
    "kathmandu-leap-day": ("Asia/Kathmandu", "2024-02-28T18:15:00+00:00"),
    "far-east": ("Pacific/Kiritimati", "2024-01-01T12:00:00+00:00"),
    "far-west": ("Pacific/Pago_Pago", "2024-01-01T10:00:00+00:00"),
    "berlin-before-spring": (_BERLIN, "2024-03-31T00:59:00+00:00"),
    "berlin-after-spring": (_BERLIN, "2024-03-31T01:00:00+00:00"),
    "new-york-spring": (_NEW_YORK, "2024-03-10T07:00:00+00:00"),
    "berlin-first-pass": (_BERLIN, "2024-10-27T00:30:00+00:00"),
    "berlin-after-autumn": (_BERLIN, "2024-10-27T02:00:00+00:00"),
    "berlin-summer": (_BERLIN, "2024-07-01T10:00:00+00:00"),
    "new-york-summer": (_NEW_YORK, "2024-07-01T10:00:00-04:00"),
    "lord-howe": (_LORD_HOWE, "2024-04-06T15:30:00+00:00"),
}


def due_when_asked(seen: Seen) -> Iterable[str]:
    """Each message is due at the instant that its call named."""
    for made in seen.made:
        date: str = made.call.args.get("scheduled_date") or made.call.args.get("date") or ""
        for message in seen.messages[made.account] if date else ():
            due = datetime.fromtimestamp(message.due_at / 1_000_000, UTC)
            if due != datetime.fromisoformat(date):
                yield f"due at {due.isoformat()}, and the call said {date}"


def _sortable(seen: Seen) -> Iterable[str]:
    """The date is written as the document prints it, in UTC."""
    for made in seen.made:
        date = datetime.fromisoformat(made.call.args["date"]).astimezone(UTC)
        yield from wrote("schedule", sendingdate=date.strftime("%Y-%m-%dT%H:%M:%S"))(seen)


def _v3_date(name: str, zone: str, date: str) -> Case:
    return Case(
        id=f"v3.date.{name}",
        title="A date is written in the account's time zone, so that the message is due at the caller's instant.",
        clauses="v3 limitation 5; v3 limitation 5, default; v3 Send, ScheduledDate",
        owes=("v3-dates",),
        account={"time_zone": zone},
        steps=(send(scheduled_date=date),),
        reached=(came("Send"),),
        allowed=(succeeded, each_once, due_when_asked, values_as_told),
        readings=("total_price_of_waiting",),
    )


def _v2_date(name: str, zone: str, date: str) -> Case:
    return Case(
        id=f"v2.date.{name}",
        title="A date is written in UTC, in the sortable form, whatever the account's time zone.",
        clauses="v2 5.2; v2 5.2, date; v2 6 schedule, sendingdate; v2 6 schedule",
        owes=("v2-dates",),
        account={"time_zone": zone},
        steps=(schedule_v2(date),),
        reached=(came("schedule"),),
        allowed=(succeeded, each_once, due_when_asked, _sortable, values_as_told),
    )


def _v3_form(name: str, options: Mapping[str, Any], clauses: str, *looks: Look, call: str = "send") -> Case:
    method = {"send": "Send", "calculate": "Calculate"}[call]
    return Case(
        id=f"v3.form.{call}.{name}",
        title="A request says what its caller said, in the documented members and types.",
        clauses=f"v3 Send, request table; {clauses}",
        owes=("form",),
        account={"senders": ["MOBIPACE", "SHOP"]},
        steps=(v3(call, messages=[sms()], **options),),
        reached=(came(method),),
        allowed=(succeeded, values_as_told, *looks),
    )


def _v2_form(name: str, call: Call, clauses: str, *looks: Look) -> Case:
    return Case(
        id=f"v2.form.{name}",
        title="A request says what its caller said, in the documented parameters.",
        clauses=f"v2 4; v2 4, function; v2 4, parameters; v2 6; {clauses}",
        owes=("form",),
        account={"senders": ["MOBIPACE", "SHOP"]},
        steps=(call,),
        reached=(came({"send": "send", "schedule": "schedule"}[call.call]),),
        allowed=(succeeded, each_once, *looks),
    )


def _told(seen: Seen) -> Iterable[str]:
    return [f"reported {each}" for each in seen.replies if not is_told(each)]


_UNTRUSTED: dict[str, tuple[Certificate, str]] = {
    "wrong-host": ("other-host", "A certificate of another host"),
    "unknown-authority": ("other-authority", "A certificate of an authority that nobody trusts"),
}


def _untrusted(name: str, certificate: Certificate, what: str) -> Case:
    """Nothing is said to whoever shows it, and a password least of all."""
    return Case(
        id=f"v3.https.{name}",
        title=f"{what} is refused: the calls are errors, and no request is made.",
        level="SHOULD",
        clauses="v3 HTTP API 3.0 methods, HTTPS; v2 4",
        owes=("https",),
        certificate=certificate,
        steps=(send(), send_v2()),
        reached=(lambda seen: () if seen.greetings else ["nobody began to speak TLS"],),
        allowed=(
            failed("transport", "other", number=0),
            failed("transport", "other", number=1),
            lambda seen: [f"{each.method} came, password and all" for each in seen.exchanges],
        ),
    )


_WAP = "v3 Send, IsWapPush"
CASES = (
    *(_v3_date(name, *given) for name, given in _DATES.items()),
    *(_v2_date(name, *given) for name, given in _DATES.items()),
    Case(
        id="v3.date.berlin-second-pass",
        title="An instant in the second pass of a doubled hour has no name: an error rather than an hour too early.",
        level="OBSERVED",
        clauses="v3 limitation 5; v3 Send, table and example",
        owes=("v3-dates",),
        account={"time_zone": _BERLIN},
        steps=(send(scheduled_date="2024-10-27T01:30:00+00:00"),),
        allowed=(failed("bad_date", "incorrect_request", "other"),),
    ),
    Case(
        id="v3.date.past",
        title="A date in the past: sent at once, or refused; the caller hears which.",
        clauses="v3 Send, ScheduledDate",
        owes=("survive", "truth"),
        steps=(send(scheduled_date="2019-07-25T10:00:00+00:00"),),
        allowed=(_told, values_as_told),
        readings=("past_date_v3",),
    ),
    Case(
        id="v3.date.with-a-time",
        title="Where the gateway takes bare dates alone, the refusal of a time of day reaches the caller.",
        clauses="v3 Send, ScheduledDate; v3 Send, table and example",
        owes=("survive", "truth"),
        steps=(send(scheduled_date="2019-08-01T10:00:00+00:00"),),
        reached=(came("Send"),),
        allowed=(_told, values_as_told),
        provokes=frozenset({"v3.request.unreadable", "v3.date.form"}),
        readings=("scheduled_date_format",),
    ),
    Case(
        id="v2.date.past",
        title="A date in the past is told as such.",
        clauses="v2 8.2 code 708; v2 5.2, date",
        owes=("v2-answers", "truth"),
        steps=(schedule_v2("2019-07-25T18:19:59+00:00"),),
        allowed=(failed("past_date", "bad_date"),),
        readings=("info_text_v2", "separator_v2"),
    ),
    _v3_form("plain", {}, "v3 Send; v3 Send, address; v3 Send, Messages; v3 Send, example", each_once),
    _v3_form("sender", {"sender": "SHOP"}, "v3 Send, Sender; v3 limitation 4, sender", every("sender", "SHOP")),
    _v3_form("own-sender", {}, "v3 Send, Sender; v3 limitation 4", every("sender", "MOBIPACE")),
    _v3_form("wap-push", {"wap_push": True}, _WAP, wrote("Send", IsWapPush="true"), every("wap_push", True)),
    _v3_form("no-wap-push", {"wap_push": False}, _WAP, every("wap_push", False)),
    *(
        _v3_form(
            f"hours-{hours}",
            {"send_within_hours": hours},
            "v3 Send, SendWithinHours",
            each_once,
            *([wrote("Send", SendWithinHours=hours)] if hours else []),
        )
        for hours in (0, 1, 23)
    ),
    _v3_form("plain", {}, "v3 Calculate price, parameters; v3 Calculate price, address", call="calculate"),
    _v3_form(
        "all",
        {"sender": "SHOP", "wap_push": False, "send_within_hours": 10, "scheduled_date": "2019-08-01T10:00:00+00:00"},
        "v3 Calculate price, request; v3 Calculate price, authorization; v3 Calculate price, answer",
        wrote("Calculate", Sender="SHOP", SendWithinHours=10),
        call="calculate",
    ),
    _v2_form(
        "plain", send_v2(), "v2 3, requests; v2 4, username and password; v2 6 send; v2 9", every("wap_push", False)
    ),
    _v2_form("sender", send_v2(sender="SHOP"), "v2 6 send, sender; v2 6, note on sender", every("sender", "SHOP")),
    _v2_form("wap-push", send_v2(wap_push=True), "v2 6 send, wap_push; v2 5.1, type", every("wap_push", True)),
    _v2_form("no-wap-push", send_v2(wap_push=False), "v2 6 send, wap_push; v2 5.1, type", every("wap_push", False)),
    _v2_form(
        "recipient", send_v2(recipient="79851112233"), "v2 6 send, recipient; v2 6 send, username; v2 6 send, password"
    ),
    _v2_form(
        "schedule",
        schedule_v2(sender="SHOP", wap_push=True),
        "v2 6 schedule, sender; v2 6 schedule, recipient; v2 6 schedule, wap_push; v2 6 schedule, username; "
        "v2 6 schedule, password",
        every("sender", "SHOP"),
        every("wap_push", True),
    ),
    Case(
        id="v2.form.individual",
        title="An individual's messages come from the username; the client need not know.",
        clauses="v2 5.2, individuals",
        owes=("form",),
        account={"kind": "individual", "username": "37491000099"},
        steps=(send_v2(), schedule_v2(body="later")),
        reached=(came("send", "schedule"),),
        allowed=(succeeded, each_once, every("sender", "37491000099")),
    ),
    Case(
        id="v2.form.unregistered-sender",
        title="A sender that nobody registered: the refusal, or the status later, is what the client reports.",
        clauses="v2 6, note on sender",
        owes=("survive", "truth"),
        steps=(send_v2(sender="NOBODY"), v2("status", message_id="$last")),
        reached=(came("send"),),
        allowed=(_told, values_as_told),
        readings=("unregistered_sender_v2",),
    ),
    Case(
        id="v3.https",
        title="Requests go over HTTPS, to the authority that the client is told to trust.",
        level="SHOULD",
        clauses="v3 HTTP API 3.0 methods, HTTPS; v2 4",
        owes=("https",),
        certificate="good",
        steps=(send(), send_v2("over v2")),
        reached=(came("Send", "send"),),
        allowed=(
            succeeded,
            each_once,
            lambda seen: [f"{each.method} came in the open" for each in seen.exchanges if not each.is_secure],
        ),
    ),
    *(_untrusted(name, certificate, what) for name, (certificate, what) in _UNTRUSTED.items()),
)
