"""A right client is never blamed, whatever its network, its gateway and its operator do."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.judge.desk import CUT, LEFT, LOST_AFTER, LOST_BEFORE, PEOPLE, Desk, http, said
from tests.judge.right_client import RightClient

TEXTS = ("hello", "Привет, мир", "Բարև Ձեզ", "Ça va? Très bien", "a" * 500, "👋 50% off", "NESCAFÉ®")
WORKERS = st.integers(0, 2)
MISHAPS = st.sampled_from(
    [LOST_BEFORE, LOST_AFTER, CUT, LEFT, http(500), http(503), http(429), http(502, is_served=True)]
    + [said(code) for code in (100, 103, 104, 201, 300, 302, 999)]
    + [said(code, is_served=True) for code in (100, 103, 104, 300)]
)
CALLS = st.one_of(
    st.tuples(st.just("send"), WORKERS, st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3)),
    st.tuples(st.sampled_from(["balance", "calculate", "statuses"]), WORKERS),
    st.tuples(st.sampled_from(["v2_send", "v2_balance"])),
)
EVENTS = st.one_of(
    st.tuples(st.just("wait"), st.sampled_from([0.01, 1, 30, 59, 61, 3600])),
    st.tuples(st.just("advance"), st.sampled_from([1, 30, 61, 86_400])),
    st.tuples(st.just("freeze"), st.booleans()),
    st.tuples(st.just("operate"), st.sampled_from([{"blocked": True}, {"blocked": False}, {"currency": None}])),
    st.tuples(st.just("operate"), st.sampled_from([{"currency": "EUR"}, {"balance": "0.00"}, {"balance": "500.00"}])),
    st.tuples(st.just("operate"), st.sampled_from([{"readings": {"single_session": "yes"}}, {"readings": {}}])),
    st.tuples(st.just("end_sessions")),
    st.tuples(st.just("mishaps"), st.lists(MISHAPS, max_size=3)),
)


def do(client: RightClient, step: tuple[Any, ...]) -> None:
    """Let one thing happen."""
    desk, (name, *arguments) = client.desk, step
    match name:
        case "wait" | "advance":
            getattr(desk, name)(*arguments)
        case "freeze":
            desk.account().clock.freeze(desk.real, arguments[0])
        case "operate":
            desk.operate(**arguments[0])
        case "end_sessions":
            desk.account().sessions.end_all()
        case "mishaps":
            client.mishaps = arguments[0]
        case _:
            getattr(client, name)(*arguments)


@settings(max_examples=300)
@given(st.lists(st.one_of(CALLS, CALLS, EVENTS), max_size=40), st.integers(1, 3))
def test_a_right_client_breaks_no_rule(steps: list[tuple[Any, ...]], workers: int) -> None:
    """It is given no MUST and no SHOULD: not for lost answers, faults, moved clocks, or an operator's changes."""
    desk = Desk(PEOPLE)
    client = RightClient(desk, workers)
    for step in steps:
        do(client, step)
    blamed = [(each.rule, each.message) for each in desk.violations if each.level != "NOTE"]

    assert blamed == []
