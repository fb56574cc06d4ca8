"""The catalogue in a user's own pytest run: a test for each case. `pytest_kit` loads it where a client is named."""

from __future__ import annotations

import shlex
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from mobipace.mock_server import world
from mobipace.mock_server.report import Check, Results, Verdict, totals
from mobipace.mock_server.report.words import details, heading

from .catalogue import CASES
from .driver import Subject
from .runner import Planned, plan
from .runner.authority import authority
from .runner.hosting import Host
from .runner.one import Settings, run_one
from .runner.traces import Client

_FIXTURE = "mobipace_case"
_FAILED = frozenset({Verdict.FAIL, Verdict.TIMEOUT, Verdict.CRASH, Verdict.KIT_ERROR})
_LEFT_OUT = frozenset({Verdict.UNSUPPORTED, Verdict.NOTRUN})


class BrokenShould(UserWarning):
    """A client does not do what it should; it need not."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test for each case, under its id."""
    if _FIXTURE not in metafunc.fixturenames or metafunc.function.__name__ != "test_client_keeps":
        return
    config = metafunc.config
    planned = plan(CASES, all_readings=config.getoption("--mobipace-readings") == "all")
    metafunc.parametrize(_FIXTURE, planned, ids=[each.id for each in planned], indirect=True)


@pytest.fixture(scope="session")
def _mobipace_run(request: pytest.FixtureRequest) -> Iterator[Callable[[Planned], Check]]:
    """What plays a case with the client."""
    client, seed = _client(request.config), request.config.getoption("--mobipace-seed")
    if client is None:
        raise pytest.UsageError("no client was named")
    repeat = f"pytest --pyargs mobipace.contract_tests {_options(client)} -k '{{}}'"
    subject: Subject = client.subject()
    with authority() as tls, Host() as host:
        settings = Settings(world.load(None, seed=seed), seed, repeat, tls)
        yield partial(run_one, subject=subject, host=host, settings=settings)
        subject.close()


@pytest.fixture
def mobipace_case(request: pytest.FixtureRequest, _mobipace_run: Callable[[Planned], Check]) -> Callable[[], None]:
    """Plays one case, and fails, warns or skips by its verdict."""
    return lambda: _tell(_mobipace_run(request.param))


def _tell(check: Check) -> None:
    if check.verdict in _FAILED:
        pytest.fail(_words(check), pytrace=False)
    if check.verdict in _LEFT_OUT:
        pytest.skip("; ".join(check.seen))
    if check.verdict is Verdict.WARN:
        warnings.warn(BrokenShould(f"{check.id}: {'; '.join(check.seen)}"), stacklevel=1)


def _words(check: Check) -> str:
    results = Results(
        kind="verify-client",
        subject="",
        started_at="",
        finished_at="",
        tool="",
        version="",
        seed=None,
        totals=totals([check]),
        checks=(check,),
    )
    return "\n".join([heading(results, check), *details(check)])


def _client(config: pytest.Config) -> Client | None:
    python, adapter = config.getoption("--mobipace-client"), config.getoption("--mobipace-adapter")
    if python:
        here = str(Path.cwd())
        if here not in sys.path:
            sys.path.insert(0, here)
        return Client(python=python)
    return Client(command=tuple(shlex.split(adapter))) if adapter else None


def _options(client: Client) -> str:
    return f"--mobipace-client {client.python}" if client.python else f"--mobipace-adapter '{client}'"
