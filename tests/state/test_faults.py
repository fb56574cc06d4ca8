"""What faults and holds did to requests comes back with them; the faults and holds themselves do not."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.cli.support import until
from tests.state.everything import differences, every, everything
from tests.state.support import NOON, Kept, kept
from tests.support import V2_PATH, Account
from tests.v3.support import http_request, sms

DEMO = "mobipace@mobipace.com"
V3_ALONE = {"extra-fields"}
AFTER_ALONE = {"truncate", "drip", "extra-fields"}
EFFECTS: dict[str, dict[str, Any]] = {
    "code": {},
    "delay": {"seconds": 0.01},
    "hang": {"seconds": 0.01},
    "reset": {},
    "truncate": {"bytes": 5},
    "garbage": {},
    "empty": {},
    "http-status": {"status": 503},
    "drip": {"bytes_per_second": 100_000},
    "extra-fields": {"fields": {"TraceId": "x", "Number": 10**30, "Nested": {"a": [None, 0.5]}}},
}
CASES = [
    (effect, point, protocol)
    for effect in EFFECTS
    for point in ("before", "after")
    for protocol in ("v2", "v3")
    if not (point == "before" and effect in AFTER_ALONE) and not (protocol == "v2" and effect in V3_ALONE)
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the state goes."""
    return tmp_path / "state.db"


def send_request(account: Account, protocol: str, session: str) -> bytes:
    """One message, as bytes."""
    if protocol == "v3":
        document = {"SessionId": session, "Sender": "MOBIPACE", "Messages": [sms(reference="r")]}
        return http_request("/v3/Send", json.dumps(document).encode())
    query = {"function": "send", "username": account.username, "password": account.password, "sender": "MOBIPACE"}
    target = f"{V2_PATH}?{urlencode(query | {'recipient': '37499000000', 'body': 'x'})}"
    return f"GET {target} HTTP/1.1\r\nHost: gateway.test\r\n\r\n".encode()


def assert_comes_back(sim: Kept) -> None:
    """What is there now is there after a kill, and nothing came out otherwise."""
    before, copy = everything(sim), sim.cut("copy")
    with kept(copy, at=sim.wall.at) as again:
        assert again.restored is not None
        assert (again.restored.differences, again.restored.first) == (0, None)
        assert differences(before, everything(again)) == []


@pytest.mark.parametrize(("effect", "point", "protocol"), CASES, ids=["-".join(case) for case in CASES])
def test_what_a_fault_did(file: Path, effect: str, point: str, protocol: str) -> None:
    """What was decided, what was sent instead, and that it was a fault; `after` has charged, `before` has not."""
    with kept(file) as sim:
        account = sim.existing(DEMO)
        session = account.login()
        code = {"code": 712 if protocol == "v2" else 300} if effect == "code" else {}
        account.control("POST", "faults", json={"effect": effect, "point": point, **EFFECTS[effect], **code})
        with sim.connection() as connection:
            connection.send(send_request(account, protocol, session))
            until(lambda: [each for each in account.exchanges[1:] if each["finished_at"]], "its end")
        exchange, charged = account.exchanges[-1], len(account.ledger["entries"]) - 1

        assert exchange["fault"]["effect"] == effect
        assert charged == len(account.messages) == int(point == "after" or effect == "delay")
        assert_comes_back(sim)


def test_faults_and_holds_are_not_kept(file: Path) -> None:
    """They belong to a run."""
    with kept(file) as sim:
        account = sim.existing(DEMO)
        account.v2("querybalance")
        account.control("POST", "faults", json={"effect": "empty"})
        account.control("POST", "holds", json={})
        copy = sim.cut("copy")
    with kept(copy, at=NOON) as sim:
        account = sim.existing(DEMO)
        assert (every(sim, f"accounts/{DEMO}/faults"), every(sim, f"accounts/{DEMO}/holds")) == ([], [])
        assert account.v2_send() == "ID: 100001"


def test_what_the_judge_saw_of_a_client_that_left_a_hold(file: Path) -> None:
    """It gave up waiting, and asked again: whether that is held against it must not depend on which life is asked."""
    with kept(file) as sim:
        account = sim.existing(DEMO)
        session, path = account.login(), f"holds/{account.control('POST', 'holds', json={})['id']}"
        with sim.connection() as connection:
            connection.send(http_request("/v3/QueryBalance", json.dumps({"SessionId": session}).encode()))
            until(lambda: sim.control("GET", path)["state"] == "holding", "the request at its hold")
        sim.do(lambda: setattr(sim.wall, "at", sim.wall.at + 30_000_000))
        _await_that_it_left(sim)
        answer = account.call("QueryBalance", {"SessionId": session})
        sim.control("DELETE", path)
        until(lambda: account.exchanges[1]["finished_at"], "the end of the one that was held")

        assert answer["StatusCode"] == 104
        assert_comes_back(sim)


def _await_that_it_left(sim: Kept) -> None:
    until(lambda: sim.do(lambda: [each for each in sim.simulator.holds.held(DEMO) if each.left_at]), "its leaving")
