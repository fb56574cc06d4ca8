"""Each target is fuzzed a little in every run; the seeds are run everywhere, also where there is no fuzzer."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.oracle import Finding, Target, attempt, hold_message, tiled
from tests.fuzz.targets import TARGETS

RUNS = 20_000
FUZZED = pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None,
    reason="atheris is not installed: it has wheels for few Pythons (pip install -e '.[fuzz]')",
)


def fuzz(target: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`python -m tests.fuzz` in a process of its own."""
    line = [sys.executable, "-m", "tests.fuzz", target, "--folder", str(folder), *arguments]
    root = Path(__file__).resolve().parents[2]
    return subprocess.run(line, cwd=root, capture_output=True, encoding="utf-8", timeout=100, check=False)


@FUZZED
@pytest.mark.timeout(120)
@pytest.mark.parametrize("target", TARGETS)
def test_nothing_is_found(tmp_path: Path, target: str) -> None:
    """20,000 inputs, each led by the code that those before it reached: what is documented, and nothing else."""
    done = fuzz(target, tmp_path, "--runs", str(RUNS))

    assert (done.returncode, list((tmp_path / "findings").iterdir())) == (0, []), done.stdout + done.stderr[-3000:]
    assert f"stat::number_of_executed_units: {RUNS}" in done.stderr


@FUZZED
@pytest.mark.timeout(120)
def test_what_is_found_is_made_small_and_can_be_run_again(tmp_path: Path) -> None:
    """A finding is printed, lies in a file, and is found in that file again."""
    found = fuzz("deep", tmp_path, "--runs", "1000000")
    [file] = (tmp_path / "findings").iterdir()
    again = fuzz("deep", tmp_path, "--replay", str(file))

    assert (found.returncode, again.returncode) == (77, 77)
    assert file.read_bytes() == b"{\xff["
    assert "Finding: it looks into brackets" in found.stdout
    assert f"python -m tests.fuzz deep --replay {file}" in found.stdout


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_takes_its_seeds(target: str) -> None:
    """They are the documents' own examples, and what is near them."""
    seeds = TARGETS[target].seeds()
    for seed in seeds:
        attempt(TARGETS[target], seed)

    assert len(seeds) > 3


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_takes_what_is_known_to_be_hard(target: str) -> None:
    """Depth, length, and marks without an end: also where nothing is fuzzed."""
    hard = [b"[" * 3000, b'{"a":' * 2000, b'"' * 3000, b"\\" * 3000, b"%" * 3000, b"\xff" * 3000, b"9" * 5000]
    for data in [b"", b"\x00", *hard, *(b"\x00\x00password" + each for each in hard)]:
        attempt(TARGETS[target], data)


def test_an_input_that_takes_too_long_is_a_finding() -> None:
    """Time that a processor spends, so that a busy machine is none."""
    with pytest.raises(Finding, match=r"\d\.\d s for 1 bytes"):
        attempt(Target(lambda _: print(sum(range(10**6))), list, ()), b"x", seconds=0.001)


@pytest.mark.parametrize("text", ["", "a\nb", "x" * 500, "\x1b[31m"])
def test_a_message_that_is_no_clear_line_is_a_finding(text: str) -> None:
    """It stands in a log and in a report."""
    with pytest.raises(AssertionError):
        hold_message(text)


def test_inputs_are_made_long_now_and_then() -> None:
    """Some of all inputs, always the same ones, are repeated until a quadratic cost would be seen."""
    made = [tiled(f"{number}abc".encode()) for number in range(1000)]
    long = [each for each in made if each]

    assert 0 < len(long) < 100
    assert {len(each) > 40_000 for each in long} == {True}
