"""Which requests a fault befalls, and which of several faults."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.control.support import Control, until
from tests.faulting import sending, state_of
from tests.support import Account, running


def spoil(control: Control, whose: Account | None = None, status: int = 418, **match: Any) -> dict[str, Any]:
    """A fault that shows in both protocols: with an HTTP status that the gateway never gives."""
    path = f"accounts/{whose.username}/faults" if whose else "faults"
    return dict(control.post(path, {"effect": "http-status", "status": status, "match": match}, 201))


def ask(account: Account, name: str, session: str = "") -> int:
    """One request; HTTP's status."""
    return CALLS[name](account, session)


Call = Callable[[Account, str], int]


def _v3(method: str, **document: Any) -> Call:
    def post(account: Account, session: str) -> int:
        login = {"Username": account.username, "Password": "wrong"} if method == "authorize" else {"SessionId": session}
        body = json.dumps({**login, **document})
        return account.sim.http.post(f"/v3/{method}", content=body).status_code

    return post


def _v2(function: str, **parameters: str) -> Call:
    def get(account: Account, _: str) -> int:
        query = {"function": function, "username": account.username, "password": account.password, **parameters}
        return account.sim.http.get("/API_2_0/HTTP_API.aspx", params=query).status_code

    return get


CALLS: dict[str, Call] = {
    "authorize": _v3("authorize"),
    "QueryBalance": _v3("QueryBalance"),
    "QueryMessages": _v3("QueryMessages", References=["a"]),
    "broken": _v3("QueryMessages", References=7),
    "querybalance": _v2("querybalance"),
    "querymessage": _v2("querymessage", messageref="1"),
    "unknown": _v2("nothing"),
}
NAMES = [
    *("QueryBalance", "querybalance", "QueryMessages", "authorize"),
    *("querymessage", "QueryBalance", "broken", "unknown"),
]


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        ({}, [1]),
        ({"every": 1}, [1, 2, 3, 4, 5, 6, 7, 8]),
        ({"protocol": "v3", "every": 1}, [1, 3, 4, 6, 7]),
        ({"protocol": "v2", "every": 1}, [2, 5, 8]),
        ({"method": "QueryMessages", "every": 1}, [3, 7]),
        ({"method": "querymessages", "every": 1}, [3, 7]),
        ({"method": "QUERYMESSAGE", "every": 1}, [5]),
        ({"method": "QueryBalance", "every": 1}, [1, 2, 6]),
        ({"method": "QueryBalance", "protocol": "v2", "every": 1}, [2]),
        ({"method": "authorize"}, [4]),
        ({"nth": 3}, [3]),
        ({"nth": 2, "protocol": "v3"}, [3]),
        ({"nth": 2, "method": "QueryBalance", "every": 1}, [2, 6]),
        ({"every": 2}, [2, 4, 6, 8]),
        ({"every": 2, "times": 2}, [2, 4]),
        ({"every": 3, "nth": 1}, [1, 4, 7]),
        ({"every": 3, "nth": 2, "times": 2}, [2, 5]),
        ({"times": 3}, [1, 2, 3]),
        ({"times": 2, "nth": 4}, [4, 5]),
        ({"chance": 0}, []),
        ({"chance": 1}, [1, 2, 3, 4, 5, 6, 7, 8]),
        ({"chance": 1, "times": 2}, [1, 2]),
        ({"chance": 1, "every": 4}, [4, 8]),
        ({"nth": 9}, []),
    ],
    ids=str,
)
def test_a_match_says_which_request(control: Control, account: Account, match: Any, expected: list[int]) -> None:
    """Protocol, method in any letter case, nth, every, times and chance; also of requests that cannot be read."""
    session = account.login()
    made = spoil(control, account, **match)
    found = [number for number, name in enumerate(NAMES, 1) if ask(account, name, session) == 418]

    assert found == expected
    assert state_of(control.sim, made)["fired"] == len(expected)


# Whose requests


def test_an_accounts_fault_befalls_its_own_requests(control: Control, account: Account) -> None:
    """An account is a world of its own; a request of nobody known is nobody's."""
    other = control.account()
    spoil(control, account, every=1)

    assert (ask(other, "querybalance"), ask(account, "querybalance")) == (200, 418)
    assert account.sim.http.get("/API_2_0/HTTP_API.aspx?function=send&username=nobody").status_code == 200


def test_a_fault_for_all_befalls_everybodys(own: Control) -> None:
    """It counts them together; those of nobody known too."""
    ann, bob = own.account(), own.account()
    spoil(own, every=2)
    nobody = "/API_2_0/HTTP_API.aspx?function=querybalance&username=nobody&password=x"
    statuses = [ask(ann, "querybalance"), ask(bob, "querybalance"), own.sim.http.get(nobody).status_code]

    assert [*statuses, ask(bob, "querybalance")] == [200, 418, 200, 418]


