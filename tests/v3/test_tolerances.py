"""Answer like the gateway, judge like the document: what is read all the same, recorded, and refused under `refuse`."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.noted import noted
from tests.support import JSON, Account, Sim
from tests.v3.support import code, post, send_request, sms

Change = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Slip:
    """One departure from the documented form of an otherwise documented request."""

    name: str
    method: str = "Send"
    change: Change = dict
    path: str = ""
    headers: dict[str, str] = field(default_factory=lambda: JSON)
    prefix: bytes = b""

    def commit(self, account: Account) -> int:
        """Make the request; returns the code of its answer."""
        login = {"Username": account.username, "Password": account.password}
        document = login if self.method == "authorize" else _session_request(self.method, account.login())
        body = self.prefix + json.dumps(self.change(document)).encode()
        return code(post(account, self.path or self.method, body, self.headers))


def _session_request(method: str, session: str) -> dict[str, Any]:
    members = {"QueryMessages": {"References": ["a"]}, "QueryBalance": {}}.get(method, send_request(session))
    return {**members, "SessionId": session}


def with_members(**members: Any) -> Change:
    """The request with these members."""
    return lambda document: {**document, **members}


def with_message(**members: Any) -> Change:
    """The request with one message that has these members."""
    return lambda document: {**document, "Messages": [{**sms(reference="a"), **members}]}


def renamed(old: str, new: str) -> Change:
    """The request with a member under another name."""
    return lambda document: {(new if name == old else name): value for name, value in document.items()}


def renamed_in_message(old: str, new: str) -> Change:
    """The request with a member of its message under another name."""
    return lambda document: {**document, "Messages": [renamed(old, new)(each) for each in document["Messages"]]}


TYPES = [
    Slip("a number as Recipient", change=with_message(Recipient=37499000000)),
    Slip("a number as Body", change=with_message(Body=1234)),
    Slip("a fraction as Body", change=with_message(Body=12.5)),
    Slip("true as Body", change=with_message(Body=True)),
    Slip("a number as Reference", change=with_message(Reference=7)),
    Slip("a number as Sender", change=with_members(Sender=1234)),
    Slip("a number in References", "QueryMessages", with_members(References=["a", 7])),
    Slip("a string as hours", change=with_members(SendWithinHours="10")),
    Slip("a fraction as hours", change=with_members(SendWithinHours=10.0)),
    Slip("true as wap push", change=with_members(IsWapPush=True)),
    Slip("false as wap push", change=with_members(IsWapPush=False)),
    Slip("1 as wap push", change=with_members(IsWapPush=1)),
    Slip("0 as wap push", change=with_members(IsWapPush=0)),
    Slip("a number as recipient of a Calculate", "Calculate", with_message(Recipient=37499000000)),
]
NULLS = [
    Slip("ScheduledDate null", change=with_members(ScheduledDate=None)),
    Slip("SendWithinHours null", change=with_members(SendWithinHours=None)),
    Slip("IsWapPush null", change=with_members(IsWapPush=None)),
    Slip("Reference null", change=with_message(Reference=None)),
]
DATES = [
    Slip(f"the date {date}", change=with_members(ScheduledDate=date))
    for date in (
        "2019-07-26T18:20",
        "2019-07-26T18:20:30",
        "2019-07-26 18:20:30",
        "2019-07-26T18:20:30.5",
        "2019-07-26T18:20:00Z",
        "2019-07-26 18:20Z",
        "2019-07-26T18:20:00+04:00",
        "20190726",
        "20190726T1820",
    )
]
NAMES = [
    Slip("a small letter in Send", change=renamed("SessionId", "sessionId")),
    Slip("capital letters in Send", change=renamed("Sender", "SENDER")),
    Slip("small letters in a message", change=renamed_in_message("Recipient", "recipient")),
    Slip("small letters in Calculate", "Calculate", renamed("Messages", "messages")),
    Slip("small letters in authorize", "authorize", renamed("Username", "username")),
    Slip("other letters in authorize", "authorize", renamed("Password", "PassWord")),
    Slip("small letters in QueryMessages", "QueryMessages", renamed("References", "references")),
    Slip("other letters in QueryBalance", "QueryBalance", renamed("SessionId", "SessionID")),
]
ENVELOPES = [
    Slip("no content type", headers={}),
    Slip("no content type in authorize", "authorize", headers={}),
    Slip("text/plain", headers={"Content-Type": "text/plain"}),
    Slip("text/json", headers={"Content-Type": "text/json"}),
    Slip("a form's content type", headers={"Content-Type": "application/x-www-form-urlencoded"}),
    Slip("a byte order mark", prefix=b"\xef\xbb\xbf"),
    Slip("a byte order mark in QueryBalance", "QueryBalance", prefix=b"\xef\xbb\xbf"),
    Slip("capital letter in the path", "authorize", path="/v3/Authorize"),
    Slip("small letters in the path", path="/v3/send"),
    Slip("capital letters in the path", "QueryBalance", path="/V3/QUERYBALANCE"),
    Slip("a slash after the path", path="/v3/Send/"),
    Slip("a slash and another case", "QueryMessages", path="/v3/querymessages/"),
]
TOLERATED = TYPES + DATES + NAMES + ENVELOPES
NOTED = [
    Slip("an unknown member", change=with_members(Priority="high")),
    Slip("an unknown member null", change=with_members(Priority=None)),
    Slip("an unknown object", change=with_members(Options={"a": [1, 2, {"b": None}]})),
    Slip("an unknown member of a message", change=with_message(Validity=60)),
    Slip("an unknown member in authorize", "authorize", with_members(Client="test")),
    Slip("an unknown member in QueryMessages", "QueryMessages", with_members(Limit=5)),
    Slip("an unknown member in QueryBalance", "QueryBalance", with_members(Currency="EUR")),
    *NULLS,
]
DOCUMENTED = [
    Slip("as the document has it"),
    Slip("blanks after SessionId", change=lambda document: {**document, "SessionId": f"{document['SessionId']}  "}),
    Slip("blanks after SessionId of a Calculate", "Calculate", lambda it: {**it, "SessionId": f"{it['SessionId']} "}),
    Slip("blanks after Sender", change=with_members(Sender="MOBIPACE  ")),
    Slip("blanks after IsWapPush", change=with_members(IsWapPush="false ")),
    Slip("blanks after ScheduledDate", change=with_members(ScheduledDate="2019-07-25 18:20 ")),
    Slip("blanks after a bare ScheduledDate", change=with_members(ScheduledDate="2019-07-26  ")),
    Slip("a charset", headers={"Content-Type": "application/json; charset=utf-8"}),
    Slip("a charset in capitals", headers={"Content-Type": "Application/JSON;charset=UTF-8"}),
    Slip("blanks around the document", prefix=b" \r\n\t"),
    Slip("no references", "QueryMessages", with_members(References=[])),
    *(Slip(f"{hours} hours", change=with_members(SendWithinHours=hours)) for hours in (0, 1, 10, 23)),
    *(Slip(f"wap push {flag}", change=with_members(IsWapPush=flag)) for flag in ("true", "false")),
]


def levels(account: Account) -> list[str]:
    """Levels of the violations recorded for the account's last exchange."""
    return [violation["level"] for violation in noted(account.exchanges[-1])]


