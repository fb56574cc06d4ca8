"""`faults`: made, listed, watched and deleted, for one account or for all."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.control.listening import listening, what
from tests.control.support import Control
from tests.support import Account

EMPTY = {"effect": "empty"}


def make(control: Control, account: Account, **document: Any) -> dict[str, Any]:
    """A fault of the account's own."""
    return dict(control.post(f"accounts/{account.username}/faults", {**EMPTY, **document}, 201))


def shown(control: Control, fault: dict[str, Any]) -> dict[str, Any]:
    """The fault as it is now."""
    return dict(control.get(f"faults/{fault['id']}"))


def ids(control: Control, path: str) -> list[int]:
    """Of the faults listed there."""
    return [each["id"] for each in control.get(path)["faults"]]


# What is made


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"effect": "reset"}, {"point": "before", "match": {"times": 1}}),
        ({"effect": "reset", "point": "after", "match": {}}, {"point": "after", "match": {"times": 1}}),
        ({"effect": "garbage", "match": {"every": 2}}, {"point": "before", "match": {"every": 2}}),
        ({"effect": "empty", "match": {"nth": 2}}, {"point": "before", "match": {"nth": 2, "times": 1}}),
        ({"effect": "hang"}, {"point": "before"}),
        ({"effect": "hang", "seconds": 0.5}, {"point": "before", "seconds": 0.5}),
        ({"effect": "delay", "seconds": 0}, {"point": "before", "seconds": 0}),
        ({"effect": "truncate", "bytes": 5.0}, {"point": "after", "bytes": 5}),
        ({"effect": "drip", "bytes_per_second": 0.5}, {"point": "after", "bytes_per_second": 0.5}),
        ({"effect": "http-status", "status": 503}, {"point": "before", "status": 503}),
        ({"effect": "code", "code": 713}, {"code": 713, "match": {"protocol": "v2", "times": 1}}),
        ({"effect": "code", "code": 713, "text": "x"}, {"code": 713, "text": "x"}),
        (
            {"effect": "code", "code": 300, "match": {"method": "send"}},
            {"match": {"protocol": "v3", "method": "send", "times": 1}},
        ),
        (
            {"effect": "extra-fields", "fields": {"A": [1, {"B": None}]}},
            {"point": "after", "fields": {"A": [1, {"B": None}]}, "match": {"protocol": "v3", "times": 1}},
        ),
    ],
    ids=str,
)
def test_a_fault_is_shown_as_it_will_act(
    control: Control, account: Account, document: dict[str, Any], expected: dict[str, Any]
) -> None:
    """With the point and the number of times that hold when none is given, and the one protocol that has its code."""
    made = control.post(f"accounts/{account.username}/faults", document, 201)
    expected = {"effect": document["effect"], "account": account.username, "state": "waiting", "fired": 0, **expected}

    assert {name: made[name] for name in expected} == expected
    assert shown(control, made) == made


def test_a_fault_counts_what_it_saw_and_did(control: Control, account: Account) -> None:
    """waiting, active, spent: a fixture can insist that it fired."""
    fault = make(control, account, match={"protocol": "v2", "nth": 2, "times": 2})
    states = [shown(control, fault)]
    for _ in range(4):
        account.sim.http.get("/API_2_0/HTTP_API.aspx", params={"username": account.username})
        states.append(shown(control, fault))

    assert [(each["state"], each["seen"], each["fired"]) for each in states] == [
        ("waiting", 0, 0),
        ("waiting", 1, 0),
        ("active", 2, 1),
        ("spent", 3, 2),
        ("spent", 3, 2),
    ]


def test_a_fault_that_never_fired_stays(control: Control, account: Account) -> None:
    """It is listed, with 0, until it is deleted; deleted it is unused."""
    fault = make(control, account, match={"method": "schedule"})
    assert account.v2("querybalance") == "ID: 1300.30 : EUR"

    assert control.get(f"accounts/{account.username}/faults")["faults"] == [fault]
    assert control.delete(f"faults/{fault['id']}", 200) == {**fault, "state": "unused"}
    assert account.v2("schedule") == "Err: 700 : Incorrect parameters in user's request"


def test_a_fault_that_fired_is_removed(control: Control, account: Account) -> None:
    """And is not found again; the second DELETE is told so."""
    fault = make(control, account, effect="code", code=713)
    assert account.v2("querybalance").startswith("Err: 713")
    ended = control.delete(f"faults/{fault['id']}", 200)

    assert (ended["state"], ended["fired"]) == ("removed", 1)
    for method in ("GET", "DELETE"):
        text = control.error(method, f"faults/{fault['id']}", 404)
        assert text == f"there is no fault {fault['id']}; it may have been deleted, or reset away"


# Whose


def test_lists_are_of_all_and_of_one_account(own: Control) -> None:
    """An account's list has its own; the list of all has everyone's, in order of making."""
    ann, bob = own.account(), own.account()
    first, for_all, second = make(own, ann), own.post("faults", EMPTY, 201), make(own, bob)
    named = own.post("faults", {**EMPTY, "match": {"account": ann.username}}, 201)

    assert ids(own, "faults") == [each["id"] for each in (first, for_all, second, named)]
    assert ids(own, f"accounts/{ann.username}/faults") == [first["id"], named["id"]]
    assert (for_all["account"], named["account"]) == (None, ann.username)