def test_a_match_may_name_the_account(own: Control) -> None:
    """Then it is that account's, as if made there."""
    ann, bob = own.account(), own.account()
    spoil(own, every=1, account=ann.username)

    assert (ask(ann, "querybalance"), ask(bob, "querybalance")) == (418, 200)


# Which of several


def test_the_first_fault_has_a_request_and_the_others_count_it(control: Control, account: Account) -> None:
    """So that the second request is the second one for each of them."""
    first = spoil(control, account, 501, nth=2)
    second = spoil(control, account, 502, nth=2)
    third = spoil(control, account, 503, every=3)
    statuses = [ask(account, "querybalance") for _ in range(6)]

    assert statuses == [200, 501, 502, 200, 200, 503]
    assert [state_of(control.sim, each)["seen"] for each in (first, second, third)] == [2, 3, 6]


def test_what_was_lost_to_another_is_not_fired(control: Control, account: Account) -> None:
    """`times` counts what it did, not what it would have done."""
    spoil(control, account, 501, times=2)
    second = spoil(control, account, 502, times=2)
    statuses = [ask(account, "querybalance") for _ in range(5)]

    assert statuses == [501, 501, 502, 502, 200]
    assert (state_of(control.sim, second)["seen"], state_of(control.sim, second)["fired"]) == (4, 2)


def test_an_accounts_own_fault_comes_before_those_for_all(own: Control) -> None:
    """Whichever was made first."""
    account = own.account()
    for_all = spoil(own, status=501)
    spoil(own, account, 502)
    statuses = [ask(account, "querybalance") for _ in range(3)]

    assert statuses == [502, 501, 200]
    assert state_of(own.sim, for_all)["seen"] == 2


def test_a_deleted_fault_gives_way_at_once(control: Control, account: Account) -> None:
    """It counts nothing and does nothing any more."""
    first = spoil(control, account, 501, every=1)
    spoil(control, account, 502, every=1)
    before = ask(account, "querybalance")
    control.delete(f"faults/{first['id']}", 200)

    assert (before, ask(account, "querybalance")) == (501, 502)


def test_a_hold_counts_what_another_holds(control: Control, account: Account) -> None:
    """A hold for the second request waits for the second, also where the first is held by another."""
    path = f"accounts/{account.username}/holds"
    first = control.post(path, {"match": {"method": "send"}}, 201)
    second = control.post(path, {"match": {"method": "send", "nth": 2}}, 201)
    with sending(account, "v2"):
        control.held(first)
        with sending(account, "v2"):
            control.held(second)
            for each in (first, second):
                control.ask("DELETE", f"holds/{each['id']}")
            until(lambda: len(account.messages) == 2)


def test_a_fault_before_the_gateway_keeps_a_hold_waiting(control: Control, account: Account) -> None:
    """What the gateway never sees is not held either; what it serves is."""
    hold = control.post(f"accounts/{account.username}/holds", {"match": {}}, 201)
    spoil(control, account)

    assert ask(account, "querybalance") == 418
    assert control.get(f"holds/{hold['id']}")["state"] == "waiting"
    control.ask("DELETE", f"holds/{hold['id']}")


# Chance


def test_a_chance_follows_from_the_accounts_seed(control: Control) -> None:
    """Half of many is neither none nor all, and the same ones again."""
    found = []
    for _ in range(2):
        account = control.account(seed=5)
        spoil(control, account, chance=0.5)
        found.append([number for number in range(40) if ask(account, "querybalance") == 418])

    assert found[0] == found[1]
    assert 5 < len(found[0]) < 35


def test_a_chance_for_nobody_known_follows_from_the_worlds_seed(own: Control) -> None:
    """It too repeats, from one reset to the next."""
    nobody = "/API_2_0/HTTP_API.aspx?function=querybalance&username=nobody&password=x"
    found = []
    for _ in range(2):
        own.post("reset", status=204)
        spoil(own, chance=0.5)
        found.append([number for number in range(40) if own.sim.http.get(nobody).status_code == 418])

    assert found[0] == found[1]
    assert 5 < len(found[0]) < 35


def test_chance_at_the_edge_shifts_nothing_in_the_gateway() -> None:
    """Session ids, and all that is drawn in the gateway, are what they would be without a fault."""
    runs = [run_of(chance) for chance in (None, 0, 0.5, 1)]

    assert runs[1:] == runs[:1] * 3
    assert set(runs[0][1]) == {"Rejected", "Delivered"}


def run_of(chance: float | None) -> tuple[list[str], list[str]]:
    """Two session ids, and how twelve messages end, after five requests that a fault may have befallen."""
    with running() as sim:
        account = sim.account(seed=9, outcomes={"rules": [{"recipient": "*", "ends": "Rejected", "chance": 0.5}]})
        if chance is not None:
            spoil(Control(sim), account, chance=chance, method="querybalance")
        for _ in range(5):
            ask(account, "querybalance")
        sessions = [account.login() for _ in range(2)]
        for _ in range(12):
            account.v2_send()
        return sessions, [each["timeline"][-1]["v3"]["name"] for each in account.messages]
