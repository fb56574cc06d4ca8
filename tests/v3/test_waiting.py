"""Messages that wait: for a ScheduledDate, or spread by SendWithinHours. They are charged when due."""

from decimal import Decimal

import pytest

from tests.support import Account, Sim
from tests.v3.support import RUSSIA, balance, charges, priced, sms, states

IN_TEN_MINUTES = "2019-07-25 18:30"
TEN_MINUTES = 600


def dues(account: Account) -> list[str]:
    """When each message is due."""
    return [message["due_at"].removeprefix("2019-07-") for message in account.messages]


def test_waiting_message_is_scheduled_until_its_date(account: Account) -> None:
    """v3 status 2 "Message scheduled and queued for sending"; then a life like any other's."""
    account.send(account.login(), sms(reference="a"), ScheduledDate=IN_TEN_MINUTES)

    seen = []
    for seconds in (0, 599.999, 0.001, 1, 2):
        account.clock(advance=seconds)
        seen += account.statuses(account.login(), "a")

    assert seen == [
        ("a", 2, "Scheduled"),
        ("a", 2, "Scheduled"),
        ("a", 1, "Pending"),
        ("a", 3, "Sent"),
        ("a", 100, "Delivered"),
    ]


def test_waiting_message_is_charged_when_due(account: Account) -> None:
    """Nothing at acceptance, all of it at the date, with the message in the ledger's entry."""
    account.send(account.login(), sms(body="x" * 161), ScheduledDate=IN_TEN_MINUTES)
    account.clock(advance=599.999)
    before = charges(account)
    account.clock(advance=0.001)

    entry = account.ledger["entries"][-1]
    assert (before, entry["amount"], entry["at"]) == ([], "-4.00", "2019-07-25T18:30:00Z")
    assert entry["message_id"] == account.messages[0]["id"]


def test_entry_bears_the_due_time_however_late_one_looks(account: Account) -> None:
    """The clock may jump far beyond the date: the charge happened at its instant."""
    account.send(account.login(), sms(), ScheduledDate=IN_TEN_MINUTES)
    account.clock(advance=365 * 24 * 3600)

    assert account.ledger["entries"][-1]["at"] == "2019-07-25T18:30:00Z"


def test_one_entry_a_waiting_message(account: Account) -> None:
    """Waiting messages are charged one by one, in order of acceptance."""
    account.send(account.login(), sms(), sms(RUSSIA), sms(), ScheduledDate=IN_TEN_MINUTES)
    account.clock(advance=TEN_MINUTES)

    ids = [message["id"] for message in account.messages]
    assert charges(account) == ["-2.00", "-2.50", "-2.00"]
    assert [entry["message_id"] for entry in account.ledger["entries"][1:]] == ids


def test_waiting_needs_no_funds_at_acceptance(sim: Sim) -> None:
    """The request's total is what is charged at acceptance: nothing, here."""
    account = sim.account(balance="0.00", credit_limit="0")

    answer = account.send(account.login(), sms(), ScheduledDate=IN_TEN_MINUTES)

    assert (priced(answer), states(account)) == ((1, 1, 2.00, 2.00), ["Scheduled"])


def test_waiting_message_without_funds_when_due(sim: Sim) -> None:
    """v3 status 4 "Not enough funds to send messages": final, and not charged."""
    account = sim.account(balance="1.99", credit_limit="0")
    account.send(account.login(), sms(reference="a"), ScheduledDate=IN_TEN_MINUTES)
    account.clock(advance=TEN_MINUTES)
    account.change(balance="100.00")
    account.clock(advance=TEN_MINUTES)

    assert account.statuses(account.login(), "a") == [("a", 4, "OutOfBalance")]
    assert balance(account) == "100.00"


def test_funds_that_come_in_time_are_used(sim: Sim) -> None:
    """What is there when the message is due counts."""
    account = sim.account(balance="0.00", credit_limit="0")
    account.send(account.login(), sms(), ScheduledDate=IN_TEN_MINUTES)
    account.change(credit_limit="-2")
    account.clock(advance=TEN_MINUTES)

    assert (states(account), balance(account)) == (["Pending"], "-2.00")


