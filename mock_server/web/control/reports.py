"""The report of what was observed, and the coverage."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from typing import TypeVar

from aiohttp import web

from .base import Resource, answer
from .errors import ControlError
from .filters import Filters

Result = TypeVar("Result")


class Reports(Resource):
    """`report`, `coverage` and `accounts/{username}/coverage`."""

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get("/report", self.report, allow_head=False),
            web.get("/coverage", self.show_all, allow_head=False),
            web.get("/accounts/{username:[^/]+}/coverage", self.show, allow_head=False),
        ]

    async def report(self, request: web.Request) -> web.Response:
        """What was observed, in the form asked for, of all accounts or one."""
        from ...report import FORMS, render  # noqa: PLC0415  nothing of it is needed to start
        from ...report.html import policy  # noqa: PLC0415
        from .observing import Place, results_of  # noqa: PLC0415

        filters = Filters(request, {"format", "account"})
        form = FORMS[filters.choice("format", FORMS) or "json"]
        username = filters.text("account")
        if username is not None and username not in self.simulator.gateway.accounts:
            raise ControlError(404, f"there is no account {username[:80]!r}; GET /_control/accounts lists them")
        url = f"{request.scheme}://{request.host}"
        place = Place(url, f"{url}{request.path.rpartition('/')[0]}")
        results = await _leisurely(results_of(self.simulator, place, username))
        body = await asyncio.to_thread(render, results, form.name)  # a large one takes its time
        return web.Response(
            body=body,
            content_type=form.media_type,
            charset="utf-8",
            headers=_HEADERS | {"Content-Security-Policy": policy()},
        )

    async def show_all(self, request: web.Request) -> web.Response:
        """What all accounts have met together, and requests for nobody known."""
        Filters(request, ())
        simulator = self.simulator
        steps = simulator.coverage.document(simulator.gateway.accounts.values(), self.now, with_nobody=True)
        return answer(await _leisurely(steps))

    async def show(self, request: web.Request) -> web.Response:
        """What one account has met."""
        Filters(request, ())
        account = self.account(request)
        return answer(await _leisurely(self.simulator.coverage.document([account], self.now, with_nobody=False)))


async def _leisurely(steps: Generator[None, None, Result]) -> Result:
    """The result of steps, others being let in between them."""
    while True:
        try:
            next(steps)
        except StopIteration as done:
            result: Result = done.value
            return result
        await asyncio.sleep(0)


_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
