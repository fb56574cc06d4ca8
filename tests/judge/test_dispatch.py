"""The judge asks only the rules that are about an exchange; the others would have nothing to say."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mobipace.mock_server.gateway.commands import V2Command
from mobipace.mock_server.judge.evidence import Evidence
from mobipace.mock_server.judge.judge import RULES, Judge, checks
from tests.judge.desk import Desk, Judged
from tests.judge.row import Row
from tests.judge.test_any_evidence import NAMES, SHAPES
from tests.judge.test_rules import TABLE

V2_CODES = (None, 700, 701, 702, 705, 999)
V3_CODES = (None, 100, 101, 102, 103, 104, 200, 201, 300, 302, 999)


def lost(judge: Judge, evidence: Evidence) -> list[str]:
    """The rules that were not asked about an exchange and have something to do with it."""
    scene, asked = (
        judge.scene(evidence),
        {rule.id for _, rule, _ in checks((evidence.protocol, type(evidence.command)))},
    )
    left_out = [rule for rule in RULES if rule.check is not None and rule.id not in asked]
    return [rule.id for rule in left_out if rule.check and rule.check(scene) is not None]


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


@settings(max_examples=150)
@given(st.lists(st.tuples(st.none() | NAMES, SHAPES, st.integers(0, 99)), min_size=1, max_size=12))
def test_no_rule_is_lost(shown: list[tuple[str | None, dict[str, Any], int]]) -> None:
    """For any exchange that can be: a command has its protocol, and a protocol its codes."""
    desk, found = Desk(), list[str]()
    for number, (name, shape, drawn) in enumerate(shown):
        command = shape["command"]
        protocol = shape["protocol"] if command is None else "v2" if isinstance(command, V2Command) else "v3"
        codes = V2_CODES if protocol == "v2" else V3_CODES
        possible = {**shape, "protocol": protocol, "code": codes[drawn % len(codes)]}
        evidence = Evidence(id=number, account=desk.gateway.accounts.get(name or ""), **possible)
        found += lost(desk.judge, evidence)
        desk.judge.judge(evidence)

    assert found == []
