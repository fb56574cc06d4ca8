import zlib
from dataclasses import replace

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st

from mobipace.mock_server.web.intake import BodyCut
from mobipace.mock_server.web.limits import Limits
from tests.web.raw_http import Contexts, Handler, chunked, echo, get, listening, post, run, settle, skip

pytestmark = pytest.mark.usefixtures("silent_log")


async def refused(*segments: bytes, handler: Handler = echo, limits: Limits | None = None) -> tuple[int, str]:
    """Status and text of the only answer; it is one plain line, and then the connection closes."""
    async with listening(handler, limits=limits) as listener, listener.client() as client:
        await client.send(*segments)
        answer = await client.answer()

        assert await client.rest() == b""
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers.get("connection", "close") == "close"
    text = answer.body.decode("ascii")
    assert text.endswith("\n")
    assert text.count("\n") == 1
    return answer.status, text.rstrip("\n")


SMALL = Limits(max_line_bytes=100, max_header_bytes=1_000, max_headers=10, max_body_bytes=100)


@pytest.mark.parametrize(
    ("request_bytes", "status", "text"),
    [
        (get(b"/a\x00b"), 400, "Invalid char in url path"),
        (get(b"/a\x7fb?\xd5\x80"), 400, "Invalid char in url path"),
        (get(b"/a?b\x1fc=secret"), 400, "Invalid char in url query"),
        (get(b"/a b"), 400, "Expected HTTP/, RTSP/ or ICE/"),
        (get(b"/a\tb"), 400, "Invalid characters in url"),
        (get(b"http://[secret/"), 400, "request target: not a valid URL"),
        (b"hello\r\n\r\n", 400, "Invalid method encountered"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "Received HTTPS traffic on an HTTP port"),
        (b"GET / HTTP/1.1\r\n\r\n", 400, "Missing 'Host' header in request."),
        (get(b"/", b"Content-Length: two"), 400, "Invalid character in Content-Length"),
        (get(b"/", b"X: a", b" folded"), 400, "Unexpected whitespace after header value"),
        (get(b"/", b"X: a\x00secret"), 400, "Invalid header value char"),
        (get(b"/", b"Sec-WebSocket-Key1: secret"), 400, "headers: a field is not valid"),
        (get(b"/").replace(b"\r\n", b"\n"), 400, "Expected CRLF after version"),
        (
            post(b"/", b"abc", b"Transfer-Encoding: chunked"),
            400,
            "Transfer-Encoding can't be present with Content-Length",
        ),
        (chunked(b"/", [b"abc"]).replace(b"\r\n3\r\n", b"\r\nthree\r\n"), 400, "Invalid character in chunk size"),
    ],
)
def test_a_malformed_request_is_answered_in_one_line(request_bytes: bytes, status: int, text: str) -> None:
    """What is wrong, without a traceback or a byte of what was sent: that may be a password."""

    async def main() -> None:
        assert await refused(request_bytes) == (status, text)

    run(main())


@pytest.mark.parametrize(
    ("request_bytes", "status", "text"),
    [
        (get(b"/" + b"a" * 100), 414, "request line: more than 100 bytes"),
        (get(b"/" + b"a" * 1_000_000), 414, "request line: more than 100 bytes"),
        (get(b"/", *[b"X: x"] * 5_000), 431, "headers: more than 1,000 bytes"),
        (get(b"/", *[b"X:"] * 10), 431, "headers: more than 10 fields"),
        (post(b"/", b"a" * 101), 413, "body: more than 100 bytes"),
        (post(b"/", b"a" * 1_000_000), 413, "body: more than 100 bytes"),
        (chunked(b"/", [b"a" * 100, b"a"]), 413, "body: more than 100 bytes"),
    ],
)
def test_a_request_beyond_a_limit_is_told_which(request_bytes: bytes, status: int, text: str) -> None:
    """Also to a client that is still sending: closing at once would reset the connection under the answer."""

    async def main() -> None:
        middle = len(request_bytes) - 60

        assert await refused(request_bytes, limits=SMALL) == (status, text)
        assert await refused(request_bytes[:middle], request_bytes[middle:], limits=SMALL) == (status, text)

    run(main())


def test_the_limit_of_a_slow_request_holds_in_real_time() -> None:
    """The one test here that waits: 0.2 s."""

    async def main() -> None:
        limits = Limits(slow_request_seconds=0.2)

        assert (await refused(b"GET / HTTP/1.1\r\n", limits=limits))[0] == 408
        assert (await refused(post(b"/", b"abc")[:-1], limits=limits))[0] == 408

    run(main())


def test_5_000_headers_are_refused_by_default() -> None:
    """128 fields are more than any client sends."""

    async def main() -> None:
        assert await refused(get(b"/", *[b"X:"] * 5_000)) == (431, "headers: more than 128 fields")

    run(main())


