"""An account: a world of its own, with its clock, sessions, ledger, messages and stream of chance."""

from __future__ import annotations

import heapq
import random
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TypeVar

import msgspec

from .acceptance import Acceptance, Terms, Weighed
from .clock import Clock
from .codes import State
from .commands import Row
from .ledger import Ledger
from .messages import Due, Mailbox, Message, Protocol
from .outcomes import Plan
from .readings import Readings
from .routes import Routes
from .sessions import Session, Sessions
from .settings import AccountSettings, World
from .states import UNSENT, ImpossibleMove, path

Setting = TypeVar("Setting")


class Batch(msgspec.Struct, frozen=True, gc=False):
    """Messages to keep: each as weighed, when it is due, and what is charged at once for those due by now.

    is_scheduled: charged when due even if that is now, with no check of the funds before (v2 schedule).
    """

    weighed: Sequence[Weighed]
    dues: Sequence[int]
    charged: Decimal
    sender: str
    protocol: Protocol
    wap_push: bool
    is_scheduled: bool = False


class Standing(msgspec.Struct, frozen=True, gc=False):
    """Where an account stands at an instant of its clock; amounts in its currency, counts of what it has.

    sessions: dead ones that nobody has asked for since are among them. in_flight: v3 requests taken in, not answered.
    """

    at: int
    balance: Decimal
    available: Decimal
    failed_logins: int
    is_locked: bool
    is_blocked: bool
    sessions: int
    in_flight: int
    messages: int


