"""`PATCH accounts/{username}`: every member, all or nothing."""

from typing import Any

import pytest

from tests.control.support import START, Control
from tests.support import Account

STANDARD = {"now": START, "frozen": True, "rate": 1}


def change(control: Control, account: Account, **members: Any) -> Any:
    """PATCH; returns the account as it is then."""
    return control.patch(f"accounts/{account.username}", members)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("senders", ["SHOP"]),
        ("senders", []),
        ("balance", "10.00"),
        ("balance", "-999.9"),
        ("credit_limit", "0"),
        ("currency", "AMD"),
        ("currency", None),
        ("kind", "individual"),
        ("time_zone", "America/New_York"),
        ("blocked", True),
        ("locked", True),
        ("readings", {"busy_scope": "session"}),
        ("clock", {"now": "2019-07-25T18:21:01Z", "frozen": True, "rate": 1}),
    ],
)
def test_each_member_can_be_changed_alone(control: Control, account: Account, member: str, value: Any) -> None:
    """The answer shows the account as it is now, and nothing else has changed."""
    path = f"accounts/{account.username}"
    before = control.get(path)
    answer = change(control, account, **{member: value})
    derived = {"available_fund"} if member in ("balance", "credit_limit") else {"sender"}

    assert answer[member] == value
    assert answer == control.get(path)
    assert {key: answer[key] for key in answer.keys() - derived - {member}} == {
        key: before[key] for key in before.keys() - derived - {member}
    }


def test_an_empty_change_changes_nothing(control: Control, account: Account) -> None:
    """`{}` is a change of nothing, and enters nothing in the ledger."""
    before = control.get(f"accounts/{account.username}")

    assert change(control, account) == before
    assert len(account.ledger["entries"]) == 1


def test_a_changed_balance_is_what_the_gateway_answers(control: Control, account: Account) -> None:
    """Amounts keep the scale they were given with, limits too: AvailableFund = Balance - BalanceNegativeLimit."""
    session = account.login()
    change(control, account, balance="10.5", credit_limit="-2.25")

    assert account.call("QueryBalance", {"SessionId": session}) == {
        "StatusCode": 101,
        "Status": "Success",
        "Balance": "10.5",
        "BalanceNegativeLimit": "-2.25",
        "AvailableFund": "12.75",
    }


def test_a_changed_password_is_the_one_that_counts(control: Control, account: Account) -> None:
    """The old one is wrong from then on; sessions that are open stay open."""
    session = account.login()
    change(control, account, password="another")
    old = account.call("authorize", {"Username": account.username, "Password": account.password})
    new = account.call("authorize", {"Username": account.username, "Password": "another"})

    assert (old["StatusCode"], new["StatusCode"]) == (200, 101)
    assert account.call("QueryBalance", {"SessionId": session})["StatusCode"] == 101


def test_a_password_taken_away_makes_a_social_account(control: Control, account: Account) -> None:
    """Password null = social: 200 for everyone, and no number of failures locks it."""
    change(control, account, password=None)
    document = {"Username": account.username, "Password": account.password}
    codes = [account.call("authorize", document)["StatusCode"] for _ in range(7)]

    assert codes == [200] * 7
    assert control.get(f"accounts/{account.username}")["locked"] is False


@pytest.mark.parametrize(("member", "code"), [("blocked", 202), ("locked", 201)])
def test_blocking_and_locking_hold_for_open_sessions(
    control: Control, account: Account, member: str, code: int
) -> None:
    """v3 202, 201: the check stands in every session method; taking it back lets the session go on."""
    session = account.login()
    change(control, account, **{member: True})
    refused = account.call("QueryBalance", {"SessionId": session})["StatusCode"]
    change(control, account, **{member: False})

    assert refused == code
    assert account.call("QueryBalance", {"SessionId": session})["StatusCode"] == 101


def test_unlocking_forgets_failed_logins(control: Control, account: Account) -> None:
    """v3 201 lasts until an operator unlocks; then all five mistakes are allowed again."""
    wrong = {"Username": account.username, "Password": "wrong"}
    codes = [account.call("authorize", wrong)["StatusCode"] for _ in range(6)]
    shown = control.get(f"accounts/{account.username}")
    unlocked = change(control, account, locked=False)

    assert codes == [200] * 5 + [201]
    assert (shown["locked"], shown["failed_logins"]) == (True, 5)
    assert (unlocked["locked"], unlocked["failed_logins"]) == (False, 0)
    assert [account.call("authorize", wrong)["StatusCode"] for _ in range(5)] == [200] * 5


