"""`Account`: what its owner needs, what it has done, and what its operator does."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from mobipace.fixtures import Account, ContractViolation, ControlApiError, Gateway, GatewayError

from .clients import call, login, send, send_one, v2

NOON = datetime(2019, 7, 25, 18, 20, tzinfo=UTC)


def test_addresses_and_login(account: Account) -> None:
    """What a client is configured with, also as environment variables."""
    base = account.gateway.url

    assert account.v2_url == f"{base}/API_2_0/HTTP_API.aspx"
    assert account.v3_url == f"{base}/v3"
    assert account.sender == "MOBIPACE"
    assert account.env == {
        "MOBIPACE_V2_URL": account.v2_url,
        "MOBIPACE_V3_URL": account.v3_url,
        "MOBIPACE_USERNAME": account.username,
        "MOBIPACE_PASSWORD": account.password,
        "MOBIPACE_SENDER": "MOBIPACE",
    }


def test_password_stays_out_of_reprs(account: Account) -> None:
    """A handle is printed where a test fails."""
    assert repr(account) == f"<Account {account.username} at {account.gateway.url}>"


def test_account_without_a_password_says_so(gateway: Gateway) -> None:
    """v3 limitations: registered through a social network. It can be given one."""
    with gateway.account(password=None) as social:
        with pytest.raises(GatewayError) as caught:
            _ = social.password
        social.change(password="secret")
        answer = call(social, "authorize", Username=social.username, Password=social.password)

    assert answer["StatusCode"] == 101
    assert str(caught.value) == (
        f"{social.username} has no password, as one registered through a social network; set one with change()"
    )


# What happened


def test_messages_of_both_protocols(account: Account) -> None:
    """Typed, in order of acceptance, with exact amounts and aware times of the account's clock."""
    send_one(account, body="Привет", reference="r1")
    v2(account, "send", sender="MOBIPACE", recipient="79250000001", body="Hello")
    first, second = account.messages

    assert (first.protocol, first.reference, first.alphabet, first.parts) == ("v3", "r1", "UCS-2", 1)
    assert (second.protocol, second.reference, second.price) == ("v2", None, Decimal("2.50"))
    assert (first.accepted_at, first.due_at, first.status) == (NOON, NOON, "Pending")
    assert [change.v3.name for change in first.timeline] == ["Pending", "Sent", "Delivered"]
    assert (second.v2.name, second.id) == ("Pending", first.id + 1)


def test_messages_can_be_asked_for_those_that_match(account: Account) -> None:
    """By any member; texts also by a pattern."""
    send(account, login(account), ("37499123456", "code 1", "a"), ("79250000001", "code 2", "b"), ("+7", "code 3", "c"))

    assert [message.reference for message in account.messages(recipient="79250000001")] == ["b"]
    assert [message.reference for message in account.messages(status="InvalidMobile")] == ["c"]
    assert len(account.messages(price="2.0")) == 1
    assert account.messages(recipient="1") == ()


def test_member_that_no_message_has_is_told(account: Account) -> None:
    """A filter with a slip would match nothing and be believed."""
    with pytest.raises(TypeError, match=r"^a message has no 'recipent'; did you mean recipient\?$"):
        account.messages(recipent="37499123456")  # type: ignore[call-arg]


def test_exchanges_violations_and_reasons(account: Account) -> None:
    """What went over the wire, what was wrong with it, and why it was answered so."""
    session = login(account)
    send(account, session, ("+37499123456", "Hello", "r1"))
    account.clock.advance(60)
    call(account, "QueryBalance", SessionId=session)
    (sent,) = account.exchanges(method="send")
    (expired,) = account.exchanges(protocol="v3", code=103)

    assert [violation.rule for violation in sent.violations] == ["v3.recipient.form"]
    assert (sent.code, sent.http_status, sent.is_in_flight) == (101, 200, False)
    assert '"+37499123456"' in (sent.request.body or "")
    assert expired.why.check == "103 SessionExpired"
    assert [(each.rule, each.exchange) for each in account.violations if each.level == "MUST"] == [
        ("v3.recipient.form", sent.id)
    ]


def test_ledger_sums_up_to_the_balance(account: Account) -> None:
    """Every movement, with its cause."""
    account.balance = "10.00"
    send_one(account)
    ledger = account.ledger

    assert [f"{entry.amount}" for entry in ledger] == ["1300.30", "-1290.30", "-2.00"]
    assert (f"{ledger.balance}", f"{account.balance}") == ("8.00", "8.00")
    assert ledger[2].cause == "1 message accepted"


