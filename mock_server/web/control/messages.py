"""Messages: what was accepted, where it is in its life, and moving it by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from aiohttp import web

from ...gateway.account import Account
from ...gateway.codes import State
from ...gateway.messages import Message
from . import shapes
from .base import Resource, answer
from .errors import ControlError, read_document
from .filters import PAGE, Filters, Page, listed

_BY_NAME = {state.label.lower(): state for state in State} | {f"{state:d}": state for state in State}
_LOOK_AGAIN = 0.05  # seconds: a running clock moves statuses without anything being asked


class Messages(Resource):
    """`accounts/{username}/messages` and `messages/{id}`."""

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get("/accounts/{username:[^/]+}/messages", self.list, allow_head=False),
            web.get("/messages/{id}", self.show, allow_head=False),
            web.post("/messages/{id}/status", self.force),
        ]

    async def list(self, request: web.Request) -> web.Response:
        """Messages in order of acceptance; with `wait`, not before there is one that matches, or that many seconds."""
        account = self.account(request)
        filters = Filters(request, PAGE | {"reference", "recipient", "status", "since", "wait"})
        page, matches = Page.of(filters), _matching(filters)
        deadline = self.now + int(filters.seconds("wait") * 1_000_000)
        # Without a status to wait for, what did not match once never will: only what is new is looked at again.
        moves, after = filters.text("status") is not None, page.cursor
        while True:
            now = account.now(self.now)
            found, has_more = page.cut(_found(account, after, now, matches))
            if found or self.now >= deadline or self._is_over(account):
                shaped = [shapes.message(message, now) for message in found]
                return answer(listed("messages", shaped, found[-1].id if has_more else None))
            after = after if moves else max(after, account.mailbox.last_id)
            left = (deadline - self.now) / 1_000_000
            await self.simulator.changed.wait(min(_LOOK_AGAIN, left) if moves else left)

    def _is_over(self, account: Account) -> bool:
        return self.simulator.is_stopping or self.simulator.gateway.accounts.get(account.username) is not account

    async def show(self, request: web.Request) -> web.Response:
        """One message, with its whole timeline."""
        account, message = self._find(request)
        return answer(shapes.message(message, account.now(self.now)))

    async def force(self, request: web.Request) -> web.Response:
        """Move a message by hand, by way of the states between."""
        account, message = self._find(request)
        document = await read_document(request, "control/force")
        self.operate("force", id=message.id, state=int(_BY_NAME[document["status"].lower()]))
        return answer(shapes.message(message, account.now(self.now)))

    def _find(self, request: web.Request) -> tuple[Account, Message]:
        id = self.number(request, "message")
        found = self.simulator.gateway.find_message(id)
        if found is None:
            raise ControlError(404, f"there is no message {id}; GET /_control/accounts/USERNAME/messages lists them")
        return found


Test = Callable[[Message, int], Any]


def _matching(filters: Filters) -> list[Test]:
    tests: list[Test] = []
    reference, recipient = filters.text("reference"), filters.text("recipient")
    since, status = filters.instant("since"), _status(filters.text("status"))
    if reference is not None:
        tests.append(lambda message, _: message.reference == reference)
    if recipient is not None:
        tests.append(lambda message, _: message.recipient == recipient)
    if since is not None:
        tests.append(lambda message, _: message.accepted_at >= since)
    if status is not None:
        tests.append(lambda message, now: message.state(now) is status)
    return tests


def _status(text: str | None) -> State | None:
    if text is None:
        return None
    if text.lower() not in _BY_NAME:
        allowed = ", ".join(state.label for state in State)
        raise ControlError(400, f"status: {text[:40]!r} given; allowed: a v3 status code, or {allowed}")
    return _BY_NAME[text.lower()]


def _found(account: Account, cursor: int, now: int, tests: list[Test]) -> Iterator[Message]:
    return (message for message in account.mailbox.after(cursor) if all(test(message, now) for test in tests))
