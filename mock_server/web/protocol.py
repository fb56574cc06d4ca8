"""aiohttp's HTTP/1.1 connections for this gateway: raw targets are escaped, limits kept, errors told in one line.

What aiohttp has no public place for and is used here (tests/web/test_protocol.py fails when one of them changes):

- `RequestHandler._parser`, in older ones `_request_parser`: the parser a connection feeds. Ours goes around it, for
  bytes must change before they are parsed, and nothing else learns which body a broken stream has cut.
- `AppRunner._make_server` and `Server._loop`: where a runner makes its server, and the loop that server is for.
"""

import asyncio
from collections.abc import Awaitable, Mapping
from functools import partial
from typing import Any

from aiohttp import hdrs, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.streams import StreamReader
from aiohttp.typedefs import Handler
from aiohttp.web_protocol import RequestPayloadError

from .framing import Phase, Refusal
from .intake import BodyCut, Intake, in_one_line
from .limits import Limits

__all__ = ["BodyCut", "GatewayProtocol", "GatewayRunner", "GatewayServer", "Limits", "client_gone", "target_was_raw"]

_ESCAPED_SIZE = 3  # %D5 for a byte: how much longer than its limit a line may be when the parser sees it
_LINGER_SECONDS = 1.0


_open: set["GatewayProtocol"] = set()
"""The connections of every server in this process: several may stand before one gateway."""


class GatewayProtocol(web.RequestHandler):
    """One connection.

    raw_target: whether raw bytes were escaped in the target of the request now handled.
    ended: the client will send no more; it has shut down its side of the connection, or it has gone.
    """

    def __init__(self, server: "GatewayServer", *, loop: asyncio.AbstractEventLoop, **options: Any) -> None:
        super().__init__(server, loop=loop, **options)
        parser = "_parser" if hasattr(self, "_parser") else "_request_parser"
        self._intake = Intake(getattr(self, parser), server.limits)
        setattr(self, parser, self._intake)
        self._slow_seconds = server.limits.slow_request_seconds
        self._deadline: float | None = None
        self._timed_request = 0
        self._timer: asyncio.TimerHandle | None = None
        self._begun = 0
        self._answered = 0
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
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Parse what arrived, and hold the request it belongs to to its limits."""
        super().data_received(data)
        refusal = self._intake.escaper.refusal
        if refusal is not None:
            self._refuse(refusal)
        self._set_deadline()

    def eof_received(self) -> bool | None:  # type: ignore[override]  # aiohttp's closes at once and promises None
        """A client that ends its side after its requests still gets the answers, where TLS does not forbid it."""
        self.ended = True
        self._note_leaving()
        if self.transport is None or self.transport.get_extra_info("sslcontext") is not None:
            return None  # asyncio closes a TLS connection that has ended, whatever is asked of it
        if self._intake.escaper.phase is not Phase.IDLE:
            self._refuse(Refusal(400, "request: the connection ended in the middle of it"))
        return self._answered < self._intake.emitted

    def connection_lost(self, exc: BaseException | None) -> None:
        """Let go of the timer, and of a farewell nobody waits for."""
        _open.discard(self)
        if self._timer is not None:
            self._timer.cancel()
        self._note_leaving()
        super().connection_lost(exc)

    def _refuse(self, refusal: Refusal) -> None:
        """Answer the request in hand with an error, in its turn; nothing is read after it."""
        if not self._intake.over:
            self._intake.refuse(refusal)
            super().data_received(b"")

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
            self._deadline = self._loop.time() + self._slow_seconds
        if self._timer is None:
            self._timer = self._loop.call_at(self._deadline, self._check_deadline)

    def _check_deadline(self) -> None:
        self._timer = None
        if self._deadline is None or self.transport is None:
            return
        if not self.transport.is_reading():  # it is we who do not take what the client has
            self._deadline = self._loop.time() + self._slow_seconds
        if self._loop.time() < self._deadline:
            self._timer = self._loop.call_at(self._deadline, self._check_deadline)
        elif self._intake.escaper.phase is Phase.HEAD:
            self._refuse(Refusal(408, f"request: its headers are not complete after {self._slow_seconds:g} s"))
        else:
            self._refuse(Refusal(408, f"body: incomplete, and nothing more of it arrived for {self._slow_seconds:g} s"))

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
            message = "the server failed at this request; its log has the details"
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


class GatewayServer(web.Server):
    """Makes a `GatewayProtocol` for every connection; `connections` lists those that are open."""

    def __init__(self, handler: Any, *, limits: Limits, **options: Any) -> None:
        self.limits = limits
        super().__init__(handler, request_factory=self._request, **options)

    def __call__(self) -> GatewayProtocol:
        """Begin a connection."""
        return GatewayProtocol(self, loop=self._loop, **self._kwargs)

    def _request(
        self, message: Any, payload: StreamReader, protocol: Any, writer: AbstractStreamWriter, task: Any
    ) -> web.Request:
        protocol.begin()
        size = self.limits.max_body_bytes  # of a compressed body, too, what it unpacks to
        return web.Request(message, payload, protocol, writer, task, self._loop, client_max_size=size)


class GatewayRunner(web.AppRunner):
    """Runs an application behind gateway connections; used as `aiohttp.web.AppRunner` is.

    limits: what a request may cost; they stand above the application's own `client_max_size`.
    direct: handlers by exact path that need nothing of the application, neither route nor middleware: it is passed by.
    shutdown_timeout: seconds that requests in flight are given by `cleanup`.
    options: `access_log`, `access_log_class`, `access_log_format`, `logger`, `handler_cancellation` as in aiohttp.
    """

    def __init__(
        self,
        app: web.Application,
        *,
        limits: Limits | None = None,
        direct: Mapping[str, Handler] | None = None,
        shutdown_timeout: float = 60.0,
        **options: Any,
    ) -> None:
        super().__init__(app, shutdown_timeout=shutdown_timeout)
        self.limits = limits or Limits()
        self._direct = direct or {}
        self._options = options

    async def _make_server(self) -> GatewayServer:
        plain = await super()._make_server()
        limits = self.limits
        return GatewayServer(
            partial(_handle, self._direct, plain.request_handler),
            limits=limits,
            keepalive_timeout=limits.keep_alive_seconds,
            max_line_size=limits.max_line_bytes * _ESCAPED_SIZE,
            max_field_size=limits.max_header_bytes,
            max_headers=limits.max_headers,
            **self._options,
        )


def _handle(direct: Mapping[str, Handler], application: Handler, request: web.Request) -> Awaitable[web.StreamResponse]:
    """Whoever waits to be told to go on with its body is told so by the application."""
    handler = direct.get(request.path)
    return application(request) if handler is None or hdrs.EXPECT in request.headers else handler(request)


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
