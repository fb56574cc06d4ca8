"""Whatever it is shown, the judge says something or nothing; it does not fail."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mobipace.mock_server.gateway.codes import State, V2Status
from mobipace.mock_server.gateway.commands import (
    Authorize,
    Authorized,
    Balance,
    Calculate,
    Funds,
    LocalDate,
    MessageAccepted,
    MessageStatus,
    Priced,
    QueryBalance,
    QueryMessages,
    Send,
    Statuses,
    V2QueryBalance,
    V2QueryMessage,
    V2Schedule,
    V2Send,
)
from mobipace.mock_server.judge.evidence import Evidence
from mobipace.mock_server.judge.judge import RULES
from mobipace.mock_server.wire.deviations import Deviation
from tests.judge.desk import PEOPLE, Desk

WORDS = st.one_of(
    st.text(max_size=20), st.sampled_from(["r1", "r2", "37499000000", "+374", "MOBIPACE", "secret", "??? ??"])
)
NAMES = st.sampled_from([*(each.username for each in PEOPLE.accounts), "nobody@nowhere"])
INSTANTS = st.integers(0, 300_000_000)
ROWS = st.lists(st.tuples(WORDS, WORDS, st.none() | WORDS), max_size=4)
DATES = st.none() | st.builds(LocalDate, st.datetimes(), st.booleans())
HOURS = st.none() | st.integers(0, 23)
SENDS = st.sampled_from([Send, Calculate]).flatmap(
    lambda kind: st.builds(kind, WORDS, WORDS, ROWS, DATES, HOURS, st.booleans())
)
COMMANDS = st.one_of(
    st.none(),
    st.builds(Authorize, NAMES, WORDS),
    SENDS,
    st.builds(QueryMessages, WORDS, st.lists(WORDS, max_size=4)),
    st.builds(QueryBalance, WORDS),
    st.builds(V2Send, NAMES, WORDS, WORDS, WORDS, WORDS, st.none() | st.booleans()),
    st.builds(V2Schedule, NAMES, WORDS, WORDS, WORDS, WORDS, st.none() | st.booleans(), st.none() | INSTANTS),
    st.builds(V2QueryBalance, NAMES, WORDS),
    st.builds(V2QueryMessage, NAMES, WORDS, st.none() | st.integers(0, 10**18)),
)
AMOUNT = st.just(Decimal("2.00"))
REPLIES = st.one_of(
    st.none(),
    st.builds(Authorized, WORDS),
    st.builds(
        Priced,
        *(st.integers(0, 4), st.integers(0, 4), AMOUNT, AMOUNT),
        st.dictionaries(st.sampled_from(State), st.integers(1, 4)),
        st.integers(0, 10**6).map(lambda first: range(first, first + 3)),
    ),
    st.builds(Statuses, st.lists(st.tuples(WORDS, st.sampled_from(State)), max_size=4)),
    st.builds(Funds, AMOUNT, AMOUNT, AMOUNT),
    st.builds(MessageAccepted, st.integers(0, 10**6), st.booleans(), st.none() | st.sampled_from(State)),
    st.builds(Balance, AMOUNT, st.none() | WORDS),
    st.builds(MessageStatus, st.sampled_from(V2Status)),
)
DEVIATIONS = st.lists(st.builds(Deviation, st.sampled_from([each.id for each in RULES]), WORDS, WORDS), max_size=3)
SHAPES = st.fixed_dictionaries(
    {
        "username": st.none() | NAMES,
        "protocol": st.sampled_from([None, "v2", "v3"]),
        "method": st.none() | WORDS,
        "http_method": st.sampled_from(["GET", "POST", "HEAD", "BREW"]),
        "path": WORDS.map(lambda word: f"/{word}"),
        "started_at": INSTANTS,
        "finished_at": INSTANTS,
        "now": INSTANTS,
        "http_status": st.none() | st.sampled_from([200, 400, 404, 405, 413, 502]),
        "code": st.none() | st.sampled_from([100, 101, 102, 103, 104, 200, 201, 300, 302, 700, 701, 702, 705, 999]),
        "is_told": st.booleans(),
        "is_served": st.booleans(),
        "command": COMMANDS,
        "reply": REPLIES,
        "deviations": DEVIATIONS,
        "is_secure": st.booleans(),
        "body_size": st.integers(0, 10**8),
        "why": WORDS,
        "has_left": st.booleans(),
    }
)


@settings(max_examples=150)
@given(st.lists(st.tuples(st.none() | NAMES, SHAPES), min_size=1, max_size=12))
def test_the_judge_never_fails(shown: list[tuple[str | None, dict[str, Any]]]) -> None:
    """Not for what cannot be, either: a reply of one method to another, a window that ends before it begins."""
    desk = Desk()
    for number, (name, shape) in enumerate(shown):
        account = desk.gateway.accounts.get(name or "")
        violations = desk.judge.judge(Evidence(id=number, account=account, **shape))

        assert {each.level for each in violations} <= {"MUST", "SHOULD", "NOTE"}
    assert len(desk.judge.tallies()) == len(RULES)