@pytest.mark.parametrize("slip", TOLERATED, ids=lambda slip: slip.name)
def test_tolerance_is_answered_and_recorded(account: Account, slip: Slip) -> None:
    """strictness=report: a MUST violation is recorded, and the request served as a deployed gateway would."""
    answered = slip.commit(account)

    assert (answered, levels(account)) == (101, ["MUST"])


@pytest.mark.parametrize("slip", TOLERATED, ids=lambda slip: slip.name)
def test_tolerance_is_refused_where_the_world_is_strict(strict: Account, slip: Slip) -> None:
    """strictness=refuse turns every tolerance into the documented 102, which accepts nothing."""
    answered = slip.commit(strict)

    assert (answered, levels(strict), strict.messages) == (102, ["MUST"], [])


@pytest.mark.parametrize("slip", NOTED, ids=lambda slip: slip.name)
def test_unknown_or_null_member_is_ignored_and_noted(account: Account, strict: Account, slip: Slip) -> None:
    """A member that no table has, or null for an optional one, is absent: noted, and right in a strict world."""
    answered = slip.commit(account), slip.commit(strict)

    assert (answered, levels(account), levels(strict)) == ((101, 101), ["NOTE"], ["NOTE"])


@pytest.mark.parametrize("slip", DOCUMENTED, ids=lambda slip: slip.name)
def test_documented_form_is_no_violation(account: Account, strict: Account, slip: Slip) -> None:
    """What table or example has is accepted everywhere, the blanks of the Send example included."""
    answered = slip.commit(account), slip.commit(strict)

    assert (answered, levels(account), levels(strict)) == ((101, 101), [], [])


