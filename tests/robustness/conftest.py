"""What holds after every test here: the server had nothing to complain of."""

import logging
from collections.abc import Iterator

import pytest

from tests.cli.support import Command
from tests.support import Account, Sim, running


@pytest.fixture(scope="module")
def sim() -> Iterator[Sim]:
    """A simulator for each file: what is sent here may break it, and shall not break other tests."""
    with running() as started:
        yield started


@pytest.fixture(scope="module")
def payer(sim: Sim) -> Account:
    """An account with plenty of money; its clock is frozen, so its sessions live as long as the tests."""
    return sim.account(balance="1000000.00")


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Nothing that a client sends is logged as a failure of ours, and no traceback is printed."""
    yield
    complaints = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.WARNING]

    assert complaints == []
    assert "Traceback" not in "".join(capfd.readouterr())


@pytest.fixture(scope="session")
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """The command, with a home of its own."""
    return Command(tmp_path_factory.mktemp("home"))
