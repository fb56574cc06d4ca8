"""Watching from outside: the stream of events, and the metrics."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from aiohttp import web

from ..events import KINDS, Event, Listener, TooManyListeners, Wanted
from ..protocol import client_gone
from .base import Resource
from .errors import ControlError
from .filters import Filters

_HEARTBEAT = b": still here\n\n"
_LATEST_ID = 2**62
_PATIENCE = 0.5  # seconds that the end of a stream may take; the server's own may take two


class Streams(Resource):
    """`events` and `metrics`."""

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get("/events", self.listen, allow_head=False),
            web.get("/metrics", self.scrape, allow_head=False),
        ]

    async def listen(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events, until the client goes, the server ends, or `limit` of them are told."""
        filters = Filters(request, {"account", "kinds", "last_event_id", "limit"})
        limit = filters.integer("limit", 0, 1, _LATEST_ID) if filters.text("limit") is not None else None
        try:
            listener = self.simulator.events.listen(_wanted(filters), _last_id(request, filters))
        except TooManyListeners as error:
            raise ControlError(503, str(error)) from None
        try:
            with _ending(request, listener):
                return await self._tell(request, listener, limit)
        finally:
            self.simulator.events.leave(listener)

    async def _tell(self, request: web.Request, listener: Listener, limit: int | None) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        silence = self.simulator.events.bounds.heartbeat_seconds
        with suppress(ConnectionError):  # the client has gone, which is how most streams end
            await response.prepare(request)
            while limit != 0 and (batch := await listener.next(silence)) is not None:
                if limit is not None:
                    batch, limit = _cut(batch, limit)
                self.simulator.recorder.before_telling()
                await response.write(b"".join(event.encode() for event in batch) or _HEARTBEAT)
        return response

    async def scrape(self, request: web.Request) -> web.Response:
        """Prometheus' metrics."""
        from ..exposition import expose  # noqa: PLC0415  its library is not needed to start

        body, content_type = expose(self.simulator, request.headers.get("Accept", ""))
        return web.Response(body=body, headers={"Content-Type": content_type, "Cache-Control": "no-store"})


@contextmanager
def _ending(request: web.Request, listener: Listener) -> Iterator[None]:
    """End the listener when its client goes. When it is over, a client that takes nothing more is soon cut off."""
    gone, loop = client_gone(request), asyncio.get_running_loop()
    timers: list[asyncio.TimerHandle] = []

    def cut_off() -> None:
        if request.transport is not None:
            request.transport.abort()

    gone.add_done_callback(listener.end)
    listener.over.add_done_callback(lambda _: timers.append(loop.call_later(_PATIENCE, cut_off)))
    try:
        yield
    finally:
        gone.remove_done_callback(listener.end)
        for timer in timers:
            timer.cancel()


def _wanted(filters: Filters) -> Wanted:
    kinds = filters.text("kinds")
    if kinds is None:
        return Wanted(filters.text("account"))
    given = frozenset(kinds.split(","))
    for kind in sorted(given.difference(KINDS)):
        raise ControlError(400, f"kinds: {kind[:40]!r} given; allowed, separated by commas: {', '.join(KINDS)}")
    return Wanted(filters.text("account"), given)


def _last_id(request: web.Request, filters: Filters) -> int | None:
    """The id to go on from: a client that reconnects by itself gives it in a header, which comes first."""
    given = None if filters.text("last_event_id") is None else filters.integer("last_event_id", 0, 0, _LATEST_ID)
    header = request.headers.get("Last-Event-ID")
    if header is None:
        return given
    if not (header.isascii() and header.isdecimal() and len(header) < 19):
        raise ControlError(400, f"Last-Event-ID: {header[:40]!r} given; allowed: the id of an event")
    return int(header)


def _cut(batch: list[Event], limit: int) -> tuple[list[Event], int]:
    """At most `limit` events, what the stream says of itself not counted; and how many may still come."""
    told = []
    for event in batch:
        if limit == 0:
            break
        told.append(event)
        limit -= event.kind in KINDS
    return told, limit
