"""Counting by itself: what is drawn, and when."""

import random

import pytest

from mobipace.mock_server.fault_specs import Match
from mobipace.mock_server.web.matching import Matcher


class Drawn(random.Random):
    """A stream that draws the same number every time, and counts how often."""

    def __init__(self, number: float) -> None:
        super().__init__(0)
        self.number = number
        self.count = 0

    def random(self) -> float:
        self.count += 1
        return self.number


@pytest.mark.parametrize(
    ("chance", "drawn", "expected", "draws"),
    [
        (None, 0.0, True, 0),
        (0, 0.0, False, 0),
        (0.0, 0.0, False, 0),
        (1, 1 - 2**-53, True, 0),
        (1.0, 1 - 2**-53, True, 0),
        (0.5, 0.5, False, 1),
        (0.5, 0.5 - 2**-54, True, 1),
        (5e-324, 0.0, True, 1),
    ],
)
def test_only_an_open_chance_is_drawn(chance: float | None, drawn: float, expected: bool, draws: int) -> None:
    """0 and 1 are exact and draw nothing, so that they shift nothing either."""
    stream = Drawn(drawn)
    fired = Matcher(Match(chance=chance)).fires(stream)

    assert (fired, stream.count) == (expected, draws)


def test_nothing_is_drawn_for_a_request_whose_turn_it_is_not() -> None:
    """`every` comes before `chance`: of each third request, so often."""
    matcher, stream = Matcher(Match(every=3, chance=0.5)), Drawn(0.9)
    turns = [matcher.counts("v3", "Send") and not matcher.fires(stream) for _ in range(9)]

    assert turns == [False, False, True] * 3
    assert stream.count == 3
