import asyncio

import pytest
from aiohttp import web

from mobipace.mock_server.web.limits import Limits
from tests.web.raw_http import Contexts, echo, get, listening, post, run, skip

pytestmark = pytest.mark.usefixtures("silent_log")


def test_half_a_head_and_then_silence_is_a_timeout(tls: Contexts | None) -> None:
    """408 after 30 s from its first byte, whatever trickles in meanwhile."""

    async def main() -> None:
        async with listening(tls=tls) as listener, listener.client() as client:
            await client.send(b"GET / HTTP/1.1\r\n")
            await skip(29)
            await client.send(b"Host: localhost\r\n")
            await skip(2)
            answer = await client.answer()

            assert answer.status == 408
            assert answer.body == b"request: its headers are not complete after 30 s\n"
            await skip(1)  # TLS cannot end one side: the server waits a moment for the client to go
            assert await client.rest() == b""

    run(main())


def test_half_a_body_and_then_silence_is_a_timeout(tls: Contexts | None) -> None:
    """30 s without a byte; as long as bytes come, a body may take its time."""

    async def main() -> None:
        async with listening(tls=tls) as listener, listener.client() as client:
            request = post(b"/", b"0123456789")
            for piece in (request[:-5], b"5", b"6", b"7"):
                await client.send(piece)
                await skip(29)
            await skip(2)
            answer = await client.answer()

            assert answer.status == 408
            assert answer.body == b"body: incomplete, and nothing more of it arrived for 30 s\n"
            await skip(1)  # TLS cannot end one side: the server waits a moment for the client to go
            assert await client.rest() == b""

    run(main())


def test_each_request_has_its_own_time() -> None:
    """A head that begins as a slow one ends is not late."""

    async def main() -> None:
        async with listening() as listener, listener.client() as client:
            await client.send(get(b"/one")[:10])
            await skip(29)
            await client.send(get(b"/one")[10:] + get(b"/two")[:10])
            await skip(29)
            await client.send(get(b"/two")[10:])

            assert [(await client.answer()).target for _ in range(2)] == ["/one", "/two"]

    run(main())


def test_a_request_that_is_being_answered_is_not_slow() -> None:
    """A hold of ours may take minutes; only the client's part is timed."""
    held = asyncio.Event()

    async def hold(request: web.Request) -> web.Response:
        await held.wait()
        return await echo(request)

    async def main() -> None:
        async with listening(hold) as listener, listener.client() as client:
            await client.send(post(b"/", b"abc")[:-1], b"c")
            await skip(600)
            held.set()

            assert (await client.answer()).body == b"abc"

    run(main())


def test_a_client_is_not_slow_while_we_do_not_read() -> None:
    """A handler that leaves a large body unread stops the connection's reading; that time is ours."""
    reading = asyncio.Event()

    async def late(request: web.Request) -> web.Response:
        await reading.wait()
        return await echo(request)

    async def main() -> None:
        body = b"a" * 20_000_000  # more than all the buffers in between hold
        async with listening(late) as listener, listener.client() as client:
            sending = asyncio.create_task(client.send(post(b"/", body)))
            for _ in range(4):
                await skip(20)
            reading.set()
            answer = await client.answer()
            await sending

            assert (answer.status, len(answer.body)) == (200, len(body))

    run(main())


def test_a_slow_request_behind_a_held_one_is_told_in_its_turn() -> None:
    """Answers keep the order of the requests."""
    held = asyncio.Event()

    async def hold(request: web.Request) -> web.Response:
        await held.wait()
        return await echo(request)

    async def main() -> None:
        async with listening(hold) as listener, listener.client() as client:
            await client.send(get(b"/held") + get(b"/half")[:10])
            await skip(31)
            held.set()

            assert [(await client.answer()).status for _ in range(2)] == [200, 408]
            assert await client.rest() == b""

    run(main())


def test_a_slow_body_that_nobody_reads_is_refused_after_the_answer() -> None:
    """A 405 does not wait for the body; the connection does not outlive it."""

    async def refuse(_request: web.Request) -> web.Response:
        raise web.HTTPMethodNotAllowed("POST", ["GET"])

    async def main() -> None:
        limits = Limits(slow_request_seconds=5)
        async with listening(refuse, limits=limits) as listener, listener.client() as client:
            await client.send(post(b"/", b"abc")[:-1])
            status = (await client.answer()).status
            await skip(6)

            assert status == 405
            assert await client.rest() == b""

    run(main())


def test_an_idle_connection_is_closed_without_a_word(tls: Contexts | None) -> None:
    """After 120 s, whether it ever asked for something or not."""

    async def main() -> None:
        async with listening(tls=tls) as listener, listener.client() as fresh, listener.client() as used:
            await used.send(get(b"/"))
            await used.answer()
            await skip(119)
            assert len(listener.server.connections) == 2
            await skip(2)

            assert (await fresh.rest(), await used.rest()) == (b"", b"")
            assert listener.server.connections == []

    run(main())


def test_a_request_that_has_begun_is_not_idle() -> None:
    """The end of the idle time does not fall into a request; after the answer it begins anew."""

    async def main() -> None:
        async with listening() as listener, listener.client() as client:
            await client.send(get(b"/")[:10])
            await skip(29)
            await client.send(get(b"/")[10:])
            assert (await client.answer()).status == 200
            await skip(100)
            await client.send(get(b"/")[:10])
            await skip(29)
            await client.send(get(b"/")[10:])
            assert (await client.answer()).status == 200
            await skip(121)

            assert await client.rest() == b""

    run(main())
