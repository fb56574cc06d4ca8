"""aiohttp's HTTP/1.1 connections for this gateway: raw targets are escaped, limits kept, errors told in one line.

What aiohttp has no public place for and is used here (tests/web/test_protocol.py fails when it changes):
`RequestHandler._parser`, in older ones `_request_parser`: the parser a connection feeds. Ours goes around it, for bytes
must change before they are parsed, and nothing else learns which body a broken stream has cut.
"""

import asyncio
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_protocol import RequestPayloadError

from .answers import Answer, as_http, http_answer
from .closing import FAILED
from .express import Express
from .framing import Phase, Refusal
from .intake import BodyCut, Intake, in_one_line
from .limits import Limits
from .plain import read_plain

_LINGER_SECONDS = 1.0


_open: set["GatewayProtocol"] = set()
"""The connections of every server in this process: several may stand before one gateway."""


class GatewayProtocol(web.RequestHandler):
    """One connection.

    A plain request that comes while nothing else is at hand goes the express way; all others are aiohttp's.

    raw_target: whether raw bytes were escaped in the target of the request now handled.
    ended: the client will send no more; it has shut down its side of the connection, or it has gone.
    """

    def __init__(
        self,
        server: web.Server,
        *,
        limits: Limits,
        express: Express | None,
        loop: asyncio.AbstractEventLoop,
        **options: Any,
    ) -> None:
        super().__init__(server, loop=loop, **options)
        parser = "_parser" if hasattr(self, "_parser") else "_request_parser"
        self._intake = Intake(getattr(self, parser), limits)
        setattr(self, parser, self._intake)
        self._limits = limits
        self._express = express
        self._is_awaiting = False
        self._kept: list[bytes] = []
        self._is_secure = False
        self._is_closing = False
        self._deadline: float | None = None
        self._timed_request = 0
        self._rested_at: float | None = None
        self._idle_timer: asyncio.TimerHandle | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._begun = 0
        self._answered = 0
        self._sent = 0
        self._gone: asyncio.Future[None] | None = None
        self.raw_target = False
        self.ended = False

    def begin(self) -> None:
        """Note that the next request goes to its handler; a connection handles one at a time."""
        self._begun += 1
        escaped = self._intake.escaper.escaped
        self.raw_target = self._begun in escaped
        escaped.discard(self._begun)

    # What the client sends

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The client is here."""
        _open.add(self)
        self._is_secure = transport.get_extra_info("sslcontext") is not None
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Parse what arrived, and hold the request it belongs to to its limits."""
        if self._is_awaiting or self._kept:
            self._kept.append(data)
        elif not self._goes_express(data):
            self._parse(data)

    def _parse(self, data: bytes) -> None:
        self._rested_at = None  # the next rest is aiohttp's to end
        super().data_received(data)
        refusal = self._intake.escaper.refusal
        if refusal is not None:
            self._refuse(refusal)
        self._set_deadline()

    def eof_received(self) -> bool | None:  # type: ignore[override]  # aiohttp's closes at once and promises None
        """A client that ends its side after its requests still gets the answers, where TLS does not forbid it."""
        self.ended = True
        self._note_leaving()
        if self.transport is None or self._is_secure:
            return None  # asyncio closes a TLS connection that has ended, whatever is asked of it
        return self._is_awaiting or self._has_more_to_say()

    def _has_more_to_say(self) -> bool:
        """Whether there are answers to come for a client that will send no more."""
        if self._intake.escaper.phase is not Phase.IDLE:
            self._refuse(Refusal(400, "request: the connection ended in the middle of it"))
        return self._answered < self._intake.emitted

    def connection_lost(self, exc: BaseException | None) -> None:
        """Let go of the timers, and of a farewell nobody waits for."""
        _open.discard(self)
        for timer in (self._timer, self._idle_timer):
            if timer is not None:
                timer.cancel()
        self._note_leaving()
        super().connection_lost(exc)

    def _refuse(self, refusal: Refusal) -> None:
        """Answer the request in hand with an error, in its turn; nothing is read after it."""
        if not self._intake.over:
            self._intake.refuse(refusal)
            super().data_received(b"")

    # The express way

    def _goes_express(self, data: bytes) -> bool:
        """Whether these bytes are a plain request that is answered, or soon will be."""
        if not self._is_at_leisure() or self._express is None:
            return False
        request = read_plain(data, self._limits, is_secure=self._is_secure)
        if request is None:
            return False
        self.keep_alive(True)  # stops aiohttp's timer for what is idle: it may have set that a turn after its answer
        self._is_awaiting = True
        is_taken = self._express.take(request, self, is_alone=len(_open) == 1)
        self._is_awaiting &= is_taken  # it may have been answered by now
        return is_taken

    def _is_at_leisure(self) -> bool:
        """Whether every request so far has been answered, and the answer has gone; nor is the connection to end."""
        intake, transport = self._intake, self.transport
        if self._is_closing or intake.over or intake.escaper.stopped or self._sent < intake.emitted:
            return False
        return intake.escaper.phase is Phase.IDLE and transport is not None and not transport.get_write_buffer_size()

    def answered(self, answer: Answer) -> None:
        """Send the answer; what has arrived meanwhile has its turn later."""
        self._is_awaiting = False
        self._write(as_http(answer, is_last=self.ended and not self._kept))
        if self._kept:
            self._loop.call_soon(self._go_on)
        elif self.ended:
            self._end_if_silent()
        else:
            self._rest()

    def _go_on(self) -> None:
        """Take what has arrived meanwhile, as if it did now."""
        kept, self._kept = self._kept, []
        for data in kept:
            self.data_received(data)
        if self.ended and not self._is_awaiting:
            self._end_if_silent()

    def _end_if_silent(self) -> None:
        if not self._has_more_to_say():
            self._end()

    def failed(self, error: Exception) -> None:
        """500, and the connection ends: as `handle_error` has it for all that do not go this way."""
        self._is_awaiting = False
        self.log_exception("Answered 500: %s", FAILED, exc_info=error)
        self._write(as_http(http_answer(500, f"{FAILED}\n"), is_last=True))
        self.close()
        self._end()

    def _write(self, data: bytes) -> None:
        if self.transport:  # else the client has gone
            self.transport.write(data)

    def _end(self) -> None:
        if self.transport:
            self.transport.close()

    # The end of a connection

    def close(self) -> None:
        """Take no more requests."""
        self._is_closing = True
        super().close()

    def force_close(self) -> None:
        """End now."""
        self._is_closing = True
        super().force_close()

    async def shutdown(self, timeout: float | None = 15.0) -> None:  # noqa: ASYNC109  aiohttp's
        """Answer what is in flight, for so many seconds at most, and end."""
        self._is_closing = True
        if self._is_awaiting and self._express:
            self._express.hurry()
        await super().shutdown(timeout)

    # How long the client may take

    def _set_deadline(self) -> None:
        """A head has one deadline from its first byte, a body a new one with every piece.

        The timer is set once and looks at the deadline when it fires: most requests arrive whole and never set it,
        and those in two pieces do not set it anew.
        """
        escaper = self._intake.escaper
        if escaper.phase is Phase.IDLE or self._intake.over:
            self._deadline = None
            return
        if self._deadline is None:
            self.keep_alive(True)  # no longer idle: stops aiohttp's timer, which is set again after the answer
        if self._deadline is None or escaper.phase is Phase.BODY or escaper.begun != self._timed_request:
            self._timed_request = escaper.begun
            self._deadline = self._loop.time() + self._limits.slow_request_seconds
        if self._timer is None:
            self._timer = self._loop.call_at(self._deadline, self._check_deadline)

    def _check_deadline(self) -> None:
        self._timer = None
        if self._deadline is None or self.transport is None:
            return
        allowed = self._limits.slow_request_seconds
        if not self.transport.is_reading():  # it is we who do not take what the client has
            self._deadline = self._loop.time() + allowed
        if self._loop.time() < self._deadline:
            self._timer = self._loop.call_at(self._deadline, self._check_deadline)
        elif self._intake.escaper.phase is Phase.HEAD:
            self._refuse(Refusal(408, f"request: its headers are not complete after {allowed:g} s"))
        else:
            self._refuse(Refusal(408, f"body: incomplete, and nothing more of it arrived for {allowed:g} s"))

    def _rest(self) -> None:
        """Note that the connection is idle after an answer that went the express way. This timer is set once, too."""
        self._rested_at = self._loop.time()
        if self._idle_timer is None:
            self._idle_timer = self._loop.call_later(self._limits.keep_alive_seconds, self._check_idle)

    def _check_idle(self) -> None:
        self._idle_timer = None
        if self._rested_at is None or self.transport is None:
            return
        left = self._rested_at + self._limits.keep_alive_seconds - self._loop.time()
        if left > 0:
            self._idle_timer = self._loop.call_later(left, self._check_idle)
        elif not self._is_awaiting:
            self.transport.close()

    # What the client is told

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Send an answer; the last one a connection can have says so, and leaves time to be read."""
        self._answered += 1
        last = self.ended and self._answered >= self._intake.emitted
        cut = isinstance(request.content.exception(), BodyCut)
        if (last or cut or self._intake.escaper.stopped) and hasattr(resp, "force_close"):  # it is None by mistake
            resp.force_close()
        sent = await super().finish_response(request, resp, start_time)
        if self._intake.over and not sent[0].keep_alive:
            await self._linger()
        self._sent += 1
        self._is_closing |= not sent[0].keep_alive
        return sent

    async def _linger(self) -> None:
        """Wait for the client to go: closing while it still sends resets the connection, and the answer is lost."""
        if self.transport is None or self.ended:
            return
        if self.transport.can_write_eof():
            self.transport.write_eof()
        await asyncio.wait([self.gone], timeout=_LINGER_SECONDS)

    @property
    def gone(self) -> asyncio.Future[None]:
        """Done when the client has gone, or will send no more: until something is sent to it, one looks like the other.

        It is everybody's; wait for it with `asyncio.wait`, which does not cancel it.
        """
        if self._gone is None:
            self._gone = self._loop.create_future()
            if self.ended or self.transport is None:
                self._gone.set_result(None)
        return self._gone

    def _note_leaving(self) -> None:
        if self._gone is not None and not self._gone.done():
            self._gone.set_result(None)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """One plain line for the client, and a traceback in the log only for what is no fault of the client's."""
        if isinstance(exc, HttpProcessingError):
            status, message = exc.code, in_one_line(exc)
        elif isinstance(exc, RequestPayloadError):
            status, message = 400, "body: not what its headers announce"
        elif exc is not None:
            message = FAILED
        self.log_exception("Answered %d to %s: %s", status, request.remote, message, exc_info=exc)
        if request.writer.output_size > 0:
            raise ConnectionError("an answer has begun, no other can be sent")
        response = web.Response(status=status, text=f"{message or 'the server took too long'}\n")
        response.force_close()
        return response

    def log_exception(self, *args: Any, **kw: Any) -> None:
        """Log a failure of ours as an exception, and a client's as one line for those who debug."""
        if isinstance(kw.get("exc_info"), HttpProcessingError | RequestPayloadError | BodyCut | ConnectionError):
            self.logger.debug(*args)
        else:
            super().log_exception(*args, **kw)


def client_gone(request: web.BaseRequest) -> asyncio.Future[None]:
    """Done when the client of a request, while it is handled, has gone; see `GatewayProtocol.gone`."""
    if not isinstance(request.protocol, GatewayProtocol):
        raise TypeError("only a gateway's connections know whether their client has gone")
    return request.protocol.gone


def is_alone(request: web.BaseRequest) -> bool:
    """Whether no other connection is open than that of a request, while it is handled."""
    return len(_open) == 1 and request.protocol in _open


def target_was_raw(request: web.BaseRequest) -> bool:
    """Whether the target of a request, while it is handled, was sent with raw bytes above 0x7F."""
    return isinstance(request.protocol, GatewayProtocol) and request.protocol.raw_target
