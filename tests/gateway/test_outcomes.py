"""Outcomes: which course a message takes, moved by time, by queries or by hand."""

from collections import Counter
from dataclasses import replace

import pytest

from mobipace.mock_server.gateway.codes import State
from mobipace.mock_server.gateway.outcomes import OutcomeSettings, Rule, Step
from mobipace.mock_server.gateway.states import ImpossibleMove
from tests.gateway.desk import COMPANY, RECIPIENT, WORLD, Desk, outcomes, world

ENDS = {
    "Pending": [(0, "Pending")],
    "Sent": [(0, "Pending"), (1, "Sent")],
    "Delivered": [(0, "Pending"), (1, "Sent"), (3, "Delivered")],
    "Undeliverable": [(0, "Pending"), (1, "Sent"), (3, "Undeliverable")],
    "ACK expired": [(0, "Pending"), (1, "Sent"), (3, "ACK expired")],
    "Rejected": [(0, "Pending"), (1, "Sent"), (3, "Rejected")],
    "TimeOut": [(0, "Pending"), (1, "TimeOut")],
    "Unknown": [(0, "Pending"), (1, "Unknown")],
    "Scheduled": [(0, "Scheduled")],
    "OutOfBalance": [(0, "OutOfBalance")],
    "InvalidMobile": [(0, "InvalidMobile")],
    "InvalidBody": [(0, "InvalidBody")],
    "InvalidSender": [(0, "InvalidSender")],
    "InvalidRoute": [(0, "InvalidRoute")],
    "BlockedMobile": [(0, "BlockedMobile")],
}
FREE = {"Scheduled", "OutOfBalance", "InvalidMobile", "InvalidBody", "InvalidSender", "InvalidRoute", "BlockedMobile"}


def state(name: str) -> State:
    """The state of this v3 name."""
    return next(each for each in State if each.label == name)


def desk_with(settings: OutcomeSettings) -> Desk:
    """A desk whose world has these outcomes."""
    return Desk(world(outcomes=settings))


def ends(desk: Desk, count: int, recipient: str = RECIPIENT) -> Counter[str]:
    """Send so many messages and tell how they ended."""
    ids = [desk.send(recipient) for _ in range(count)]
    desk.wait(3600)
    return Counter(desk.state(id) for id in ids)


# Courses


def test_the_usual_course() -> None:
    """Pending at once, Sent after 1 s, Delivered after 3 s."""
    desk = Desk()

    assert desk.timeline(desk.send()) == [(0, "Pending"), (1, "Sent"), (3, "Delivered")]


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "Pending"), (0.999999, "Pending"), (1, "Sent"), (2.999999, "Sent"), (3, "Delivered"), (10**6, "Delivered")],
)
def test_a_state_begins_exactly_at_its_instant(seconds: float, expected: str) -> None:
    """A microsecond before it is still the state before."""
    desk = Desk()
    id = desk.send()
    desk.wait(seconds)

    assert desk.state(id) == expected


@pytest.mark.parametrize(("end", "course"), ENDS.items())
def test_a_rule_that_names_its_end(end: str, course: list[tuple[float, str]]) -> None:
    """Before the operator after 1 s; what was Sent after 1 s ends after 3; 2 and 4 to 9 are so at once."""
    desk = desk_with(outcomes(rules=[Rule(RECIPIENT, ends=state(end))]))

    assert desk.timeline(desk.send()) == course


@pytest.mark.parametrize("end", ENDS)
def test_what_never_enters_the_queue_is_never_charged(end: str) -> None:
    """005 to 009 are refused like the real thing; 002 and 004 are so from the start."""
    desk = desk_with(outcomes(rules=[Rule(RECIPIENT, ends=state(end))]))
    desk.send()

    assert desk.movements == ([] if end in FREE else ["-2.00"])


def test_steps_may_be_any_way_through_the_table() -> None:
    """A world writes its own course, in fractions of seconds."""
    desk = desk_with(outcomes(Step(State.SENT, 0.25), Step(State.ACK_EXPIRED, 3600)))

    assert desk.timeline(desk.send()) == [(0, "Pending"), (0.25, "Sent"), (3600, "ACK expired")]


def test_a_step_passes_through_what_it_jumps_over() -> None:
    """Delivered after 5 s was Sent on the way: the table knows no other."""
    desk = desk_with(outcomes(Step(State.DELIVERED, 5)))

    assert desk.timeline(desk.send()) == [(0, "Pending"), (5, "Sent"), (5, "Delivered")]


def test_a_step_after_nothing_happens_at_once() -> None:
    """Zero seconds after due is when it is due."""
    desk = desk_with(outcomes(Step(State.DELIVERED, 0)))

    assert desk.query(desk.send()) == "Sent"


@pytest.mark.parametrize(
    "steps",
    [
        (Step(State.DELIVERED, 1), Step(State.SENT, 2)),
        (Step(State.SENT, 1), Step(State.TIME_OUT, 2)),
        (Step(State.SCHEDULED, 1),),
        (Step(State.OUT_OF_BALANCE, 1),),
        (Step(State.INVALID_MOBILE, 1),),
        (Step(State.SENT, 1), Step(State.SENT, 2)),
    ],
)
def test_a_course_against_the_table_cannot_be_made(steps: tuple[Step, ...]) -> None:
    """Neither as the default nor as a rule's."""
    for course in (outcomes(*steps), outcomes(rules=[Rule("7*", steps=steps)])):
        with pytest.raises(ImpossibleMove):
            desk_with(course)


