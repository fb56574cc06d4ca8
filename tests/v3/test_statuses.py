"""v3 "Message Status Possible Values": a message in each of them, by what the document describes."""

from tests.support import Account, Sim
from tests.v3.support import sms


def shown(account: Account, message: dict[str, str], *, after: float = 0, **members: str) -> tuple[int, str]:
    """The status of a message some seconds after a Send of it."""
    account.send(account.login(), {**message, "Reference": "it"}, **members)
    account.clock(advance=after)
    [(_, code, name)] = account.statuses(account.login(), "it")
    return code, name


def test_pending(account: Account) -> None:
    """1 "Message is being prepared for sending": just accepted."""
    assert shown(account, sms()) == (1, "Pending")


def test_scheduled(account: Account) -> None:
    """2 "Message scheduled and queued for sending": its date is to come."""
    assert shown(account, sms(), ScheduledDate="2019-07-26") == (2, "Scheduled")


def test_sent(account: Account) -> None:
    """3 "Message Sent": handed to the operator, a second after it was due."""
    assert shown(account, sms(), after=1) == (3, "Sent")


def test_out_of_balance(sim: Sim) -> None:
    """4 "Not enough funds to send messages": when its date came."""
    account = sim.account(balance="0.00", credit_limit="0")

    assert shown(account, sms(), after=600, ScheduledDate="2019-07-25 18:30") == (4, "OutOfBalance")


def test_invalid_mobile(account: Account) -> None:
    """5 "Invalid mobile format"."""
    assert shown(account, sms("+37499000000")) == (5, "InvalidMobile")


def test_invalid_body(account: Account) -> None:
    """6 "Count of symbols in message body exceed. Up to 500 symbols accepted."."""
    assert shown(account, sms(body="x" * 501)) == (6, "InvalidBody")


def test_invalid_sender(account: Account) -> None:
    """7 "SenderName is not registered"."""
    assert shown(account, sms(), Sender="Nobody") == (7, "InvalidSender")


def test_invalid_route(account: Account) -> None:
    """8 "Destination route is not set"."""
    assert shown(account, sms("99900000000")) == (8, "InvalidRoute")


def test_blocked_mobile(sim: Sim) -> None:
    """9 "Recipient mobile number is blocked in MOBIPACE system"."""
    account = sim.account(blocked_mobiles=["37499000000"])

    assert shown(account, sms()) == (9, "BlockedMobile")


def test_unknown(account: Account) -> None:
    """10 "System generic error. Request not proceeded": the gateway broke on it."""
    assert shown(account, sms("37400000010"), after=1) == (10, "Unknown")


def test_delivered(account: Account) -> None:
    """100 "Message delivered to recipient": three seconds after it was due."""
    assert shown(account, sms(), after=3) == (100, "Delivered")


def test_undeliverable(account: Account) -> None:
    """101 "Message not delivered to recipient"."""
    assert shown(account, sms("37400000101"), after=3) == (101, "Undeliverable")


def test_ack_expired(account: Account) -> None:
    """102 "Message sent, but message status unknown": the Value column prints it as two words."""
    assert shown(account, sms("37400000102"), after=3) == (102, "ACK expired")


def test_rejected(account: Account) -> None:
    """103 "Message rejected by operator"."""
    assert shown(account, sms("37400000103"), after=3) == (103, "Rejected")


def test_time_out(account: Account) -> None:
    """104 "Message processing timeout reached. Message was not sent"."""
    assert shown(account, sms("37400000104"), after=1) == (104, "TimeOut")
