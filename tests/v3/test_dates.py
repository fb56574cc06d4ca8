"""ScheduledDate: wall time in the account's zone (v3 limitation 5)."""

import pytest

from tests.support import Account, Sim
from tests.v3.support import charges, in_flight, send_request, sms, states


def due(account: Account, date: str) -> str:
    """When a message with this ScheduledDate is due."""
    answer = account.send(account.login(), sms(), ScheduledDate=date)
    assert answer["StatusCode"] == 101, answer
    return str(account.messages[-1]["due_at"])


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2019-07-25 18:21", "2019-07-25T18:21:00Z"),
        ("2019-07-26", "2019-07-26T00:00:00Z"),
        ("2019-07-26 00:00", "2019-07-26T00:00:00Z"),
        ("2019-12-31 23:59", "2019-12-31T23:59:00Z"),
        ("2020-02-29", "2020-02-29T00:00:00Z"),
        ("2019-07-26 ", "2019-07-26T00:00:00Z"),
        ("2019-07-25 18:21 ", "2019-07-25T18:21:00Z"),
        ("9999-12-31", "9999-12-31T00:00:00Z"),
    ],
)
def test_default_zone_is_utc(account: Account, date: str, expected: str) -> None:
    """v3 limitation 5: by default the time is UTC; a bare date is that day's midnight."""
    assert due(account, date) == expected


@pytest.mark.parametrize(
    ("zone", "date", "expected"),
    [
        ("Asia/Yerevan", "2019-07-26 18:20", "2019-07-26T14:20:00Z"),
        ("Asia/Yerevan", "2019-07-26", "2019-07-25T20:00:00Z"),
        ("Europe/Moscow", "2019-07-26", "2019-07-25T21:00:00Z"),
        ("Asia/Kathmandu", "2019-07-26 12:00", "2019-07-26T06:15:00Z"),
        ("America/New_York", "2019-07-25", "2019-07-25T18:20:00Z"),
        ("America/New_York", "2019-07-26", "2019-07-26T04:00:00Z"),
        ("America/New_York", "2019-12-01 12:00", "2019-12-01T17:00:00Z"),
        ("Europe/London", "2019-08-01 12:00", "2019-08-01T11:00:00Z"),
        ("Europe/London", "2019-12-01 12:00", "2019-12-01T12:00:00Z"),
    ],
)
def test_date_is_in_the_accounts_zone(sim: Sim, zone: str, date: str, expected: str) -> None:
    """v3 limitation 5: "schedule and send messages according to your local time"."""
    account = sim.account(time_zone=zone)

    assert due(account, date) == expected


@pytest.mark.parametrize(
    ("zone", "date", "expected"),
    [
        ("America/New_York", "2020-03-08 01:59", "2020-03-08T06:59:00Z"),
        ("America/New_York", "2020-03-08 02:00", "2020-03-08T07:00:00Z"),
        ("America/New_York", "2020-03-08 02:30", "2020-03-08T07:30:00Z"),
        ("America/New_York", "2020-03-08 03:00", "2020-03-08T07:00:00Z"),
        ("Australia/Lord_Howe", "2019-10-06 02:15", "2019-10-05T15:45:00Z"),
        ("Asia/Beirut", "2020-03-29", "2020-03-28T22:00:00Z"),
    ],
)
def test_skipped_hour_moves_forward(sim: Sim, zone: str, date: str, expected: str) -> None:
    """A wall time that the zone skips means as long after the jump: 02:30 is 03:30."""
    account = sim.account(time_zone=zone)

    assert due(account, date) == expected


@pytest.mark.parametrize(
    ("zone", "date", "expected"),
    [
        ("America/New_York", "2019-11-03 00:59", "2019-11-03T04:59:00Z"),
        ("America/New_York", "2019-11-03 01:00", "2019-11-03T05:00:00Z"),
        ("America/New_York", "2019-11-03 01:30", "2019-11-03T05:30:00Z"),
        ("America/New_York", "2019-11-03 02:00", "2019-11-03T07:00:00Z"),
        ("Australia/Lord_Howe", "2020-04-05 01:45", "2020-04-04T14:45:00Z"),
    ],
)
def test_doubled_hour_means_the_first(sim: Sim, zone: str, date: str, expected: str) -> None:
    """A wall time that comes twice means its first coming."""
    account = sim.account(time_zone=zone)

    assert due(account, date) == expected