def test_sessions_can_be_seen_and_ended(account: Account) -> None:
    """The next request with an ended one is 103."""
    session = login(account)
    seen = [(each.id, each.expires_at) for each in account.sessions]
    account.expire_sessions()
    answer = call(account, "QueryBalance", SessionId=session)

    assert seen == [(session, NOON + timedelta(seconds=60))]
    assert (answer["StatusCode"], account.sessions) == (103, ())


# What an operator does


@pytest.mark.parametrize("amount", ["12.50", Decimal("12.50")])
def test_balance_can_be_set(account: Account, amount: str | Decimal) -> None:
    """Exactly, with its scale."""
    account.balance = amount

    assert f"{account.balance}" == "12.50"


def test_whole_amounts_may_be_integers(account: Account) -> None:
    """They are as exact as a text."""
    state = account.change(balance=12, credit_limit=0)

    assert (f"{state.balance}", f"{state.available_fund}") == ("12", "12")


def test_float_amount_is_refused(account: Account) -> None:
    """It is not the amount that was written."""
    with pytest.raises(GatewayError, match=r'^balance: the float 0.1 given; write it as "0.10" or as a Decimal'):
        account.change(balance=0.1)  # type: ignore[arg-type]


def test_change_that_is_not_allowed_is_told(account: Account) -> None:
    """In the server's words; nothing has changed."""
    with pytest.raises(ControlApiError, match=r"did you mean Asia/Yerevan\?") as caught:
        account.change(balance="1.00", time_zone="Asia/Yerewan")

    assert (caught.value.status, account.balance) == (422, Decimal("1300.30"))


def test_locks_and_blocks(account: Account) -> None:
    """201 and 202, and back."""

    def code() -> int:
        answer = call(account, "authorize", Username=account.username, Password=account.password)
        return int(answer["StatusCode"])

    codes = [code()]
    for change in (account.block, account.unblock, account.lock, account.unlock):
        change()
        codes.append(code())

    assert codes == [101, 202, 101, 201, 101]


def test_status_by_hand(account: Account) -> None:
    """A message goes where it is told to, by way of the states between."""
    send_one(account)
    moved = account.force(account.messages[0], "Undeliverable")
    with pytest.raises(ControlApiError, match="a message that is Undeliverable cannot become Delivered"):
        account.force(moved.id, "Delivered")

    assert [change.v3.name for change in moved.timeline] == ["Pending", "Sent", "Undeliverable"]


def test_clock(account: Account) -> None:
    """It moves forward by seconds or a timedelta, to an instant, and runs or stands; what was due has happened."""
    send_one(account)
    clock = account.clock
    shown = [clock.now, clock.advance(61).now, clock.advance(timedelta(minutes=1)).now]
    shown += [clock.set("2019-07-26T00:00:00Z").now, clock.set(datetime(2019, 7, 27, tzinfo=UTC)).now]
    running = clock.rate(60)
    frozen = clock.freeze()
    resumed = clock.resume()

    assert shown == [
        NOON,
        NOON + timedelta(seconds=61),
        NOON + timedelta(seconds=121),
        datetime(2019, 7, 26, tzinfo=UTC),
        datetime(2019, 7, 27, tzinfo=UTC),
    ]
    assert (running.frozen, running.rate) == (False, 60)
    assert (frozen.frozen, resumed.frozen, resumed.rate) == (True, False, 60)
    assert account.messages[0].status == "Delivered"


def test_clock_never_goes_back(account: Account) -> None:
    """The server says why."""
    with pytest.raises(ControlApiError, match="a clock never goes back"):
        account.clock.set("2001-01-01T00:00:00Z")


def test_deleted_account_is_gone(gateway: Gateway) -> None:
    """`with` deletes at its end; what is asked of the handle then is answered 404."""
    with gateway.account() as account:
        pass
    with pytest.raises(ControlApiError) as caught:
        _ = account.state

    assert caught.value.status == 404


# Judging without pytest


def test_conforming_account_says_nothing(account: Account) -> None:
    """`assert_conforms` is for unittest and for scripts."""
    send_one(account)

    account.assert_conforms()


def test_account_that_does_not_conform_is_told(account: Account) -> None:
    """An AssertionError with rule, clause and exchange."""
    send(account, login(account), ("+37499123456", "Hello", "r1"))
    with pytest.raises(ContractViolation) as caught:
        account.assert_conforms()
    account.assert_conforms(allow=["v3.recipient.form"])

    assert str(caught.value).startswith(f"not kept: v3.recipient.form (MUST), by {account.username}\n\n")


def test_rule_that_there_is_none_of_is_told(account: Account) -> None:
    """An allowance with a slip would allow nothing, and one that is obsolete hide the next breach."""
    with pytest.raises(ValueError, match=r"^allow: no rule 'v3.recipient.from'; did you mean v3.recipient.form\?$"):
        account.assert_conforms(allow=["v3.recipient.from"])
