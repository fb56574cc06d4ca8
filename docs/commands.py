"""The tables of the command line, one for each command: its options and arguments as the command itself has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from typer.core import TyperGroup
from typer.main import get_command

from mobipace.mock_server.cli.app import app
from mobipace.mock_server.cli.help import default_of, written

from .tables import code, table

TITLES = ("option", "meaning", "default", "variable")


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that does something, with the words that name it."""
    if not isinstance(command, TyperGroup):
        yield path, command
        return
    for name in command.list_commands(None):  # type: ignore[arg-type]  # ours need no context
        yield from commands(command.get_command(None, name), (*path, name))  # type: ignore[arg-type]


def _options(command: Any) -> str:
    shown = [each for each in command.params if not getattr(each, "hidden", False)]
    rows = [(code(written(each)), each.help or "", _default(each), _variable(each)) for each in shown]
    return table(TITLES, rows)


def _default(parameter: Any) -> str:
    default = default_of(parameter)
    return code(default) if default else ""


def _variable(parameter: Any) -> str:
    return code(parameter.envvar) if isinstance(parameter.envvar, str) else ""


PARTS: dict[str, Callable[[], str]] = {
    f"options-{'-'.join(path)}": partial(_options, command) for path, command in commands(get_command(app))
}
"""`options-world-check` and so on."""
