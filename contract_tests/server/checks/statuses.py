"""What becomes of messages, and asking for it."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

from ..check import ServerCheck, check
from ..client import message
from ..failing import Broken, expect
from ..forms import check_v3, v2_status
from ..scene import RUSSIA, Scene, ending
from ..words import V2_VIEW, V3_STATUSES

# What a message to each recipient shows at once, after 1 s, after 3 s and a day later.
_TRAILS = {
    1: (1, 1, 1, 1),
    2: (2, 2, 2, 2),
    3: (1, 3, 3, 3),
    4: (4, 4, 4, 4),
    10: (1, 10, 10, 10),
    100: (1, 3, 100, 100),
    101: (1, 3, 101, 101),
    102: (1, 3, 102, 102),
    103: (1, 3, 103, 103),
    104: (1, 104, 104, 104),
}
_TABLES = "v3 Message Status Possible Values; v2 8.1"
_EACH = "; ".join(f"v3 message status {code}" for code in (1, 3, 10, 100, 101, 102, 103, 104))


@check("status.over-time", "a message goes its way through the table, and never back", f"{_TABLES}; {_EACH}")
def over_time(scene: Scene) -> None:
    """One message for each end, seen at four instants in v3."""
    owner = scene.fresh()
    owner.send(owner.login(), *(message(ending(end), reference=f"{end}") for end in _TRAILS)).must_be(101)
    seen: dict[int, tuple[int, ...]] = dict.fromkeys(_TRAILS, ())
    for seconds in (0, 1, 2, 86_400):
        owner.advance(seconds)
        answer = owner.statuses(owner.login(), *map(str, _TRAILS)).must_be(101)
        check_v3(answer, scene.readings)
        for name, code in answer.statuses:
            seen[int(name)] += (code,)

    expect(seen, _TRAILS, "statuses at 0, 1, 3 and 86,403 s, by the status it ends in")


@check(
    "status.v2-view",
    "both status tables are two views of one state",
    "v2 8.1; v2 5.4; v2 6 querymessage",
    "info_text_v2",
    "separator_v2",
)
def v2_view(scene: Scene) -> None:
    """The v2 status, character for character, of a v2 message for each end."""
    owner = scene.fresh()
    ends = {end: owner.v2_send(ending(end)).number for end in V3_STATUSES}
    owner.advance(10)
    lines = {end: owner.v2_status(id).text for end, id in ends.items()}

    expect(lines, {end: v2_status(V2_VIEW[end], scene.readings) for end in ends}, "answers of querymessage")


@check("status.shared", "a message of v3 has an id in v2, and shows the same state there", "v2 5.1, ID; v2 8.1")
def shared(scene: Scene) -> None:
    """The id that the operator sees."""
    owner = scene.fresh()
    owner.send(owner.login(), message(RUSSIA)).must_be(101)
    owner.advance(1)

    expect([owner.v2_status(each["id"]).number for each in owner.received()], [2], "v2 status of a v3 message")


@check("status.reading-changes-nothing", "asking for a status does not change it", "v3 Query message; v2 5.4")
def reading_changes_nothing(scene: Scene) -> None:
    """Asked ten times at one instant, in both protocols."""
    owner = scene.fresh()
    session, id = owner.login(), owner.v2_send(RUSSIA).number
    owner.send(session, message(RUSSIA, reference="a"))
    seen = {(owner.v2_status(id).number, owner.statuses(session, "a").statuses[0][1]) for _ in range(10)}

    expect(seen, {(0, 1)}, "statuses at one instant")


@check(
    "status.refund",
    "whether a message that was not sent after all is paid back",
    "v3 message status 103; v3 message status 104",
    "refund_unsent",
)
def refund(scene: Scene) -> None:
    """TimeOut and Rejected; Undeliverable and ACK expired never are."""
    owner = scene.fresh()
    before, lost = owner.v2_balance(), {}
    for end in (104, 103, 101, 102, 10):
        owner.v2_send(ending(end))
        owner.advance(10)
        lost[end], before = before - owner.v2_balance(), owner.v2_balance()

    back = Decimal(0 if scene.readings["refund_unsent"] == "yes" else 2)
    expect(lost, {104: back, 103: back, 101: 2, 102: 2, 10: 2}, "what each end costs")


# QueryMessages


@check(
    "v3.query.order",
    "statuses come in the order asked, each with its Reference and name",
    "v3 Query message, MessageStatuses; v3 Query message, example; v3 Query message, response table",
)
def query_order(scene: Scene) -> None:
    """Four, asked backwards, one of them twice."""
    owner = scene.owner
    session, made = owner.login(), [f"{name}-{uuid4()}" for name in "abcd"]
    owner.send(session, *(message("123", reference=each) for each in made)).must_be(101)
    asked = [*reversed(made), made[0]]
    answer = owner.statuses(session, *asked).must_be(101)

    check_v3(answer, scene.readings)
    expect([name for name, _ in answer.statuses], asked, "References")


@check(
    "v3.query.unknown",
    "what QueryMessages says of a reference that was never sent",
    "v3 message status 10; v3 Query message",
    "unknown_reference_v3",
)
def query_unknown(scene: Scene) -> None:
    """Between two that were."""
    owner = scene.owner
    session, (a, b, nobody) = owner.login(), (f"{name}-{uuid4()}" for name in ("a", "b", "nobody"))
    owner.send(session, message("123", reference=a), message("123", reference=b)).must_be(101)
    answer = owner.statuses(session, a, nobody, b).must_be(101)

    check_v3(answer, scene.readings)
    unknown = [(nobody, 10)] if scene.readings["unknown_reference_v3"] == "status-10" else []
    expect(answer.statuses, [(a, 5), *unknown, (b, 5)], "statuses")


@check(
    "v3.query.duplicate",
    "which of two messages with one Reference a query shows",
    "v3 Send, Reference",
    "duplicate_reference",
)
def query_duplicate(scene: Scene) -> None:
    """In one request and in two."""
    owner = scene.fresh()
    session = owner.login()
    owner.send(session, message("123", reference="a"), message(RUSSIA, "a" * 501, "a")).must_be(101)
    owner.send(session, message("123", reference="b")).must_be(101)
    owner.send(session, message(RUSSIA, reference="b")).must_be(101)
    is_latest = scene.readings["duplicate_reference"] == "latest"

    expect(
        owner.statuses(session, "a", "b").statuses,
        [("a", 6), ("b", 1)] if is_latest else [("a", 5), ("b", 5)],
        "statuses",
    )


@check("v3.query.none", "an empty list of References is 101 with an empty list", "v3 Query message, References")
def query_none(scene: Scene) -> None:
    """Nothing is asked for."""
    answer = scene.owner.statuses(scene.owner.login()).must_be(101)

    expect(answer["MessageStatuses"], [], "MessageStatuses")


@check("v3.query.own-only", "an account sees its own messages alone", "v3 Query message", "unknown_reference_v3")
def own_only(scene: Scene) -> None:
    """The reference, and the id, of another's."""
    owner, other = scene.fresh(), scene.fresh()
    owner.send(owner.login(), message(RUSSIA, reference="mine")).must_be(101)
    found = other.statuses(other.login(), "mine").statuses
    foreign = other.v2_status(owner.v2_send(RUSSIA).number)

    if any(code != 10 for _, code in found):
        raise Broken(f"{found} of another account's message", "that it is unknown")
    if foreign.code != 703 and foreign.value != "9":
        raise Broken(f"{foreign.text!r} for another account's id", "703, or status 9")


STATUSES: tuple[ServerCheck, ...] = (
    over_time,
    v2_view,
    shared,
    reading_changes_nothing,
    refund,
    query_order,
    query_unknown,
    query_duplicate,
    query_none,
    own_only,
)
