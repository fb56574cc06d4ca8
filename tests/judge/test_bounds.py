"""The judge's memory has bounds, however long a server runs and whatever is sent to it."""

import gc
from collections import Counter
from dataclasses import replace
from types import BuiltinFunctionType, FunctionType, ModuleType

from mobipace.mock_server.gateway.account import Account
from mobipace.mock_server.judge.judge import NOBODY, Judge
from mobipace.mock_server.judge.recent import Recent
from tests.gateway.desk import COMPANY
from tests.judge.desk import BLOCKED, LOST_BEFORE, PEOPLE, POOR, Desk, message, said

PAST_BOUNDS = 600
"""Of everything the judge keeps less than so many."""


def test_accounts_are_forgotten_and_their_counts_are_not() -> None:
    """The oldest goes; what it did stays in the tallies of all together."""
    people = tuple(replace(COMPANY, username=f"{number}@mobipace.com") for number in range(50))
    desk = Desk(replace(PEOPLE, accounts=people), Judge(accounts=10))
    for each in people:
        desk.login(each.username, "wrong")

    assert list(desk.judge.accounts()) == [each.username for each in people[-10:]]
    assert desk.judge.tallies()["v3.login.repeated"].exercised == 50


def test_who_was_seen_last_is_forgotten_last() -> None:
    """Also where it was seen first."""
    desk = Desk(judge=Judge(accounts=2))
    for each in (COMPANY, POOR, COMPANY, BLOCKED):
        desk.login(each.username)

    assert list(desk.judge.accounts()) == [COMPANY.username, BLOCKED.username]


def test_what_is_put_again_is_recent_again() -> None:
    """The oldest goes, and is told."""
    recent = Recent[str, int](2)
    forgotten = [recent.put(key, value) for key, value in (("one", 1), ("two", 2), ("one", 3), ("three", 4))]

    assert (forgotten, dict(recent)) == ([None, None, None, ("two", 2)], {"one": 3, "three": 4})


def test_a_forgotten_session_is_given_the_benefit_of_the_doubt() -> None:
    """An id like ours may be one that was given out long ago; any other still may not."""
    desk = Desk(judge=Judge(sessions=3))
    first = desk.login()
    for _ in range(4):
        desk.login()
    desk.gateway.sessions_ended([first])
    desk.balance(first)
    desk.balance("made up")

    assert desk.found["v3.session.never-issued"] == 1


def everything(desk: Desk, number: int) -> None:
    """One of each thing that leaves something behind, never the same twice."""
    session = desk.login()
    desk.login(f"unknown-{number}@nowhere")
    desk.login(password=f"wrong-{number}")
    desk.account().unlock()
    desk.send(session, message(f"r{number}"), options={"mishap": LOST_BEFORE})
    for code in (103, 104, 201, 300, 302):
        desk.send(session, message(f"{code}-{number}"), options={"mishap": said(code)})
    desk.send(session, message(f"bad-{number}", "12"))
    desk.query(session, f"bad-{number}")
    desk.v2_send(body=f"text {number}", options={"mishap": LOST_BEFORE})
    desk.balance(f"made up {number}")
    desk.seen.clear()


def kept(root: object) -> Counter[type]:
    """Everything that is kept alive by a value, by type."""
    seen, frontier, counts = {id(root)}, [root], Counter[type]()
    while frontier:
        for each in gc.get_referents(frontier.pop()):
            if id(each) not in seen and not isinstance(each, type | ModuleType | FunctionType | BuiltinFunctionType):
                seen.add(id(each))
                frontier.append(each)
                counts[type(each)] += 1
    return counts


def test_memory_is_flat_once_the_bounds_are_reached() -> None:
    """Twice as many exchanges leave no more behind, and no account is kept alive."""
    desk = Desk(judge=Judge(sessions=PAST_BOUNDS))
    totals = []
    for number in range(2 * PAST_BOUNDS):
        everything(desk, number)
        if number % PAST_BOUNDS == PAST_BOUNDS - 1:
            totals.append(kept(desk.judge))

    assert totals[1].total() <= totals[0].total() * 1.02
    assert totals[1][Account] == 0
    assert set(desk.judge.accounts()) == {COMPANY.username, NOBODY}
