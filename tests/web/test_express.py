"""The express way: what goes it is answered as all else is, and whatever may wait does not go it."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import msgspec
import pytest

from mobipace.mock_server import world as worlds
from mobipace.mock_server.fault_specs import Match
from mobipace.mock_server.gateway.settings import World
from mobipace.mock_server.web.limits import Limits
from mobipace.mock_server.web.recorder import Recorder, StateFailed
from mobipace.mock_server.web.records import Record
from mobipace.mock_server.web.server import Server, ServerConfig
from mobipace.mock_server.web.simulator import Simulator
from tests.web.raw_http import Answer, Client, get, post, run, settle, skip

DEMO, PASSWORD = "mobipace@mobipace.com", "123456"
LOGIN = post(b"/v3/authorize", json.dumps({"Username": DEMO, "Password": PASSWORD}).encode())
NO_PASSWORD = post(b"/v3/authorize", json.dumps({"Username": DEMO, "Password": ""}).encode())
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


def demo() -> World:
    """A world in which everything repeats."""
    return worlds.load(None, seed=7)


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


NOTED = (
    *("protocol", "method", "account", "http_method", "path", "target", "headers", "body", "check", "why", "readings"),
    *("violations", "http_status", "code", "answer_headers", "answer_body", "before", "after"),
)


def undated(answer: bytes) -> bytes:
    """An answer without what every second changes."""
    return re.sub(rb"\r\nDate: [^\r]+", b"", answer)


async def read() -> None:
    """Give the server the turn in which it reads what has been sent, and no other."""
    for _ in range(2):
        await asyncio.sleep(0)


async def seen(here: Place, count: int) -> None:
    """Wait until so many requests have been read, and no longer."""
    turns = 0
    while here.simulator.journal.last_id < count:
        turns += 1
        assert turns < 1000
        await asyncio.sleep(0)


# The same answers


REQUESTS = {
    "authorize": LOGIN,
    "wrong password": NO_PASSWORD,
    "made-up session": asking("4060b129-2d75-4b7e-9c3a-61b7769a5d2b"),
    "no JSON": post(b"/v3/Send", b"{"),
    "nothing": post(b"/v3/Send", b""),
    "GET of v3": get(b"/v3/Send"),
    "JSON to v2": post(b"/API_2_0/HTTP_API.aspx", b"{}", b"Content-Type: application/json"),
    "form to v2": post(
        b"/API_2_0/HTTP_API.aspx",
        V2.partition(b"?")[2] + b"querybalance",
        b"Content-Type: application/x-www-form-urlencoded",
    ),
    "v2 send": V2_SEND,
    "v2 of nothing": get(b"/API_2_0/HTTP_API.aspx"),
    "old name of v2": get(V2.replace(b"/API_2_0/HTTP_API.aspx", b"/Gate.aspx") + b"querybalance"),
}


@pytest.mark.parametrize("request_bytes", REQUESTS.values(), ids=REQUESTS)
def test_the_answer_is_the_same_either_way(request_bytes: bytes) -> None:
    """To the byte, and the journal has the same of it; in two pieces a request does not go the express way."""

    async def answered(*segments: bytes) -> tuple[bytes, dict[str, Any], int]:
        async with place() as here:
            client = await here.client()
            await client.send(*segments)
            head = await client.reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"Content-Length: (\d+)", head)
            body = await client.reader.readexactly(int(length[1]) if length else 0)
            exchange = here.simulator.journal.get(1)
            assert exchange is not None
            noted = {name: getattr(exchange, name) for name in NOTED}
            for name in ("before", "after"):
                noted[name] = noted[name] and msgspec.structs.replace(noted[name], at=0)
            return undated(head) + body, noted, here.went

    async def main() -> None:
        express, noted, went = await answered(request_bytes)
        ordinary, noted_there, went_there = await answered(request_bytes[:30], request_bytes[30:])

        assert (went, went_there) == (0, 1)
        assert express == ordinary
        assert noted == noted_there

    run(main())


# One at a time


@pytest.mark.parametrize("later", range(3))
@pytest.mark.parametrize("pieces", [1, 2])
def test_what_arrives_while_one_is_decided_finds_the_account_busy(later: int, pieces: int) -> None:
    """v3 limitation 1. The second comes as early as the first, or up to the turn in which that is decided.

    It may come in pieces, and so not go the express way; the first must wait for it all the same.
    """

    async def main() -> None:
        async with place() as here:
            request = asking(await here.login())
            first, second = await here.client(), await here.client()
            if pieces > 1:
                await second.send(request[:40])
                await settle()
            first.writer.write(request)
            for _ in range(later):
                await asyncio.sleep(0)
            second.writer.write(request[40:] if pieces > 1 else request)
            codes = [code(await first.answer()), code(await second.answer())]

            assert codes == [DONE, BUSY]

    run(main())


def test_one_after_the_other_is_never_busy() -> None:
    """Who has the answer may ask again at once, on the same connection or another."""

    async def main() -> None:
        async with place() as here:
            request = asking(await here.login())
            clients = [await here.client() for _ in range(3)]
            codes = []
            for turn in range(30):
                await clients[turn % 3].send(request)
                codes.append(code(await clients[turn % 3].answer()))

            assert codes == [DONE] * 30
            assert here.went == 0

    run(main())


def test_a_hold_takes_a_request_out_of_the_express_way() -> None:
    """And holds it."""

    async def main() -> None:
        async with place() as here:
            request = asking(await here.login())
            hold = here.simulator.holds.add(DEMO, Match())
            held, other = await here.client(), await here.client()
            await held.send(request)
            await settle()
            state = hold.state
            await other.send(request)
            busy = code(await other.answer())
            here.simulator.holds.release(hold)

            assert (state, busy, code(await held.answer())) == ("holding", BUSY, DONE)
            assert here.went == 2

    run(main())


# One connection


def test_pipelined_requests_are_answered_in_order() -> None:
    """One after the other, whichever way each goes: none is busy (RFC 9112 9.3.2)."""

    async def main() -> None:
        async with place() as here:
            request = asking(await here.login())
            client, _ = await here.client(), await here.client()  # with another beside it, answers leave turns later
            for piece in (request, request, request[:50], request[50:], V2_SEND, request + request):
                client.writer.write(piece)
                await read()
            answers = [(await client.answer()).body[:18] for _ in range(6)]

            done = b'{"StatusCode": 101'
            assert answers == [done, done, done, b"ID: 100001", done, done]
            assert here.went in (1, 2, 3, 4)  # some have gone either way

    run(main())


@pytest.mark.parametrize("beside", [0, 1])
def test_a_client_that_ends_its_side_still_gets_its_answer(beside: int) -> None:
    """And is told that it is the last, if the end was seen before it was answered."""

    async def main() -> None:
        async with place() as here:
            request = asking(await here.login())
            clients = [await here.client() for _ in range(beside + 1)]
            clients[0].writer.write(request)
            clients[0].writer.write_eof()
            answer = await clients[0].rest()

            assert answer.count(b"HTTP/1.1 200 OK") == answer.count(b'"StatusCode": 101') == 1
            assert answer.count(b"\r\nConnection: close\r\n\r\n") >= beside

    run(main())


def test_a_client_that_ends_in_the_middle_of_the_next_request_hears_of_it() -> None:
    """First comes the answer to the whole one."""

    async def main() -> None:
        async with place() as here:
            client, _ = await here.client(), await here.client()
            client.writer.write(V2_SEND)
            await read()
            client.writer.write(V2_SEND[:40])
            client.writer.write_eof()
            answer = await client.rest()

            assert answer.count(b"HTTP/1.1 200 OK") == 1
            assert b"ID: 100001HTTP/1.0 400 Bad Request" in answer
            assert answer.endswith(b"request: the connection ended in the middle of it\n")

    run(main())


def test_an_idle_connection_is_closed_in_its_time() -> None:
    """As long after the last answer as the limits say, whichever way that went, and not sooner."""

    async def main() -> None:
        async with place(Limits(keep_alive_seconds=60)) as here:
            client = await here.client()
            for pieces in ([V2_SEND], [V2_SEND[:40], V2_SEND[40:]], [V2_SEND], [V2_SEND]):
                await skip(45)
                await client.send(*pieces)
                assert (await client.answer()).status == 200
            await skip(59)
            assert not client.reader.at_eof()
            await skip(2)

            assert await client.rest() == b""

    run(main())


def test_what_is_in_flight_when_the_server_ends_is_answered() -> None:
    """Decided means charged: its client is told."""

    async def main() -> None:
        async with place() as here:
            request = asking(await here.login())
            client, other = await here.client(), await here.client()
            client.writer.write(request)
            other.writer.write(V2_SEND)
            await seen(here, 3)
            await here.server.stop()

            assert b'\r\n\r\n{"StatusCode": 101' in await client.rest()
            assert (await other.rest()).endswith(b"\r\n\r\nID: 100001")

    run(main())


# When we fail


def test_a_failure_of_ours_is_told_to_its_client_alone(caplog: pytest.LogCaptureFixture) -> None:
    """500, with the details in the log; the account is free again, and who came in the same turn is served."""

    async def main() -> None:
        async with place() as here:
            request = asking(await here.login())
            unlucky, lucky = await here.client(), await here.client()
            here.simulator.metrics.performed = fail_at_v3  # type: ignore[method-assign]  # a mistake we have yet to make
            unlucky.writer.write(request)
            lucky.writer.write(V2_SEND)
            refused, served = await unlucky.answer(), await lucky.answer()
            assert await unlucky.rest() == b""
            del here.simulator.metrics.performed
            again = await here.ask(request)

            assert (refused.status, refused.body) == (
                500,
                b"the server failed at this request; its log has the details\n",
            )
            assert (served.body, code(again)) == (b"ID: 100001", DONE)
            exchange = here.simulator.journal.get(2)
            assert exchange is not None
            assert (exchange.http_status, exchange.why) == (
                500,
                "the server failed at this request; its log has the details",
            )

    run(main())

    assert "a mistake" in caplog.text
    caplog.clear()


def fail_at_v3(exchange: object) -> None:
    """Fail at some requests."""
    if getattr(exchange, "protocol", "") == "v3":
        raise LookupError("a mistake")


def test_a_failure_at_the_end_is_told_to_all_it_concerns(caplog: pytest.LogCaptureFixture) -> None:
    """Nobody is left waiting, and the accounts are free."""

    async def main() -> None:
        async with place() as here:
            request = asking(await here.login())
            clients = [await here.client() for _ in range(3)]
            here.simulator.watchers.append(fail_at_any)
            for client, asked in zip(clients, (request, V2_SEND, V2_SEND), strict=True):
                client.writer.write(asked)
            refused = [await client.answer() for client in clients]
            here.simulator.watchers.remove(fail_at_any)
            again = await here.ask(request)

            assert [answer.status for answer in refused] == [500, 500, 500]
            assert code(again) == DONE

    run(main())

    assert "a mistake" in caplog.text
    caplog.clear()


def fail_at_any(exchanges: Iterable[object]) -> None:
    """The same, where they are told of together."""
    for exchange in exchanges:
        fail_at_v3(exchange)


class Disk:
    """A store with room for nothing, or everything."""

    def __init__(self) -> None:
        self.is_full = False
        self.kept: list[list[Record]] = []

    def append(self, records: Sequence[Record]) -> None:
        """Keep them, together."""
        if self.is_full:
            raise StateFailed("no room")
        self.kept.append([*records])

    def restart(self, world: World, real: int, last_exchange: int = 0) -> None:
        """Nothing to forget."""

    def close(self) -> None:
        """Nothing to close."""


def test_what_comes_in_one_turn_is_written_at_once() -> None:
    """One write for many answers, and none before it."""

    async def main() -> None:
        async with place() as here:
            disk = Disk()
            here.simulator.recorder = Recorder(disk)
            clients = [await here.client() for _ in range(8)]
            for client in clients:
                client.writer.write(V2_SEND)
            answers = [(await client.answer()).body for client in clients]

            assert sorted(answers) == [b"ID: %d" % id for id in range(100001, 100009)]
            assert len(disk.kept) < 8

    run(main())


def test_all_that_cannot_be_written_hear_of_it() -> None:
    """503 to each; what was done is written when there is room, each as it was answered."""

    async def main() -> None:
        async with place() as here:
            disk = Disk()
            here.simulator.recorder = Recorder(disk)
            clients = [await here.client() for _ in range(3)]
            disk.is_full = True
            for client in clients:
                client.writer.write(V2_SEND)
            refused = [await client.answer() for client in clients]
            disk.is_full = False
            later = await here.ask(V2_SEND)
            written = [record for records in disk.kept for record in records]
            told = [each.sent.status for each in written if hasattr(each, "sent") and each.sent]

            assert {(answer.status, answer.body) for answer in refused} == {(503, b"no room\n")}
            assert told == [503] * (len(told) - 1) + [200]
            assert later.body == b"ID: %d" % (100000 + len(told))

    run(main())
