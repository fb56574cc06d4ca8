"""Gateways that keep messages waiting for the wrong time, or tell wrong statuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from mobipace.mock_server.gateway import account, codes, v3
from mobipace.mock_server.gateway.account import Account
from mobipace.mock_server.gateway.codes import State, V2Status, V3Code
from mobipace.mock_server.gateway.commands import QueryMessages, Statuses, V3Refusal
from mobipace.mock_server.gateway.messages import Mailbox, Message
from mobipace.mock_server.gateway.outcomes import Plan
from mobipace.mock_server.wire import v3 as wire
from mobipace.mock_server.wire.deviations import Malformed
from mobipace.mock_server.wire.members import Members

from .breakage import Breakage, Change, breakage, instead

# Dates


@breakage("zone-ignored", "dates are read as UTC", "v3.schedule.time-zone")
def zone_ignored() -> list[Change]:
    """Whatever zone the account has."""

    def make(was: Callable[..., int]) -> Callable[..., int]:
        return lambda wall, _zone: was(wall, ZoneInfo("UTC"))

    return [(v3, "to_utc", make)]


@breakage(
    "due-a-minute-late", "what is due at once waits a minute", "v3.schedule.now-is-not-past", "v3.schedule.minute"
)
def minute_late() -> list[Change]:
    """A date is the end of its minute."""

    def make(was: Callable[..., int]) -> Callable[..., int]:
        return lambda wall, zone: was(wall + timedelta(minutes=1), zone)

    return [(v3, "to_utc", make)]


@breakage("time-of-day-ignored", "only the day of a date counts", "v3.schedule.minute")
def day_only() -> list[Change]:
    """18:21 is midnight."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def date(members: Members, name: str) -> Any:
            found = was(members, name)
            return found and replace(found, wall=found.wall.combine(found.wall, time(), found.wall.tzinfo))

        return date

    return [(Members, "date", make)]


@breakage(
    "past-is-102", "a date in the past is refused, whatever the reading", "v3.schedule.past", "reading.past-date-v3"
)
def past_is_102() -> list[Change]:
    """Against the reading."""

    def reject(account: Account, command: Any, start: int, now: int) -> None:
        if start < now:
            raise V3Refusal(V3Code.INCORRECT_PARAMETER, "")

    return [(v3, "_SEND_CHECKS", lambda was: (reject, *was[1:]))]


@breakage("later-first", "of messages due at once the later goes first", "v3.schedule.funds-when-due")
def later_first() -> list[Change]:
    """And takes the money."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        return lambda at, id, message, is_refund: was(at, -id, message, is_refund)

    return [(account, "Due", make)]


@breakage(
    "waiting-is-free",
    "TotalPrice leaves out what waits, whatever the reading",
    "v3.schedule.price-told",
    "reading.total-price-of-waiting",
)
def waiting_is_free() -> list[Change]:
    """Against the reading."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *given: replace(was(*given), total=given[2])

    return [(v3, "_priced", make)]


@breakage("spread-at-once", "SendWithinHours is ignored", "v3.spread.evenly", "v3.spread.statuses")
def spread_at_once() -> list[Change]:
    """All are due at once."""
    return [(v3, "_dues", instead(lambda count, start, _hours: [start] * count))]


@breakage("waiting-is-pending", "what waits is Pending", "v3.spread.statuses", "v3.schedule.waits", "v2.schedule.waits")
def waiting_is_pending() -> list[Change]:
    """1 for 2."""

    def state(message: Message, now: int) -> State:
        return State.PENDING if now < message.due_at else message.plan.state(now - message.due_at)

    return [(Message, "state", instead(state))]


# Statuses


@breakage("status-runs-back", "a final status is forgotten after an hour", "status.over-time")
def runs_back() -> list[Change]:
    """Delivered, and Pending again."""

    def make(was: Callable[..., State]) -> Callable[..., State]:
        return lambda plan, elapsed: plan.initial if elapsed > 3_600_000_000 else was(plan, elapsed)

    return [(Plan, "state", make)]