def test_a_course_begins_when_a_message_is_due() -> None:
    """Not when it is accepted."""
    desk = Desk()

    assert desk.timeline(desk.schedule(60)) == [(0, "Scheduled"), (60, "Pending"), (61, "Sent"), (63, "Delivered")]


# Rules

RULES = [
    Rule("37499000001", ends=State.UNDELIVERABLE),
    Rule("3749900*", ends=State.REJECTED),
    Rule("37499000002", ends=State.TIME_OUT),
    Rule("374*", ends=State.ACK_EXPIRED),
    Rule("*", ends=State.SENT),
    Rule("7*", ends=State.UNKNOWN),
]


@pytest.mark.parametrize(
    ("recipient", "end"),
    [
        ("37499000001", "Undeliverable"),
        ("37499000002", "Rejected"),
        ("37499001111", "Rejected"),
        ("37491000000", "ACK expired"),
        ("79250000000", "Sent"),
    ],
)
def test_the_first_rule_that_matches_decides(recipient: str, end: str) -> None:
    """In the order they stand, exact numbers and prefixes alike; `*` alone is everybody."""
    assert ends(desk_with(outcomes(rules=RULES)), 1, recipient) == {end: 1}


@pytest.mark.parametrize(
    ("recipient", "end"), [("3749900000", "Delivered"), ("374990000010", "Delivered"), ("37499000001", "Rejected")]
)
def test_a_rule_without_a_star_is_for_one_number(recipient: str, end: str) -> None:
    """Neither for its beginnings nor for longer ones."""
    assert ends(desk_with(outcomes(rules=[Rule("37499000001", ends=State.REJECTED)])), 1, recipient) == {end: 1}


def test_a_rules_own_steps() -> None:
    """A rule may give a course instead of an end."""
    desk = desk_with(outcomes(rules=[Rule("374*", steps=(Step(State.SENT, 2), Step(State.REJECTED, 9)))]))

    assert desk.timeline(desk.send()) == [(0, "Pending"), (2, "Sent"), (9, "Rejected")]


def test_an_account_may_have_outcomes_of_its_own() -> None:
    """They stand in place of the world's."""
    company = replace(COMPANY, outcomes=outcomes(rules=[Rule("*", ends=State.TIME_OUT)]))

    assert ends(Desk(replace(WORLD, accounts=(company,))), 1) == {"TimeOut": 1}


# Moved by queries


def test_moved_by_queries() -> None:
    """`after` counts queries answered: Sent after 1, Delivered after 3; time does nothing."""
    desk = desk_with(outcomes(moved_by="queries"))
    id = desk.send()
    desk.wait(3600)

    assert [desk.query(id) for _ in range(5)] == ["Pending", "DeliveredToNetwork", "DeliveredToNetwork", "Sent", "Sent"]


def test_queries_of_both_protocols_count() -> None:
    """A query is a query."""
    desk = desk_with(outcomes(moved_by="queries"))
    id = desk.send_all(RECIPIENT)[0]
    seen = [desk.query_v3("r0")[0], desk.query(id), desk.query_v3("r0")[0], desk.query(id)]

    assert seen == ["Pending", "DeliveredToNetwork", "Sent", "Sent"]


def test_looking_from_outside_is_no_query() -> None:
    """Reading a status never changes it, unless the owner asks and the world says so."""
    desk = desk_with(outcomes(moved_by="queries"))
    id = desk.send()

    assert [desk.state(id) for _ in range(5)] == ["Pending"] * 5


def test_queries_of_a_waiting_message_do_not_count() -> None:
    """Its course begins when it is due."""
    desk = desk_with(outcomes(moved_by="queries"))
    id = desk.schedule(60)
    before = [desk.query(id) for _ in range(5)]
    desk.wait(60)

    assert (before, [desk.query(id) for _ in range(2)]) == (["Scheduled"] * 5, ["Pending", "DeliveredToNetwork"])


def test_after_no_queries_is_at_once() -> None:
    """A step after 0 queries needs none: the first answer already shows it."""
    desk = desk_with(outcomes(Step(State.SENT, 0), Step(State.DELIVERED, 1), moved_by="queries"))
    id = desk.send()

    assert [desk.query(id), desk.query(id)] == ["DeliveredToNetwork", "Sent"]


def test_queries_leave_their_instants_in_the_timeline() -> None:
    """A move appears once it is made, at the instant of its query."""
    desk = desk_with(outcomes(moved_by="queries"))
    id = desk.send()
    before = desk.timeline(id)
    desk.wait(7)
    desk.query(id)

    assert (before, desk.timeline(id)) == ([(0, "Pending")], [(0, "Pending"), (7, "Sent")])


# Moved by hand


def test_moved_by_hand() -> None:
    """Neither time nor queries move a message; an operator does."""
    desk = desk_with(outcomes(moved_by="hand"))
    id = desk.send()
    desk.wait(3600)
    waiting = [desk.query(id), desk.query(id)]
    desk.force(id, "Delivered")

    assert (waiting, desk.query(id)) == (["Pending", "Pending"], "Sent")


@pytest.mark.parametrize("end", ["InvalidMobile", "OutOfBalance", "Scheduled"])
def test_what_is_so_at_acceptance_needs_no_hand(end: str) -> None:
    """A refusal is no movement."""
    desk = desk_with(outcomes(moved_by="hand", rules=[Rule("*", ends=state(end))]))

    assert desk.state(desk.send()) == end


def test_a_waiting_message_falls_due_by_itself() -> None:
    """moved_by speaks of what comes after the queue; the date is the caller's."""
    desk = desk_with(outcomes(moved_by="hand"))
    id = desk.schedule(60)
    desk.wait(60)

    assert (desk.state(id), desk.movements) == ("Pending", ["-2.00"])
