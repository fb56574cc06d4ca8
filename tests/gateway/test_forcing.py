"""Forcing by hand through the control API: moves that the table allows, and 409 with a reason for the others."""

from typing import Any

import pytest

from tests.support import Account, Sim

SOON = "2019-07-25T18:20:10"
STATES = [
    *("Pending", "Scheduled", "Sent", "OutOfBalance", "InvalidMobile", "InvalidBody", "InvalidSender", "InvalidRoute"),
    *("BlockedMobile", "Unknown", "Delivered", "Undeliverable", "ACK expired", "Rejected", "TimeOut"),
]
FROM_PENDING = ["Sent", "Delivered", "Undeliverable", "ACK expired", "Rejected", "TimeOut", "Unknown"]
FROM_SCHEDULED = ["Pending", "OutOfBalance", *FROM_PENDING]


def force(account: Account, status: str) -> tuple[int, Any]:
    """Force the account's last message; returns the HTTP status and the document."""
    id = account.messages[-1]["id"]
    response = account.sim.http.post(f"{account.sim.urls.control}/messages/{id}/status", json={"status": status})
    return response.status_code, response.json()


def schedule(account: Account, recipient: str = "37499000000") -> None:
    """A message that waits for ten seconds."""
    account.v2("schedule", sender="MOBIPACE", recipient=recipient, body="hello", sendingdate=SOON)


def names(message: Any) -> list[str]:
    """The states of its timeline."""
    return [step["v3"]["name"] for step in message["timeline"]]


def amounts(account: Account) -> list[str]:
    """The ledger after the opening balance."""
    return [entry["amount"] for entry in account.ledger["entries"][1:]]


@pytest.mark.parametrize("status", FROM_PENDING)
def test_a_pending_message_is_forced_by_way_of_the_states_between(account: Account, status: str) -> None:
    """It is so at once, and stays so: its own course ends with it."""
    account.v2_send()
    code, message = force(account, status)
    account.clock(advance=3600)
    way = ["Pending", status] if status in ("Sent", "TimeOut", "Unknown") else ["Pending", "Sent", status]

    assert (code, message["v3"]["name"], names(message), account.messages[-1]["v3"]["name"]) == (
        200,
        status,
        way,
        status,
    )


@pytest.mark.parametrize("status", [status for status in STATES if status not in FROM_PENDING])
def test_an_impossible_move_of_a_pending_message_is_409(account: Account, status: str) -> None:
    """The error says what it is, what it cannot become, and what it may; nothing has changed."""
    account.v2_send()
    before = account.messages[-1]
    code, document = force(account, status)

    assert (code, document, account.messages[-1]) == (
        409,
        {
            "error": f"a message that is Pending cannot become {status}: "
            "it may become ACK expired, Delivered, Rejected, Sent, TimeOut, Undeliverable, Unknown"
        },
        before,
    )


@pytest.mark.parametrize("status", STATES)
def test_a_final_status_cannot_be_forced(account: Account, status: str) -> None:
    """Not even to itself."""
    account.v2_send()
    account.clock(advance=3)
    error = f"a message that is Delivered cannot become {status}: that is final"

    assert force(account, status) == (409, {"error": error})


@pytest.mark.parametrize("recipient", ["123456", "37400000004", "37400000009"])
def test_a_refused_message_cannot_be_forced(account: Account, recipient: str) -> None:
    """It never entered the queue."""
    account.v2_send(recipient)

    assert force(account, "Delivered")[0] == 409


@pytest.mark.parametrize("status", FROM_SCHEDULED)
def test_a_waiting_message_becomes_due_at_once(account: Account, status: str) -> None:
    """It is charged (but for OutOfBalance), goes the table's way, and stays where the hand put it."""
    schedule(account)
    code, message = force(account, status)
    account.clock(advance=3600)
    charged = [] if status == "OutOfBalance" else ["-2.00"]

    assert (code, message["v3"]["name"], message["due_at"], account.messages[-1]["v3"]["name"], amounts(account)) == (
        200,
        status,
        "2019-07-25T18:20:00Z",
        status,
        charged,
    )


@pytest.mark.parametrize("status", [status for status in STATES if status not in FROM_SCHEDULED])
def test_an_impossible_move_of_a_waiting_message_is_409(account: Account, status: str) -> None:
    """It still waits, and is charged when due."""
    schedule(account)
    code, _ = force(account, status)
    account.clock(advance=10)

    assert (code, account.messages[-1]["v3"]["name"], amounts(account)) == (409, "Pending", ["-2.00"])


def test_a_waiting_message_without_funds_cannot_be_forced_through(sim: Sim) -> None:
    """409 says what it costs and what there is; raise the balance first."""
    account = sim.account(balance="1.50", credit_limit="0")
    schedule(account)
    code, document = force(account, "Delivered")

    assert (code, "2.00" in document["error"], "1.50" in document["error"], account.messages[-1]["v3"]["name"]) == (
        409,
        True,
        True,
        "Scheduled",
    )


def test_a_waiting_message_without_funds_can_be_forced_out_of_balance(sim: Sim) -> None:
    """That is what would become of it."""
    account = sim.account(balance="1.50", credit_limit="0")
    schedule(account)

    assert (force(account, "OutOfBalance")[1]["v3"]["name"], account.ledger["balance"]) == ("OutOfBalance", "1.50")


def test_a_magic_scheduled_message_can_be_forced(account: Account) -> None:
    """37400000002 stays Scheduled by itself; the operator may still move it, and it costs nothing."""
    account.v2_send("37400000002")
    code, message = force(account, "Delivered")

    assert (code, message["v3"]["name"], amounts(account)) == (200, "Delivered", [])


def test_forcing_twice_goes_on_from_where_it_is(account: Account) -> None:
    """Sent first, Rejected five seconds later."""
    account.v2_send()
    force(account, "Sent")
    account.clock(advance=5)
    message = force(account, "Rejected")[1]

    assert [(step["at"][17:19], step["v3"]["name"]) for step in message["timeline"]] == [
        ("00", "Pending"),
        ("00", "Sent"),
        ("05", "Rejected"),
    ]


@pytest.mark.parametrize("status", ["Delivered", "Rejected", "TimeOut"])
def test_a_waiting_message_forced_goes_the_tables_way_whatever_its_own_course(sim: Sim, status: str) -> None:
    """Also where its own course would end at the instant it is due: no final state is left, none comes twice."""
    account = sim.account(outcomes={"steps": [{"status": "Rejected", "after": 0}]})
    schedule(account)
    message = force(account, status)[1]
    way = {"TimeOut": ["TimeOut"]}.get(status, ["Sent", status])

    assert names(message) == ["Scheduled", "Pending", *way]


def test_an_unknown_status_is_422(account: Account) -> None:
    """The names are v3's, and the nearest one is told."""
    account.v2_send()
    code, document = force(account, "Deliverd")

    assert (code, "Delivered" in document["error"]) == (422, True)


def test_a_forced_status_is_what_both_protocols_answer(account: Account) -> None:
    """A hand's move is as real as any other."""
    session = account.login()
    account.send(session, {"Recipient": "37499000000", "Body": "hello", "Reference": "r1"})
    force(account, "ACK expired")

    line = account.v2("querymessage", messageref=str(account.messages[-1]["id"]))

    assert (account.statuses(session, "r1"), line) == (
        [("r1", 102, "ACK expired")],
        "ID: 6 : The SMS message is delivered to gateway but status unknown.",
    )
