from typing import Any

import pytest

from mobipace.schemas import conforms

OK = {"StatusCode": 101, "Status": "Success"}
FAILED = {"StatusCode": 103, "Status": "SessionExpired"}
NEW = {"StatusCode": 150, "Status": "SomethingNew"}
SENT = {**OK, "MessageCount": 1, "PartCount": 2, "AveragePrice": 2.5, "TotalPrice": "2.50"}
ZERO = {"MessageCount": 0, "PartCount": 0, "AveragePrice": "0.00", "TotalPrice": 0}
MONEY = {**OK, "Balance": "-0.20", "BalanceNegativeLimit": "-1000", "AvailableFund": "999.80"}
STATUS = {"Reference": "r", "StatusCode": 1, "Status": "Pending"}


def without(answer: dict[str, Any], key: str) -> dict[str, Any]:
    """A copy without one member."""
    return {k: v for k, v in answer.items() if k != key}


AUTHORIZE: list[tuple[Any, bool]] = [
    ({**OK, "SessionId": "s"}, True),
    ({**OK, "SessionId": "s", "ExpiresIn": 60}, True),
    (OK, False),
    ({**OK, "SessionId": ""}, False),
    ({**OK, "SessionId": None}, False),
    ({"StatusCode": 200, "Status": "IncorrectUserNameOrPassword"}, True),
    ({"StatusCode": 201, "Status": "UserLocked", "SessionId": None}, True),
    ({"StatusCode": 202, "Status": "UserBlocked", "SessionId": ""}, True),
    ({"StatusCode": 202, "Status": "UserBlocked", "SessionId": "s"}, False),
    (NEW, True),
    ({**OK, "SessionId": "s", "Status": "success"}, False),
    ({"StatusCode": "101", "Status": "Success", "SessionId": "s"}, False),
    ({"Status": "Success", "SessionId": "s"}, False),
    ([], False),
]
SEND: list[tuple[Any, bool]] = [
    (SENT, True),
    ({**SENT, "Currency": "EUR"}, True),
    *[(without(SENT, key), False) for key in SENT],
    ({**SENT, "MessageCount": "1"}, False),
    ({**SENT, "MessageCount": -1}, False),
    ({**SENT, "PartCount": 1.5}, False),
    ({**SENT, "TotalPrice": "2,50"}, False),
    ({**SENT, "TotalPrice": None}, False),
    ({**SENT, "TotalPrice": -1}, False),
    (FAILED, True),
    ({**FAILED, **ZERO}, True),
    ({**FAILED, **ZERO, "MessageCount": 1}, False),
    ({**FAILED, **ZERO, "TotalPrice": "2.50"}, False),
    ({**NEW, "MessageCount": 1}, True),
]
BALANCE: list[tuple[Any, bool]] = [
    (MONEY, True),
    ({**MONEY, "Balance": 1300.30}, True),
    ({**without(MONEY, "BalanceNegativeLimit"), "BalaceNegativeLimit": -1000}, True),
    ({**MONEY, "BalaceNegativeLimit": "-1000"}, True),
    ({**without(MONEY, "AvailableFund"), " AvailableFund ": "999.80"}, True),
    *[(without(MONEY, key), False) for key in MONEY],
    ({**MONEY, "Balance": "1 300.30"}, False),
    ({**MONEY, "Balance": None}, False),
    ({**MONEY, "BalaceNegativeLimit": "none"}, False),
    (FAILED, True),
    (NEW, True),
]
MESSAGES: list[tuple[Any, bool]] = [
    ({**OK, "MessageStatuses": []}, True),
    ({**OK, "MessageStatuses": [STATUS, {**STATUS, "StatusCode": 102, "Status": "ACK expired", "New": 1}]}, True),
    ({**OK, "MessageStatuses": [{**STATUS, "StatusCode": 77, "Status": "New"}]}, True),
    ({**OK, "MessageStatuses": [{**STATUS, "Status": "Sent"}]}, False),
    *[({**OK, "MessageStatuses": [without(STATUS, key)]}, False) for key in STATUS],
    (OK, False),
    ({**OK, "MessageStatuses": None}, False),
    ({**FAILED, "MessageStatuses": None}, True),
    (FAILED, True),
    (NEW, True),
]
V3: dict[str, list[tuple[Any, bool]]] = {
    "authorize": AUTHORIZE,
    "send": SEND,
    "calculate": SEND,
    "query-balance": BALANCE,
    "query-messages": MESSAGES,
}
SEND_V2: list[tuple[tuple[Any, ...], bool]] = [
    (("ID", "12345", None), True),
    (("ID", "12345", "Message accepted"), True),
    (("ID", "", None), False),
    (("ID", "12 345", None), False),
    (("ID", None, None), False),
    (("Err", "702", "Not enough balance to send SMS message"), True),
    (("Err", "713", "Unable to connect to router"), True),
    (("Err", "799", "a new one"), True),
    (("Err", "70", "text"), False),
    (("Err", "702", None), False),
    (("Error", "702", "text"), False),
]
BALANCE_V2: list[tuple[tuple[Any, ...], bool]] = [
    (("ID", "1300.30", "EUR"), True),
    (("ID", "-1000", ""), True),
    (("ID", "1300,30", "EUR"), False),
    (("ID", "1300.30", None), False),
    (("Err", "701", "Incorrect username or password"), True),
]
MESSAGE_V2: list[tuple[tuple[Any, ...], bool]] = [
    *[(("ID", str(value), "any text"), True) for value in (*range(10), 42)],
    (("ID", "Sent", "text"), False),
    (("ID", "5", None), False),
    (("Err", "703", "Incorrect message references"), True),
]
V2: dict[str, list[tuple[tuple[Any, ...], bool]]] = {
    "send": SEND_V2,
    "schedule": SEND_V2,
    "querybalance": BALANCE_V2,
    "querymessage": MESSAGE_V2,
}


@pytest.mark.parametrize(("name", "answer", "allowed"), [(n, a, v) for n, rows in V3.items() for a, v in rows])
def test_a_v3_answer(name: str, answer: Any, allowed: bool) -> None:
    """What the tables fix is demanded; new fields, new codes and every open reading are allowed (v3 Changes, 2)."""
    assert conforms(f"v3/{name}.answer", answer) is allowed


@pytest.mark.parametrize(("name", "parts", "allowed"), [(n, p, v) for n, rows in V2.items() for p, v in rows])
def test_a_v2_answer(name: str, parts: tuple[Any, ...], allowed: bool) -> None:
    """v2 §4 and §6: a value after ID, three digits and a text after Err; the text is not fixed."""
    assert conforms(f"v2/{name}.answer", dict(zip(("kind", "value", "info"), parts, strict=True))) is allowed


@pytest.mark.parametrize(("name", "allowed"), [("send", True), ("schedule", False), ("querybalance", False)])
def test_only_send_may_say_er(name: str, allowed: bool) -> None:
    """v2 §6 prints `Er:` for send, and `Err:` for every other function."""
    assert conforms(f"v2/{name}.answer", {"kind": "Er", "value": "700", "info": "text"}) is allowed
