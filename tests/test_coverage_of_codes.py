import ast
from functools import cache
from pathlib import Path

import pytest

from mobipace.mock_server.gateway.codes import DocumentedCode, State, V2Code, V2Status, V3Code
from tests.coverage_of_codes import TABLES

ROOT = Path(__file__).parent.parent
IN_CODE: dict[str, type[DocumentedCode]] = {
    "v3 Message Status Possible Values": State,
    "v3 Error codes and their meanings": V3Code,
    "v2 8.1": V2Status,
    "v2 8.2": V2Code,
}


@cache
def names_of_tests(path: str) -> frozenset[str]:
    """Names of the test functions in a file; none if there is no such file."""
    file = ROOT / path
    tree = ast.parse(file.read_text("utf-8") if file.is_file() else "")
    return frozenset(
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


@pytest.mark.parametrize("table", TABLES)
def test_names_and_texts_are_the_documents_own(table: str) -> None:
    """Each row of a table is in the code, with its name and its sentence letter for letter, and no other."""
    in_code = {int(code): (code.label, code.text) for code in IN_CODE[table]}

    assert in_code == TABLES[table].rows


@pytest.mark.parametrize("table", TABLES)
def test_every_code_has_its_test_or_its_reason(table: str) -> None:
    """A code that nothing produces, and nobody says why, is missing here."""
    rows, produced, unreachable = TABLES[table].rows, TABLES[table].produced, TABLES[table].unreachable

    assert sorted([*produced, *unreachable]) == sorted(rows)
    assert all(len(reason) > 20 for reason in unreachable.values())


@pytest.mark.parametrize("table", TABLES)
def test_named_tests_exist(table: str) -> None:
    """A test that was renamed or removed leaves its code without one."""
    split = {code: test.partition("::")[::2] for code, test in TABLES[table].produced.items()}

    missing = {
        code: "::".join(it) for code, it in split.items() if it[1].partition("[")[0] not in names_of_tests(it[0])
    }
    assert missing == {}


def test_documented_texts_are_read_from_the_tables() -> None:
    """Every code of both documents is told apart: 15 statuses and 11 codes in v3, 10 and 14 in v2."""
    sizes = {name: len(table.rows) for name, table in TABLES.items()}

    assert list(sizes.values()) == [15, 11, 10, 14]
