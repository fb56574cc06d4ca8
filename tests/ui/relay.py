"""A line between the browser and a server that can be cut, mended, and led to another server."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.support import Sim


@dataclass
class Relay:
    """Listens on a port of its own and hands every byte on. It runs on the first simulator's loop."""

    loop: asyncio.AbstractEventLoop
    target: str
    port: int = 0
    _server: asyncio.Server | None = None
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Where a browser goes."""
        return f"http://127.0.0.1:{self.port}"

    def mend(self) -> None:
        """Let connections through, from now on."""
        self._do(self._listen())

    def cut(self) -> None:
        """End every connection, and take no more."""
        self._do(self._close())

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=20)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server:
            self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        self._server = None

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        parts = urlsplit(self.target)
        far_reader, far_writer = await asyncio.open_connection(parts.hostname, parts.port)
        both = {writer, far_writer}
        self._writers |= both
        try:
            await asyncio.gather(_hand_on(reader, far_writer), _hand_on(far_reader, writer))
        finally:
            self._writers -= both
            for each in both:
                each.transport.abort()


async def _hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Bytes until their end, or until the line is cut."""
    with suppress(ConnectionError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.transport.abort()


@contextmanager
def relayed(sim: Sim) -> Iterator[Relay]:
    """A line to this simulator."""
    relay = Relay(sim.loop, sim.urls.http or "")
    relay.mend()
    try:
        yield relay
    finally:
        relay.cut()
