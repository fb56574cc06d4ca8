import ast
from pathlib import Path

import pytest

from mobipace.mock_server.gateway.codes import DocumentedCode, V2Code, V2Status
from tests.v2.codes import ERRORS, STATUSES, V2_PRODUCED, V2_UNREACHABLE

ROOT = Path(__file__).resolve().parents[2]


def table(codes: type[DocumentedCode]) -> dict[int, tuple[str, str]]:
    """A code table of the gateway in plain values."""
    return {int(code): (code.label, code.text) for code in codes}


def functions(path: str) -> set[str]:
    """The functions that a test file defines."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_code_is_heard_by_a_test_or_has_a_reason() -> None:
    """No documented value or code is forgotten, and none is both produced and unreachable."""
    assert sorted([*V2_PRODUCED, *V2_UNREACHABLE]) == sorted([*STATUSES, *ERRORS])


@pytest.mark.parametrize("name", sorted(set(V2_PRODUCED.values())))
def test_every_named_test_exists(name: str) -> None:
    """A code's test is one that is there."""
    path, _, function = name.partition("::")

    assert function in functions(path)


def test_status_names_and_sentences_are_the_documents() -> None:
    """v2 8.1 to the letter."""
    assert table(V2Status) == STATUSES


def test_error_names_and_sentences_are_the_documents() -> None:
    """v2 8.2 to the letter; there is no 704."""
    assert table(V2Code) == ERRORS


@pytest.mark.parametrize("code", [704, 715, 10, -1])
def test_an_unknown_code_stays_a_number(code: int) -> None:
    """v3 Changes, clause 2: codes that no table knows may appear, and pass through as they are."""
    assert (V2Code.known_or_int(code), type(V2Code.known_or_int(code))) == (code, int)
