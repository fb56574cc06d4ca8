"""`accounts/{username}/clock` and `/clock`: virtual time is moved, stopped and sped up, and never goes back."""

from datetime import datetime
from typing import Any

import pytest

from mobipace.schemas import conforms
from tests.control.support import START, Control
from tests.support import Account

WORLD = "mobipace@mobipace.com"


def move(control: Control, account: Account, **change: Any) -> Any:
    """POST the clock; returns what it shows."""
    return control.post(f"accounts/{account.username}/clock", change)


def refused(control: Control, account: Account, **change: Any) -> str:
    """A change that must be refused and change nothing; returns the error's text."""
    path = f"accounts/{account.username}/clock"
    before = control.get(path)
    text = control.error("POST", path, 422, json=change)
    assert control.get(path) == before
    return text


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (61, "2019-07-25T18:21:01Z"),
        (0, START),
        (0.5, "2019-07-25T18:20:00.500000Z"),
        (0.000001, "2019-07-25T18:20:00.000001Z"),
        (86400 * 365.25, "2020-07-25T00:20:00Z"),
    ],
)
def test_advance_moves_by_seconds(control: Control, account: Account, seconds: float, expected: str) -> None:
    """Fractions are allowed; a clock that stands still goes on standing still."""
    assert move(control, account, advance=seconds) == {"now": expected, "frozen": True, "rate": 1}


def test_advances_add_up_without_a_remainder(control: Control, account: Account) -> None:
    """Time is whole microseconds: ten tenths are a second exactly."""
    for _ in range(10):
        move(control, account, advance=0.1)

    assert control.get(f"accounts/{account.username}/clock")["now"] == "2019-07-25T18:20:01Z"


def test_set_moves_to_an_instant(control: Control, account: Account) -> None:
    """The present instant is not in the past."""
    assert move(control, account, set="2019-07-26T00:00:00.25Z")["now"] == "2019-07-26T00:00:00.250000Z"
    assert move(control, account, set="2019-07-26T00:00:00.250000Z")["frozen"] is True


def test_a_session_dies_at_exactly_sixty_seconds(control: Control) -> None:
    """v3 Authorization: the timeout is 60 seconds after the last request."""
    alive, dead = control.account(), control.account()
    sessions = alive.login(), dead.login()
    move(control, alive, advance=59.999999)
    move(control, dead, advance=60)

    assert alive.call("QueryBalance", {"SessionId": sessions[0]})["StatusCode"] == 101
    assert dead.call("QueryBalance", {"SessionId": sessions[1]})["StatusCode"] == 103


def test_when_advance_returns_all_that_was_due_has_happened(control: Control, account: Account) -> None:
    """In order of its instant, at its own instant, and not only when somebody looks."""
    for date in ("2019-07-25T18:20:40", "2019-07-25T18:20:20", "2019-07-25T18:21:02"):
        account.v2("schedule", sender="MOBIPACE", recipient="37499000000", body="x", sendingdate=date)
    move(control, account, advance=61)

    # The ledger itself, not the control API: asking that would settle the account.
    entries = control.sim.simulator.gateway.accounts[account.username].ledger.entries
    assert [entry.message_id is not None for entry in entries] == [False, True, True]
    assert [(each["at"], each["amount"]) for each in account.ledger["entries"]] == [
        (START, "1300.30"),
        ("2019-07-25T18:20:20Z", "-2.00"),
        ("2019-07-25T18:20:40Z", "-2.00"),
    ]


# Freezing and running


def test_a_frozen_clock_stands_still(control: Control, account: Account) -> None:
    """However often it is asked."""
    path = f"accounts/{account.username}/clock"

    assert {control.get(path)["now"] for _ in range(5)} == {START}


def test_a_clock_runs_when_it_is_let_go(control: Control, account: Account) -> None:
    """`freeze: false` lets it run on from where it stood; `freeze: true` stops it there."""
    running = move(control, account, freeze=False)
    stopped = move(control, account, freeze=True)

    assert (running["frozen"], stopped["frozen"]) == (False, True)
    assert datetime.fromisoformat(START) <= datetime.fromisoformat(running["now"])
    assert control.get(f"accounts/{account.username}/clock") == stopped


def test_a_rate_makes_it_run_faster(control: Control, account: Account) -> None:
    """A rate starts a clock that stood; at 1,000,000 a round trip of a millisecond is some 17 minutes."""
    started = move(control, account, rate=1_000_000)
    later = control.get(f"accounts/{account.username}/clock")

    assert (started["frozen"], started["rate"]) == (False, 1_000_000)
    assert later["now"][:16] > started["now"][:16]


def test_a_rate_below_one_makes_it_run_slower(control: Control, account: Account) -> None:
    """Fractions are allowed: at a millionth it takes minutes of ours to move on by a millisecond."""
    move(control, account, rate=1e-6)

    assert control.get(f"accounts/{account.username}/clock")["now"][:23].rstrip("Z") in (
        START[:19],
        f"{START[:19]}.000",
    )


@pytest.mark.parametrize("change", [{"advance": 1}, {"set": "2019-07-25T18:20:01Z"}])
def test_moving_neither_starts_nor_stops(control: Control, account: Account, change: dict[str, Any]) -> None:
    """Only freeze and rate start or stop a clock."""
    frozen = move(control, account, **change)
    move(control, account, rate=60)
    running = move(control, account, advance=1)

    assert (frozen["frozen"], frozen["rate"]) == (True, 1)
    assert (running["frozen"], running["rate"]) == (False, 60)


