"""Gateways that take too much, too little, or at the wrong time; and say it wrongly."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from msgspec.structs import replace

from mobipace.mock_server.gateway import acceptance, v2, v3
from mobipace.mock_server.gateway.account import Account, Batch
from mobipace.mock_server.gateway.codes import V2Code, V3Code
from mobipace.mock_server.gateway.commands import Balance, Calculate, V2Refusal, V3Refusal
from mobipace.mock_server.gateway.ledger import Ledger
from mobipace.mock_server.gateway.outcomes import Plan
from mobipace.mock_server.gateway.routes import Routes
from mobipace.mock_server.wire import v2 as wire_v2
from mobipace.mock_server.wire import v3 as wire

from .breakage import Breakage, Change, breakage, instead, nothing


@breakage("not-charged", "messages cost nothing", "v3.send.charged", "v3.send.example", "money.interleaved")
def not_charged() -> list[Change]:
    """The answer says otherwise."""
    return [(Ledger, "charge", nothing)]


@breakage("charged-twice", "messages are charged twice", "v3.send.charged", "money.interleaved")
def charged_twice() -> list[Change]:
    """The answer says once."""

    def make(was: Callable[..., None]) -> Callable[..., None]:
        def charge(ledger: Ledger, at: int, amount: Decimal, *more: Any) -> None:
            was(ledger, at, amount * 2, *more)

        return charge

    return [(Ledger, "charge", make)]


@breakage("refused-charged", "messages that are refused are charged", "v3.refused.not-charged", "money.interleaved")
def refused_charged() -> list[Change]:
    """Whatever the reason."""
    plans = {state: Plan(initial=state) for state in acceptance._ORDER}
    return [(acceptance, "_REFUSED", instead(plans))]


@breakage("shortest-prefix", "the shortest prefix gives the price", "v3.send.longest-prefix")
def shortest_prefix() -> list[Change]:
    """7 before 77."""

    def search(routes: Routes, beginning: str) -> Decimal | None:
        prefixes = (beginning[:length] for length in range(1, len(beginning) + 1))
        return next((routes.prices[prefix] for prefix in prefixes if prefix in routes.prices), None)

    return [(Routes, "_search", instead(search))]


@breakage(
    "no-300",
    "funds are not looked at",
    "v3.send.no-funds",
    "v3.send.credit",
    "v2.no-funds",
    "v3.schedule.funds-when-due",
    "v2.schedule.funds-when-due",
)
def no_300() -> list[Change]:
    """Everybody can pay."""
    return [(Account, "can_pay", instead(lambda *_: True))]


@breakage("no-credit", "the credit limit is ignored", "v3.send.credit")
def no_credit() -> list[Change]:
    """The balance alone counts."""
    return [(Account, "can_pay", instead(lambda account, amount: not amount or amount <= account.ledger.balance))]


@breakage("300-keeps", "a Send without funds is 300, and keeps its messages", "v3.send.no-funds")
def refused_and_kept() -> list[Change]:
    """As if they would be paid later."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def send(gateway: Any, account: Account, command: Any, now: int) -> Any:
            try:
                return was(gateway, account, command, now)
            except V3Refusal as refusal:
                if refusal.code is V3Code.OUT_OF_BALANCE:
                    rows = [account.weigh([row], command.sender, body_limit=True)[0] for row in command.rows]
                    batch = Batch(rows, [now] * len(rows), Decimal(0), command.sender, "v3", False)
                    account.accept(batch, gateway.take_ids(len(rows)), now)
                raise

        return send

    return [(v3, "_send", make)]


@breakage(
    "average-by-part", "AveragePrice is per part, whatever the reading", "v3.send.average", "reading.average-price-per"
)
def average_by_part() -> list[Change]:
    """The total over parts."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def priced(*given: Any) -> Any:
            found = was(*given)
            parts = found.part_count or 1
            return replace(found, average=(found.total / parts).quantize(v3.CENT, ROUND_HALF_UP))

        return priced

    return [(v3, "_priced", make)]


@breakage("calculate-sends", "Calculate sends", "v3.calculate.changes-nothing")
def calculate_sends() -> list[Change]:
    """And charges."""

    class Nobody:
        """No command is one."""

    return [(v3, "Calculate", instead(Nobody))]


@breakage("calculate-asks-for-funds", "Calculate is 300 without funds", "v3.calculate.no-funds-needed")
def calculate_asks() -> list[Change]:
    """As Send is."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def send(gateway: Any, account: Account, command: Any, now: int) -> Any:
            reply = was(gateway, account, command, now)
            if isinstance(command, Calculate) and not account.can_pay(reply.total):
                raise V3Refusal(V3Code.OUT_OF_BALANCE, "")
            return reply

        return send

    return [(v3, "_send", make)]


