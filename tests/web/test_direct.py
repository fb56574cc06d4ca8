"""What is handed straight to its handler, and which client is alone."""

from multiprocessing import get_context

from aiohttp import web

from mobipace.mock_server.web.protocol import is_alone
from tests.support import running
from tests.web.raw_http import Client, get, listening, run, settle

REFUSED = b'{"StatusCode": 102, "Status": "IncorrectParameter"}'
HEAD = b"POST /v3/QueryBalance HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"


async def tell(request: web.Request) -> web.Response:
    """Whether its client is alone."""
    return web.Response(text=f"{is_alone(request)}")


def test_a_client_is_alone_while_no_other_is_connected() -> None:
    """To any server of the process: two may stand before one gateway. In a process without servers of other tests."""
    process = get_context("spawn").Process(target=look_around)
    process.start()
    process.join()

    assert process.exitcode == 0


def look_around() -> None:
    """What the other process does."""
    run(one_and_two())


async def one_and_two() -> None:
    """One client, then another beside it, then one again."""
    async with listening(tell) as listener, listening(tell) as beside, listener.client() as client:
        assert await asked(client) == b"True"
        async with beside.client():
            await settle()
            assert await asked(client) == b"False"
        await settle()
        assert await asked(client) == b"True"


async def asked(client: Client) -> bytes:
    """What a client is told."""
    await client.send(get(b"/"))
    return (await client.answer()).body


def test_a_client_that_waits_to_be_told_to_go_on_is_told() -> None:
    """At a documented address as at any other (RFC 9110 10.1.1)."""
    with running() as sim, sim.connection() as connection:
        connection.send(HEAD + b"Expect: 100-continue\r\n\r\n")
        told = b""
        while not told.endswith(b"\r\n\r\n"):
            told += connection.socket.recv(1)
        connection.send(b"{}")

        assert told == b"HTTP/1.1 100 Continue\r\n\r\n"
        assert connection.answer() == (200, REFUSED)


def test_addresses_are_the_same_straight_or_not() -> None:
    """A path in another letter case takes the long way, and is answered the same."""
    with running() as sim:
        answers = [sim.http.post(path, content=b"{}").content for path in ("/v3/QueryBalance", "/v3/querybalance")]

    assert answers == [REFUSED, REFUSED]
