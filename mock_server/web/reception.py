"""Reception: which address a request came to, and whether there is anything to do for it."""

from __future__ import annotations

from ..gateway.gateway import Gateway
from . import addresses
from .addresses import Address
from .answers import Answer, http_answer
from .handling_v2 import V2Handling
from .handling_v3 import V3Handling
from .incoming import Incoming
from .journal import AnyHandling, Exchange

FORM = "application/x-www-form-urlencoded"


def look_up(exchange: Exchange, request: Incoming) -> Address | Answer:
    """The address a request is for; or the answer, 404 or 405, where there is nothing to do. Notes it beside."""
    found = addresses.find(request.path)
    if found is None:
        return _turned_away(exchange, http_answer(404, addresses.NOT_FOUND))
    address, deviation = found
    exchange.protocol = address.protocol
    exchange.method = address.name
    if deviation:
        exchange.deviations.append(deviation)
    if address.method and request.method != "POST":
        return _turned_away(exchange, http_answer(405, addresses.V3_TAKES, "POST"))
    if address.method is None and not _is_v2(request):
        return _turned_away(exchange, http_answer(405, addresses.V2_TAKES, "GET, POST"))
    return address


def _is_v2(request: Incoming) -> bool:
    return request.method == "GET" or (request.method == "POST" and request.media_type == FORM)


def _turned_away(exchange: Exchange, answer: Answer) -> Answer:
    exchange.check, exchange.why = f"HTTP {answer.status}", answer.body.decode().strip()
    return answer


def hand_over(gateway: Gateway, exchange: Exchange, request: Incoming, address: Address) -> AnyHandling:
    """Read a request, its body with it, for one of the protocols."""
    seen, arrived = exchange.deviations, exchange.started_at
    if address.method:
        handling: AnyHandling = V3Handling(gateway, request, seen, arrived, address.method)
    else:
        handling = V2Handling(gateway, request, seen, arrived)
    handling.read()
    exchange.is_handled_by(handling)
    return handling