def test_zone_set_later_counts_from_then_on(account: Account) -> None:
    """Messages that wait already keep their instant."""
    due(account, "2019-07-26 12:00")
    account.change(time_zone="Asia/Yerevan")
    due(account, "2019-07-26 12:00")

    assert [message["due_at"] for message in account.messages] == ["2019-07-26T12:00:00Z", "2019-07-26T08:00:00Z"]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2019-07-26T18:20", "2019-07-26T14:20:00Z"),
        ("2019-07-26T18:20:30", "2019-07-26T14:20:30Z"),
        ("2019-07-26 18:20:30.25", "2019-07-26T14:20:30.250000Z"),
        ("2019-07-26T18:20:00Z", "2019-07-26T18:20:00Z"),
        ("2019-07-26T18:20:00+02:00", "2019-07-26T16:20:00Z"),
        ("2019-07-26T18:20:00-05:30", "2019-07-26T23:50:00Z"),
        ("20190726T1820", "2019-07-26T14:20:00Z"),
    ],
)
def test_other_iso_forms_are_read(sim: Sim, date: str, expected: str) -> None:
    """Without an offset they are in the account's zone, with one they say it themselves."""
    account = sim.account(time_zone="Asia/Yerevan")

    assert due(account, date) == expected


def test_now_is_not_past(account: Account) -> None:
    """A date equal to now is due at once, and charged at acceptance."""
    account.change(readings={"past_date_v3": "102"})

    assert due(account, "2019-07-25 18:20") == "2019-07-25T18:20:00Z"
    assert (states(account), charges(account)) == (["Pending"], ["-2.00"])


def test_now_needs_funds(sim: Sim) -> None:
    """What is due at once is part of the request's total."""
    account = sim.account(balance="0.00", credit_limit="0")

    answer = account.send(account.login(), sms(), ScheduledDate="2019-07-25 18:20")

    assert answer["StatusCode"] == 300


@pytest.mark.parametrize("date", ["2019-07-25 18:19", "2019-07-25", "2018-01-01 10:00", "1970-01-01", "0001-01-01"])
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Honolulu", "America/New_York"])
def test_past_date_is_sent_now(sim: Sim, zone: str, date: str) -> None:
    """Reading past_date_v3=send-now, the default: due at once and charged at acceptance."""
    account = sim.account(time_zone=zone, clock={"now": "2019-07-26T18:20:00Z", "frozen": True})

    assert due(account, date) == "2019-07-26T18:20:00Z"
    assert (states(account), charges(account)) == (["Pending"], ["-2.00"])


def test_past_begins_with_the_next_instant(sim: Sim) -> None:
    """Reading past_date_v3=102: a thousandth of a second after its date the request is refused."""
    account = sim.account(readings={"past_date_v3": "102"})
    session = account.login()
    codes = [account.send(session, sms(), ScheduledDate="2019-07-25 18:20")["StatusCode"]]
    account.clock(advance=0.001)
    codes.append(account.send(session, sms(), ScheduledDate="2019-07-25 18:20")["StatusCode"])

    assert (codes, len(account.messages)) == ([101, 102], 1)


def test_today_is_past_by_its_midnight(sim: Sim) -> None:
    """Reading past_date_v3=102: today's bare date was this morning, in the account's zone."""
    account = sim.account(readings={"past_date_v3": "102"}, time_zone="Pacific/Honolulu")

    codes = [
        account.send(account.login(), sms(), ScheduledDate=date)["StatusCode"] for date in ("2019-07-25", "2019-07-26")
    ]

    assert codes == [102, 101]


@pytest.mark.parametrize(("seconds", "code"), [(60, 101), (61, 102)])
def test_past_is_decided_when_the_request_is_processed(sim: Sim, seconds: int, code: int) -> None:
    """Reading past_date_v3=102: a date to come on arrival may be past when a held request is released."""
    account = sim.account(readings={"past_date_v3": "102"})
    document = send_request(account.login(), ScheduledDate="2019-07-25 18:21")
    with in_flight(account, "Send", document) as flight:
        account.clock(advance=seconds)
        answer = flight.land()

    assert answer["StatusCode"] == code
