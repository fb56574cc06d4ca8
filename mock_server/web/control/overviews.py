"""Lists across all accounts: what somebody who watches everything begins with."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from operator import itemgetter

from aiohttp import web

from ...gateway.account import Account
from ...gateway.messages import Message
from . import shapes
from .base import Resource, answer
from .filters import ORDERS, PAGE, Filters, Page, listed

Owned = tuple[int, Account, Message]
"""A message's id, which tells it from every other, whose it is, and itself."""


class Overviews(Resource):
    """`messages` and `holds`, of every account."""

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get("/messages", self.list_messages, allow_head=False),
            web.get("/holds", self.list_holds, allow_head=False),
        ]

    async def list_messages(self, request: web.Request) -> web.Response:
        """Every account's messages in order of acceptance, or the newest first; each says whose it is."""
        filters = Filters(request, PAGE | {"order"})
        page = Page.of(filters)
        if filters.choice("order", ORDERS) == "newest":
            found, has_more = page.cut(self._before(page.cursor))
        else:
            found, has_more = page.cut(self._after(page.cursor))
        now = self.now
        shaped = [
            {"account": account.username, **shapes.message(message, account.clock.now(now))}
            for _, account, message in found
        ]
        return answer(listed("messages", shaped, found[-1][0] if has_more else None))

    def _after(self, id: int) -> Iterator[Owned]:
        accounts = self.simulator.gateway.settled(self.now)
        return heapq.merge(*(_owned(each, each.mailbox.after(id)) for each in accounts), key=itemgetter(0))

    def _before(self, id: int) -> Iterator[Owned]:
        """From the newest on; an id of 0: from the very newest."""
        accounts = self.simulator.gateway.settled(self.now)
        lists = (_owned(each, each.mailbox.before(id or None)) for each in accounts)
        return heapq.merge(*lists, key=itemgetter(0), reverse=True)

    async def list_holds(self, request: web.Request) -> web.Response:
        """Every account's holds, ended ones included, in order of making."""
        Filters(request, ())
        return answer(listed("holds", [shapes.hold(hold) for hold in self.simulator.holds.all()], None))


def _owned(account: Account, messages: Iterator[Message]) -> Iterator[Owned]:
    return ((message.id, account, message) for message in messages)
