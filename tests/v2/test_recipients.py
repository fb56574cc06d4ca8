"""What becomes of a v2 message at once: bad recipients, senders, routes, and the demo world's recipients."""

import pytest

from tests.support import Account, Sim
from tests.v2.support import asked, balance, last, status, value

BAD_LENGTH = ["1", "123456", "3749900000000000", "7" * 16, "9" * 40]
LEADING_ZERO = ["0037499000000", "037499000000", "0", "00000000000", "0790"]
GOOD = ["7925111", "74950000000", "374990000000000", "1234567"]
NOWHERE = ["55119999999", "81312345678", "2222222"]

# NNN of 37400000NNN: the v2 status at once, after 1 s and after 3 s, and whether it is charged
MAGIC = [
    ("001", "000", True),
    ("002", "555", False),
    ("003", "022", True),
    ("004", "444", False),
    ("005", "777", False),
    ("006", "888", False),
    ("007", "888", False),
    ("008", "888", False),
    ("009", "888", False),
    ("010", "088", True),
    ("100", "021", True),
    ("101", "028", True),
    ("102", "026", True),
    ("103", "028", True),
    ("104", "033", True),
    ("999", "021", True),
]


def sent(account: Account, recipient: str, **changes: str) -> str:
    """Send, and return the message's id; the request must be accepted."""
    line = asked(account, "send", {"recipient": recipient, **changes})
    assert line == f"ID: {last(account)['id']}"
    return value(line)


def seen(account: Account, message_id: str) -> tuple[str, int, str, int]:
    """The message's v2 status, its v3 status, the balance, and the number of entries in the ledger."""
    v3 = last(account)["v3"]["code"]
    return status(account, message_id), v3, balance(account), len(account.ledger["entries"])


@pytest.mark.parametrize("recipient", BAD_LENGTH)
def test_digits_of_a_bad_length_are_incorrect_recipient(account: Account, recipient: str) -> None:
    """v2 8.1 status 7: accepted, told by its status, and not charged; 7 to 15 digits are a number (v3 limitation 2)."""
    assert seen(account, sent(account, recipient)) == ("7", 5, "1300.30", 1)


@pytest.mark.parametrize("recipient", LEADING_ZERO)
def test_a_leading_0_is_incorrect_recipient(account: Account, recipient: str) -> None:
    """No international number starts with 0; `00` is a prefix for dialling, not a part of the number."""
    assert seen(account, sent(account, recipient)) == ("7", 5, "1300.30", 1)


@pytest.mark.parametrize("recipient", GOOD)
def test_7_to_15_digits_are_a_number(account: Account, recipient: str) -> None:
    """The shortest and the longest number are in the queue."""
    assert status(account, sent(account, recipient)) == "0"


@pytest.mark.parametrize("recipient", NOWHERE)
def test_a_missing_route_is_not_sent(account: Account, recipient: str) -> None:
    """v2 8.1 status 8, "Wrong destination": no prefix of the price list matches."""
    assert seen(account, sent(account, recipient)) == ("8", 8, "1300.30", 1)


def test_a_blocked_mobile_is_not_sent(sim: Sim) -> None:
    """v2 has no status of its own for it: 8 here, BlockedMobile 9 in v3."""
    account = sim.account(blocked_mobiles=["37499123456"])

    assert seen(account, sent(account, "37499123456")) == ("8", 9, "1300.30", 1)


def test_an_unregistered_sender_is_not_sent(account: Account) -> None:
    """v2 6: "otherwise system will reject SMS": 8 here, InvalidSender 7 in v3."""
    assert seen(account, sent(account, "37499000000", sender="OTHER")) == ("8", 7, "1300.30", 1)


@pytest.mark.parametrize("sender", ["mobipace", "MOBIPACE ", " MOBIPACE", "MOBI PACE", "MOBIPACE,MOBIPACE"])
def test_a_sender_is_compared_exactly(account: Account, sender: str) -> None:
    """Nothing is trimmed in v2, and letter case counts in values."""
    assert status(account, sent(account, "37499000000", sender=sender)) == "8"


