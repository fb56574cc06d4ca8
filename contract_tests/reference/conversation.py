"""An account's v3 session: opened when needed, used again, renewed once when it died, one request at a time."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any

from .answers import SUCCESS, Answer
from .errors import GatewayError, LostAnswer, of_code
from .transport import Transport
from .values import Settings

_SESSION_EXPIRED = 103
_BUSY = 104
# What is asked again, how many times, and after how many seconds each; neither was served before.
_AGAIN = {_SESSION_EXPIRED: (0.0,), _BUSY: (0.25, 0.5)}


class Conversation:
    """Asks session methods of v3. Safe for many threads, which wait for each other (v3 limitation 1)."""

    def __init__(self, settings: Settings, transport: Transport) -> None:
        self._settings = settings
        self._transport = transport
        self._one_at_a_time = threading.Lock()
        self._closed = threading.Event()
        self._session_id: str | None = None

    def ask(self, method: str, members: Mapping[str, Any]) -> Answer:
        """The successful answer. Raises GatewayError; LostAnswer where the request itself may have been served."""
        with self._one_at_a_time:
            return self._ask(method, members)

    def close(self) -> None:
        """Whoever waits for a busy gateway gives up. A session has no end but its timeout."""
        self._closed.set()

    def _ask(self, method: str, members: Mapping[str, Any]) -> Answer:
        further_tries = {code: iter(pauses) for code, pauses in _AGAIN.items()}
        while True:
            answer = self._post(method, {"SessionId": self._session(), **members})
            if answer.code == SUCCESS:
                return answer
            if answer.code == _SESSION_EXPIRED:
                self._session_id = None
            pause = next(further_tries.get(answer.code, iter(())), None)
            if pause is None or self._closed.wait(pause):
                raise of_code(answer.code, answer.text)

    def _session(self) -> str:
        """The id of the session; a refused login is the caller's to hear, and is not tried again."""
        if self._session_id is None:
            credentials = {"Username": self._settings.username, "Password": self._settings.password}
            try:
                answer = self._post("authorize", credentials)
            except LostAnswer as error:  # what was asked for has not been sent yet
                raise GatewayError(error.kind, str(error)) from error
            if answer.code != SUCCESS:
                raise of_code(answer.code, answer.text)
            self._session_id = answer.session_id()
        return self._session_id

    def _post(self, method: str, document: Mapping[str, Any]) -> Answer:
        body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        return Answer(self._transport.post(f"{self._settings.v3_url.rstrip('/')}/{method}", body))
