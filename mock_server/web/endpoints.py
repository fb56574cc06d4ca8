"""The gateway's endpoints: parse, decide, render. The journal watches from the side."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from ..gateway import v2, v3
from ..gateway.account import Account
from ..gateway.codes import V2Code, V3Code
from ..gateway.commands import Authorize, SessionCommand, V2Refusal, V3Refusal, V3Reply
from ..gateway.readings import Readings
from ..wire import v2 as wire_v2
from ..wire import v3 as wire_v3
from ..wire.deviations import Deviation, Malformed
from . import addresses
from .journal import Exchange
from .overlap import let_arrivals_in
from .protocol import target_was_raw
from .remarks import remark
from .simulator import Simulator

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back, and what the journal notes beside it."""

    body: bytes
    content_type: str
    code: int | None = None
    status: int = 200
    why: str = ""
    allow: str | None = None


class Endpoints:
    """Handles every request that is not for the control API."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one request, and write it down."""
        simulator = self._simulator
        exchange = simulator.journal.arrive(simulator.now(), request.method, request.raw_path, request.raw_headers)
        try:
            answer = await self._answer(request, exchange)
        except web.HTTPException as error:  # a body over the limit, or one that broke off
            answer = _http_error(error.status, f"{(error.text or error.reason).strip()}\n")
        except BaseException:  # the client went away, or the server ends
            exchange.why = "the request broke off; nothing was answered"
            simulator.finished(exchange)
            raise
        headers = {"Content-Type": answer.content_type}
        if answer.allow:
            headers["Allow"] = answer.allow
        exchange.http_status, exchange.code, exchange.why = answer.status, answer.code, answer.why
        exchange.answer_headers, exchange.answer_body = tuple(headers.items()), answer.body
        simulator.finished(exchange)
        return web.Response(body=answer.body, status=answer.status, headers=headers)

    async def _answer(self, request: web.Request, exchange: Exchange) -> Answer:
        found = addresses.find(request.path)
        if found is None:
            return _http_error(404, addresses.NOT_FOUND)
        address, deviation = found
        exchange.protocol = address.protocol
        if deviation:
            exchange.deviations.append(deviation)
        if address.method is None:
            return await self._v2(request, exchange)
        exchange.method = address.method.value
        if request.method != "POST":
            return _http_error(405, addresses.V3_TAKES, "POST")
        return await self._v3(request, exchange, address.method)

    # v3

    async def _v3(self, request: web.Request, exchange: Exchange, method: wire_v3.Method) -> Answer:
        body = await request.read()
        self._simulator.journal.take_body(exchange, body)
        account = self._account_of(exchange, *wire_v3.names_in(body))
        try:
            command = wire_v3.parse(method, body, request.headers.get("Content-Type"), exchange.deviations)
            account = self._account_of(exchange, *wire_v3.names_of(command))
            self._refuse_tolerances(exchange)
            reply = await self._decide_v3(command, method, exchange.started_at)
        except Malformed as error:
            return self._v3_refusal(method, V3Code.INCORRECT_PARAMETER, account, str(error))
        except V3Refusal as refusal:
            return self._v3_refusal(method, refusal.code, account, refusal.why)
        return Answer(wire_v3.render(reply, self._readings(account)), _JSON, V3Code.SUCCESS, why=remark(reply))

    def _account_of(self, exchange: Exchange, session_id: str | None, username: str | None) -> Account | None:
        gateway = self._simulator.gateway
        account = gateway.account_of_session(session_id) if session_id else gateway.accounts.get(username or "")
        exchange.account = account.username if account else None
        return account

    async def _decide_v3(self, command: Authorize | SessionCommand, method: wire_v3.Method, arrived: int) -> V3Reply:
        gateway, now = self._simulator.gateway, self._simulator.now
        if isinstance(command, Authorize):
            await self._pass_holds(gateway.accounts.get(command.username), "v3", method.value)
            return v3.authorize(gateway, command, now())
        flight = v3.begin(gateway, command, now(), arrived)
        began = now()
        try:
            await self._pass_holds(flight.account, "v3", method.value)
            began = now()
            return v3.perform(gateway, flight, began)
        finally:
            try:
                await let_arrivals_in(now() - began)
            finally:
                v3.finish(flight, now())

    def _v3_refusal(self, method: wire_v3.Method, code: V3Code, account: Account | None, why: str) -> Answer:
        return Answer(wire_v3.render_refusal(method, code, self._readings(account)), _JSON, code, why=why)

    # v2

    async def _v2(self, request: web.Request, exchange: Exchange) -> Answer:
        is_form = request.method == "POST" and request.content_type == _FORM
        if request.method != "GET" and not is_form:
            return _http_error(405, addresses.V2_TAKES, "GET, POST")
        if target_was_raw(request):
            message = "the query holds bytes above 0x7F as they are; percent-encode its values, once, as UTF-8"
            exchange.deviations.append(Deviation("v2.query.raw", "v2 3", message))
        _, _, text = request.raw_path.partition("?")
        raw = text.encode("utf-8", "surrogateescape")
        if is_form:
            form = await request.read()
            self._simulator.journal.take_body(exchange, form)
            raw = b"&".join(part for part in (raw, form) if part)
            message = "POST of a form given; the documented method is GET with a query"
            exchange.deviations.append(Deviation("v2.method", "v2 4", message))
        return await self._v2_query(wire_v2.Query(raw, exchange.deviations), exchange)

    async def _v2_query(self, query: wire_v2.Query, exchange: Exchange) -> Answer:
        account = self._simulator.gateway.accounts.get(query.username)
        exchange.account = account.username if account else None
        exchange.method = query.function.value if query.function else None
        code: V2Code | None = None
        try:
            command = query.command()
            self._refuse_tolerances(exchange)
            await self._pass_holds(account, "v2", exchange.method or "")
            reply = v2.perform(self._simulator.gateway, command, self._simulator.now())
            body, why = wire_v2.render(reply, self._readings(account)), remark(reply)
        except (Malformed, V2Refusal) as error:
            code = error.code if isinstance(error, V2Refusal) else V2Code.INCORRECT_PARAMETERS
            body, why = wire_v2.render_refusal(query.function, code, self._readings(account)), str(error)
        content_type = f"{self._readings(account)['content_type_v2']}; charset=utf-8"
        return Answer(body, content_type, code, why=why)

    # Both

    def _readings(self, account: Account | None) -> Readings:
        return account.readings if account else self._simulator.gateway.readings

    def _refuse_tolerances(self, exchange: Exchange) -> None:
        if self._simulator.gateway.world.strictness == "refuse":
            for deviation in exchange.deviations:
                if deviation.is_tolerance:
                    raise Malformed(deviation.message)

    async def _pass_holds(self, account: Account | None, protocol: str, method: str) -> None:
        if account is None:
            return
        hold = self._simulator.holds.matching(account.username, protocol, method, account.edge_stream)
        if hold:
            self._simulator.changed.notify()
            await hold.hold()


_JSON = "application/json; charset=utf-8"


def _http_error(status: int, text: str, allow: str | None = None) -> Answer:
    return Answer(text.encode(), "text/plain; charset=utf-8", None, status, text.strip(), allow)
