"""The gateway's endpoints: read, take the steps, answer. The journal watches from the side."""

from __future__ import annotations

import msgspec
from aiohttp import web

from .answers import Answer, http_answer
from .incoming import Incoming
from .journal import AnyHandling, Exchange
from .overlap import let_arrivals_in
from .protocol import target_was_raw
from .reception import look_up
from .recorder import StateFailed
from .records import Answered, Sent, Step
from .simulator import Simulator

_BROKE_OFF = "the request broke off; nothing was answered"


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
            answer = await self._answer(request, incoming, exchange)
            headers = self._written_down(exchange, answer)
        except StateFailed as error:
            return self._not_written(exchange, str(error))
        except BaseException:  # the client went away, or the server ends
            simulator.finished(exchange, Answered(exchange.id, simulator.now(), None, is_told=False, note=_BROKE_OFF))
            raise
        return web.Response(body=answer.body, status=answer.status, headers=headers)

    async def _answer(self, request: web.Request, incoming: Incoming, exchange: Exchange) -> Answer:
        address = look_up(exchange, incoming)
        if isinstance(address, Answer):
            self._simulator.turn_away(exchange, incoming)
            return address
        try:
            body = await request.read() if incoming.method == "POST" else b""
        except web.HTTPException as error:  # it is over the limit, or broke off
            self._simulator.turn_away(exchange, incoming)
            exchange.check = f"HTTP {error.status}"
            exchange.why = (error.text or error.reason).strip()
            return http_answer(error.status, f"{exchange.why}\n")
        except BaseException:  # there will be no more of it
            self._simulator.turn_away(exchange, incoming)
            raise
        incoming = msgspec.structs.replace(incoming, body=body)
        return await self._served(exchange, self._simulator.read(exchange, incoming, address))

    async def _served(self, exchange: Exchange, handling: AnyHandling) -> Answer:
        """The steps, with what waits: a hold, and the moment in which an overlapping request may show itself."""
        simulator = self._simulator
        simulator.step(exchange, Step.BEGIN)
        began = simulator.now()
        try:
            if handling.answer is None:
                await self._pass_holds(exchange, handling)
                began = simulator.now()
                simulator.step(exchange, Step.PERFORM)
        finally:
            try:
                if handling.is_in_flight:
                    await let_arrivals_in(simulator.now() - began)
            finally:
                simulator.step(exchange, Step.FINISH)
        return handling.outcome

    async def _pass_holds(self, exchange: Exchange, handling: AnyHandling) -> None:
        account, simulator = handling.account, self._simulator
        if account is None:
            return
        method = handling.method or ""
        hold = simulator.holds.matching(account.username, handling.protocol, method, account.edge_stream)
        if hold:
            simulator.changed.notify()
            simulator.notices.held(exchange, hold)
            await hold.hold()

    def _written_down(self, exchange: Exchange, answer: Answer) -> dict[str, str]:
        """The answer's headers, once it is in the journal and on disk. Raises StateFailed."""
        headers = {"Content-Type": answer.content_type}
        if answer.allow:
            headers["Allow"] = answer.allow
        sent = Sent(answer.status, answer.code, tuple(headers.items()), answer.body)
        self._simulator.finished(exchange, Answered(exchange.id, self._simulator.now(), sent))
        self._simulator.recorder.commit()
        return headers

    def _not_written(self, exchange: Exchange, why: str) -> web.Response:
        """503. It happened wholly, and will be on disk when there is room; or, if it had yet to begin, not at all."""
        sent = Sent(503, None, (("Content-Type", "text/plain; charset=utf-8"),), f"{why}\n".encode())
        decided = exchange.answer_body if exchange.finished_at else None
        self._simulator.not_written(
            exchange, Answered(exchange.id, self._simulator.now(), sent, decided, is_told=False, note=why)
        )
        return web.Response(body=sent.body, status=sent.status, headers=dict(sent.headers))


def _incoming(request: web.Request) -> Incoming:
    return Incoming(
        request.method,
        request.path,
        request.raw_path,
        request.raw_headers,
        target_was_raw(request),
        request.secure,
    )
