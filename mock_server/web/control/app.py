"""The control API as an aiohttp application."""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from ..recorder import StateFailed
from ..simulator import Simulator
from .accounts import Accounts
from .base import answer
from .errors import ControlError
from .exchanges import Exchanges, HoldsResource
from .faults import FaultsResource
from .general import General
from .guard import Guard
from .messages import Messages
from .overviews import Overviews
from .reports import Reports
from .streams import Streams

PREFIX = "/_control"


def make_control(simulator: Simulator, guard: Guard, ca_pem: bytes | None = None) -> web.Application:
    """The application to mount at `/_control`."""
    app = web.Application(middlewares=[_guarded(guard, simulator)])
    resources = (
        General(simulator, ca_pem),
        Accounts(simulator),
        Messages(simulator),
        Overviews(simulator),
        Exchanges(simulator),
        HoldsResource(simulator),
        FaultsResource(simulator),
        Streams(simulator),
        Reports(simulator),
    )
    for resource in resources:
        app.router.add_routes(resource.routes())
    return app


def make_metrics(simulator: Simulator, guard: Guard) -> web.Application:
    """The application to mount at `/metrics`, where scrapers look by themselves."""
    app = web.Application(middlewares=[_guarded(guard, simulator)])
    app.router.add_get("", Streams(simulator).scrape, allow_head=False)
    return app


def _guarded(guard: Guard, simulator: Simulator) -> Middleware:
    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            guard.check(request, needs_token=request.path != f"{PREFIX}/health")
            response = await handler(request)
            simulator.recorder.before_telling()
            return response
        except ControlError as error:
            response = answer({"error": error.text}, error.status)
            response.headers.update(error.headers)
            return response
        except StateFailed as error:
            return answer({"error": str(error)}, 503)
        except web.HTTPException as error:
            return _http_error(request, error)

    return middleware


def _http_error(request: web.Request, error: web.HTTPException) -> web.Response:
    texts = {
        404: f"nothing is at {request.path[:80]!r}; GET {PREFIX}/openapi.json describes this API",
        405: f"{request.method} is not allowed here; allowed: {error.headers.get('Allow', '')}",
    }
    response = answer({"error": texts.get(error.status, error.reason)}, error.status)
    if "Allow" in error.headers:
        response.headers["Allow"] = error.headers["Allow"]
    return response
