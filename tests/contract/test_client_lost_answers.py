"""Right clients and answers that are lost, late, in part or in nonsense: no false success, and nothing sent twice."""

import json
import time
from typing import Any

import pytest

from mobipace.contract_tests.driver import Failure, Value
from tests.contract import fake
from tests.contract.conftest import Driven
from tests.contract.fake import Answer

SMS = [{"recipient": "37499000000", "body": "one", "reference": "a"}, {"recipient": "37499000000", "body": "two"}]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"
NONSENSE = {
    "empty": fake.whole(b""),
    "HTML": fake.whole(b"<html><body>Server Error</body></html>"),
    "bytes": fake.whole(bytes(range(256))),
    "half a document": fake.whole(b'{"StatusCode": 101, "Status": "Succ'),
    "null": fake.whole(b"null"),
    "a list": fake.whole(b"[101]"),
    "a number": fake.whole(b"101"),
    "no code": fake.whole(b'{"Status": "Success"}'),
    "a code that is none": fake.whole(b'{"StatusCode": "Success"}'),
    "NaN": fake.whole(b'{"StatusCode": NaN}'),
    "deep": fake.whole(b"[" * 100_000),
    "no HTTP": fake.raw(b"SSH-2.0-OpenSSH_9.2\r\n" * 3),
}
LOST = {
    "closed": fake.lost,
    "broken off in the head": fake.raw(b"HTTP/1.1 200 OK\r\nContent-Ty"),
    "broken off in the body": fake.raw(HEAD + b'{"StatusCode": 101, "Status": "Success"'),
    "broken off before the body": fake.raw(HEAD),
    "broken off in a chunk": fake.raw(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{"StatusCode": 1'),
}
BREAKS_OFF = {"transport", "malformed_answer"}
SERVER = {"server_error", "malformed_answer"}


@pytest.mark.parametrize("call", ["balance", "send", "status"])
@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE)
def test_an_answer_that_cannot_be_read_is_an_error(driven: Driven, call: str, answer: Answer) -> None:
    """And nobody is asked twice."""
    name, args = ASKED[call]
    with fake.gateway(**{name: answer}) as gateway:
        error = driven.at(gateway).failure("v3", call, **args)

    assert error == ("malformed_answer", None)
    assert gateway.names() == ["authorize", name]


ASKED: dict[str, tuple[str, dict[str, Any]]] = {
    "balance": ("QueryBalance", {}),
    "send": ("Send", {"messages": SMS}),
    "status": ("QueryMessages", {"references": ["a"]}),
}


@pytest.mark.parametrize(
    "members",
    [
        {"balance": "1"},
        {"Balance": "much", "BalanceNegativeLimit": "0", "AvailableFund": "0"},
        {"Balance": None, "BalanceNegativeLimit": "0", "AvailableFund": "0"},
        {"Balance": "1", "AvailableFund": "0"},
        {"Balance": True, "BalanceNegativeLimit": "0", "AvailableFund": "0"},
        {"Balance": "1,300.30", "BalanceNegativeLimit": "0", "AvailableFund": "0"},
    ],
)
def test_a_success_without_its_amounts_is_no_success(driven: Driven, members: dict[str, Any]) -> None:
    """A missing amount is not zero."""
    with fake.gateway(QueryBalance=fake.answered(**members)) as gateway:
        error = driven.at(gateway).failure("v3", "balance")

    assert error == ("malformed_answer", None)


@pytest.mark.parametrize("session_id", [None, "", []])
def test_a_login_without_a_session_is_no_login(driven: Driven, session_id: object) -> None:
    """Nothing is asked in a session that was not given."""
    with fake.gateway(authorize=fake.answered(SessionId=session_id)) as gateway:
        error = driven.at(gateway).failure("v3", "balance")

    assert error == ("malformed_answer", None)
    assert gateway.names() == ["authorize"]


# Whichever of the two was asked, this would be its success.
SUCCESS = {"StatusCode": 101, "MessageCount": 2, "PartCount": 2, "AveragePrice": 1, "TotalPrice": 2, **fake.FUNDS}


@pytest.mark.parametrize("status", ["500 Internal Server Error", "404 Not Found", "302 Found", "204 No Content"])
@pytest.mark.parametrize("call", ["balance", "send"])
def test_another_http_status_is_an_error(driven: Driven, call: str, status: str) -> None:
    """Whatever its body says."""
    name, args = ASKED[call]
    body = b"" if status.startswith("204") else json.dumps(SUCCESS).encode()
    with fake.gateway(**{name: fake.whole(body, status)}) as gateway:
        kind, _ = driven.at(gateway).failure("v3", call, **args)

    assert kind in SERVER
    assert gateway.names() == ["authorize", name]


# Lost: nobody knows whether it was served


@pytest.mark.parametrize("answer", LOST.values(), ids=LOST)
def test_a_read_that_is_lost_is_an_error(driven: Driven, answer: Answer) -> None:
    """An answer that breaks off is none."""
    with fake.gateway(QueryBalance=answer) as gateway:
        kind, code = driven.at(gateway).failure("v3", "balance")

    assert kind in BREAKS_OFF
    assert code is None


@pytest.mark.parametrize("answer", LOST.values(), ids=LOST)
def test_a_lost_send_is_never_sent_again(driven: Driven, answer: Answer) -> None:
    """It may have been served: whoever repeats it bills twice, and sends twice."""
    with fake.gateway(Send=answer, QueryMessages=fake.pending(but=1)) as gateway:
        kind, code = driven.at(gateway).failure("v3", "send", messages=SMS)

    assert kind in BREAKS_OFF
    assert code is None
    assert len(gateway.of("Send")) == 1


def test_a_lost_send_whose_messages_are_all_there_was_one(driven: Driven) -> None:
    """It asks by reference; what was charged is then not known, and not made up."""
    with fake.gateway(Send=fake.lost) as gateway:
        value = driven.at(gateway).value("v3", "send", messages=SMS)
    references = [message["Reference"] for message in gateway.of("Send")[0].document["Messages"]]

    assert gateway.names() == ["authorize", "Send", "QueryMessages"]
    assert value == {"message_count": 2, "references": references}


def test_of_messages_that_are_there_the_refused_do_not_count(driven: Driven) -> None:
    """MessageCount counts what was accepted; an InvalidMobile is kept and was not."""
    with fake.gateway(Send=fake.lost, QueryMessages=fake.pending(code=5)) as gateway:
        value = driven.at(gateway).value("v3", "send", messages=SMS)

    assert value["message_count"] == 0


@pytest.mark.parametrize(
    "answer", [fake.answered(MessageStatuses=[]), fake.answered(104), fake.lost, fake.answered(100)]
)
def test_a_lost_send_that_cannot_be_asked_after_is_an_error(driven: Driven, answer: Answer) -> None:
    """The lost answer is what the caller hears of."""
    with fake.gateway(Send=fake.lost, QueryMessages=answer) as gateway:
        kind, code = driven.at(gateway).failure("v3", "send", messages=SMS)

    assert (kind, code) == ("transport", None)
    assert len(gateway.of("Send")) == 1


def test_two_messages_of_one_reference_cannot_be_told_apart(driven: Driven) -> None:
    """That one of them is there says nothing of the other."""
    twice = [{"recipient": "37499000000", "body": body, "reference": "a"} for body in ("one", "two")]
    with fake.gateway(Send=fake.lost) as gateway:
        error = driven.at(gateway).failure("v3", "send", messages=twice)

    assert error == ("transport", None)


def test_a_lost_part_of_a_batch_that_is_there_is_gone_on_from(driven: Driven) -> None:
    """Each message once; the total is not known any more."""
    batch = [{"recipient": "37499000000", "body": f"{index}"} for index in range(20_001)]
    with fake.gateway(Send=[fake.lost, fake.priced]) as gateway:
        value = driven.at(gateway, timeout_ms=10_000).value("v3", "send", messages=batch)

    assert gateway.names() == ["authorize", "Send", "QueryMessages", "Send"]
    assert (value["message_count"], len(value["references"]), "total_price" in value) == (20_001, 20_001, False)


def test_a_lost_login_is_an_error_and_nothing_was_sent(driven: Driven) -> None:
    """There is nothing to ask after."""
    with fake.gateway(authorize=fake.lost) as gateway:
        kind, _ = driven.at(gateway).failure("v3", "send", messages=SMS)

    assert kind == "transport"
    assert gateway.names() == ["authorize"]


def test_a_connection_that_served_before_is_no_reason_to_send_twice(driven: Driven) -> None:
    """Libraries repeat by themselves what they lost on a connection in use; a right client does not let them."""
    with fake.gateway(Send=[fake.priced, fake.lost], QueryMessages=fake.pending(but=2)) as gateway:
        client = driven.at(gateway)
        client.value("v3", "send", messages=SMS)
        kind, _ = client.failure("v3", "send", messages=SMS)

    assert kind == "transport"
    assert gateway.names() == ["authorize", "Send", "Send", "QueryMessages"]


def test_a_gateway_that_is_not_there_is_an_error(driven: Driven) -> None:
    """Connection refused."""
    with fake.gateway() as gateway:
        pass
    error = driven.at(gateway).failure("v3", "balance")

    assert error == ("transport", None)


# Time


@pytest.mark.parametrize("answer", [fake.silent, fake.dripping])
@pytest.mark.parametrize("call", ["balance", "send"])
def test_an_answer_that_does_not_come_is_an_error(driven: Driven, call: str, answer: Answer) -> None:
    """v3 Overview: the time is over for the whole request, however often a byte arrives."""
    name, args = ASKED[call]
    with fake.gateway(**{name: answer, "QueryMessages": fake.pending(but=1)}) as gateway:
        client = driven.at(gateway, timeout_ms=400)
        began = time.monotonic()
        kind, code = client.failure("v3", call, **args)
        seconds = time.monotonic() - began

    assert (kind, code) == ("timeout", None)
    assert 0.4 <= seconds < 5
    assert len(gateway.of(name)) == 1


def test_a_late_send_whose_messages_are_all_there_was_one(driven: Driven) -> None:
    """No answer in time is a lost answer."""
    with fake.gateway(Send=fake.silent) as gateway:
        reply = driven.at(gateway, timeout_ms=400).send(*SMS)

    assert isinstance(reply, Value)
    assert gateway.names() == ["authorize", "Send", "QueryMessages"]


# v2


@pytest.mark.parametrize("call", ["send", "schedule", "balance", "status"])
@pytest.mark.parametrize("answer", [*LOST.values(), fake.silent], ids=[*LOST, "silent"])
def test_a_lost_v2_answer_is_an_error_and_nothing_is_repeated(driven: Driven, call: str, answer: Answer) -> None:
    """v2 has no reference to ask by, so that a second send would be a second SMS."""
    name, args = V2[call]
    with fake.gateway(**{name.replace(" ", "__"): answer}) as gateway:
        kind, code = driven.at(gateway, timeout_ms=400).failure("v2", call, **args)

    assert kind in ({"timeout"} if answer is fake.silent else BREAKS_OFF)
    assert code is None
    assert gateway.names() == [name]


V2: dict[str, tuple[str, dict[str, Any]]] = {
    "send": ("v2 send", {"recipient": "37499000000", "body": "x"}),
    "schedule": ("v2 schedule", {"recipient": "37499000000", "body": "x", "date": "2030-01-01T00:00:00Z"}),
    "balance": ("v2 querybalance", {}),
    "status": ("v2 querymessage", {"message_id": "1"}),
}


def test_a_v2_answer_that_breaks_off_is_no_answer(driven: Driven) -> None:
    """`ID: 12` is how `ID: 12345` begins; only its length tells that more was to come."""
    with fake.gateway(v2__send=fake.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nID: 12")) as gateway:
        kind, code = driven.at(gateway).failure("v2", "send", recipient="37499000000", body="x")

    assert kind in BREAKS_OFF
    assert code is None


def test_a_failure_never_tells_a_v2_url(driven: Driven) -> None:
    """Its own words reach logs, and a v2 URL holds the password; the fixture looks for the password itself."""
    with fake.gateway(v2__send=fake.lost) as gateway:
        reply = driven.at(gateway)("v2", "send", recipient="37499000000", body="x")

    assert isinstance(reply, Failure)
    assert "password=" not in (reply.native or "")
