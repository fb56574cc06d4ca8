"""An account's clock: exact to the microsecond, and never back."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobipace.mock_server.gateway.clock import (
    LAST_INSTANT,
    Clock,
    ClockError,
    format_instant,
    microseconds,
    parse_instant,
)
from tests.gateway.desk import SECOND, START

REAL = 1_000_000_000_000_000  # some real instant
SPANS = st.integers(min_value=0, max_value=10 * 365 * 86_400 * SECOND)


def clock(**options: float | bool | int) -> Clock:
    """A clock that showed START at the real instant REAL."""
    return Clock(REAL, now=START, frozen=bool(options.get("frozen")), rate=options.get("rate", 1))


def test_without_an_instant_a_clock_shows_the_real_one() -> None:
    """A world that sets no time runs in the present."""
    assert Clock(REAL).now(REAL + 5) == REAL + 5


def test_a_running_clock_moves_with_real_time() -> None:
    """One second a second."""
    assert clock().now(REAL + 61 * SECOND) == START + 61 * SECOND


def test_a_frozen_clock_stands() -> None:
    """Only an operator moves it."""
    assert clock(frozen=True).now(REAL + 10**12) == START


@pytest.mark.parametrize("frozen", [True, False])
def test_advance_moves_by_exactly_so_much(frozen: bool) -> None:
    """61 s are 61,000,000 microseconds, and a running clock runs on from there."""
    moved = clock(frozen=frozen)
    moved.advance(REAL, 61)

    assert (moved.now(REAL), moved.now(REAL + 7) - moved.now(REAL)) == (START + 61 * SECOND, 0 if frozen else 7)


def test_fractions_add_up_exactly() -> None:
    """0.1 s ten times is one second, though 0.1 is no binary fraction."""
    moved = clock(frozen=True)
    for _ in range(10):
        moved.advance(REAL, 0.1)

    assert moved.now(REAL) == START + SECOND


@pytest.mark.parametrize(("seconds", "expected"), [(0.000001, 1), (0.0000004, 0), (59.999999, 59_999_999), (0, 0)])
def test_seconds_are_rounded_to_the_microsecond(seconds: float, expected: int) -> None:
    """Nothing smaller is told apart."""
    assert microseconds(seconds) == expected


@pytest.mark.parametrize("seconds", [-1, -0.000001, float("nan"), float("inf"), float("-inf"), 1e300])
def test_advance_refuses_what_is_no_step_forward(seconds: float) -> None:
    """Backwards, nowhere, or past the last year; the clock stays as it was."""
    moved = clock(frozen=True)
    with pytest.raises(ClockError):
        moved.advance(REAL, seconds)

    assert moved.now(REAL) == START


def test_set_moves_forward_to_an_instant() -> None:
    """Also to the one it shows."""
    moved = clock()
    moved.set(REAL, START)
    moved.set(REAL, START + 1)

    assert moved.now(REAL) == START + 1


def test_set_never_goes_back() -> None:
    """Not by a microsecond; the error shows both instants."""
    moved = clock()
    with pytest.raises(ClockError, match=r"2019-07-25T18:19:59\.999999Z is before 2019-07-25T18:20:00Z"):
        moved.set(REAL, START - 1)

    assert moved.now(REAL) == START


@pytest.mark.parametrize("frozen", [True, False])
def test_set_and_advance_neither_start_nor_stop_a_clock(frozen: bool) -> None:
    """Only freeze and rate do."""
    moved = clock(frozen=frozen)
    moved.set(REAL, START + 5)
    moved.advance(REAL, 5)

    assert moved.frozen is frozen


def test_a_thawed_clock_goes_on_where_it_stood() -> None:
    """What passed meanwhile has not passed for it."""
    moved = clock(frozen=True)
    moved.freeze(REAL + 100, False)

    assert moved.now(REAL + 107) == START + 7


def test_freezing_twice_changes_nothing() -> None:
    """Nor does thawing what runs."""
    moved = clock()
    moved.freeze(REAL + 5, True)
    moved.freeze(REAL + 9, True)

    assert moved.now(REAL + 20) == START + 5


@pytest.mark.parametrize(
    ("rate", "elapsed", "expected"),
    [(60, 1, 60), (60, 1_000_001, 60_000_060), (0.5, 2_000_001, 1_000_000), (2.5, 2, 5), (1_000_000, 3, 3_000_000)],
)
def test_a_rate_multiplies_real_time(rate: float, elapsed: int, expected: int) -> None:
    """Virtual seconds a real second, rounded to the microsecond."""
    assert clock(rate=rate).now(REAL + elapsed) == START + expected


def test_a_rate_counts_from_now_on() -> None:
    """What has passed stays as it passed."""
    moved = clock()
    moved.run(REAL + 10, 60)

    assert (moved.now(REAL + 10), moved.now(REAL + 11)) == (START + 10, START + 70)


def test_a_rate_starts_a_frozen_clock() -> None:
    """To ask for a speed is to ask for movement."""
    moved = clock(frozen=True)
    moved.run(REAL + 10, 2)

    assert (moved.frozen, moved.now(REAL + 15)) == (False, START + 10)


@pytest.mark.parametrize("rate", [0, -1, 1_000_001, float("nan"), float("inf")])
def test_a_rate_is_above_0_and_at_most_a_million(rate: float) -> None:
    """Zero is what freeze is for; the clock stays as it was."""
    moved = clock()
    with pytest.raises(ClockError):
        moved.run(REAL, rate)

    assert (moved.rate, moved.now(REAL + 3)) == (1, START + 3)


def test_the_last_instant_is_the_end_of_9999() -> None:
    """There a clock can be set; beyond it not."""
    moved = clock(frozen=True)
    moved.set(REAL, LAST_INSTANT)
    with pytest.raises(ClockError, match="9999"):
        moved.advance(REAL, 0.000001)

    assert format_instant(moved.now(REAL)) == "9999-12-31T23:59:59.999999Z"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019-07-25T18:20:00Z", START),
        ("2019-07-25T18:20:00.5Z", START + 500_000),
        ("2019-07-25T18:20:00.000001Z", START + 1),
        ("2019-07-25T18:20:00.000001999Z", START + 1),
        ("2019-07-25T18:20:00+00:00", START),
        ("1970-01-01T00:00:00Z", 0),
        ("2000-02-29T00:00:00Z", 951_782_400_000_000),
    ],
)
def test_an_instant_is_read(text: str, expected: int) -> None:
    """UTC, with a Z or +00:00, and decimals, of which six count."""
    assert parse_instant(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2019-07-25",
        "2019-07-25T18:20:00",
        "2019-07-25T22:20:00+04:00",
        "2019-02-29T00:00:00Z",
        "2019-07-25 18:20:00Z",
    ],
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    """The error shows the form."""
    with pytest.raises(ClockError, match="is not an instant"):
        parse_instant(text)


@given(instant=st.integers(min_value=0, max_value=LAST_INSTANT))
def test_an_instant_survives_writing_and_reading(instant: int) -> None:
    """To the microsecond."""
    assert parse_instant(format_instant(instant)) == instant


@given(elapsed=SPANS, rate=st.integers(min_value=1, max_value=1000))
def test_a_whole_rate_is_exact(elapsed: int, rate: int) -> None:
    """Over years, and whatever the speed."""
    assert clock(rate=rate).now(REAL + elapsed) == START + elapsed * rate


@given(steps=st.lists(st.fractions(min_value=0, max_value=10**6, max_denominator=SECOND), max_size=20))
def test_steps_add_up(steps: list[Fraction]) -> None:
    """Advancing in steps goes as far as their microseconds together."""
    moved = clock(frozen=True)
    for step in steps:
        moved.advance(REAL, float(step))

    assert moved.now(REAL) - START == sum(microseconds(float(step)) for step in steps)


CHANGES = st.one_of(
    st.tuples(st.just("pass"), st.integers(0, 10**9)),
    st.tuples(st.just("advance"), st.floats(0, 1000)),
    st.tuples(st.just("freeze"), st.booleans()),
    st.tuples(st.just("run"), st.floats(0.001, 1000)),
    st.tuples(st.just("set"), st.integers(-(10**9), 10**9)),
)


@given(changes=st.lists(CHANGES, max_size=30))
def test_a_clock_never_goes_back(changes: list[tuple[str, float]]) -> None:
    """Whatever is done to it while real time passes, what it shows never gets less."""
    moved, real, shown = clock(), REAL, [START]
    for change, value in changes:
        if change == "pass":
            real += int(value)
        elif change == "set" and value < 0:
            with pytest.raises(ClockError):
                moved.set(real, moved.now(real) + int(value))
        elif change == "set":
            moved.set(real, moved.now(real) + int(value))
        else:
            getattr(moved, change)(real, value)
        shown.append(moved.now(real))

    assert shown == sorted(shown)
