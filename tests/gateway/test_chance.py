"""Chance and jitter: never asked for unless a world does, exact at 0 and 1, late by no more than was said."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mobipace.mock_server.gateway.codes import State
from mobipace.mock_server.gateway.commands import Calculate
from mobipace.mock_server.gateway.outcomes import OutcomeSettings, Rule, Step
from tests.gateway.desk import RECIPIENT, Desk, outcomes, world


def desk_with(course: OutcomeSettings) -> Desk:
    """A desk whose world has these outcomes."""
    return Desk(world(outcomes=course))


def ends(desk: Desk, count: int) -> Counter[str]:
    """Send so many messages and tell how they ended."""
    ids = [desk.send() for _ in range(count)]
    desk.wait(3600)
    return Counter(desk.state(id) for id in ids)


@pytest.mark.parametrize(
    ("chance", "expected"), [(0, {"Delivered": 300}), (1, {"Rejected": 300}), (None, {"Rejected": 300})]
)
def test_chance_0_and_1_are_exact(chance: float | None, expected: dict[str, int]) -> None:
    """Never and always, not nearly so."""
    rules = [Rule("*", ends=State.REJECTED, chance=chance)]

    assert ends(desk_with(outcomes(rules=rules)), 300) == expected


class Drawn(random.Random):
    """A stream that draws the same number every time."""

    def __init__(self, number: float) -> None:
        super().__init__(0)
        self.number = number

    def random(self) -> float:
        return self.number


@pytest.mark.parametrize(
    ("chance", "drawn", "expected"),
    [(0, 0.0, "Delivered"), (1, 1 - 2**-53, "Rejected"), (0.5, 0.5, "Delivered"), (0.5, 0.5 - 2**-54, "Rejected")],
)
def test_chance_is_exact_at_the_ends_of_what_can_be_drawn(chance: float, drawn: float, expected: str) -> None:
    """The least number that can be drawn is 0 and the greatest a little less than 1."""
    desk = desk_with(outcomes(rules=[Rule("*", ends=State.REJECTED, chance=chance)]))
    desk.account.stream = Drawn(drawn)

    assert ends(desk, 1) == {expected: 1}


def test_a_chance_between_is_sometimes() -> None:
    """Of a thousand, some 300, and the same ones each time."""
    rules = [Rule("*", ends=State.REJECTED, chance=0.3)]
    first, second = (ends(desk_with(outcomes(rules=rules)), 1000) for _ in range(2))

    assert (240 < first["Rejected"] < 360, first) == (True, second)


def test_a_rule_left_to_chance_gives_way_to_the_next() -> None:
    """What it does not take, the following rules do."""
    rules = [Rule("*", ends=State.REJECTED, chance=0.5), Rule("*", ends=State.TIME_OUT)]
    seen = ends(desk_with(outcomes(rules=rules)), 200)

    assert (set(seen), sum(seen.values())) == ({"Rejected", "TimeOut"}, 200)


@settings(max_examples=30, deadline=None)
@given(after=st.floats(0, 100), jitter=st.floats(0, 100), seed=st.integers(0, 2**32))
def test_jitter_is_late_by_at_most_its_seconds(after: float, jitter: float, seed: int) -> None:
    """Never early, and never later than `after` and `jitter` together."""
    desk = Desk(world(seed=seed, outcomes=outcomes(Step(State.SENT, after, jitter))))
    at = {name: second for second, name in desk.timeline(desk.send())}["Sent"]

    assert after - 0.000001 <= at <= after + jitter + 0.000001


def test_jitter_is_drawn_for_each_message() -> None:
    """Twenty messages, twenty instants."""
    desk = desk_with(outcomes(Step(State.SENT, 1, jitter=10)))

    assert len({desk.timeline(desk.send())[1][0] for _ in range(20)}) == 20


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_jitter_keeps_the_order_of_steps(seed: int) -> None:
    """A step that is late makes the next one no earlier than itself."""
    steps = (Step(State.SENT, 1, jitter=50), Step(State.DELIVERED, 3))
    course = Desk(world(seed=seed, outcomes=outcomes(*steps)))
    timeline = course.timeline(course.send())

    instants = [at for at, _ in timeline]

    assert (instants, [name for _, name in timeline]) == (sorted(instants), ["Pending", "Sent", "Delivered"])


@pytest.mark.parametrize(
    "course",
    [
        outcomes(Step(State.SENT, 1, jitter=10)),
        outcomes(rules=[Rule("*", steps=(Step(State.SENT, 1, jitter=10),))]),
        outcomes(rules=[Rule("*", ends=State.REJECTED, chance=0.5)]),
    ],
)
def test_calculate_draws_no_chance(course: OutcomeSettings) -> None:
    """It changes nothing, not even what is drawn after it: the next session id is the same as without it."""
    asked, unasked = desk_with(course), desk_with(course)
    session = asked.login()
    unasked.login()
    asked.call(Calculate(session, "MOBIPACE", [(RECIPIENT, "hello", None)]))

    assert asked.login() == unasked.login()


def test_chance_at_the_edge_shifts_nothing_in_the_account() -> None:
    """A hold that draws whether it fires leaves the outcomes of messages as they would have been."""
    courses = outcomes(rules=[Rule("*", ends=State.REJECTED, chance=0.5)])
    plain, held = Desk(world(outcomes=courses)), Desk(world(outcomes=courses))
    for _ in range(7):
        held.account.edge_stream.random()
    ends = [[desk.account.mailbox.by_id(desk.send()) for _ in range(20)] for desk in (plain, held)]
    last = [[[*message.timeline()][-1][1] for message in messages if message] for messages in ends]

    assert last[0] == last[1]
    assert set(last[0]) == {State.REJECTED, State.DELIVERED}
