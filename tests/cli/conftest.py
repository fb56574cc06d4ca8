"""One home, so that the local CA is made once, and one server for all tests that do not disturb each other."""

from collections.abc import Iterator

import pytest

from tests.cli.support import Command, Served


@pytest.fixture(scope="session")
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """The command, with a home of its own."""
    return Command(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def server(command: Command) -> Iterator[Served]:
    """The demo world over HTTP and HTTPS with every option at its default but the ports."""
    with command.serving() as started:
        yield started
