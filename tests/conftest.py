"""Fixtures shared by all tests."""

from collections.abc import Iterator

import pytest

from tests.support import Account, Sim, running


@pytest.fixture(scope="session")
def sim() -> Iterator[Sim]:
    """One simulator with the demo world for all tests of a process: each test makes accounts of its own."""
    with running() as started:
        yield started


@pytest.fixture
def account(sim: Sim) -> Account:
    """A fresh account like the document's own, its clock frozen at 2019-07-25T18:20:00Z."""
    return sim.account()
