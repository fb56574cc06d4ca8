import pytest

from tests.support import Account, Sim, running
from tests.v3.support import RUSSIA, post, sms


def funds(account: Account) -> tuple[str, str, str]:
    """(Balance, BalanceNegativeLimit, AvailableFund) as answered."""
    answer = account.call("QueryBalance", {"SessionId": account.login()})
    return answer["Balance"], answer["BalanceNegativeLimit"], answer["AvailableFund"]


def test_answer_is_printed_as_the_example_prints_it(account: Account) -> None:
    """v3 Query balance, example: amounts as strings, in this order, with this scale."""
    text = post(account, "QueryBalance", {"SessionId": account.login()}).text

    assert text == (
        '{"StatusCode": 101, "Status": "Success", '
        '"Balance": "1300.30", "BalanceNegativeLimit": "-1000", "AvailableFund": "2300.30"}'
    )


@pytest.mark.parametrize(
    ("balance", "limit", "available"),
    [
        ("1300.30", "-1000", "2300.30"),
        ("0", "0", "0"),
        ("0.00", "0", "0.00"),
        ("5", "-0.50", "5.50"),
        ("-999.99", "-1000", "0.01"),
        ("-1000.00", "-1000", "0.00"),
        ("-1500.00", "-1000", "-500.00"),
        ("0.1", "-0.2", "0.3"),
        ("90071992547409.93", "-0.01", "90071992547409.94"),
        ("999999999999999.999999", "-0.000001", "1000000000000000.000000"),
        ("1000000", "0", "1000000"),
    ],
)
def test_available_fund_is_balance_minus_limit(sim: Sim, balance: str, limit: str, available: str) -> None:
    """Amounts keep the scale they have, and are exact."""
    account = sim.account(balance=balance, credit_limit=limit)

    assert funds(account) == (balance, limit, available)


def test_balance_follows_every_charge(account: Account) -> None:
    """What Send took is gone at once, and the limit stays."""
    session = account.login()
    account.send(session, sms(RUSSIA))
    first = funds(account)
    account.send(session, *[sms()] * 700)

    assert first == ("1297.80", "-1000", "2297.80")
    assert funds(account) == ("-102.20", "-1000", "897.80")


def test_balance_follows_what_fell_due(account: Account) -> None:
    """A waiting message has cost nothing before its date, and its price from then on."""
    account.send(account.login(), sms(), ScheduledDate="2019-07-25 18:30")
    before = funds(account)
    account.clock(advance=600)

    assert (before[0], funds(account)[0]) == ("1300.30", "1298.30")


def test_balance_of_an_account_without_currency(sim: Sim) -> None:
    """302 belongs to Send and Calculate: the balance can be asked for."""
    assert funds(sim.account(currency=None)) == ("1300.30", "-1000", "2300.30")


def test_asking_changes_nothing(account: Account) -> None:
    """QueryBalance is no movement of money."""
    before = account.ledger
    for _ in range(3):
        funds(account)

    assert account.ledger == before


@pytest.mark.parametrize("username", ["mobipace@mobipace.com", "37491000000"])
def test_demo_accounts_have_the_printed_funds(username: str) -> None:
    """The built-in world begins with the document's example."""
    with running() as fresh:
        seen = funds(fresh.existing(username))

    assert seen == ("1300.30", "-1000", "2300.30")
