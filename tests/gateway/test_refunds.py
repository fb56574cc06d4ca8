"""Reading refund_unsent: TimeOut ("was not sent") and Rejected are paid back, or not; and never twice."""

from decimal import Decimal
from typing import Any

import pytest

from mobipace.mock_server.gateway.codes import State
from mobipace.mock_server.gateway.outcomes import MovedBy, Rule, Step
from mobipace.mock_server.gateway.states import ImpossibleMove
from tests.gateway.desk import START, Desk, outcomes, world

UNSENT = ["TimeOut", "Rejected"]
KEPT = ["Delivered", "Undeliverable", "ACK expired", "Unknown", "Sent"]


def desk_ending(end: str | None = None, reading: str = "yes", moved_by: MovedBy = "time", **account: Any) -> Desk:
    """A desk where all messages end so (None: the usual way), under a reading."""
    rules = [Rule("*", ends=next(each for each in State if each.label == end))] if end else []
    readings = {"refund_unsent": reading}
    return Desk(world(outcomes=outcomes(moved_by=moved_by, rules=rules), readings=readings, **account))


# By time


@pytest.mark.parametrize("end", UNSENT)
def test_by_default_nothing_is_refunded(end: str) -> None:
    """The documents do not promise it."""
    desk = desk_ending(end, "no")
    desk.send()
    desk.wait(60)

    assert (desk.movements, desk.balance) == (["-2.00"], "1298.30")


@pytest.mark.parametrize("end", UNSENT)
def test_what_was_not_sent_is_refunded(end: str) -> None:
    """The whole price, once, with its cause and its message, at the instant of the status."""
    desk = desk_ending(end)
    id = desk.send(body="a" * 161)
    desk.wait(3600)
    entry = desk.account.ledger.entries[-1] if desk.now else None

    assert entry is not None
    assert (desk.movements, desk.balance, entry.message_id, end in entry.cause) == (
        ["-4.00", "4.00"],
        "1300.30",
        id,
        True,
    )
    assert entry.at == START + (1 if end == "TimeOut" else 3) * 1_000_000


@pytest.mark.parametrize("end", KEPT)
def test_what_was_sent_is_not_refunded(end: str) -> None:
    """Undeliverable was sent, and so was what has no acknowledgement."""
    desk = desk_ending(end)
    desk.send()
    desk.wait(3600)

    assert desk.movements == ["-2.00"]


@pytest.mark.parametrize("end", ["InvalidMobile", "OutOfBalance", "Scheduled", "BlockedMobile"])
def test_what_was_never_charged_is_never_refunded(end: str) -> None:
    """Nothing was taken."""
    desk = desk_ending(end)
    desk.send()
    desk.wait(3600)

    assert desk.movements == []


@pytest.mark.parametrize("end", UNSENT)
def test_a_refund_comes_in_its_instant_and_not_before(end: str) -> None:
    """Money moves with the status."""
    desk = desk_ending(end)
    desk.send()
    desk.wait(0.999999 if end == "TimeOut" else 2.999999)
    before = desk.balance
    desk.wait(0.000001)

    assert (before, desk.balance) == ("1298.30", "1300.30")


@pytest.mark.parametrize("end", UNSENT)
def test_a_waiting_message_is_refunded_too(end: str) -> None:
    """Charged when due, refunded when it turns out unsent."""
    desk = desk_ending(end)
    desk.schedule(60)
    desk.wait(3600)

    assert (desk.movements, desk.balance) == (["-2.00", "2.00"], "1300.30")


def test_a_refund_pays_for_what_is_due_later() -> None:
    """Things happen in the order of their instants, however far the clock is moved."""
    desk = desk_ending("TimeOut", balance=Decimal("2.00"), credit_limit=Decimal(0))
    first, second, third = desk.schedule(10), desk.schedule(10.5), desk.schedule(11)
    desk.wait(3600)

    assert ([desk.state(id) for id in (first, second, third)], desk.movements) == (
        ["TimeOut", "OutOfBalance", "TimeOut"],
        ["-2.00", "2.00", "-2.00", "2.00"],
    )


# By hand


