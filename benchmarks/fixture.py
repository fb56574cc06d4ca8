"""What the pytest plugin costs: a gateway in this process up and down, and the fixture in each test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from mobipace.fixtures import Gateway

from .measure import Figure, absolute, seconds, some

UP_MS = 10.0
DOWN_MS = 20.0
TEST_MS = 1.0
_ROUNDS = 40
_TESTS = 300
_RUNS = 5

# Times each test as pytest runs it, setup and teardown included.
_WATCH = """
import json, time
from statistics import median
import pytest

TIMES = {"test_bare": [], "test_with": []}

@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    start = time.perf_counter()
    result = yield
    TIMES[item.originalname].append(time.perf_counter() - start)
    return result

def pytest_sessionfinish():
    with open("times.json", "w") as file:
        json.dump({name: median(times) * 1000 for name, times in TIMES.items()}, file)
"""
# Both make a request, so that there is something to judge; what is measured is what the fixture adds.
_TEST = f"""
import http.client
from urllib.parse import urlencode, urlsplit
import pytest

@pytest.fixture(scope="session")
def ask(mobipace_server):
    connection = http.client.HTTPConnection(urlsplit(mobipace_server.url).netloc)
    def ask(account):
        query = urlencode(dict(function="querybalance", username=account.username, password=account.password))
        connection.request("GET", "/API_2_0/HTTP_API.aspx?" + query)
        assert connection.getresponse().read().startswith(b"ID")
    yield ask
    connection.close()

@pytest.fixture(scope="session")
def account(mobipace_server):
    return mobipace_server.account()

@pytest.mark.parametrize("number", range({_TESTS}))
def test_bare(account, ask, number):
    ask(account)

@pytest.mark.parametrize("number", range({_TESTS}))
def test_with(mobipace, ask, number):
    ask(mobipace)
"""


def figures(effort: float) -> list[Figure]:
    """Milliseconds, the first start left out: it loads the server."""
    with Gateway() as gateway:
        gateway.account().delete()
    gateways = [Gateway() for _ in range(some(_ROUNDS, effort))]
    spans = [(seconds(gateway.start), seconds(gateway.stop)) for gateway in gateways]
    up, down = ([span * 1000 for span in column] for column in zip(*spans, strict=True))
    return [
        absolute("gateway up, in this process", up, "ms", UP_MS),
        absolute("gateway down", down, "ms", DOWN_MS),
        absolute("fixture mobipace, a test", [_test() for _ in range(some(_RUNS, effort))], "ms", TEST_MS),
    ]


def _test() -> float:
    """What a test with the fixture takes more than one without."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "watch.py").write_text(_WATCH)
        Path(folder, "test_it.py").write_text(_TEST)
        options = ["-p", "mobipace.fixtures.plugin", "-p", "watch", "-p", "no:cacheprovider", "-q"]
        subprocess.run(
            [sys.executable, "-m", "pytest", *options],
            cwd=folder,
            env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": _path(folder)},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        times = json.loads(Path(folder, "times.json").read_text())
    return float(times["test_with"] - times["test_bare"])


def _path(folder: str) -> str:
    return os.pathsep.join(filter(None, (folder, os.environ.get("PYTHONPATH"))))
