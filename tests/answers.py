"""Every answer that a simulator gives in any test is held to its schema."""

import json
import re
from collections.abc import Iterable
from typing import Any

from mobipace.mock_server.web.journal import Exchange
from mobipace.schemas import conforms

ANSWER_SCHEMAS = {
    "authorize": "v3/authorize.answer",
    "Send": "v3/send.answer",
    "Calculate": "v3/calculate.answer",
    "QueryMessages": "v3/query-messages.answer",
    "QueryBalance": "v3/query-balance.answer",
}
_LINE = re.compile(r"(ID|Err|Er): ?([^ :]+)(?: ?: ?(.*))?", re.DOTALL)


class Misfits:
    """Watches a simulator; what it holds at the end are the answers that no schema allows."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def watch(self, exchanges: Iterable[Exchange]) -> None:
        """Hold answers to their schemas."""
        for exchange in exchanges:
            self._watch(exchange)

    def _watch(self, exchange: Exchange) -> None:
        """Only HTTP 200 is a protocol's answer; what a fault sends may be anything."""
        if exchange.http_status != 200 or exchange.method is None or exchange.fault:
            return
        body = exchange.answer_body.decode()
        if not self._fits(exchange, body):
            self.found.append(f"{exchange.protocol} {exchange.method}: {body[:300]}")

    def _fits(self, exchange: Exchange, body: str) -> bool:
        method = exchange.method or ""
        if exchange.protocol == "v3":
            return exchange.answer_body.startswith(b"{") and conforms(ANSWER_SCHEMAS[method], json.loads(body))
        match = _LINE.fullmatch(body)
        return match is not None and conforms(f"v2/{method}.answer", _parts(match))


def _parts(match: re.Match[str]) -> dict[str, Any]:
    return {"kind": match[1], "value": match[2], "info": match[3]}
