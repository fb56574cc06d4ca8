"""How an answer goes out: whole, in drops, cut off, or not at all."""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Any

import msgspec
from aiohttp import web
from msgspec.structs import replace

from .answers import Answer
from .pauses import End, Pause

_LINGER = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)  # on, for 0 s: closing resets
_TICK = 0.02  # seconds between two pieces of an answer that drips fast


class Drop(Enum):
    """Nothing is sent, and the connection ends."""

    CLOSE = "closed, as by a gateway that gave up"
    RESET = "reset, as by one that crashed"


@dataclass(frozen=True, slots=True)
class Cut:
    """The headers announce the whole body; this many bytes of it are sent, and the connection is closed."""

    bytes: int


@dataclass(frozen=True, slots=True)
class Drip:
    """The body comes at this pace. Where a pause is cut short, the rest comes at once."""

    bytes_per_second: float
    pause: Pause


class Delivery(msgspec.Struct, frozen=True, gc=False):
    """What a client is told, and how.

    answer: what is sent, whole or in part. way: how; None: as ever. decided: what the gateway had answered; None: it
    never saw the request. fault: what befell it, for the journal. is_told: whether all that was decided on is sent.
    """

    answer: Answer | None
    way: Drop | Cut | Drip | None = None
    decided: Answer | None = None
    fault: dict[str, Any] | None = None
    is_told: bool = True


Finish = Callable[[Delivery], None]
"""Takes down what is sent: before the last of it is, so that whoever has an answer finds it in the journal."""


async def deliver(delivery: Delivery, request: web.Request, finish: Finish) -> web.StreamResponse:
    """Send it, and tell `finish`, once. What `finish` raises is raised; the end of the answer is not sent then."""
    answer, way = delivery.answer, delivery.way
    if answer is None or isinstance(way, Drop):
        finish(replace(delivery, answer=None))
        return _dropped(request, is_reset=way is Drop.RESET)
    if isinstance(way, Cut):
        finish(replace(delivery, answer=replace(answer, body=answer.body[: way.bytes])))
        return await _cut(answer, way, request)
    if isinstance(way, Drip):
        return await _drip(delivery, answer, _drops(answer.body, way), request, finish)
    finish(delivery)
    return web.Response(body=answer.body, status=answer.status, headers=dict(answer.headers))


def _dropped(request: web.Request, *, is_reset: bool) -> web.Response:
    transport = request.transport
    if transport and is_reset:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
        transport.abort()
    elif transport:
        transport.close()
    return web.Response()  # which has nowhere to go any more


async def _cut(answer: Answer, way: Cut, request: web.Request) -> web.StreamResponse:
    response = _announcing(answer)
    with suppress(ConnectionError):  # the client was faster
        await response.prepare(request)
        await response.write(answer.body[: way.bytes])
    response.force_close()  # now that the head has gone, which therefore does not foretell it
    return response


async def _drip(
    delivery: Delivery, answer: Answer, drops: AsyncIterator[bytes], request: web.Request, finish: Finish
) -> web.StreamResponse:
    response, sent = _announcing(answer), 0
    with suppress(ConnectionError):  # the client has gone
        await response.prepare(request)
        async for drop in drops:
            sent += len(drop)
            if sent == len(answer.body):
                finish(delivery)
            await response.write(drop)
    if sent < len(answer.body):
        left = {**(delivery.fault or {}), "left": True}
        finish(replace(delivery, answer=replace(answer, body=answer.body[:sent]), fault=left, is_told=False))
    return response


def _announcing(answer: Answer) -> web.StreamResponse:
    """The head of an answer, its length included, without its body."""
    response = web.StreamResponse(status=answer.status, headers=dict(answer.headers))
    response.content_length = len(answer.body)
    return response


async def _drops(body: bytes, way: Drip) -> AsyncIterator[bytes]:
    """The pieces of a body, each when the last of it is due; nothing more when nobody listens any more."""
    clock = asyncio.get_running_loop().time
    begun, done, size = clock(), 0, max(1, round(way.bytes_per_second * _TICK))
    while done < len(body):
        stop = min(done + size, len(body))
        end = await way.pause.wait(max(0.0, begun + stop / way.bytes_per_second - clock()))
        if end is End.GONE:
            return
        stop = len(body) if end is End.CUT else stop
        yield body[done:stop]
        done = stop
