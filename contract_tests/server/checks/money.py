"""Money: its forms, and that none appears or is lost."""

from __future__ import annotations

from decimal import Decimal

from ..check import ServerCheck, check
from ..client import message
from ..failing import expect
from ..forms import available_key, check_v3, limit_keys, v2_line
from ..scene import ARMENIA, KAZAKHSTAN, NOWHERE, RUSSIA, Scene, ending

_TABLE = "v3 Query balance, response table; v3 Query balance, Balance; v3 Query balance, AvailableFund"
_READINGS = ("balance_decimals", "credit_limit_key", "available_fund_key")


@check(
    "v3.balance.example",
    "the example's amounts come out character for character",
    f"v3 Query balance, example; {_TABLE}; v3 Query balance, BalaceNegativeLimit",
    *_READINGS,
)
def example(scene: Scene) -> None:
    """1300.30, -1000 and 2300.30."""
    owner = scene.fresh()
    answer = owner.funds(owner.login()).must_be(101)
    check_v3(answer, scene.readings)
    keys = "Balance", *limit_keys(scene.readings), available_key(scene.readings)
    amounts = ["1300.30", *["-1000"] * len(limit_keys(scene.readings)), "2300.30"]

    expect([f"{answer[key]}" for key in keys], amounts, f"{', '.join(keys)}")


@check("v3.balance.available", "AvailableFund is the balance less the negative limit", _TABLE, *_READINGS)
def available(scene: Scene) -> None:
    """Whatever the account has."""
    answer = scene.owner.funds(scene.owner.login()).must_be(101)
    check_v3(answer, scene.readings)
    limit = answer.amount(*limit_keys(scene.readings))

    expect(answer.amount(available_key(scene.readings)), answer.amount("Balance") - limit, "AvailableFund")


@check("balance.same-in-both", "both protocols show one balance", "v2 5.3; v3 Query balance, Balance")
def same_in_both(scene: Scene) -> None:
    """Asked one after the other."""
    owner = scene.owner

    expect(owner.v2_balance(), owner.funds(owner.login()).amount("Balance"), "balance in v2")


@check("balance.exact", "amounts are decimals, exact at any size", "v3 Query balance, Balance; v2 5.3")
def exact(scene: Scene) -> None:
    """Which no binary fraction holds, and beyond 2^53 hundredths."""
    owner = scene.fresh(balance="90071992547409.93", credit_limit="-0.20", routes=[{"prefix": "7", "price": "0.10"}])
    session = owner.login()
    for _ in range(3):
        owner.send(session, message(RUSSIA)).must_be(101)
    answer = owner.funds(session)

    expect(f"{answer.amount('Balance')}", "90071992547409.63", "Balance after three messages at 0.10")
    expect(owner.v2("querybalance").value, "90071992547409.63", "balance in v2")


@check(
    "money.interleaved",
    "over any interleaving of v2 and v3, what was charged is what the balance lost",
    "v3 Send, TotalPrice; v2 6 send, balance; v2 5.1, charge",
)
def interleaved(scene: Scene) -> None:
    """Accepted, refused, free and of several parts, in both protocols in turn."""
    owner = scene.fresh()
    session, expected = owner.login(), owner.v2_balance()
    for round in range(3):
        answer = owner.send(session, message(RUSSIA, "я" * (70 + round)), message(NOWHERE), message(KAZAKHSTAN))
        expected -= answer.must_be(101).price
        expect(owner.v2_balance(), expected, "balance after v3 Send")
        owner.v2_send(ARMENIA, "a" * (160 + round))
        expected -= Decimal(2 if round == 0 else 4)
        expect(owner.funds(session).amount("Balance"), expected, "Balance after v2 send")
        owner.v2_send("123")
        owner.v2_send(ending(5))
        owner.calculate(session, message(RUSSIA))
        expect(owner.v2_balance(), expected, "balance after messages that are refused, and Calculate")


@check(
    "v2.parts.charged", "a v2 message is charged for each of its parts", "v2 5.1, charge; v2 5.1, parts", "segmentation"
)
def v2_parts(scene: Scene) -> None:
    """Long texts, which v2 does not limit."""
    owner = scene.fresh()
    seen = []
    for body in ("a" * 160, "a" * 161, "a" * 1600, "я" * 71):
        before = owner.v2_balance()
        owner.v2_send(ARMENIA, body)
        seen.append((before - owner.v2_balance()) / 2)

    expect(seen, [1, 2, 11 if scene.readings["segmentation"] == "concatenated" else 10, 2], "parts charged")


@check(
    "v2.balance.form",
    "querybalance: ID, the balance and a text",
    "v2 6 querybalance, response; v2 4, info message",
    "separator_v2",
)
def v2_form(scene: Scene) -> None:
    """With the balance as the account has it."""
    answer = scene.owner.v2("querybalance")

    expect(answer.text, v2_line("ID", f"{answer.amount}", answer.info or "a text", scene.readings), "answer")
    if scene.control:
        expect(answer.value, "1300.30", "balance")


MONEY: tuple[ServerCheck, ...] = (example, available, same_in_both, exact, interleaved, v2_parts, v2_form)
