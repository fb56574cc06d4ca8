"""Delivery reports: asked for by reference, until each is final and not longer."""

from sms import Sms, SmsClient

from mobipace.fixtures import Account

FINAL = {"Delivered", "Undeliverable", "ACK expired", "Rejected", "TimeOut"}


class Reports:
    """The shop's own: what became of each message, asked for whenever `poll` is called."""

    def __init__(self, sms: SmsClient) -> None:
        self._sms = sms
        self.statuses: dict[str, str] = {}

    def expect(self, message: Sms) -> None:
        """From now on its status is asked for."""
        self.statuses[message.reference] = "Pending"

    def poll(self) -> bool:
        """Ask for those that are not final; whether there are any left."""
        if open_ones := self.open:
            self.statuses |= self._sms.statuses(open_ones)
        return bool(self.open)

    @property
    def open(self) -> list[str]:
        """References whose status may still change."""
        return [reference for reference, status in self.statuses.items() if status not in FINAL]


def test_reports_follow_each_message_to_its_end(mobipace: Account, sms: SmsClient) -> None:
    """Time is moved, not waited for: a message is Sent after a second and final after three."""
    reports = Reports(sms)
    messages = [
        Sms("37499123456", "Your parcel is here", "parcel-1"),
        Sms("37400000101", "Your parcel is here", "parcel-2"),
    ]
    sms.send(messages)
    for message in messages:
        reports.expect(message)
    seen = []
    while reports.poll():
        seen.append([*reports.statuses.values()])
        mobipace.clock.advance(1.5)

    assert seen == [["Pending", "Pending"], ["Sent", "Sent"]]
    assert reports.statuses == {"parcel-1": "Delivered", "parcel-2": "Undeliverable"}


def test_final_reports_are_not_asked_for_again(mobipace: Account, sms: SmsClient) -> None:
    """The gateway would count that as polling for nothing, and so does this plugin."""
    reports = Reports(sms)
    message = Sms("37499123456", "Your parcel is here")
    sms.send([message])
    reports.expect(message)
    mobipace.force(mobipace.messages[0], "Delivered")
    for _ in range(10):
        reports.poll()

    assert len(mobipace.exchanges(method="QueryMessages")) == 1