@pytest.mark.parametrize("slip", TOLERATED + NOTED, ids=lambda slip: slip.name)
def test_violation_names_rule_clause_and_value(account: Account, slip: Slip) -> None:
    """A violation is of use: a stable rule, the clause it comes from, and words."""
    slip.commit(account)

    [violation] = noted(account.exchanges[-1])
    assert violation["rule"].startswith("v3.")
    assert violation["clause"].startswith("v3 ")
    assert len(violation["message"]) > 20


def test_every_slip_of_a_request_is_recorded(account: Account) -> None:
    """A request with several departures has one violation for each."""
    document = {**send_request("", IsWapPush=True, SendWithinHours="1", Extra=1), "SessionId": account.login()}

    post(account, "/v3/SEND", document, headers={})

    assert sorted(levels(account)) == ["MUST", "MUST", "MUST", "MUST", "NOTE"]


def test_tolerated_values_are_read_as_they_are_meant(account: Account) -> None:
    """Numbers arrive as their digits, whole fractions as whole numbers."""
    message = {"Recipient": 37499000000, "Body": 1234, "Reference": 7}
    session = account.login()
    post(account, "Send", send_request(session, message, IsWapPush=1))

    [kept] = account.messages
    shown = [kept[name] for name in ("recipient", "body", "reference", "wap_push")]
    assert shown == ["37499000000", "1234", "7", True]
    assert account.statuses(session, "7") == [("7", 1, "Pending")]


@pytest.mark.parametrize("hours", ["2", 2.0, 2])
def test_tolerated_hours_spread_as_the_number_does(account: Account, hours: Any) -> None:
    """The string 2 and the fraction 2.0 are two hours."""
    post(account, "Send", send_request(account.login(), sms(), sms(), SendWithinHours=hours))

    assert [message["due_at"][11:16] for message in account.messages] == ["18:20", "19:20"]


def test_password_as_a_number_is_read_and_never_shown(sim: Sim) -> None:
    """A number is read as its digits; what is recorded of it does not tell them."""
    account = sim.account(password="918273645")

    answered = code(post(account, "authorize", {"Username": account.username, "Password": 918273645}))

    [exchange] = account.exchanges
    assert (answered, [each["level"] for each in noted(exchange)]) == (101, ["MUST"])
    assert "918273645" not in json.dumps(exchange)


@pytest.mark.parametrize("place", ["Username", "Password"])
def test_nothing_is_trimmed_in_authorize(account: Account, place: str) -> None:
    """Blanks are forgiven in the four fields of Send alone."""
    login = {"Username": account.username, "Password": account.password}

    assert code(post(account, "authorize", {**login, place: f"{login[place]} "})) == 200


@pytest.mark.parametrize("place", ["Recipient", "Body", "Reference"])
def test_nothing_is_trimmed_in_a_message(account: Account, place: str) -> None:
    """Blanks in a message are part of it."""
    account.send(account.login(), {**sms(reference="a"), place: " 37499000000 "})

    assert account.messages[0][place.lower()] == " 37499000000 "


@pytest.mark.parametrize("sender", [" MOBIPACE", "MOBIPACE\t", "MOBIPACE\n", "MOBIPACE\u00a0", "mobipace"])
def test_only_blanks_after_the_sender_are_forgiven(account: Account, sender: str) -> None:
    """Any other character makes it another sender, which is not registered."""
    session = account.login()

    account.call("Send", send_request(session, sms(reference="a"), Sender=sender))

    assert account.statuses(session, "a") == [("a", 7, "InvalidSender")]


def test_leading_blank_of_a_session_id_is_not_forgiven(account: Account) -> None:
    """Trailing blanks are the documented form, leading ones are not."""
    answer = account.call("Send", send_request(f" {account.login()}"))

    assert answer["StatusCode"] == 103
