"""Each message is decided for itself: InvalidSender, InvalidMobile, BlockedMobile, InvalidRoute, InvalidBody."""

from itertools import combinations

import pytest

from tests.support import Account, Sim
from tests.v3.support import balance, charges, priced, sms, states

ORDER = {
    "sender": (7, "InvalidSender"),
    "mobile": (5, "InvalidMobile"),
    "blocked": (9, "BlockedMobile"),
    "route": (8, "InvalidRoute"),
    "body": (6, "InvalidBody"),
}
UNROUTED = "99900000000"
INVALID = "0374990"
LONGEST = "x" * 500


@pytest.fixture
def blocking(sim: Sim) -> Account:
    """An account for which some numbers are blocked, well-formed or not, with and without a route."""
    return sim.account(blocked_mobiles=["37499111111", UNROUTED, INVALID])


def faulty(*faults: str) -> tuple[str, dict[str, str]]:
    """The sender and the message that have these faults."""
    recipient = {
        (): "37499000000",
        ("mobile",): "123456",
        ("blocked",): "37499111111",
        ("route",): "99900000001",
        ("mobile", "blocked"): INVALID,
        ("mobile", "route"): "999000",
        ("blocked", "route"): UNROUTED,
        ("mobile", "blocked", "route"): INVALID,
    }[tuple(fault for fault in faults if fault in ("mobile", "blocked", "route"))]
    body = "" if "body" in faults else "hello"
    return ("Nobody" if "sender" in faults else "MOBIPACE"), sms(recipient, body, "it")


def status_of(account: Account, *faults: str) -> tuple[int, str]:
    """What becomes of a message with these faults."""
    sender, message = faulty(*faults)
    session = account.login()
    account.send(session, message, Sender=sender)
    [(_, code, name)] = account.statuses(session, "it")
    return code, name


@pytest.mark.parametrize("fault", ORDER)
def test_each_fault_alone(blocking: Account, fault: str) -> None:
    """A message with one fault has that fault's status."""
    assert status_of(blocking, fault) == ORDER[fault]


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_first_fault_that_applies(blocking: Account, count: int) -> None:
    """Of several faults the first in the order gives the status."""
    seen = {faults: status_of(blocking, *faults) for faults in combinations(ORDER, count)}

    assert seen == {faults: ORDER[faults[0]] for faults in seen}


def test_refused_messages_do_not_fail_the_request(blocking: Account) -> None:
    """The request is 101; refused messages are neither counted nor charged."""
    _, blocked = faulty("blocked")
    messages = [sms("123456"), blocked, sms(UNROUTED), sms(body=""), sms(), sms(body=LONGEST + "x")]

    answer = blocking.send(blocking.login(), *messages)

    assert priced(answer) == (1, 1, 2.00, 2.00)
    assert charges(blocking) == ["-2.00"]


def test_refused_messages_are_kept_and_can_be_queried(blocking: Account) -> None:
    """A refused message has a status like any other."""
    session = blocking.login()
    blocking.send(session, sms("123456", reference="bad"), sms(reference="good"), sms(body="", reference="empty"))

    statuses = blocking.statuses(session, "bad", "good", "empty")
    assert statuses == [("bad", 5, "InvalidMobile"), ("good", 1, "Pending"), ("empty", 6, "InvalidBody")]


def test_all_refused_is_a_success_of_nothing(account: Account) -> None:
    """No message accepted: 101 with zeros, AveragePrice 0.00."""
    answer = account.send(account.login(), sms("123456"), sms(UNROUTED))

    assert (priced(answer), charges(account)) == ((0, 0, 0.0, 0.0), [])


def test_unregistered_sender_refuses_every_message(account: Account) -> None:
    """v3 limitation 4: only registered sender names; the request itself is a success."""
    answer = account.send(account.login(), sms(), sms("123456"), Sender="Nobody")

    assert (priced(answer), states(account)) == ((0, 0, 0.0, 0.0), ["InvalidSender"] * 2)


def test_refusals_are_final(account: Account) -> None:
    """Time changes nothing about a refused message, nor charges it."""
    account.send(account.login(), sms("123456"), sms(UNROUTED), sms(body=""))
    account.clock(advance=1_000_000)

    assert (states(account), balance(account)) == (["InvalidMobile", "InvalidRoute", "InvalidBody"], "1300.30")


def test_refused_is_decided_at_acceptance_even_if_the_date_is_to_come(account: Account) -> None:
    """A message that is refused does not wait for its date."""
    session = account.login()
    account.send(session, sms("123456", reference="a"), ScheduledDate="2019-07-26")

    assert account.statuses(session, "a") == [("a", 5, "InvalidMobile")]


def test_any_registered_sender_may_send(sim: Sim) -> None:
    """An account may have several senders; each message carries the one it was sent from."""
    account = sim.account(senders=["FIRST", "Second One"])
    session = account.login()

    for sender in ("FIRST", "Second One", "MOBIPACE"):
        account.send(session, sms(), Sender=sender)

    assert [message["sender"] for message in account.messages] == ["FIRST", "Second One", "MOBIPACE"]
    assert states(account) == ["Pending", "Pending", "InvalidSender"]


