"""The judge asks only the rules that are about an exchange; of the others it knows what they would say."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mobipace.mock_server.gateway.codes import V2Status
from mobipace.mock_server.gateway.commands import (
    Authorize,
    Authorized,
    Balance,
    Calculate,
    Funds,
    MessageAccepted,
    MessageStatus,
    Priced,
    QueryBalance,
    QueryMessages,
    Send,
    Statuses,
    V2Command,
    V2QueryBalance,
    V2QueryMessage,
    V2Reply,
    V2Schedule,
    V2Send,
    V3Reply,
)
from mobipace.mock_server.judge.evidence import Evidence
from mobipace.mock_server.judge.judge import RULES, Judge, looks
from tests.judge.desk import Desk, Judged
from tests.judge.row import Row
from tests.judge.test_any_evidence import NAMES, SHAPES
from tests.judge.test_rules import TABLE

V2_CODES = (None, 700, 701, 702, 705, 999)
V3_CODES = (None, 100, 101, 102, 103, 104, 200, 201, 300, 302, 999)


def lost(judge: Judge, evidence: Evidence) -> list[str]:
    """The rules that were not asked about an exchange and have more to say than the judge takes for granted."""
    scene = judge.scene(evidence)
    kept, asked = looks((evidence.protocol, type(evidence.command)), scene.is_calm)
    places = {index for index, _, _ in asked}
    said = {i: rule.check(scene) for i, rule in enumerate(RULES) if rule.check and i not in places}
    return [
        RULES[i].id for i, found in said.items() if (None if found is None else [*found]) != ([] if i in kept else None)
    ]


class Watching(Desk):
    """A desk that looks for lost rules before each exchange is judged."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.lost: list[str] = []

    def judged(self, judged: Judged) -> Judged:
        """Ask the rules that the judge will not ask."""
        self.lost += lost(self.judge, judged.evidence)
        return super().judged(judged)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.id)
def test_no_rule_is_lost_on_the_table(row: Row) -> None:
    """For every client of the table, whether it is right or wrong."""
    found = []
    for client in (row.breaks, *row.also, *row.keeps):
        desk = Watching()
        client(desk)
        found += desk.lost

    assert found == []


PRICED = Priced(1, 1, Decimal("2.00"), Decimal("2.00"), {}, range(100001, 100002))
REPLIES: dict[type, V3Reply | V2Reply] = {
    Authorize: Authorized("4060b129-2d75-4b7e-9c3a-61b7769a5d2b"),
    Send: PRICED,
    Calculate: PRICED,
    QueryMessages: Statuses([]),
    QueryBalance: Funds(Decimal(2), Decimal(0), Decimal(2)),
    V2Send: MessageAccepted(100001, True, None),
    V2Schedule: MessageAccepted(100001, True, None),
    V2QueryBalance: Balance(Decimal(2), None),
    V2QueryMessage: MessageStatus(V2Status.SENT),
}
"""To each command an answer that fits."""

SHOWN = st.lists(st.tuples(st.none() | NAMES, SHAPES, st.integers(0, 99)), min_size=1, max_size=12)


@settings(max_examples=150)
@given(SHOWN, st.booleans())
def test_no_rule_is_lost(shown: list[tuple[str | None, dict[str, Any], int]], goes_well: bool) -> None:
    """For any exchange that can be: a command has its protocol, its HTTP method, and a protocol its codes."""
    desk, found = Desk(), list[str]()
    for number, (name, shape, drawn) in enumerate(shown):
        possible = well(shape) if goes_well else odd(shape, drawn)
        evidence = Evidence(id=number, account=desk.gateway.accounts.get(name or ""), **possible)
        found += lost(desk.judge, evidence)
        desk.judge.judge(evidence)

    assert found == []


def odd(shape: dict[str, Any], drawn: int) -> dict[str, Any]:
    """A shape as far as it can be."""
    command = shape["command"]
    protocol = shape["protocol"] if command is None else "v2" if isinstance(command, V2Command) else "v3"
    codes = V2_CODES if protocol == "v2" else V3_CODES
    possible = {**shape, "protocol": protocol, "code": codes[drawn % len(codes)]}
    if type(shape["reply"]) is not type(REPLIES.get(type(command))):  # what could not be read was not done, either
        possible["reply"] = None
    return possible if command is None else possible | {"http_method": "GET" if protocol == "v2" else "POST"}


def well(shape: dict[str, Any]) -> dict[str, Any]:
    """The same, had it been done and its client told so, if it can have been."""
    command = shape["command"]
    possible = odd(shape, V2_CODES.index(None) if isinstance(command, V2Command) else V3_CODES.index(101))
    reply = possible["reply"] or REPLIES.get(type(command))
    return possible | {"is_told": True, "is_served": True, "has_left": False, "reply": reply}
