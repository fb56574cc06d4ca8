"""A message's life: one table, (state, event) -> state. A pair that is not in it cannot happen.

::

                   queue                       submit              deliver
    accepted ──────────────▶ Pending ────────────────────▶ Sent ────────────▶ Delivered
        │                     ▲   │ time-out ─▶ TimeOut      │ fail ─────────▶ Undeliverable
        │ postpone        due │   │ break ────▶ Unknown      │ expire ───────▶ ACK expired
        ├──────────▶ Scheduled    │                          └ reject ───────▶ Rejected
        │                 │ lack-funds ─▶ OutOfBalance
        │ lack-funds ─▶ OutOfBalance
        └ refuse-… ─▶ InvalidSender, InvalidMobile, BlockedMobile, InvalidRoute, InvalidBody

Words of v3 "Message Status Possible Values": Pending "is being prepared for sending", Scheduled "scheduled and queued
for sending", TimeOut "processing timeout reached, was not sent" (so never after Sent), ACK expired "sent, but message
status unknown" and Rejected "by operator" (so only after Sent).
"""

from __future__ import annotations

from collections import deque
from enum import Enum
from functools import cache

from .codes import State


class Event(Enum):
    """What can happen to a message."""

    QUEUE = "queue"
    POSTPONE = "postpone"
    DUE = "due"
    LACK_FUNDS = "lack-funds"
    SUBMIT = "submit"
    DELIVER = "deliver"
    FAIL = "fail"
    EXPIRE = "expire"
    REJECT = "reject"
    TIME_OUT = "time-out"
    BREAK = "break"
    REFUSE_SENDER = "refuse-sender"
    REFUSE_MOBILE = "refuse-mobile"
    REFUSE_BLOCKED = "refuse-blocked"
    REFUSE_ROUTE = "refuse-route"
    REFUSE_BODY = "refuse-body"


# None is the message before the gateway has decided on it.
TRANSITIONS: dict[tuple[State | None, Event], State] = {
    (None, Event.QUEUE): State.PENDING,
    (None, Event.POSTPONE): State.SCHEDULED,
    (None, Event.LACK_FUNDS): State.OUT_OF_BALANCE,
    (None, Event.REFUSE_SENDER): State.INVALID_SENDER,
    (None, Event.REFUSE_MOBILE): State.INVALID_MOBILE,
    (None, Event.REFUSE_BLOCKED): State.BLOCKED_MOBILE,
    (None, Event.REFUSE_ROUTE): State.INVALID_ROUTE,
    (None, Event.REFUSE_BODY): State.INVALID_BODY,
    (State.SCHEDULED, Event.DUE): State.PENDING,
    (State.SCHEDULED, Event.LACK_FUNDS): State.OUT_OF_BALANCE,
    (State.PENDING, Event.SUBMIT): State.SENT,
    (State.PENDING, Event.TIME_OUT): State.TIME_OUT,
    (State.PENDING, Event.BREAK): State.UNKNOWN,
    (State.SENT, Event.DELIVER): State.DELIVERED,
    (State.SENT, Event.FAIL): State.UNDELIVERABLE,
    (State.SENT, Event.EXPIRE): State.ACK_EXPIRED,
    (State.SENT, Event.REJECT): State.REJECTED,
}

REFUSALS = frozenset(
    {State.INVALID_SENDER, State.INVALID_MOBILE, State.BLOCKED_MOBILE, State.INVALID_ROUTE, State.INVALID_BODY}
)
"""States a message is given at acceptance instead of being accepted."""

FINAL = frozenset(State) - {state for state, _ in TRANSITIONS if state is not None}
"""States that nothing leads out of."""

UNSENT = frozenset({State.TIME_OUT, State.REJECTED})
"""Charged, and not sent after all: what the reading `refund_unsent` is about."""


class ImpossibleMove(ValueError):
    """The table has no way from one state to another; the text says which states can follow."""


@cache
def path(start: State | None, end: State) -> tuple[State, ...]:
    """The shortest way from `start` to `end`, without `start` and with `end`.

    Raises ImpossibleMove where there is none (a state is not a way to itself).
    """
    trails: deque[tuple[State, ...]] = deque((target,) for (state, _), target in TRANSITIONS.items() if state is start)
    while trails:
        trail = trails.popleft()
        if trail[-1] is end:
            return trail
        trails.extend((*trail, target) for (state, _), target in TRANSITIONS.items() if state is trail[-1])
    raise ImpossibleMove(_explain(start, end))


def _explain(start: State | None, end: State) -> str:
    reachable = sorted(state.label for state in State if start is not None and _leads(start, state))
    following = f"it may become {', '.join(reachable)}" if reachable else "that is final"
    return f"a message that is {start.label if start else 'new'} cannot become {end.label}: {following}"


def _leads(start: State, end: State) -> bool:
    frontier, seen = [start], set[State]()
    while frontier:
        here = frontier.pop()
        followers = {target for (state, _), target in TRANSITIONS.items() if state is here} - seen
        seen |= followers
        frontier.extend(followers)
    return end in seen