def test_funds_spent_meanwhile_are_gone(sim: Sim) -> None:
    """A waiting message reserves nothing."""
    account = sim.account(balance="2.00", credit_limit="0")
    session = account.login()
    account.send(session, sms(), ScheduledDate=IN_TEN_MINUTES)
    account.send(session, sms())
    account.clock(advance=TEN_MINUTES)

    assert states(account) == ["OutOfBalance", "Delivered"]


def test_due_message_spends_before_a_later_request(sim: Sim) -> None:
    """What is due happens in order: the request after it finds nothing left."""
    account = sim.account(balance="2.00", credit_limit="0")
    account.send(account.login(), sms(), ScheduledDate=IN_TEN_MINUTES)
    account.clock(advance=TEN_MINUTES)

    answer = account.send(account.login(), sms())

    assert (answer["StatusCode"], balance(account)) == (300, "0.00")


def test_due_at_one_instant_goes_in_order_of_acceptance(sim: Sim) -> None:
    """With funds for two of four messages the first two are sent, whichever request they came in."""
    account = sim.account(balance="4.00", credit_limit="0")
    session = account.login()
    account.send(session, sms(), ScheduledDate=IN_TEN_MINUTES)
    account.send(session, sms(), sms(), sms(), ScheduledDate=IN_TEN_MINUTES)
    account.clock(advance=TEN_MINUTES)

    assert states(account) == ["Pending", "Pending", "OutOfBalance", "OutOfBalance"]


def test_earlier_date_goes_first(sim: Sim) -> None:
    """The date decides, not the order of acceptance, even when the clock jumps over both."""
    account = sim.account(balance="2.00", credit_limit="0")
    session = account.login()
    account.send(session, sms(), ScheduledDate="2019-07-25 18:40")
    account.send(session, sms(), ScheduledDate=IN_TEN_MINUTES)
    account.clock(advance=3600)

    assert states(account) == ["OutOfBalance", "Delivered"]


def test_cheaper_message_after_one_too_dear(sim: Sim) -> None:
    """Each waiting message is looked at for itself."""
    account = sim.account(balance="2.00", credit_limit="0")
    account.send(account.login(), sms(RUSSIA), sms(), ScheduledDate=IN_TEN_MINUTES)
    account.clock(advance=TEN_MINUTES)

    assert (states(account), balance(account)) == (["OutOfBalance", "Pending"], "0.00")


def test_waiting_of_both_protocols_goes_in_one_order(sim: Sim) -> None:
    """v2 schedule and v3 ScheduledDate wait in the same queue."""
    account = sim.account(balance="4.00", credit_limit="0")
    at = {"sender": "MOBIPACE", "recipient": "37499000000", "body": "hello", "sendingdate": "2019-07-25T18:30:00"}
    account.v2("schedule", **at)
    account.send(account.login(), sms(), ScheduledDate=IN_TEN_MINUTES)
    account.v2("schedule", **at)
    account.clock(advance=TEN_MINUTES)

    assert states(account) == ["Pending", "Pending", "OutOfBalance"]


def test_v2_shows_waiting_as_scheduled(account: Account) -> None:
    """v3 2 Scheduled is v2 5 Scheduled."""
    account.send(account.login(), sms(), ScheduledDate=IN_TEN_MINUTES)

    line = account.v2("querymessage", messageref=str(account.messages[0]["id"]))
    assert line == "ID: 5 : The SMS message will be sent at the scheduled time."


# SendWithinHours


@pytest.mark.parametrize(
    ("hours", "count", "expected"),
    [
        (1, 1, ["25T18:20:00Z"]),
        (1, 2, ["25T18:20:00Z", "25T18:50:00Z"]),
        (2, 4, ["25T18:20:00Z", "25T18:50:00Z", "25T19:20:00Z", "25T19:50:00Z"]),
        (10, 3, ["25T18:20:00Z", "25T21:40:00Z", "26T01:00:00Z"]),
        (23, 2, ["25T18:20:00Z", "26T05:50:00Z"]),
        (1, 5, ["25T18:20:00Z", "25T18:32:00Z", "25T18:44:00Z", "25T18:56:00Z", "25T19:08:00Z"]),
        (0, 3, ["25T18:20:00Z"] * 3),
    ],
)
def test_messages_are_spread_evenly(account: Account, hours: int, count: int, expected: list[str]) -> None:
    """Message i of n is due at start + i * h * 3600 / n seconds."""
    account.send(account.login(), *[sms()] * count, SendWithinHours=hours)

    assert dues(account) == expected