class Account:
    """The aggregate every operation works on.

    Times given are instants of this account's clock, except `real`, which is the caller's. `settle` must come before
    anything that reads or changes money or messages: it makes everything due by then happen, in order. generation: how
    many accounts of this name there were before, so that none is given a session id of theirs.
    """

    def __init__(
        self, settings: AccountSettings, world: World, clock: Clock, real: int, *, generation: int = 0
    ) -> None:
        self._world = world
        self.clock = clock
        now = self.clock.now(real)
        # A run must repeat from its seed; nothing here is a secret. Chance at the edge has a stream of its own, so
        # that a hold or fault does not shift what follows. Session ids have one too, by name: accounts that share a
        # seed must not share sessions.
        self._own = f"{world.seed}/{settings.username}" if settings.seed is None else f"{settings.seed}"
        self._named = f"{self._own}/{settings.username}/{generation}"
        self.generation = generation
        self.ledger = Ledger(settings.balance, now)
        self.sessions = Sessions()
        self.mailbox = Mailbox()
        self.failed_logins = 0
        self.in_flight = 0
        self.answered_at = -1
        self.agenda: list[Due] = []  # a heap
        self.apply(settings)

    @cached_property
    def stream(self) -> random.Random:
        """What becomes of its messages is drawn from this. Most accounts draw nothing, and never have one."""
        return random.Random(self._own)

    @cached_property
    def edge_stream(self) -> random.Random:
        """Which of its requests a hold or a fault befalls."""
        return random.Random(f"{self._own}/edge")

    @cached_property
    def session_ids(self) -> random.Random:
        """Its sessions' ids are drawn from this."""
        return random.Random(self._named)

    def apply(self, settings: AccountSettings) -> None:
        """Take these settings from now on (balance and clock are moved by `ledger` and `clock`)."""
        world = self._world
        self.settings = settings
        self.username = settings.username
        self._senders = {sender: sender for sender in settings.senders}  # messages share these, not a text for each
        self.readings = Readings({**world.readings, **settings.readings})
        self.acceptance = Acceptance(
            Terms(
                senders=frozenset({settings.username} if settings.kind == "individual" else settings.senders),
                blocked_mobiles=_own_or(settings.blocked_mobiles, world.blocked_mobiles),
                routes=Routes(_own_or(settings.routes, world.routes)),
                outcomes=_own_or(settings.outcomes, world.outcomes),
                readings=self.readings,
            )
        )

    def join(self, world: World) -> None:
        """Take `world`'s values where the account has none of its own."""
        self._world = world
        self.apply(self.settings)

    @property
    def available(self) -> Decimal:
        """AvailableFund: balance - credit limit, the limit being zero or negative."""
        return self.ledger.balance - self.settings.credit_limit

    def standing(self, real: int) -> Standing:
        """Where it stands at `real`, for whoever explains an answer."""
        settings, balance = self.settings, self.ledger.balance
        return Standing(
            self.now(real),
            balance,
            balance - settings.credit_limit,
            self.failed_logins,
            self.is_locked,
            settings.blocked,
            len(self.sessions),
            self.in_flight,
            len(self.mailbox.messages),
        )

    def can_pay(self, amount: Decimal) -> bool:
        """Whether `amount` is there; nothing can always be paid, also from an overdrawn account."""
        return not amount or amount <= self.available

    # Logging in

    @property
    def is_locked(self) -> bool:
        """Locked by an operator, or by too many failed logins in a row (v3 code 201)."""
        return self.settings.locked or self.failed_logins >= self._world.max_failed_logins

    def unlock(self) -> None:
        """The operator's unlocking: the failures are forgotten."""
        self.failed_logins = 0
        self.settings = replace(self.settings, locked=False)

    def check_password(self, password: str) -> bool:
        """Whether it is right. One counter for both protocols; a success clears it."""
        if self.settings.password is None:
            return False
        is_right = password == self.settings.password
        self.failed_logins = 0 if is_right else self.failed_logins + 1
        return is_right

    def why_no_login(self) -> str:
        """What was wrong with a login that failed."""
        if self.settings.password is None:
            return "the account has no password: it was registered through a social network"
        return f"wrong password, {self.failed_logins} in a row of {self._world.max_failed_logins} that lock the account"

    def why_locked(self) -> str:
        """Why it is locked, and what helps."""
        cause = "by its operator" if self.settings.locked else f"after {self.failed_logins} failed logins in a row"
        return f"the account is locked {cause}; setting locked to false unlocks it"

    def open_session(self, now: int) -> tuple[Session, list[str]]:
        """A new session, and the ids of those that are no more."""
        if len(self.sessions) and self.readings["single_session"] == "yes":
            self.sessions.end_all()
        gone = self.sessions.forget_dead(now)
        id = str(uuid.UUID(int=self.session_ids.getrandbits(128), version=4))
        return self.sessions.open(id, now), gone

    # Messages

    def sender(self, given: str) -> str:
        """Whom messages come from: what was given, but for an individual the username (v2 5.2)."""
        return self.username if self.settings.kind == "individual" else self._senders.get(given, given)

    def weigh(self, rows: Iterable[Row], sender: str, *, body_limit: bool) -> list[Weighed]:
        """What each message would be; see Acceptance."""
        return self.acceptance.weigh(rows, sender, self.stream, body_limit=body_limit)

    def preview(self, rows: Iterable[Row], sender: str) -> list[Weighed]:
        """The same, changing nothing, not even the stream."""
        if not self.acceptance.is_random:
            return self.weigh(rows, sender, body_limit=True)
        kept = self.stream.getstate()
        try:
            return self.weigh(rows, sender, body_limit=True)
        finally:
            self.stream.setstate(kept)

    def accept(self, batch: Batch, ids: range, now: int) -> None:
        """Keep messages and charge those due at once. Those due later are charged then."""
        numbers = [*ids]  # one object for each, wherever it is kept
        self.ledger.charge(now, batch.charged, _accepted(len(numbers)), numbers[0] if len(numbers) == 1 else None)
        sender, protocol, wap_push = batch.sender, batch.protocol, batch.wap_push
        add = self.mailbox.add
        for each, due, id in zip(batch.weighed, batch.dues, numbers):  # noqa: B905  to be strict costs a single message
            recipient, body, reference = each.row
            plan = each.plan
            at = due if plan.is_charged else now
            message = Message(
                id, reference, recipient, sender, body, each.parts, each.price, protocol, wap_push, now, at, plan
            )
            if at > now or (batch.is_scheduled and plan.is_charged):
                message.is_waiting, message.was_postponed = True, at > now
            add(message)
            if message.is_waiting or plan.unsent_after is not None:
                self._put_on_agenda(message)
        if self.agenda:
            self.settle(now)

    def _put_on_agenda(self, message: Message) -> None:
        if message.is_waiting:
            heapq.heappush(self.agenda, Due(message.due_at, message.id, message, False))
        elif (after := message.plan.unsent_after) is not None:
            heapq.heappush(self.agenda, Due(message.due_at + after, message.id, message, True))

    def settle(self, now: int) -> None:
        """Make everything due by `now` happen, in order of its instant, then of acceptance."""
        while self.agenda and self.agenda[0].at <= now:
            due = heapq.heappop(self.agenda)
            if due.is_refund:
                self._refund_as_planned(due.message, due.at)
            elif due.message.is_waiting:
                self._fall_due(due.message)

    def _fall_due(self, message: Message) -> None:
        message.is_waiting = False
        self.mailbox.has_changed(message)
        if not self.can_pay(message.price):
            message.plan = _OUT_OF_BALANCE
            return
        self.ledger.charge(message.due_at, message.price, "waiting message due", message.id)
        self._put_on_agenda(message)

    def _refund_as_planned(self, message: Message, at: int) -> None:
        if message.plan.unsent_after == at - message.due_at:  # else a hand moved it elsewhere in the meantime
            self._refund(message, at)

    def _refund(self, message: Message, at: int) -> None:
        state = message.state(at)
        if self.readings["refund_unsent"] == "yes" and state in UNSENT:
            self.ledger.refund(at, message.price, f"refund: {state.label}", message.id)

    # Moving a message by queries or by hand

    def count_query(self, message: Message, now: int) -> None:
        """A query has been answered: make the moves that this number of queries brings."""
        plan = message.plan
        if not plan.by_queries or message.is_waiting:
            return
        message.queries += 1
        self.mailbox.has_changed(message)
        made = [state for after, state in plan.by_queries if after <= message.queries]
        if made:
            self._move(message, made, plan.by_queries[len(made) :], now)

    def force(self, message: Message, end: State, now: int) -> None:
        """The operator's move to `end`, by way of the states between; the message's own course ends with it.

        A waiting message becomes due at once, and is charged. Raises ImpossibleMove, leaving everything as it was.
        """
        trail = path(message.state(now), end)
        if message.is_waiting:
            trail = self._force_due(message, trail, now)
        self._move(message, trail, (), now)

    def _force_due(self, message: Message, trail: tuple[State, ...], now: int) -> tuple[State, ...]:
        if trail[0] is not State.OUT_OF_BALANCE and not self.can_pay(message.price):
            raise ImpossibleMove(
                f"message {message.id} waits for its date and costs {message.price}, more than the {self.available} "
                "available; raise the balance first, or force OutOfBalance"
            )
        message.due_at = now
        self.mailbox.has_changed(message)
        message.plan = Plan(initial=message.plan.initial, is_charged=message.plan.is_charged)  # its course ends here
        if trail[0] is State.OUT_OF_BALANCE:
            message.is_waiting, message.plan = False, _OUT_OF_BALANCE
        else:
            self._fall_due(message)
        return trail[1:]

    def _move(self, message: Message, states: Sequence[State], rest: Sequence[tuple[int, State]], now: int) -> None:
        plan, elapsed = message.plan, now - message.due_at
        past = [move for move in plan.moves if move[0] <= elapsed]
        self.mailbox.has_changed(message)
        message.plan = Plan([*past, *((elapsed, state) for state in states)], rest, plan.initial, plan.is_charged)
        if states and states[-1] in UNSENT:
            self._refund(message, now)

    # Time

    def now(self, real: int) -> int:
        """The account's instant at `real`, with everything due by then settled."""
        now = self.clock.now(real)
        if self.agenda:
            self.settle(now)
        return now


@lru_cache(maxsize=256)
def _accepted(count: int) -> str:
    return f"{count} message{'s' * (count > 1)} accepted"


def _own_or(own: Setting | None, worlds: Setting) -> Setting:
    return worlds if own is None else own


_OUT_OF_BALANCE = Plan(initial=State.OUT_OF_BALANCE, is_charged=False)
