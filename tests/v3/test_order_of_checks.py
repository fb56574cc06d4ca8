"""102 · 103 · 104 · 202 / 201 · past date · 301 · 302 · 300: with two faults in a request, the earlier answers."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any

import pytest

from tests.support import Account
from tests.v3.support import in_flight, send_request, sms

ORDER = {
    "malformed": 102,
    "dead session": 103,
    "busy": 104,
    "blocked": 202,
    "locked": 201,
    "past date": 102,
    "too many messages": 301,
    "no currency": 302,
    "no funds": 300,
}
PAIRS = list(combinations(ORDER, 2))


@dataclass
class Scene:
    """An account with a request to come, and the faults that are put into both."""

    account: Account
    stack: ExitStack
    session: str
    document: dict[str, Any] = field(default_factory=dict)

    def is_malformed(self) -> None:
        self.document["IsWapPush"] = "maybe"

    def has_dead_session(self) -> None:
        self.account.control("DELETE", f"sessions/{self.session}")

    def is_busy(self) -> None:
        other = self.account.login()
        self.stack.enter_context(in_flight(self.account, "QueryBalance", {"SessionId": other}))

    def is_blocked(self) -> None:
        self.account.change(blocked=True)

    def is_locked(self) -> None:
        self.account.change(locked=True)

    def has_past_date(self) -> None:
        self.account.change(readings={"past_date_v3": "102"})
        self.document["ScheduledDate"] = "2019-07-25 18:19"

    def has_too_many_messages(self) -> None:
        self.document["Messages"] = [sms()] * 20_001

    def has_no_currency(self) -> None:
        self.account.change(currency=None)

    def has_no_funds(self) -> None:
        self.account.change(balance="1.99", credit_limit="0")


FAULTS: Mapping[str, Callable[[Scene], None]] = {
    "malformed": Scene.is_malformed,
    "dead session": Scene.has_dead_session,
    "busy": Scene.is_busy,
    "blocked": Scene.is_blocked,
    "locked": Scene.is_locked,
    "past date": Scene.has_past_date,
    "too many messages": Scene.has_too_many_messages,
    "no currency": Scene.has_no_currency,
    "no funds": Scene.has_no_funds,
}


def answered(account: Account, method: str, faults: tuple[str, ...]) -> int:
    """The code of a request that has these faults; busy is made first, since it takes another session."""
    session = account.login()
    with ExitStack() as stack:
        scene = Scene(account, stack, session, send_request(session))
        for fault in sorted(faults, key="busy".__ne__):
            FAULTS[fault](scene)
        return int(account.call(method, scene.document)["StatusCode"])


@pytest.mark.parametrize("fault", ORDER)
def test_each_fault_alone_has_its_code(account: Account, fault: str) -> None:
    """The faults of this file are what they are called."""
    assert answered(account, "Send", (fault,)) == ORDER[fault]


@pytest.mark.parametrize(("earlier", "later"), PAIRS)
def test_the_earlier_check_answers(account: Account, earlier: str, later: str) -> None:
    """Of two faults the one that is looked at first gives the code."""
    assert answered(account, "Send", (earlier, later)) == ORDER[earlier]


@pytest.mark.parametrize(("earlier", "later"), [pair for pair in PAIRS if "no funds" not in pair])
def test_calculate_checks_in_the_same_order(account: Account, earlier: str, later: str) -> None:
    """Calculate has the same checks as Send, but for funds."""
    assert answered(account, "Calculate", (earlier, later)) == ORDER[earlier]


@pytest.mark.parametrize(("fault", "method"), list(product(list(ORDER)[:5], ["QueryMessages", "QueryBalance"])))
def test_queries_check_the_first_five(account: Account, fault: str, method: str) -> None:
    """A query can be malformed, without session, busy, blocked or locked like a Send; it needs no funds."""
    session = account.login()
    account.change(balance="0.00", credit_limit="0")
    with ExitStack() as stack:
        scene = Scene(account, stack, session)
        FAULTS[fault](scene)
        document: dict[str, Any] = {"SessionId": session, "References": []}
        if fault == "malformed":
            document["SessionId"] = []
        code = account.call(method, document)["StatusCode"]

    assert code == ORDER[fault]


@pytest.mark.parametrize("method", ["QueryMessages", "QueryBalance"])
def test_queries_need_no_currency(account: Account, method: str) -> None:
    """302 belongs to Send and Calculate only."""
    account.change(currency=None)

    answer = account.call(method, {"SessionId": account.login(), "References": []})

    assert answer["StatusCode"] == 101


def test_wrong_messages_do_not_come_before_the_account(account: Account) -> None:
    """A refused message is no fault of the request: it is 101 with nothing accepted, even without money."""
    account.change(balance="0.00", credit_limit="0")

    answer = account.send(account.login(), sms("not a number"))

    assert (answer["StatusCode"], answer["MessageCount"]) == (101, 0)


def test_unreadable_message_stands_before_their_number(account: Account) -> None:
    """102 before 301: the 20,001st message lacks its Body."""
    messages = [*[sms()] * 20_000, {"Recipient": "37499000000"}]

    answer = account.send(account.login(), *messages)

    assert answer["StatusCode"] == 102


def test_date_only_form_is_decided_with_102(account: Account) -> None:
    """Reading scheduled_date_format=date-only: a time is a malformed date, and stands before busy and blocked."""
    account.change(readings={"scheduled_date_format": "date-only"})
    session = account.login()
    account.change(blocked=True)

    answer = account.send(session, sms(), ScheduledDate="2019-07-26 10:00")

    assert answer["StatusCode"] == 102


def test_a_request_refused_in_any_way_leaves_nothing(account: Account) -> None:
    """Whatever the refusal, no message is kept and nothing is charged."""
    for fault in ("malformed", "past date", "too many messages", "no currency", "no funds"):
        answered(account, "Send", (fault,))

    assert account.messages == []
    assert [entry["cause"] for entry in account.ledger["entries"][1:]] == ["balance set by the operator"]
