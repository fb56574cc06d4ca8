"""A line per exchange: account, method, code, milliseconds, violations and faults, and never a secret."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from ..gateway.clock import SECOND, format_instant
from .broken import broken_rules
from .journal import Exchange
from .masking import mask_target

_QUERY = re.compile(r"[?&;=]|%3[BDF]|%26", re.IGNORECASE)  # where one begins, also by mistake


def text_line(exchange: Exchange) -> str:
    """For people: `12:00:00 #17 v3 Send mobipace@mobipace.com 101 1.2 ms [SHOULD v3.login.per-message]`."""
    at = _time_of_day(exchange.started_at // SECOND)
    what = f"{exchange.protocol or 'http'} {exchange.method or _path(exchange)}"
    line = f"{at} #{exchange.id} {what} {exchange.account or '-'} {_code(exchange)} {_ms(exchange):.1f} ms"
    if exchange.why or exchange.violations or exchange.fault:
        line = "".join([line, *_remarks(exchange)])
    return _printable(line)


@lru_cache(maxsize=4)
def _time_of_day(seconds: int) -> str:
    return format_instant(seconds * SECOND)[11:19]


def json_line(exchange: Exchange) -> str:
    """For machines. `fault` is null where none befell it."""
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
            "violations": [{"rule": rule, "level": level} for level, rule in broken_rules(exchange)],
            "fault": exchange.fault,
        }
    )


def _remarks(exchange: Exchange) -> list[str]:
    """What stands behind a line: why, the violations, the fault; each only where there is one."""
    remarks = [f" ({exchange.why})"] if exchange.why else []
    if exchange.violations:
        remarks.append(f" [{', '.join(f'{level} {rule}' for level, rule in broken_rules(exchange))}]")
    if exchange.fault:
        remarks.append(f" fault {exchange.fault['effect']} {exchange.fault['point']}")
    return remarks


def _code(exchange: Exchange) -> str:
    """The code; `ID` for v2's success, which has none; else the HTTP status; `-` where nothing was answered."""
    if exchange.code is not None:
        return str(exchange.code)
    if exchange.http_status is None:
        return "-"
    return "ID" if exchange.protocol == "v2" and exchange.http_status == 200 else str(exchange.http_status)


def _ms(exchange: Exchange) -> float:
    return ((exchange.finished_at or exchange.started_at) - exchange.started_at) / 1000


def _path(exchange: Exchange) -> str:
    return f"{exchange.http_method} {_QUERY.split(mask_target(exchange.target), maxsplit=1)[0]}"[:80]


def _printable(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(character if character.isprintable() else "?" for character in line)
