"""Answers that no gateway of today gives: codes, statuses and texts of tomorrow, which a client has to survive."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextvars import ContextVar
from decimal import Decimal
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from mobipace.mock_server.web.journal import Exchange
from mobipace.mock_server.web.simulator import Simulator

from ..catalogue.steps import Expire, Twist

_exchange: ContextVar[list[Exchange]] = ContextVar("_exchange")


class Twists:
    """The answers to be twisted and the sessions to be killed, in order; each is used up by one request.

    An exchange is known to whoever watches before its answer goes out, in the task that sends it.
    """

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._twists: list[Twist] = []
        self._deaths: list[tuple[str, Expire, list[int]]] = []
        simulator.watchers.append(_remember)

    @property
    def unused(self) -> list[str]:
        """What was never used, in words."""
        deaths = [each for _, each, seen in self._deaths if seen[0] < each.nth]
        return [f"the {each.method} to be answered anew" for each in self._twists] + [
            f"the {each.before} before which the session was to die" for each in deaths
        ]

    def add(self, twist: Twist) -> None:
        """The next answer of that method."""
        self._twists.append(twist)

    def kill(self, username: str, expire: Expire) -> None:
        """Sessions of the account die when that method is asked."""
        self._deaths.append((username, expire, [0]))

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Around every request."""
        self._die(request.path.rpartition("/")[2].casefold())
        seen: list[Exchange] = []
        _exchange.set(seen)
        response = await handler(request)
        if not seen or not isinstance(response, web.Response):
            return response
        twist = next((each for each in self._twists if each.method == seen[0].method), None)
        if twist is None:
            return response
        self._twists.remove(twist)
        body = _line(twist.line) if twist.line is not None else _members(seen[0].answer_body, twist)
        seen[0].answer_body = response.body = body
        return response

    def _die(self, method: str) -> None:
        for username, expire, seen in self._deaths:
            if (expire.before or "").casefold() == method:
                seen[0] += 1
                if expire.nth <= seen[0] < expire.nth + expire.times:
                    self._simulator.operate("expire_sessions", username=username)


def _remember(exchanges: Iterable[Exchange]) -> None:
    seen = _exchange.get(None)
    if seen is not None:
        seen.extend(exchanges)


def _line(text: str) -> bytes:
    return text.encode()


def _members(body: bytes, twist: Twist) -> bytes:
    document = json.loads(body, parse_float=Decimal) | twist.members
    for row in document.get("MessageStatuses") or []:
        row.update(twist.rows)
    return _written(document).encode()


def _written(value: Any) -> str:
    """As JSON; a Decimal, or a text that begins with `#`, as a number of just these digits."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)}: {_written(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, str) and value.startswith("#"):
        return value[1:]
    return json.dumps(value, ensure_ascii=False)
