"""Why a request was answered so: the journal tells its operator what the answer does not tell the client."""

from typing import Any

import pytest

from tests.noted import noted
from tests.support import Account, Sim
from tests.v3.support import sms


def why(account: Account) -> Any:
    """The reason beside the account's last exchange."""
    return account.exchanges[-1]["why"].get("reason")


def test_a_session_that_died_or_never_was(account: Account) -> None:
    """103 is one answer; the reason tells the two apart."""
    session = account.login()
    account.clock(advance=61)
    account.call("QueryBalance", {"SessionId": session})
    died = why(account)
    account.control("DELETE", "sessions")
    account.call("QueryBalance", {"SessionId": session})
    ended = why(account)
    account.call("QueryBalance", {"SessionId": "made up"})
    [latest] = account.sim.control("GET", "exchanges", params={"code": "103", "limit": "10000"})["exchanges"][-1:]

    assert died == "the session died: 61 s have passed since its last request, and 60 s end it"
    assert ended == "the session was ended, by an operator or by a later login"
    assert latest["why"]["reason"] == "no such session: never given out, or dead for long"


def test_logins_are_counted_and_the_lock_says_what_helps(account: Account) -> None:
    """200 and 201 (v3), 701 (v2): how many failures there were, and how to unlock."""
    wrong = {"Username": account.username, "Password": "no"}
    reasons = []
    for _ in range(6):
        account.call("authorize", wrong)
        reasons.append(why(account))
    account.v2("querybalance")

    assert reasons[1] == "wrong password, 2 in a row of 5 that lock the account"
    assert reasons[5] == "the account is locked after 5 failed logins in a row; setting locked to false unlocks it"
    assert why(account) == reasons[5]


def test_a_social_account(sim: Sim) -> None:
    """No password was ever set (v3 limitations)."""
    social = sim.account(password=None)
    social.call("authorize", {"Username": social.username, "Password": "x"})

    assert why(social) == "the account has no password: it was registered through a social network"


def test_busy_says_what_is_busy(account: Account) -> None:
    """104 speaks of a session; under the default reading it is the account that is busy."""
    session, other = account.login(), account.login()
    hold = account.control("POST", "holds", json={})
    with account.sim.connection() as connection:
        body = f'{{"SessionId": "{session}"}}'
        head = "POST /v3/QueryBalance HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        connection.send(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        account.sim.control("GET", f"holds/{hold['id']}", params={"wait": "5"})
        answer = account.call("QueryBalance", {"SessionId": other})
        reason = why(account)
        account.sim.control("DELETE", f"holds/{hold['id']}")
        connection.answer()

    assert (answer["StatusCode"], reason) == (104, "another request of the same account is in flight")


def test_money(account: Account) -> None:
    """300 and 702: what it costs and what there is."""
    account.change(balance="1.50", credit_limit="0")
    account.send(account.login(), sms("37499000000"))
    first = why(account)
    account.v2_send()

    assert first == "it costs 2.00 and 1.50 is available"
    assert why(account) == first


def test_refused_messages_are_told_though_the_answer_is_success(account: Account) -> None:
    """101 with a MessageCount of 1 for three messages: the reason counts what was refused, and as what."""
    answer = account.send(account.login(), sms("37499000000"), sms("+37499000000"), sms("5555555555"))

    assert (answer["StatusCode"], answer["MessageCount"]) == (101, 1)
    assert why(account) == "1 of 3 messages accepted; refused: 1 InvalidMobile, 1 InvalidRoute"


def test_a_refused_v2_message_is_told(account: Account) -> None:
    """v2 answers an id; the reason says what becomes of it."""
    account.v2_send(sender="UNKNOWN")

    assert why(account) == "the message was refused: InvalidSender"


@pytest.mark.parametrize(
    ("function", "parameters", "reason"),
    [
        (
            "send",
            {"sender": "MOBIPACE", "recipient": "37499-000000", "body": "x"},
            "recipient: '37499-000000' given; digits only are allowed, and a + in a URL is a blank",
        ),
        (
            "send",
            {"sender": "MOBIPACE", "recipient": "37499000000", "body": "x", "wap_push": "yes"},
            "wap_push: allowed are true and false",
        ),
        (
            "schedule",
            {"sender": "MOBIPACE", "recipient": "37499000000", "body": "x", "sendingdate": "tomorrow"},
            "sendingdate: write UTC as 2009-06-15T13:45:30",
        ),
        (
            "schedule",
            {"sender": "MOBIPACE", "recipient": "37499000000", "body": "x", "sendingdate": "2019-07-25T18:19:59"},
            "sendingdate is past: it is 2019-07-25T18:20:00Z for this account",
        ),
        (
            "querymessage",
            {"messageref": "abc"},
            "messageref: what cannot be an id given; the account has no such message",
        ),
        ("querymessage", {"messageref": "5"}, "messageref: message 5 given; the account has no such message"),
    ],
)
def test_v2_values(account: Account, function: str, parameters: dict[str, str], reason: str) -> None:
    """700, 703, 705, 708 name the parameter and what is allowed."""
    account.v2(function, **parameters)

    assert why(account) == reason


def test_a_form_sent_to_v3_hears_of_its_content_type(account: Account) -> None:
    """What was seen before a document proved unreadable is kept."""
    body = f'{{"SessionId": "{account.login()}"'
    account.sim.http.post(
        "/v3/QueryBalance", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )

    assert [each["rule"] for each in noted(account.exchanges[-1])] == ["v3.content-type"]


def test_an_ampersand_that_was_not_encoded(account: Account) -> None:
    """`body=Tom&Jerry` arrives as Tom and a parameter nobody knows, which is noted."""
    account.sim.http.get(
        f"/API_2_0/HTTP_API.aspx?function=send&username={account.username}&password={account.password}"
        "&sender=MOBIPACE&recipient=37499000000&body=Tom&Jerry"
    )
    [violation] = noted(account.exchanges[-1])

    assert (violation["rule"], violation["level"]) == ("v2.parameter.unknown", "NOTE")
    assert "'Jerry'" in violation["message"]
