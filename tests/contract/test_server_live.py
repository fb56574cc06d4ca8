"""`--live`: nobody but those named is written to, and the budget is never passed."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from mobipace.contract_tests.own_gateway import OwnAccount, OwnGateway
from mobipace.contract_tests.server.guard import LiveGuard
from mobipace.contract_tests.server.target import Target
from mobipace.contract_tests.server.verify import Plan, verify
from mobipace.mock_server.report import Results

ALLOWED = "79851112233"


@pytest.fixture
def account() -> Iterator[OwnAccount]:
    """An account of a server whose journal is the recording of what was asked."""
    with OwnGateway() as own:
        yield own.account(balance="100.00")


@pytest.mark.parametrize("readings", [{"single_session": "yes"}, {"total_price_of_waiting": "charged"}])
def test_the_price_is_asked_without_harm(account: OwnAccount, readings: dict[str, str]) -> None:
    """In the session that is there, as another login might end it; and of messages that go out now."""
    account.gateway.ask("PATCH", f"accounts/{account.username}", {"readings": readings})
    results, guard = live(account, "50.00")

    assert [each.id for each in results.checks if each.verdict not in ("PASS", "INFO", "NOTRUN")] == []
    assert Decimal(0) < spent(account) <= guard.spent


def live(account: OwnAccount, budget: str, **plan: Any) -> tuple[Results, LiveGuard]:
    """A live run with that budget."""
    guard = LiveGuard([ALLOWED], Decimal(budget))
    context = account.context("live")
    at = Target(context.v3_url, context.v2_url, account.username, account.password, recipient=ALLOWED)
    return verify(Plan(at, guard=guard, **plan)), guard


def recipients(account: OwnAccount) -> set[str]:
    """Everybody whom a request named."""
    named: set[str] = set()
    for exchange in account.gateway.ask("GET", f"exchanges?limit=1000&account={account.username}")["exchanges"]:
        query = parse_qs(urlsplit(exchange["request"]["target"]).query)
        named.update(query.get("recipient", []))
        if exchange["method"] in ("Send", "Calculate"):
            named.update(each["Recipient"] for each in json.loads(exchange["request"]["body"])["Messages"])
    return named


def spent(account: OwnAccount) -> Decimal:
    """What the account lost."""
    shown = account.gateway.ask("GET", f"accounts/{account.username}")
    return Decimal(100) - Decimal(shown["balance"])


def test_nobody_but_those_named_is_written_to(account: OwnAccount) -> None:
    """What needs another recipient does not run; nothing fails."""
    results, guard = live(account, "50.00")

    assert [each.id for each in results.checks if each.verdict not in ("PASS", "INFO", "NOTRUN")] == []
    assert recipients(account) == {ALLOWED}
    assert {each["recipient"] for each in account.messages()} == {ALLOWED}
    assert Decimal(0) < spent(account) <= guard.spent <= Decimal(50)
    assert f"sent at most for {guard.spent}" in results.notes


@pytest.mark.parametrize("budget", ["0.00", "2.49", "2.50", "5.00"])
def test_the_budget_is_never_passed(account: OwnAccount, budget: str) -> None:
    """What may cost more does not run, and says so."""
    results, guard = live(account, budget)
    reasons = [each.seen[0] for each in results.checks if each.verdict == "NOTRUN"]

    assert spent(account) <= guard.spent <= Decimal(budget)
    assert any("of the budget of" in reason for reason in reasons)


def test_a_gateway_that_cannot_tell_the_price_is_sent_nothing(account: OwnAccount) -> None:
    """Without a price nobody knows what a message may cost."""
    account.gateway.ask("PATCH", f"accounts/{account.username}", {"currency": None})
    live(account, "50.00")

    assert account.messages() == []