def test_every_registered_sender_may_send(sim: Sim) -> None:
    """v2 7.1: names are registered, several of them."""
    account = sim.account(senders=["MOBIPACE", "SHOP", "374"])
    ids = [sent(account, "37499000000", sender=sender) for sender in ("MOBIPACE", "SHOP", "374")]

    assert [status(account, message_id) for message_id in ids] == ["0", "0", "0"]


def test_a_refused_message_stays_refused(account: Account) -> None:
    """A status at acceptance is final."""
    message_id = sent(account, "123456")
    account.clock(advance=3600)

    assert status(account, message_id) == "7"


@pytest.mark.parametrize(
    ("recipient", "sender", "v2", "v3"),
    [
        ("123", "OTHER", "8", 7),
        ("0123", "MOBIPACE", "7", 5),
        ("37499123456", "OTHER", "8", 7),
        ("55119999999", "MOBIPACE", "8", 9),
        ("55119999998", "OTHER", "8", 7),
    ],
)
def test_the_first_reason_decides(sim: Sim, recipient: str, sender: str, v2: str, v3: int) -> None:
    """The order is v3's: sender, recipient, blocked, route."""
    account = sim.account(blocked_mobiles=["37499123456", "55119999999", "123"])

    assert seen(account, sent(account, recipient, sender=sender))[:2] == (v2, v3)


def test_a_refused_message_needs_no_funds(sim: Sim) -> None:
    """What is never charged is not refused for money."""
    account = sim.account(balance="0.00", credit_limit="0")

    assert status(account, sent(account, "123456")) == "7"


def test_the_price_is_per_part_by_the_longest_prefix(account: Account) -> None:
    """7 costs 2.50 and 374 costs 2.00 a part in the demo world; 161 letters are two parts."""
    sent(account, "79851112233", body="a" * 161)
    sent(account, "37499000000")

    assert [message["price"] for message in account.messages] == ["5.00", "2.00"]


# An individual


@pytest.mark.parametrize("sender", ["MOBIPACE", "WHATEVER", "37491000000"])
@pytest.mark.parametrize("function", ["send", "schedule"])
def test_an_individual_sends_as_its_username(sim: Sim, function: str, sender: str) -> None:
    """v2 5.2: for registered individual persons the sender is the username, whatever the request says."""
    account = sim.account(kind="individual")
    asked(account, function, {"sender": sender})

    assert (last(account)["sender"], last(account)["v2"]["name"]) == (
        account.username,
        "Pending" if function == "send" else "Scheduled",
    )


@pytest.mark.parametrize("function", ["send", "schedule"])
def test_an_individual_still_gives_a_sender(sim: Sim, function: str) -> None:
    """v2 6: the parameter is mandatory for everybody."""
    assert value(asked(sim.account(kind="individual"), function, {"sender": None})) == "700"


def test_an_individuals_username_is_a_phone_number(sim: Sim) -> None:
    """v2 5.2: username (cell phone number); a fresh individual has one of digits."""
    assert sim.account(kind="individual").username.isdecimal()


# The demo world's recipients


@pytest.mark.parametrize(("number", "statuses", "is_charged"), MAGIC)
def test_a_magic_recipient_seen_through_v2(account: Account, number: str, statuses: str, is_charged: bool) -> None:
    """37400000NNN ends in the v3 status NNN; v2 shows it by its own table, and money moves as for the real thing."""
    message_id = sent(account, f"37400000{number}")
    paid = balance(account) == "1298.30"
    shown = status(account, message_id)
    account.clock(advance=1)
    shown += status(account, message_id)
    account.clock(advance=2)
    shown += status(account, message_id)

    assert (shown, paid) == (statuses, is_charged)


@pytest.mark.parametrize("number", [number for number, _, _ in MAGIC])
def test_a_magic_recipient_ends_in_its_v3_status(account: Account, number: str) -> None:
    """The last three digits are the v3 code in the end; the others are delivered."""
    sent(account, f"37400000{number}")
    account.clock(advance=60)

    assert last(account)["v3"]["code"] == (100 if number == "999" else int(number))
