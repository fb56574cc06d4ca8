"""The express way: requests that have come whole, while nothing makes a request wait, are answered without a task.

It takes the steps that `endpoints` takes, in the same order, and leaves the same traces.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from .answers import Answer
from .closing import break_off, not_written, write_down
from .deliveries import Delivery
from .incoming import Incoming
from .journal import AnyHandling, Exchange
from .reception import look_up
from .recorder import StateFailed
from .records import Step
from .simulator import Simulator


class Begun(NamedTuple):
    """A request that has been decided on.

    end: writes its answer down and returns it; to be called once. deaf_for: how long deciding took, in microseconds,
    where whoever came meanwhile must find its account busy until the end; None where it keeps nobody waiting.
    """

    end: Callable[[], Answer]
    deaf_for: int | None = None


class Express:
    """Takes requests for documented addresses, body and all."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator

    def begin(self, request: Incoming) -> Begun | None:
        """Decide on a request; None, and nothing has happened, where a fault or a hold may be meant for it.

        Raises what deciding raises, as the end does; the exchange is over then.
        """
        simulator = self._simulator
        if simulator.faults.are_set or simulator.holds.are_set:
            return None
        exchange = simulator.journal.arrive(simulator.now(), request)
        simulator.metrics.arrived()
        try:
            simulator.recorder.retry()
            return self._begin(exchange, request)
        except StateFailed as error:
            return Begun(partial(not_written, simulator, exchange, str(error)))
        except BaseException as error:
            break_off(simulator, exchange, error)
            raise

    def _begin(self, exchange: Exchange, request: Incoming) -> Begun:
        simulator = self._simulator
        address = look_up(exchange, request)
        if isinstance(address, Answer):
            simulator.turn_away(exchange, request)
            return Begun(partial(self._written, exchange, address))
        handling = simulator.read(exchange, request, address)
        began = simulator.step(exchange, Step.BEGIN)
        try:
            if handling.answer is None:
                began = simulator.step(exchange, Step.PERFORM)
        except BaseException:
            simulator.step(exchange, Step.FINISH)
            raise
        return Begun(
            partial(self._finish, exchange, handling), simulator.now() - began if handling.is_in_flight else None
        )

    def _finish(self, exchange: Exchange, handling: AnyHandling) -> Answer:
        self._simulator.step(exchange, Step.FINISH)
        return self._written(exchange, handling.outcome)

    def _written(self, exchange: Exchange, answer: Answer) -> Answer:
        simulator = self._simulator
        try:
            write_down(simulator, exchange, Delivery(answer))
            return answer
        except StateFailed as error:
            return not_written(simulator, exchange, str(error))
        except BaseException as error:
            break_off(simulator, exchange, error)
            raise
