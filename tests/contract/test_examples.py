"""The example adapters keep the protocol and pass the catalogue, each in its language where that is installed."""

from pathlib import Path

import pytest

from mobipace.contract_tests.catalogue import CASES
from mobipace.contract_tests.check import adapter_check
from mobipace.contract_tests.runner import Options, plan, run
from tests.contract.conftest import ADAPTERS, EXAMPLES, is_installed, subject_of

LONGEST = 120  # lines of an adapter


@pytest.fixture(params=ADAPTERS)
def name(request: pytest.FixtureRequest) -> str:
    """Each example in turn."""
    if not is_installed(request.param):
        pytest.skip(f"{ADAPTERS[request.param][0]} is not installed: apt-get install nodejs php-cli")
    return str(request.param)


def test_an_example_keeps_the_protocol(name: str) -> None:
    """Nothing is found wrong with it."""
    report = adapter_check([f"{word}" for word in ADAPTERS[name]], timeout_ms=5000)

    assert ([*report.lines()][-1], report.exit_code) == ("The adapter keeps the protocol.", 0)


def test_an_example_passes_the_catalogue(name: str) -> None:
    """Every case, but for calls at the same time where a language makes one at a time."""
    found = run(lambda: subject_of(name), plan(CASES), Options(name))

    assert {check.id: check.seen for check in found.checks if check.verdict not in ("PASS", "UNSUPPORTED")} == {}
    assert [check.id for check in found.checks if check.verdict == "UNSUPPORTED" and ".busy." not in check.id] == []
    assert found.totals["PASS"] > 440


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/adapter.*")), ids=lambda path: path.parent.name)
def test_an_adapter_is_short(path: Path) -> None:
    """What stands between a client and the kit is read in a minute."""
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST
