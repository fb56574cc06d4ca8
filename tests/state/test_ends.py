"""What was under way when the process ended, or the world began anew: it happened wholly or not at all."""

import json
import socket
import struct
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from mobipace.mock_server.web.incoming import Incoming
from mobipace.mock_server.web.reception import look_up
from mobipace.mock_server.web.records import Step
from tests.cli.support import until
from tests.state.everything import differences, every, everything
from tests.state.support import NOON, SECOND, Kept, kept
from tests.support import V2_PATH, Account, RawConnection
from tests.v3.support import http_request, in_flight, sms

DEMO = "mobipace@mobipace.com"
ENDED = "the server ended before this was answered"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the state goes."""
    return tmp_path / "state.db"


def demo_account(sim: Kept) -> Account:
    """The demo world's first."""
    return sim.existing(DEMO)


def holding(sim: Kept, connection: RawConnection, request: bytes) -> str:
    """Send a request of the demo account to a hold; returns the hold's path when it is there."""
    path = f"holds/{demo_account(sim).control('POST', 'holds', json={})['id']}"
    connection.send(request)
    until(lambda: sim.control("GET", path)["state"] == "holding", "the request at its hold")
    return path


def v2_send_request() -> bytes:
    """A v2 send of the demo account, as bytes."""
    query = {"function": "send", "username": DEMO, "password": "123456", "sender": "MOBIPACE"}
    return f"GET {V2_PATH}?{urlencode(query | {'recipient': '37499000000', 'body': 'x'})} HTTP/1.1\r\n".encode() + (
        b"Host: gateway.test\r\n\r\n"
    )


# The process ends


def test_a_request_that_was_held_is_over_and_did_nothing(file: Path) -> None:
    """The journal says what became of it, nothing was sent or charged, and the account is free again."""
    with kept(file) as sim:
        account = demo_account(sim)
        session = account.login()
        message = {"SessionId": session, "Sender": "MOBIPACE", "Messages": [sms(reference="lost")]}
        with in_flight(account, "Send", message):
            account.v2_send(body="its answer takes along what went before")
            copy = sim.cut("copy")
    with kept(copy, at=NOON + 10 * SECOND) as sim:
        account = demo_account(sim)
        held = account.exchanges[1]

        assert (held["answer"]["http_status"], held["why"]["reason"]) == (None, ENDED)
        assert [each["in_flight"] for each in every(sim, f"accounts/{DEMO}/sessions")] == [0]
        assert account.call("QueryBalance", {"SessionId": session})["Balance"] == "1298.30"
        assert account.statuses(session, "lost") == [("lost", 10, "Unknown")]


def test_a_request_that_was_performed_happened_wholly(file: Path) -> None:
    """Its answer had not left yet: the message is there with its charge, and the journal has no answer."""
    with kept(file) as sim:
        session = demo_account(sim).login()
        document = {"SessionId": session, "Sender": "MOBIPACE", "Messages": [sms(reference="sent")]}
        sim.do(lambda: _perform_and_end(sim, document))
        copy = sim.cut("copy")
    with kept(copy) as sim:
        account = demo_account(sim)
        [message] = account.messages
        [_, exchange] = account.exchanges

        assert (message["reference"], [entry["amount"] for entry in account.ledger["entries"][1:]]) == (
            "sent",
            ["-2.00"],
        )
        assert (exchange["answer"]["body"], exchange["why"]["reason"]) == ("", ENDED)


@pytest.mark.parametrize("look", ["accounts/mobipace@mobipace.com/messages", "events?last_event_id=0&limit=1"])
def test_what_an_operator_has_seen_is_kept(file: Path, look: str) -> None:
    """Whoever is shown a message, though its request is not answered yet, will find it again."""
    with kept(file) as sim:
        session = demo_account(sim).login()
        document = {"SessionId": session, "Sender": "MOBIPACE", "Messages": [sms(reference="seen")]}
        sim.do(lambda: _perform_and_end(sim, document, commits=False))
        assert sim.http.get(f"{sim.urls.control}/{look}").is_success
        copy = sim.cut("copy")
    with kept(copy) as sim:
        assert [message["reference"] for message in demo_account(sim).messages] == ["seen"]


def _perform_and_end(sim: Kept, document: dict[str, Any], *, commits: bool = True) -> None:
    """Take a request as far as its answer, and no further."""
    simulator = sim.simulator
    headers = ((b"Content-Type", b"application/json"),)
    request = Incoming("POST", "/v3/Send", "/v3/Send", headers, body=json.dumps(document).encode())
    exchange = simulator.journal.arrive(simulator.now(), request)
    address = look_up(exchange, request)
    assert not hasattr(address, "body")
    simulator.read(exchange, request, address)
    simulator.step(exchange, Step.BEGIN)
    simulator.step(exchange, Step.PERFORM)
    if commits:
        simulator.recorder.commit()


def test_what_is_over_stays_over(file: Path) -> None:
    """The end of a request is itself written down: a third life knows what the second did."""
    with kept(file) as sim:
        document = {"SessionId": demo_account(sim).login()}
        with in_flight(demo_account(sim), "QueryBalance", document):
            demo_account(sim).v2("querybalance")
            copy = sim.cut("second")
    with kept(copy) as sim:
        second, again = everything(sim), sim.cut("third")
    with kept(again) as sim:
        assert sim.restored is not None
        assert sim.restored.first is None
        assert differences(second, everything(sim)) == []


