"""Which request a hold takes."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from tests.control.holding import holding, make, release, state
from tests.control.support import Control, until
from tests.support import Account

CALLS = {
    "authorize": lambda account, _: account.call("authorize", {"Username": account.username, "Password": "wrong"}),
    "QueryBalance": lambda account, session: account.call("QueryBalance", {"SessionId": session}),
    "QueryMessages": lambda account, session: account.statuses(session, "a"),
    "querybalance": lambda account, _: account.v2("querybalance"),
    "querymessage": lambda account, _: account.v2("querymessage", messageref="1"),
}


def fires(control: Control, account: Account, names: list[str], **match: Any) -> list[int]:
    """Which of the calls, counted from 1, a hold catches; each has a session of its own, so none is ever busy."""
    account.change(readings={"busy_scope": "session"})
    sessions = [account.login() for _ in names]
    hold, caught = make(control, account, **match), list[int]()
    with ThreadPoolExecutor(max_workers=len(names)) as pool:
        for number, (name, session) in enumerate(zip(names, sessions, strict=True), 1):
            answer: Future[Any] = pool.submit(CALLS[name], account, session)
            if _is_caught(control, hold, answer, len(caught)):
                caught.append(number)
        release(control, hold)
    return caught


def _is_caught(control: Control, hold: dict[str, Any], answer: Future[Any], before: int) -> bool:
    until(lambda: answer.done() or holding(control, hold) > before)
    return not answer.done()


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        ({}, [1]),
        ({"protocol": "v3"}, [1]),
        ({"protocol": "v2"}, [2]),
        ({"method": "QueryMessages"}, [3]),
        ({"method": "querymessages"}, [3]),
        ({"method": "QUERYMESSAGE"}, [5]),
        ({"method": "QueryBalance"}, [1]),
        ({"method": "QueryBalance", "protocol": "v2"}, [2]),
        ({"method": "authorize"}, [4]),
        ({"nth": 3}, [3]),
        ({"nth": 2, "protocol": "v3"}, [3]),
        ({"every": 2}, [2, 4, 6]),
        ({"every": 2, "times": 2}, [2, 4]),
        ({"every": 3, "nth": 1}, [1, 4]),
        ({"times": 3}, [1, 2, 3]),
        ({"chance": 0}, []),
        ({"chance": 1}, [1, 2, 3, 4, 5, 6]),
        ({"chance": 1, "times": 2}, [1, 2]),
        ({"nth": 7}, []),
    ],
    ids=str,
)
def test_a_match_says_which_request(control: Control, account: Account, match: Any, expected: list[int]) -> None:
    """Protocol, method in any letter case, nth, every, times, and chance, of which 0 and 1 are exact."""
    names = ["QueryBalance", "querybalance", "QueryMessages", "authorize", "querymessage", "QueryBalance"]

    assert fires(control, account, names, **match) == expected


def test_a_chance_follows_from_the_seed(control: Control) -> None:
    """All that is random repeats; half of many is neither none nor all."""
    names = ["querybalance"] * 12
    caught = [fires(control, control.account(seed=5), names, chance=0.5) for _ in range(2)]

    assert caught[0] == caught[1]
    assert 0 < len(caught[0]) < 12


def test_two_holds_share_what_comes(control: Control, account: Account, pool: ThreadPoolExecutor) -> None:
    """A request is held once: the first hold that wants it has it, the next one takes the next."""
    holds = [make(control, account, protocol="v2") for _ in range(2)]
    answers = []
    for hold in holds:
        answers.append(pool.submit(account.v2, "querybalance"))
        control.held(hold)
    states = [state(control, hold) for hold in holds]
    for hold in holds:
        release(control, hold)

    assert states == ["holding", "holding"]
    assert [answer.result(timeout=20) for answer in answers] == ["ID: 1300.30 : EUR"] * 2


# What is refused


@pytest.mark.parametrize(
    ("document", "text"),
    [
        (
            {"match": {"protocol": "v2", "method": "QueryMessages"}},
            "match.method: v2 has no QueryMessages; allowed: send",
        ),
        ({"match": {"methd": "Send"}}, 'match.methd: unknown key; did you mean "method"?'),
        ({"match": {"method": "Sned"}}, 'match.method: "Sned" given; allowed: authorize, Send'),
        ({"match": {"protocol": "v4"}}, 'match.protocol: "v4" given; allowed: "v2", "v3"'),
        ({"match": {"nth": 0}}, "match.nth: 0 given; allowed: an integer from 1 on"),
        ({"match": {"chance": 1.1}}, "match.chance: 1.1 given; allowed: a number from 0 to 1"),
        ({"match": {"account": "somebody else"}}, "match.account: this hold is for "),
        ({"metch": {}}, 'metch: unknown key; did you mean "match"?'),
        ({"match": None}, "match: null given; allowed: an object"),
    ],
)
def test_what_cannot_be_matched_is_refused(control: Control, account: Account, document: Any, text: str) -> None:
    """422 names the place and the nearest key."""
    path = f"accounts/{account.username}/holds"

    assert control.error("POST", path, 422, json=document).startswith(text)
    assert control.get(path)["holds"] == []


@pytest.mark.parametrize("id", ["999999999", "0", "x", "-1", "9" * 40])
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a_hold_that_is_not_there_is_not_found(control: Control, method: str, id: str) -> None:
    """404."""
    assert (
        control.error(method, f"holds/{id}", 404)
        == f"there is no hold {id if id.isdecimal() and len(id) < 19 else repr(id)}"
    )
