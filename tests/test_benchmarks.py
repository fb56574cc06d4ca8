"""What benchmarks make of the times they take: ratios, spreads, limits, and what has moved since."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import kept, table
from benchmarks.measure import Figure, Pair, absolute, cost, pace, some

PAIRS = [Pair(3.0, 1.0)] * 15 + [Pair(4.0, 1.0)] * 5


def test_a_cost_is_the_ratio_of_the_medians_with_those_of_ten_parts_as_its_spread() -> None:
    """A noisy moment moves the spread, and the median not."""
    figure = cost("it", PAIRS, limit=3.5)

    assert (figure.value, figure.low, figure.high, figure.rounds, figure.holds) == (3.0, 3.0, 4.0, 20, True)
    assert (figure.subject_ms, figure.reference_ms) == (3000.0, 1000.0)


def test_a_pace_is_a_floor() -> None:
    """So many times the reference's pace, which must not be less."""
    figure = pace("it", PAIRS, limit=0.6)

    assert (figure.value, figure.low, figure.high, figure.holds) == (0.333, 0.25, 0.333, False)
    assert pace("it", PAIRS, limit=0.333).holds


def test_what_has_a_unit_of_its_own_is_a_median() -> None:
    """Milliseconds, seconds and bytes are held against a limit as they are."""
    figure = absolute("it", [1.0, 2.0, 30.0], "ms", limit=2.0)

    assert (figure.value, figure.low, figure.high, figure.holds) == (2.0, 1.0, 30.0, True)
    assert table.cells(figure) == ("it", "2 ms", "1 to 30", "≤ 2 ms", "yes", "", "")


@pytest.mark.parametrize(
    ("low", "value", "high", "says"),
    [
        (0.9, 1.0, 1.1, []),
        (1.2, 1.3, 1.4, []),  # the two spreads meet
        (1.5, 1.6, 1.7, ["it: 1.2 then, 1.6 now: WORSE"]),
        (0.5, 0.6, 0.7, ["it: 1.2 then, 0.6 now: better"]),
    ],
)
def test_what_lies_beyond_both_spreads_has_moved(low: float, value: float, high: float, says: list[str]) -> None:
    """What is within either one may be noise."""
    then = Figure("it", 1.2, "x", 2.0, 1.0, 1.4, 10)
    now = replace(then, value=value, low=low, high=high)

    assert kept.moved([then], [now]) == says


def test_of_a_floor_less_is_worse() -> None:
    """The word goes by what the limit asks for."""
    then = Figure("it", 1.2, "x", 0.5, 1.0, 1.4, 10, is_floor=True)
    now = replace(then, value=0.6, low=0.5, high=0.7)

    assert kept.moved([then], [now]) == ["it: 1.2 then, 0.6 now: WORSE"]


def test_a_run_comes_back_as_it_was_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The latest of each benchmark, though a later run had others."""
    monkeypatch.setattr(kept, "FOLDER", tmp_path / "results")
    first = kept.run_of({"one": [cost("it", PAIRS, limit=3.5)], "two": []})
    second = kept.Run(first.about | {"date": "2999-01-01T00:00Z"}, {"two": [pace("it", PAIRS, limit=1)]})
    first.keep()
    second.keep()

    assert kept.latest("one") == first
    assert kept.latest("two") == second
    assert kept.latest("three") is None


def test_every_run_in_the_history_can_be_read() -> None:
    """Later runs are compared with them; and a machine is described, not named."""
    runs = [kept.read(path) for path in kept.FOLDER.glob("*.json")]

    assert all(run.about.keys() == {"date", "version", "commit", "machine"} for run in runs)


def test_a_share_of_the_effort_is_one_at_least() -> None:
    """So that a look at whether it runs does run."""
    shares = [some(1000, 0.5), some(10, 0.01)]

    assert shares == [500, 1]


def test_a_benchmark_that_does_not_exist_is_told() -> None:
    """With the names of those that do."""
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks", "speed"], capture_output=True, text=True, timeout=60, check=False
    )

    assert run.returncode == 2
    assert "no benchmark speed; there are exchanges, " in run.stderr
