"""Listeners: the gateway over HTTP and HTTPS, and the control API beside it or on a listener of its own."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import ssl
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from .addresses import PATHS
from .control.app import PREFIX, make_control, make_metrics
from .control.guard import Guard
from .endpoints import Endpoints
from .express import Express
from .limits import Limits
from .pages import page_routes
from .runner import GatewayRunner
from .simulator import Simulator

GRACE_SECONDS = 0.5  # for requests in flight when the server stops; what takes longer is cut off


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """Where to listen. A port of None: no such listener; of 0: a free one.

    tls: needed where tls_port is given. ca_pem: the certificate to hand out, of a CA of our own. control_port None: the
    control API is on the gateway's listeners. token: asked for by the control API; None asks for none. names: hosts
    that are ours besides localhost.
    """

    host: str = "127.0.0.1"
    port: int | None = 0
    tls_port: int | None = None
    tls: ssl.SSLContext | None = None
    ca_pem: bytes | None = None
    control_port: int | None = None
    token: str | None = None
    names: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Urls:
    """Where a started server listens; None where it does not."""

    http: str | None
    https: str | None
    control: str


class ListenError(OSError):
    """An address that cannot be listened on; the text says which and why."""


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def make_app(simulator: Simulator, config: ServerConfig, *, has_control: bool = True) -> web.Application:
    """The gateway's application, with the control API below `/_control` unless that has a listener of its own."""
    app, endpoints = web.Application(), Endpoints(simulator)
    if has_control:
        _add_control(app, simulator, config, otherwise=endpoints.handle)
    app.router.add_route("*", r"/{path:[\s\S]*}", endpoints.handle)
    return app


def _add_control(app: web.Application, simulator: Simulator, config: ServerConfig, otherwise: Handler) -> None:
    """The control API, the metrics and the page. otherwise: who answers what looks like the page, and is not."""
    guard = Guard(is_loopback(config.host), config.names | {config.host.lower()}, config.token)
    app.add_subapp(PREFIX, make_control(simulator, guard, config.ca_pem))
    app.add_subapp("/metrics", make_metrics(simulator, guard))
    app.router.add_routes(page_routes(guard, otherwise))


async def _nothing_there(_: web.Request) -> web.StreamResponse:
    raise web.HTTPNotFound


class Server:
    """One simulator behind its listeners. `start`, and later `stop`, on the same event loop."""

    def __init__(self, simulator: Simulator, config: ServerConfig) -> None:
        self.simulator = simulator
        self.config = config
        simulator.watchers += (simulator.metrics.finished, simulator.notices.finished)
        self._runners: list[GatewayRunner] = []

    async def start(self) -> Urls:
        """Listen. When this returns every listener accepts. Raises ListenError, with nothing left open."""
        config = self.config
        try:
            app = make_app(self.simulator, config, has_control=config.control_port is None)
            direct = dict.fromkeys(PATHS, Endpoints(self.simulator).handle)
            gateway = await self._runner(app, direct=direct, express=Express(self.simulator))
            http = await self._listen(gateway, config.port, None)
            https = await self._listen(gateway, config.tls_port, config.tls)
            control = http or https
            if config.control_port is not None:
                app = web.Application()
                _add_control(app, self.simulator, config, otherwise=_nothing_there)
                control = await self._listen(await self._runner(app), config.control_port, None)
        except BaseException:
            await self.stop()
            raise
        return Urls(http, https, f"{control}{PREFIX}")

    async def _runner(self, app: web.Application, **ways: Any) -> GatewayRunner:
        runner = GatewayRunner(app, limits=self.config.limits, shutdown_timeout=GRACE_SECONDS, access_log=None, **ways)
        self._runners.append(runner)
        await runner.setup()
        return runner

    async def _listen(self, runner: GatewayRunner, port: int | None, tls: ssl.SSLContext | None) -> str | None:
        if port is None:
            return None
        host = self.config.host
        site = web.TCPSite(runner, host, port, ssl_context=tls)
        try:
            await site.start()
        except (OSError, OverflowError) as error:
            number = getattr(error, "errno", None)  # asyncio's own text repeats the address
            reason = os.strerror(number) if number and number > 0 else getattr(error, "strerror", None) or str(error)
            raise ListenError(
                f"cannot listen on {host} port {port}: {reason}; choose another, or 0 for a free one"
            ) from None
        taken = runner.addresses[-1][1]
        reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  every address; one of them works
        shown = f"[{reachable}]" if ":" in reachable else reachable
        return f"{'https' if tls else 'http'}://{shown}:{taken}"

    async def stop(self) -> None:
        """Release what is held, answer what is in flight, cut off what does not end, and close."""
        self.simulator.stop()
        await asyncio.gather(*(runner.cleanup() for runner in self._runners))
        self._runners.clear()
