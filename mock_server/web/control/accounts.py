"""Accounts, their clocks, sessions and ledgers."""

from __future__ import annotations

from aiohttp import web

from ...gateway.account import Account
from . import shapes
from .base import Resource, answer, done
from .errors import ControlError, read_document
from .filters import PAGE, Filters, Page, listed


class Accounts(Resource):
    """`accounts` and what hangs below each."""

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        one = "/accounts/{username:[^/]+}"
        return [
            web.get("/accounts", self.list_all, allow_head=False),
            web.post("/accounts", self.make),
            web.get(one, self.show, allow_head=False),
            web.patch(one, self.change),
            web.delete(one, self.remove),
            web.get(f"{one}/clock", self.show_clock, allow_head=False),
            web.post(f"{one}/clock", self.move_clock),
            web.get("/clock", self.show_world_clock, allow_head=False),
            web.post("/clock", self.move_all_clocks),
            web.get(f"{one}/sessions", self.list_sessions, allow_head=False),
            web.delete(f"{one}/sessions", self.expire_sessions),
            web.delete(f"{one}/sessions/{{id}}", self.expire_session),
            web.get(f"{one}/ledger", self.show_ledger, allow_head=False),
        ]

    async def list_all(self, request: web.Request) -> web.Response:
        """All accounts, in order of making."""
        page = Page.of(Filters(request, PAGE))
        accounts = [*self.simulator.gateway.settled(self.now)][page.cursor :]
        found, has_more = page.cut(accounts)
        shaped = [shapes.account(account, self.now) for account in found]
        return answer(listed("accounts", shaped, page.cursor + page.limit if has_more else None))

    async def make(self, request: web.Request) -> web.Response:
        """A fresh account like the template, with what is given on top; the one answer that tells a password."""
        document = await read_document(request, "control/account-change")
        account: Account = self.operate("make_account", document=document)
        password = account.settings.password
        return answer(shapes.account(account, self.now) | {"password": password}, 201)

    async def show(self, request: web.Request) -> web.Response:
        """One account."""
        return answer(shapes.account(self.account(request), self.now))

    async def change(self, request: web.Request) -> web.Response:
        """Set what is given; all of it or, where something is refused, nothing."""
        account = self.account(request)
        document = await read_document(request, "control/account-change")
        if document.get("username", account.username) != account.username:
            raise ControlError(422, "username: it cannot be changed; make another account")
        if "seed" in document:
            raise ControlError(422, "seed: it is taken when an account is made; make another account")
        self.operate("change_account", username=account.username, document=document)
        return answer(shapes.account(self.account(request), self.now))

    async def remove(self, request: web.Request) -> web.Response:
        """Forget the account, its messages and its exchanges."""
        self.operate("remove_account", username=self.account(request).username)
        return done()

    # Clocks

    async def show_clock(self, request: web.Request) -> web.Response:
        """The account's clock."""
        return answer(shapes.clock(self.account(request).clock, self.now))

    async def move_clock(self, request: web.Request) -> web.Response:
        """Move it; when this is answered, everything that became due has happened."""
        account = self.account(request)
        document = await read_document(request, "control/clock-change")
        self.operate("move_clock", username=account.username, document=document)
        return answer(shapes.clock(account.clock, self.now))

    async def show_world_clock(self, request: web.Request) -> web.Response:
        """The world's clock, which a new account's starts from."""
        return answer(shapes.clock(self.simulator.gateway.clock, self.now))

    async def move_all_clocks(self, request: web.Request) -> web.Response:
        """Move the world's clock and every account's; if one refuses, none moves."""
        document = await read_document(request, "control/clock-change")
        self.operate("move_all_clocks", document=document)
        return answer(shapes.clock(self.simulator.gateway.clock, self.now))

    # Sessions and money

    async def list_sessions(self, request: web.Request) -> web.Response:
        """The account's live sessions."""
        account = self.account(request)
        alive = [shapes.session(session) for session in account.sessions.alive(account.clock.now(self.now))]
        return answer(listed("sessions", alive, None))

    async def expire_sessions(self, request: web.Request) -> web.Response:
        """End them all; what is in flight finishes first."""
        self.operate("expire_sessions", username=self.account(request).username)
        return done()

    async def expire_session(self, request: web.Request) -> web.Response:
        """End one."""
        id = request.match_info["id"]
        if not self.operate("expire_session", username=self.account(request).username, id=id):
            raise ControlError(404, f"there is no session {id[:40]!r} of this account; it may have died")
        return done()

    async def show_ledger(self, request: web.Request) -> web.Response:
        """Every movement of the account's money."""
        return answer(shapes.ledger(self.account(request)))
