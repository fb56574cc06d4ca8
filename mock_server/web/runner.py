"""aiohttp's runner and server, for gateway connections.

What aiohttp has no public place for and is used here: `AppRunner._make_server` and `Server._loop`, where a runner makes
its server, and the loop that server is for.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from functools import partial
from typing import Any

from aiohttp import hdrs, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.streams import StreamReader
from aiohttp.typedefs import Handler

from .express import Express
from .limits import Limits
from .protocol import GatewayProtocol

_ESCAPED_SIZE = 3  # %D5 for a byte: how much longer than its limit a line may be when the parser sees it


class GatewayServer(web.Server):
    """Makes a `GatewayProtocol` for every connection; `connections` lists those that are open."""

    def __init__(self, handler: Any, *, limits: Limits, express: Express | None, **options: Any) -> None:
        self.limits = limits
        self.express = express
        super().__init__(handler, request_factory=self._request, **options)

    def __call__(self) -> GatewayProtocol:
        """Begin a connection."""
        return GatewayProtocol(self, limits=self.limits, express=self.express, loop=self._loop, **self._kwargs)

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
    express: answers what is plain enough; None: nothing is.
    shutdown_timeout: seconds that requests in flight are given by `cleanup`.
    options: `access_log`, `access_log_class`, `access_log_format`, `logger`, `handler_cancellation` as in aiohttp.
    """

    def __init__(
        self,
        app: web.Application,
        *,
        limits: Limits | None = None,
        direct: Mapping[str, Handler] | None = None,
        express: Express | None = None,
        shutdown_timeout: float = 60.0,
        **options: Any,
    ) -> None:
        super().__init__(app, shutdown_timeout=shutdown_timeout)
        self.limits = limits or Limits()
        self._direct = direct or {}
        self._express = express
        self._options = options

    async def _make_server(self) -> GatewayServer:
        plain = await super()._make_server()
        limits = self.limits
        return GatewayServer(
            partial(_handle, self._direct, plain.request_handler),
            limits=limits,
            express=self._express,
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
