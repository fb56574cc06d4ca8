"""Faults: of one account, or of all."""

from __future__ import annotations

import difflib
from typing import Any

from aiohttp import web

from ...fault_specs import FaultError, FaultSpec
from ..faults import Fault, TooManyFaults
from . import shapes
from .base import Resource, answer
from .errors import ControlError, read_document
from .filters import Filters, listed


class FaultsResource(Resource):
    """`faults`, `accounts/{username}/faults` and `faults/{id}`."""

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        own = "/accounts/{username:[^/]+}/faults"
        return [
            web.get("/faults", self.list_all, allow_head=False),
            web.post("/faults", self.make),
            web.delete("/faults", self.remove_all),
            web.get("/faults/{id}", self.show, allow_head=False),
            web.delete("/faults/{id}", self.remove),
            web.get(own, self.list_own, allow_head=False),
            web.post(own, self.make_own),
            web.delete(own, self.remove_own),
        ]

    async def list_all(self, request: web.Request) -> web.Response:
        """Every fault, spent ones included."""
        return self._listed(self.simulator.faults.all())

    async def make(self, request: web.Request) -> web.Response:
        """A fault for every account, or for the one its match names."""
        document = await read_document(request, "control/fault-new")
        account, known = document.get("match", {}).get("account"), self.simulator.gateway.accounts
        if account is not None and account not in known:
            near = difflib.get_close_matches(account, known, n=1)
            hint = f"did you mean {near[0]}?" if near else "GET /_control/accounts lists them"
            raise ControlError(422, f"match.account: there is no account {account[:80]!r}; {hint}")
        return self._made(document)

    async def remove_all(self, request: web.Request) -> web.Response:
        """Forget every fault, and tell how each ended."""
        return answer(listed("faults", self._removed(self.simulator.faults.all()), None))

    async def list_own(self, request: web.Request) -> web.Response:
        """The account's own faults; not those for all."""
        return self._listed(self.simulator.faults.all(self.account(request).username))

    async def make_own(self, request: web.Request) -> web.Response:
        """A fault for this account."""
        username = self.account(request).username
        document = await read_document(request, "control/fault-new")
        match = {"account": username, **document.get("match", {})}
        if match["account"] != username:
            raise ControlError(422, f"match.account: this fault is for {username}; leave it out")
        return self._made({**document, "match": match})

    async def remove_own(self, request: web.Request) -> web.Response:
        """Forget the account's own faults, and tell how each ended."""
        own = self.simulator.faults.all(self.account(request).username)
        return answer(listed("faults", self._removed(own), None))

    async def show(self, request: web.Request) -> web.Response:
        """One fault; with `wait`, not before it has fired, or that many seconds."""
        fault = self._find(request)
        deadline = self.now + int(Filters(request, {"wait"}).seconds("wait") * 1_000_000)
        while fault.state == "waiting" and self.now < deadline and not self.simulator.is_stopping:
            await self.simulator.changed.wait((deadline - self.now) / 1_000_000)
        return answer(self._shape(fault))

    async def remove(self, request: web.Request) -> web.Response:
        """Forget it, and tell how it ended: `unused`, if it never fired."""
        return answer(self._removed([self._find(request)])[0])

    def _find(self, request: web.Request) -> Fault:
        id = self.number(request, "fault")
        fault = self.simulator.faults.get(id)
        if fault is None:
            raise ControlError(404, f"there is no fault {id}; it may have been deleted, or reset away")
        return fault

    def _made(self, document: dict[str, Any]) -> web.Response:
        try:
            fault = self.simulator.faults.add(FaultSpec.read(document))
        except FaultError as error:
            raise ControlError(422, str(error)) from None
        except TooManyFaults as error:
            raise ControlError(409, str(error)) from None
        shape = self._shape(fault)
        self.simulator.notices.fault("made", fault.spec.account, shape)
        return answer(shape, 201)

    def _removed(self, faults: list[Fault]) -> list[dict[str, Any]]:
        shaped = []
        for fault in faults:
            self.simulator.faults.remove(fault)
            shaped.append(self._shape(fault))
            self.simulator.notices.fault("removed", fault.spec.account, shaped[-1])
        self.simulator.changed.notify()
        return shaped

    def _listed(self, faults: list[Fault]) -> web.Response:
        return answer(listed("faults", [self._shape(fault) for fault in faults], None))

    def _shape(self, fault: Fault) -> dict[str, Any]:
        return shapes.fault(fault, self.simulator.pauses.count(fault.id))