def test_deleting_a_list_deletes_what_it_lists(own: Control) -> None:
    """And tells of each whether it ever fired."""
    ann, bob = own.account(), own.account()
    own.post("faults", EMPTY, 201)
    make(own, ann, effect="code", code=713)
    make(own, ann)
    make(own, bob)
    ann.v2("querybalance")
    ended = own.delete(f"accounts/{ann.username}/faults", 200)["faults"]
    rest = own.delete("faults", 200)["faults"]

    assert [each["state"] for each in ended] == ["removed", "unused"]
    assert [each["account"] for each in rest] == [None, bob.username]
    assert own.get("faults") == {"faults": [], "next": None}


def test_a_deleted_accounts_faults_go_with_it(own: Control) -> None:
    """An account made later under that name has none."""
    ann = own.account(username="ann@example.test")
    make(own, ann)
    kept = own.post("faults", {**EMPTY, "match": {"method": "schedule"}}, 201)
    own.delete(f"accounts/{ann.username}")
    again = own.account(username="ann@example.test")

    assert ids(own, "faults") == [kept["id"]]
    assert again.v2("querybalance") == "ID: 1300.30 : EUR"


def test_a_reset_forgets_faults(own: Control) -> None:
    """Back to the world as loaded, which has none; ids go on."""
    first = own.post("faults", EMPTY, 201)
    own.post("reset", status=204)

    assert ids(own, "faults") == []
    assert own.post("faults", EMPTY, 201)["id"] > first["id"]


# Waiting for one


def test_a_test_can_wait_until_a_fault_has_fired(control: Control, account: Account, pool: ThreadPoolExecutor) -> None:
    """`wait`: a long poll that ends when it has."""
    fault = make(control, account, effect="code", code=713)
    found = pool.submit(control.get, f"faults/{fault['id']}", params={"wait": 50})
    account.v2("querybalance")

    assert found.result(timeout=20)["state"] == "spent"


@pytest.mark.parametrize("wait", [0, 0.2])
def test_waiting_ends_at_its_deadline(control: Control, account: Account, wait: float) -> None:
    """It has not fired then, and that is what is answered."""
    fault = make(control, account)

    assert control.get(f"faults/{fault['id']}", params={"wait": wait})["state"] == "waiting"


@pytest.mark.parametrize("path", ["faults/{id}", "accounts/{username}/faults", "accounts/{username}"])
def test_waiting_ends_when_the_fault_does(control: Control, account: Account, path: str) -> None:
    """Deleted, it will never fire."""
    fault = make(control, account)
    with control.sim.connection() as connection:
        for asked in ("health", f"faults/{fault['id']}?wait=50"):
            connection.send(f"GET /_control/{asked} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            if asked == "health":
                connection.answer()  # from here on the connection is one that the server listens to
        control.get("health")
        control.raw("DELETE", path.format(id=fault["id"], username=account.username))

        assert json.loads(connection.answer()[1])["state"] == "unused"


def test_a_faults_life_is_told(control: Control, account: Account) -> None:
    """Made, fired, removed, to whoever listens; the exchange it befell says so too."""
    with listening(control.sim, account=account.username) as stream:
        made = make(control, account, effect="code", code=713)
        account.v2("querybalance")
        removed = control.delete(f"faults/{made['id']}", 200)
        events = stream.take(4)

    assert [what(event) for event in events] == ["fault made", "fault fired", "exchange answered", "fault removed"]
    assert [events[0]["subject"], events[3]["subject"]] == [made, removed]
    assert (events[1]["subject"]["fired"], events[2]["subject"]["fault"]["id"]) == (1, made["id"])


# How many


def test_spent_faults_give_way_to_new_ones(own: Control) -> None:
    """A long run need not tidy up: of an account the newest thousand are remembered."""
    account = own.account()
    faults = own.sim.simulator.faults
    spec = faults.get(make(own, account, effect="code", code=713)["id"])
    assert spec
    account.v2("querybalance")
    for _ in range(999):
        faults.add(spec.spec)
    newest = make(own, account)
    listed = ids(own, f"accounts/{account.username}/faults")

    assert (len(listed), listed[0], listed[-1]) == (1000, 2, newest["id"])


def test_too_many_faults_are_refused(own: Control) -> None:
    """409 says what to do; other accounts have room."""
    ann, bob = own.account(), own.account()
    faults = own.sim.simulator.faults
    first = faults.get(make(own, ann)["id"])
    assert first
    for _ in range(999):
        faults.add(first.spec)
    path = f"accounts/{ann.username}/faults"
    text = own.error("POST", path, 409, json=EMPTY)
    make(own, bob)
    own.delete(f"faults/{first.id}", 200)

    assert text == (
        f"there are 1000 faults for account {ann.username!r}, none of them spent, and that is the most; delete some"
    )
    assert own.post(path, EMPTY, 201)
