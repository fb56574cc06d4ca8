"""The order of v2's checks: function, presence, 701, values (700, 705), 708, 709, 702."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import pytest

from tests.support import Sim
from tests.v2.support import asked, balance, value


@dataclass(frozen=True)
class Fault:
    """One thing wrong: the code it is answered with, how to bring it about, and what it stands on."""

    name: str
    code: str
    changes: Mapping[str, str | None] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    rank: int = 0

    def __str__(self) -> str:
        return self.name


FUNCTION = Fault("unknown function", "700", {"function": "transmit"}, rank=0)
MISSING = Fault("body missing", "700", {"body": None}, rank=1)
PASSWORD = Fault("wrong password", "701", {"password": "wrong"}, rank=2)
RECIPIENT = Fault("letters in recipient", "700", {"recipient": "7925XXXXXXX"}, rank=3)
WAP_PUSH = Fault("unreadable wap_push", "700", {"wap_push": "maybe"}, rank=3)
DATE = Fault("unreadable date", "705", {"sendingdate": "25.07.2019"}, rank=3)
PAST = Fault("past date", "708", {"sendingdate": "2019-07-25T18:19:59"}, rank=4)
CURRENCY = Fault("no currency", "709", settings={"currency": None}, rank=5)
FUNDS = Fault("no funds", "702", settings={"balance": "0.00", "credit_limit": "0"}, rank=6)

IN_ORDER = {
    "send": (FUNCTION, MISSING, PASSWORD, RECIPIENT, WAP_PUSH, CURRENCY, FUNDS),
    "schedule": (FUNCTION, MISSING, PASSWORD, RECIPIENT, WAP_PUSH, DATE, PAST, CURRENCY),
}
PAIRS = [
    pytest.param(function, first, second, id=f"{function}: {first} before {second}")
    for function, faults in IN_ORDER.items()
    for first, second in combinations(faults, 2)
    if first.rank < second.rank and not first.changes.keys() & second.changes.keys()
]
ALONE = [
    pytest.param(function, fault, id=f"{function}: {fault}")
    for function, faults in IN_ORDER.items()
    for fault in faults
]


@pytest.mark.parametrize(("function", "fault"), ALONE)
def test_a_fault_alone_is_answered_with_its_code(sim: Sim, function: str, fault: Fault) -> None:
    """Each fault of the table below is one by itself, so that the pairs compare what they say."""
    line = asked(sim.account(**fault.settings), function, dict(fault.changes))

    assert value(line) == fault.code


@pytest.mark.parametrize(("function", "first", "second"), PAIRS)
def test_the_earlier_check_decides(sim: Sim, function: str, first: Fault, second: Fault) -> None:
    """A request with two faults is answered with the code of the check that comes first, and nothing happens."""
    account = sim.account(**first.settings, **second.settings)
    line = asked(account, function, {**first.changes, **second.changes})

    assert (value(line), account.messages) == (first.code, [])


def test_schedule_needs_no_funds(sim: Sim) -> None:
    """702 is not among schedule's checks: it is accepted without funds and charged when due."""
    account = sim.account(**FUNDS.settings)

    assert (asked(account, "schedule"), balance(account)) == (f"ID: {account.messages[-1]['id']}", "0.00")


def test_a_locked_account_hears_701_before_its_currency_and_its_funds(sim: Sim) -> None:
    """701 covers locked and blocked accounts too, and stands before all that is about money."""
    account = sim.account(locked=True, currency=None, balance="0.00", credit_limit="0")

    assert value(asked(account, "send", {"recipient": "x"})) == "701"
