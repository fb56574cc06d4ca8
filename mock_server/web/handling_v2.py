"""A v2 request's way through the gateway."""

from __future__ import annotations

from ..gateway import v2
from ..gateway.codes import V2Code
from ..gateway.commands import V2Command, V2Refusal, V2Reply
from ..gateway.gateway import Gateway
from ..wire import v2 as wire
from ..wire.deviations import Deviation, Seen
from .answers import Answer
from .handling import STRANDED, Handling
from .incoming import Incoming

_CONTENT_TYPES = {media: f"{media}; charset=utf-8" for media in ("text/plain", "text/html")}


class V2Handling(Handling[V2Code, V2Command, V2Reply]):
    """It logs in by itself and is never in flight: v2 has no one-at-a-time rule."""

    protocol = "v2"
    _malformed = V2Code.INCORRECT_PARAMETERS

    def __init__(self, gateway: Gateway, request: Incoming, seen: Seen, arrived: int) -> None:
        super().__init__(gateway, request, seen, arrived)
        self._query = wire.Query(self._parameters(), seen)
        self.username = self._query.username or None
        self.method = self._query.function.value if self._query.function else None
        self.account = gateway.accounts.get(self.username) if self.username else None

    def _parameters(self) -> bytes:
        request = self.request
        if request.was_raw:
            message = "the query holds bytes above 0x7F as they are; percent-encode its values, once, as UTF-8"
            self._seen.append(Deviation("v2.query.raw", "v2 3", message))
        if request.method != "POST":
            return request.query
        message = "POST of a form given; the documented method is GET with a query"
        self._seen.append(Deviation("v2.method", "v2 4", message))
        return b"&".join(part for part in (request.query, request.body) if part)

    def _read(self) -> None:
        self.command = self._query.command()
        self._refuse_tolerances()

    def _perform(self, real: int) -> None:
        if self.command:
            if self._is_stranded:
                raise V2Refusal(V2Code.AUTHENTICATION_FAILED, STRANDED)
            reply = v2.perform(self._gateway, self.command, real)
            self._accept(Answer(wire.render(reply, self.known_readings), self.content_type), reply)

    def refusal(self, code: V2Code, text: str | None = None) -> Answer:
        """The line with this error code, and `text` in place of its own."""
        body = wire.render_refusal(self._query.function, code, self.known_readings, text)
        return Answer(body, self.content_type, code)

    @property
    def content_type(self) -> str:
        """As the reading has it."""
        return _CONTENT_TYPES[self.known_readings["content_type_v2"]]
