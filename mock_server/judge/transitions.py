"""Transitions: which moves of the table of states an account's messages have made so far.

Nothing is told when a message moves, because a status is a function of time. So the moves are read off the messages
when somebody asks. A message in a final state is counted once and for all and never looked at again; messages that
share a plan are counted together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

from ..gateway.codes import State
from ..gateway.messages import Mailbox, Message
from ..gateway.outcomes import Plan
from ..gateway.states import FINAL, TRANSITIONS, Event

Move = tuple[State | None, Event]
"""A row of the table: the state before (None: not yet accepted) and what happened."""

CHUNK = 10_000
"""Messages that are looked at in one go: some milliseconds."""

_EVENTS: dict[tuple[State | None, State], Event] = {(start, end): event for (start, event), end in TRANSITIONS.items()}

_Course = tuple[Plan, bool, int]
"""What messages have in common that made the same moves: plan, whether postponed, and how many of its moves are past
(-1: not yet due)."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """What is known of a mailbox: of its first `seen` messages, the moves of those that are final, and the others."""

    mailbox: Mailbox | None = None
    seen: int = 0
    moves: Counter[Move] = field(default_factory=Counter)
    open: Sequence[Message] = ()


class Transitions:
    """The moves of one account's messages."""

    def __init__(self) -> None:
        self._standing = _Standing()

    def count(self, mailbox: Mailbox, now: int) -> Generator[None, None, Counter[Move]]:
        """Moves made by `now`, an instant of the account's clock. Yields now and then, so that others can run.

        Each run works from what was known at its beginning, so that two at once do not disturb each other.
        """
        known = self._standing if self._standing.mailbox is mailbox else _Standing(mailbox)
        end = len(mailbox.messages)
        moves, open_moves, still_open = Counter(known.moves), Counter[Move](), list[Message]()
        for chunk in _chunks(known.open, mailbox.messages, known.seen, end):
            final, unfinished, left = _sort(chunk, now)
            _add_moves(moves, final)
            _add_moves(open_moves, unfinished)
            still_open += left
            yield
        self._standing = _Standing(mailbox, end, moves, still_open)
        return moves + open_moves


def _chunks(
    known: Sequence[Message], messages: Sequence[Message], start: int, end: int
) -> Generator[Sequence[Message], None, None]:
    for first in range(0, len(known), CHUNK):
        yield known[first : first + CHUNK]
    for first in range(start, end, CHUNK):
        yield messages[first : min(first + CHUNK, end)]


def _sort(messages: Sequence[Message], now: int) -> tuple[Counter[_Course], Counter[_Course], list[Message]]:
    """Courses of messages that are final, courses of those that are not, and the latter themselves."""
    final, unfinished, left = Counter[_Course](), Counter[_Course](), list[Message]()
    ends: dict[_Course, bool] = {}
    for message in messages:
        plan, elapsed = message.plan, now - message.due_at
        course = (plan, message.was_postponed, _past(plan, elapsed))
        is_final = ends.get(course)
        if is_final is None:
            is_final = ends[course] = elapsed >= 0 and plan.state(elapsed) in FINAL
        if is_final:
            final[course] += 1
        else:
            unfinished[course] += 1
            left.append(message)
    return final, unfinished, left


def _past(plan: Plan, elapsed: int) -> int:
    """How many of a plan's moves are past; -1 before it begins."""
    if elapsed < 0:
        return -1
    moves = plan.moves
    if not moves or elapsed >= moves[-1][0]:
        return len(moves)
    return sum(1 for at, _ in moves if at <= elapsed)


def _add_moves(moves: Counter[Move], courses: Counter[_Course]) -> None:
    for (plan, was_postponed, past), count in courses.items():
        for move in _moves(plan, was_postponed, past):
            moves[move] += count


def _moves(plan: Plan, was_postponed: bool, past: int) -> list[Move]:
    """The moves of a message with this course, in order."""
    states = [State.SCHEDULED] if was_postponed else []
    if past >= 0:
        states += (plan.initial, *(state for _, state in plan.moves[:past]))
    starts = (None, *states[:-1])
    return [(start, _EVENTS[start, end]) for start, end in zip(starts, states, strict=True) if (start, end) in _EVENTS]
