"""Parts, prices and the numbers in which they are answered."""

from typing import Any

import pytest

from tests.support import Account, Sim
from tests.v3.support import RUSSIA, post, priced, send_request, sms

ROUTES = [{"prefix": "1", "price": "0.005"}, {"prefix": "2", "price": "0.10"}, {"prefix": "3", "price": "1"}]


def raw(account: Account, *messages: dict[str, str], method: str = "Send", **members: Any) -> str:
    """The bytes of the answer to a Send, as text."""
    return post(account, method, send_request(account.login(), *messages, **members)).text


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("x", 1),
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("x" * 306, 2),
        ("x" * 307, 3),
        ("x" * 459, 3),
        ("x" * 460, 4),
        ("x" * 500, 4),
        ("€" * 80, 1),
        ("€" * 80 + "x", 2),
        ("{" * 153, 2),
        ("{" * 154, 3),
        ("€" * 500, 7),
        ("é" * 160, 1),
        ("Ω" * 160, 1),
        ("ç" * 70, 1),
        ("ç" * 71, 2),
        ("Հ" * 70, 1),
        ("Հ" * 71, 2),
        ("Հ" * 134, 2),
        ("Հ" * 135, 3),
        ("Հ" * 500, 8),
        ("x" * 70 + "Հ", 2),
        ("x" * 159 + "Հ", 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 67, 2),
        ("😀" * 68, 3),
        ("😀" * 250, 8),
        ("`" * 160, 3),
    ],
)
def test_parts_of_a_text(account: Account, body: str, parts: int) -> None:
    """GSM 03.38: 160, or 153 a part, extension characters counting two; one other character: 70, or 67 a part."""
    answer = account.send(account.login(), sms(body=body))

    assert priced(answer) == (1, parts, 2.00 * parts, 2.00 * parts)


def test_total_is_over_parts_and_average_over_messages(account: Account) -> None:
    """AveragePrice is per message, TotalPrice for all parts, by each recipient's route."""
    messages = [sms(body="x" * 161), sms(RUSSIA), sms(RUSSIA, "Հ" * 71)]

    answer = account.send(account.login(), *messages)

    assert priced(answer) == (3, 5, 3.83, 11.50)


@pytest.mark.parametrize(
    ("recipient", "price"),
    [("79250000000", 2.50), ("77010000000", 3.10), ("37499000000", 2.00), ("37500000000", 3.40), ("12125550100", 1.10)],
)
def test_longest_route_prefix_gives_the_price(account: Account, recipient: str, price: float) -> None:
    """A price is per part, by the longest prefix that matches."""
    answer = account.send(account.login(), sms(recipient))

    assert priced(answer) == (1, 1, price, price)


def test_longest_prefix_wins_wherever_it_stands(sim: Sim) -> None:
    """The order of the routes does not matter."""
    prefixes = [("374", "1.00"), ("37491", "3.00"), ("3749", "2.00"), ("37491222222", "4.00")]
    account = sim.account(routes=[{"prefix": prefix, "price": price} for prefix, price in prefixes])
    session = account.login()

    recipients = ["37411111111", "37492222222", "37491111111", "37491222222", "37491222223"]
    totals = [priced(account.send(session, sms(recipient)))[3] for recipient in recipients]

    assert totals == [1.00, 2.00, 3.00, 4.00, 3.00]


def test_success_is_printed_as_the_example_prints_it(account: Account) -> None:
    """Numbers keep their scale: 2.50 and 25.00, with keys in the table's order."""
    text = raw(account, *[sms(RUSSIA)] * 10)

    assert text == (
        '{"StatusCode": 101, "Status": "Success", "MessageCount": 10, "PartCount": 10, '
        '"AveragePrice": 2.50, "TotalPrice": 25.00}'
    )


def test_nothing_accepted_is_zeros(account: Account) -> None:
    """Numbers are numbers, zero included; no message gives 0.00."""
    text = raw(account, sms("1"))

    assert text == (
        '{"StatusCode": 101, "Status": "Success", "MessageCount": 0, "PartCount": 0, '
        '"AveragePrice": 0.00, "TotalPrice": 0.00}'
    )


