"""The control API of one of our own servers: accounts as a check wants them, and the time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import quote, urlsplit

_SECONDS = 30.0


class ControlFailed(Exception):
    """The control API did not do what it was asked; that is no fault of the gateway's."""


@dataclass(frozen=True, slots=True)
class Control:
    """url: ends in /_control. token: the bearer token, where one is asked for."""

    url: str
    token: str | None = None

    def ask(self, method: str, path: str, document: Mapping[str, Any] | None = None) -> Any:
        """A request that must succeed; the document that is answered, or None. Raises ControlFailed."""
        parts = urlsplit(self.url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=_SECONDS)
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        body = None if document is None else json.dumps(document)
        headers |= {"Content-Type": "application/json"} if body else {}
        try:
            connection.request(method, f"{parts.path.rstrip('/')}/{path}", body, headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException) as error:
            raise ControlFailed(f"{method} {path}: {type(error).__name__}: {error}") from None
        finally:
            connection.close()
        if answer.status >= 400:
            raise ControlFailed(f"{method} {path}: HTTP {answer.status} {content.decode(errors='replace')[:300]}")
        return json.loads(content) if content else None

    def of(self, username: str, path: str = "") -> str:
        """The address of an account, or of something below it."""
        return f"accounts/{quote(username, safe='')}{path}"
