"""Assertions that explain: what was sent, held against what was wanted."""

import re

import pytest

from mobipace.fixtures import Account

from .clients import call, login, send, send_one, v2


def failure(account: Account, **wanted: object) -> str:
    """What `assert_sent` says when it fails; ids and names that differ from run to run are made the same."""
    with pytest.raises(AssertionError) as caught:
        account.assert_sent(**wanted)  # type: ignore[arg-type]
    text = re.sub(r"message 1\d{5}", "message 100001", str(caught.value))
    return re.sub(r"exchange \d+", "exchange 1", text)


def test_sent_message_is_returned(account: Account) -> None:
    """All that match, so that a test can go on with them."""
    send(account, login(account), ("37499123456", "Your code is 1234", "a"), ("37499123456", "Hello", "b"))

    assert [message.reference for message in account.assert_sent(recipient="37499123456")] == ["a", "b"]
    assert [message.reference for message in account.assert_sent(body=re.compile(r"\d{4}$"))] == ["a"]
    assert len(account.assert_sent()) == 2


def test_nearest_messages_are_listed(account: Account) -> None:
    """The nearest first, each with the members that differ, and a mark where."""
    send(
        account,
        login(account),
        ("37499123457", "Your code is 1235", "a"),
        ("79250000001", "Something else", "b"),
        ("37499123456", "Your code is 1243", "c"),
    )

    assert failure(account, recipient="37499123456", body="Your code is 1234") == (
        "no message was sent with\n"
        "    recipient  '37499123456'\n"
        "    body       'Your code is 1234'\n"
        "the nearest of 3 messages:\n"
        "    message 100001 over v3, Pending: to 37499123456 'Your code is 1243'\n"
        "        body       wanted 'Your code is 1234'\n"
        "                   seen   'Your code is 1243'\n"
        "                                          ^\n"
        "    message 100001 over v3, Pending: to 37499123457 'Your code is 1235'\n"
        "        recipient  wanted '37499123456'\n"
        "                   seen   '37499123457'\n"
        "                                     ^\n"
        "        body       wanted 'Your code is 1234'\n"
        "                   seen   'Your code is 1235'\n"
        "                                           ^\n"
        "    message 100001 over v3, Pending: to 79250000001 'Something else'\n"
        "        recipient  wanted '37499123456'\n"
        "                   seen   '79250000001'\n"
        "                           ^\n"
        "        body       wanted 'Your code is 1234'\n"
        "                   seen   'Something else'\n"
        "                           ^"
    )


def test_long_texts_are_shown_around_the_difference(account: Account) -> None:
    """500 characters are not for the eye."""
    send_one(account, body="x" * 300 + "1" + "y" * 100)

    assert failure(account, body="x" * 300 + "2" + "y" * 100).splitlines()[4:] == [
        f"        body       wanted '…{'x' * 20}2{'y' * 39}…'",
        f"                   seen   '…{'x' * 20}1{'y' * 39}…'",
        f"                           {' ' * 21}^",
    ]


def test_other_members_and_patterns(account: Account) -> None:
    """Whatever is no text is shown as it is."""
    send_one(account)

    assert failure(account, parts=2, price="4.00", body=re.compile("code"), status="Delivered").splitlines()[1:] == [
        "    parts      2",
        "    price      '4.00'",
        "    body       matching 'code'",
        "    status     'Delivered'",
        "the nearest of 1 message:",
        "    message 100001 over v3, Pending: to 37499123456 'Hello'",
        "        parts      1, wanted 2",
        "        price      Decimal('2.00'), wanted '4.00'",
        "        body       'Hello', wanted matching 'code'",
        "        status     'Pending', wanted 'Delivered'",
    ]


def test_refused_message_was_not_sent(account: Account) -> None:
    """The gateway keeps it, and nobody receives it; a test that is about the refusal asks for its status."""
    send_one(account, recipient="37400000009")

    assert failure(account, body="Hello").splitlines()[2:] == [
        "the nearest of 1 message:",
        "    message 100001 over v3, BlockedMobile: to 37400000009 'Hello'",
        "        refused    it was never sent",
    ]
    assert len(account.assert_sent(status="BlockedMobile")) == 1
    account.assert_not_sent()


def test_where_nothing_was_sent_the_requests_are_told(account: Account) -> None:
    """With what they were answered, and why."""
    session = login(account)
    call(account, "Send", SessionId=session, Sender="MOBIPACE", Messages=[])
    account.balance = "-2000.00"
    send(account, session, ("37499123456", "Hello", "r1"))
    v2(account, "querybalance")

    assert failure(account, body="Hello") == (
        "no message was sent with\n"
        "    body       'Hello'\n"
        "what the client did:\n"
        "    v3 authorize, exchange 1: 101\n"
        "    v3 Send, exchange 1: 102, Messages is empty; give 1 to 20000 messages\n"
        "    v3 Send, exchange 1: 300, it costs 2.00 and -1000.00 is available\n"
        "    v2 querybalance, exchange 1: HTTP 200"
    )


def test_client_that_did_nothing_is_told(account: Account) -> None:
    """The commonest reason of all: it was configured to ask somebody else."""
    assert failure(account) == "no message was sent\nthe client made no request"


def test_count_has_to_be_exact(account: Account) -> None:
    """Twice is not once."""
    send(account, login(account), ("37499123456", "Hello", "a"), ("37499123456", "Hello", "b"))

    assert failure(account, count=1, body="Hello") == (
        "2 messages sent, 1 wanted, with\n"
        "    body       'Hello'\n"
        "    message 100001 over v3, Pending: to 37499123456 'Hello'\n"
        "    message 100001 over v3, Pending: to 37499123456 'Hello'"
    )
    assert len(account.assert_sent(count=2)) == 2


def test_assert_not_sent(account: Account) -> None:
    """Says what was."""
    account.assert_not_sent()
    send_one(account)
    account.assert_not_sent(body="Hallo")
    with pytest.raises(
        AssertionError, match=r"^1 message sent, none wanted, with\n    body       'Hello'\n    message "
    ):
        account.assert_not_sent(body="Hello")


def test_slip_in_a_name_is_told(account: Account) -> None:
    """Before anything is compared."""
    with pytest.raises(TypeError, match=r"^a message has no 'text'; known: recipient, body, reference, "):
        account.assert_sent(text="Hello")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"did you mean body\?$"):
        account.assert_not_sent(bodi="Hello")  # type: ignore[call-arg]
