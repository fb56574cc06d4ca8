"""An exchange as the judge sees it."""

from __future__ import annotations

from ..judge.evidence import Evidence
from .journal import Exchange
from .records import Answered


def evidence_of(exchange: Exchange, answered: Answered) -> Evidence:
    """What there is to know of an exchange that is over, while its handling is still there."""
    handling = exchange.handling
    account = handling.account if handling else None
    fault = exchange.fault or {}
    is_unseen = bool(fault) and fault["decided"] is None
    return Evidence(  # by place: 22 names would cost ten times as much as the rest
        exchange.id,
        account,
        handling.username if handling else None,
        exchange.protocol,
        exchange.method,
        exchange.http_method,
        exchange.path,
        exchange.started_at,
        answered.at if exchange.left_at is None else exchange.left_at,
        exchange.after.at if exchange.after else account.clock.now(answered.at) if account else 0,
        exchange.http_status,
        exchange.code,
        answered.is_told,
        bool(handling and handling.answer) and not is_unseen,
        handling.command if handling else None,
        handling.reply if handling else None,
        exchange.deviations,
        exchange.is_secure,
        exchange.body_size,
        exchange.why,
        exchange.left_at is not None or fault.get("left", False),
        answered.others_left,
    )
