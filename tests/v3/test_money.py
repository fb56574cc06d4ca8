"""What is charged at acceptance, and what is never charged."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import Account, Sim
from tests.v3.support import RUSSIA, balance, charges, in_flight, post, send_request, sms

OUT_OF_BALANCE = {"StatusCode": 300, "Status": "OutOfBalance"}


def ledger_sum(account: Account) -> Decimal:
    """The sum of the ledger's entries."""
    return sum((Decimal(entry["amount"]) for entry in account.ledger["entries"]), Decimal(0))


def test_send_is_charged_at_acceptance(account: Account) -> None:
    """One entry for the request, and the balance at once that much less."""
    account.send(account.login(), sms(), sms(RUSSIA), sms(body="x" * 161))

    assert (charges(account), balance(account)) == (["-8.50"], "1291.80")


def test_ledger_begins_with_the_opening_balance(account: Account) -> None:
    """Every movement with its cause, from the first on."""
    account.send(account.login(), sms())

    [opening, charge] = account.ledger["entries"]
    assert (opening["amount"], opening["at"]) == ("1300.30", "2019-07-25T18:20:00Z")
    assert (charge["amount"], charge["message_id"]) == ("-2.00", account.messages[0]["id"])
    assert opening["cause"] != charge["cause"]


def test_one_entry_an_accepted_request(account: Account) -> None:
    """Two requests, two charges, whatever their number of messages."""
    session = account.login()
    account.send(session, sms(), sms(), sms())
    account.send(session, sms())

    assert charges(account) == ["-6.00", "-2.00"]


@pytest.mark.parametrize(
    ("opening", "limit", "messages", "left"),
    [
        ("10.00", "0", 5, "0.00"),
        ("10.00", "0", 6, None),
        ("9.99", "0", 5, None),
        ("9.99", "-0.01", 5, "-0.01"),
        ("0", "-10", 5, "-10.00"),
        ("0", "-9.99", 5, None),
        ("-5.00", "-15", 5, "-15.00"),
        ("-5.00", "-14.99", 5, None),
        ("0.00", "0", 1, None),
        ("1300.30", "-1000", 1150, "-999.70"),
        ("1300.30", "-1000", 1151, None),
    ],
)
def test_available_fund_can_be_used_to_the_last_cent(
    sim: Sim, opening: str, limit: str, messages: int, left: str | None
) -> None:
    """AvailableFund = Balance - BalanceNegativeLimit; exactly that much may be spent, and not a cent more."""
    account = sim.account(balance=opening, credit_limit=limit)

    answer = account.send(account.login(), *[sms()] * messages)

    if left is None:
        assert (answer, balance(account)) == (OUT_OF_BALANCE, opening)
    else:
        assert (answer["StatusCode"], balance(account)) == (101, left)


def test_out_of_balance_leaves_nothing_behind(sim: Sim) -> None:
    """v3 code 300: no message is kept, none charged, no Reference known."""
    account = sim.account(balance="3.99", credit_limit="0")
    session = account.login()

    answer = account.send(session, sms(reference="a"), sms(reference="b"))

    assert (answer, account.messages, charges(account)) == (OUT_OF_BALANCE, [], [])
    assert account.statuses(session, "a") == [("a", 10, "Unknown")]


def test_refused_messages_need_no_funds(sim: Sim) -> None:
    """Only accepted messages make the total."""
    account = sim.account(balance="2.00", credit_limit="0")

    answer = account.send(account.login(), sms(), sms("123456"), sms("99900000000"), sms(body=""))

    assert (answer["StatusCode"], balance(account)) == (101, "0.00")


def test_request_with_funds_for_a_part_of_it_is_refused_whole(sim: Sim) -> None:
    """The whole request is 300, not the messages from somewhere on."""
    account = sim.account(balance="5.00", credit_limit="0")
    session = account.login()

    codes = [account.send(session, *[sms()] * count)["StatusCode"] for count in (3, 2, 1)]

    assert (codes, balance(account)) == ([300, 101, 300], "1.00")


def test_credit_limit_and_balance_can_be_changed_by_the_operator(account: Account) -> None:
    """A change is an entry of the ledger, and counts from the next request on."""
    session = account.login()
    account.change(balance="0.00", credit_limit="0")
    first = account.send(session, sms())["StatusCode"]
    account.change(balance="2.00")
    second = account.send(session, sms())["StatusCode"]

    assert (first, second, charges(account)) == (300, 101, ["-1300.30", "2.00", "-2.00"])
    assert ledger_sum(account) == Decimal(balance(account))


