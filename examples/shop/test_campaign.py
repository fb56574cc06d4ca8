"""A bulk campaign: more customers than one request may have, each sent one message, for the price that was expected."""

from decimal import Decimal

import pytest
from sms import Sms, SmsClient

from mobipace.fixtures import Account

CUSTOMERS = [f"3749{number:07d}" for number in range(20_001)]


@pytest.mark.mobipace(balance="40002.00", credit_limit="0")
def test_every_customer_is_sent_one_message(mobipace: Account, sms: SmsClient) -> None:
    """Limitation 1: at most 20,000 in one request, so there are two; the money is just enough."""
    price = sms.send(Sms(customer, "Sale! -20% on everything today") for customer in CUSTOMERS)

    assert [message.recipient for message in mobipace.messages] == CUSTOMERS
    assert len(mobipace.exchanges(method="Send", code=101)) == 2
    assert (price, mobipace.balance) == (Decimal("40002.00"), Decimal("0.00"))


def test_some_customers_cannot_be_reached(mobipace: Account, sms: SmsClient) -> None:
    """A wrong or a blocked number holds nobody else up, and is not charged."""
    price = sms.send([Sms("37499123456", "Sale!"), Sms("37400000009", "Sale!"), Sms("5511987654321", "Sale!")])

    assert [message.status for message in mobipace.messages] == ["Pending", "BlockedMobile", "InvalidRoute"]
    assert price == Decimal("2.00")
