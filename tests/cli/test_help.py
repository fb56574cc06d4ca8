"""Help: every command explains itself on a screen, and shows a line to copy."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from mobipace.mock_server.cli import kit
from mobipace.mock_server.cli.app import app
from mobipace.mock_server.cli.help import first_sentence
from tests.cli.support import Command

SCREEN = (50, 80)  # lines and columns: a terminal's own width, and what a laptop shows of its height


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The words of every command with itself, groups and the kit's included; the command itself has none."""
    yield path, command
    if isinstance(command, TyperGroup):
        for name in command.list_commands(None):  # type: ignore[arg-type]  # ours need no context
            yield from commands(command.get_command(None, name), (*path, name))  # type: ignore[arg-type]


COMMANDS = dict(commands(get_command(app)))
GROUPS = [path for path, each in COMMANDS.items() if isinstance(each, TyperGroup)]
every_command = pytest.mark.parametrize("words", COMMANDS, ids=" ".join)


def test_the_kit_s_commands_are_among_them() -> None:
    """What these tests hold of every command, they hold of those that are imported late."""
    assert {("serve",), ("world", "check"), ("verify-client",), ("verify-server",), ("adapter-check",)} <= set(COMMANDS)


@every_command
def test_help_fits_a_screen(command: Command, words: tuple[str, ...]) -> None:
    """Whoever asks for help sees all of it."""
    helped = command.run(*words, "--help", COLUMNS=f"{SCREEN[1]}", LINES=f"{SCREEN[0]}")
    lines = helped.stdout.splitlines()

    assert (helped.returncode, helped.stderr) == (0, "")
    assert (len(lines) < SCREEN[0], max(map(len, lines)) <= SCREEN[1]) == (True, True)


@every_command
def test_help_shows_an_example(command: Command, words: tuple[str, ...]) -> None:
    """The help of every command has a line to copy."""
    helped = command.run(*words, "-h")

    assert (helped.returncode, helped.stderr) == (0, "")
    assert re.search(rf"^(Example|Begin with): mobipace-mock {' '.join(words)}", helped.stdout, re.MULTILINE)


@every_command
def test_help_names_every_option(command: Command, words: tuple[str, ...]) -> None:
    """With what stands for its value, and a sentence."""
    told = command.run(*words, "--help").stdout
    shown = re.findall(r"^  (?:-h, )?(--[\w-]+)( [A-Za-z]\S*)?  +\S", told, re.MULTILINE)
    options = [each for each in COMMANDS[words].params if each.param_type_name == "option"]
    missing = {(each.opts[-1], not each.is_flag) for each in options} - {(name, bool(value)) for name, value in shown}

    assert missing == set()


@pytest.mark.parametrize("words", GROUPS, ids=" ".join)
def test_a_command_that_needs_another_word_shows_its_help(command: Command, words: tuple[str, ...]) -> None:
    """`mobipace-mock` alone tells what there is."""
    bare, helped = command.run(*words), command.run(*words, "--help")

    assert (bare.returncode, bare.stdout, bare.stderr) == (0, helped.stdout, "")
    assert all(f"\n  {path[-1]} " in bare.stdout for path in COMMANDS if path[:-1] == words and path)


@pytest.mark.parametrize("name", kit.COMMANDS)
def test_the_kits_commands_do_what_the_list_says(name: str) -> None:
    """The list has its own copy of their first sentences, so that it need not import them."""
    assert kit.COMMANDS[name].summary == first_sentence(COMMANDS[name,])
