"""A browser for all tests of a file, and a simulator for each."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.support import Account, Sim, running
from tests.ui.browser import FLAGS, PATIENCE, Screen, chromium, looking

expect.set_options(timeout=PATIENCE)


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of a file go to one process: each file starts a browser of its own."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. Without one, a developer's run leaves these tests out; that of CI never does.

    Not for the whole session: while Playwright runs, an event loop does, and the tests of other files start their own.
    """
    path = chromium()
    if path is None:
        reason = "Chromium is not here: apt-get install chromium-headless-shell, or name one in MOBIPACE_CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def sim() -> Iterator[Sim]:
    """A simulator of the test's own: the page shows everybody's."""
    with running() as started:
        yield started


@pytest.fixture
def account(sim: Sim) -> Account:
    """A fresh account, its clock frozen at 2019-07-25T18:20:00Z."""
    return sim.account(username="ann@example.com", password="secret")


@pytest.fixture
def screen(browser: Browser, sim: Sim) -> Iterator[Screen]:
    """The page, in a window of 1280 by 800."""
    with looking(browser, sim) as opened:
        yield opened