def test_large_spread_stays_within_its_hours(sim: Sim) -> None:
    """The last of many is due before the time is over, and none before the one before it."""
    account = sim.account(balance="100000.00")
    account.send(account.login(), *[sms()] * 10_000, SendWithinHours=23)

    times = [message["due_at"] for message in account.messages]
    assert (times[0], times[5_000]) == ("2019-07-25T18:20:00Z", "2019-07-26T05:50:00Z")
    assert times == sorted(times)
    assert times[-1] < "2019-07-26T17:20:00Z"


def test_first_of_a_spread_is_charged_at_once(account: Account) -> None:
    """Message 0 is due at the start; the others when their time comes."""
    account.send(account.login(), *[sms()] * 4, SendWithinHours=2)
    seen = [charges(account)]
    for _ in range(3):
        account.clock(advance=1800)
        seen.append(charges(account))

    assert seen == [["-2.00"] * count for count in (1, 2, 3, 4)]


def test_spread_needs_funds_for_its_first_message_alone(sim: Sim) -> None:
    """The request's total is what is charged at acceptance; the rest is OutOfBalance when due."""
    account = sim.account(balance="2.00", credit_limit="0")

    answer = account.send(account.login(), *[sms()] * 3, SendWithinHours=3)
    at_first = states(account)
    account.clock(advance=3 * 3600)

    assert (answer["StatusCode"], at_first) == (101, ["Pending", "Scheduled", "Scheduled"])
    assert states(account) == ["Delivered", "OutOfBalance", "OutOfBalance"]


def test_spread_without_funds_for_its_first_message(sim: Sim) -> None:
    """Message 0 cannot be paid: the whole request is 300 and nothing waits."""
    account = sim.account(balance="1.99", credit_limit="0")

    answer = account.send(account.login(), *[sms()] * 3, SendWithinHours=3)

    assert (answer["StatusCode"], account.messages) == (300, [])


def test_spread_begins_at_its_date(account: Account) -> None:
    """With a ScheduledDate the hours count from there, and nothing is charged before."""
    account.send(account.login(), sms(), sms(), ScheduledDate=IN_TEN_MINUTES, SendWithinHours=1)

    assert (dues(account), charges(account)) == (["25T18:30:00Z", "25T19:00:00Z"], [])


def test_spread_from_a_past_date_begins_now(account: Account) -> None:
    """Reading past_date_v3=send-now: the start is now, and so is message 0."""
    account.send(account.login(), sms(), sms(), ScheduledDate="2019-07-01", SendWithinHours=1)

    assert (dues(account), charges(account)) == (["25T18:20:00Z", "25T18:50:00Z"], ["-2.00"])


def test_refused_messages_have_their_place_in_a_spread(account: Account) -> None:
    """Both n and i count all messages of the request; a refused one does not wait, and is never charged."""
    account.send(account.login(), sms("123456"), sms(), sms("99900000000"), sms(), SendWithinHours=4)
    account.clock(advance=4 * 3600)

    assert (dues(account)[1], dues(account)[3]) == ("25T19:20:00Z", "25T21:20:00Z")
    assert (charges(account), states(account)[0]) == (["-2.00", "-2.00"], "InvalidMobile")


def test_each_message_of_a_spread_lives_from_its_own_due(account: Account) -> None:
    """Sent 1 s and Delivered 3 s after its own time."""
    account.send(account.login(), *[sms()] * 3, SendWithinHours=3)
    account.clock(advance=3601)

    assert states(account) == ["Delivered", "Sent", "Scheduled"]


def test_ledger_adds_up_through_waiting_and_running_dry(sim: Sim) -> None:
    """The ledger's sum is the balance after every step."""
    account = sim.account(balance="7.00", credit_limit="-1")
    account.send(account.login(), *[sms(), sms(RUSSIA)] * 4, SendWithinHours=8)

    for _ in range(9):
        entries = account.ledger["entries"]
        assert sum(Decimal(entry["amount"]) for entry in entries) == Decimal(balance(account)) >= -1
        account.clock(advance=3600)

    assert states(account) == ["Delivered"] * 3 + ["OutOfBalance"] * 5