def test_every_moment_leaves_a_past_that_could_have_been(file: Path) -> None:
    """Cut after each answer, the file has all that was answered by then, and its sums are right."""
    copies: list[tuple[Path, list[str], str]] = []
    with kept(file) as sim:
        account = demo_account(sim)
        session, heard = account.login(), list[str]()
        for index in range(12):
            if index % 3:
                account.send(session, sms(reference=f"r{index}"), sms("123"), SendWithinHours=index % 2)
                heard.append(f"r{index}")
            else:
                account.v2_send(body=f"r{index}")
            sim.do(lambda: setattr(sim.wall, "at", sim.wall.at + 5 * SECOND))
            copies.append((sim.cut(f"copy{index}"), [*heard], account.control("GET")["balance"]))
    for copy, references, balance in copies:
        with kept(copy) as sim:
            account = demo_account(sim)
            assert [each["reference"] for each in account.messages if each["reference"]] == references
            assert account.control("GET")["balance"] == balance == account.ledger["balance"]


def test_a_server_that_ends_well_keeps_everything(file: Path) -> None:
    """SIGTERM's way out writes down what no answer had taken along, and leaves one file, without a log."""
    with kept(file) as sim:
        account = demo_account(sim)
        session = account.login()
        account.send(session, sms(reference="one"))
        before = everything(sim)

    assert [path.name for path in file.parent.iterdir()] == [file.name]
    with kept(file) as sim:
        assert differences(before, everything(sim)) == []


# The client ends


def test_a_client_that_resets_the_connection_is_in_the_journal(file: Path) -> None:
    """In the middle of a body: the exchange is there before and after, and its number is used once."""
    with kept(file) as sim:
        with sim.connection() as connection:
            connection.send(http_request("/v3/Send", b"x" * 100)[:-50])
            until(lambda: every(sim, "exchanges"), "the exchange on its arrival")
            connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        until(lambda: every(sim, "exchanges")[0]["finished_at"], "the end of the exchange")
        sim.http.get("/nowhere")
        before, copy = everything(sim), sim.cut("copy")
    with kept(copy) as sim:
        assert before["arrivals"] == [1, 2]
        assert differences(before, everything(sim)) == []


def test_a_body_that_was_not_wanted_is_in_the_journal_with_its_reason(file: Path) -> None:
    """413 and the like reach no protocol, and are told as they were."""
    with kept(file) as sim:
        chunks = http_request("/v3/Send", b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
        with sim.connection() as connection:
            connection.send(chunks + b"5\r\nhello\r\n")
            until(lambda: every(sim, "exchanges"), "the exchange on its arrival")
            connection.send(b"not a chunk")
            status, _ = connection.answer()
        before, copy = everything(sim), sim.cut("copy")
    with kept(copy) as sim:
        assert (status, before["exchanges"][1]["why"]["check"]) == (400, "HTTP 400")
        assert differences(before, everything(sim)) == []


def test_arrivals_stay_in_their_order(file: Path) -> None:
    """A body that takes its time does not move its request behind those that came later."""
    with kept(file) as sim, sim.connection() as connection:
        request = http_request("/v3/Send", b"null")
        connection.send(request[:-2])
        until(lambda: every(sim, "exchanges"), "the exchange on its arrival")
        sim.http.get("/nowhere")
        connection.send(request[-2:])
        connection.answer()
        before, copy = everything(sim), sim.cut("copy")
    with kept(copy) as sim:
        assert before["arrivals"] == [1, 2]
        assert differences(before, everything(sim)) == []


# The world begins anew


def test_a_v2_request_held_over_a_reset_sends_nothing_in_the_new_world(file: Path) -> None:
    """Its account is no more, as for v3: no message is sent that the file would not know."""
    with kept(file) as sim, sim.connection() as connection:
        holding(sim, connection, v2_send_request())
        sim.control("POST", "reset")
        answer = connection.answer()
        before, copy = everything(sim), sim.cut("copy")
    with kept(copy) as sim:
        assert answer == (200, b"Err: 701 : Incorrect username or password")
        assert before["accounts"][DEMO]["messages"] == []
        assert differences(before, everything(sim)) == []


def test_a_login_held_over_a_reset_opens_no_session_in_the_new_world(file: Path) -> None:
    """Else the same session id would be given out twice."""
    body = json.dumps({"Username": DEMO, "Password": "123456"}).encode()
    with kept(file) as sim, sim.connection() as connection:
        holding(sim, connection, http_request("/v3/authorize", body))
        sim.control("POST", "reset")
        answer = connection.answer()
        copy, session = sim.cut("copy"), demo_account(sim).login()
    with kept(copy) as sim:
        assert json.loads(answer[1])["StatusCode"] == 200
        assert demo_account(sim).login() == session


def test_a_v3_request_held_over_a_reset(file: Path) -> None:
    """103, and the new world knows nothing of it."""
    with kept(file) as sim:
        account = demo_account(sim)
        with in_flight(account, "QueryBalance", {"SessionId": account.login()}) as flight:
            sim.control("POST", "reset")
            _, body = flight.connection.answer()
        before, copy = everything(sim), sim.cut("copy")
    with kept(copy) as sim:
        assert json.loads(body)["StatusCode"] == 103
        assert (before["arrivals"], differences(before, everything(sim))) == ([], [])


def test_a_body_that_arrives_after_a_reset_belongs_to_the_new_world(file: Path) -> None:
    """It is answered there, and what it does is kept."""
    request = (
        v2_send_request()
        .replace(b"GET", b"POST")
        .replace(b"\r\n\r\n", b"\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 2\r\n\r\n")
    )
    with kept(file) as sim, sim.connection() as connection:
        connection.send(request + b"a")
        until(lambda: every(sim, "exchanges"), "the exchange on its arrival")
        sim.control("POST", "reset")
        connection.send(b"=")
        answer = connection.answer()
        before, copy = demo_account(sim).messages, sim.cut("copy")
    with kept(copy) as sim:
        assert answer == (200, b"ID: 100001")
        assert len(before) == 1
        assert demo_account(sim).messages == before
