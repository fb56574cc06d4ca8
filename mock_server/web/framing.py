"""Escapes raw bytes in request targets, following HTTP/1.x framing byte for byte; bytes in, bytes out, no I/O.

    ┌─► between ─► request line ─► headers ─┬────────────────────────────────────────┬─┐
    │                                       ├─ Content-Length ─► body ───────────────┤ │
    │                                       └─ chunked ─► chunk size ─► trailers ────┘ │
    │                                                       ▲  └─► chunk data ─┐       │
    │                                                       └──────────────────┘       │
    └──────────────────────────────────────────────────────────────────────────────────┘

aiohttp's parser (llhttp) answers 400 to a target with bytes above 0x7F, yet deployed v2 clients put Armenian and
Russian text there unencoded. Only targets are changed, so they must be told apart from all the rest of a stream.
What llhttp refuses (a bare LF, folded headers, a length that is no number) need not be read as it would be: the
parser behind us says no, and we only must neither fail nor hold on to bytes.
"""

import re
from collections.abc import Callable
from enum import Enum

from .limits import Limits

_ESCAPED = [bytes([byte]) if byte < 0x80 else b"%%%02X" % byte for byte in range(256)]
_LINE_BREAKS = re.compile(rb"[\r\n]*")
_BLANKS = re.compile(rb" *")
_HEX_DIGITS = re.compile(rb"[0-9A-Fa-f]*")
_FIELDS_END = b"\n\r\n"
_LONGEST_LENGTH = 20  # digits of 2**64, beyond which llhttp refuses a Content-Length
_FRAMING = re.compile(rb"\n(transfer-encoding|content-length|upgrade):([^\r\n]*)", re.IGNORECASE)


class Phase(Enum):
    """Where in a request the stream stands."""

    IDLE = "between two requests, or framing has stopped"
    HEAD = "in the request line or the headers"
    BODY = "in the body or the trailers"


class _Part(Enum):
    METHOD = "the method"
    BLANKS = "the blanks after the method"
    TARGET = "the target"
    VERSION = "the rest of the line"


# Looked up once: in Python 3.11 a member costs 80 ns each time it is read off its class.
_IDLE, _HEAD, _BODY = Phase.IDLE, Phase.HEAD, Phase.BODY


