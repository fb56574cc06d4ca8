"""One account store behind both protocols: money, messages and ids."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from tests.support import Account, Sim
from tests.v2.support import asked, balance, last, schedule, status, value

MESSAGE = {"Recipient": "37499000000", "Body": "hello", "Reference": "r1"}
# NNN of 37400000NNN; what v3 and v2 say of the same message in the end
VIEWS = [
    ("001", (1, "Pending"), (0, "Pending")),
    ("002", (2, "Scheduled"), (5, "Scheduled")),
    ("003", (3, "Sent"), (2, "DeliveredToNetwork")),
    ("004", (4, "OutOfBalance"), (4, "OutOfBalance")),
    ("005", (5, "InvalidMobile"), (7, "IncorrectRecipient")),
    ("006", (6, "InvalidBody"), (8, "NotSent")),
    ("007", (7, "InvalidSender"), (8, "NotSent")),
    ("008", (8, "InvalidRoute"), (8, "NotSent")),
    ("009", (9, "BlockedMobile"), (8, "NotSent")),
    ("010", (10, "Unknown"), (8, "NotSent")),
    ("100", (100, "Delivered"), (1, "Sent")),
    ("101", (101, "Undeliverable"), (8, "NotSent")),
    ("102", (102, "ACK expired"), (6, "DeliveryToGateway")),
    ("103", (103, "Rejected"), (8, "NotSent")),
    ("104", (104, "TimeOut"), (3, "TimeOut")),
]


def v3_balance(account: Account, session: str) -> str:
    """The balance as v3 tells it."""
    return str(account.call("QueryBalance", {"SessionId": session})["Balance"])


def test_money_spent_in_v2_is_spent_in_v3(account: Account) -> None:
    """One balance."""
    session = account.login()
    account.v2_send()

    assert v3_balance(account, session) == "1298.30"


def test_money_spent_in_v3_is_spent_in_v2(account: Account) -> None:
    """The same the other way round, and in the ledger."""
    account.send(account.login(), MESSAGE)

    assert (balance(account), account.ledger["balance"]) == ("1298.30", "1298.30")


def test_a_v3_message_has_a_v2_id(account: Account) -> None:
    """The control API shows it, and querymessage knows it."""
    account.send(account.login(), MESSAGE)

    assert status(account, str(last(account)["id"])) == "0"


def test_a_v2_message_has_no_reference(account: Account) -> None:
    """v3 asks by the caller's Reference; v2 takes none, so v3 cannot see its messages."""
    message_id = value(account.v2_send())
    statuses = account.statuses(account.login(), message_id)

    assert (last(account)["reference"], statuses) == (None, [(message_id, 10, "Unknown")])


@pytest.mark.parametrize(("number", "v3", "v2"), VIEWS)
def test_two_tables_are_two_views_of_one_state(
    account: Account, number: str, v3: tuple[int, str], v2: tuple[int, str]
) -> None:
    """v3's statuses and v2's say the same of a message, over the wire and in the control API."""
    session = account.login()
    account.send(session, MESSAGE | {"Recipient": f"37400000{number}"})
    account.clock(advance=30)
    message = last(account)
    heard = (account.statuses(session, "r1")[0][1:], int(status(account, str(message["id"]))))
    shown = tuple((message[view]["code"], message[view]["name"]) for view in ("v3", "v2"))

    assert (heard, shown) == ((v3, v2[0]), (v3, v2))


def test_a_timeline_has_both_views(account: Account) -> None:
    """Every step of a message's life is shown in the words of both tables."""
    account.v2_send()

    assert [(step["v3"]["name"], step["v2"]["name"]) for step in last(account)["timeline"]] == [
        ("Pending", "Pending"),
        ("Sent", "DeliveredToNetwork"),
        ("Delivered", "Sent"),
    ]


def test_a_message_tells_the_protocol_it_came_by(account: Account) -> None:
    """Both kinds stand in one list, in order of acceptance."""
    account.v2_send()
    account.send(account.login(), MESSAGE)
    schedule(account, "2019-07-25T18:21:00")

    assert [message["protocol"] for message in account.messages] == ["v2", "v3", "v2"]


