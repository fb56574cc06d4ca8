"""v2 5.2: a scheduled message is charged when it is due, and OutOfBalance if the funds are not there then."""

import pytest

from tests.support import Account, Sim
from tests.v2.support import asked, balance, last, schedule, status, value

SOON, LATER = "2019-07-25T18:20:10", "2019-07-25T18:20:20"


def statuses(account: Account) -> list[int]:
    """The v2 statuses of the account's messages in order of acceptance."""
    return [message["v2"]["code"] for message in account.messages]


def charges(account: Account) -> list[tuple[str, str, int]]:
    """(at, amount, message_id) of everything after the opening balance."""
    return [(each["at"], each["amount"], each["message_id"]) for each in account.ledger["entries"][1:]]


def test_it_waits_then_goes_through_the_queue(account: Account) -> None:
    """Scheduled until its date; then Pending, delivered to the operator and to the recipient."""
    message_id = value(schedule(account, SOON))
    shown = []
    for seconds in (0, 9.999999, 0.000001, 1, 2):
        account.clock(advance=seconds)
        shown.append(status(account, message_id))

    assert shown == ["5", "5", "0", "2", "1"]


def test_it_is_charged_when_due_and_not_before(account: Account) -> None:
    """Nothing is reserved at acceptance."""
    schedule(account, SOON)
    account.clock(advance=9.999999)
    before = balance(account)
    account.clock(advance=0.000001)

    assert (before, balance(account), charges(account)) == (
        "1300.30",
        "1298.30",
        [("2019-07-25T18:20:10Z", "-2.00", last(account)["id"])],
    )


def test_a_charge_carries_the_instant_it_was_due(account: Account) -> None:
    """However far the clock is moved at once, everything has happened in its own instant, in order."""
    schedule(account, LATER)
    schedule(account, SOON)
    first, second = (message["id"] for message in account.messages)
    account.clock(advance=86_400)

    assert charges(account) == [("2019-07-25T18:20:10Z", "-2.00", second), ("2019-07-25T18:20:20Z", "-2.00", first)]


def test_it_is_accepted_without_funds_and_out_of_balance_when_due(sim: Sim) -> None:
    """v2 8.1 status 4: "Out of balance, SMS is not delivered": decided at its date, and nothing is charged."""
    account = sim.account(balance="1.99", credit_limit="0")
    message_id = value(schedule(account, SOON))
    waiting = status(account, message_id)
    account.clock(advance=10)

    assert (waiting, status(account, message_id), balance(account), charges(account)) == ("5", "4", "1.99", [])


def test_funds_that_come_in_time_are_enough(sim: Sim) -> None:
    """What counts is the balance when it is due."""
    account = sim.account(balance="0.00", credit_limit="0")
    message_id = value(schedule(account, SOON))
    account.change(balance="2.00")
    account.clock(advance=10)

    assert (status(account, message_id), balance(account)) == ("0", "0.00")


def test_funds_that_come_too_late_do_not_revive_it(sim: Sim) -> None:
    """OutOfBalance is final."""
    account = sim.account(balance="0.00", credit_limit="0")
    message_id = value(schedule(account, SOON))
    account.clock(advance=10)
    account.change(balance="100.00")
    account.clock(advance=10)

    assert (status(account, message_id), balance(account)) == ("4", "100.00")


def test_due_at_once_without_funds_is_out_of_balance_at_once(sim: Sim) -> None:
    """A date equal to now is due now: schedule still accepts, and the status tells."""
    account = sim.account(balance="0.00", credit_limit="0")

    assert status(account, value(schedule(account, "2019-07-25T18:20:00"))) == "4"


def test_credit_is_money(sim: Sim) -> None:
    """AvailableFund is balance less the negative limit, to the cent."""
    account = sim.account(balance="0.00", credit_limit="-2.00")
    schedule(account, SOON)
    schedule(account, LATER)
    account.clock(advance=60)

    assert (statuses(account), balance(account)) == ([1, 4], "-2.00")


