"""A message for later: its date is in the account's own time zone, and it is paid for when it is due."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sms import Sms, SmsClient

from mobipace.fixtures import Account

YEREVAN = ZoneInfo("Asia/Yerevan")  # four hours ahead of UTC

pytestmark = pytest.mark.mobipace(time_zone="Asia/Yerevan", clock="2019-07-25T08:00:00Z")


def test_date_is_in_the_accounts_time_zone(mobipace: Account, sms: SmsClient) -> None:
    """Limitation 5: the gateway reads 18:20 as the account's 18:20."""
    sms.send(
        [Sms("37499123456", "We open tomorrow")], at=datetime(2019, 7, 25, 18, 20, tzinfo=YEREVAN), zone=YEREVAN.key
    )
    (message,) = mobipace.messages

    assert message.due_at == datetime(2019, 7, 25, 14, 20, tzinfo=UTC)
    assert message.status == "Scheduled"
    assert '"ScheduledDate": "2019-07-25 18:20"' in (mobipace.exchanges(method="Send")[0].request.body or "")


def test_it_is_paid_for_when_it_is_due(mobipace: Account, sms: SmsClient) -> None:
    """Until then the money is there for others; the clock is set, and the evening is here."""
    before = mobipace.balance
    sms.send(
        [Sms("37499123456", "We open tomorrow")], at=datetime(2019, 7, 25, 18, 20, tzinfo=YEREVAN), zone=YEREVAN.key
    )
    waiting = mobipace.balance
    mobipace.clock.set(datetime(2019, 7, 25, 18, 20, tzinfo=YEREVAN))

    assert waiting == before
    assert before - mobipace.balance == 2
    mobipace.clock.advance(3)
    mobipace.assert_sent(status="Delivered")


def test_account_that_is_empty_when_it_is_due_sends_nothing(mobipace: Account, sms: SmsClient) -> None:
    """It becomes OutOfBalance, and nobody is told but by its status."""
    message = Sms("37499123456", "We open tomorrow")
    sms.send([message], at=datetime(2019, 7, 25, 18, 20, tzinfo=YEREVAN), zone=YEREVAN.key)
    mobipace.change(balance="0.00", credit_limit="0")
    mobipace.clock.advance(12 * 3600)

    assert sms.statuses([message.reference]) == {message.reference: "OutOfBalance"}
    mobipace.assert_not_sent()
