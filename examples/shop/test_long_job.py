"""A long job: the session dies after a minute without a request, and the client notices without losing anything."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sms import Sms, SmsClient

from mobipace.fixtures import Account


def test_session_that_died_is_renewed_once(mobipace: Account, sms: SmsClient) -> None:
    """A minute between two messages, in no time: one 103, one more login, both messages sent once."""
    sms.send([Sms("37499123456", "before")])
    mobipace.clock.advance(60)
    sms.send([Sms("37499123456", "after")])

    assert [message.body for message in mobipace.messages] == ["before", "after"]
    assert [exchange.code for exchange in mobipace.exchanges(method="Send")] == [101, 103, 101]
    assert len(mobipace.exchanges(method="authorize")) == 2


def test_session_that_lives_is_kept(mobipace: Account, sms: SmsClient) -> None:
    """59 seconds between requests, for an hour: one login is enough."""
    for _ in range(60):
        sms.balance()
        mobipace.clock.advance(59)

    assert len(mobipace.exchanges(method="authorize")) == 1


def test_workers_wait_for_each_other(mobipace: Account, sms: SmsClient) -> None:
    """Limitation 1: one request at a time for an account, however many threads there are."""
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda number: sms.send([Sms("37499123456", f"number {number}")]), range(20)))

    assert len(mobipace.messages) == 20
    assert mobipace.exchanges(code=104) == ()


@pytest.mark.mobipace(allow=["v3.busy.overlap"])  # which is what the other program makes us do
def test_other_program_on_the_same_account_is_waited_for(mobipace: Account, sms: SmsClient) -> None:
    """While a request of somebody else is in flight ours is 104; it is tried again when the account is free."""
    with (
        SmsClient(mobipace.v3_url, mobipace.username, mobipace.password, mobipace.sender) as other,
        ThreadPoolExecutor() as workers,
        mobipace.hold(method="Send") as hold,
    ):
        theirs = workers.submit(other.send, [Sms("37499123456", "theirs")])
        hold.arrived.wait()
        really_pause = sms.pause

        def let_them_finish(seconds: float) -> None:
            hold.release()
            theirs.result()
            really_pause(seconds)

        sms.pause = let_them_finish
        sms.balance()

    assert [exchange.code for exchange in mobipace.exchanges(method="QueryBalance")] == [104, 101]
    mobipace.assert_sent(body="theirs", count=1)