def test_the_earlier_due_is_paid_first(sim: Sim) -> None:
    """Money goes in the order of dates, not of acceptance."""
    account = sim.account(balance="3.00", credit_limit="0")
    schedule(account, LATER)
    schedule(account, SOON)
    account.clock(advance=60)

    assert statuses(account) == [4, 1]


def test_at_one_instant_the_earlier_accepted_is_paid_first(sim: Sim) -> None:
    """Messages due together go in order of acceptance."""
    account = sim.account(balance="4.50", credit_limit="0")
    for recipient in ("37499000001", "79990000002", "37499000003"):  # 2.00, 2.50, 2.00
        schedule(account, SOON, recipient)
    account.clock(advance=60)

    assert (statuses(account), balance(account)) == ([1, 1, 4], "0.00")


def test_a_cheaper_message_may_pass_where_a_dearer_one_failed(sim: Sim) -> None:
    """Each message is decided by itself."""
    account = sim.account(balance="2.00", credit_limit="0")
    schedule(account, SOON, "79990000002")
    schedule(account, SOON, "37499000003")
    account.clock(advance=60)

    assert statuses(account) == [4, 1]


def test_a_send_meanwhile_spends_what_a_waiting_message_counted_on(sim: Sim) -> None:
    """Nothing is reserved: what is sent first is paid first."""
    account = sim.account(balance="2.00", credit_limit="0")
    schedule(account, SOON)
    line = account.v2_send()
    account.clock(advance=60)

    assert (line.startswith("ID"), statuses(account)) == (True, [4, 1])


def test_parts_are_counted_like_sends(account: Account) -> None:
    """v2 5.2: a longer text is split, and each part is paid for."""
    schedule(account, SOON, body="я" * 71)
    account.clock(advance=10)

    assert (last(account)["parts"], balance(account)) == (2, "1296.30")


@pytest.mark.parametrize(
    ("changes", "v2"),
    [
        ({"recipient": "123456"}, 7),
        ({"recipient": "037499000000"}, 7),
        ({"recipient": "55119999999"}, 8),
        ({"sender": "OTHER"}, 8),
        ({"recipient": "37400000009"}, 8),
    ],
)
def test_what_is_refused_is_refused_at_acceptance(account: Account, changes: dict[str, str | None], v2: int) -> None:
    """A bad recipient, sender or route need not wait for its date; it is never charged."""
    line = asked(account, "schedule", changes)
    at_once = last(account)["v2"]["code"]
    account.clock(advance=3600)

    assert (line, at_once, last(account)["v2"]["code"], charges(account)) == (f"ID: {last(account)['id']}", v2, v2, [])


@pytest.mark.parametrize(("recipient", "v2"), [("37400000002", 5), ("37400000004", 4)])
def test_a_magic_recipient_that_is_so_from_the_start(account: Account, recipient: str, v2: int) -> None:
    """002 stays Scheduled and 004 is OutOfBalance, at acceptance and for ever, and neither is charged."""
    asked(account, "schedule", {"recipient": recipient})
    at_once = statuses(account)
    account.clock(advance=3600)

    assert (at_once, statuses(account), charges(account)) == ([v2], [v2], [])


def test_a_refusal_leaves_nothing_behind(sim: Sim) -> None:
    """709 is for schedule too: no message, no id, no charge."""
    account = sim.account(currency=None)
    line = asked(account, "schedule")

    assert (value(line), account.messages, charges(account)) == ("709", [], [])


def test_dues_happen_without_being_asked_for(account: Account) -> None:
    """A status is a function of the clock: what fell due while nobody looked has happened all the same."""
    schedule(account, SOON)
    account.clock(advance=11)

    assert [(each["at"], each["v2"]["name"]) for each in last(account)["timeline"]] == [
        ("2019-07-25T18:20:00Z", "Scheduled"),
        ("2019-07-25T18:20:10Z", "Pending"),
        ("2019-07-25T18:20:11Z", "DeliveredToNetwork"),
        ("2019-07-25T18:20:13Z", "Sent"),
    ]
