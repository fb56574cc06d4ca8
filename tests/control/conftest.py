"""Fixtures of the control API's tests."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.control.support import Control
from tests.support import Account, Sim, running


@pytest.fixture(scope="session")
def control(sim: Sim) -> Control:
    """The shared simulator's control API; a test keeps to accounts of its own."""
    return Control(sim)


@pytest.fixture
def own() -> Iterator[Control]:
    """A simulator for one test alone, which may change what belongs to all accounts."""
    with running() as sim:
        yield Control(sim)


@pytest.fixture
def account(control: Control) -> Account:
    """A fresh account, its clock frozen at START."""
    return control.account()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Threads for requests in flight."""
    with ThreadPoolExecutor() as executor:
        yield executor
