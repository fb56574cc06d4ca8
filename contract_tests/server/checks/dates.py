"""Messages that wait: for their date, or their turn in a spread."""

from __future__ import annotations

from decimal import Decimal

from ..check import ServerCheck, check
from ..client import message
from ..failing import NotRun, expect
from ..forms import v2_error
from ..scene import RUSSIA, Owner, Scene

_DATE = "v3 Send, ScheduledDate; v3 message status 2"
_HOURS = "v3 Send, SendWithinHours"
_DAY = 86_400


def _status(owner: Owner, reference: str) -> int:
    return owner.statuses(owner.login(), reference).must_be(101).statuses[0][1]


def _with_time(scene: Scene) -> None:
    if scene.readings["scheduled_date_format"] == "date-only":
        raise NotRun("reading scheduled_date_format is date-only: a date has no time")


@check(
    "v3.schedule.waits",
    "a message with a date waits for that day, and is charged then",
    f"{_DATE}; v3 limitation 5, default",
)
def waits(scene: Scene) -> None:
    """The clock stands at 18:20 of the 25th; the message is for the 26th, which begins 20,400 s later."""
    owner = scene.fresh()
    before = owner.v2_balance()
    owner.send(owner.login(), message(RUSSIA, reference="a"), ScheduledDate="2019-07-26").must_be(101)
    seen = [(_status(owner, "a"), before - owner.v2_balance())]
    owner.advance(20_399)
    seen.append((_status(owner, "a"), before - owner.v2_balance()))
    owner.advance(1)
    seen.append((_status(owner, "a"), before - owner.v2_balance()))
    owner.advance(3)
    seen.append((_status(owner, "a"), before - owner.v2_balance()))

    price = Decimal("2.50")
    expect(seen, [(2, 0), (2, 0), (1, price), (100, price)], "status and what the balance lost, over time")


@check(
    "v3.schedule.minute",
    "a date may carry a time, to the minute",
    f"{_DATE}; v3 Send, table and example",
    "scheduled_date_format",
)
def minute(scene: Scene) -> None:
    """18:21 is a minute away; where only dates are read it is 102."""
    owner = scene.fresh()
    answer = owner.send(owner.login(), message(RUSSIA, reference="a"), ScheduledDate="2019-07-25 18:21")
    if scene.readings["scheduled_date_format"] == "date-only":
        answer.must_be(102)
        return
    answer.must_be(101)
    owner.advance(59)
    before = _status(owner, "a")
    owner.advance(1)

    expect([before, _status(owner, "a")], [2, 1], "status before and after 18:21")


@check("v3.schedule.time-zone", "a date is local time in the account's zone", "v3 limitation 5")
def time_zone(scene: Scene) -> None:
    """The 26th begins in Yerevan at 20:00 UTC, 6,000 s from 18:20."""
    owner = scene.fresh(time_zone="Asia/Yerevan")
    owner.send(owner.login(), message(RUSSIA, reference="a"), ScheduledDate="2019-07-26").must_be(101)
    owner.advance(5_999)
    before = _status(owner, "a")
    owner.advance(1)

    expect([before, _status(owner, "a")], [2, 1], "status before and after midnight in Yerevan")


@check("v3.schedule.now-is-not-past", "a date that is now is not past, and due at once", _DATE)
def now(scene: Scene) -> None:
    """18:20, at 18:20."""
    _with_time(scene)
    owner = scene.fresh()
    owner.send(owner.login(), message(RUSSIA, reference="a"), ScheduledDate="2019-07-25 18:20").must_be(101)

    expect(_status(owner, "a"), 1, "status")


@check("v3.schedule.past", "what a date in the past does", _DATE, "past_date_v3")
def past(scene: Scene) -> None:
    """Midnight of today, which is over."""
    owner = scene.fresh()
    answer = owner.send(owner.login(), message(RUSSIA, reference="a"), ScheduledDate="2019-07-25")
    if scene.readings["past_date_v3"] == "102":
        answer.must_be(102)
        expect(owner.received(), [], "messages")
    else:
        answer.must_be(101)
        expect(_status(owner, "a"), 1, "status")


@check(
    "v3.schedule.funds-when-due",
    "a message that waits needs no funds before; without them it is OutOfBalance when due",
    "v3 message status 4; v2 8.1 status 4",
)
def funds_when_due(scene: Scene) -> None:
    """Two of them, and money for one: they go in order of acceptance."""
    owner = scene.fresh(balance="2.50", credit_limit="0")
    session = owner.login()
    for name in ("a", "b"):
        owner.send(session, message(RUSSIA, reference=name), ScheduledDate="2019-07-26").must_be(101)
    owner.advance(_DAY)

    expect([_status(owner, "a"), _status(owner, "b")], [100, 4], "statuses")
    expect(owner.v2_balance(), Decimal(0), "balance")


