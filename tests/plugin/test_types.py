"""The types of the public handle, as mypy --strict reads them; a change of one of them is a change for users."""

from datetime import datetime
from decimal import Decimal
from typing import assert_type

from mobipace import fixtures as package
from mobipace.fixtures import (
    Account,
    AccountFactory,
    AccountState,
    Clock,
    ClockState,
    Coverage,
    Exchange,
    Exchanges,
    Fault,
    Faults,
    Gateway,
    Hold,
    Ledger,
    LedgerEntry,
    Message,
    Messages,
    Session,
    Violation,
)


def gateway_types(gateway: Gateway) -> None:
    """What a gateway gives."""
    assert_type(Gateway(), Gateway)
    assert_type(Gateway("world.toml", seed=7, readings={}, strictness="refuse"), Gateway)
    assert_type(Gateway({"accounts": []}, journal_exchanges=10), Gateway)
    assert_type(Gateway.connect("http://localhost:8080", token=None), Gateway)
    assert_type(Gateway.from_ready_file("ready.json"), Gateway)
    assert_type(gateway.start(), Gateway)
    assert_type(gateway.account(balance="10.00", clock={"frozen": True}), Account)
    assert_type(gateway.existing("poor@mobipace.com"), Account)
    assert_type(gateway.accounts, tuple[AccountState, ...])
    assert_type(gateway.clock, Clock)
    assert_type(gateway.exchanges, Exchanges)
    assert_type(gateway.coverage, Coverage)
    assert_type(gateway.report("junit"), bytes)
    assert_type(
        (gateway.url, gateway.v2_url, gateway.v3_url, gateway.https_url, gateway.ca), tuple[str, str, str, str, str]
    )
    with gateway as entered, gateway.account() as account:
        assert_type(entered, Gateway)
        assert_type(account, Account)


def account_types(account: Account) -> None:
    """What an account tells."""
    assert_type((account.username, account.password, account.sender), tuple[str, str, str])
    assert_type((account.v2_url, account.v3_url, account.v3_https_url, account.ca), tuple[str, str, str, str])
    assert_type(account.env, dict[str, str])
    assert_type(account.messages, Messages)
    assert_type(account.messages[0], Message)
    assert_type(account.messages(recipient="37499123456", status="Delivered"), Messages)
    assert_type(account.exchanges, Exchanges)
    assert_type(account.exchanges(method="Send", code=300)[0], Exchange)
    assert_type(account.violations, tuple[Violation, ...])
    assert_type(account.ledger, Ledger)
    assert_type(account.ledger[0], LedgerEntry)
    assert_type(account.ledger.balance, Decimal)
    assert_type(account.sessions, tuple[Session, ...])
    assert_type(account.balance, Decimal)
    assert_type(account.state, AccountState)
    assert_type(account.coverage, Coverage)


def message_types(message: Message) -> None:
    """What a message is."""
    assert_type((message.id, message.reference, message.price), tuple[int, str | None, Decimal])
    assert_type((message.accepted_at, message.due_at, message.status), tuple[datetime, datetime | None, str])


def action_types(account: Account) -> None:
    """What can be done with an account."""
    assert_type(account.clock.now, datetime)
    assert_type(account.clock.advance(61), ClockState)
    assert_type(account.hold(method="Send", nth=2), Hold)
    assert_type(account.faults, Faults)
    assert_type(account.faults.add("code", code=300, method="Send"), Fault)
    assert_type(account.change(balance=Decimal("1.00"), currency=None), AccountState)
    assert_type(account.force(account.messages[0], "Delivered"), Message)
    assert_type(account.wait_for(body="Hello", timeout=1), Message)
    assert_type(account.wait_for(body="Hello", count=2), Messages)
    assert_type(account.assert_sent(body="Hello"), Messages)
    account.balance = "10.00"
    account.balance = Decimal("10.00")


async def waiting_types(account: Account) -> None:
    """What can be awaited."""
    assert_type(await account.wait_for_async(body="Hello"), Message)
    assert_type(await account.wait_for_async(body="Hello", count=2), Messages)
    with account.hold() as hold:
        assert_type(hold, Hold)
        await hold.arrived


def fixture_types(mobipace: Account, mobipace_server: Gateway, mobipace_account: AccountFactory) -> None:
    """How a test annotates the fixtures."""
    assert_type(mobipace.gateway, Gateway)
    assert_type(mobipace_server.account(), Account)
    assert_type(mobipace_account(balance="0.00"), Account)


def test_public_names_are_there() -> None:
    """Everything that is offered can be imported; the package loads each when it is asked for."""
    assert [name for name in package.__all__ if not hasattr(package, name)] == []
    assert {*package.__all__} <= {*dir(package)}
