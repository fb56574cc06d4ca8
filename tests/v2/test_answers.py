from typing import Any

import pytest

from mobipace.schemas import explain
from tests.support import V2_PATH, Account, Sim
from tests.v2.codes import ERRORS, STATUSES
from tests.v2.support import ask, asked, last, parsed, schedule

# recipient, seconds after acceptance, status
COURSES = [
    ("37499000000", 0, 0),
    ("37499000000", 3, 1),
    ("37499000000", 1, 2),
    ("37400000104", 1, 3),
    ("37400000004", 0, 4),
    ("37400000102", 3, 6),
    ("123456", 0, 7),
    ("37400000101", 3, 8),
]

# settings of the account, function, parameters that differ from right ones (None: left out), code
ERRORS_HEARD: list[tuple[dict[str, Any], str, dict[str, str | None], int]] = [
    ({}, "send", {"body": None}, 700),
    ({}, "querybalance", {"password": "wrong"}, 701),
    ({"balance": "1.99", "credit_limit": "0"}, "send", {}, 702),
    ({}, "querymessage", {"messageref": "1"}, 703),
    ({}, "schedule", {"sendingdate": "tomorrow"}, 705),
    ({}, "schedule", {"sendingdate": "2019-07-25T18:19:59"}, 708),
    ({"currency": None}, "send", {}, 709),
]


def test_send_answers_the_id_alone(account: Account) -> None:
    """v2 6, send: "ID: xxxx" if the gateway accepts the SMS."""
    line = ask(account, "send", sender="MOBIPACE", recipient="37499000000", body="hello")

    assert line == f"ID: {last(account)['id']}"


def test_schedule_answers_the_id_alone(account: Account) -> None:
    """v2 6, schedule: "ID: xxxx" if the system schedules the message."""
    line = schedule(account, "2019-07-25T18:20:01")

    assert line == f"ID: {last(account)['id']}"


def test_an_id_is_a_number_that_no_status_could_be(account: Account) -> None:
    """v2 5.1: a message has its own unique reference; digits, and not one of the values of 8.1."""
    info = parsed(account.v2_send())

    assert (info["kind"], str(info["value"]).isdecimal(), len(str(info["value"])) > 1, info["info"]) == (
        "ID",
        True,
        True,
        None,
    )


@pytest.mark.parametrize(
    ("balance", "currency"),
    [("1300.30", "EUR"), ("-1000", "EUR"), ("2300.30", "AMD"), ("0", "RUB"), ("0.00", "USD"), ("-0.20", "EUR")],
)
def test_querybalance_answers_balance_and_currency(sim: Sim, balance: str, currency: str) -> None:
    """v2 6, querybalance: "ID: balance : info text"; the amount keeps its scale, the text is the currency (5.3)."""
    account = sim.account(balance=balance, currency=currency)

    assert ask(account, "querybalance") == f"ID: {balance} : {currency}"


def test_querybalance_keeps_every_digit(sim: Sim) -> None:
    """Money is decimal: an amount that no double can hold comes out as it went in."""
    account = sim.account(balance="90071992547409.93")

    assert ask(account, "querybalance") == "ID: 90071992547409.93 : EUR"


def test_querybalance_works_without_a_currency(sim: Sim) -> None:
    """709 belongs to send and schedule; a balance is told all the same."""
    line = ask(sim.account(currency=None), "querybalance")

    assert (parsed(line)["kind"], parsed(line)["value"]) == ("ID", "1300.30")


def test_querymessage_answers_status_and_sentence(account: Account) -> None:
    """v2 6, querymessage: "ID: statusID : Info message"; the section 8.1 example of a scheduled message."""
    schedule(account, "2019-07-25T18:20:01")
    line = ask(account, "querymessage", messageref=f"{last(account)['id']}")

    assert line == "ID: 5 : The SMS message will be sent at the scheduled time."


@pytest.mark.parametrize(("recipient", "seconds", "status"), COURSES)
def test_every_status_answers_its_value_and_sentence(
    account: Account, recipient: str, seconds: int, status: int
) -> None:
    """v2 8.1: each value with its own sentence. (5 stands above, 9 with the references.)"""
    message_id = str(parsed(account.v2_send(recipient))["value"])
    account.clock(advance=seconds)

    assert ask(account, "querymessage", messageref=message_id) == f"ID: {status} : {STATUSES[status][1]}"


@pytest.mark.parametrize(("settings", "function", "changes", "code"), ERRORS_HEARD)
def test_every_error_answers_its_code_and_sentence(
    sim: Sim, settings: dict[str, Any], function: str, changes: dict[str, str | None], code: int
) -> None:
    """v2 4 and 8.2: "Err: <error_code> : <Info message>"."""
    line = asked(sim.account(**settings), function, changes)

    assert (line, explain(f"v2/{function}.answer", parsed(line))) == (f"Err: {code} : {ERRORS[code][1]}", [])


@pytest.mark.parametrize("function", ["send", "schedule", "querybalance", "querymessage"])
def test_an_outcome_is_in_the_body_and_http_says_200(account: Account, function: str) -> None:
    """Whatever the code, a request that reaches v2 with GET is answered HTTP 200, as plain text in UTF-8."""
    query = {"function": function, "username": account.username, "password": "wrong"}
    response = account.sim.http.get(V2_PATH, params=query)

    assert (response.status_code, response.headers["Content-Type"].replace(" ", "").lower()) == (
        200,
        "text/plain;charset=utf-8",
    )


def test_an_answer_is_one_line_without_an_end(account: Account) -> None:
    """v2 4 prints an answer as one line: nothing follows the text, not even a line break."""
    raw = account.sim.http.get(
        V2_PATH, params={"function": "querybalance", "username": account.username, "password": account.password}
    ).content

    assert raw == b"ID: 1300.30 : EUR"
