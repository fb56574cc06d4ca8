"""Fixtures of the v3 tests."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.support import Account, Sim, demo, running


@pytest.fixture(scope="session")
def strict_sim() -> Iterator[Sim]:
    """A simulator whose world refuses what is only tolerated."""
    with running(replace(demo(), strictness="refuse")) as started:
        yield started


@pytest.fixture
def strict(strict_sim: Sim) -> Account:
    """A fresh account in that world."""
    return strict_sim.account()
