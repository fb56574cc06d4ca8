"""The ledger: amounts to the last digit, and a sum that is the balance, always."""

from decimal import Decimal
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobipace.mock_server.gateway.ledger import AmountError, Ledger, format_amount, parse_amount

AMOUNTS = st.decimals(min_value=0, max_value=10**12, places=2)
BALANCES = st.decimals(min_value=-(10**12), max_value=10**12, places=3)
MOVEMENTS = st.lists(
    st.tuples(st.sampled_from(["charge", "refund"]), AMOUNTS) | st.tuples(st.just("set"), BALANCES), max_size=40
)


def moved(opening: Decimal, movements: list[tuple[str, Decimal]]) -> Ledger:
    """A ledger after these movements, one a microsecond."""
    ledger = Ledger(opening, at=0)
    for at, (kind, amount) in enumerate(movements, start=1):
        match kind:
            case "charge":
                ledger.charge(at, amount, "charged", at)
            case "refund":
                ledger.refund(at, amount, "refunded", at)
            case _:
                ledger.set_balance(at, amount)
    return ledger


@given(opening=BALANCES, movements=MOVEMENTS)
def test_the_sum_of_all_entries_is_the_balance(opening: Decimal, movements: list[tuple[str, Decimal]]) -> None:
    """Whatever happens to an account's money."""
    ledger = moved(opening, movements)

    assert sum(entry.amount for entry in ledger.entries) == ledger.balance


@given(opening=BALANCES, movements=MOVEMENTS)
def test_entries_are_only_ever_added(opening: Decimal, movements: list[tuple[str, Decimal]]) -> None:
    """What is written stays written, in order of its instants."""
    ledger, shorter = moved(opening, movements), moved(opening, movements[:-1])

    assert ledger.entries[: len(shorter.entries)] == shorter.entries


@given(opening=BALANCES, movements=MOVEMENTS)
def test_every_entry_names_its_cause(opening: Decimal, movements: list[tuple[str, Decimal]]) -> None:
    """The first is the opening balance; no entry is without a reason."""
    causes = [entry.cause for entry in moved(opening, movements).entries]

    assert (causes[0], all(causes)) == ("opening balance", True)


@given(movements=MOVEMENTS)
def test_the_balance_is_that_of_plain_arithmetic(movements: list[tuple[str, Decimal]]) -> None:
    """Charges take, refunds give, an operator sets."""

    def next_balance(balance: Decimal, movement: tuple[str, Decimal]) -> Decimal:
        kind, amount = movement
        return {"charge": balance - amount, "refund": balance + amount, "set": amount}[kind]

    expected = [*accumulate(movements, next_balance, initial=Decimal("1300.30"))][-1]

    assert moved(Decimal("1300.30"), movements).balance == expected


def test_nothing_is_written_for_nothing() -> None:
    """A charge or a refund of zero is none."""
    ledger = moved(Decimal(5), [("charge", Decimal("0.00")), ("refund", Decimal(0))])

    assert len(ledger.entries) == 1


def test_a_charge_is_negative_and_a_refund_positive() -> None:
    """An entry says when, how much, why, and for which message."""
    ledger = Ledger(Decimal("10.00"), at=3)
    ledger.charge(5, Decimal("2.50"), "1 message accepted", 100_001)
    ledger.refund(6, Decimal("2.50"), "refund: Rejected", 100_001)
    ledger.set_balance(7, Decimal("1.00"))

    assert [(entry.at, f"{entry.amount}", entry.message_id) for entry in ledger.entries] == [
        (3, "10.00", None),
        (5, "-2.50", 100_001),
        (6, "2.50", 100_001),
        (7, "-9.00", None),
    ]


@pytest.mark.parametrize(
    "text", ["1300.30", "-1000", "2300.30", "2.50", "25.00", "0", "0.00", "-0.20", "90071992547409.93"]
)
def test_an_amount_comes_out_as_it_went_in(text: str) -> None:
    """The documents' own amounts, character for character: money keeps its scale."""
    assert format_amount(parse_amount(text)) == text


@given(text=st.from_regex(r"\A-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?\Z"))
def test_any_amount_comes_out_as_it_went_in(text: str) -> None:
    """Up to 15 digits and 6 decimals."""
    assert format_amount(parse_amount(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "1,5", "1.", ".5", "1e3", "+1", " 1", "1 000", "NaN", "Infinity", "0x1", "1" * 16, "1.1234567", "١", "1.5\n"],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    """One notation: digits, a point, digits."""
    with pytest.raises(AmountError, match="is not an amount"):
        parse_amount(text)


@pytest.mark.parametrize(
    ("balance", "price", "left"),
    [
        ("1300.30", "2.50", "1297.80"),
        ("10", "2.50", "7.50"),
        ("0.10", "0.20", "-0.10"),
        ("-1", "0.000001", "-1.000001"),
    ],
)
def test_arithmetic_keeps_the_finer_scale(balance: str, price: str, left: str) -> None:
    """0.10 less 0.20 is -0.10, not -0.1 and not nearly so."""
    ledger = moved(parse_amount(balance), [("charge", parse_amount(price))])

    assert format_amount(ledger.balance) == left


def test_large_amounts_are_not_rounded() -> None:
    """15 digits and 6 decimals together need 21 digits."""
    ledger = moved(parse_amount("999999999999999.999999"), [("charge", parse_amount("0.000001"))])

    assert format_amount(ledger.balance) == "999999999999999.999998"


def test_an_operator_sets_the_scale_as_well() -> None:
    """Who sets 5 sees 5, not 5.00."""
    ledger = moved(Decimal("1300.30"), [("set", Decimal(5))])

    assert format_amount(ledger.balance) == "5"
