"""The tables of the pytest plugin: its options, marker, fixtures and the handle of an account, as the code has them."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from typing import Any, Self

from mobipace.contract_tests import pytest_kit
from mobipace.fixtures import Account, plugin
from mobipace.schemas import load

from .tables import Row, code, table

_MARKER_ALONE = {
    "allow": "Rules of the judge that the test breaks on purpose; one that is not broken fails the test.",
    "violations": "What becomes of other violations: `fail`, `warn` or `ignore`.",
}
_NO_SETTINGS = {"username", "password"}  # a test's account draws its own


class _Listener:
    """Stands where pytest's parser does, and writes down what it is told."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def getgroup(self, *_: str) -> Self:
        """Every group is this one."""
        return self

    def addoption(self, name: str, *, help: str, metavar: str = "", default: object = None, **more: Any) -> None:
        """An option of the command line."""
        value = metavar or "|".join(more.get("choices", ())) or "N"
        self.rows.append((code(f"{name} {value}"), help, "" if default is None else code(default)))

    def addini(self, name: str, help: str, *, default: str) -> None:
        """A key of the configuration file."""
        self.rows.append((f"{code(name)} in the configuration file", help, code(default)))


def options() -> str:
    """What may be given to pytest, and set in its configuration file."""
    heard = _Listener()
    for each in (plugin, pytest_kit):
        each.pytest_addoption(heard)
    return table(("option", "meaning", "default"), heard.rows)


def marker() -> str:
    """What the marker takes."""
    settings = load("account")["properties"]
    rows = [
        (code(name), schema.get("description", "")) for name, schema in settings.items() if name not in _NO_SETTINGS
    ]
    return table(("argument", "meaning"), [*((code(name), text) for name, text in _MARKER_ALONE.items()), *rows])


def fixtures() -> str:
    """The fixtures, with their scope."""
    rows = ((code(each.name), _scope(each), _first_line(ast.get_docstring(each))) for each in _fixtures())
    return table(("fixture", "scope", "what it is"), rows)


def _fixtures() -> Iterator[ast.FunctionDef]:
    for each in ast.parse(inspect.getsource(plugin)).body:
        if isinstance(each, ast.FunctionDef) and any("pytest.fixture" in ast.unparse(by) for by in each.decorator_list):
            yield each


def _scope(fixture: ast.FunctionDef) -> str:
    return "session" if any("session" in ast.unparse(by) for by in fixture.decorator_list) else "test"


def account() -> str:
    """What an account's handle offers: its public members."""
    members = {name: inspect.getattr_static(Account, name) for name in dir(Account) if not name.startswith("_")}
    return table(("member", "what it is"), (_member(name, member) for name, member in members.items()))


def _member(name: str, member: Any) -> Row:
    called = f"{name}({'…' if len(inspect.signature(member).parameters) > 1 else ''})" if callable(member) else name
    return code(called), _first_line(inspect.getdoc(member))


def _first_line(text: str | None) -> str:
    return " ".join((text or "").partition("\n\n")[0].split())


PARTS: dict[str, Callable[[], str]] = {
    "pytest-options": options,
    "pytest-marker": marker,
    "pytest-fixtures": fixtures,
    "pytest-account": account,
}
