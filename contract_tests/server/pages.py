"""Rows of the tables in the docs: what is checked, and which broken gateway each check kills."""

from __future__ import annotations

from collections.abc import Iterator

from mobipace.mock_server.gateway.readings import REGISTER

from ..broken import BROKEN_GATEWAYS, WITHOUT
from .checks import CHECKS
from .detectors import DETECTORS

Row = tuple[str, ...]

CHECK_TITLES: Row = ("check", "level", "what a server has to do", "clauses", "readings", "broken gateways it kills")
BROKEN_TITLES: Row = ("broken gateway", "what it breaks", "killed by")


def check_rows() -> Iterator[Row]:
    """Every check, those that find out a reading first."""
    questions = {reading.key: reading for reading in REGISTER}
    for each in DETECTORS:
        reading = questions[each.key]
        yield _code(each.id), "OBSERVED", reading.question, reading.clause, _code(each.key), _kills(each.id)
    for check in CHECKS:
        keys = ", ".join(map(_code, check.readings))
        yield _code(check.id), check.level, check.title, "; ".join(check.clauses), keys, _kills(check.id)


def broken_rows() -> Iterator[Row]:
    """Every broken gateway."""
    return ((_code(each.id), each.title, ", ".join(map(_code, each.killed_by))) for each in BROKEN_GATEWAYS)


def _kills(id: str) -> str:
    killed = [_code(each.id) for each in BROKEN_GATEWAYS if id in each.killed_by]
    return ", ".join(killed) or f"none: {WITHOUT[id]}"


def _code(text: str) -> str:
    return f"`{text}`"