@pytest.mark.parametrize("end", UNSENT)
@pytest.mark.parametrize("course", ["Delivered", "TimeOut", "Rejected", "Pending"])
def test_a_forced_end_is_refunded_once(end: str, course: str) -> None:
    """Whatever the message would have become by itself."""
    desk = desk_ending(course)
    id = desk.send()
    desk.wait(0.5)
    desk.force(id, end)
    desk.wait(3600)

    assert (desk.state(id), desk.movements) == (end, ["-2.00", "2.00"])


@pytest.mark.parametrize("course", UNSENT)
@pytest.mark.parametrize("end", ["Delivered", "Sent"])
def test_a_message_forced_elsewhere_is_not_refunded(course: str, end: str) -> None:
    """Its own course ends with the hand's move."""
    desk = desk_ending(course)
    id = desk.send()
    desk.wait(0.5)
    desk.force(id, end)
    desk.wait(3600)

    assert (desk.state(id), desk.movements) == (end, ["-2.00"])


@pytest.mark.parametrize("end", UNSENT)
def test_what_ended_by_itself_cannot_be_forced_and_refunded_again(end: str) -> None:
    """A final status is final."""
    desk = desk_ending(end)
    id = desk.send()
    desk.wait(3)
    with pytest.raises(ImpossibleMove):
        desk.force(id, "Rejected")

    assert desk.movements == ["-2.00", "2.00"]


@pytest.mark.parametrize("end", UNSENT)
@pytest.mark.parametrize("course", ["Delivered", "TimeOut", "Rejected"])
def test_a_waiting_message_forced_is_charged_and_refunded_once(end: str, course: str) -> None:
    """It becomes due at once; its own date and its own course come to nothing."""
    desk = desk_ending(course)
    id = desk.schedule(1)
    desk.force(id, end)
    desk.wait(3600)

    assert (desk.state(id), desk.movements) == (end, ["-2.00", "2.00"])


@pytest.mark.parametrize("end", UNSENT)
@pytest.mark.parametrize("course", UNSENT)
def test_a_waiting_message_whose_course_ends_at_once_is_refunded_once(course: str, end: str) -> None:
    """Also where the world says the same thing at the very instant of the hand."""
    target = next(each for each in State if each.label == course)
    desk = Desk(world(outcomes=outcomes(Step(target, 0)), readings={"refund_unsent": "yes"}))
    id = desk.schedule(60)
    desk.force(id, end)
    desk.wait(3600)

    assert (desk.state(id), desk.movements, desk.balance) == (end, ["-2.00", "2.00"], "1300.30")


def test_forced_in_two_steps_it_is_refunded_once() -> None:
    """Sent by hand, then Rejected by hand."""
    desk = desk_ending("Rejected")
    id = desk.send()
    desk.force(id, "Sent")
    desk.wait(1)
    desk.force(id, "Rejected")
    desk.wait(3600)

    assert desk.movements == ["-2.00", "2.00"]


# By queries


@pytest.mark.parametrize(("end", "queries"), [("TimeOut", 1), ("Rejected", 3)])
def test_an_end_by_queries_is_refunded_once(end: str, queries: int) -> None:
    """At the query that brings it, and by none after it."""
    desk = desk_ending(end, moved_by="queries")
    id = desk.send()
    seen = []
    for _ in range(queries + 3):
        seen.append(desk.balance)
        desk.query(id)

    assert (seen, desk.movements) == (["1298.30"] * queries + ["1300.30"] * 3, ["-2.00", "2.00"])


@pytest.mark.parametrize("end", UNSENT)
def test_an_end_by_queries_is_not_refunded_by_default(end: str) -> None:
    """The reading decides, whatever moves the message."""
    desk = desk_ending(end, "no", "queries")
    id = desk.send()
    for _ in range(5):
        desk.query(id)

    assert desk.movements == ["-2.00"]


def test_a_message_moved_by_queries_and_then_by_hand_is_refunded_once() -> None:
    """A hand ends the course that queries were making."""
    desk = desk_ending("Rejected", moved_by="queries")
    id = desk.send()
    desk.query(id)
    desk.force(id, "Rejected")
    for _ in range(5):
        desk.query(id)

    assert (desk.state(id), desk.movements) == ("Rejected", ["-2.00", "2.00"])
