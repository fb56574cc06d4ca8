"""From a simulator to what was seen: its journal, messages and ledgers, read once a case is over."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from mobipace.mock_server.gateway.messages import Message
from mobipace.mock_server.web.control import shapes
from mobipace.mock_server.web.journal import Exchange as Recorded
from mobipace.mock_server.web.simulator import Simulator

from ..catalogue.seen import Arrived, Exchange, Violation

_V2_ANSWER = re.compile(r"\s*(ID|Err?)\s*:\s*([^\s:]+)\s*(?::\s*(.*?))?\s*", re.DOTALL)


def is_quiet(simulator: Simulator) -> bool:
    """Whether nothing is in flight."""
    return all(each.finished_at is not None for each in simulator.journal.after(0))


def exchanges(simulator: Simulator, usernames: Sequence[str]) -> list[Exchange]:
    """Every exchange, oldest first."""
    return [_exchange(each, usernames) for each in simulator.journal.after(0)]


def messages(simulator: Simulator, username: str) -> list[Arrived]:
    """An account's messages, oldest first."""
    account = simulator.gateway.accounts[username]
    now = account.now(simulator.now())
    return [_message(each, now) for each in account.mailbox.messages]


def ledger(simulator: Simulator, username: str) -> Mapping[str, Any]:
    """An account's ledger, with what follows from it."""
    account = simulator.gateway.accounts[username]
    account.now(simulator.now())
    return shapes.ledger(account) | shapes.account(account, simulator.now())


def _message(one: Message, now: int) -> Arrived:
    state = one.state(now)
    return Arrived(
        one.recipient,
        one.body,
        one.reference,
        one.sender,
        bool(one.wap_push),
        one.alphabet,
        one.due_at,
        int(state),
        int(state.v2),
    )


def _exchange(one: Recorded, usernames: Sequence[str]) -> Exchange:
    told = _told(one)
    return Exchange(
        id=one.id,
        account=usernames.index(one.account) if one.account in usernames else None,
        protocol=one.protocol,
        method=one.method or "",
        http_status=one.http_status,
        code=_code(one, told),
        asked=_asked(one),
        told=told,
        violations=tuple(Violation(each.rule, each.level, each.message) for each in one.violations),
        fault=None if one.fault is None else str(one.fault["effect"]),
        is_secure=one.is_secure,
        started_at=one.started_at,
        finished_at=one.finished_at,
    )


def _asked(one: Recorded) -> Mapping[str, Any]:
    if one.http_method == "GET":
        return dict(parse_qsl(urlsplit(one.target).query, keep_blank_values=True))
    return _object(one.body)


def _told(one: Recorded) -> Mapping[str, Any]:
    if one.http_status != 200 or (one.fault is not None and one.fault["effect"] == "truncate"):
        return {}
    if one.protocol == "v3":
        return _object(one.answer_body)
    found = _V2_ANSWER.fullmatch(one.answer_body.decode("utf-8", "replace"))
    return {"kind": found[1], "value": found[2], "text": found[3] or ""} if found else {}


def _code(one: Recorded, told: Mapping[str, Any]) -> int | None:
    if "StatusCode" in told:
        return int(told["StatusCode"])
    if told.get("kind", "ID") == "ID" or not str(told["value"]).isdecimal():
        return None
    return int(told["value"])


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        return {}
    return {name.strip(): each for name, each in document.items()} | document if isinstance(document, dict) else {}
