"""A gateway for the tests of the handle, and runs of pytest for the tests of the plugin."""

from collections.abc import Iterator

import pytest

from mobipace.fixtures import Account, Gateway
from tests.cli.support import Command, Served

from .runs import Run


@pytest.fixture(scope="session")
def gateway() -> Iterator[Gateway]:
    """One gateway in this process; each test makes accounts of its own."""
    with Gateway() as started:
        yield started


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A gateway in a process of its own, whose control API asks for a token."""
    token = "open-sesame"
    with Command(tmp_path_factory.mktemp("home")).serving("--control-token", token) as started:
        started.token = token
        yield started


@pytest.fixture(scope="session")
def served_openly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The same without a token."""
    with Command(tmp_path_factory.mktemp("home")).serving("--no-tls") as started:
        yield started


@pytest.fixture
def account(gateway: Gateway) -> Iterator[Account]:
    """A fresh account, its clock frozen at 2019-07-25T18:20:00Z."""
    with gateway.account(clock={"now": "2019-07-25T18:20:00Z", "frozen": True}) as made:
        yield made


@pytest.fixture
def run(pytester: pytest.Pytester) -> Run:
    """Runs of pytest in this process, with our plugin and nobody else's."""
    return Run(pytester)
