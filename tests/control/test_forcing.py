"""`POST messages/{id}/status`: moving a message by hand, by the table of states."""

import pytest

from tests.control.support import START, Control
from tests.support import Account

# Where a message may go by hand: all that the table of states leads to, and nothing else.
FROM_PENDING = ["Sent", "Delivered", "Undeliverable", "ACK expired", "Rejected", "TimeOut", "Unknown"]
FROM_SENT = ["Delivered", "Undeliverable", "ACK expired", "Rejected"]
NEVER = ["Pending", "Scheduled", "InvalidMobile", "InvalidBody", "InvalidSender", "InvalidRoute", "BlockedMobile"]


def force(control: Control, account: Account, status: str, index: int = 0, code: int = 200) -> dict[str, object]:
    """Force a message; returns it, or the error."""
    return dict(control.post(f"messages/{account.messages[index]['id']}/status", {"status": status}, code))


def timeline(account: Account) -> list[tuple[str, str]]:
    """(instant, v3 name) of the first message."""
    return [(each["at"], each["v3"]["name"]) for each in account.messages[0]["timeline"]]


@pytest.mark.parametrize("status", FROM_PENDING)
def test_a_pending_message_can_be_moved_on(control: Control, account: Account, status: str) -> None:
    """By way of the states between, at the account's present instant; its own course ends with it."""
    account.v2_send()
    forced = force(control, account, status)
    account.clock(advance=60)
    between = [] if status in ("Sent", "TimeOut", "Unknown") else [(START, "Sent")]

    assert forced == account.messages[0]
    assert timeline(account) == [(START, "Pending"), *between, (START, status)]


@pytest.mark.parametrize("status", FROM_SENT)
def test_a_sent_message_can_be_moved_on(control: Control, account: Account, status: str) -> None:
    """What has happened stays in the timeline, what was to come does not."""
    account.v2_send()
    account.clock(advance=2)
    force(control, account, status)

    assert timeline(account) == [
        (START, "Pending"),
        ("2019-07-25T18:20:01Z", "Sent"),
        ("2019-07-25T18:20:02Z", status),
    ]


@pytest.mark.parametrize("status", [*NEVER, "OutOfBalance"])
def test_what_the_table_does_not_lead_to_is_a_conflict(control: Control, account: Account, status: str) -> None:
    """409 names what the message may become; it stays as it was."""
    account.v2_send()
    before = account.messages
    text = force(control, account, status, code=409)["error"]

    assert str(text).startswith(f"a message that is Pending cannot become {status}: it may become ")
    assert account.messages == before


def test_a_final_message_stays(control: Control, account: Account) -> None:
    """Delivered is final, also to Delivered."""
    account.v2_send()
    account.clock(advance=3)
    texts = [force(control, account, status, code=409)["error"] for status in ("Sent", "Delivered")]

    assert texts == [
        f"a message that is Delivered cannot become {each}: that is final" for each in ("Sent", "Delivered")
    ]


def test_both_protocols_answer_what_was_forced(control: Control, account: Account) -> None:
    """Forcing is for a test that wants a client to see a status."""
    session = account.login()
    account.send(session, {"Recipient": "37499000000", "Body": "x", "Reference": "a"})
    force(control, account, "Undeliverable")

    assert account.statuses(session, "a") == [("a", 101, "Undeliverable")]
    assert account.v2("querymessage", messageref=str(account.messages[0]["id"])) == (
        "ID: 8 : Wrong destination or internal error."
    )


def test_forcing_a_waiting_message_charges_it(control: Control, account: Account) -> None:
    """It becomes due at once, and what is due is charged; its date does not charge it again."""
    account.send(account.login(), {"Recipient": "37499000000", "Body": "x"}, ScheduledDate="2019-07-25 18:21")
    before = account.ledger["balance"]
    force(control, account, "Delivered")
    account.clock(advance=120)

    assert before == "1300.30"
    assert [entry["amount"] for entry in account.ledger["entries"]] == ["1300.30", "-2.00"]
    assert timeline(account)[-1] == (START, "Delivered")


def test_a_waiting_message_that_cannot_be_paid_is_not_moved(control: Control, account: Account) -> None:
    """409 says what it costs and what there is; OutOfBalance is where it can go."""
    account.send(account.login(), {"Recipient": "37499000000", "Body": "x"}, ScheduledDate="2019-07-25 18:21")
    account.change(balance="1.00", credit_limit="0")
    text = force(control, account, "Delivered", code=409)["error"]
    force(control, account, "OutOfBalance")

    assert "costs 2.00, more than the 1.00 available" in str(text)
    assert account.ledger["balance"] == "1.00"
    assert account.messages[0]["v3"]["name"] == "OutOfBalance"


@pytest.mark.parametrize("status", ["TimeOut", "Rejected"])
@pytest.mark.parametrize(("refund", "balance"), [("yes", "1300.30"), ("no", "1298.30")])
def test_forcing_what_was_not_sent_follows_the_reading(
    control: Control, account: Account, status: str, refund: str, balance: str
) -> None:
    """Reading refund_unsent: a TimeOut or Rejected message is paid back, once, or not."""
    account.change(readings={"refund_unsent": refund})
    account.v2_send()
    force(control, account, status)
    account.clock(advance=60)

    assert account.ledger["balance"] == balance


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({}, "status: missing; it is mandatory"),
        ({"status": "Deliverd"}, 'did you mean "Delivered"?'),
        ({"status": 100}, "status: 100 given"),
        ({"status": "Delivered", "at": START}, "at: unknown key; known: status"),
    ],
)
def test_what_cannot_be_read_is_refused(
    control: Control, account: Account, document: dict[str, object], text: str
) -> None:
    """422 names the nearest status, or what there is."""
    account.v2_send()

    assert text in control.error("POST", f"messages/{account.messages[0]['id']}/status", 422, json=document)


def test_a_message_that_is_not_there_cannot_be_forced(control: Control) -> None:
    """404."""
    assert control.error("POST", "messages/1/status", 404, json={"status": "Delivered"})
