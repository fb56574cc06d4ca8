"""Asking a server as one of its accounts does, through both protocols."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar
from urllib.parse import quote

from .answers import V2Answer, V3Answer, read_v2, read_v3
from .failing import NotRun, expect
from .guard import Guard
from .http import NO_ANSWER, Endpoint, HttpAnswer, HttpRequest, Unfinished
from .log import Log
from .target import Target

JSON = {"Content-Type": "application/json"}
_EARLY = 1.0  # seconds
_MAY_SEND = ("send", "schedule")
_Done = TypeVar("_Done")

Message = Mapping[str, Any]


def message(recipient: str, body: str = "hello", reference: str | None = None) -> dict[str, str]:
    """A message as v3 wants it."""
    made = {"Recipient": recipient, "Body": body}
    return made if reference is None else made | {"Reference": reference}


def query(parameters: Mapping[str, str]) -> str:
    """A v2 query, each value encoded once as UTF-8."""
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in parameters.items())


@dataclass(frozen=True, slots=True)
class Client:
    """One account of a server. Everything that may send passes the guard first."""

    target: Target
    log: Log
    guard: Guard

    # v3

    def post(self, method: str, document: object, headers: Mapping[str, str] = JSON) -> HttpAnswer:
        """POST a document, or bytes as they are, to a v3 method."""
        self._guard_v3(method, document)
        return self._ask(self._v3, self._request(method, document, headers))

    def begin(self, method: str, document: object, first: int = 1) -> Unfinished:
        """Begin to POST: the head and so many bytes. For methods that send nothing."""
        if method == "Send":
            raise NotRun("a Send is never left half done")
        return self._v3.begin(self._request(method, document, JSON), first)

    @property
    def is_seen_early(self) -> bool:
        """Whether the server looks at a request before its last byte: it refuses an address that there is not.

        A front end that reads a request whole before it passes it on hides that two of them overlap.
        """
        request = self._request("nothing", {"SessionId": "nobody's"}, JSON)
        return self._v3.begin(request, 1).is_answered(_EARLY)

    def call(self, method: str, document: object) -> V3Answer:
        """POST a document to a v3 method. Raises Broken unless it is answered by a JSON object."""
        return read_v3(method, self.post(method, document))

    def authorize(self, username: str | None = None, password: str | None = None) -> V3Answer:
        """authorize, with other credentials where they are given."""
        name = self.target.username if username is None else username
        secret = self.target.password if password is None else password
        return self.call("authorize", {"Username": name, "Password": secret})

    def login(self) -> str:
        """A new session. Raises Broken unless it is given."""
        session = self.authorize().must_be(101)["SessionId"]
        expect(isinstance(session, str) and bool(session), True, "SessionId is a text that is not empty")
        return str(session)

    def send(self, session: str, *messages: Message, **members: Any) -> V3Answer:
        """Send; `members` are further ones, or other values of the usual ones."""
        return self.call("Send", self.batch(session, messages) | members)

    def calculate(self, session: str, *messages: Message, **members: Any) -> V3Answer:
        """Calculate."""
        return self.call("Calculate", self.batch(session, messages) | members)

    def batch(self, session: str, messages: Sequence[Message]) -> dict[str, Any]:
        """The document of a Send or Calculate."""
        return {"SessionId": session, "Sender": self.target.sender, "Messages": [*messages]}

    def statuses(self, session: str, *references: str) -> V3Answer:
        """QueryMessages."""
        return self.call("QueryMessages", {"SessionId": session, "References": [*references]})

    def funds(self, session: str) -> V3Answer:
        """QueryBalance."""
        return self.call("QueryBalance", {"SessionId": session})

    # v2

    def get(self, target: str) -> HttpAnswer:
        """GET a path with its query, as it is written, from v2's server. Never for what may send."""
        return self._ask(self._v2, HttpRequest("GET", target))

    def v2(self, function: str, **parameters: str) -> V2Answer:
        """A v2 function with this account's login."""
        login = {"function": function, "username": self.target.username, "password": self.target.password}
        return self.v2_raw(function, query(login | parameters), parameters)

    def v2_raw(self, function: str, text: str, meant: Mapping[str, str]) -> V2Answer:
        """A v2 query as it is written. `meant`: the parameters in it, for the guard."""
        if function in _MAY_SEND:
            recipient, body = meant.get("recipient", ""), meant.get("body", "")
            self.guard.before_send([recipient], lambda: self._price_of_v2(recipient, body))
        return read_v2(function, self.get(f"{self._v2.path}?{text}"))

    def v2_send(self, recipient: str, body: str = "hello", **parameters: str) -> V2Answer:
        """v2 send from the registered sender."""
        return self.v2("send", **{"sender": self.target.sender, "recipient": recipient, "body": body, **parameters})

    def v2_schedule(self, recipient: str, date: str, body: str = "hello", **parameters: str) -> V2Answer:
        """v2 schedule from the registered sender. date: as it is written."""
        given = {"sender": self.target.sender, "recipient": recipient, "body": body, "sendingdate": date}
        return self.v2("schedule", **given | parameters)

    def v2_balance(self) -> Decimal:
        """v2 querybalance."""
        return self.v2("querybalance").amount

    def v2_status(self, id: object) -> V2Answer:
        """v2 querymessage."""
        return self.v2("querymessage", messageref=f"{id}")

    # How

    def http(self, request: HttpRequest, *, at: str = "v3") -> HttpAnswer:
        """A request as it is, to the server of one of the protocols. Never for what may send."""
        return self._ask(self._v3 if at == "v3" else self._v2, request)

    @property
    def _v3(self) -> Endpoint:
        return Endpoint(self.target.v3_url, self.target.timeout, self.target.ca)

    @property
    def _v2(self) -> Endpoint:
        return Endpoint(self.target.v2_url, self.target.timeout, self.target.ca)

    @property
    def v3_path(self) -> str:
        """The path that the methods' names are put behind."""
        return self._v3.path

    @property
    def v2_path(self) -> str:
        """The path of v2."""
        return self._v2.path

    def _request(self, method: str, document: object, headers: Mapping[str, str]) -> HttpRequest:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        return HttpRequest("POST", f"{self._v3.path}/{method}", body, headers)

    def _guard_v3(self, method: str, document: object) -> None:
        if method not in ("Send", "Calculate") or not self.guard.is_live:
            return
        if not isinstance(document, dict) or not isinstance(document.get("Messages"), list):
            raise NotRun(f"a malformed {method} is not tried at a live gateway")
        messages = document["Messages"]
        recipients = [f"{each.get('Recipient')}" for each in messages]
        if method == "Send":
            self.guard.before_send(recipients, lambda: self._price(messages, document.get("SessionId")))
        else:
            self.guard.before_asking(recipients)

    def _price(self, messages: Sequence[Message], session: object = None) -> Decimal:
        """What messages would cost if they went out now, asked of Calculate; in a session of its own if need be."""
        answer = self.calculate(f"{session}", *messages)
        if answer.code == 103:
            answer = self.calculate(self.login(), *messages)
        if answer.code != 101:
            raise NotRun(f"nobody can tell what it may cost: Calculate answers {answer.code}")
        return answer.price

    def _price_of_v2(self, recipient: str, body: str) -> Decimal:
        if len(body) > 250:  # a character is one or two of the 500 that v3 allows
            raise NotRun("nobody can tell what it may cost: Calculate takes no text of such a length")
        return self._price([message(recipient, body)])

    def _ask(self, endpoint: Endpoint, request: HttpRequest) -> HttpAnswer:
        return self._noted(request, lambda: endpoint.ask(request))

    def _noted(self, request: HttpRequest, ask: Callable[[], HttpAnswer]) -> HttpAnswer:
        title = f"{request.method} {request.target.partition('?')[0]}"
        try:
            answer = ask()
        except NO_ANSWER:
            self.log.note(title, request.head, None)
            raise
        self.log.note(title, request.head, answer)
        return answer