def test_requests_before_a_refused_one_are_answered() -> None:
    """In their order, and only then the error."""

    async def main() -> None:
        async with listening(limits=SMALL) as listener, listener.client() as client:
            await client.send(get(b"/one") + get(b"/two") + get(b"/" + b"a" * 100))
            answers = [await client.answer() for _ in range(3)]

            assert [answer.status for answer in answers] == [200, 200, 414]
            assert await client.rest() == b""

    run(main())


def test_a_body_that_breaks_off_is_not_waited_for() -> None:
    """The handler is told at once, by an exception that is the answer; aiohttp alone would leave it waiting."""
    raised: list[BodyCut] = []

    async def read(request: web.Request) -> web.Response:
        try:
            await request.read()
        except BodyCut as error:
            raised.append(error)
            raise
        raise AssertionError("the body was read")

    async def main() -> None:
        good = chunked(b"/", [b"abc"])
        start = good.index(b"0\r\n\r\n")

        assert await refused(good[:start], b"x\r\n", handler=read) == (400, "Invalid character in chunk size")
        assert [error.status for error in raised] == [400]

    run(main())


def test_a_compressed_body_is_held_to_the_limit_unpacked() -> None:
    """A small request may not become a large one in memory."""
    packed = zlib.compress(b"a" * 10_000)  # some 30 bytes

    async def main() -> None:
        async with listening(limits=SMALL) as listener, listener.client() as client:
            await client.send(post(b"/", packed, b"Content-Encoding: deflate"))

            assert (await client.answer()).status == 413

    run(main())


def test_a_body_that_is_not_what_it_says_is_a_bad_request() -> None:
    """Not an error of the server's, and no traceback."""

    async def main() -> None:
        request = post(b"/", b"no deflate", b"Content-Encoding: deflate")

        assert await refused(request) == (400, "body: not what its headers announce")

    run(main())


@pytest.mark.parametrize("accept", [b"*/*", b"text/html"])
def test_a_failure_of_ours_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture, accept: bytes) -> None:
    """The client hears that we failed; the traceback is for whoever runs the server."""

    async def fail(_request: web.Request) -> web.Response:
        raise LookupError("a secret of ours")

    async def main() -> None:
        answer = await refused(get(b"/", b"Accept: " + accept), handler=fail)

        assert answer == (500, "the server failed at this request; its log has the details")

    run(main())

    assert "a secret of ours" in caplog.text
    assert "Traceback" in caplog.text
    caplog.clear()


def test_a_client_that_vanishes_in_its_body_is_no_failure_of_ours(tls: Contexts | None) -> None:
    """It leaves no trace in the log, and no connection."""

    async def main() -> None:
        async with listening(tls=tls) as listener:
            async with listener.client() as client:
                await client.send(post(b"/", b"a" * 100)[:-50])
                await settle()
                client.writer.transport.abort()
            await settle()

            assert listener.server.connections == []

    run(main())


def test_a_client_that_ends_within_a_request_is_told() -> None:
    """In the head and in the body."""

    async def main() -> None:
        for half in (b"GET / HTTP/1.1\r\nHost:", post(b"/", b"abc")[:-1]):
            async with listening() as listener, listener.client() as client:
                await client.send(half)
                client.writer.write_eof()
                answer = await client.answer()

                assert (answer.status, answer.body) == (400, b"request: the connection ended in the middle of it\n")
                assert await client.rest() == b""

    run(main())


@pytest.mark.parametrize("upgrade", [b"GET", b"CONNECT"])
def test_where_http_would_end_the_connection_does(upgrade: bytes) -> None:
    """Nobody here takes up a WebSocket or a tunnel; after the answer no limit could be kept any more."""
    request = get(b"/", b"Connection: Upgrade", b"Upgrade: websocket")
    request = b"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n" if upgrade == b"CONNECT" else request

    async def main() -> None:
        async with listening(limits=replace(SMALL, max_headers=3)) as listener, listener.client() as client:
            await client.send(request, get(b"/", *[b"X:"] * 50))
            status = (await client.answer()).status
            await skip(11)

            assert status in (200, 404)
            assert await client.rest() == b""

    run(main())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=30),
            st.sampled_from(
                [
                    get(b"/")[:-2],
                    post(b"/", b"abc")[:-2],
                    chunked(b"/", [b"abc"])[:-5],
                    b"\r\n",
                    b"GET /\xd5 HTTP/1.1\r\n",
                ]
            ),
        ),
        max_size=6,
    )
)
def test_no_input_makes_the_server_fail(segments: list[bytes]) -> None:
    """Whatever arrives is answered by 200 or a 4xx, and then the connection closes; the log stays silent."""

    async def main() -> None:
        async with listening() as listener, listener.client() as client:
            await client.send(*segments)
            client.writer.write_eof()
            answers = await client.rest()
            statuses = {int(line[9:12]) for line in answers.split(b"\r\n") if line.startswith(b"HTTP/1.")}

            assert statuses <= {200, 400}

    run(main())
