"""v3 requests that cannot be read, and those that look odd and can."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..check import ServerCheck, check
from ..client import message
from ..failing import expect
from ..forms import check_v3
from ..scene import Scene

_TABLE = "v3 Send, request table; v3 Calculate price, parameters; v3 code 102"


def _bad_batches(good: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What is wrong, and the document."""
    for name in ("SessionId", "Sender", "Messages"):
        yield f"no {name}", {key: value for key, value in good.items() if key != name}
        yield f"{name} null", good | {name: None}
    one = good["Messages"][0]
    for name in ("Recipient", "Body"):
        yield f"no {name}", good | {"Messages": [{key: value for key, value in one.items() if key != name}]}
        yield f"{name} null", good | {"Messages": [one | {name: None}]}
    yield "no messages", good | {"Messages": []}
    yield "Messages an object", good | {"Messages": one}
    yield "a message a string", good | {"Messages": ["hello"]}
    yield "Body an object", good | {"Messages": [one | {"Body": {}}]}
    yield from ((f"SendWithinHours {hours!r}", good | {"SendWithinHours": hours}) for hours in (24, -1, "x", 1.5))
    flags: tuple[object, ...] = ("maybe", "yes", [])
    yield from ((f"IsWapPush {flag!r}", good | {"IsWapPush": flag}) for flag in flags)
    dates = ("tomorrow", "2019-13-01", "25.07.2019", "2019-02-30", "")
    yield from ((f"ScheduledDate {date!r}", good | {"ScheduledDate": date}) for date in dates)


@check(
    "v3.calculate.malformed",
    "a request that lacks something mandatory, or has a value that cannot be read, is 102",
    f"{_TABLE}; v3 Send, SendWithinHours; v3 Send, IsWapPush; v3 Send, ScheduledDate",
    "failed_send_fields",
)
def malformed(scene: Scene) -> None:
    """Every slip in turn, asked of Calculate, which takes what Send takes."""
    owner = scene.owner
    good = owner.batch(owner.login(), [message(owner.recipient)])
    answers = {what: owner.call("Calculate", document) for what, document in _bad_batches(good)}

    expect({what: answer.code for what, answer in answers.items()}, dict.fromkeys(answers, 102), "StatusCodes")
    if scene.readings["failed_send_fields"] == "absent":
        for answer in answers.values():
            check_v3(answer, scene.readings)


@check(
    "v3.send.malformed",
    "a Send that cannot be read is 102, sends nothing and costs nothing",
    _TABLE,
    "failed_send_fields",
)
def send_malformed(scene: Scene) -> None:
    """Every slip in turn."""
    owner = scene.fresh()
    session, before = owner.login(), owner.v2_balance()
    good = owner.batch(session, [message(owner.recipient)])
    codes = {what: owner.call("Send", document).code for what, document in _bad_batches(good)}
    check_v3(owner.call("Send", good | {"Messages": []}), scene.readings)

    expect(codes, dict.fromkeys(codes, 102), "StatusCodes")
    expect(owner.received(), [], "messages after them")
    expect(owner.v2_balance(), before, "balance after them")


@check(
    "v3.request.not-json",
    "a body that is no JSON object is 102, in every method",
    "v3 code 102; v3 HTTP API 3.0 methods",
)
def not_json(scene: Scene) -> None:
    """Empty, broken, of another type, deep, and not UTF-8."""
    owner = scene.owner
    bodies = (b"", b"{", b"[]", b"null", b"7", b'{"SessionId" "x"}', b"\xff\xfe", b"[" * 5000)
    for method in ("Calculate", "QueryMessages", "QueryBalance") if owner.guard.is_live else _METHODS:
        codes = [owner.call(method, body).code for body in bodies if not owner.guard.is_live or method != "Calculate"]

        expect(codes, [102] * len(codes), f"StatusCodes of {method}")


_METHODS = ("Send", "Calculate", "QueryMessages", "QueryBalance")


@check(
    "v3.request.missing-session",
    "a session method without its mandatory parameters is 102",
    "v3 Query message, request table; v3 Query balance, request table",
)
def missing(scene: Scene) -> None:
    """QueryMessages and QueryBalance."""
    owner = scene.owner
    session = owner.login()
    codes = [
        owner.call("QueryBalance", {}).code,
        owner.call("QueryBalance", {"SessionId": None}).code,
        owner.call("QueryMessages", {"SessionId": session}).code,
        owner.call("QueryMessages", {"References": ["x"]}).code,
        owner.call("QueryMessages", {"SessionId": session, "References": "x"}).code,
        owner.call("QueryMessages", {"SessionId": session, "References": [None]}).code,
    ]

    expect(codes, [102] * len(codes), "StatusCodes")


@check(
    "v3.request.example-as-printed",
    "the documents' example works as it is printed, trailing blanks and all",
    "v3 Send, example; v3 Send, table and example",
)
def as_printed(scene: Scene) -> None:
    """Blanks behind SessionId, Sender, IsWapPush and the date."""
    owner = scene.owner
    session = owner.login()
    printed = {
        "SessionId": f"{session} ",
        "SendWithinHours": 10,
        "IsWapPush": "false ",
        "Sender": f"{owner.target.sender} ",
        "ScheduledDate": f"{owner.now.year + 1}-07-25 ",
        "Messages": [message(owner.recipient, "SMS Message 1", "unique reff")],
    }

    owner.call("Calculate", printed).must_be(101)


@check("v3.request.unknown-members", "members that no table names change nothing", "v3 Send, request table")
def unknown_members(scene: Scene) -> None:
    """In the request and in a message."""
    owner = scene.owner
    session = owner.login()
    odd = message(owner.recipient) | {"Priority": 1}

    expect(
        owner.calculate(session, odd, Campaign="x").document,
        owner.calculate(session, message(owner.recipient)).document,
        "answer of Calculate",
    )


REQUESTS: tuple[ServerCheck, ...] = (malformed, send_malformed, not_json, missing, as_printed, unknown_members)
