"""Right clients and answers of many forms: every documented reading, the v2 grammar, and what tomorrow may add."""

from typing import Any

import pytest

from mobipace.contract_tests.driver import Failure, Reply, Value
from tests.contract import fake
from tests.contract.conftest import Driven
from tests.contract.fake import Answer
from tests.register import READINGS
from tests.support import Sim

SMS = {"recipient": "37499000000", "body": "hello"}
CHOICES = [(key, value) for key, values in READINGS.items() for value in values]
PRICE = {"MessageCount": 1, "PartCount": 1, "AveragePrice": 2.5, "TotalPrice": 2.5}


def code(reply: Reply) -> int | None:
    """The code of an error, or of a status."""
    if isinstance(reply, Value):
        return int((reply.value or {})["code"])
    assert isinstance(reply, Failure)
    return reply.code


@pytest.mark.parametrize(("key", "value"), CHOICES, ids=[f"{key}={value}" for key, value in CHOICES])
def test_every_reading_is_survived(driven: Driven, sim: Sim, key: str, value: str) -> None:
    """Successes are the same under each, and refusals keep their class, whatever stands around the code."""
    account = sim.account(readings={key: value})
    client = driven.at(account)
    send = client.value("v3", "send", messages=[SMS | {"reference": "a"}])
    price = client.value("v3", "calculate", messages=[SMS])
    status = client.value("v3", "status", references=["a"])
    funds = client.value("v3", "balance")
    message_id = client.value("v2", "send", **SMS)["message_id"]
    v2_status = client.value("v2", "status", message_id=message_id)
    v2_balance = client.value("v2", "balance")
    scheduled = client.value("v2", "schedule", **SMS, date="2030-01-01T00:00:00Z")
    unknown = client("v2", "status", message_id="1")
    account.change(balance="0", credit_limit="0")
    refusals = [client.failure("v3", "send", messages=[SMS]), client.failure("v2", "send", **SMS)]

    assert send == {**price, "references": ["a"]}
    assert price == {"message_count": 1, "part_count": 1, "average_price": "2.00", "total_price": "2.00"}
    assert status == {"statuses": [{"reference": "a", "code": 1, "name": "Pending"}]}
    assert funds == {"balance": "1298.30", "credit_limit": "-1000", "available": "2298.30"}
    assert (v2_status, v2_balance) == ({"code": 0, "name": "Pending"}, {"balance": "1296.30"})
    assert str(scheduled["message_id"]) == str(account.messages[-1]["id"])
    assert code(unknown) == (9 if (key, value) == ("unknown_reference_v2", "status-9") else 703)
    assert refusals == [("out_of_balance", 300), ("out_of_balance", 702)]


@pytest.mark.parametrize("value", READINGS["failed_login_session_id"])
def test_a_failed_login_is_read_whatever_its_session_id(driven: Driven, sim: Sim, value: str) -> None:
    """Absent, null or empty: no session was opened."""
    account = sim.account(readings={"failed_login_session_id": value}, blocked=True)

    assert driven.at(account).failure("v3", "balance") == ("blocked", 202)


@pytest.mark.parametrize("value", READINGS["unknown_reference_v3"])
def test_an_unknown_reference_is_no_error(driven: Driven, sim: Sim, value: str) -> None:
    """It is listed with status 10, or not at all."""
    statuses = driven.at(sim.account(readings={"unknown_reference_v3": value})).value("v3", "status", references=["a"])

    listed = [{"reference": "a", "code": 10, "name": "Unknown"}] if value == "status-10" else []
    assert statuses == {"statuses": listed}


def test_both_spellings_of_the_credit_limit_are_read(driven: Driven) -> None:
    """The table's alone, and the example's where both are there."""
    table = {"Balance": "1", "BalaceNegativeLimit": "-7", " AvailableFund ": 8}
    with fake.gateway(
        QueryBalance=[fake.answered(**table), fake.answered(**table, BalanceNegativeLimit="-9")]
    ) as gateway:
        client = driven.at(gateway)
        limits = [client.value("v3", "balance")["credit_limit"] for _ in range(2)]

    assert limits == ["-7", "-9"]


# v3 Changes, clause 2: tomorrow's answers