@breakage("status-misspelt", "ACK expired is written AckExpired", "status.over-time")
def misspelt() -> list[Change]:
    """The table has a blank."""
    return [(vars(State.ACK_EXPIRED), "label", instead("AckExpired"))]


@breakage("expired-as-sent", "v2 shows ACK expired as Sent", "status.v2-view")
def expired_as_sent() -> list[Change]:
    """1 for 6."""
    return [(codes._V2_VIEW, State.ACK_EXPIRED, instead(V2Status.SENT))]


@breakage("v3-unseen-by-v2", "v2 does not know messages of v3", "status.shared")
def unseen() -> list[Change]:
    """Two mailboxes."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def by_id(mailbox: Mailbox, id: int) -> Message | None:
            found: Message | None = was(mailbox, id)
            return found if found and found.protocol == "v2" else None

        return by_id

    return [(Mailbox, "by_id", make)]


@breakage("queries-move", "a query moves a message on", "status.reading-changes-nothing")
def queries_move() -> list[Change]:
    """A second each."""

    def count_query(self: Account, message: Message, now: int) -> None:
        message.due_at -= 1_000_000

    return [(Account, "count_query", instead(count_query))]


def _on_statuses(change: Callable[[list[Any]], list[Any]]) -> Callable[[Any], Any]:
    def make(was: Callable[..., Statuses]) -> Callable[..., Statuses]:
        return lambda *given: Statuses(change([*was(*given).statuses]))

    return make


@breakage("statuses-sorted", "statuses come in an order of their own", "v3.query.order")
def statuses_sorted() -> list[Change]:
    """By Reference."""
    return [(v3, "_query_messages", _on_statuses(sorted))]


@breakage("statuses-once", "a Reference asked twice is answered once", "v3.query.order")
def statuses_once() -> list[Change]:
    """Made unique."""
    return [(v3, "_query_messages", _on_statuses(lambda found: [*dict.fromkeys(found)]))]


@breakage(
    "unknown-left-out",
    "an unknown Reference is left out, whatever the reading",
    "v3.query.unknown",
    "reading.unknown-reference-v3",
)
def left_out() -> list[Change]:
    """Against the reading."""
    known = _on_statuses(lambda found: [each for each in found if each[1] is not State.UNKNOWN])
    return [(v3, "_query_messages", known)]


@breakage(
    "first-for-latest",
    "the first message with a Reference is shown for the latest",
    "v3.query.duplicate",
    "reading.duplicate-reference",
)
def first_for_latest() -> list[Change]:
    """And the other way round."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        return lambda mailbox, reference, which: was(mailbox, reference, "first" if which == "latest" else "latest")

    return [(Mailbox, "by_reference", make)]


@breakage("references-shared", "an account sees the messages of others", "v3.query.own-only")
def shared() -> list[Change]:
    """One mailbox for all References."""
    everybody: dict[str, Message] = {}

    def add(was: Callable[..., None]) -> Callable[..., None]:
        def add(mailbox: Mailbox, message: Message) -> None:
            everybody[message.reference or ""] = message
            was(mailbox, message)

        return add

    def by_reference(was: Callable[..., Any]) -> Callable[..., Any]:
        return lambda mailbox, reference, which: was(mailbox, reference, which) or everybody.get(reference)

    return [(Mailbox, "add", add), (Mailbox, "by_reference", by_reference)]


@breakage("no-references-102", "an empty list of References is 102", "v3.query.none")
def none_is_102() -> list[Change]:
    """As an empty batch is."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def parse(*given: Any) -> Any:
            command = was(*given)
            if isinstance(command, QueryMessages) and not command.references:
                raise Malformed("")
            return command

        return parse

    return [(wire, "parse", make)]


STATUSES: tuple[Breakage, ...] = (
    zone_ignored,
    minute_late,
    day_only,
    past_is_102,
    later_first,
    waiting_is_free,
    spread_at_once,
    waiting_is_pending,
    runs_back,
    misspelt,
    expired_as_sent,
    unseen,
    queries_move,
    statuses_sorted,
    statuses_once,
    left_out,
    first_for_latest,
    shared,
    none_is_102,
)
