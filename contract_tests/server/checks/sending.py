"""Send: what is answered, what it costs, and what is refused as a whole."""

from __future__ import annotations

from decimal import Decimal

from ..check import ServerCheck, check
from ..client import message
from ..failing import Broken, expect
from ..forms import check_v3
from ..scene import ARMENIA, KAZAKHSTAN, RUSSIA, Scene

_PRICE = "price_decimals"
_COUNTS = "v3 Send, MessageCount; v3 Send, PartCount; v3 Send, AveragePrice; v3 Send, TotalPrice"


@check(
    "v3.send.example",
    "ten messages at 2.50 are answered as the document prints it, and cost what the answer says",
    f"v3 Send, example; v3 Send, response table; {_COUNTS}; v3 code 101",
    _PRICE,
    "average_price_per",
)
def example(scene: Scene) -> None:
    """The example's figures, character for character."""
    owner = scene.fresh()
    before = owner.v2_balance()
    answer = owner.send(owner.login(), *[message(RUSSIA)] * 10).must_be(101)

    check_v3(answer, scene.readings)
    figures = [answer["MessageCount"], answer["PartCount"], f"{answer['AveragePrice']}", f"{answer['TotalPrice']}"]
    expect(figures, [10, 10, "2.50", "25.00"], "MessageCount, PartCount, AveragePrice, TotalPrice")
    expect(before - owner.v2_balance(), Decimal(25), "what the balance lost")


@check(
    "v3.send.charged",
    "what was charged is what the balance lost, in both protocols",
    "v3 Send, TotalPrice; v2 6 send, balance",
)
def charged(scene: Scene) -> None:
    """One message; TotalPrice, QueryBalance and querybalance agree."""
    owner = scene.owner
    session, before = owner.login(), owner.v2_balance()
    total = owner.send(session, message(owner.recipient)).must_be(101).price

    expect(before - owner.v2_balance(), total, "what the v2 balance lost")
    expect(owner.funds(session).amount("Balance"), before - total, "Balance of v3")
    if total <= 0:
        raise Broken(f"TotalPrice {total}", "a message costs something")


@check("v3.send.longest-prefix", "the price is that of the longest route that matches", "v3 Send, TotalPrice")
def longest_prefix(scene: Scene) -> None:
    """7 costs 2.50, 77 costs 3.10, 374 costs 2.00."""
    owner = scene.fresh()
    session = owner.login()
    prices = [owner.calculate(session, message(each)).price for each in (RUSSIA, KAZAKHSTAN, ARMENIA)]

    expect(prices, [Decimal("2.50"), Decimal("3.10"), Decimal("2.00")], "prices for 7985…, 7701… and 3749…")


@check(
    "v3.send.average",
    "AveragePrice is the total over messages, or over parts, with two decimals",
    "v3 Send, AveragePrice",
    "average_price_per",
    _PRICE,
)
def average(scene: Scene) -> None:
    """Two messages and three parts: 2.50 + 2·2.00, and three odd prices rounded half up."""
    owner = scene.fresh()
    answer = owner.calculate(owner.login(), message(RUSSIA), message(ARMENIA, "я" * 71)).must_be(101)
    by_message = scene.readings["average_price_per"] == "message"

    expect(f"{answer['AveragePrice']}", "3.25" if by_message else "2.17", "AveragePrice of 6.50")


@check(
    "v3.send.no-funds",
    "more than AvailableFund is 300; nothing is kept and nothing charged",
    "v3 code 300; v3 Send, balance",
    "failed_send_fields",
)
def no_funds(scene: Scene) -> None:
    """Five at 2.50 and no more than 12.49; a part of them would have fitted."""
    owner = scene.fresh(balance="2.49", credit_limit="-10")
    session = owner.login()
    answer = owner.send(session, *(message(RUSSIA, reference=f"{index}") for index in range(5))).must_be(300)

    check_v3(answer, scene.readings)
    expect(owner.v2_balance(), Decimal("2.49"), "balance after a 300")
    expect(owner.received(), [], "messages after a 300")


@check(
    "v3.send.credit",
    "credit can be spent down to its limit, and no further",
    "v3 Query balance, AvailableFund; v3 code 300",
)
def credit(scene: Scene) -> None:
    """Exactly what is available; then one more."""
    owner = scene.fresh(balance="0.00", credit_limit="-5")
    session = owner.login()

    owner.send(session, message(RUSSIA), message(RUSSIA)).must_be(101)
    expect(owner.v2_balance(), Decimal(-5), "balance at the limit")
    owner.send(session, message(RUSSIA)).must_be(300)
    owner.v2_send(RUSSIA).must_be(702)


@check(
    "v3.send.no-currency",
    "without a currency Send and Calculate are 302",
    "v3 code 302; v3 limitation 4, currency",
    "failed_send_fields",
)
def no_currency(scene: Scene) -> None:
    """The balance can still be asked for."""
    owner = scene.fresh(currency=None)
    session = owner.login()

    check_v3(owner.send(session, message(RUSSIA)).must_be(302), scene.readings)
    check_v3(owner.calculate(session, message(RUSSIA)).must_be(302), scene.readings)
    owner.funds(session).must_be(101)


@check(
    "v3.send.blocked-later",
    "a session of an account that is blocked, or locked, is 202 or 201",
    "v3 code 202; v3 code 201",
)
def blocked_later(scene: Scene) -> None:
    """After the login."""
    owner = scene.fresh()
    session = owner.login()
    owner.change(blocked=True)
    owner.funds(session).must_be(202)
    owner.change(blocked=False, locked=True)
    owner.funds(session).must_be(201)
    owner.change(locked=False)

    owner.funds(session).must_be(101)


@check(
    "v3.send.calculate-agrees",
    "Calculate answers as Send does",
    "v3 Calculate price; v3 Calculate price, parameters; v3 Calculate price, answer",
)
def calculate_agrees(scene: Scene) -> None:
    """For a mixed batch, a refused message in it."""
    owner = scene.fresh()
    session = owner.login()
    batch = message(RUSSIA, "a" * 161), message(ARMENIA, "я" * 71), message("123"), message(KAZAKHSTAN)
    calculated = owner.calculate(session, *batch).must_be(101)
    check_v3(calculated, scene.readings)

    expect(owner.send(session, *batch).document, calculated.document, "answer of Send")


@check("v3.calculate.changes-nothing", "Calculate sends nothing and costs nothing", "v3 Calculate price")
def calculate_changes_nothing(scene: Scene) -> None:
    """The balance stays, and the reference is unknown."""
    owner = scene.owner
    session, before = owner.login(), owner.v2_balance()
    owner.calculate(session, message(owner.recipient, reference="only calculated")).must_be(101)

    expect(owner.v2_balance(), before, "balance after Calculate")
    if owner.control:
        expect(owner.received(), [], "messages after Calculate")


@check("v3.calculate.no-funds-needed", "Calculate does not ask for funds", "v3 Calculate price")
def calculate_needs_no_funds(scene: Scene) -> None:
    """Without a cent."""
    owner = scene.fresh(balance="0.00", credit_limit="0")

    expect(owner.calculate(owner.login(), message(RUSSIA)).must_be(101).price, Decimal("2.50"), "TotalPrice")


SENDING: tuple[ServerCheck, ...] = (
    example,
    charged,
    longest_prefix,
    average,
    no_funds,
    credit,
    no_currency,
    blocked_later,
    calculate_agrees,
    calculate_changes_nothing,
    calculate_needs_no_funds,
)
