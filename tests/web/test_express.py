"""The express way: what goes it is answered as all else is, and whatever may wait does not go it."""

import asyncio
import json
import re
from typing import Any

import msgspec
import pytest

from mobipace.mock_server.fault_specs import Match
from mobipace.mock_server.web.limits import Limits
from tests.web.place import BUSY, DEMO, DONE, LOGIN, V2, V2_SEND, Place, asking, code, place
from tests.web.raw_http import get, post, run, settle, skip

NO_PASSWORD = post(b"/v3/authorize", json.dumps({"Username": DEMO, "Password": ""}).encode())
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
