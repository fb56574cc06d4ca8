"""A started server on the test's own loop, whose turns a test can count, and what is asked of it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from mobipace.mock_server.web.limits import Limits
from mobipace.mock_server.web.server import Server, ServerConfig
from mobipace.mock_server.web.simulator import Simulator
from tests.support import demo
from tests.web.raw_http import Answer, Client, get, post, settle

DEMO, PASSWORD = "mobipace@mobipace.com", "123456"
LOGIN = post(b"/v3/authorize", json.dumps({"Username": DEMO, "Password": PASSWORD}).encode())
V2 = b"/API_2_0/HTTP_API.aspx?username=mobipace@mobipace.com&password=123456&function="
V2_SEND = get(V2 + b"send&sender=MOBIPACE&recipient=37499000000&body=hello")
BUSY, DONE = 104, 101


class Place:
    """A started server on this loop, and clients of its HTTP listener."""

    def __init__(self, simulator: Simulator, server: Server, port: int, stack: AsyncExitStack) -> None:
        self.simulator = simulator
        self.server = server
        self._port = port
        self._stack = stack

    async def client(self) -> Client:
        """One more connection."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._stack.callback(writer.close)
        await settle()
        return Client(reader, writer)

    async def ask(self, request: bytes) -> Answer:
        """An answer, over a connection of its own."""
        client = await self.client()
        await client.send(request)
        answer = await client.answer()
        client.writer.close()
        await settle()
        return answer

    async def login(self) -> str:
        """A new session's id."""
        return str(json.loads((await self.ask(LOGIN)).body)["SessionId"])

    @property
    def went(self) -> int:
        """How many requests the tasks of aiohttp have seen."""
        return sum(runner.server.requests_count for runner in self.server._runners if runner.server)


@asynccontextmanager
async def place(limits: Limits | None = None) -> AsyncIterator[Place]:
    """A place with the demo world."""
    simulator = Simulator(demo())
    server = Server(simulator, ServerConfig(limits=limits or Limits()))
    urls = await server.start()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(server.stop)
        yield Place(simulator, server, int((urls.http or "").rpartition(":")[2]), stack)


def asking(session: str) -> bytes:
    """A QueryBalance."""
    return post(b"/v3/QueryBalance", json.dumps({"SessionId": session}).encode())


def code(answer: Answer) -> int:
    """Its StatusCode."""
    return int(json.loads(answer.body)["StatusCode"])
