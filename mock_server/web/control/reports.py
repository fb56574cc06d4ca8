"""The report of what was observed, and the coverage."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import web

from ... import __version__
from ...judge.judge import RULES
from ...report import FORMS, Results, Transcript, render
from ...report.observed import Observation, observed
from ..simulator import Simulator
from .base import Resource, answer
from .errors import ControlError
from .filters import Filters
from .transcripts import transcript

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a simulator is: its own URL, and that of its control API for the lines that show an exchange again.

    control None: it ends, and nobody will be able to ask it.
    """

    url: str
    control: str | None = None


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
        filters = Filters(request, {"format", "account"})
        form = FORMS[filters.choice("format", FORMS) or "json"]
        username = filters.text("account")
        if username is not None and username not in self.simulator.gateway.accounts:
            raise ControlError(404, f"there is no account {username[:80]!r}; GET /_control/accounts lists them")
        url = f"{request.scheme}://{request.host}"
        place = Place(url, f"{url}{request.path.rpartition('/')[0]}")
        results = await _leisurely(results_of(self.simulator, place, username))
        body = await asyncio.to_thread(render, results, form.name)  # a large one takes its time
        return web.Response(body=body, content_type=form.media_type, charset="utf-8", headers=_headers())

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


def results_of(simulator: Simulator, place: Place, username: str | None = None) -> Generator[None, None, Results]:
    """What was observed of one account, or of all. Yields now and then, so that others can run; see `at_once`."""
    gateway, now = simulator.gateway, simulator.now()
    accounts = gateway.accounts
    chosen = list(accounts.values()) if username is None else [accounts[username]]
    coverage = yield from simulator.coverage.document(chosen, now, with_nobody=username is None)
    judge = simulator.judge
    names = judge.accounts() if username is None else [username]
    dropped = simulator.journal.dropped
    observation = Observation(
        subject=place.url if username is None else f"{place.url} {username}",
        started_at=simulator.began_at,
        finished_at=now,
        version=__version__,
        seed=gateway.world.seed,
        rules=RULES,
        tallies=((name, judge.tallies(name)) for name in names),
        coverage=coverage,
        control=place.control,
        dropped=dropped.total() if username is None else dropped[username],
    )
    return (yield from observed(observation, lambda id: _transcript(simulator, id)))


def _transcript(simulator: Simulator, id: int) -> Transcript | None:
    exchange = simulator.journal.get(id)
    return None if exchange is None else transcript(exchange, lambda id: _is_session(simulator, id))


def _is_session(simulator: Simulator, id: str) -> bool:
    return simulator.gateway.account_of_session(id) is not None


async def _leisurely(steps: Generator[None, None, Result]) -> Result:
    """The result of steps, others being let in between them."""
    while True:
        try:
            next(steps)
        except StopIteration as done:
            result: Result = done.value
            return result
        await asyncio.sleep(0)


def _headers() -> dict[str, str]:
    from ...report.html import policy  # noqa: PLC0415  its library is not needed to start

    return {"Cache-Control": "no-store", "Content-Security-Policy": policy(), "X-Content-Type-Options": "nosniff"}
