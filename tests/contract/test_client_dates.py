"""Right clients and dates: UTC in v2, the account's local time in v3, and the hours that a zone skips or repeats."""

import pytest

from tests.contract import fake
from tests.contract.conftest import Driven
from tests.support import Sim

SMS = {"recipient": "37499000000", "body": "hello"}
BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
LOCAL = [
    ("UTC", "2019-07-25T18:20:00Z", "2019-07-25 18:20"),
    ("Asia/Yerevan", "2019-07-25T18:20:00+00:00", "2019-07-25 22:20"),
    ("Asia/Yerevan", "2019-12-31T23:30:00+02:00", "2020-01-01 01:30"),
    ("America/St_Johns", "2024-01-01T02:00:00Z", "2023-12-31 22:30"),
    ("Asia/Kathmandu", "2024-02-28T18:15:00Z", "2024-02-29 00:00"),
    ("Pacific/Kiritimati", "2024-01-01T12:00:00Z", "2024-01-02 02:00"),
    # A clock set forward: 01:59 is followed by 03:00, and no moment falls between.
    (BERLIN, "2024-03-31T00:59:00Z", "2024-03-31 01:59"),
    (BERLIN, "2024-03-31T01:00:00Z", "2024-03-31 03:00"),
    (NEW_YORK, "2024-03-10T07:00:00Z", "2024-03-10 03:00"),
    # A clock set back: the first pass, and the first minute after the second.
    (BERLIN, "2024-10-27T00:00:00Z", "2024-10-27 02:00"),
    (BERLIN, "2024-10-27T00:59:00Z", "2024-10-27 02:59"),
    (BERLIN, "2024-10-27T02:00:00Z", "2024-10-27 03:00"),
    (LORD_HOWE, "2024-04-06T14:59:00Z", "2024-04-07 01:59"),
    (LORD_HOWE, "2024-04-06T15:30:00Z", "2024-04-07 02:00"),
]
SECOND_PASS = [
    (BERLIN, "2024-10-27T01:00:00Z"),
    (BERLIN, "2024-10-27T02:59:00+01:00"),
    (NEW_YORK, "2024-11-03T06:30:00Z"),
    (LORD_HOWE, "2024-04-06T15:00:00Z"),
]


@pytest.mark.parametrize(("zone", "date", "written"), LOCAL)
def test_a_v3_date_is_local(driven: Driven, zone: str, date: str, written: str) -> None:
    """v3 limitation 5: in the account's time zone, as the example prints it."""
    with fake.gateway() as gateway:
        driven.at(gateway, time_zone=zone).value("v3", "send", messages=[SMS], scheduled_date=date)

    assert gateway.of("Send")[0].document["ScheduledDate"] == written


@pytest.mark.parametrize(("zone", "date", "written"), LOCAL)
def test_a_v3_date_comes_due_at_its_moment(driven: Driven, sim: Sim, zone: str, date: str, written: str) -> None:
    """The gateway reads it as it was meant; whichever the zone."""
    del written
    account = sim.account(time_zone=zone, clock={"now": "2019-01-01T00:00:00Z", "frozen": True})
    driven.at(account, time_zone=zone).value("v3", "send", messages=[SMS], scheduled_date=date)
    control = sim.account(clock={"now": "2019-01-01T00:00:00Z", "frozen": True})
    driven.end()
    driven.at(control).value("v3", "send", messages=[SMS], scheduled_date=date)

    assert account.messages[0]["due_at"] == control.messages[0]["due_at"]


@pytest.mark.parametrize(("zone", "date"), SECOND_PASS)
def test_the_second_pass_through_an_hour_cannot_be_named(driven: Driven, zone: str, date: str) -> None:
    """The gateway would take it for the first and send too early: better an error than that."""
    with fake.gateway() as gateway:
        error = driven.at(gateway, time_zone=zone).failure("v3", "send", messages=[SMS], scheduled_date=date)

    assert error == ("bad_date", None)
    assert gateway.requests == []


def test_without_a_time_zone_it_is_utc(driven: Driven) -> None:
    """v3 limitation 5: by default."""
    with fake.gateway() as gateway:
        driven.at(gateway).value("v3", "send", messages=[SMS], scheduled_date="2024-07-25T22:20:00+04:00")

    assert gateway.of("Send")[0].document["ScheduledDate"] == "2024-07-25 18:20"


def test_without_a_date_there_is_none(driven: Driven) -> None:
    """An optional member is left out, not null."""
    with fake.gateway() as gateway:
        driven.at(gateway).value("v3", "send", messages=[SMS])

    assert set(gateway.of("Send")[0].document) == {"SessionId", "Sender", "Messages"}


@pytest.mark.parametrize(
    ("date", "written"),
    [
        ("2009-06-15T13:45:30Z", "2009-06-15T13:45:30"),
        ("2024-10-27T02:30:15+01:00", "2024-10-27T01:30:15"),
        ("2024-01-01T00:00:00+14:00", "2023-12-31T10:00:00"),
        ("2023-12-31T23:59:59-00:30", "2024-01-01T00:29:59"),
    ],
)
def test_a_v2_date_is_sortable_utc(driven: Driven, date: str, written: str) -> None:
    """v2 5.2, whatever the account's zone."""
    with fake.gateway() as gateway:
        driven.at(gateway, time_zone="Asia/Yerevan").value("v2", "schedule", **SMS, date=date)

    assert gateway.of("v2 schedule")[0].query["sendingdate"] == written
