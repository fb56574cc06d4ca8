"""How things look in the control API: snake_case, amounts as strings, times UTC with a Z."""

from __future__ import annotations

from typing import Any

from ...gateway.account import Account, Standing
from ...gateway.clock import Clock, format_instant
from ...gateway.codes import State
from ...gateway.ledger import format_amount
from ...gateway.messages import Message
from ...gateway.readings import REGISTER, Readings
from ...gateway.sessions import LIFETIME, Session
from ..faults import Fault
from ..holds import Hold
from ..journal import Exchange
from ..masking import mask_body, mask_header, mask_target

Document = dict[str, Any]


def clock(clock: Clock, real: int) -> Document:
    """The shape of a clock."""
    return {"now": format_instant(clock.now(real)), "frozen": clock.frozen, "rate": clock.rate}


def account(account: Account, real: int) -> Document:
    """The shape of an account; never its password."""
    settings = account.settings
    return {
        "username": settings.username,
        "sender": settings.sender,
        "senders": list(settings.senders),
        "balance": format_amount(account.ledger.balance),
        "credit_limit": format_amount(settings.credit_limit),
        "available_fund": format_amount(account.available),
        "currency": settings.currency,
        "kind": settings.kind,
        "time_zone": settings.time_zone.key,
        "blocked": settings.blocked,
        "locked": account.is_locked,
        "failed_logins": account.failed_logins,
        "readings": dict(settings.readings),
        "clock": clock(account.clock, real),
    }


def session(session: Session) -> Document:
    """The shape of a session; `expires_at` moves on with each request."""
    return {
        "id": session.id,
        "started_at": format_instant(session.opened_at),
        "last_request_at": format_instant(session.last_request_at),
        "expires_at": format_instant(session.last_request_at + LIFETIME),
        "in_flight": session.in_flight,
    }


def message(message: Message, now: int) -> Document:
    """The shape of a message at the account's instant `now`, with its timeline, past and to come."""
    return {
        "id": message.id,
        "reference": message.reference,
        "recipient": message.recipient,
        "sender": message.sender,
        "body": message.body,
        "parts": message.parts,
        "alphabet": message.alphabet,
        "price": format_amount(message.price),
        "protocol": message.protocol,
        "wap_push": message.wap_push,
        "accepted_at": format_instant(message.accepted_at),
        "due_at": format_instant(message.due_at),
        **_both_views(message.state(now)),
        "timeline": [{"at": format_instant(at), **_both_views(state)} for at, state in message.timeline()],
    }


def _both_views(state: State) -> Document:
    return {
        "v3": {"code": int(state), "name": state.label},
        "v2": {"code": int(state.v2), "name": state.v2.label},
    }


def ledger(account: Account) -> Document:
    """The shape of a ledger."""
    entries = [
        {
            "at": format_instant(entry.at),
            "amount": format_amount(entry.amount),
            "cause": entry.cause,
            "message_id": entry.message_id,
        }
        for entry in account.ledger.entries
    ]
    return {"balance": format_amount(account.ledger.balance), "entries": entries}


def hold(hold: Hold) -> Document:
    """The shape of a hold; `holding` counts the requests it holds now."""
    match = hold.matcher.match
    given = {name: getattr(match, name) for name in match.__slots__ if getattr(match, name) is not None}
    return {"id": hold.id, "state": hold.state, "account": hold.account, "match": given, "holding": len(hold.exchanges)}


def fault(fault: Fault, pausing: int) -> Document:
    """The shape of a fault. seen: matching requests so far; pausing: those it makes wait now."""
    spec, matcher = fault.spec, fault.matcher
    given = {name: getattr(spec.match, name) for name in spec.match.__slots__}
    return {
        "id": fault.id,
        "state": fault.state,
        "fired": matcher.fired,
        "seen": matcher.seen,
        "pausing": pausing,
        "account": spec.account,
        "match": {name: value for name, value in given.items() if value is not None},
        "point": spec.point,
        "effect": spec.effect,
        **spec.parameters,
    }


def exchange(exchange: Exchange) -> Document:
    """The shape of an exchange, passwords masked. `answer` is null while the request is in flight."""
    return {
        "id": exchange.id,
        "account": exchange.account,
        "protocol": exchange.protocol,
        "method": exchange.method,
        "started_at": format_instant(exchange.started_at),
        "finished_at": None if exchange.finished_at is None else format_instant(exchange.finished_at),
        "request": _request(exchange),
        "answer": None if exchange.finished_at is None else _answer(exchange),
        "violations": [
            {"rule": each.rule, "level": each.level, "clause": each.clause, "message": each.message}
            for each in exchange.violations or exchange.deviations
        ],
        "violations_left_out": dict(exchange.deviations.left_out),
        "why": _why(exchange),
        "fault": _fault(exchange),
    }


def _fault(exchange: Exchange) -> Document | None:
    """What befell it. `decided` is null where the gateway never saw the request, else what it had answered."""
    if exchange.fault is None or exchange.decided_body is None:
        return dict(exchange.fault) if exchange.fault else None
    body = exchange.decided_body.decode("utf-8", "replace")
    return {**exchange.fault, "decided": {**exchange.fault["decided"], "body": body}}


def _why(exchange: Exchange) -> Document:
    """What decided the answer. `before` and `after` are null where no account is known."""
    if not exchange.check and not exchange.why:
        return {}
    return {
        "check": exchange.check,
        "reason": exchange.why,
        "readings": dict(exchange.readings),
        "before": standing(exchange.before),
        "after": standing(exchange.after),
    }


def standing(standing: Standing | None) -> Document | None:
    """The shape of where an account stands; null without one."""
    if standing is None:
        return None
    return {
        "at": format_instant(standing.at),
        "balance": format_amount(standing.balance),
        "available_fund": format_amount(standing.available),
        "failed_logins": standing.failed_logins,
        "locked": standing.is_locked,
        "blocked": standing.is_blocked,
        "sessions": standing.sessions,
        "in_flight": standing.in_flight,
        "messages": standing.messages,
    }


def _request(exchange: Exchange) -> Document:
    headers = [(name.decode("latin-1"), value.decode("utf-8", "replace")) for name, value in exchange.headers]
    return {
        "method": exchange.http_method,
        "target": mask_target(exchange.target),
        "headers": [[name, mask_header(name, value)] for name, value in headers],
        "body": mask_body(exchange.body),
        "body_bytes": exchange.body_size,
    }


def _answer(exchange: Exchange) -> Document:
    return {
        "http_status": exchange.http_status,
        "code": exchange.code,
        "headers": [list(pair) for pair in exchange.answer_headers],
        "body": exchange.answer_body.decode("utf-8", "replace"),
    }


def readings(readings: Readings) -> list[Document]:
    """The register with the values in force."""
    return [
        {
            "key": each.key,
            "question": each.question,
            "clause": each.clause,
            "default": each.default,
            "alternatives": list(each.alternatives),
            "value": readings[each.key],
        }
        for each in REGISTER
    ]