def test_failure_has_code_and_status_alone(account: Account) -> None:
    """By default a failed Send has no counts and prices."""
    account.change(currency=None)

    assert raw(account, sms()) == '{"StatusCode": 302, "Status": "CurrencyNotDefined"}'


def test_answers_are_json(account: Account) -> None:
    """All responses are in JSON, and say so."""
    response = post(account, "Send", send_request(account.login()))

    assert response.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("recipients", "average", "total"),
    [
        (["1"], "0.01", "0.005"),
        (["1", "1"], "0.01", "0.010"),
        (["1", "1", "1"], "0.01", "0.015"),
        (["1", "2"], "0.05", "0.105"),
        (["1", "2", "2"], "0.07", "0.205"),
        (["2"], "0.10", "0.10"),
        (["2", "2", "2"], "0.10", "0.30"),
        (["3"], "1.00", "1"),
        (["3", "2"], "0.55", "1.10"),
        (["3", "3", "2"], "0.70", "2.10"),
        (["3", "2", "2", "2", "2", "2", "2"], "0.23", "1.60"),
        (["3", "1"], "0.50", "1.005"),
    ],
)
def test_average_has_two_decimals_half_up(sim: Sim, recipients: list[str], average: str, total: str) -> None:
    """AveragePrice is rounded half up to two decimals; TotalPrice is exact and keeps its scale."""
    account = sim.account(routes=ROUTES)

    text = raw(account, *[sms(first.ljust(11, "0")) for first in recipients])

    assert text.endswith(f'"AveragePrice": {average}, "TotalPrice": {total}}}')


def test_average_of_a_half_cent_goes_up(sim: Sim) -> None:
    """2.01 for two messages is 1.005 each: 1.01, where binary arithmetic or rounding to even would say 1.00."""
    account = sim.account(routes=[{"prefix": "1", "price": "0.01"}, {"prefix": "2", "price": "2.00"}])

    text = raw(account, sms("1".ljust(11, "0")), sms("2".ljust(11, "0")))

    assert text.endswith('"AveragePrice": 1.01, "TotalPrice": 2.01}')


def test_large_prices_are_exact(sim: Sim) -> None:
    """Sixteen digits and more stay exact: money is decimal arithmetic."""
    account = sim.account(
        balance="180143985094819.87", credit_limit="0", routes=[{"prefix": "3", "price": "90071992547409.93"}]
    )

    text = raw(account, sms(), sms())

    assert text.endswith('"AveragePrice": 90071992547409.93, "TotalPrice": 180143985094819.86}')
    assert account.control("GET")["balance"] == "0.01"


def test_free_messages_cost_nothing(sim: Sim) -> None:
    """A route may be free: accepted, counted, not in the ledger."""
    account = sim.account(balance="0.00", credit_limit="0", routes=[{"prefix": "3", "price": "0.00"}])

    text = raw(account, sms())

    assert text.endswith('"MessageCount": 1, "PartCount": 1, "AveragePrice": 0.00, "TotalPrice": 0.00}')
    assert len(account.ledger["entries"]) == 1


def test_prices_of_waiting_messages_are_answered_in_full(account: Account) -> None:
    """The example that follows the scheduled request prices all its messages."""
    text = raw(account, *[sms(RUSSIA)] * 10, ScheduledDate="2019-07-26 18:20", SendWithinHours=10)

    assert text.endswith('"AveragePrice": 2.50, "TotalPrice": 25.00}')


def test_wap_push_is_priced_like_an_sms(account: Account) -> None:
    """IsWapPush defines the type; the documents name no other price."""
    text = raw(account, sms(RUSSIA, "http://www.mobipace.com"), IsWapPush="true")

    assert text.endswith('"PartCount": 1, "AveragePrice": 2.50, "TotalPrice": 2.50}')
    assert account.messages[0]["wap_push"] is True
