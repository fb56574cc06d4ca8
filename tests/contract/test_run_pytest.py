"""The catalogue in a user's pytest: one test for each case, its id as its name."""

import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IS_INSTALLED = any(each.name == "mobipace_kit" for each in entry_points(group="pytest11"))  # else it is named here
PLUGIN = (*(() if IS_INSTALLED else ("-p", "mobipace.contract_tests.pytest_kit")), "-p", "no:cacheprovider")


def pytest(*arguments: str) -> tuple[int, str]:
    """Exit code and output of a run in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--pyargs",
        "mobipace.contract_tests",
        *PLUGIN,
        "-c",
        "/dev/null",
        "--rootdir",
        "/",
        *arguments,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def test_each_case_is_a_test() -> None:
    """And the reference client passes them."""
    code, said = pytest("--mobipace-client", "mobipace.contract_tests.reference:Client", "-v", "-k", "v3.balance")

    assert code == 0, said
    assert re.search(r"test_client_keeps\[v3\.balance\.example\] PASSED", said)
    assert "6 passed" in said


def test_a_failure_says_what_was_seen() -> None:
    """As the other reports do; what a client lacks is skipped."""
    code, said = pytest("--mobipace-client", "tests.contract.running:Mute", "-k", "balance.example")

    assert code == 1
    assert "1 failed, 1 skipped" in said
    assert "not reached: no QueryBalance request came" in said


def test_without_a_client_it_is_an_error() -> None:
    """Nothing is passed by default."""
    code, said = pytest()

    assert code != 0
    assert "name the client: --mobipace-client MODULE:CLASS" in said
