"""A v3 request's way through the gateway."""

from __future__ import annotations

from ..gateway import v3
from ..gateway.codes import V3Code
from ..gateway.commands import Authorize, SessionCommand, V3Refusal, V3Reply
from ..gateway.gateway import Gateway
from ..wire import v3 as wire
from ..wire.deviations import Malformed, Seen
from .answers import Answer
from .handling import STRANDED, Handling
from .incoming import Incoming


class V3Handling(Handling[V3Code, Authorize | SessionCommand, V3Reply]):
    """authorize has no session: it is never in flight, and never 104."""

    protocol = "v3"
    content_type = "application/json; charset=utf-8"
    _malformed = V3Code.INCORRECT_PARAMETER
    _flight: v3.Flight | None = None

    def __init__(self, gateway: Gateway, request: Incoming, seen: Seen, arrived: int, method: wire.Method) -> None:
        super().__init__(gateway, request, seen, arrived)
        self.method = method.value
        self._method = method

    def _read(self) -> None:
        request = self.request
        try:
            self.command = wire.parse(self._method, request.body, request.content_type, self._seen)
        except Malformed:
            self._find_account(*wire.names_in(request.body))
            raise
        self._find_account(*wire.names_of(self.command))
        self._refuse_tolerances()

    def _find_account(self, session_id: str | None, username: str | None) -> None:
        gateway = self._gateway
        self.username = username
        self.account = gateway.sessions.get(session_id) if session_id else gateway.accounts.get(username or "")

    def begin(self, real: int) -> None:
        """Take it in; whoever comes before `finish` finds the account busy (v3 limitation 1)."""
        super().begin(real)
        if self.answer is None:
            self._take(self._begin, real)

    def _begin(self, real: int) -> None:
        command = self.command
        if command and type(command) is not Authorize:
            owner = self._gateway.sessions.get(command.session_id)
            if owner and owner is not self.account:  # the same seed gives the same ids
                raise V3Refusal(V3Code.SESSION_EXPIRED, STRANDED)
            self._flight = v3.begin(self._gateway, command, real, self._arrived)
            self.is_in_flight = True

    def _perform(self, real: int) -> None:
        if self._flight:
            reply = v3.perform(self._gateway, self._flight, real)
        elif type(self.command) is Authorize:
            if self._is_stranded:
                raise V3Refusal(V3Code.INCORRECT_USER_NAME_OR_PASSWORD, STRANDED)
            reply = v3.authorize(self._gateway, self.command, real)
        else:
            return
        self._accept(Answer(wire.render(reply, self.known_readings), self.content_type, V3Code.SUCCESS), reply)

    def finish(self, real: int) -> None:
        """It is answered, or never will be; the account is free for the next."""
        if self._flight and self.is_in_flight:
            v3.finish(self._flight, real)
            self.is_in_flight = False
        super().finish(real)

    def refusal(self, code: V3Code, text: str | None = None) -> Answer:
        """The answer with this StatusCode; v3 has no text of its own to give."""
        return Answer(wire.render_refusal(self._method, code, self.known_readings), self.content_type, code)
