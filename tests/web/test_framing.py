import asyncio
from dataclasses import dataclass

import pytest
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http import HttpProcessingError, HttpRequestParser
from hypothesis import given
from hypothesis import strategies as st

from mobipace.mock_server.web.framing import Phase, RequestLineEscaper
from mobipace.mock_server.web.limits import Limits

LIMITS = Limits()
ARMENIAN = "Բարեւ".encode()
GET = b"GET /API_2_0/HTTP_API.aspx?function=send&text=hello HTTP/1.1\r\nHost: localhost\r\n\r\n"
RAW = b"GET /API_2_0/HTTP_API.aspx?function=send&text=" + ARMENIAN + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
ESCAPED = (
    b"GET /API_2_0/HTTP_API.aspx?function=send&text=%D4%B2%D5%A1%D6%80%D5%A5%D6%82 HTTP/1.1\r\nHost: localhost\r\n\r\n"
)


def fed(*segments: bytes, limits: Limits = LIMITS) -> bytes:
    """What comes out of a new connection."""
    escaper = RequestLineEscaper(limits)
    return b"".join(map(escaper.feed, segments))


def bytewise(stream: bytes) -> list[bytes]:
    """The finest segmentation there is."""
    return [bytes([byte]) for byte in stream]


# What is escaped, and what is not


def test_raw_utf8_in_a_target_is_percent_escaped() -> None:
    """A deployed v2 client puts Armenian into the URL as it is."""
    assert fed(RAW) == ESCAPED


def test_raw_latin_1_in_a_target_is_percent_escaped() -> None:
    """Whatever the encoding: each byte for itself, and what was escaped stays."""
    assert fed(b"GET /?text=caf\xe9+%E9 HTTP/1.1\r\n\r\n") == b"GET /?text=caf%E9+%E9 HTTP/1.1\r\n\r\n"


def test_blanks_before_a_target_are_not_the_target() -> None:
    """Llhttp allows any number of them, and a segment may end between two."""
    assert fed(b"GET ", b" ", b" /\xd5 HTTP/1.1\r\n\r\n") == b"GET   /%D5 HTTP/1.1\r\n\r\n"


def test_an_ascii_stream_is_passed_on_as_the_very_object() -> None:
    """The common request costs no copy."""
    assert RequestLineEscaper(LIMITS).feed(GET) is GET


@pytest.mark.parametrize(
    "stream",
    [
        b"POST /v3/Send HTTP/1.1\r\nContent-Length: 24\r\n\r\n" + b'{"Body": "' + ARMENIAN + b'", }',
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n" + ARMENIAN + b"\r\n0\r\nX: \xff\r\n\r\n",
        b"GET / HTTP/1.1\r\nX-Name: " + ARMENIAN + b"\r\n\r\n",
        b"G\xd5T / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\xd5\r\n\r\n",
        b"\xff\xfe\x00\x01",
    ],
)
def test_outside_a_target_every_byte_stays(stream: bytes) -> None:
    """Bodies, chunks, trailers, header values, and even a broken method or version."""
    assert fed(stream) == stream
    assert fed(*bytewise(stream)) == stream


