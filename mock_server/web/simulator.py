"""The simulator: a gateway with what surrounds it at run time, shared by the endpoints and the control API."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from ..fault_specs import FaultSpec
from ..gateway.account import Account
from ..gateway.gateway import Gateway
from ..gateway.settings import World
from ..judge.coverage import Coverages
from ..judge.judge import Judge
from .addresses import Address
from .events import Events
from .evidence import evidence_of
from .faults import Fault, Faults
from .holds import Hold, Holds
from .incoming import Incoming
from .journal import AnyHandling, Exchange, Journal
from .metrics import Metrics
from .notices import Notices
from .operations import OPERATIONS
from .pauses import Pauses
from .reception import hand_over
from .recorder import Recorder
from .records import Answered, Step
from .wall import Signal, WallClock

_PERFORM = Step.PERFORM  # looked up once: Python 3.11 takes its time over a member


@dataclass(frozen=True, slots=True)
class JournalLimits:
    """How much the journal keeps."""

    max_count: int = 10_000
    max_bytes: int = 64 * 1024 * 1024


class Simulator:
    """One gateway, its journal, judge, holds and faults, the edge's clock, and the signal that something changed.

    Whatever changes the gateway goes through here: requests by `step`, the operator by `operate`. `recorder` is told of
    both, and `watchers` of exchanges that are over, before anything of them is sent. began_at: the instant the world
    begins, where that is not now. epoch: how often a world was loaded since.
    """

    def __init__(
        self,
        world: World,
        journal: JournalLimits | None = None,
        *,
        wall: WallClock | None = None,
        began_at: int | None = None,
    ) -> None:
        limits = journal or JournalLimits()
        self.wall = wall or WallClock()
        self.started_at = self.wall.now()
        self.instance = str(uuid.uuid4())
        self.world = world
        self.began_at = self.started_at if began_at is None else began_at
        self.gateway = Gateway(world, self.began_at)
        self.journal = Journal(limits.max_count, limits.max_bytes)
        self.judge = Judge()
        self.coverage = Coverages()
        self.holds = Holds()
        self.pauses = Pauses()
        self.faults = Faults(self.pauses)
        self.faults.restart(map(FaultSpec.read, world.faults))
        self.recorder = Recorder()
        self.changed = Signal()
        self.epoch = 0
        self.is_stopping = False
        self.events = Events(self.now, self.instance)
        self.metrics = Metrics()
        self.notices = Notices(self)
        self.watchers: list[Callable[[Sequence[Exchange]], None]] = []

    def now(self) -> int:
        """The real instant, as every operation of the gateway wants it."""
        return self.wall.now()

    # Requests

    def read(self, exchange: Exchange, request: Incoming, address: Address) -> AnyHandling:
        """A request is here, body and all, for one of the protocols."""
        exchange.epoch = self.epoch
        self.journal.take_body(exchange, request.body)
        self.recorder.arrived(exchange.id, exchange.started_at, request, is_read=True)
        return hand_over(self.gateway, exchange, request, address)

    def turn_away(self, exchange: Exchange, request: Incoming) -> None:
        """A request is here that reaches no protocol."""
        exchange.epoch = self.epoch
        self.recorder.arrived(exchange.id, exchange.started_at, request, is_read=False)

    def edge_stream_of(self, account: Account | None) -> random.Random:
        """The chance of what befalls an account's requests, or those for nobody known."""
        return account.edge_stream if account else self.gateway.edge_stream

    def fault_of(self, handling: AnyHandling) -> Fault | None:
        """What befalls a request, if anything does; whoever asks has it counted."""
        account = handling.account
        username, stream = account.username if account else None, self.edge_stream_of(account)
        return self.faults.matching(username, handling.protocol, handling.method or "", stream)

    def hold_of(self, handling: AnyHandling) -> Hold | None:
        """What a request is held by, if anything; whoever asks has it counted."""
        account = handling.account
        if account is None:
            return None
        return self.holds.matching(account.username, handling.protocol, handling.method or "", account.edge_stream)

    def step(self, exchange: Exchange, step: Step, at: int | None = None) -> int:
        """Let a request take its next step, now, or at this instant; returns the instant."""
        at = self.now() if at is None else at
        if exchange.handling:
            exchange.handling.take(step, at)
            self.recorder.stepped(exchange.id, at, step)
        if step is _PERFORM:
            self.metrics.performed(exchange)
            self.notices.performed(exchange, at)
        return at

    def finished(self, *ended: tuple[Exchange, Answered]) -> None:
        """Exchanges are over, in this order: the journal, whoever watches, and whoever waits learn of them."""
        over = [(exchange, self._with_leaving(exchange, answered)) for exchange, answered in ended]
        for exchange, answered in over:
            exchange.end(answered)
        self._judge(over)
        for exchange, answered in over:
            self.journal.finish(exchange)
            self.recorder.answered(answered)
        exchanges = [exchange for exchange, _ in over]
        for watch in self.watchers:
            watch(exchanges)
        for exchange in exchanges:
            exchange.handling = None
        self.changed.notify()

    def not_written(self, exchange: Exchange, answered: Answered) -> None:
        """What was decided cannot be written down, and the client is told so instead."""
        is_new = exchange.finished_at is None
        exchange.end(answered)
        self.recorder.instead(answered)
        for watch in self.watchers if is_new else ():
            watch([exchange])
        self.changed.notify()

    def _with_leaving(self, exchange: Exchange, answered: Answered) -> Answered:
        """With what holds have shown of clients that went away; a repetition has it already, and has no holds."""
        if exchange.left_at is None and not self.holds.are_set:
            return answered
        held = self.holds.held(exchange.account)
        if exchange.left_at is None and not held:
            return answered
        others_left = bool(held) and all(each.left_at is not None for each in held)
        return msgspec.structs.replace(answered, left_at=exchange.left_at, others_left=others_left)

    def _judge(self, over: Sequence[tuple[Exchange, Answered]]) -> None:
        """All but those that asked a world that is no more."""
        shown = [(exchange, evidence_of(exchange, ended)) for exchange, ended in over if exchange.epoch == self.epoch]
        for exchange, evidence in shown:
            exchange.violations = self.judge.judge(evidence)
        for _, evidence in shown:
            self.coverage.note(evidence)

    # The operator

    def operate(self, name: str, **arguments: Any) -> Any:
        """Do one of OPERATIONS now; it is on disk when this returns. Raises what the operation raises."""
        self.recorder.retry()
        at, error = self.now(), ""
        try:
            result = OPERATIONS[name](self, at, **arguments)
            self.notices.operated(name, arguments, result)
            return result
        except ValueError as refusal:
            error = str(refusal)
            raise
        finally:
            self.recorder.operated(at, name, arguments, error)
            self.recorder.commit()
            self.changed.notify()

    def load(self, world: World) -> None:
        """Begin again from `world`: what is held or waits at the edge is let go, the journal is empty."""
        at = self.now()
        self.recorder.restart(world, at, self.journal.last_id)  # first: if it cannot be written, all stays as it was
        self.holds.release_all()
        self.faults.restart(map(FaultSpec.read, world.faults))
        self.world = world
        self.epoch += 1
        self.began_at = at
        self.gateway.load(world, at)
        self.journal.clear()
        self.judge.forget()
        self.coverage.forget()
        self.notices.reset()
        self.changed.notify()

    def reset(self) -> None:
        """Back to the world as loaded."""
        self.load(self.world)

    def remove_account(self, username: str) -> None:
        """Forget an account with its holds, its faults and its exchanges."""
        self.holds.release_all(username)
        self.faults.remove_account(username)
        self.gateway.remove_account(username)
        self.journal.clear(username)
        self.judge.forget(username)
        self.coverage.forget(username)

    def stop(self) -> None:
        """The server ends: release what is held, cut short what waits at the edge, wake who waits for news."""
        self.is_stopping = True
        self.holds.release_all()
        self.pauses.close()
        self.events.close()
        self.changed.notify()
