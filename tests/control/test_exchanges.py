"""`exchanges`: the journal, recorded on arrival, with what was wrong and why it was answered so."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest

from tests.control.support import Control, until
from tests.noted import noted
from tests.support import JSON, V2_PATH, Account


def exchanges(control: Control, **parameters: Any) -> list[Any]:
    """Those that match."""
    return list(control.get("exchanges", params=parameters)["exchanges"])


def instant(text: str) -> datetime:
    """A time of the control API."""
    return datetime.fromisoformat(text)


@pytest.fixture(autouse=True)
def _empty(control: Control) -> None:
    """What other tests left in the journal is many pages, and each is held to its description."""
    control.delete("exchanges")


# One exchange


def test_an_exchange_is_the_request_and_the_answer(control: Control, account: Account) -> None:
    """As they went over the wire, header by header."""
    session = account.login()
    body = json.dumps({"SessionId": session})
    answer = control.sim.http.post("/v3/QueryBalance", content=body, headers={**JSON, "X-Trace": "ab", "X-trace": "c"})
    exchange = exchanges(control, account=account.username)[-1]

    assert control.get(f"exchanges/{exchange['id']}") == exchange
    assert {key: exchange[key] for key in ("account", "protocol", "method", "violations", "fault")} == {
        "account": account.username,
        "protocol": "v3",
        "method": "QueryBalance",
        "violations": [],
        "fault": None,
    }
    assert {key: exchange["request"][key] for key in ("method", "target", "body", "body_bytes")} == {
        "method": "POST",
        "target": "/v3/QueryBalance",
        "body": body,
        "body_bytes": len(body),
    }
    assert exchange["answer"] == {
        "http_status": 200,
        "code": 101,
        "headers": [["Content-Type", "application/json; charset=utf-8"]],
        "body": answer.text,
    }
    assert ["Content-Type", "application/json"] in exchange["request"]["headers"]


def test_headers_keep_their_order_and_number(control: Control, account: Account) -> None:
    """A list of pairs: one that was sent twice is there twice."""
    request = f"GET {V2_PATH}?function=querybalance&username={account.username} HTTP/1.1\r\n"
    with control.sim.connection() as connection:
        connection.send(f"{request}Host: x\r\nX-B: 1\r\nx-a: \xe9\r\nX-B: 2\r\n\r\n".encode("latin-1"))
        connection.answer()
    headers = exchanges(control, account=account.username)[0]["request"]["headers"]

    assert [name for name, _ in headers] == ["Host", "X-B", "x-a", "X-B"]
    assert [value for name, value in headers if name == "X-B"] == ["1", "2"]


def test_the_windows_are_real_time(control: Control, account: Account) -> None:
    """An account's clock may be frozen; what overlapped what is told by ours."""
    account.login()
    first = account.exchanges[0]
    account.login()
    second = account.exchanges[1]

    assert instant(first["started_at"]) <= instant(first["finished_at"]) <= instant(second["started_at"])


def test_a_request_in_flight_is_there_already(control: Control, account: Account, pool: ThreadPoolExecutor) -> None:
    """Recorded on arrival: while it is in flight there is no answer."""
    session = account.login()
    hold = control.post(f"accounts/{account.username}/holds", status=201)
    answer = pool.submit(account.call, "QueryBalance", {"SessionId": session})
    control.held(hold)
    held = exchanges(control, account=account.username)[-1]
    control.ask("DELETE", f"holds/{hold['id']}")
    answer.result(timeout=20)
    answered = control.get(f"exchanges/{held['id']}")

    assert (held["finished_at"], held["answer"]) == (None, None)
    assert (held["account"], held["method"], held["request"]["body"]) == (
        account.username,
        "QueryBalance",
        json.dumps({"SessionId": session}),
    )
    assert answered["answer"]["code"] == 101
    assert held["started_at"] == answered["started_at"]


def test_a_request_is_there_before_its_body(control: Control) -> None:
    """Its headers have arrived, and that is an arrival."""
    before = len(exchanges(control, limit=10_000))
    with control.sim.connection() as connection:
        connection.send(b"POST /v3/QueryBalance?x=half HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{")
        until(lambda: len(exchanges(control, limit=10_000)) > before)
        half = exchanges(control, limit=10_000)[-1]
        connection.send(b"}")
        connection.answer()

    assert (half["request"]["target"], half["request"]["body"], half["answer"]) == ("/v3/QueryBalance?x=half", "", None)
    assert control.get(f"exchanges/{half['id']}")["answer"]["code"] == 102


