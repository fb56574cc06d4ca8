"""A listener of our own on a free port, a client that writes raw bytes to it, and a clock both can skip."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from mobipace.mock_server.web.limits import Limits
from mobipace.mock_server.web.protocol import target_was_raw
from mobipace.mock_server.web.runner import GatewayRunner, GatewayServer

Contexts = tuple[ssl.SSLContext, ssl.SSLContext]  # of a server, and of a client that trusts it
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class SkippingLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock can be moved ahead, so that a timer of 30 s fires without 30 s."""

    skipped = 0.0

    def time(self) -> float:
        return super().time() + self.skipped


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run a test's coroutine on a loop that can skip."""
    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        runner.run(main)


async def skip(seconds: float) -> None:
    """Let this much time pass at once."""
    await settle()
    loop = asyncio.get_running_loop()
    assert isinstance(loop, SkippingLoop)
    loop.skipped += seconds
    await settle()


async def settle() -> None:
    """Give every task and socket of this loop, server and client alike, its turn."""
    for _ in range(20):
        await asyncio.sleep(0)


async def echo(request: web.Request) -> web.Response:
    """Answer with the target as the application sees it, and the body."""
    body = await request.read()
    headers = {"X-Target": request.raw_path, "X-Raw": str(target_was_raw(request))}
    return web.Response(body=body, headers=headers)


@dataclass(frozen=True)
class Answer:
    """A response as it was read off the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def target(self) -> str:
        return self.headers["x-target"]


class Client:
    """One connection to a listener."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, *segments: bytes) -> None:
        """Send each segment by itself, so that the server receives it by itself."""
        for segment in segments:
            self.writer.write(segment)
            await self.writer.drain()
            if len(segments) > 1:
                await settle()

    async def answer(self) -> Answer:
        """Read one response with a Content-Length."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status, *lines = head.rstrip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        return Answer(int(status.split()[1]), headers, body)

    async def rest(self) -> bytes:
        """Read until the server closes."""
        return await self.reader.read()


@dataclass(frozen=True)
class Listener:
    """A running server."""

    runner: GatewayRunner
    port: int
    client_tls: ssl.SSLContext | None

    @property
    def server(self) -> GatewayServer:
        server = self.runner.server
        assert isinstance(server, GatewayServer)
        return server

    @asynccontextmanager
    async def client(self, server_hostname: str = "localhost") -> AsyncIterator[Client]:
        name = server_hostname if self.client_tls else None
        options: dict[str, Any] = {"ssl": self.client_tls, "server_hostname": name, "limit": 2**20}
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, **options)
        try:
            yield Client(reader, writer)
        finally:
            writer.close()
            with suppress(ConnectionError, ssl.SSLError):  # the server was first: what some tests are about
                await writer.wait_closed()


@asynccontextmanager
async def listening(
    handler: Handler = echo,
    *,
    limits: Limits | None = None,
    tls: Contexts | None = None,
) -> AsyncIterator[Listener]:
    """Serve every method and path with one handler. tls: the contexts of server and client."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = GatewayRunner(app, limits=limits, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls[0] if tls else None).start()
        yield Listener(runner, runner.addresses[0][1], tls[1] if tls else None)
    finally:
        await runner.cleanup()


def get(target: bytes, *headers: bytes) -> bytes:
    """A GET request with any bytes for a target."""
    return b"\r\n".join([b"GET " + target + b" HTTP/1.1", b"Host: localhost", *headers, b"", b""])


def post(target: bytes, body: bytes, *headers: bytes) -> bytes:
    """A POST request with a Content-Length."""
    length = b"Content-Length: %d" % len(body)
    return b"\r\n".join([b"POST " + target + b" HTTP/1.1", b"Host: localhost", length, *headers, b"", body])


def chunked(target: bytes, chunks: Iterable[bytes], trailers: bytes = b"", extension: bytes = b"") -> bytes:
    """A POST request in chunks."""
    head = b"POST " + target + b" HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b"".join(b"%X%s\r\n%s\r\n" % (len(chunk), extension, chunk) for chunk in chunks)
    return head + body + b"0\r\n" + trailers + b"\r\n"
