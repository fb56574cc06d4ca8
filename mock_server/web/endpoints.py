"""The gateway's endpoints: read, take the steps, answer. The journal watches from the side."""

from __future__ import annotations

from functools import partial

import msgspec
from aiohttp import hdrs, web

from .answers import Answer, http_answer
from .closing import break_off, not_written, write_down
from .control import shapes
from .deliveries import Delivery, deliver
from .effects import Befallen, befall
from .faults import Fault
from .holds import Hold
from .incoming import Incoming
from .journal import AnyHandling, Exchange
from .overlap import let_arrivals_in
from .pauses import Cause
from .protocol import client_gone, is_alone, target_was_raw
from .reception import look_up
from .recorder import StateFailed
from .records import Step
from .simulator import Simulator


class Endpoints:
    """Handles every request that is not for the control API."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request, and write it down. 503 where it cannot be written down: then nothing is answered."""
        simulator, incoming = self._simulator, _incoming(request)
        exchange = simulator.journal.arrive(simulator.now(), incoming)
        simulator.metrics.arrived()
        try:
            simulator.recorder.retry()
            delivery = await self._answer(request, incoming, exchange)
            return await deliver(delivery, request, partial(write_down, simulator, exchange))
        except StateFailed as error:
            refusal = not_written(simulator, exchange, str(error))
            if request.writer.output_size:
                raise ConnectionError("an answer has begun, and may not be ended") from error
            return web.Response(body=refusal.body, status=refusal.status, headers=dict(refusal.headers))
        except BaseException as error:  # the client went away, the server ends, or we have failed
            break_off(simulator, exchange, error)
            raise

    async def _answer(self, request: web.Request, incoming: Incoming, exchange: Exchange) -> Delivery:
        address = look_up(exchange, incoming)
        if isinstance(address, Answer):
            self._simulator.turn_away(exchange, incoming)
            return Delivery(address)
        try:
            body = await _body(request) if incoming.method == "POST" else b""
        except web.HTTPException as error:  # it is over the limit, or broke off
            self._simulator.turn_away(exchange, incoming)
            exchange.check = f"HTTP {error.status}"
            exchange.why = (error.text or error.reason).strip()
            return Delivery(http_answer(error.status, f"{exchange.why}\n"))
        except BaseException:  # there will be no more of it
            self._simulator.turn_away(exchange, incoming)
            raise
        handling = self._simulator.read(exchange, msgspec.structs.replace(incoming, body=body), address)
        fault = self._simulator.fault_of(handling)
        if fault is None:
            return Delivery(await self._served(request, exchange, handling))
        return await self._befallen(request, exchange, handling, fault)

    async def _befallen(
        self, request: web.Request, exchange: Exchange, handling: AnyHandling, fault: Fault
    ) -> Delivery:
        """What becomes of a request that could be read, or of one that could not: either may meet a fault."""
        simulator, account = self._simulator, handling.account
        simulator.changed.notify()
        simulator.notices.fault("fired", fault.spec.account, shapes.fault(fault, simulator.pauses.count(fault.id)))
        cause = Cause(fault.id, account.username if account else None)
        pause = simulator.pauses.begin(cause, client_gone(request))
        serve = partial(self._served, request, exchange, handling)
        delivery = await befall(Befallen(fault, handling, simulator.edge_stream_of(account), serve, pause))
        simulator.recorder.commit()  # before the first byte of an answer that drips
        return delivery

    async def _served(self, request: web.Request, exchange: Exchange, handling: AnyHandling) -> Answer:
        """The steps, with what waits: a hold, and the moment in which an overlapping request may show itself."""
        simulator = self._simulator
        began = simulator.step(exchange, Step.BEGIN)
        try:
            if handling.answer is None:
                hold = simulator.hold_of(handling)
                if hold:
                    await self._held(request, exchange, hold)
                began = simulator.step(exchange, Step.PERFORM)
        finally:
            try:
                if handling.is_in_flight:
                    await let_arrivals_in(simulator.now() - began, is_alone=is_alone(request))
            finally:
                simulator.step(exchange, Step.FINISH)
        return handling.outcome

    async def _held(self, request: web.Request, exchange: Exchange, hold: Hold) -> None:
        simulator = self._simulator
        simulator.changed.notify()
        simulator.notices.held(exchange, hold)
        client_gone(request).add_done_callback(lambda _: exchange.leave(simulator.now()))
        await hold.hold(exchange)


async def _body(request: web.Request) -> bytes:
    """Its body; one that has come whole, and is what was sent, needs no waiting. Raises HTTPException."""
    if request.content.is_eof() and hdrs.CONTENT_ENCODING not in request.headers:
        return request.content.read_nowait()
    return await request.read()


def _incoming(request: web.Request) -> Incoming:
    return Incoming(
        request.method,
        request.path,
        request.raw_path,
        request.raw_headers,
        target_was_raw(request),
        request.secure,
    )
