"""The table of rules: one client that breaks each, and some that come near and are right."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from mobipace.mock_server.judge.rules import RULES
from tests.judge.desk import Desk
from tests.judge.row import Client, Row
from tests.judge.table_after import AFTER, V2
from tests.judge.table_busy import BUSY
from tests.judge.table_messages import MESSAGES, REFUSALS, TEXTS
from tests.judge.table_reading import COMING, READING
from tests.judge.table_references import REFERENCES
from tests.judge.table_sessions import SESSIONS

TABLE = (*READING, *COMING, *SESSIONS, *BUSY, *REFUSALS, *MESSAGES, *TEXTS, *REFERENCES, *AFTER, *V2)
SOURCES = Path(__file__).resolve().parents[2] / "mock_server"

BREAKS = [
    pytest.param(row, client, id=f"{row.id}-{number}")
    for row in TABLE
    for number, client in enumerate((row.breaks, *row.also))
]
KEEPS = [pytest.param(row, client, id=f"{row.id}-{number}") for row in TABLE for number, client in enumerate(row.keeps)]


def test_the_table_is_total() -> None:
    """Every rule has a row, with its level and its clause, and a client that comes near it and is right."""
    known = [(row.id, row.level, row.clause) for row in TABLE if row.keeps]

    assert known == [(rule.id, rule.level, rule.clause) for rule in RULES]


def test_ids_are_unique() -> None:
    """A rule is known by its id."""
    repeated = [id for id, count in Counter(rule.id for rule in RULES).items() if count > 1]

    assert repeated == []


@pytest.mark.parametrize(("row", "client"), BREAKS)
def test_a_client_that_breaks_a_rule_is_caught(row: Row, client: Client) -> None:
    """What is wrong is said, once an exchange at most, with the clause it is wrong by."""
    desk = Desk()
    client(desk)
    found = [violation for violation in desk.violations if violation.rule == row.id]

    assert found
    assert {violation.level for violation in found} == {row.level}
    assert {part for each in found for part in each.clause.split("; ")} <= set(row.clause.split("; "))


@pytest.mark.parametrize(("row", "client"), KEEPS)
def test_a_client_that_comes_near_is_not_caught(row: Row, client: Client) -> None:
    """Who is right is left alone."""
    desk = Desk()
    client(desk)

    assert desk.found[row.id] == 0


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.id)
def test_near_is_near(row: Row) -> None:
    """The rule was at stake for a client that kept it; else it would prove nothing that it was not caught."""
    exercised = 0
    for client in row.keeps:
        desk = Desk()
        client(desk)
        exercised += desk.judge.tallies()[row.id].exercised

    assert exercised > 0


# What is noted while reading


def test_whatever_is_noted_while_reading_is_a_rule() -> None:
    """The codecs and the addresses note no deviation that the register does not have, and the register has no other."""
    noted = {id for path in SOURCES.rglob("*.py") if path.parent.name in ("wire", "web") for id in deviations(path)}

    assert noted == {rule.id for rule in RULES if rule.check is None}


def deviations(path: Path) -> Iterator[str]:
    """The rules that a module notes: the first argument of each call that notes one."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _name(call.func) in ("Deviation", "_record", "_note") and call.args:
            yield from _ids(call.args[0], tree)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _ids(argument: ast.expr, tree: ast.Module) -> Iterator[str]:
    """The ids that an expression can be; a parameter is what its callers give, who are looked at themselves."""
    match argument:
        case ast.Constant(value=str(id)):
            yield id
        case ast.JoinedStr(values=[ast.FormattedValue(), ast.Constant(value=str(rest))]):
            yield from (f"v2{rest}", f"v3{rest}")
        case ast.Name(id=name) if not _is_parameter(name, tree):
            for node in ast.walk(tree):
                if isinstance(node, ast.Assign) and _name(node.targets[0]) == name:
                    yield from _ids(node.value, tree)
        case ast.Name():
            return
        case _:
            raise AssertionError(f"line {argument.lineno}: the id of a deviation has to be seen in the source")


def _is_parameter(name: str, tree: ast.Module) -> bool:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return any(name == argument.arg for function in functions for argument in function.args.args)
