"""v2 8.2 codes 705 and 708: the date of schedule (5.2, "in UTC", "Sortable date/time pattern")."""

import pytest

from tests.support import Account, Sim
from tests.v2.support import NOW, asked, last, schedule, status, value

UNREADABLE = [
    "tomorrow",
    "2019-07-26",
    "2019-07-26 18:20:00",
    "2019-07-26t18:20:00",
    "2019-07-26T18:20",
    "2019-07-26T18:20:00Z",
    "2019-07-26T18:20:00+04:00",
    "2019-07-26T18:20:00.000",
    "20190726T182000",
    "2019-7-26T18:20:00",
    "2019-07-26T8:20:00",
    "19-07-26T18:20:00",
    "12019-07-26T18:20:00",
    "2019-13-01T00:00:00",
    "2019-00-01T00:00:00",
    "2019-07-32T00:00:00",
    "2019-02-29T00:00:00",
    "2019-07-26T24:00:00",
    "2019-07-26T18:60:00",
    "2019-07-26T18:20:60",
    "0000-07-26T18:20:00",
    "26.07.2019 18:20:00",
    "07/26/2019 18:20:00",
    "1564165200",
    " 2019-07-26T18:20:00",
    "2019-07-26T18:20:00 ",
    "2019-07-26T18:20:00\n",
    "٢٠١٩-٠٧-٢٦T١٨:٢٠:٠٠",
]


@pytest.mark.parametrize("date", UNREADABLE)
def test_a_date_in_another_form_is_705(account: Account, date: str) -> None:
    """v2 5.2 knows one pattern, such as 2009-06-15T13:45:30, and dates that exist; nothing is trimmed."""
    line = schedule(account, date)

    assert (line, account.messages) == ("Err: 705 : The format of the date/time is incorrect", [])


@pytest.mark.parametrize("date", ["2019-07-25T18:19:59", "2009-06-15T13:45:30", "0001-01-01T00:00:00"])
def test_a_past_date_is_708(account: Account, date: str) -> None:
    """v2 8.2: the date of schedule is out of date, by a second or by ages."""
    line = schedule(account, date)

    assert (line, account.messages) == (
        "Err: 708 : The specified date/time (for function 'schedule') is out of date",
        [],
    )


def test_now_is_not_past_and_due_at_once(account: Account) -> None:
    """A date equal to the present instant is accepted, and its message is in the queue and charged."""
    message_id = value(schedule(account, NOW))

    assert (status(account, message_id), account.ledger["balance"], last(account)["due_at"]) == (
        "0",
        "1298.30",
        "2019-07-25T18:20:00Z",
    )


def test_a_microsecond_after_the_date_it_is_past(account: Account) -> None:
    """A date names the beginning of its second."""
    account.clock(advance=0.000001)

    assert value(schedule(account, NOW)) == "708"


def test_a_second_ahead_waits(account: Account) -> None:
    """One second in the future is the future: the message waits, and nothing is charged."""
    message_id = value(schedule(account, "2019-07-25T18:20:01"))

    assert (status(account, message_id), account.ledger["balance"]) == ("5", "1300.30")


@pytest.mark.parametrize("zone", ["Asia/Yerevan", "Europe/Moscow", "America/New_York", "UTC"])
def test_v2_dates_are_utc_in_every_time_zone(sim: Sim, zone: str) -> None:
    """v2 5.2: "should be specified in UTC"; the account's zone is v3's affair."""
    account = sim.account(time_zone=zone)
    schedule(account, "2019-07-25T18:20:30")

    assert last(account)["due_at"] == "2019-07-25T18:20:30Z"


@pytest.mark.parametrize("date", ["2020-02-29T23:59:59", "2038-01-19T03:14:08", "9999-12-31T23:59:59"])
def test_any_later_date_is_accepted(account: Account, date: str) -> None:
    """The document sets no latest date: leap days, 32 bits and the last year of the pattern are dates."""
    message_id = value(schedule(account, date))

    assert (status(account, message_id), last(account)["due_at"]) == ("5", f"{date}Z")


def test_the_documents_own_date_is_read(sim: Sim) -> None:
    """v2 6, schedule: e.g. 2009-06-15T13:45:30, on an account whose clock is before it."""
    account = sim.account(clock={"now": "2009-06-15T13:45:29Z", "frozen": True})
    message_id = value(schedule(account, "2009-06-15T13:45:30"))
    waiting = status(account, message_id)
    account.clock(advance=1)

    assert (waiting, status(account, message_id)) == ("5", "0")


def test_send_reads_no_date(account: Account) -> None:
    """Sendingdate is a parameter of schedule; send does not look at it."""
    line = asked(account, "send", {"sendingdate": "tomorrow"})

    assert line == f"ID: {last(account)['id']}"