@pytest.mark.parametrize(
    "before",
    [
        GET,
        RAW,
        b"\r\n\r\n" + GET,
        b"GET  /  HTTP/1.1\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 000\r\n\r\n",
        b"POST / HTTP/1.1\r\ncontent-LENGTH:\t 3 \t\r\n\r\nabc",
        b"GET / HTTP/1.1\r\nX: 1\r\nContent-Length:3\r\nY: 2\r\n\r\nG\r\n",
        b"POST / HTTP/1.1\r\nX-Content-Length: 9\r\nX: Content-Length: 9\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip, CHUNKED\r\n\r\n3\r\n\r\n\r\r\n000A\r\n0123456789\r\n0\r\n\r\n",
        b'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;a="\xd5 ;"\r\nabc\r\n0;b\r\nContent-MD5: x\r\n\r\n',
        b"POST / HTTP/1.1\r\nTransfer-Encoding:\r\n\r\n",
        b"GET / HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    ],
)
def test_the_next_request_line_is_found(before: bytes) -> None:
    """After every kind of body a request can have, in one segment and byte by byte."""
    expected = fed(before) + ESCAPED

    assert fed(before + RAW) == expected
    assert fed(*bytewise(before + RAW)) == expected
    assert fed(before[:-1], before[-1:] + RAW) == expected


@pytest.mark.parametrize(
    "before",
    [
        b"CONNECT localhost:80 HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: +3\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 3, 3\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length:\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
    ],
)
def test_where_http_ends_all_passes_untouched(before: bytes) -> None:
    """After CONNECT and a WebSocket handshake other protocols speak; a length that is none, llhttp refuses."""
    escaper = RequestLineEscaper(LIMITS)

    assert escaper.feed(before + RAW) + escaper.feed(RAW) == before + RAW + RAW
    assert (escaper.stopped, escaper.phase) == (True, Phase.IDLE)


# Any requests, any segmentation


@dataclass(frozen=True)
class Request:
    """A request in the three pieces that matter here: only the middle one is to change."""

    method: bytes
    target: bytes
    rest: bytes

    @property
    def sent(self) -> bytes:
        return self.method + self.target + self.rest

    @property
    def expected(self) -> bytes:
        return self.method + "".join(chr(b) if b < 128 else f"%{b:02X}" for b in self.target).encode() + self.rest


def bodies() -> st.SearchStrategy[bytes]:
    """Anything, also what looks like a request."""
    return st.one_of(st.binary(max_size=40), st.sampled_from([RAW, b"\r\n\r\n", b"0\r\n\r\n", b"\n\r\n" + RAW]))


@st.composite
def framed_bodies(draw: st.DrawFn) -> bytes:
    """The end of a head and its body: none, by length, or in chunks with extensions and trailers."""
    kind = draw(st.sampled_from(["none", "length", "chunked"]))
    if kind == "none":
        return b"\r\n"
    if kind == "length":
        body = draw(bodies())
        return b"Content-Length: %d\r\n\r\n" % len(body) + body
    extension = draw(st.sampled_from([b"", b";a=b", b';a="\xd5\x80 x"']))
    chunks = draw(st.lists(bodies().filter(bool), max_size=3))
    trailers = draw(st.sampled_from([b"", b"X-Sum: 1\r\n", b"X: \xff\r\nY:\r\n"]))
    data = b"".join(b"%x%s\r\n%s\r\n" % (len(chunk), extension, chunk) for chunk in chunks)
    return b"transfer-encoding: Chunked\r\n\r\n" + data + b"0" + extension + b"\r\n" + trailers + b"\r\n"


def requests() -> st.SearchStrategy[Request]:
    """Requests as clients send them, with any bytes llhttp allows in each place, and raw ones in the target."""
    methods = st.sampled_from([b"GET ", b"POST  ", b"\r\nGET ", b"\r\n\r\nPURGE "])
    target_bytes = st.one_of(st.sampled_from(b"abc?&=+%/"), st.integers(0x80, 0xFF))
    targets = st.lists(target_bytes, max_size=20).map(lambda tail: b"/" + bytes(tail))
    fields = st.sampled_from([b"Host: a\r\n", b"X: \xd5\x80\r\n", b"X:\r\n", b"Upgrade: h2c\r\n"])
    heads = st.lists(fields, max_size=3).map(lambda lines: b" HTTP/1.1\r\n" + b"".join(lines))
    rests = st.builds(bytes.__add__, heads, framed_bodies())
    return st.builds(Request, methods, targets, rests)


@given(data=st.data(), sent=st.lists(requests(), min_size=1, max_size=5))
def test_any_segmentation_gives_the_escaped_stream(data: st.DataObject, sent: list[Request]) -> None:
    """The law of this module: whatever is sent, and however it is cut, only targets change."""
    stream = b"".join(request.sent for request in sent)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(stream)), max_size=12)))
    segments = [stream[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    escaper = RequestLineEscaper(LIMITS)

    assert b"".join(map(escaper.feed, segments)) == b"".join(request.expected for request in sent)
    assert (escaper.begun, escaper.phase, escaper.refusal) == (len(sent), Phase.IDLE, None)
    assert escaper.escaped == {number for number, request in enumerate(sent, 1) if not request.target.isascii()}


PIECES = [
    b"GET / HTTP/1.1\r\n",
    b"POST /x HTTP/1.1\r\nHost: a\r\n",
    b"POST /\xd5\x80 HTTP/1.1\r\nHost: a\r\n",
    b"Host: a\r\n",
    b"Content-Length: 3\r\n",
    b"Content-Length: 12\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: ,chunked\r\n",
    b"Upgrade: h2c\r\n",
    b"Connection: upgrade\r\n",
    b"X: \xd5\x80\r\n",
    b"\r\n",
    b"\n",
    b"\r",
    b" ",
    b"3\r\n",
    b"abc",
    b"\xd5\x80\xd6",
    b"0\r\n",
    b";a=b",
    b"GET /\n",
    b"CONNECT a:80 HTTP/1.1\r\n",
]


def parsed(stream: bytes) -> list[tuple[str, str, bytes]]:
    """Method, target and body of each request aiohttp's parser finds, fed byte by byte, until it refuses."""

    async def parse() -> list[tuple[str, str, bytes]]:
        loop = asyncio.get_running_loop()
        parser = HttpRequestParser(BaseProtocol(loop), loop, 2**16)
        found = []
        for byte in bytewise(stream):
            try:
                messages, upgraded, _ = parser.feed_data(byte)
            except HttpProcessingError:
                break
            found += messages
            if upgraded:
                break
        return [(m.method, m.path, await p.read() if p.is_eof() else b"unfinished") for m, p in found]

    return asyncio.run(parse())


@given(st.lists(st.sampled_from(PIECES), max_size=14).map(b"".join))
def test_what_aiohttp_accepts_is_left_as_it_was(stream: bytes) -> None:
    """Framing is read as llhttp reads it: where that finds a body, no byte of it is ever taken for a target."""
    accepted = parsed(stream)

    assert parsed(fed(stream))[: len(accepted)] == accepted


# Limits

SMALL = Limits(max_line_bytes=40, max_header_bytes=60, max_headers=3, max_body_bytes=10)
BOUNDLESS = Limits(max_body_bytes=10**30)
SHORT = b"GET / HTTP/1.1\r\n\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"


def head(*fields: int, line: int = 20) -> bytes:
    """A head whose request line and fields have so many bytes, their line breaks included."""
    request_line = b"GET /".ljust(line - 11, b"a") + b" HTTP/1.1\r\n"
    return request_line + b"".join(b"X: ".ljust(size - 2, b"x") + b"\r\n" for size in fields) + b"\r\n"


@pytest.mark.parametrize(
    "stream",
    [
        head(line=41),
        head(10, 10, 10),
        head(20, 20, 20),
        b"POST / HTTP/1.1\r\nContent-Length: 0010\r\n\r\n0123456789",
        CHUNKED + b"4\r\n0123\r\n6\r\n456789\r\n0\r\nX: 1\r\nY: 2\r\nZ: 3\r\n\r\n",
        CHUNKED + b"9\r\n012345678\r\n0\r\n\r\nPOST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n012345678",
    ],
)
def test_what_reaches_a_limit_passes(stream: bytes) -> None:
    """A limit is the largest number allowed, on every request of a connection anew."""
    assert fed(stream * 3, limits=SMALL) == stream * 3
    assert fed(*bytewise(stream * 3), limits=SMALL) == stream * 3


@pytest.mark.parametrize(
    ("stream", "status", "text"),
    [
        (head(line=42), 414, "request line: more than 40 bytes"),
        (b"GET /" + ARMENIAN * 4, 414, "request line: more than 40 bytes"),
        (head(20, 20, 21), 431, "headers: more than 60 bytes"),
        (head(10, 10, 10, 10), 431, "headers: more than 3 fields"),
        (b"POST / HTTP/1.1\r\nContent-Length: 11\r\n\r\n", 413, "body: more than 10 bytes"),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", 413, "body: more than 10 bytes"),
        (CHUNKED + b"4\r\n0123\r\n7\r\n", 413, "body: more than 10 bytes"),
        (CHUNKED + b"ffffffffffffffffffff\r\n", 413, "body: more than 10 bytes"),
        (CHUNKED + b"0\r\n" + b"X: 1\r\n" * 4 + b"\r\n", 431, "headers: more than 3 fields"),
    ],
)
def test_what_goes_beyond_a_limit_is_refused(stream: bytes, status: int, text: str) -> None:
    """However it is cut; what came before passes, of the request itself a beginning at most, and nothing after it."""
    for segments in ([SHORT + stream], [SHORT, *bytewise(stream)]):
        escaper = RequestLineEscaper(SMALL)
        passed = b"".join(map(escaper.feed, segments))

        assert escaper.refusal is not None
        assert (escaper.refusal.status, escaper.refusal.text) == (status, text)
        assert passed.startswith(SHORT)
        assert fed(SHORT + stream, limits=BOUNDLESS).startswith(passed)
        assert escaper.feed(SHORT) == b""


@pytest.mark.parametrize(
    ("begin", "endless"),
    [(b"GET /", b"a" * 4096), (b"", b"\xd5\x80" * 2048), (b"GET / HTTP/1.1\r\n", b"X: x\r\n" * 600)],
)
def test_what_never_ends_is_cut_off(begin: bytes, endless: bytes) -> None:
    """A line or a head without end passes to its limit, a raw line as three bytes for one, and then no more."""
    escaper = RequestLineEscaper(LIMITS)
    passed = sum(len(escaper.feed(segment)) for segment in [begin, *[endless] * 100])

    assert escaper.refusal is not None
    assert passed <= 3 * LIMITS.max_line_bytes
