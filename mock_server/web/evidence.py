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
    return Evidence(
        id=exchange.id,
        account=account,
        username=handling.username if handling else None,
        protocol=exchange.protocol,
        method=exchange.method,
        http_method=exchange.http_method,
        path=exchange.path,
        started_at=exchange.started_at,
        finished_at=answered.at if exchange.left_at is None else exchange.left_at,
        now=exchange.after.at if exchange.after else account.clock.now(answered.at) if account else 0,
        http_status=exchange.http_status,
        code=exchange.code,
        is_told=answered.is_told,
        is_served=bool(handling and handling.answer) and not is_unseen,
        command=handling.command if handling else None,
        reply=handling.reply if handling else None,
        deviations=exchange.deviations,
        is_secure=exchange.is_secure,
        body_size=exchange.body_size,
        why=exchange.why,
        has_left=exchange.left_at is not None or fault.get("left", False),
        others_left=answered.others_left,
    )
