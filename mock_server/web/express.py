"""The express way: requests that have come whole, while nothing makes a request wait, are answered without a task each.

They take the steps that `endpoints` takes, in the same order, and leave the same traces; but all that have come by then
take each step together. What they have in common is done once: a busy server's state file is written
once for all of them, and the code of one step is at hand while it is done sixteen times.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

from .answers import Answer
from .closing import answered, break_off, not_written
from .incoming import Incoming
from .journal import AnyHandling, Exchange
from .overlap import turns
from .reception import look_up
from .recorder import StateFailed
from .records import Step
from .simulator import Simulator

_BEGIN, _PERFORM, _FINISH = Step.BEGIN, Step.PERFORM, Step.FINISH


class Client(Protocol):
    """Who waits for an answer. One of these is called, once."""

    def answered(self, answer: Answer) -> None:
        """Here it is."""

    def failed(self, error: Exception) -> None:
        """There is none: we have failed."""


class _Passage:
    """A request on its way. answer: there where it reached no protocol."""

    __slots__ = ("answer", "client", "exchange", "handling", "request")

    def __init__(self, exchange: Exchange, request: Incoming, client: Client) -> None:
        self.exchange = exchange
        self.request = request
        self.client = client
        self.handling: AnyHandling | None = None
        self.answer: Answer | None = None

    @property
    def outcome(self) -> Answer:
        """What it is answered, when every step has been taken."""
        if self.answer is None and self.handling is not None:
            self.answer = self.handling.outcome
        if self.answer is None:
            raise RuntimeError("a request was asked for its answer before it was read")
        return self.answer


class Express:
    """Takes requests for documented addresses, body and all.

    Two lots are on their way at most: those that have arrived, and those that were decided on before and are to be
    answered. The first are always decided on before the second are answered, and so find their accounts busy.
    """

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._arrived: list[_Passage] = []
        self._decided: list[_Passage] = []
        self._is_busy = False

    def take(self, request: Incoming, client: Client, *, is_alone: bool) -> bool:
        """Answer a request soon; at once where its client is alone. False, and nothing has happened, where a fault or
        a hold may be meant for it.
        """
        simulator = self._simulator
        if simulator.faults.are_set or simulator.holds.are_set:
            return False
        exchange = simulator.journal.arrive(simulator.now(), request)
        simulator.metrics.arrived()
        self._arrived.append(_Passage(exchange, request, client))
        if len(self._arrived) > 1 or self._decided:
            return True  # it goes with those, which are on their way already
        if is_alone:
            self._go_on(is_alone=True)
        else:
            asyncio.get_running_loop().call_soon(self._go_on)
        return True

    def hurry(self) -> None:
        """Answer everything at once: the server ends."""
        while self._arrived or self._decided:
            self._go_on(is_alone=True)

    def _go_on(self, *, is_alone: bool = False) -> None:
        """Decide on all that have arrived, answer those before them, and go on when it is time to answer the new."""
        arrived, before = self._arrived, self._decided
        self._arrived, self._decided = [], []
        simulator = self._simulator
        at = simulator.now()
        self._decided = self._decide(arrived, at) if arrived else arrived
        if before:
            self._answer(before)
        if self._decided:
            self._is_busy = any(each.handling and each.handling.is_in_flight for each in self._decided)
            self._wait(turns(simulator.now() - at, is_alone=is_alone))

    def _wait(self, left: int, gathered: int = -1) -> None:
        """Let as many turns of the loop pass, in which others may arrive; where nobody is kept from anything, no more
        than bring somebody. gathered: how many had arrived a turn ago.
        """
        if left and (self._is_busy or len(self._arrived) > gathered):
            asyncio.get_running_loop().call_soon(self._wait, left - 1, len(self._arrived))
        else:
            self._go_on()

    # Deciding

    def _decide(self, passages: list[_Passage], at: int) -> list[_Passage]:
        """Let them take their steps, each together; returns those that are to be answered."""
        try:
            self._simulator.recorder.retry()
        except StateFailed as error:
            self._refuse(passages, str(error))
            return []
        for step in (self._read, self._begin, self._perform):
            for passage in [*passages]:
                try:
                    step(passage, at)
                except Exception as error:
                    passages.remove(passage)
                    self._fail(passage, error)
        return passages

    def _read(self, passage: _Passage, _: int) -> None:
        simulator, exchange, request = self._simulator, passage.exchange, passage.request
        address = look_up(exchange, request)
        if isinstance(address, Answer):
            simulator.turn_away(exchange, request)
            passage.answer = address
        else:
            passage.handling = simulator.read(exchange, request, address)

    def _begin(self, passage: _Passage, at: int) -> None:
        if passage.handling:
            self._simulator.step(passage.exchange, _BEGIN, at)

    def _perform(self, passage: _Passage, at: int) -> None:
        if passage.handling and passage.handling.answer is None:
            self._simulator.step(passage.exchange, _PERFORM, at)

    def _fail(self, passage: _Passage, error: Exception) -> None:
        if passage.handling:
            self._simulator.step(passage.exchange, _FINISH)
        break_off(self._simulator, passage.exchange, error)
        passage.client.failed(error)

    # Answering

    def _answer(self, passages: Sequence[_Passage]) -> None:
        """Write down what they are answered, and send it."""
        try:
            self._end(passages)
        except StateFailed as error:
            self._refuse(passages, str(error))
        except Exception as error:
            for passage in passages:
                break_off(self._simulator, passage.exchange, error)
                passage.client.failed(error)
        else:
            for passage in passages:
                passage.client.answered(passage.outcome)

    def _end(self, passages: Sequence[_Passage]) -> None:
        simulator = self._simulator
        at = simulator.now()
        for passage in passages:
            if passage.handling:
                simulator.step(passage.exchange, _FINISH, at)
        simulator.finished(*((each.exchange, answered(each.exchange, each.outcome, at)) for each in passages))
        simulator.recorder.commit()

    def _refuse(self, passages: Sequence[_Passage], why: str) -> None:
        for passage in passages:
            passage.client.answered(not_written(self._simulator, passage.exchange, why))