@pytest.mark.parametrize("sender", ["MOBIPACE", "Nobody", "37400000000"])
def test_individual_sends_as_its_username(sim: Sim, sender: str) -> None:
    """v2 5.2, for v3 too: an individual's sender field is set to the username, whatever sender is given."""
    account = sim.account(kind="individual")

    answer = account.send(account.login(), sms(), Sender=sender)

    assert priced(answer) == (1, 1, 2.00, 2.00)
    assert [(message["sender"], message["v3"]["name"]) for message in account.messages] == [
        (account.username, "Pending")
    ]


def test_individual_has_to_give_a_sender(sim: Sim) -> None:
    """Sender stays mandatory, though it is not what the recipient sees."""
    account = sim.account(kind="individual")

    answer = account.call("Send", {"SessionId": account.login(), "Messages": [sms()]})

    assert answer["StatusCode"] == 102


@pytest.mark.parametrize(
    ("recipient", "status"),
    [
        ("374990", "InvalidMobile"),
        ("3749900", "Pending"),
        ("374990000000000", "Pending"),
        ("3749900000000000", "InvalidMobile"),
        ("0374990000", "InvalidMobile"),
        ("0037499000000", "InvalidMobile"),
        ("+37499000000", "InvalidMobile"),
        (" 37499000000", "InvalidMobile"),
        ("37499000000 ", "InvalidMobile"),
        ("37499000000\n", "InvalidMobile"),
        ("374 99 000000", "InvalidMobile"),
        ("374-99-000000", "InvalidMobile"),
        ("(374)99000000", "InvalidMobile"),
        ("37499000000,", "InvalidMobile"),
        ("3749900000O", "InvalidMobile"),
        ("٣٧٤٩٩٠٠٠٠٠٠", "InvalidMobile"),
        ("３７４９９００００００", "InvalidMobile"),
        ("37499٠00000", "InvalidMobile"),
        ("3749900000²", "InvalidMobile"),
        ("3.7499e10", "InvalidMobile"),
        ("-37499000000", "InvalidMobile"),
        ("37499000000\x00", "InvalidMobile"),
        ("", "InvalidMobile"),
    ],
)
def test_recipient_is_7_to_15_digits_that_do_not_start_with_0(account: Account, recipient: str, status: str) -> None:
    """v3 limitation 2: international format, max. 15 digits; v3 Send: without "+" or "00"."""
    account.send(account.login(), sms(recipient))

    assert states(account) == [status]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", "InvalidBody"),
        (" ", "Pending"),
        ("x" * 500, "Pending"),
        ("x" * 501, "InvalidBody"),
        ("x" * 100_000, "InvalidBody"),
        ("Հ" * 500, "Pending"),
        ("Հ" * 501, "InvalidBody"),
        ("😀" * 250, "Pending"),
        ("😀" * 250 + "x", "InvalidBody"),
        ("x" + "😀" * 250, "InvalidBody"),
        ("€" * 500, "Pending"),
        ("{" * 501, "InvalidBody"),
        ("e\u0301" * 250, "Pending"),
        ("\x00", "Pending"),
        ("\r\n" * 250, "Pending"),
        (" " * 501, "InvalidBody"),
    ],
)
def test_body_is_at_most_500_utf16_units_and_not_empty(account: Account, body: str, status: str) -> None:
    """v3 limitation 3: 500 characters including spaces and punctuation, counted in UTF-16 code units."""
    account.send(account.login(), sms(body=body))

    assert states(account) == [status]


@pytest.mark.parametrize(
    "body", [" two  blanks ", "Բարեւ Ձեզ", "Привет", "😀 e\u0301 \u200b\ufeff", "a\r\nb\tc", "\x00\x1b", '"\\/']
)
def test_body_is_kept_as_it_came(account: Account, body: str) -> None:
    """Nothing is trimmed or normalised."""
    account.send(account.login(), sms(body=body))

    assert account.messages[0]["body"] == body


def test_20000_messages_are_accepted(sim: Sim) -> None:
    """v3 limitation 1: up to 20,000 recipients within one request."""
    account = sim.account(balance="40000.00", credit_limit="0")

    answer = account.send(account.login(), *[sms()] * 20_000)

    assert (priced(answer), balance(account)) == ((20_000, 20_000, 2.00, 40_000.00), "0.00")


def test_20001_messages_are_301_and_nothing_is_accepted(sim: Sim) -> None:
    """v3 code 301: not even the first 20,000."""
    account = sim.account(balance="50000.00")

    answer = account.send(account.login(), *[sms()] * 20_001)

    assert answer == {"StatusCode": 301, "Status": "MessageCountOverflow"}
    assert (account.messages, balance(account)) == ([], "50000.00")


def test_refused_messages_count_towards_the_limit(account: Account) -> None:
    """The limit is on the messages of the request, good or bad."""
    answer = account.send(account.login(), *[sms("123456")] * 20_001)

    assert answer["StatusCode"] == 301


def test_same_recipient_and_text_twice_are_two_messages(account: Account) -> None:
    """Nothing is merged: each element is a message with an id of its own."""
    account.send(account.login(), sms(), sms())

    ids = [message["id"] for message in account.messages]
    assert (len(ids), ids) == (2, sorted(set(ids)))