def test_all_at_once_is_set_then_advance(control: Control, account: Account) -> None:
    """Each member is optional, and they go together: set, then advance, then rate, and frozen in the end."""
    change = {"freeze": True, "rate": 60, "advance": 0.5, "set": "2019-07-25T18:21:00Z"}

    assert move(control, account, **change) == {"now": "2019-07-25T18:21:00.500000Z", "frozen": True, "rate": 60}


def test_nothing_given_changes_nothing(control: Control, account: Account) -> None:
    """`{}` shows the clock."""
    assert move(control, account) == {"now": START, "frozen": True, "rate": 1}


# What is refused


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"set": "2019-07-25T18:19:59.999999Z"}, "set: 2019-07-25T18:19:59.999999Z is before 2019-07-25T18:20:00Z"),
        ({"advance": -1}, "advance: -1 given; allowed: a number"),
        ({"advance": "61"}, 'advance: "61" given; allowed: a number'),
        ({"advance": True}, "advance: true given; allowed: a number"),
        ({"rate": 0}, "rate: 0 given; allowed: a number above 0"),
        ({"rate": -1}, "rate: -1 given; allowed: a number above 0"),
        ({"rate": 1_000_001}, "rate: 1000001 given; allowed: "),
        ({"freeze": "yes"}, 'freeze: "yes" given; allowed: true or false'),
        ({"set": "2019-07-25"}, 'set: "2019-07-25" given; allowed: a time in UTC, such as "2019-07-25T18:20:00Z"'),
        ({"set": "2019-07-25T18:20:00+04:00"}, 'set: "2019-07-25T18:20:00+04:00" given'),
        ({"set": "2021-02-29T00:00:00Z"}, "'2021-02-29T00:00:00Z' is not an instant"),
        ({"advence": 61}, 'advence: unknown key; did you mean "advance"?'),
        ({"set": "9999-12-31T23:59:59Z", "advance": 1}, "the clock would pass the year 9999"),
        ({"advance": 1e300}, ""),
    ],
)
def test_what_a_clock_refuses(control: Control, account: Account, change: dict[str, Any], text: str) -> None:
    """422 says why, and the clock stands where it stood: it never goes back."""
    assert refused(control, account, **change).startswith(text)


@pytest.mark.parametrize("later", [{"rate": 2_000_000}, {"advance": 1e300}])
def test_a_change_is_made_whole_or_not_at_all(control: Control, account: Account, later: dict[str, Any]) -> None:
    """What is refused last takes back what was done first."""
    assert refused(control, account, set="2019-07-25T19:00:00Z", **later)


@pytest.mark.parametrize(
    "written",
    [
        "2019-07-26T00:00:00Z",
        "2019-07-26T00:00:00.123456Z",
        "2019-07-26T00:00:00.123456789Z",
        "2019-07-26T00:00:00+00:00",
        "2019-07-26T00:00:00+04:00",
        "2019-07-26 00:00:00Z",
        "2019-07-26",
    ],
)
def test_the_schema_and_the_clock_agree_on_what_an_instant_is(control: Control, account: Account, written: str) -> None:
    """A client made from the description can do what that allows, and is warned of what the server refuses."""
    response = control.raw("POST", f"accounts/{account.username}/clock", json={"set": written})

    assert response.is_success == conforms("control/clock-change", {"set": written})


# All accounts


def test_the_clock_of_all_moves_every_account(own: Control) -> None:
    """`/clock` moves the world's clock, and each account's by the same step."""
    ahead = own.account(clock={"now": "2030-01-01T00:00:00Z", "frozen": True})
    behind = own.account()
    own.post("clock", {"freeze": True})
    world = own.post("clock", {"advance": 61})

    assert own.get("clock") == world
    assert own.get(f"accounts/{ahead.username}/clock")["now"] == "2030-01-01T00:01:01Z"
    assert own.get(f"accounts/{behind.username}/clock")["now"] == "2019-07-25T18:21:01Z"
    assert own.get(f"accounts/{WORLD}/clock")["frozen"] is True


def test_an_account_made_later_starts_from_the_worlds_clock(own: Control) -> None:
    """A new account joins the world at the time it shows, at its pace."""
    world = own.post("clock", {"freeze": True, "advance": 3600})
    made = own.post("accounts", status=201)

    assert made["clock"] == world


def test_what_one_account_refuses_moves_none(own: Control) -> None:
    """All clocks move, or none does."""
    own.post("clock", {"freeze": True})
    ahead = own.account(clock={"now": "2950-01-01T00:00:00Z", "frozen": True})
    paths = ["clock", f"accounts/{WORLD}/clock", f"accounts/{ahead.username}/clock"]
    before = [own.get(path) for path in paths]
    text = own.error("POST", "clock", 422, json={"set": "2940-01-01T00:00:00Z", "rate": 60})

    assert text.startswith("set: 2940-01-01T00:00:00Z is before 2950-01-01T00:00:00Z")
    assert [own.get(path) for path in paths] == before


def test_the_clock_of_all_lets_everyones_due_happen(own: Control) -> None:
    """When it is answered, what was due has happened in every account."""
    accounts = [own.account(), own.account()]
    for account in accounts:
        account.v2("schedule", sender="MOBIPACE", recipient="37499000000", body="x", sendingdate="2019-07-25T18:20:30")
    own.post("clock", {"advance": 30})

    owners = own.sim.simulator.gateway.accounts
    assert [str(owners[account.username].ledger.balance) for account in accounts] == ["1298.30", "1298.30"]
