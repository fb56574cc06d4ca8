"""`accounts/{username}/ledger`: every movement of money with its cause; its sum is the balance, always."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.control.support import START, Control
from tests.support import Account


def row(recipient: str = "37499000000", body: str = "x") -> dict[str, str]:
    """A message of a Send."""
    return {"Recipient": recipient, "Body": body}


def entries(control: Control, account: Account) -> list[tuple[str, str, Any]]:
    """(instant, amount, message id) of each entry after the opening balance."""
    ledger = control.get(f"accounts/{account.username}/ledger")
    return [(each["at"], each["amount"], each["message_id"]) for each in ledger["entries"][1:]]


def test_it_opens_with_the_balance(control: Control, account: Account) -> None:
    """A fresh account has one entry, to the character what it was given."""
    assert control.get(f"accounts/{account.username}/ledger") == {
        "balance": "1300.30",
        "entries": [{"at": START, "amount": "1300.30", "cause": "opening balance", "message_id": None}],
    }


def test_an_accepted_request_is_one_charge(control: Control, account: Account) -> None:
    """However many messages and parts it has; what is refused costs nothing."""
    rows = [row("79251112233"), row(body="Ծ" * 71), row("00"), row("22912345678")]
    answer = account.send(account.login(), *rows)

    assert (answer["MessageCount"], answer["TotalPrice"]) == (2, 6.5)
    assert entries(control, account) == [(START, "-6.50", None)]


def test_a_charge_for_one_message_names_it(control: Control, account: Account) -> None:
    """The message that was paid for can be looked up."""
    account.v2_send()

    assert entries(control, account) == [(START, "-2.00", account.messages[0]["id"])]


def test_a_refused_request_leaves_no_trace(control: Control, account: Account) -> None:
    """300 and 702: nothing is recorded. Messages that are all refused are not charged."""
    account.send(account.login(), row("00"))
    account.change(balance="0.00", credit_limit="0")
    before = entries(control, account)
    answer = account.send(account.login(), row())

    assert answer["StatusCode"] == 300
    assert account.v2_send() == "Err: 702 : Not enough balance to send SMS message"
    assert entries(control, account) == before == [(START, "-1300.30", None)]


def test_asking_for_a_price_is_free(control: Control, account: Account) -> None:
    """v3 Calculate price: without sending."""
    document = {"SessionId": account.login(), "Sender": "MOBIPACE", "Messages": [row()]}
    account.call("Calculate", document)

    assert entries(control, account) == []


def test_a_waiting_message_is_charged_when_due(control: Control, account: Account) -> None:
    """Each by itself, at its own instant."""
    account.send(account.login(), row(), row("79251112233"), ScheduledDate="2019-07-25 18:21", SendWithinHours=1)
    before = entries(control, account)
    account.clock(advance=3600)
    first, second = [each["id"] for each in account.messages]

    assert before == []
    assert entries(control, account) == [
        ("2019-07-25T18:21:00Z", "-2.00", first),
        ("2019-07-25T18:51:00Z", "-2.50", second),
    ]


def test_a_refund_is_an_entry(control: Control, account: Account) -> None:
    """Reading refund_unsent: paid back when it turns out not to be sent, and the charge stays to be seen."""
    account.change(readings={"refund_unsent": "yes"})
    account.v2_send("37400000104")
    account.v2_send("37400000103")
    account.clock(advance=3)
    timeout, rejected = [each["id"] for each in account.messages]

    assert entries(control, account) == [
        (START, "-2.00", timeout),
        (START, "-2.00", rejected),
        ("2019-07-25T18:20:01Z", "2.00", timeout),
        ("2019-07-25T18:20:03Z", "2.00", rejected),
    ]


def test_an_operators_change_is_an_entry(control: Control, account: Account) -> None:
    """The difference is entered, with its cause."""
    account.change(balance="1000.00")
    account.change(balance="1000.00")
    ledger = control.get(f"accounts/{account.username}/ledger")

    assert ledger["balance"] == "1000.00"
    assert [(each["amount"], each["cause"]) for each in ledger["entries"][1:]] == [
        ("-300.30", "balance set by the operator"),
        ("0.00", "balance set by the operator"),
    ]


def test_both_protocols_spend_one_balance(control: Control, account: Account) -> None:
    """READING, both protocols: a balance spent through v2 is spent for v3."""
    account.v2_send()
    session = account.login()
    account.send(session, row("79251112233"))

    assert account.call("QueryBalance", {"SessionId": session})["Balance"] == "1295.80"
    assert account.v2("querybalance") == "ID: 1295.80 : EUR"
    assert [amount for _, amount, _ in entries(control, account)] == ["-2.00", "-2.50"]


# Its sum is the balance, always

NUMBERS = st.sampled_from(["37499000000", "79251112233", "37400000104", "37400000103", "00", "22912345678"])
AMOUNTS = st.decimals(-1000, 3000, places=2).map(str)
STEPS = st.one_of(
    st.tuples(st.just("send"), st.lists(NUMBERS, min_size=1, max_size=3)),
    st.tuples(st.just("later"), st.lists(NUMBERS, min_size=1, max_size=3)),
    st.tuples(st.just("v2"), NUMBERS),
    st.tuples(st.just("balance"), AMOUNTS),
    st.tuples(st.just("limit"), st.integers(-2000, 0).map(str)),
    st.tuples(st.just("refunds"), st.sampled_from(["yes", "no"])),
    st.tuples(st.just("advance"), st.integers(0, 7200)),
    st.tuples(st.just("force"), st.sampled_from(["Delivered", "TimeOut", "Rejected", "OutOfBalance"])),
)


def take(account: Account, step: tuple[str, Any]) -> None:
    """Do one thing that may move money."""
    match step:
        case ("send", numbers):
            account.send(account.login(), *map(row, numbers))
        case ("later", numbers):
            account.send(account.login(), *map(row, numbers), SendWithinHours=2)
        case ("v2", number):
            account.v2_send(number)
        case ("advance", seconds):
            account.clock(advance=seconds)
        case ("force", status):
            for message in account.messages[-1:]:
                account.sim.http.post(
                    f"{account.sim.urls.control}/messages/{message['id']}/status", json={"status": status}
                )
        case (member, value):
            account.change(**_changes(member, value))


def _changes(member: str, value: str) -> dict[str, Any]:
    changes: dict[str, dict[str, Any]] = {"balance": {"balance": value}, "limit": {"credit_limit": value}}
    return {**changes, "refunds": {"readings": {"refund_unsent": value}}}[member]


@given(steps=st.lists(STEPS, max_size=8))
@settings(max_examples=40, deadline=None)
def test_its_sum_is_the_balance_always(control: Control, steps: list[tuple[str, Any]]) -> None:
    """Whatever happens and in whatever order, in the ledger, the account and both protocols."""
    account = control.account()
    for step in steps:
        take(account, step)
        ledger = control.get(f"accounts/{account.username}/ledger")

        assert sum(Decimal(each["amount"]) for each in ledger["entries"]) == Decimal(ledger["balance"])
        assert control.get(f"accounts/{account.username}")["balance"] == ledger["balance"]
        assert account.v2("querybalance") == f"ID: {ledger['balance']} : EUR"
        assert [each["at"] for each in ledger["entries"]] == sorted(each["at"] for each in ledger["entries"])