def test_unknown_members_are_left_alone(driven: Driven) -> None:
    """Of any type, at any depth."""
    extra: dict[str, Any] = {"Warning": None, "Limits": {"PerDay": [1, 2.5, {"x": "y"}]}, "": 1, "statuscode": "x"}
    row = {"Reference": "a", "StatusCode": 1, "Status": "Pending", **extra}
    script: dict[str, Answer] = {
        "authorize": fake.answered(SessionId=fake.SESSION, **extra),
        "Send": fake.answered(**PRICE, **extra),
        "QueryMessages": fake.answered(MessageStatuses=[row], **extra),
        "QueryBalance": fake.answered(**fake.FUNDS, **extra),
    }
    with fake.gateway(**script) as gateway:
        client = driven.at(gateway)
        send = client.value("v3", "send", messages=[SMS])
        status = client.value("v3", "status", references=["a"])
        balance = client.value("v3", "balance")

    assert (send["message_count"], balance["balance"]) == (1, "1300.30")
    assert status == {"statuses": [{"reference": "a", "code": 1, "name": "Pending"}]}


@pytest.mark.parametrize("unknown", [0, 99, 105, 303, 999, 10_000])
@pytest.mark.parametrize("method", ["authorize", "Send"])
def test_an_unknown_code_is_an_error_of_its_own(driven: Driven, method: str, unknown: int) -> None:
    """It is told, and is neither a success nor a reason to try again."""
    with fake.gateway(**{method: fake.answered(unknown)}) as gateway:
        error = driven.at(gateway).failure("v3", "send", messages=[SMS])

    assert error == ("other", unknown)
    assert gateway.names().count(method) == 1


def test_an_unknown_status_is_told(driven: Driven) -> None:
    """By its code, and its name where it has one."""
    rows: list[dict[str, Any]] = [
        {"Reference": "a", "StatusCode": 77, "Status": "Teleported"},
        {"Reference": "b", "StatusCode": 78},
        {"Reference": "c", "StatusCode": 79, "Status": None},
    ]
    with fake.gateway(QueryMessages=fake.answered(MessageStatuses=rows)) as gateway:
        statuses = driven.at(gateway).value("v3", "status", references=["a", "b", "c"])["statuses"]

    assert [(each["reference"], each["code"], each.get("name")) for each in statuses] == [
        ("a", 77, "Teleported"),
        ("b", 78, None),
        ("c", 79, None),
    ]


@pytest.mark.parametrize(
    "body", [b'\xef\xbb\xbf{"StatusCode":101%s}', b' \r\n{ "Status" : 5, "StatusCode" : 101 %s }\n']
)
def test_blanks_and_a_byte_order_mark_are_survived(driven: Driven, body: bytes) -> None:
    """.NET writes one readily."""
    funds = b',"Balance":1,"BalanceNegativeLimit":0,"AvailableFund":1'
    with fake.gateway(QueryBalance=fake.whole(body % funds)) as gateway:
        value = driven.at(gateway).value("v3", "balance")

    assert value == {"balance": "1", "credit_limit": "0", "available": "1"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"2.50", "2.50"),
        (b'"2.50"', "2.50"),
        (b"0", "0"),
        (b"-0.20", "-0.20"),
        (b"90071992547409.93", "90071992547409.93"),
        (b'"90071992547409.93"', "90071992547409.93"),
        (b"9007199254740993", "9007199254740993"),
        (b"0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827"),
        (b"25E-1", "2.5"),
        (b"1e2", "100"),
    ],
)
def test_a_number_keeps_its_digits(driven: Driven, written: bytes, read: str) -> None:
    """As a number or as a string, of any scale: money is no double."""
    body = b'{"StatusCode": 101, "Balance": %s, "BalanceNegativeLimit": -1000, "AvailableFund": 1}' % written
    with fake.gateway(QueryBalance=fake.whole(body)) as gateway:
        value = driven.at(gateway).value("v3", "balance")

    assert value["balance"] == read


# v2


