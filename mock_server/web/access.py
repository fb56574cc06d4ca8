"""A line per exchange: account, method, code, milliseconds and violations, and never a secret."""

from __future__ import annotations

import json
import re

from ..gateway.clock import format_instant
from .journal import Exchange
from .masking import mask_target

_QUERY = re.compile(r"[?&;=]|%3[BDF]|%26", re.IGNORECASE)  # where one begins, also by mistake


def text_line(exchange: Exchange) -> str:
    """For people: `12:00:00 v3 Send mobipace@mobipace.com 101 1.2 ms`."""
    seen = ", ".join(_rules(exchange))
    what = f"{exchange.protocol or 'http'} {exchange.method or _path(exchange)}"
    is_id = exchange.protocol == "v2" and exchange.code is None and exchange.http_status == 200
    code = "ID" if is_id else exchange.code if exchange.code is not None else exchange.http_status
    why = f" ({exchange.why})" if exchange.why else ""
    at = format_instant(exchange.started_at)[11:19]
    line = f"{at} {what} {exchange.account or '-'} {code} {_ms(exchange):.1f} ms{why}"
    return _printable(f"{line} [{seen}]" if seen else line)


def json_line(exchange: Exchange) -> str:
    """For machines."""
    return json.dumps(
        {
            "at": format_instant(exchange.started_at),
            "exchange": exchange.id,
            "account": exchange.account,
            "protocol": exchange.protocol,
            "method": exchange.method,
            "http_status": exchange.http_status,
            "code": exchange.code,
            "ms": round(_ms(exchange), 3),
            "why": exchange.why,
            "violations": _rules(exchange),
        }
    )


def _rules(exchange: Exchange) -> list[str]:
    return list(dict.fromkeys(each.rule for each in exchange.deviations))


def _ms(exchange: Exchange) -> float:
    return ((exchange.finished_at or exchange.started_at) - exchange.started_at) / 1000


def _path(exchange: Exchange) -> str:
    return f"{exchange.http_method} {_QUERY.split(mask_target(exchange.target), maxsplit=1)[0]}"[:80]


def _printable(line: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in line)
