"""Health, reset, readings, schemas and the certificate of the local CA."""

from __future__ import annotations

from aiohttp import web

from mobipace.schemas import UnknownSchema, bundle, names

from ... import __version__
from ...gateway.clock import format_instant
from ..simulator import Simulator
from . import shapes
from .base import Resource, answer, done
from .errors import ControlError, read_document
from .filters import listed


class General(Resource):
    """What belongs to no account. `ca_pem` None: this server has no CA of its own."""

    def __init__(self, simulator: Simulator, ca_pem: bytes | None) -> None:
        super().__init__(simulator)
        self._ca_pem = ca_pem

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get("/health", self.health, allow_head=False),
            web.post("/reset", self.reset),
            web.get("/readings", self.list_readings, allow_head=False),
            web.patch("/readings", self.change_readings),
            web.get("/schemas", self.list_schemas, allow_head=False),
            web.get("/schemas/{name:.+}", self.show_schema, allow_head=False),
            web.get("/openapi.json", self.show_openapi, allow_head=False),
            web.get("/ca.pem", self.show_ca, allow_head=False),
        ]

    async def health(self, request: web.Request) -> web.Response:
        """Alive, and which server this is."""
        simulator = self.simulator
        return answer(
            {
                "status": "ok",
                "version": __version__,
                "instance": simulator.instance,
                "seed": simulator.gateway.world.seed,
                "started_at": format_instant(simulator.started_at),
                "accounts": len(simulator.gateway.accounts),
            }
        )

    async def reset(self, request: web.Request) -> web.Response:
        """Back to the world as loaded: what is held is let go, the journal is empty."""
        await read_document(request, "control/empty")
        self.simulator.reset()
        return done()

    async def list_readings(self, request: web.Request) -> web.Response:
        """The register, with the world's values."""
        return answer(listed("readings", shapes.readings(self.simulator.gateway.readings), None))

    async def change_readings(self, request: web.Request) -> web.Response:
        """Set some, for every account that does not have its own."""
        self.operate("change_readings", readings=await read_document(request, "readings"))
        return await self.list_readings(request)

    async def list_schemas(self, request: web.Request) -> web.Response:
        """The names of all schemas."""
        return answer({"schemas": list(names()), "next": None})

    async def show_schema(self, request: web.Request) -> web.Response:
        """One schema, with everything it refers to inside."""
        try:
            response = answer(bundle(request.match_info["name"].removesuffix(".json")))
        except UnknownSchema as error:
            raise ControlError(404, str(error)) from None
        response.content_type = "application/schema+json"
        return response

    async def show_openapi(self, request: web.Request) -> web.Response:
        """This API's own description."""
        return answer(bundle("control/openapi"))

    async def show_ca(self, request: web.Request) -> web.Response:
        """The certificate to trust for the HTTPS listener."""
        if self._ca_pem is None:
            raise ControlError(404, "this server made no CA: it runs without HTTPS, or with a certificate it was given")
        return web.Response(body=self._ca_pem, content_type="application/x-pem-file")