class Refusal(Exception):
    """A request that goes no further: an HTTP status (4xx) and one plain line that tells the client why."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(status, text)
        self.status = status
        self.text = text


class RequestLineEscaper:
    """Percent-escapes bytes above 0x7F in the target of every request line of one connection.

    Any segmentation of a stream gives the same bytes. Everything is passed on at once; what is kept is a place in
    the stream and, while headers are split over segments, these headers (never more than one segment beyond
    `Limits.max_header_bytes`).

    phase: where the stream stands. begun: how many requests have begun, the current one included.
    escaped: numbers, from 1, of the requests whose target was changed; who reads them may remove them.
    stopped: all passes untouched from here (after CONNECT, a WebSocket handshake, or a length llhttp will refuse).
    refusal: None, or the limit that was exceeded; nothing of that request's remainder passes, nor anything after it.
    """

    def __init__(self, limits: Limits) -> None:
        self.phase = _IDLE
        self.begun = 0
        self.escaped: set[int] = set()
        self.stopped = False
        self.refusal: Refusal | None = None
        self._limits = limits
        self._state: Callable[[bytes, int], int] = self._between
        self._part = _Part.METHOD
        self._method = b""
        self._line_size = 0
        self._fields = bytearray()
        self._left = 0
        self._body_size = 0
        self._raw_targets: list[tuple[int, int]] = []

    def feed(self, data: bytes) -> bytes:
        """Take the next bytes of the connection and return what the parser is to see of them."""
        if self.refusal is not None:
            return b""
        position, end = 0, len(data)
        try:
            while position < end:
                position = self._state(data, position)
        except Refusal as refusal:
            self.refusal = refusal
            data = data[:position]
        if self._raw_targets:
            data, self._raw_targets = _escape(data, self._raw_targets), []
        return data

    # Each state takes the segment and a position in it, and returns the position up to which it has read.

    def _between(self, data: bytes, start: int) -> int:
        if data[start] in b"\r\n":  # empty lines before a request line are allowed
            return _end_of(_LINE_BREAKS, data, start)
        self.begun += 1
        self.phase = _HEAD
        stop = data.find(b"\n", start)
        # The shortcut that nearly every request takes: a whole line at once, and nothing in it to escape.
        if 0 <= stop - start <= self._limits.max_line_bytes and data[start:stop].isascii():
            self._method = data[start : start + 8]
            self._state = self._field_block
            return stop
        self._state = self._request_line
        self._part, self._method, self._line_size = _Part.METHOD, b"", 0
        return start

    def _request_line(self, data: bytes, start: int) -> int:
        line_feed = data.find(b"\n", start)
        stop = line_feed if line_feed >= 0 else len(data)
        self._line_size += stop - start
        if self._line_size > self._limits.max_line_bytes:
            raise Refusal(414, f"request line: more than {self._limits.max_line_bytes:,} bytes")
        self._walk_line(data, start, stop)
        if line_feed >= 0:
            self._state = self._field_block
        return stop

    def _walk_line(self, data: bytes, start: int, stop: int) -> None:
        """Step through the parts of a request line, and note the piece of its target in hand if that is raw."""
        if self._part is _Part.METHOD:
            blank = data.find(b" ", start, stop)
            self._method += data[start : blank if blank >= 0 else stop]
            if blank < 0:
                return
            self._part, start = _Part.BLANKS, blank
        if self._part is _Part.BLANKS:
            start = _end_of(_BLANKS, data, start)
            if start >= stop:
                return
            self._part = _Part.TARGET
        if self._part is _Part.TARGET:
            blank = data.find(b" ", start, stop)
            self._note_target(data, start, blank if blank >= 0 else stop)
            if blank >= 0:
                self._part = _Part.VERSION

    def _note_target(self, data: bytes, start: int, stop: int) -> None:
        if not data[start:stop].isascii():
            self._raw_targets.append((start, stop))
            self.escaped.add(self.begun)

    def _field_block(self, data: bytes, start: int) -> int:
        """Headers or trailers, from the LF of the line before them to the empty line after them."""
        stop = data.find(_FIELDS_END, start) if not self._fields else -1
        if stop < 0:
            return self._gather_fields(data, start)
        self._end_fields(data[start:stop])
        return stop + len(_FIELDS_END)

    def _gather_fields(self, data: bytes, start: int) -> int:
        """Keep a block that is split over segments until it is whole."""
        kept = len(self._fields)
        self._fields += data[start:]
        stop = self._fields.find(_FIELDS_END, max(0, kept - 2))
        if stop < 0:
            sure = len(self._fields) - 2  # the last two bytes may turn out to belong to the empty line
            self._check_fields(sure, self._fields.count(b"\n", 0, max(0, sure)))
            return len(data)
        block = bytes(self._fields[:stop])
        self._fields.clear()
        self._end_fields(block)
        return start - kept + stop + len(_FIELDS_END)

    def _end_fields(self, block: bytes) -> None:
        self._check_fields(len(block), block.count(b"\n"))
        if self.phase is _HEAD:
            self._begin_body(block)
        else:
            self._end_request()

    def _check_fields(self, size: int, line_feeds: int) -> None:
        """Hold a block to its limits; there is a LF before every field, the first being the request line's."""
        if size > self._limits.max_header_bytes:
            raise Refusal(431, f"headers: more than {self._limits.max_header_bytes:,} bytes")
        if line_feeds > self._limits.max_headers:
            raise Refusal(431, f"headers: more than {self._limits.max_headers:,} fields")

    def _begin_body(self, block: bytes) -> None:
        """Read off the headers what follows them.

        Transfer-Encoding goes before Content-Length (RFC 9112 6.3). llhttp refuses a request with both, or with
        one of them twice, so no handler ever sees a body that could be read in two ways. `Upgrade: h2c`, which
        Java's client offers, is never taken up and the connection goes on as it was.
        """
        found = {name.lower(): value.strip(b" \t").lower() for name, value in _FRAMING.findall(block)}
        if self._method.startswith(b"CONNECT") or b"websocket" in found.get(b"upgrade", b""):
            self._stop()
        elif coding := found.get(b"transfer-encoding"):
            self._begin_chunks(coding)
        elif b"content-length" in found:
            self._begin_length(found[b"content-length"])
        else:
            self._end_request()

    def _begin_length(self, value: bytes) -> None:
        digits = value.lstrip(b"0")
        if not value.isdigit() or len(digits) > _LONGEST_LENGTH:
            return self._stop()
        self._left, self._body_size = int(digits or b"0"), 0
        self._count_body(self._left)
        if not self._left:
            return self._end_request()
        self._state = self._body
        self.phase = _BODY

    def _begin_chunks(self, coding: bytes) -> None:
        if coding.rpartition(b",")[2].strip() != b"chunked":
            return self._stop()
        self._left = self._body_size = 0
        self._state = self._chunk_size
        self.phase = _BODY

    def _body(self, data: bytes, start: int) -> int:
        taken = min(self._left, len(data) - start)
        self._left -= taken
        if not self._left:
            self._end_request()
        return start + taken

    def _chunk_size(self, data: bytes, start: int) -> int:
        stop = _end_of(_HEX_DIGITS, data, start)
        if stop > start:
            self._left = self._left << 4 * (stop - start) | int(data[start:stop], 16)
            self._count_body(self._left)
        if stop < len(data):
            self._state = self._chunk_extension
        return stop

    def _chunk_extension(self, data: bytes, start: int) -> int:
        line_feed = data.find(b"\n", start)
        if line_feed < 0:
            return len(data)
        if not self._left:
            self._state = self._field_block
            return line_feed
        self._body_size += self._left
        self._left += len(b"\r\n")  # the line break after a chunk's data
        self._state = self._chunk_data
        return line_feed + 1

    def _chunk_data(self, data: bytes, start: int) -> int:
        taken = min(self._left, len(data) - start)
        self._left -= taken
        if not self._left:
            self._state = self._chunk_size
        return start + taken

    def _count_body(self, more: int) -> None:
        if self._body_size + more > self._limits.max_body_bytes:
            raise Refusal(413, f"body: more than {self._limits.max_body_bytes:,} bytes")

    def _end_request(self) -> None:
        self._state = self._between
        self.phase = _IDLE

    def _stop(self) -> None:
        self.stopped = True
        self.phase = _IDLE
        self._state = self._untouched

    def _untouched(self, data: bytes, _start: int) -> int:
        return len(data)


def _end_of(pattern: re.Pattern[bytes], data: bytes, start: int) -> int:
    found = pattern.match(data, start)
    return found.end() if found else start


def _escape(data: bytes, targets: list[tuple[int, int]]) -> bytes:
    """Percent-escape what is above 0x7F in the given ranges, in the order they stand."""
    pieces, done = [], 0
    for start, stop in targets:
        pieces += [data[done:start], *map(_ESCAPED.__getitem__, data[start:stop])]
        done = stop
    return b"".join([*pieces, data[done:]])