TEXTS = [
    "",
    " : text",
    ":text",
    " : a: b : c",
    " : Err: 700 : x",
    " : 1",
    " : ID: 5",
    " :",
    " : Недостаточно",
    " : one\r\ntwo",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("begin", ["ID: ", "ID:", "ID : ", " ID: ", "ID:  "])
def test_a_v2_success_is_read_by_its_value(driven: Driven, begin: str, text: str) -> None:
    """v2 4, 6: whatever the text and the blanks."""
    script = {
        "v2 send": f"{begin}12345{text}\r\n",
        "v2 querybalance": f"{begin}-0.20{text}",
        "v2 querymessage": f"{begin}6{text}",
    }
    with fake.gateway(**{name.replace(" ", "__"): fake.line(answer) for name, answer in script.items()}) as gateway:
        client = driven.at(gateway)
        send = client.value("v2", "send", **SMS)
        balance = client.value("v2", "balance")
        status = client.value("v2", "status", message_id="5")

    assert str(send["message_id"]) == "12345"
    assert balance == {"balance": "-0.20"}
    assert status == {"code": 6, "name": "DeliveryToGateway"}


@pytest.mark.parametrize("text", [*TEXTS, " : Not enough balance to send SMS message", " : ID: 12345 : sent"])
@pytest.mark.parametrize("begin", ["Err: ", "Er: ", "Err:", "Er:", "Err : "])
def test_a_v2_error_is_read_by_its_code(driven: Driven, begin: str, text: str) -> None:
    """v2 4 prints Err and 6 Er; the text is for people, and the code alone decides."""
    with fake.gateway(v2__send=fake.line(f"{begin}702{text}")) as gateway:
        error = driven.at(gateway).failure("v2", "send", **SMS)

    assert error == ("out_of_balance", 702)


CLASSES = {
    **{700: "incorrect_request", 701: "bad_credentials", 702: "out_of_balance", 703: "unknown_message"},
    **{705: "bad_date", 706: "other", 707: "other", 708: "past_date", 709: "currency", 710: "other", 711: "other"},
    **{712: "server_error", 713: "server_error", 714: "other", 999: "other"},
}


@pytest.mark.parametrize(("number", "kind"), CLASSES.items())
def test_every_v2_code_has_its_class(driven: Driven, number: int, kind: str) -> None:
    """v2 8.2, and one that it does not have; 706 in an error is no success."""
    with fake.gateway(v2__querymessage=fake.line(f"Err: {number} : text")) as gateway:
        error = driven.at(gateway).failure("v2", "status", message_id="5")

    assert error == (kind, number)


@pytest.mark.parametrize(
    "answer",
    ["", " ", "OK", "ID", "ID:", "ID: : text", "Err:", "Err: x : y", "Error: 702 : x", "12345", "<html>ID: 5</html>"],
)
@pytest.mark.parametrize("call", ["send", "balance", "status"])
def test_a_v2_answer_of_no_form_is_an_error(driven: Driven, call: str, answer: str) -> None:
    """It is neither a success nor a code."""
    name = {"send": "v2__send", "balance": "v2__querybalance", "status": "v2__querymessage"}[call]
    args: dict[str, Any] = {"send": SMS, "status": {"message_id": "5"}}.get(call, {})
    with fake.gateway(**{name: fake.line(answer)}) as gateway:
        error = driven.at(gateway).failure("v2", call, **args)

    assert error == ("malformed_answer", None)
    assert len(gateway.requests) == 1


def test_an_unknown_v2_status_is_told(driven: Driven) -> None:
    """By its code."""
    with fake.gateway(v2__querymessage=fake.line("ID: 42 : Teleported")) as gateway:
        value = driven.at(gateway).value("v2", "status", message_id="5")

    assert (value["code"], value.get("name")) == (42, None)


@pytest.mark.parametrize(
    "answer", [b"ID: 12345 : \xff\xfe", b"\xef\xbb\xbfID: 12345", "ID: 12345 : é".encode("latin-1")]
)
def test_the_encoding_of_a_v2_text_does_not_matter(driven: Driven, answer: bytes) -> None:
    """What counts is ASCII."""
    with fake.gateway(v2__send=fake.whole(answer)) as gateway:
        value = driven.at(gateway).value("v2", "send", **SMS)

    assert str(value["message_id"]) == "12345"


def test_another_http_status_is_an_error_in_v2_too(driven: Driven) -> None:
    """Even where its body looks like an answer."""
    with fake.gateway(v2__send=fake.whole(b"ID: 12345", "500 Internal Server Error")) as gateway:
        kind, _ = driven.at(gateway).failure("v2", "send", **SMS)

    assert kind in {"server_error", "malformed_answer"}
