"""No money: the shop hears of it once, loses nothing, and goes on when there is money again."""

import pytest
from sms import OutOfBalance, Sms, SmsClient

from mobipace.fixtures import Account


@pytest.mark.mobipace(balance="3.00", credit_limit="0")
def test_batch_that_is_too_dear_is_not_sent_at_all(mobipace: Account, sms: SmsClient) -> None:
    """Two messages at 2.00 and 3.00 in hand: neither is sent, and the code reaches the caller."""
    with pytest.raises(OutOfBalance) as caught:
        sms.send([Sms("37499123456", "one"), Sms("37499123457", "two")])

    assert caught.value.code == 300
    assert len(mobipace.exchanges(method="Send")) == 1  # it was not tried again
    mobipace.assert_not_sent()


@pytest.mark.mobipace(balance="0.00", credit_limit="-2.00")
def test_credit_is_used_up_before_the_end(mobipace: Account, sms: SmsClient) -> None:
    """What may be spent is the balance minus the credit limit, which is negative."""
    sms.send([Sms("37499123456", "on credit")])
    with pytest.raises(OutOfBalance):
        sms.send([Sms("37499123456", "one too many")])

    assert f"{mobipace.balance}" == "-2.00"


@pytest.mark.mobipace(balance="0.00", credit_limit="0")
def test_shop_goes_on_when_there_is_money_again(mobipace: Account, sms: SmsClient) -> None:
    """Somebody has paid in; the session is still the same."""
    with pytest.raises(OutOfBalance):
        sms.send([Sms("37499123456", "too early")])
    mobipace.balance = "10.00"
    sms.send([Sms("37499123456", "paid for")])

    assert [(f"{entry.amount}", entry.cause) for entry in mobipace.ledger[1:]] == [
        ("10.00", "balance set by the operator"),
        ("-2.00", "1 message accepted"),
    ]
    assert len(mobipace.exchanges(method="authorize")) == 1
