"""Plain requests are read as aiohttp's parser reads them, and whatever may be read otherwise is left to it."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import web
from hypothesis import event, given, settings
from hypothesis import strategies as st

from mobipace.mock_server.web.limits import Limits
from mobipace.mock_server.web.plain import read_plain
from tests.web.raw_http import SkippingLoop, listening

SEND = b"POST /v3/Send HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
QUERY = b"GET /API_2_0/HTTP_API.aspx?function=querybalance&username=a%40b.com HTTP/1.1\r\nHost: localhost\r\n\r\n"

PATHS = ["/v3/Send", "/v3/authorize", "/API_2_0/HTTP_API.aspx", "/Gate.aspx"]
KNOWN = ["Host", "Content-Type", "User-Agent", "Accept", "X-Odd!#$%&'*+-.^_`|~", "HTTP2-Settings", "Trailer", "TE"]
RISKY = [
    "Connection",
    "Content-Length",
    "Expect",
    "Upgrade",
    "Transfer-Encoding",
    "Content-Encoding",
    "Sec-WebSocket-Key1",
]
NAMES = st.sampled_from([*KNOWN, *KNOWN, *RISKY]) | st.text("abcXYZ-_09:() \t\x00\xe9", min_size=1, max_size=8)
ORDINARY = ["localhost", "keep-alive", "application/json", "a  b", "2", "0", "02", "identity", "text/plain;q=1"]
UNUSUAL = ["close", "Keep-Alive, TE", "+2", "2, 2", "chunked", "100-continue", "h2c", "gzip", " a", "a ", "", "\tx"]
VALUES = st.sampled_from([*ORDINARY, *ORDINARY, *UNUSUAL]) | st.text(max_size=6)
FIELDS = st.builds("{}: {}\r\n".format, st.sampled_from(KNOWN[1:]), st.sampled_from(ORDINARY))
SEPARATORS = st.sampled_from([": "] * 12 + [":", ":\t", " : ", ":  "])
LINE_ENDS = st.sampled_from(["\r\n"] * 20 + ["\n", "\r", "\r\n "])
QUERIES = [
    "",
    "",
    "",
    "?a=b",
    "?a=%D5%A2&c",
    "?",
    "?a=b",
    "?a=%D5%A2&c",
    "?a=\u0562",
    "#x",
    "?a#b",
    "? a",
    '?"<>\\^`{|}',
    ";p=1",
]
TARGETS = st.sampled_from(
    [*PATHS, *PATHS, *PATHS, "/v3/send", "/v3/Send/", "http://localhost/v3/Send", "//v3/Send", "*"]
)


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """What may be sent, most of it nearly plain."""
    method = draw(st.sampled_from(["POST", "POST", "GET", "GET", "get", "HEAD"]))
    target = draw(TARGETS) + draw(st.sampled_from(QUERIES))
    version = draw(st.sampled_from(["HTTP/1.1"] * 9 + ["HTTP/1.0"]))
    fields = draw(st.lists(FIELDS, max_size=3, unique=True))
    if draw(st.booleans()):
        odd = st.builds("{}{}{}{}".format, NAMES, SEPARATORS, VALUES, LINE_ENDS)
        fields.insert(draw(st.integers(0, len(fields))), draw(odd))
    body = draw(st.sampled_from(["", "{}", "{}x"])) if method == "POST" else ""
    if draw(st.integers(0, 9)):
        fields.insert(0, "Host: localhost\r\n")
    if draw(st.booleans()):
        fields.insert(draw(st.integers(0, len(fields))), f"Content-Length: {len(body)}\r\n")
    return f"{method} {target} {version}\r\n{''.join(fields)}\r\n{body}".encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class Read:
    """What aiohttp made of the same bytes."""

    answer: bytes

    @property
    def document(self) -> Any:
        """What the handler saw; None where there was no request to be handled, or the connection is closed after it."""
        head, _, body = self.answer.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200 ") or b"\r\nConnection: close" in head:
            return None
        return json.loads(body)


def told(request: web.Request, body: bytes) -> dict[str, Any]:
    """A request as its handler sees it."""
    return {
        "method": request.method,
        "path": request.path,
        "target": request.raw_path,
        "headers": [[name.decode("latin-1"), value.decode("latin-1")] for name, value in request.raw_headers],
        "body": body.decode("latin-1"),
    }


async def tell(request: web.Request) -> web.Response:
    """Answer with it."""
    return web.json_response(told(request, await request.read()))


async def read_by_aiohttp(data: bytes) -> Read:
    """Send bytes to a listener that goes no express way, and end there."""
    async with listening(tell) as listener, listener.client() as client:
        client.writer.write(data)
        head = await client.reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        return Read(head + await client.reader.readexactly(length))


def by_aiohttp(data: bytes) -> Read:
    """The same, on a loop of its own."""
    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        return runner.run(read_by_aiohttp(data))


@settings(max_examples=2000, deadline=None)  # some start a server
@given(requests())
def test_what_is_plain_is_read_alike(data: bytes) -> None:
    """Method, path, target, header fields in their order and as sent, body; and aiohttp keeps the connection, too."""
    request = read_plain(data, Limits(), is_secure=False)
    event(f"plain: {request is not None}")
    if request is None:
        return
    fields = [[name.decode(), value.decode()] for name, value in request.headers]
    seen = {"method": request.method, "path": request.path, "target": request.target, "headers": fields}

    assert by_aiohttp(data).document == seen | {"body": request.body.decode()}


@pytest.mark.parametrize("data", [SEND, QUERY, SEND.replace(b"\r\nContent-Type", b"\r\nconnection: Keep-Alive\r\nA")])
def test_what_clients_send_is_plain(data: bytes) -> None:
    """Else nothing is gained."""
    request = read_plain(data, Limits(), is_secure=True)

    assert request is not None
    assert (request.is_secure, request.was_raw, request.body) == (True, False, b"{}" if data[:4] == b"POST" else b"")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        SEND[:-1],  # more is to come
        SEND + b"x",  # another request begins
        SEND + SEND,
        SEND.replace(b"/v3/Send", b"/v3/send"),
        SEND.replace(b"1.1", b"1.0"),
        SEND.replace(b"POST", b"GET", 1),
        SEND.replace(b"Content-Length: 2\r\n", b""),
        SEND.replace(b"Host: localhost\r\n", b""),
        SEND.replace(b"Send", b"Send#x"),
        SEND.replace(b"Length: 2", b"Length: +2"),
        SEND.replace(b"Host", b"Sec-WebSocket-Key1: x\r\nHost"),
        SEND.replace(b"Content-Length: 2", b"Content-Length: 2\r\nContent-Length: 2"),
        SEND.replace(b"Host", b"Expect: 100-continue\r\nHost"),
        SEND.replace(b"Host", b"Connection: close\r\nHost"),
        SEND.replace(b"Host", b"Upgrade: h2c\r\nHost"),
        SEND.replace(b"Host", b"Content-Encoding: gzip\r\nHost"),
        QUERY.replace(b"querybalance", "\u0562".encode()),
        QUERY.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ],
)
def test_what_is_not_plain_is_left_alone(data: bytes) -> None:
    """Whether it is wrong, or only unusual, is for the parser to say."""
    assert read_plain(data, Limits(), is_secure=False) is None


@pytest.mark.parametrize(
    "limits",
    [
        Limits(max_line_bytes=20),
        Limits(max_header_bytes=60),
        Limits(max_headers=2),
        Limits(max_body_bytes=1),
    ],
)
def test_what_is_over_a_limit_is_not_plain(limits: Limits) -> None:
    """It is refused elsewhere, in one place."""
    assert read_plain(SEND, Limits(), is_secure=False) is not None
    assert read_plain(SEND, limits, is_secure=False) is None
