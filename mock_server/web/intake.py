"""What stands between a connection and aiohttp's parser: targets are escaped, and a body that broke off is failed."""

import re
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError, InvalidHeader, InvalidURLError
from aiohttp.streams import StreamReader

from .framing import Refusal, RequestLineEscaper
from .limits import Limits

# llhttp's reason stands before the bytes it did not like; those may hold a password, and are nobody's business.
_REASON = re.compile(r"(?:Bad status line:\s+)?([^:\n]+):\n\n")


class BodyCut(web.HTTPClientError):
    """A request's body will never be whole. Raised to whoever reads it; let through, it is the answer."""

    def __init__(self, refusal: Refusal) -> None:
        self.status_code = refusal.status
        super().__init__(text=f"{refusal.text}\n")
        self.force_close()


class Intake:
    """A parser as aiohttp's connections use it, around the one they came with.

    emitted: requests and errors handed to the connection so far. over: an error was the last of them, nothing follows.
    """

    def __init__(self, parser: Any, limits: Limits) -> None:
        self.escaper = RequestLineEscaper(limits)
        self.emitted = 0
        self.over = False
        self._parser = parser
        self._body: StreamReader | None = None
        self._error: HttpProcessingError | None = None

    def __getattr__(self, name: str) -> Any:
        """Flow control and the like, which differ from one aiohttp to the next, stay with its own parser."""
        return getattr(self._parser, name)

    def feed_data(self, data: bytes) -> Any:
        """Parse what arrived. As aiohttp's own: returns (messages, upgraded, tail), raises HttpProcessingError."""
        if self.over:
            return (), False, b""
        try:
            if self._error is not None:
                raise self._error
            parsed = self._parser.feed_data(self.escaper.feed(bytes(data)))
        except HttpProcessingError as error:
            self._end(error)
            raise
        if messages := parsed[0]:
            self.emitted += len(messages)
            self._body = messages[-1][1]
        return parsed

    def refuse(self, refusal: Refusal) -> None:
        """Make the next `feed_data` fail, whatever it is fed."""
        self._error = HttpProcessingError(code=refusal.status, message=refusal.text)

    def _end(self, error: HttpProcessingError) -> None:
        self.over = True
        self.emitted += 1
        # Nobody else tells a handler that waits for the rest of this body: aiohttp's parser has let go of it.
        if self._body is not None and not self._body.is_eof():
            self._body.set_exception(BodyCut(Refusal(error.code, in_one_line(error))))


def in_one_line(error: HttpProcessingError) -> str:
    """What is wrong with a request, without a byte of what the client sent."""
    if reason := _REASON.match(error.message):
        return reason[1]
    if isinstance(error, InvalidURLError):
        return "request target: not a valid URL"
    if isinstance(error, InvalidHeader):
        return "headers: a field is not valid"
    return error.message.partition("\n")[0]
