"""A thread with an event loop, on which each case has a gateway of its own for as long as it lasts."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from typing import Self, TypeVar

from aiohttp import web

from mobipace.mock_server.gateway.settings import World
from mobipace.mock_server.web.runner import GatewayRunner
from mobipace.mock_server.web.server import ServerConfig, make_app
from mobipace.mock_server.web.simulator import Simulator

from ..background import Background
from ..catalogue.case import Certificate
from .authority import Certificates
from .twisting import Twists

_GRACE = 0.2  # for what is in flight when a case is over
_Result = TypeVar("_Result")


class Host(Background):
    """The thread. A context manager."""

    def gateway(self, world: World, tls: Certificates | None = None, certificate: Certificate | None = None) -> Gateway:
        """A fresh gateway. certificate: over HTTPS alone, with this one of `tls`; None: in the open."""
        if not certificate:
            return Gateway(self, Simulator(world))
        if not tls:
            raise RuntimeError("a case over HTTPS, and nobody made an authority")
        return Gateway(self, Simulator(world), tls.context(certificate), f"{tls.ca}")


class Gateway:
    """A simulator behind a listener. A context manager; what touches the simulator goes through `do`.

    greetings: how often a client began to speak TLS, whatever it thought of the certificate.
    """

    def __init__(
        self, host: Host, simulator: Simulator, tls: ssl.SSLContext | None = None, ca: str | None = None
    ) -> None:
        self.simulator = simulator
        self.twists = Twists(simulator)
        self.url = ""
        self.ca = ca
        self.greetings = 0
        self._tls = tls
        self._host = host
        if tls:
            tls.sni_callback = self._greeted  # which OpenSSL asks for each greeting, names in it or not

    def __enter__(self) -> Self:
        self.url = self._host.run(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self._host.run(self._stop())

    def do(self, work: Callable[[Simulator], _Result]) -> _Result:
        """What `work` makes of the simulator, on its own thread."""

        async def done() -> _Result:
            return work(self.simulator)

        return self._host.run(done())

    def until(self, holds: Callable[[Simulator], object], seconds: float) -> bool:
        """Wait until something holds, no longer than that; whether it does."""

        async def waited() -> bool:
            loop = asyncio.get_running_loop()
            ends_at = loop.time() + seconds
            while not holds(self.simulator) and loop.time() < ends_at:
                await self.simulator.changed.wait(min(0.05, max(0.0, ends_at - loop.time())))
            return bool(holds(self.simulator))

        return self._host.run(waited())

    def _greeted(self, *_: object) -> None:
        self.greetings += 1

    async def _start(self) -> str:
        app = make_app(self.simulator, ServerConfig(), has_control=False)
        app.middlewares.append(self.twists.middleware)
        self._runner = GatewayRunner(app, limits=ServerConfig().limits, shutdown_timeout=_GRACE, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self._tls).start()
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._runner.addresses[-1][1]}"

    async def _stop(self) -> None:
        self.simulator.stop()
        await self._runner.cleanup()