@breakage("calculate-differs", "Calculate counts refused messages", "v3.send.calculate-agrees")
def calculate_differs() -> list[Change]:
    """In MessageCount."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def send(gateway: Any, account: Account, command: Any, now: int) -> Any:
            reply = was(gateway, account, command, now)
            return replace(reply, message_count=len(command.rows)) if isinstance(command, Calculate) else reply

        return send

    return [(v3, "_send", make)]


@breakage("v2-other-balance", "v2 shows a balance of its own", "balance.same-in-both", "v3.send.charged")
def other_balance() -> list[Change]:
    """It lags by what v3 spends."""

    def make(was: Callable[..., bytes]) -> Callable[..., bytes]:
        def render(reply: Any, readings: Any) -> bytes:
            if isinstance(reply, Balance):
                reply = Balance(reply.amount.quantize(Decimal(1)), reply.currency)
            return was(reply, readings)

        return render

    return [(wire_v2, "render", make)]


@breakage("available-wrong", "AvailableFund leaves the credit out", "v3.balance.available", "v3.balance.example")
def available_wrong() -> list[Change]:
    """The limit is added with its sign."""
    make = instead(property(lambda account: account.ledger.balance + account.settings.credit_limit))
    return [(Account, "available", make)]


@breakage("float-money", "amounts pass through binary fractions", "balance.exact")
def float_money() -> list[Change]:
    """In v3's answers."""
    return [(wire, "format_amount", instead(lambda amount: f"{float(amount):.2f}"))]


@breakage("scale-lost", "2.50 is written 2.5", "v3.send.example", "v3.balance.example")
def scale_lost() -> list[Change]:
    """In v3's answers."""

    def make(was: Callable[..., str]) -> Callable[..., str]:
        return lambda amount: was(amount.normalize())

    return [(wire, "format_amount", make)]


@breakage("v2-one-part-charged", "a v2 message is charged for one part", "v2.parts.charged", "money.interleaved")
def one_part_charged() -> list[Change]:
    """However long."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def batch(account: Account, command: Any, due: int) -> Any:
            return was(account, replace(command, body=command.body[:10]), due)

        return batch

    return [(v2, "_batch", make)]


@breakage(
    "refund-always", "what was not sent is paid back, whatever the reading", "status.refund", "reading.refund-unsent"
)
def refund_always() -> list[Change]:
    """Against the reading."""

    def make(was: Callable[..., None]) -> Callable[..., None]:
        def refund(account: Account, message: Any, at: int) -> None:
            readings, account.readings = account.readings, account.readings.with_changes({"refund_unsent": "yes"})
            was(account, message, at)
            account.readings = readings

        return refund

    return [(Account, "_refund", make)]


@breakage("charged-at-acceptance", "messages that wait are charged at once", "v3.schedule.waits", "v2.schedule.waits")
def at_acceptance() -> list[Change]:
    """And again when due."""

    def make(was: Callable[..., None]) -> Callable[..., None]:
        def accept(account: Account, batch: Any, ids: range, now: int) -> None:
            waiting = sum(
                (each.price for each, due in zip(batch.weighed, batch.dues, strict=True) if due > now), Decimal(0)
            )
            was(account, batch, ids, now)
            account.ledger.charge(now, waiting, "too early")

        return accept

    return [(Account, "accept", make)]


@breakage("v2-schedule-asks-for-funds", "schedule is 702 without funds", "v2.schedule.funds-when-due")
def schedule_asks() -> list[Change]:
    """As send is."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def schedule(gateway: Any, account: Account, command: Any, now: int) -> Any:
            if not account.available > 0:
                raise V2Refusal(V2Code.OUT_OF_BALANCE, "")
            return was(gateway, account, command, now)

        return schedule

    return [(v2, "_schedule", make)]


MONEY: tuple[Breakage, ...] = (
    not_charged,
    charged_twice,
    refused_charged,
    shortest_prefix,
    no_300,
    no_credit,
    refused_and_kept,
    average_by_part,
    calculate_sends,
    calculate_asks,
    calculate_differs,
    other_balance,
    available_wrong,
    float_money,
    scale_lost,
    one_part_charged,
    refund_always,
    at_acceptance,
    schedule_asks,
)