def test_windows_in_flight_overlap_as_held(control: Control, account: Account, pool: ThreadPoolExecutor) -> None:
    """What came while another was held began after it and ended before it."""
    session = account.login()
    hold = control.post(f"accounts/{account.username}/holds", {"match": {"method": "Send"}}, 201)
    answer = pool.submit(account.send, session, {"Recipient": "37499000000", "Body": "x"})
    control.held(hold)
    account.call("QueryBalance", {"SessionId": session})
    control.ask("DELETE", f"holds/{hold['id']}")
    answer.result(timeout=20)
    outer, inner = account.exchanges[-2:]

    assert (outer["method"], inner["answer"]["code"]) == ("Send", 104)
    assert instant(outer["started_at"]) <= instant(inner["started_at"])
    assert instant(inner["finished_at"]) <= instant(outer["finished_at"])


# What was wrong, and why


def test_a_violation_names_its_rule_and_clause(control: Control, account: Account) -> None:
    """Answered tolerantly, and recorded."""
    body = json.dumps({"Username": account.username, "password": account.password})
    control.sim.http.post("/v3/Authorize/", content=body, headers={"Content-Type": "text/json"})
    violations = noted(account.exchanges[0])

    assert [(each["rule"], each["level"]) for each in violations] == [
        ("v3.path.form", "MUST"),
        ("v3.content-type", "MUST"),
        ("v3.member.case", "MUST"),
    ]
    assert all(each["clause"].startswith("v3 ") and each["message"] for each in violations)


@pytest.mark.parametrize(
    ("method", "document", "code", "reason"),
    [
        ("QueryBalance", {}, 102, "SessionId is missing; it is mandatory"),
        ("QueryBalance", {"SessionId": "x"}, 103, "session"),
        ("Send", {"SessionId": "x", "Sender": "M", "Messages": []}, 102, "Messages is empty; give 1 to 20000 messages"),
        ("authorize", {"Username": "x", "Password": "y"}, 200, "account"),
    ],
)
def test_a_refusal_says_why(control: Control, method: str, document: Any, code: int, reason: str) -> None:
    """The check that decided, in words."""
    control.sim.http.post(f"/v3/{method}", json=document)
    exchange = exchanges(control, limit=10_000)[-1]

    assert exchange["answer"]["code"] == code
    assert reason in exchange["why"]["reason"]


def test_a_v2_success_has_no_code(control: Control, account: Account) -> None:
    """v2 4: an error has a code, an id is none."""
    account.v2_send()
    account.v2("querymessage", messageref="1")

    assert [each["answer"]["code"] for each in account.exchanges] == [None, 703]


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [("GET", "/nowhere?x=1", 404), ("GET", "/v3/Send", 405), ("PUT", V2_PATH, 405), ("GET", "/_controlled", 404)],
)
def test_what_reached_no_method_is_recorded_too(control: Control, method: str, target: str, status: int) -> None:
    """A client that asks at a wrong address finds its request here."""
    control.sim.http.request(method, target)
    exchange = exchanges(control, limit=10_000)[-1]

    assert (exchange["request"]["method"], exchange["request"]["target"]) == (method, target)
    assert (exchange["answer"]["http_status"], exchange["answer"]["code"]) == (status, None)
    assert exchange["why"]["reason"]


def test_control_requests_are_not_recorded(control: Control, account: Account) -> None:
    """The journal is of the gateway."""
    before = exchanges(control, limit=10_000)
    account.change(blocked=True)

    assert exchanges(control, limit=10_000) == before


def test_a_failure_of_ours_is_a_500_in_the_journal(control: Control, account: Account) -> None:
    """Whoever reads the journal finds what its client was told."""
    session = account.login()
    simulator = control.sim.simulator
    simulator.metrics.performed = lambda _: 1 / 0  # type: ignore[assignment,method-assign]  # a mistake to come
    try:
        response = control.sim.http.post("/v3/QueryBalance", json={"SessionId": session})
    finally:
        del simulator.metrics.performed
    exchange = account.exchanges[-1]

    assert (response.status_code, exchange["answer"]["http_status"]) == (500, 500)
    assert exchange["why"]["reason"] == "the server failed at this request; its log has the details"