@pytest.mark.parametrize(
    ("opening", "price", "left"),
    [
        ("0.30", "0.10", "0.00"),
        ("1.1", "0.10", "0.80"),
        ("90071992547409.93", "0.01", "90071992547409.90"),
        ("90071992547409.93", "30023997515803.31", "0.00"),
        ("999999999999999.99", "0.000001", "999999999999999.989997"),
        ("100", "33.333333", "0.000001"),
    ],
)
def test_awkward_amounts_are_exact(sim: Sim, opening: str, price: str, left: str) -> None:
    """Money is decimal arithmetic and keeps its scale, where binary fractions would drift."""
    account = sim.account(balance=opening, credit_limit="0", routes=[{"prefix": "3", "price": price}])
    session = account.login()
    for _ in range(3):
        account.send(session, sms())

    shown = post(account, "QueryBalance", {"SessionId": session}).text
    assert f'"Balance": "{left}"' in shown
    assert ledger_sum(account) == Decimal(left)


def test_calculate_changes_nothing(account: Account) -> None:
    """No message, no charge, no Reference; and no limit by funds."""
    session = account.login()
    account.change(balance="0.00", credit_limit="0")
    before = account.ledger

    answer = account.call("Calculate", send_request(session, sms(reference="a"), sms(RUSSIA)))

    assert (answer["StatusCode"], answer["TotalPrice"]) == (101, 4.50)
    assert (account.ledger, account.messages) == (before, [])
    assert account.statuses(session, "a") == [("a", 10, "Unknown")]


CALCULATED: list[tuple[list[dict[str, str]], dict[str, Any]]] = [
    ([sms()], {}),
    ([sms(), sms(RUSSIA, "Հ" * 100), sms("123456"), sms("99900000000"), sms(body="")], {}),
    ([sms(), sms()], {"Sender": "Nobody"}),
    ([sms()] * 7, {"SendWithinHours": 5}),
    ([sms()] * 7, {"ScheduledDate": "2019-08-01"}),
    ([sms()] * 7, {"ScheduledDate": "2019-08-01 10:00", "SendWithinHours": 23, "IsWapPush": "true"}),
    ([sms()], {"ScheduledDate": "2018-01-01"}),
    ([sms("37400000002"), sms("37400000004"), sms("37400000010")], {}),
]


@pytest.mark.parametrize("members", [{}, {"total_price_of_waiting": "charged"}])
@pytest.mark.parametrize(("messages", "options"), CALCULATED)
def test_calculate_answers_as_send_would(
    sim: Sim, messages: list[dict[str, str]], options: dict[str, Any], members: dict[str, str]
) -> None:
    """The same bytes, under every way to count."""
    account = sim.account(readings=members)
    document = send_request(account.login(), *messages, **options)

    calculated, sent = post(account, "Calculate", document).text, post(account, "Send", document).text

    assert calculated == sent


def test_both_protocols_spend_one_balance(account: Account) -> None:
    """A balance spent through v2 is spent for v3, and the other way round."""
    account.v2_send()
    account.send(account.login(), sms())
    account.v2_send(RUSSIA)

    assert (charges(account), account.v2("querybalance")) == (["-2.00", "-2.00", "-2.50"], "ID: 1293.80 : EUR")


def test_request_in_flight_is_charged_when_it_is_processed(account: Account) -> None:
    """A held request has cost nothing yet."""
    session = account.login()
    with in_flight(account, "Send", send_request(session)) as flight:
        before = balance(account)
        flight.land()

    assert (before, balance(account)) == ("1300.30", "1298.30")


@settings(max_examples=25, deadline=None)
@given(
    opening=st.decimals("0", "50", places=2),
    price=st.decimals("0", "5", places=3),
    batches=st.lists(st.integers(1, 5), max_size=6),
)
def test_ledger_adds_up(sim: Sim, opening: Decimal, price: Decimal, batches: list[int]) -> None:
    """Whatever is sent: the ledger's sum is the balance, no cent below the limit, and every accepted message paid."""
    account = sim.account(balance=f"{opening}", credit_limit="-1.5", routes=[{"prefix": "3", "price": f"{price}"}])
    session = account.login()
    for count in batches:
        account.send(session, *[sms()] * count)

    shown = Decimal(balance(account))
    assert shown == ledger_sum(account)
    assert shown == opening - price * len(account.messages)
    assert shown >= Decimal("-1.5")