def test_ids_are_unique_and_increase_across_accounts_and_protocols(sim: Sim) -> None:
    """v2 5.1: each message has its own reference; the counter is the one thing accounts share."""
    one, other = sim.account(), sim.account()
    session = one.login()
    ids = []
    for _ in range(3):
        ids.append(int(value(one.v2_send())))
        ids.append(int(value(other.v2_send("123"))))
        one.send(session, MESSAGE, MESSAGE)
        ids += [message["id"] for message in one.messages[-2:]]
        ids.append(int(value(schedule(other, "2019-07-25T18:21:00"))))

    assert all(before < after for before, after in pairwise(ids))


def test_a_refused_request_takes_no_id(account: Account) -> None:
    """Only messages have ids: the next one follows the last, whatever was refused between."""
    first = int(value(account.v2_send()))
    for changes in ({"recipient": "x"}, {"password": "wrong"}, {"body": ""}):
        asked(account, "send", changes)

    assert int(value(account.v2_send())) == first + 1


def test_what_v2_spent_v3_cannot_spend(sim: Sim) -> None:
    """702 and 300 look at one AvailableFund."""
    account = sim.account(balance="3.00", credit_limit="0")
    session = account.login()
    account.v2_send()
    v3 = account.send(session, MESSAGE)["StatusCode"]

    assert (v3, value(asked(account, "send")), balance(account)) == (300, "702", "1.00")


def test_v2_is_charged_to_the_last_cent(sim: Sim) -> None:
    """702 only where the price exceeds AvailableFund; equal is enough."""
    account = sim.account(balance="1.00", credit_limit="-1.00")
    lines = [account.v2_send(), account.v2_send()]

    assert (lines[0], value(lines[1]), balance(account)) == (f"ID: {last(account)['id']}", "702", "-1.00")


def test_v2_has_no_length_limit(account: Account) -> None:
    """v3 limitation 3 is v3's: 501 characters are four parts here."""
    account.v2_send(body="a" * 501)

    assert (last(account)["parts"], last(account)["v2"]["code"]) == (4, 0)


def test_v2_has_no_one_at_a_time_rule(account: Account) -> None:
    """While one v2 request of an account is in flight, others are answered, in v2 and in v3."""
    hold = account.control("POST", "holds", json={"match": {"protocol": "v2", "method": "send"}})["id"]
    with ThreadPoolExecutor(1) as thread:
        held = thread.submit(account.v2_send)
        while account.sim.control("GET", f"holds/{hold}")["state"] != "holding":
            assert not held.done()
        meanwhile = [asked(account, "querybalance"), asked(account, "send")]
        v3 = v3_balance(account, account.login())
        account.sim.control("DELETE", f"holds/{hold}")
        line = held.result()

    assert (meanwhile[0], value(meanwhile[1]), v3, value(line)) == (
        "ID: 1300.30 : EUR",
        str(account.messages[0]["id"]),
        "1298.30",
        str(account.messages[1]["id"]),
    )


def test_v2_is_answered_while_a_v3_request_is_in_flight(account: Account) -> None:
    """104 is v3's: a busy account still answers v2."""
    session = account.login()
    hold = account.control("POST", "holds", json={"match": {"protocol": "v3"}})["id"]
    with ThreadPoolExecutor(1) as thread:
        held = thread.submit(v3_balance, account, session)
        while account.sim.control("GET", f"holds/{hold}")["state"] != "holding":
            assert not held.done()
        meanwhile = asked(account, "send")
        account.sim.control("DELETE", f"holds/{hold}")
        seen = held.result()

    assert (meanwhile, seen) == (f"ID: {last(account)['id']}", "1298.30")


def test_v2_keeps_no_session_alive(account: Account) -> None:
    """v2 logs in with each request and has nothing to do with v3's sessions."""
    session = account.login()
    account.clock(advance=59)
    account.v2_send()
    account.clock(advance=1)

    assert account.call("QueryBalance", {"SessionId": session})["StatusCode"] == 103
