"""`holds`: the next matching request stays in flight until released, so that a 104 comes when a test wants it."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.control.holding import balance, holding, make, release, state
from tests.control.support import Control, until
from tests.support import Account

# A hold's life


def test_a_held_request_makes_the_account_busy(control: Control, account: Account, pool: ThreadPoolExecutor) -> None:
    """v3 limitation 1, code 104: one request at a time, and it is the second that is refused."""
    session, other = account.login(), account.login()
    hold = make(control, account, method="Send")
    answer = pool.submit(account.send, session, {"Recipient": "37499000000", "Body": "x"})
    control.held(hold)

    assert [balance(account, session), balance(account, other)] == [104, 104]
    release(control, hold)
    assert answer.result(timeout=20)["StatusCode"] == 101
    assert balance(account, session) == 101


def test_a_hold_tells_what_it_does(control: Control, account: Account, pool: ThreadPoolExecutor) -> None:
    """waiting: nothing has come; holding: a request is kept; released: it was let go."""
    session = account.login()
    hold = make(control, account)
    shown = [hold["state"], state(control, hold)]
    answer = pool.submit(balance, account, session)
    control.held(hold)
    shown += [state(control, hold), release(control, hold)]
    answer.result(timeout=20)

    assert [*shown, state(control, hold)] == ["waiting", "waiting", "holding", "released", "released"]


def test_a_hold_that_never_fired_is_unused(control: Control, account: Account) -> None:
    """A fixture can insist that it fired; released, it holds nothing any more."""
    hold = make(control, account, method="Send")

    assert balance(account, account.login()) == 101
    assert (release(control, hold), state(control, hold)) == ("unused", "unused")
    assert account.send(account.login(), {"Recipient": "37499000000", "Body": "x"})["StatusCode"] == 101


def test_a_hold_says_how_many_it_holds(control: Control, account: Account, pool: ThreadPoolExecutor) -> None:
    """`times` 2 keeps two requests, which v2 may send at once."""
    hold = make(control, account, protocol="v2", times=2)
    answers = [pool.submit(account.v2, "querybalance") for _ in range(2)]
    control.held(hold)
    until(lambda: holding(control, hold) == 2)
    third = account.v2("querybalance")
    release(control, hold)

    assert third == "ID: 1300.30 : EUR"
    assert [answer.result(timeout=20) for answer in answers] == [third, third]


def test_a_request_is_decided_when_it_is_let_go(control: Control, account: Account, pool: ThreadPoolExecutor) -> None:
    """READING, sessions: 102, 103 and 104 are decided on arrival, everything else at the release."""
    session = account.login()
    hold = make(control, account, method="Send")
    answer = pool.submit(account.send, session, {"Recipient": "37499000000", "Body": "x"})
    control.held(hold)
    account.clock(advance=3600)
    account.change(balance="0.00", credit_limit="0")
    release(control, hold)

    assert answer.result(timeout=20)["StatusCode"] == 300
    assert balance(account, session) == 101


@pytest.mark.parametrize("document", [{"SessionId": 1.5}, {"SessionId": "unknown"}, {}])
def test_what_is_refused_on_arrival_is_not_held(control: Control, account: Account, document: Any) -> None:
    """A 102 or 103 is answered at once, and the hold waits on."""
    hold = make(control, account)

    assert account.call("QueryBalance", document)["StatusCode"] in (102, 103)
    assert state(control, hold) == "waiting"


@pytest.mark.parametrize("password", ["right", "wrong"])
def test_authorize_can_be_held(control: Control, account: Account, pool: ThreadPoolExecutor, password: str) -> None:
    """It carries no session and is never 104: others go on meanwhile."""
    session = account.login()
    hold = make(control, account, method="authorize")
    given = account.password if password == "right" else "wrong"
    document = {"Username": account.username, "Password": given}
    answer = pool.submit(account.call, "authorize", document)
    control.held(hold)

    assert balance(account, session) == 101
    assert account.login()
    release(control, hold)
    assert answer.result(timeout=20)["StatusCode"] == (101 if password == "right" else 200)


def test_a_held_v2_request_makes_nobody_busy(control: Control, account: Account, pool: ThreadPoolExecutor) -> None:
    """v2 has no one-at-a-time rule."""
    hold = make(control, account, protocol="v2", method="send")
    answer = pool.submit(account.v2_send)
    control.held(hold)

    assert balance(account, account.login()) == 101
    assert account.v2("querybalance") == "ID: 1300.30 : EUR"
    release(control, hold)
    assert answer.result(timeout=20).startswith("ID: ")
    assert account.v2("querybalance") == "ID: 1298.30 : EUR"


def test_a_hold_is_its_accounts_alone(control: Control, account: Account) -> None:
    """An account is a world of its own."""
    hold = make(control, account)
    other = control.account()

    assert balance(other, other.login()) == 101
    assert state(control, hold) == "waiting"
    release(control, hold)


def test_holds_are_listed_with_those_that_ended(control: Control, account: Account) -> None:
    """In order of making, and only the account's own."""
    holds = [make(control, account, method="Send"), make(control, account, method="authorize")]
    make(control, control.account())
    release(control, holds[0])
    listed = control.get(f"accounts/{account.username}/holds")

    assert listed["next"] is None
    assert [(each["id"], each["state"], each["match"]) for each in listed["holds"]] == [
        (holds[0]["id"], "unused", {"method": "Send", "times": 1}),
        (holds[1]["id"], "waiting", {"method": "authorize", "times": 1}),
    ]


def test_releasing_twice_changes_nothing(control: Control, account: Account) -> None:
    """DELETE may be repeated."""
    hold = make(control, account)

    assert [release(control, hold), release(control, hold)] == ["unused", "unused"]


# Waiting for one


def test_a_test_can_wait_until_a_request_is_held(control: Control, account: Account, pool: ThreadPoolExecutor) -> None:
    """`wait`: a long poll that ends when the request has arrived."""
    session, hold = account.login(), make(control, account)
    shown = pool.submit(control.get, f"holds/{hold['id']}", params={"wait": 50})
    answer = pool.submit(balance, account, session)

    assert shown.result(timeout=20)["state"] == "holding"
    release(control, hold)
    assert answer.result(timeout=20) == 101


@pytest.mark.parametrize("wait", [0, 0.2])
def test_waiting_ends_at_its_deadline(control: Control, account: Account, wait: float) -> None:
    """It is still waiting then, and that is what is answered."""
    hold = make(control, account)

    assert control.get(f"holds/{hold['id']}", params={"wait": wait})["state"] == "waiting"


def test_waiting_ends_when_the_hold_does(control: Control, account: Account, pool: ThreadPoolExecutor) -> None:
    """Released, it will never hold anything."""
    hold = make(control, account)
    shown = pool.submit(control.get, f"holds/{hold['id']}", params={"wait": 50})
    release(control, hold)

    assert shown.result(timeout=20)["state"] == "unused"


def test_waiting_ends_when_the_account_does(control: Control, pool: ThreadPoolExecutor) -> None:
    """Its holds end with it."""
    account = control.account()
    hold = make(control, account)
    shown = pool.submit(control.get, f"holds/{hold['id']}", params={"wait": 50})
    control.delete(f"accounts/{account.username}")

    assert shown.result(timeout=20)["state"] == "unused"
