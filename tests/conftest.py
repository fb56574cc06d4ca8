"""Fixtures shared by all tests."""

from collections.abc import Iterator

import pytest

from tests.support import Account, Sim, running


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a test's id say its xdist group: pytest-xdist 3.8 writes it where pytest 9.2 no longer looks."""
    for item in items:
        grouped = getattr(item, "_nodeid", item.nodeid)
        if grouped != item.nodeid:
            id = getattr(item, "_id")  # noqa: B009  neither has a public name
            setattr(item, "_id", type(id).parse(grouped))  # noqa: B010


@pytest.fixture(scope="session")
def sim() -> Iterator[Sim]:
    """One simulator with the demo world for all tests of a process: each test makes accounts of its own."""
    with running() as started:
        yield started


@pytest.fixture
def account(sim: Sim) -> Account:
    """A fresh account like the document's own, its clock frozen at 2019-07-25T18:20:00Z."""
    return sim.account()