def test_a_currency_taken_away_stops_sending(control: Control, account: Account) -> None:
    """Null currency = not set: 302 and 709."""
    session = account.login()
    change(control, account, currency=None)

    assert account.send(session, {"Recipient": "37499000000", "Body": "x"})["StatusCode"] == 302
    assert account.v2_send() == "Err: 709 : The specified currency is incorrect"


def test_a_changed_time_zone_is_the_one_of_v3_dates(control: Control, account: Account) -> None:
    """v3 limitation 5: Asia/Yerevan is UTC+4."""
    session = account.login()
    change(control, account, time_zone="Asia/Yerevan")
    account.send(session, {"Recipient": "37499000000", "Body": "x"}, ScheduledDate="2019-07-26 00:00")

    assert account.messages[0]["due_at"] == "2019-07-25T20:00:00Z"


def test_readings_are_set_one_beside_the_other(control: Control, account: Account) -> None:
    """A reading that is not named stays as it was set."""
    change(control, account, readings={"error_prefix_v2": "Er"})
    answer = change(control, account, readings={"separator_v2": "tight"}, currency=None)

    assert answer["readings"] == {"error_prefix_v2": "Er", "separator_v2": "tight"}
    assert account.v2_send() == "Er:709:The specified currency is incorrect"


def test_routes_and_outcomes_hold_for_what_is_sent_from_then_on(control: Control, account: Account) -> None:
    """A message's price and course are settled when it is accepted."""
    account.v2_send()
    change(
        control,
        account,
        routes=[{"prefix": "374", "price": "7.5"}],
        outcomes={"moved_by": "hand"},
        blocked_mobiles=["37499000009"],
    )
    account.v2_send()
    account.v2_send("37499000009")
    account.clock(advance=3)

    assert [(each["price"], each["v3"]["name"]) for each in account.messages] == [
        ("2.00", "Delivered"),
        ("7.5", "Pending"),
        ("0.00", "BlockedMobile"),
    ]


# The clock, as a member of the account


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ({"now": "2019-07-25T18:21:01Z"}, {"now": "2019-07-25T18:21:01Z"}),
        ({"frozen": True}, {}),
        ({}, {}),
    ],
)
def test_what_is_not_said_of_the_clock_stays(
    control: Control, account: Account, clock: dict[str, Any], expected: dict[str, Any]
) -> None:
    """Only freezing and the rate start or stop a clock: a frozen one that is set stays frozen."""
    assert change(control, account, clock=clock)["clock"] == STANDARD | expected


def test_a_clock_that_is_stopped_keeps_its_rate(control: Control) -> None:
    """`frozen` alone says nothing of the rate."""
    account = control.account(clock={"rate": 60})

    assert change(control, account, clock={"frozen": True})["clock"]["rate"] == 60


def test_a_clock_never_goes_back(control: Control, account: Account) -> None:
    """422, and the clock stands where it stood."""
    path = f"accounts/{account.username}"
    text = control.error("PATCH", path, 422, json={"clock": {"now": "2019-07-25T18:19:59Z", "frozen": True}})

    assert "a clock never goes back" in text
    assert control.get(path)["clock"] == STANDARD


def test_a_clock_that_is_set_lets_what_is_due_happen(control: Control, account: Account) -> None:
    """Setting the clock by PATCH is setting the clock."""
    account.v2("schedule", sender="MOBIPACE", recipient="37499000000", body="x", sendingdate="2019-07-25T18:20:30")
    change(control, account, clock={"now": "2019-07-25T18:20:31Z", "frozen": True})

    assert account.ledger["balance"] == "1298.30"


# All or nothing


@pytest.mark.parametrize(
    "bad",
    [
        {"time_zone": "Asia/Yerewan"},
        {"clock": {"now": "2019-07-25T18:19:59Z"}},
        {"clock": {"rate": 2_000_000}},
        {"readings": {"busy_scope": "sesion"}},
        {"outcomes": {"steps": [{"status": "Delivered", "after": 1}, {"status": "Sent", "after": 2}]}},
        {"balence": "1"},
    ],
)
def test_a_change_is_made_whole_or_not_at_all(control: Control, account: Account, bad: dict[str, Any]) -> None:
    """One refused member refuses the others with it."""
    path = f"accounts/{account.username}"
    before = control.get(path)
    control.error("PATCH", path, 422, json={"balance": "1.00", "senders": ["SHOP"], "blocked": True, **bad})

    assert control.get(path) == before
    assert len(account.ledger["entries"]) == 1


def test_a_username_cannot_be_changed(control: Control, account: Account) -> None:
    """The name is the account; giving the same one is no change."""
    path = f"accounts/{account.username}"
    text = control.error("PATCH", path, 422, json={"username": "another@example.test"})

    assert text == "username: it cannot be changed; make another account"
    assert change(control, account, username=account.username)["username"] == account.username