@check(
    "v3.schedule.price-told",
    "what TotalPrice says of messages that wait",
    "v3 Send, TotalPrice",
    "total_price_of_waiting",
)
def price_told(scene: Scene) -> None:
    """Two that wait."""
    owner = scene.fresh()
    answer = owner.send(owner.login(), *[message(RUSSIA)] * 2, ScheduledDate="2019-07-26").must_be(101)
    is_full = scene.readings["total_price_of_waiting"] == "full"

    expect([answer["MessageCount"], answer.price], [2, 5 if is_full else 0], "MessageCount and TotalPrice")


@check("v3.spread.evenly", "SendWithinHours spreads messages evenly, each charged when due", _HOURS)
def evenly(scene: Scene) -> None:
    """Four within two hours: one each half hour, the first at once."""
    owner = scene.fresh()
    before, lost = owner.v2_balance(), []
    owner.send(owner.login(), *[message(RUSSIA)] * 4, SendWithinHours=2).must_be(101)
    for seconds in (0, 1_799, 1, 1_799, 1, 1_800, 9_000):
        owner.advance(seconds)
        lost.append((before - owner.v2_balance()) / Decimal("2.50"))

    expect(lost, [1, 1, 2, 2, 3, 4, 4], "messages charged after 0, 1799, 1800, 3599, 3600, 5400 s and later")


@check("v3.spread.statuses", "in a spread, messages wait as Scheduled for their turn", f"{_HOURS}; v3 message status 2")
def spread_statuses(scene: Scene) -> None:
    """Two within 23 hours, and two within none."""
    owner = scene.fresh()
    session = owner.login()
    owner.send(session, message(RUSSIA, reference="a"), message(RUSSIA, reference="b"), SendWithinHours=23).must_be(101)
    owner.send(session, message(RUSSIA, reference="c"), message(RUSSIA, reference="d"), SendWithinHours=0).must_be(101)

    expect([code for _, code in owner.statuses(session, *"abcd").statuses], [1, 2, 1, 1], "statuses")


@check(
    "v2.schedule.waits",
    "v2 schedule keeps a message for its date in UTC and charges it then",
    "v2 5.2; v2 5.2, date; v2 6 schedule; v2 8.1 status 5",
)
def v2_waits(scene: Scene) -> None:
    """A minute and a second away; also for an account of another zone."""
    owner = scene.fresh(time_zone="Asia/Yerevan")
    before, seen = owner.v2_balance(), []
    id = owner.v2_schedule(RUSSIA, "2019-07-25T18:21:01").number
    for seconds in (0, 60, 1, 3):
        owner.advance(seconds)
        seen.append((owner.v2_status(id).number, before - owner.v2_balance()))

    price = Decimal("2.50")
    expect(seen, [(5, 0), (5, 0), (0, price), (1, price)], "status and what the balance lost")


@check(
    "v2.schedule.dates",
    "a date that cannot be read is 705, one that is past is 708",
    "v2 8.2 code 705; v2 8.2 code 708; v2 6 schedule, sendingdate",
    "info_text_v2",
    "separator_v2",
)
def v2_dates(scene: Scene) -> None:
    """Every wrong form, and a second ago; now is not past."""
    owner = scene.fresh()
    for bad in (
        "2019-07-26",
        "2019-07-26 18:20:00",
        "2019-07-26T18:20",
        "2019-07-26T18:20:00Z",
        "2019-02-30T00:00:00",
        "x",
    ):
        expect(owner.v2_schedule(RUSSIA, bad).text, v2_error("schedule", 705, scene.readings), f"answer to {bad!r}")
    past = owner.v2_schedule(RUSSIA, "2019-07-25T18:19:59").text

    expect(past, v2_error("schedule", 708, scene.readings), "answer to a second ago")
    expect(owner.received(), [], "messages")
    expect(owner.v2_schedule(RUSSIA, "2019-07-25T18:20:00").prefix, "ID", "the answer to now begins")


@check(
    "v2.schedule.funds-when-due",
    "schedule is accepted without funds and OutOfBalance when due",
    "v2 8.1 status 4; v2 5.2, response",
)
def v2_funds(scene: Scene) -> None:
    """Not a cent."""
    owner = scene.fresh(balance="0.00", credit_limit="0")
    id = owner.v2_schedule(RUSSIA, "2019-07-25T18:21:00").number
    owner.advance(60)

    expect([owner.v2_status(id).number, owner.v2_balance()], [4, 0], "status and balance")


DATES: tuple[ServerCheck, ...] = (
    waits,
    minute,
    time_zone,
    now,
    past,
    funds_when_due,
    price_told,
    evenly,
    spread_statuses,
    v2_waits,
    v2_dates,
    v2_funds,
)
