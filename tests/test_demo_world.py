"""The built-in demo world: what a user finds without writing one."""

from dataclasses import replace
from decimal import Decimal

import pytest

from mobipace.mock_server import world as worlds
from mobipace.mock_server.gateway.codes import State
from mobipace.mock_server.gateway.gateway import Gateway
from mobipace.mock_server.gateway.outcomes import Rule, Step
from mobipace.mock_server.gateway.settings import AccountSettings, World

DEMO: World = worlds.load(None, seed=7)
SHUT = {"locked@mobipace.com": "locked", "blocked@mobipace.com": "blocked"}


def account(username: str) -> AccountSettings:
    """An account of the demo world."""
    return next(each for each in DEMO.accounts if each.username == username)


def test_the_demo_world_has_an_account_for_every_documented_state() -> None:
    """By these names, in this order."""
    assert [each.username for each in DEMO.accounts] == [
        "mobipace@mobipace.com",
        "poor@mobipace.com",
        "locked@mobipace.com",
        "blocked@mobipace.com",
        "nocurrency@mobipace.com",
        "social@mobipace.com",
        "37491000000",
    ]


def test_the_demo_worlds_first_account_is_the_documents() -> None:
    """v3 Authorization and Query balance, examples: a fresh account is like it."""
    first = account("mobipace@mobipace.com")

    assert (DEMO.template, first) == (
        first.username,
        AccountSettings(
            username="mobipace@mobipace.com",
            password="123456",
            senders=("MOBIPACE",),
            balance=Decimal("1300.30"),
            credit_limit=Decimal(-1000),
            currency="EUR",
        ),
    )


@pytest.mark.parametrize("username", [each.username for each in DEMO.accounts])
def test_every_demo_account_has_one_password_and_one_sender(username: str) -> None:
    """123456 and MOBIPACE; but for the social one, which has no password."""
    own = account(username)

    assert (own.password, own.senders) == (None if username.startswith("social") else "123456", ("MOBIPACE",))


def test_the_poor_account_can_spend_nothing() -> None:
    """Balance 0, no credit: 300 and 702."""
    poor = account("poor@mobipace.com")

    assert (poor.balance, poor.credit_limit, poor.currency) == (Decimal("0.00"), Decimal(0), "EUR")


def test_the_shut_accounts_are_shut_and_nobody_else() -> None:
    """201 and 202."""
    assert {
        each.username: "locked" if each.locked else "blocked" for each in DEMO.accounts if each.locked or each.blocked
    } == SHUT


def test_only_the_account_without_a_currency_has_none() -> None:
    """302 and 709; the others speak of EUR."""
    assert {each.username for each in DEMO.accounts if each.currency != "EUR"} == {"nocurrency@mobipace.com"}


def test_only_the_phone_number_is_an_individual() -> None:
    """v2 5.2."""
    assert [each.username for each in DEMO.accounts if each.kind == "individual"] == ["37491000000"]


def test_the_demo_routes() -> None:
    """7 costs 2.50, 374 costs 2.00, and a dozen more prefixes can be reached."""
    prices = {prefix: f"{price}" for prefix, price in DEMO.routes.items()}

    assert (prices["7"], prices["374"], len(prices) >= 14, all(map(str.isdecimal, prices))) == (
        "2.50",
        "2.00",
        True,
        True,
    )


def test_the_demo_recipients_end_in_every_status() -> None:
    """37400000NNN ends in the v3 message status NNN."""
    assert DEMO.outcomes.rules == tuple(Rule(f"37400000{state:03d}", ends=state) for state in State)


def test_the_demo_course() -> None:
    """Sent after 1 s, Delivered after 3 s, by time; never random."""
    assert (DEMO.outcomes.moved_by, DEMO.outcomes.steps) == ("time", (Step(State.SENT, 1), Step(State.DELIVERED, 3)))


def test_the_demo_world_is_the_present_and_lenient_by_default() -> None:
    """No clock of its own, no reading changed, nothing refused that can be read; five failed logins lock."""
    assert (DEMO.clock.now, DEMO.clock.frozen, dict(DEMO.readings), DEMO.strictness, DEMO.max_failed_logins) == (
        None,
        False,
        {},
        "report",
        5,
    )


def test_the_demo_text_is_what_is_loaded() -> None:
    """`world init` writes it, as a starting point that reads back the same."""
    assert worlds.parse(worlds.demo_text(), "copy.toml", seed=7) == DEMO


def test_a_loaded_world_makes_a_gateway() -> None:
    """And again from the same one: a world is never changed by who uses it."""
    kept = replace(DEMO)
    for _ in range(2):
        assert len(Gateway(DEMO, 0).accounts) == 7

    assert kept == DEMO
