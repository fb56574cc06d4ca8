"""A gateway, its codecs and a judge at hand, without a socket: what goes in are requests as they are sent."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import msgspec

from mobipace.mock_server.gateway.account import Account
from mobipace.mock_server.gateway.gateway import Gateway
from mobipace.mock_server.gateway.settings import World
from mobipace.mock_server.judge.evidence import Evidence
from mobipace.mock_server.judge.judge import Judge
from mobipace.mock_server.web.answers import Answer
from mobipace.mock_server.web.incoming import Incoming
from mobipace.mock_server.web.journal import AnyHandling, Exchange
from mobipace.mock_server.web.reception import hand_over, look_up
from mobipace.mock_server.wire.deviations import Deviation
from tests.gateway.desk import COMPANY, START, WORLD

V2_PATH = "/API_2_0/HTTP_API.aspx"
RECIPIENT = "37499000000"
SECOND = 1_000_000
MILLISECOND = 1_000

POOR = replace(COMPANY, username="poor@mobipace.com", balance=Decimal("0.00"), credit_limit=Decimal(0))
BLOCKED = replace(COMPANY, username="blocked@mobipace.com", blocked=True)
HOMELESS = replace(COMPANY, username="nocurrency@mobipace.com", currency=None)
PEOPLE = replace(WORLD, accounts=(COMPANY, POOR, BLOCKED, HOMELESS))


@dataclass(frozen=True)
class Mishap:
    """What befalls an exchange. is_served: after the gateway decided, else instead of it.

    http_status, code: what its client is told; None: nothing. has_left: it is the client that went away.
    """

    is_served: bool = True
    http_status: int | None = None
    code: int | None = None
    has_left: bool = False


LOST_BEFORE = Mishap(is_served=False)
LOST_AFTER = Mishap()
CUT = Mishap(http_status=200, code=101)
LEFT = Mishap(has_left=True)


def said(code: int, *, is_served: bool = False) -> Mishap:
    """The client is told this code in place of what was decided, or before anything was."""
    return Mishap(is_served, 200, code)


def http(status: int, *, is_served: bool = False) -> Mishap:
    """The client is told this HTTP status."""
    return Mishap(is_served, status)


@dataclass(frozen=True)
class Judged:
    """One exchange, its answer as decided, and what the judge says of it."""

    evidence: Evidence
    answer: bytes
    violations: list[Deviation]

    @property
    def document(self) -> dict[str, Any]:
        """The answer of a v3 method."""
        return dict(json.loads(self.answer))


class Flight:
    """A request that has arrived and is not answered yet."""

    def __init__(self, desk: Desk, incoming: Incoming) -> None:
        self._desk = desk
        self._incoming = incoming
        self._exchange = Exchange(next(desk.ids), desk.real, incoming.method, incoming.target, incoming.headers)
        address = look_up(self._exchange, incoming)
        self._turned_away = address if isinstance(address, Answer) else None
        self._handling: AnyHandling | None = None
        if not isinstance(address, Answer):
            self._handling = hand_over(desk.gateway, self._exchange, incoming, address)

    def begin(self) -> Flight:
        """Let the gateway take it in."""
        if self._handling:
            self._handling.begin(self._desk.real)
        return self

    def end(self, mishap: Mishap | None = None, *, lasts: float = 0.001) -> Judged:
        """Let it be answered, `lasts` real seconds from now, and judged."""
        return self._desk.judged(self.over(mishap, lasts=lasts))

    def over(self, mishap: Mishap | None = None, *, lasts: float = 0.001) -> Judged:
        """Let it be answered; nobody has judged it yet."""
        desk, handling = self._desk, self._handling
        is_served = mishap is None or mishap.is_served
        if handling and is_served:
            if handling.before is None:
                handling.begin(desk.real)
            handling.perform(desk.real)
        desk.wait(lasts)
        if handling:
            handling.finish(desk.real)
        answer = self._answer(is_served=is_served)
        return Judged(self._evidence(answer, mishap), answer.body if answer else b"", [])

    def _answer(self, *, is_served: bool) -> Answer | None:
        if self._turned_away or not self._handling:
            return self._turned_away
        return self._handling.outcome if is_served else None

    def _evidence(self, answer: Answer | None, mishap: Mishap | None) -> Evidence:
        handling, exchange, desk = self._handling, self._exchange, self._desk
        account = handling.account if handling else None
        told: Answer | Mishap | None = mishap or answer
        return Evidence(
            id=exchange.id,
            account=account,
            username=handling.username if handling else None,
            protocol=exchange.protocol,
            method=handling.method if handling else exchange.method,
            http_method=self._incoming.method,
            path=self._incoming.path,
            started_at=exchange.started_at,
            finished_at=desk.real,
            now=account.now(desk.real) if account else 0,
            http_status=mishap.http_status if mishap else answer.status if answer else None,
            code=told.code if told else None,
            is_told=mishap is None,
            is_served=mishap is None or mishap.is_served,
            command=handling.command if handling else None,
            reply=handling.reply if handling else None,
            deviations=exchange.deviations,
            is_secure=self._incoming.is_secure,
            body_size=len(self._incoming.body),
            why=handling.why if handling else exchange.why,
            has_left=mishap is not None and mishap.has_left,
        )


class Desk:
    """One gateway and one judge. `real` is the only clock: each exchange takes a millisecond, and `wait` the rest.

    Requests are over TLS unless said otherwise, and those of COMPANY unless another name is given.
    """

    def __init__(self, start: World = PEOPLE, judge: Judge | None = None) -> None:
        self.real = START
        self.gateway = Gateway(start, self.real)
        self.judge = judge or Judge()
        self.ids = iter(range(1, 1_000_000))
        self.seen: list[Judged] = []

    def wait(self, seconds: float) -> None:
        """Let so many real seconds pass."""
        self.real += round(seconds * SECOND)

    def account(self, username: str = COMPANY.username) -> Account:
        """An account."""
        return self.gateway.accounts[username]

    def advance(self, seconds: float) -> None:
        """The operator moves the account's clock, and no real time passes."""
        self.account().clock.advance(self.real, seconds)

    def operate(self, username: str = COMPANY.username, **changes: Any) -> None:
        """The operator changes an account's settings, or its balance."""
        account = self.account(username)
        if "balance" in changes:
            account.ledger.set_balance(account.now(self.real), Decimal(changes.pop("balance")))
        account.apply(replace(account.settings, **changes))

    def judged(self, judged: Judged) -> Judged:
        """Have the judge look at an exchange that is over."""
        judged.violations.extend(self.judge.judge(judged.evidence))
        self.seen.append(judged)
        return judged

    @property
    def violations(self) -> list[Deviation]:
        """All of them, in order."""
        return [violation for judged in self.seen for violation in judged.violations]

    @property
    def found(self) -> Counter[str]:
        """How often each rule was broken."""
        return Counter(violation.rule for violation in self.violations)

    # Requests as they are sent

    def request(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        content_type: str | None = "application/json",
        **options: Any,
    ) -> Judged:
        """One exchange, from its arrival to its end. options: mishap, lasts, is_secure, was_raw."""
        mishap, lasts = options.pop("mishap", None), options.pop("lasts", 0.001)
        return Flight(self, incoming(method, target, body, content_type, **options)).end(mishap, lasts=lasts)

    def unread(self, status: int, why: str) -> Judged:
        """A v3 request whose body cannot be read to its end: the listener refuses it before any protocol sees it."""
        evidence = Flight(self, incoming("GET", "/v3/Send")).over().evidence
        return self.judged(
            Judged(msgspec.structs.replace(evidence, http_method="POST", http_status=status, why=why), b"", [])
        )

    def post(self, method: str, document: object, **options: Any) -> Judged:
        """POST a v3 document (or raw bytes)."""
        return self.request("POST", f"/v3/{method}", _bytes(document), **options)

    def fly(self, method: str, document: object) -> Flight:
        """POST a v3 document that is taken in and not answered yet."""
        return Flight(self, incoming("POST", f"/v3/{method}", _bytes(document), "application/json")).begin()

    def get(self, function: str, username: str = COMPANY.username, *, options: Any = None, **parameters: str) -> Judged:
        """GET a v2 function with an account's credentials."""
        query = {"function": function, "username": username, "password": "secret", **parameters}
        return self.request("GET", f"{V2_PATH}?{urlencode(query)}", **(options or {}))

    # What a client does

    def login(self, username: str = COMPANY.username, password: str = "secret", **options: Any) -> str:
        """authorize; returns the session id, or nothing."""
        judged = self.post("authorize", {"Username": username, "Password": password}, **options)
        return str(judged.document.get("SessionId", "")) if judged.answer else ""

    def send(self, session: str, *messages: Mapping[str, Any], **members: Any) -> Judged:
        """Send; `members` are the request's others. options: a mapping for `request`."""
        return self._messages("Send", session, messages, members)

    def calculate(self, session: str, *messages: Mapping[str, Any], **members: Any) -> Judged:
        """Calculate."""
        return self._messages("Calculate", session, messages, members)

    def _messages(
        self, method: str, session: str, messages: Iterable[Mapping[str, Any]], members: dict[str, Any]
    ) -> Judged:
        options = members.pop("options", {})
        document = {"SessionId": session, "Sender": "MOBIPACE", "Messages": list(messages), **members}
        return self.post(method, document, **options)

    def query(self, session: str, *references: str, **options: Any) -> Judged:
        """QueryMessages."""
        return self.post("QueryMessages", {"SessionId": session, "References": list(references)}, **options)

    def balance(self, session: str, **options: Any) -> Judged:
        """QueryBalance."""
        return self.post("QueryBalance", {"SessionId": session}, **options)

    def v2_send(self, username: str = COMPANY.username, *, options: Any = None, **parameters: str) -> Judged:
        """v2 send from the registered sender."""
        own = {"sender": "MOBIPACE", "recipient": RECIPIENT, "body": "hello", **parameters}
        return self.get("send", username, options=options, **own)


def message(reference: str | None = "r1", recipient: str = RECIPIENT, body: str = "hello") -> dict[str, str]:
    """One message of a Send."""
    own = {"Recipient": recipient, "Body": body}
    return own if reference is None else {**own, "Reference": reference}


def incoming(method: str, target: str, body: bytes = b"", content_type: str | None = None, **options: Any) -> Incoming:
    """A request as the listener hands it on."""
    headers = ((b"Content-Type", content_type.encode()),) if content_type and method == "POST" else ()
    path, options = target.partition("?")[0], {"is_secure": True, **options}
    return Incoming(method=method, path=path, target=target, headers=headers, body=body, **options)


def _bytes(document: object) -> bytes:
    return document if isinstance(document, bytes) else json.dumps(document).encode()
