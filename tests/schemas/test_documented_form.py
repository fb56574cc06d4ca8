from typing import Any, TypeAlias

import pytest

from mobipace.schemas import conforms

SESSION = "4060b129-2d75-4b7e-9c3a-61b7769a5d2b"
SEND: dict[str, Any] = {
    "SessionId": SESSION,
    "Sender": "MOBIPACE",
    "Messages": [{"Recipient": "79851112233", "Body": "text"}],
}
ABSENT = object()
Table: TypeAlias = dict[str, tuple[list[Any], list[Any]]]  # member: documented values, others


def changed(base: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    """A copy with one member set, or taken out."""
    return {k: v for k, v in {**base, key: value}.items() if v is not ABSENT}


SENDS: Table = {
    "SessionId": ([SESSION, SESSION + "  "], [ABSENT, None, 1]),
    "Sender": (["MOBIPACE", "MOBIPACE "], [ABSENT, None, 1]),
    "ScheduledDate": (
        [ABSENT, "2019-07-25", "2019-07-25 ", "2019-07-25 18:20", "2019-07-25 18:20 ", "2019-12-31 23:59"],
        [None, "", " ", "25.07.2019", "2019-7-25", "2019-07-25T18:20", "2019-07-25T18:20:00Z", "2019-07-25 18:20:00",
         " 2019-07-25", "2019-13-01", "2019-07-32", "2019-07-25 24:00", "2019-07-25 18:60", "2019-07-25\n", 20190725],
    ),
    "SendWithinHours": ([ABSENT, 0, 1, 10, 23], [None, -1, 24, 1.5, "10", True]),
    "IsWapPush": ([ABSENT, "true", "false", "true ", "false  "], [None, True, False, "True", "yes", "", " true", 1]),
    "Messages": (
        [SEND["Messages"], SEND["Messages"] * 20_000],
        [ABSENT, None, [], {}, "text", [None], ["text"], SEND["Messages"] * 20_001],
    ),
    "Unknown": ([None, 1, {"deep": []}], []),
    "sessionid": (["another letter case is an unknown member"], []),
}  # fmt: skip
MESSAGES: Table = {
    "Recipient": (
        ["7985111", "79851112233", "798511122334455"],
        [ABSENT, None, "", "798511", "7985111223344556", "+79851112233", "0079851112233", "09851112233",
         "7985 1112233", "79851112233 ", "79851112233\n", "７９８５１１１２２３３", 79851112233],
    ),
    "Body": (["x", " ", "x" * 500, "բարև\n", "😀" * 250], [ABSENT, None, "", "x" * 501, 5]),
    "Reference": ([ABSENT, "unique reff", " unique reff ", ""], [None, 5]),
    "Unknown": ([1], []),
}  # fmt: skip
V2 = {"username": "37491000000", "password": "123456", "sender": "MOBIPACE", "recipient": "37491000000", "body": "text"}
SCHEDULE = {**V2, "function": "schedule", "sendingdate": "2009-06-15T13:45:30"}
SCHEDULES: Table = {
    **{key: ([SCHEDULE[key]], [ABSENT, "", None]) for key in SCHEDULE},
    "function": (["schedule"], [ABSENT, "Schedule", "send", ""]),
    "recipient": (["3", "37491000000", "1" * 40], [ABSENT, "", "+37491000000", "37491000000 ", "374-91", 37491000000]),
    "body": (["x" * 5000, "բարև"], [ABSENT, ""]),
    "wap_push": ([ABSENT, "true", "false"], ["", "1", "yes", "TRUE", True]),
    "sendingdate": (
        ["2009-06-15T13:45:30"],
        [ABSENT, "", "2009-06-15", "2009-06-15 13:45:30", "2009-06-15T13:45", "2009-06-15T13:45:30Z",
         "2009-06-15T13:45:60", "2009-06-15T13:45:30\n"],
    ),
    "unknown": (["x"], [1]),
}  # fmt: skip


def rows(table: Table) -> list[tuple[str, Any, bool]]:
    """A table as rows of member, value and verdict."""
    return [(key, value, good is values) for key, (good, bad) in table.items() for values in (good, bad)
            for value in values]  # fmt: skip


@pytest.mark.parametrize("name", ["v3/send.request", "v3/calculate.request"])
@pytest.mark.parametrize(("key", "value", "documented"), rows(SENDS))
def test_the_form_of_a_send(name: str, key: str, value: Any, documented: bool) -> None:
    """v3 Send, table of parameters, limitation 1 and the example's trailing blanks; unknown members are allowed."""
    assert conforms(name, changed(SEND, key, value)) is documented


@pytest.mark.parametrize(("key", "value", "documented"), rows(MESSAGES))
def test_the_form_of_a_message(key: str, value: Any, documented: bool) -> None:
    """v3 Send, structure of [Message], and limitations 2 and 3."""
    message = changed(SEND["Messages"][0], key, value)

    assert conforms("v3/send.request", {**SEND, "Messages": [message]}) is documented


@pytest.mark.parametrize("key", ["Username", "Password"])
@pytest.mark.parametrize(("value", "documented"), [("x", True), (ABSENT, False), (None, False), (123456, False)])
def test_the_form_of_an_authorize(key: str, value: Any, documented: bool) -> None:
    """v3 Authorization, table of request parameters: two mandatory strings."""
    request = {"Username": "mobipace@mobipace.com", "Password": "123456"}

    assert conforms("v3/authorize.request", changed(request, key, value)) is documented


@pytest.mark.parametrize(
    ("value", "documented"), [(SESSION, True), (SESSION + " ", False), (ABSENT, False), (None, False), (5, False)]
)
def test_the_form_of_a_query(value: Any, documented: bool) -> None:
    """v3 Query message and Query balance: a mandatory string; only Send's example ends it in a blank."""
    request = {"SessionId": SESSION, "References": ["a"]}

    assert conforms("v3/query-messages.request", changed(request, "SessionId", value)) is documented
    assert conforms("v3/query-balance.request", changed(request, "SessionId", value)) is documented


@pytest.mark.parametrize(
    ("value", "documented"),
    [([], True), (["a", " b "], True), (["a"] * 3, True), (ABSENT, False), (None, False), ("a", False), ([1], False)],
)
def test_the_form_of_references(value: Any, documented: bool) -> None:
    """v3 Query message, table of request parameters: References is a collection of strings."""
    request = {"SessionId": SESSION, "References": ["a"]}

    assert conforms("v3/query-messages.request", changed(request, "References", value)) is documented


@pytest.mark.parametrize(("key", "value", "documented"), rows(SCHEDULES))
def test_the_form_of_a_schedule(key: str, value: Any, documented: bool) -> None:
    """v2 §6, schedule: all parameters but wap_push are mandatory; the date is sortable; unknown ones are allowed."""
    assert conforms("v2/schedule.request", changed(SCHEDULE, key, value)) is documented


@pytest.mark.parametrize("key", ["function", "username", "password", "sender", "recipient", "body"])
def test_a_v2_send_needs_all_but_wap_push(key: str) -> None:
    """v2 §6, send: only wap_push is optional, and an empty value is a missing one."""
    request = {**V2, "function": "send"}

    assert conforms("v2/send.request", request)
    assert not conforms("v2/send.request", changed(request, key, ABSENT))
    assert not conforms("v2/send.request", changed(request, key, ""))


def test_the_form_of_the_v2_queries() -> None:
    """v2 §6: querybalance needs the login, querymessage a messageref as well."""
    login = {"username": "37491000000", "password": "123456"}

    assert conforms("v2/querybalance.request", {"function": "querybalance", **login})
    assert conforms("v2/querymessage.request", {"function": "querymessage", **login, "messageref": "5"})
    assert not conforms("v2/querymessage.request", {"function": "querymessage", **login})
    assert not conforms("v2/querybalance.request", {"function": "querybalance", "username": "37491000000"})
