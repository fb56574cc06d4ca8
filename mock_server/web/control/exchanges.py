"""The journal and the holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aiohttp import web

from ...fault_specs import FaultError, Match
from ..holds import Hold
from ..journal import Exchange
from ..notices import ExchangeNote
from . import shapes
from .base import Resource, answer, done
from .errors import ControlError, read_document
from .filters import ORDERS, PAGE, Filters, Page, listed
from .transcripts import cut

_FORMS = ("full", "short")
_ALL = 2**40  # bytes: more than a body can have


def _short(exchange: Exchange) -> dict[str, Any]:
    """An exchange as its event tells it: without what may be long."""
    return {"account": exchange.account, **ExchangeNote.of(exchange).document()}


class Exchanges(Resource):
    """`exchanges`: what was asked and answered."""

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get("/exchanges", self.list, allow_head=False),
            web.delete("/exchanges", self.clear),
            web.get("/exchanges/{id}", self.show, allow_head=False),
        ]

    async def list(self, request: web.Request) -> web.Response:
        """Exchanges in order of arrival, or the newest first; `dropped` says how many no longer fitted."""
        filters = Filters(request, PAGE | {"account", "protocol", "method", "code", "since", "order", "form"})
        page = Page.of(filters)
        found, has_more = page.cut(self._matching(filters, page.cursor))
        journal, account = self.simulator.journal, filters.text("account")
        dropped = journal.dropped.total() if account is None else journal.dropped[account]
        shape = shapes.exchange if filters.choice("form", _FORMS) != "short" else _short
        shaped = [shape(exchange) for exchange in found]
        return answer(listed("exchanges", shaped, found[-1].id if has_more else None) | {"dropped": dropped})

    def _matching(self, filters: Filters, cursor: int) -> Iterator[Exchange]:
        account, method = filters.text("account"), (filters.text("method") or "").casefold()
        protocol, since = filters.choice("protocol", ("v2", "v3")), filters.instant("since")
        code = filters.integer("code", 0, 0, 9999) if filters.text("code") is not None else None
        journal, is_reversed = self.simulator.journal, filters.choice("order", ORDERS) == "newest"
        for exchange in journal.before(cursor or None) if is_reversed else journal.after(cursor):
            if (
                (account is None or exchange.account == account)
                and (protocol is None or exchange.protocol == protocol)
                and (not method or (exchange.method or "").casefold() == method)
                and (code is None or exchange.code == code)
                and (since is None or exchange.started_at >= since)
            ):
                yield exchange

    async def show(self, request: web.Request) -> web.Response:
        """One exchange; with `bytes`, no more than so many of each body."""
        most = Filters(request, {"bytes"}).integer("bytes", _ALL, 0, _ALL)
        id = self.number(request, "exchange")
        exchange = self.simulator.journal.get(id)
        if exchange is None:
            raise ControlError(404, f"there is no exchange {id}; it may have been dropped: the journal is bounded")
        return answer(shapes.exchange(exchange if most == _ALL else cut(exchange, most)))

    async def clear(self, request: web.Request) -> web.Response:
        """Forget every exchange, or one account's."""
        self.operate("clear_exchanges", account=Filters(request, {"account"}).text("account"))
        return done()


class HoldsResource(Resource):
    """`accounts/{username}/holds` and `holds/{id}`."""

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get("/accounts/{username:[^/]+}/holds", self.list, allow_head=False),
            web.post("/accounts/{username:[^/]+}/holds", self.make),
            web.get("/holds/{id}", self.show, allow_head=False),
            web.delete("/holds/{id}", self.release),
        ]

    async def list(self, request: web.Request) -> web.Response:
        """The account's holds, ended ones included."""
        holds = self.simulator.holds.of(self.account(request).username)
        return answer(listed("holds", [shapes.hold(hold) for hold in holds], None))

    async def make(self, request: web.Request) -> web.Response:
        """Hold the next matching request in flight until released."""
        username = self.account(request).username
        match = (await read_document(request, "control/hold-new")).get("match", {})
        if match.pop("account", username) != username:
            raise ControlError(422, f"match.account: this hold is for {username}; leave it out")
        try:
            hold = self.simulator.holds.add(username, Match.read(match))
        except FaultError as error:
            raise ControlError(422, str(error)) from None
        self.simulator.notices.hold("made", hold)
        return answer(shapes.hold(hold), 201)

    async def show(self, request: web.Request) -> web.Response:
        """Whether a request has arrived; with `wait`, not before one has, or that many seconds."""
        hold = self._find(request)
        deadline = self.now + int(Filters(request, {"wait"}).seconds("wait") * 1_000_000)
        while hold.state == "waiting" and self.now < deadline:
            await self.simulator.changed.wait((deadline - self.now) / 1_000_000)
        return answer(shapes.hold(hold))

    async def release(self, request: web.Request) -> web.Response:
        """Let what is held go on."""
        hold = self._find(request)
        self.simulator.holds.release(hold)
        self.simulator.notices.hold("released", hold)
        self.simulator.changed.notify()
        return answer(shapes.hold(hold))

    def _find(self, request: web.Request) -> Hold:
        id = self.number(request, "hold")
        hold = self.simulator.holds.get(id)
        if hold is None:
            raise ControlError(404, f"there is no hold {id}")
        return hold
