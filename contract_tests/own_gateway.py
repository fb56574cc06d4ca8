"""A simulator of our own on a thread of this process, for kit commands that need a gateway beside a client."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote, urlsplit

from mobipace.mock_server import world
from mobipace.mock_server.web.server import Server, ServerConfig
from mobipace.mock_server.web.simulator import Simulator

from .adapter.context import Context
from .background import SECONDS, Background


class OwnGateway:
    """The demo world on a free port of 127.0.0.1; a context manager. seed: all that is random follows from it."""

    def __init__(self, seed: int = 1) -> None:
        self._server = Server(Simulator(world.load(None, seed=seed)), ServerConfig())
        self._stack = ExitStack()
        self.url = ""

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            background = stack.enter_context(Background("own gateway"))
            self.url = background.run(self._server.start()).http or ""
            stack.callback(lambda: background.run(self._server.stop()))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def account(self, **members: Any) -> OwnAccount:
        """A fresh account, which `members` of the control API change."""
        made = self.ask("POST", "accounts", members)
        return OwnAccount(self, made["username"], made["password"], made["sender"])

    def ask(self, method: str, path: str, document: Mapping[str, Any] | None = None) -> Any:
        """A request of the control API that must succeed; the document that it answers, or None."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=SECONDS)
        body = None if document is None else json.dumps(document)
        try:
            connection.request(method, f"/_control/{path}", body, {"Content-Type": "application/json"} if body else {})
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {content.decode(errors='replace')}")
        return json.loads(content) if content else None


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """An account of it."""

    gateway: OwnGateway
    username: str
    password: str
    sender: str

    def context(self, case: str, timeout_ms: int = 3000) -> Context:
        """What a client is told of it."""
        return Context(
            case=case,
            v2_url=f"{self.gateway.url}/API_2_0/HTTP_API.aspx",
            v3_url=f"{self.gateway.url}/v3",
            username=self.username,
            password=self.password,
            sender=self.sender,
            timeout_ms=timeout_ms,
        )

    def messages(self) -> list[dict[str, Any]]:
        """What has arrived, in order."""
        return list(self.gateway.ask("GET", f"accounts/{quote(self.username, safe='')}/messages")["messages"])

    def exchanges(self) -> list[dict[str, Any]]:
        """What has been asked of it, in order."""
        return list(self.gateway.ask("GET", f"exchanges?account={quote(self.username, safe='')}")["exchanges"])
