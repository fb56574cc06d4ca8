"""One request of every kind, each in a situation of its own: an account is prepared, and then the request is made."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.support import JSON, V2_PATH, Account
from tests.v3.support import in_flight, post, send_request, sms

WRONG = "not-the-password"
# 23 parts of 153 units, and one more if an escape sequence may not straddle two; 22 parts of 160.
LONG = "x" * 152 + "€" + "x" * (23 * 153 - 154)
OFTEN_LONG = ("x" * 320, "x" * 152 + "€" + "x" * 152)  # the one or the other bears on each


@dataclass(frozen=True)
class Situation:
    """What is asked, and what the journal must say of it.

    ask: prepares the account, asks, and returns the answer. check, reason: as `why` has them. readings: those that
    bear on it, in any order. settings: of the account.
    """

    name: str
    ask: Callable[[Account], str]
    check: str
    reason: str = ""
    readings: frozenset[str] = frozenset()
    settings: dict[str, Any] = field(default_factory=dict)


def v3(method: str, *, prepare: Callable[[Account, str], Any] | None = None, **members: Any) -> Callable[..., str]:
    """A v3 request in a session of its own."""

    def ask(account: Account) -> str:
        session = account.login()
        if prepare:
            prepare(account, session)
        return post(account, method, {"SessionId": session, **members}).text

    return ask


def send(*messages: dict[str, str], method: str = "Send", **members: Any) -> Callable[[Account], str]:
    """A v3 Send, one message to Armenia unless others are given."""

    def ask(account: Account) -> str:
        return post(account, method, send_request(account.login(), *messages, **members)).text

    return ask


def v2(function: str, **parameters: str) -> Callable[[Account], str]:
    """A v2 request with right credentials, unless others are given."""

    def ask(account: Account) -> str:
        query = {"function": function, "username": account.username, "password": account.password, **parameters}
        return account.sim.http.get(V2_PATH, params=query).text

    return ask


def v2_send(function: str = "send", **parameters: str) -> Callable[[Account], str]:
    """A v2 send or schedule that is right but for these parameters."""
    right = {"sender": "MOBIPACE", "recipient": "37499000000", "body": "hello"}
    date = {"sendingdate": "2019-07-25T18:21:00"} if function == "schedule" else {}
    return v2(function, **(right | date | parameters))


def failing(times: int, then: Callable[[Account], str]) -> Callable[[Account], str]:
    """After so many wrong passwords in a row."""

    def ask(account: Account) -> str:
        for _ in range(times):
            login(account, WRONG)
        return then(account)

    return ask


def login(account: Account, password: str | None = None) -> str:
    """authorize, with the right password or another."""
    document = {"Username": account.username, "Password": password or account.password}
    return account.sim.http.post("/v3/authorize", content=json.dumps(document), headers=JSON).text


def _log_in_again(account: Account) -> str:
    account.login()
    return login(account)


def _overlap(account: Account) -> str:
    with in_flight(account, "QueryBalance", {"SessionId": account.login()}):
        return post(account, "QueryBalance", {"SessionId": account.login()}).text


def _query_brokenly(account: Account) -> str:
    return post(account, "QueryBalance", f'{{"SessionId": "{account.login()}"').text


def _send_twice(account: Account, session: str) -> None:
    for recipient in ("37400000101", "37400000001"):
        account.send(session, sms(recipient, reference="twice"))
    account.clock(advance=5)


def _send_once(account: Account, session: str) -> None:
    account.send(session, sms(reference="once"))


def _query_sent(account: Account) -> str:
    account.v2_send()
    return v2("querymessage", messageref=str(account.messages[-1]["id"]))(account)


def _die(account: Account, session: str) -> None:
    account.clock(advance=61)


V2_ERROR = {"info_text_v2", "separator_v2", "content_type_v2"}
V2_SEND_ERROR = frozenset(V2_ERROR | {"error_prefix_v2"})
V2_SENT = {"send_reply_v2", "separator_v2", "content_type_v2"}
FUNDS = frozenset({"balance_decimals", "credit_limit_key", "available_fund_key"})
PASSED = "every check was passed"
POOR = {"balance": "1.50", "credit_limit": "0"}

SITUATIONS = [
    # v3, done
    Situation("v3-authorize", login, PASSED),
    Situation("v3-authorize-again", _log_in_again, PASSED, "", frozenset({"single_session"})),
    Situation("v3-Send", send(), PASSED, "", frozenset({"price_decimals"})),
    Situation(
        "v3-Send-in-parts",
        send(*(sms(body=body) for body in OFTEN_LONG)),
        PASSED,
        "",
        frozenset({"price_decimals", "average_price_per", "segmentation", "pair_across_parts"}),
    ),
    Situation(
        "v3-Send-partly-refused",
        send(sms(), sms("+37499000000"), sms("5555555555")),
        PASSED,
        "1 of 3 messages accepted; refused: 1 InvalidMobile, 1 InvalidRoute",
        frozenset({"price_decimals"}),
    ),
    Situation(
        "v3-Send-spread",
        send(sms(), sms(), SendWithinHours=2),
        PASSED,
        "",
        frozenset({"price_decimals", "total_price_of_waiting"}),
    ),
    Situation(
        "v3-Send-on-a-day",
        send(ScheduledDate="2019-07-26"),
        PASSED,
        "",
        frozenset({"price_decimals", "total_price_of_waiting"}),
    ),
    Situation(
        "v3-Send-on-a-minute",
        send(ScheduledDate="2019-07-25 18:30"),
        PASSED,
        "",
        frozenset({"price_decimals", "total_price_of_waiting", "scheduled_date_format"}),
    ),
    Situation(
        "v3-Send-on-a-past-day",
        send(ScheduledDate="2019-07-24"),
        PASSED,
        "",
        frozenset({"price_decimals", "past_date_v3"}),
    ),
    Situation("v3-Calculate", send(method="Calculate"), PASSED, "", frozenset({"price_decimals"})),
    Situation("v3-QueryBalance", v3("QueryBalance"), PASSED, "", FUNDS),
    Situation("v3-QueryMessages", v3("QueryMessages", prepare=_send_once, References=["once"]), PASSED),
    Situation(
        "v3-QueryMessages-unknown",
        v3("QueryMessages", prepare=_send_once, References=["once", "never"]),
        PASSED,
        "",
        frozenset({"unknown_reference_v3"}),
    ),
    Situation(
        "v3-QueryMessages-twice",
        v3("QueryMessages", prepare=_send_twice, References=["twice"]),
        PASSED,
        "",
        frozenset({"duplicate_reference"}),
    ),
    # v3, refused
    Situation(
        "v3-102",
        v3("Send", Sender="MOBIPACE", Messages=[]),
        "102 malformed",
        "Messages is empty; give 1 to 20000 messages",
        frozenset({"failed_send_fields"}),
    ),
    Situation("v3-102-QueryBalance", _query_brokenly, "102 malformed", "the body is not JSON"),
    Situation(
        "v3-102-past",
        send(ScheduledDate="2019-07-24"),
        "102 IncorrectParameter",
        "ScheduledDate is past; reading past_date_v3 is 102",
        frozenset({"failed_send_fields", "past_date_v3"}),
        {"readings": {"past_date_v3": "102"}},
    ),
    Situation(
        "v3-102-minute",
        send(ScheduledDate="2019-07-25 18:30"),
        "102 IncorrectParameter",
        "ScheduledDate has a time; reading scheduled_date_format is date-only",
        frozenset({"failed_send_fields", "scheduled_date_format"}),
        {"readings": {"scheduled_date_format": "date-only"}},
    ),
    Situation(
        "v3-103",
        v3("QueryBalance", prepare=_die),
        "103 SessionExpired",
        "the session died: 61 s have passed since its last request, and 60 s end it",
    ),
    Situation(
        "v3-104",
        _overlap,
        "104 AccessDenied",
        "another request of the same account is in flight",
        frozenset({"busy_scope"}),
    ),
    Situation(
        "v3-200",
        lambda account: login(account, WRONG),
        "200 IncorrectUserNameOrPassword",
        "wrong password, 1 in a row of 5 that lock the account",
        frozenset({"failed_login_session_id"}),
    ),
    Situation(
        "v3-201",
        failing(5, login),
        "201 UserLocked",
        "the account is locked after 5 failed logins in a row; setting locked to false unlocks it",
        frozenset({"failed_login_session_id"}),
    ),
    Situation(
        "v3-202",
        login,
        "202 UserBlocked",
        "the account is blocked until an operator sets blocked to false",
        frozenset({"failed_login_session_id"}),
        {"blocked": True},
    ),
    Situation(
        "v3-300",
        send(),
        "300 OutOfBalance",
        "it costs 2.00 and 1.50 is available",
        frozenset({"failed_send_fields"}),
        POOR,
    ),
    Situation(
        "v3-301",
        send(*[sms()] * 20_001),
        "301 MessageCountOverflow",
        "Messages: 20001 given, 20000 allowed in one request; split the batch",
        frozenset({"failed_send_fields"}),
    ),
    Situation(
        "v3-302",
        send(),
        "302 CurrencyNotDefined",
        "the account's currency is not set",
        frozenset({"failed_send_fields"}),
        {"currency": None},
    ),
    # v2, done
    Situation("v2-send", v2_send(), PASSED, "", frozenset(V2_SENT)),
    Situation(
        "v2-send-in-parts",
        v2_send(body=LONG),
        PASSED,
        "",
        frozenset(V2_SENT | {"segmentation", "pair_across_parts"}),
    ),
    Situation(
        "v2-send-unregistered",
        v2_send(sender="UNKNOWN"),
        PASSED,
        "the message was refused: InvalidSender",
        frozenset(V2_SENT | {"unregistered_sender_v2"}),
    ),
    Situation("v2-schedule", v2_send("schedule"), PASSED, "", frozenset(V2_SENT)),
    Situation("v2-querybalance", v2("querybalance"), PASSED, "", frozenset({"separator_v2", "content_type_v2"})),
    Situation("v2-querymessage", _query_sent, PASSED, "", frozenset(V2_ERROR)),
    # v2, refused
    Situation(
        "v2-700",
        v2_send(recipient="37499-000000"),
        "700 IncorrectParameters",
        "recipient: '37499-000000' given; digits only are allowed, and a + in a URL is a blank",
        V2_SEND_ERROR,
    ),
    Situation(
        "v2-700-malformed",
        v2_send(body=""),
        "700 malformed",
        "body",
        V2_SEND_ERROR,
    ),
    Situation(
        "v2-700-unregistered",
        v2_send(sender="UNKNOWN"),
        "700 IncorrectParameters",
        "sender 'UNKNOWN' is not registered",
        V2_SEND_ERROR | {"unregistered_sender_v2"},
        {"readings": {"unregistered_sender_v2": "700"}},
    ),
    Situation(
        "v2-701",
        v2("querybalance", password=WRONG),
        "701 AuthenticationFailed",
        "wrong password, 1 in a row of 5 that lock the account",
        frozenset(V2_ERROR),
    ),
    Situation(
        "v2-702",
        v2_send(),
        "702 OutOfBalance",
        "it costs 2.00 and 1.50 is available",
        V2_SEND_ERROR,
        POOR,
    ),
    Situation(
        "v2-703",
        v2("querymessage", messageref="5"),
        "703 IncorrectMessageRef",
        "messageref: message 5 given; the account has no such message",
        frozenset(V2_ERROR | {"unknown_reference_v2"}),
    ),
    Situation(
        "v2-705",
        v2_send("schedule", sendingdate="tomorrow"),
        "705 IncorrectDateTimeFormat",
        "sendingdate: write UTC as 2009-06-15T13:45:30",
        frozenset(V2_ERROR),
    ),
    Situation(
        "v2-708",
        v2_send("schedule", sendingdate="2019-07-25T18:19:59"),
        "708 OutOfDateTime",
        "sendingdate is past: it is 2019-07-25T18:20:00Z for this account",
        frozenset(V2_ERROR),
    ),
    Situation(
        "v2-709",
        v2_send(),
        "709 IncorrectCurrency",
        "the account's currency is not set",
        V2_SEND_ERROR,
        {"currency": None},
    ),
]
