"""Every option of `serve`, told as a flag and through the environment."""

import functools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from mobipace.mock_server.cli.app import app
from tests.cli.effects import EFFECTS, TOKEN, Settings, Told
from tests.cli.support import Command, variable

Make = Callable[[Path, Command], Settings]


def as_flags(settings: Settings) -> list[str]:
    """The words of a command line; a repeatable option comes once for each value, a switch without one."""
    words = []
    for option, value in settings.items():
        for each in (value,) if isinstance(value, str) else value:
            words += [option, each] if each else [option]
    return words


def as_environment(settings: Settings) -> dict[str, str]:
    """The same in variables: a switch is 1, and repeated values stand side by side with a blank between."""
    return {
        variable(option): (value or "1") if isinstance(value, str) else " ".join(value)
        for option, value in settings.items()
    }


@pytest.fixture(scope="module")
def start(command: Command, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Make, str], Told]]:
    """Starts a server that is told its options in one way or the other, once for all that ask for the same."""
    with ExitStack() as stack:

        @functools.cache
        def started(make: Make, way: str) -> Told:
            settings = make(tmp_path_factory.mktemp("told"), command)
            is_flag = way == "flag"
            arguments, environment = (as_flags(settings), {}) if is_flag else ([], as_environment(settings))
            server = stack.enter_context(command.serving(*arguments, environment=environment))
            server.token = TOKEN if "--control-token" in settings else None
            return Told(server, settings)

        yield started


@pytest.mark.parametrize("way", ["flag", "environment"])
@pytest.mark.parametrize("option", EFFECTS)
def test_an_option_does_what_it_says(start: Callable[[Make, str], Told], option: str, way: str) -> None:
    """An option has the same effect as a flag and as MOBIPACE_MOCK_<OPTION>."""
    make, check = EFFECTS[option]

    check(start(make, way))


def test_every_option_has_its_variable_and_a_test() -> None:
    """Whoever adds an option to `serve` gives it its environment variable, and says in EFFECTS what it does."""
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    options = {option.opts[0]: option.envvar for option in group.commands["serve"].params if option.name != "help"}

    assert options == {option: variable(option) for option in EFFECTS}


def test_a_flag_stands_over_its_variable(command: Command) -> None:
    """Where both are told, the command line wins."""
    with command.serving("--no-tls", "--seed", "5", environment={"MOBIPACE_MOCK_SEED": "6"}) as server:
        assert server.ready["seed"] == 5


def test_a_switch_can_be_off_in_the_environment(command: Command) -> None:
    """MOBIPACE_MOCK_NO_TLS=0 leaves HTTPS on; an empty variable is as good as none."""
    environment = {"MOBIPACE_MOCK_NO_TLS": "0", "MOBIPACE_MOCK_WATCH": "", "MOBIPACE_MOCK_SEED": ""}
    with command.serving(environment=environment) as server:
        assert server.ready["https"] is not None
