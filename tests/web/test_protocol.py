import json

import aiohttp
import pytest

from mobipace.mock_server.web.framing import RequestLineEscaper
from mobipace.mock_server.web.intake import Intake
from mobipace.mock_server.web.protocol import GatewayProtocol
from tests.web.raw_http import Contexts, chunked, get, listening, post, run, settle

pytestmark = pytest.mark.usefixtures("silent_log")

ARMENIAN = "Բարեւ ձեզ"
RAW_TARGET = b"/API_2_0/HTTP_API.aspx?text=" + ARMENIAN.replace(" ", "+").encode()
ESCAPED_TARGET = "/API_2_0/HTTP_API.aspx?text=%D4%B2%D5%A1%D6%80%D5%A5%D6%82+%D5%B1%D5%A5%D5%A6"
JSON_BODY = json.dumps({"Body": ARMENIAN}, ensure_ascii=False).encode()


def test_raw_armenian_arrives_between_other_requests(tls: Contexts | None) -> None:
    """Deployed v2 clients put bytes above 0x7F into the URL; the connection goes on as before."""

    async def main() -> None:
        async with listening(tls=tls) as listener, listener.client() as client:
            answers = []
            for request in (get(b"/one"), get(RAW_TARGET), post(b"/v3/Send", JSON_BODY), get(b"/two")):
                await client.send(request)
                answers.append(await client.answer())

            assert [answer.target for answer in answers] == ["/one", ESCAPED_TARGET, "/v3/Send", "/two"]
            assert [answer.headers["x-raw"] for answer in answers] == ["False", "True", "False", "False"]
            assert [answer.body for answer in answers] == [b"", b"", JSON_BODY, b""]

    run(main())


STREAM = b"".join(
    [
        get(b"/one"),
        get(RAW_TARGET),
        post(b"/v3/Send", JSON_BODY),
        chunked(b"/v3/Send", [JSON_BODY[:7], JSON_BODY[7:]], trailers=b"X: \xd5\r\n", extension=b";a=b"),
        get(b"/?text=caf\xe9"),
    ]
)


@pytest.mark.parametrize("segments", [[STREAM], [STREAM[i : i + 1] for i in range(len(STREAM))]], ids=["one", "bytes"])
def test_a_stream_of_requests_arrives_however_it_is_cut(tls: Contexts | None, segments: list[bytes]) -> None:
    """Pipelined in one piece, or byte by byte: bodies unharmed, targets escaped."""

    async def main() -> None:
        async with listening(tls=tls) as listener, listener.client() as client:
            await client.send(*segments)
            answers = [await client.answer() for _ in range(5)]

            assert [answer.target for answer in answers] == [
                "/one",
                ESCAPED_TARGET,
                "/v3/Send",
                "/v3/Send",
                "/?text=caf%E9",
            ]
            assert [answer.body for answer in answers] == [b"", b"", JSON_BODY, JSON_BODY, b""]
            assert [answer.headers["x-raw"] for answer in answers] == ["False", "True", "False", "False", "True"]

    run(main())


def test_a_target_of_64_kib_arrives_raw_bytes_included() -> None:
    """The request line may be 64 KiB as sent, though three times as long once escaped."""

    async def main() -> None:
        async with listening() as listener, listener.client() as client:
            await client.send(get(b"/?text=" + b"\xd5\x80" * 32_000))

            assert (await client.answer()).target == "/?text=" + "%D5%80" * 32_000

    run(main())


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        b"GET / HTTP/1.1\r\nhOST:\r\n\r\n",
        b"\r\n\r\nGET / HTTP/1.1\r\nHost: anything.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n",
    ],
)
def test_sparse_requests_are_answered(request_bytes: bytes) -> None:
    """HTTP/1.0 without Host, no User-Agent, no Accept, any Host, and Java's offer of HTTP/2."""

    async def main() -> None:
        async with listening() as listener, listener.client() as client:
            await client.send(request_bytes)

            assert (await client.answer()).status == 200

    run(main())


def test_after_an_offer_of_http_2_the_connection_goes_on() -> None:
    """Java's client makes the offer once and then sends its requests on the same connection, raw ones too."""

    async def main() -> None:
        async with listening() as listener, listener.client() as client:
            await client.send(get(b"/", b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: A"))
            await client.answer()
            await client.send(get(RAW_TARGET))

            assert (await client.answer()).target == ESCAPED_TARGET

    run(main())


def test_expect_100_continue_is_answered_before_the_body(tls: Contexts | None) -> None:
    """What curl waits for with a large body."""

    async def main() -> None:
        async with listening(tls=tls) as listener, listener.client() as client:
            head, body = post(b"/", JSON_BODY, b"Expect: 100-continue").split(b"\r\n\r\n", 1)
            await client.send(head + b"\r\n\r\n")

            assert (await client.answer()).status == 100
            await client.send(body)
            assert (await client.answer()).body == JSON_BODY

    run(main())


def test_a_client_that_ends_its_side_still_gets_every_answer() -> None:
    """`nc` does so at the end of its input; the last answer says that the connection closes."""

    async def main() -> None:
        async with listening() as listener, listener.client() as client:
            await client.send(get(b"/one") + get(b"/two") + post(b"/three", b"3"))
            client.writer.write_eof()
            answers = [await client.answer() for _ in range(3)]

            assert [answer.target for answer in answers] == ["/one", "/two", "/three"]
            assert [answer.headers.get("connection") for answer in answers] == [None, None, "close"]
            assert await client.rest() == b""

    run(main())


def test_an_idle_client_that_ends_its_side_is_let_go(tls: Contexts | None) -> None:
    """Nothing is owed to it."""

    async def main() -> None:
        async with listening(tls=tls) as listener:
            async with listener.client() as client:
                await client.send(get(b"/"))
                await client.answer()
                await settle()
                assert len(listener.server.connections) == 1
            await settle()

            assert listener.server.connections == []

    run(main())


def test_open_connections_are_counted() -> None:
    """`server.connections` lists those that are open now."""

    async def main() -> None:
        async with listening() as listener:
            async with listener.client(), listener.client():
                await settle()
                assert len(listener.server.connections) == 2
            await settle()

            assert listener.server.connections == []

    run(main())


def test_an_ordinary_client_library_is_served(tls: Contexts | None) -> None:
    """Keep-alive, chunked upload and a large body, through aiohttp's own client."""

    async def main() -> None:
        async with listening(tls=tls) as listener, aiohttp.ClientSession() as session:
            context = listener.client_tls or True
            url = f"{'https' if tls else 'http'}://localhost:{listener.port}/v3/Send"
            for body in (b"a" * 1_000_000, JSON_BODY):
                async with session.post(url, data=body, ssl=context) as response:
                    assert await response.read() == body

            assert len(listener.server.connections) == 1

    run(main())


def test_what_we_use_of_aiohttp_is_still_there() -> None:
    """Fails when aiohttp renames its parser, or hands connections another one than ours."""

    async def main() -> None:
        async with listening() as listener, listener.client() as client:
            await client.send(get(b"/"))
            await client.answer()
            (connection,) = listener.server.connections
            assert isinstance(connection, GatewayProtocol)
            parsers = [getattr(connection, name, None) for name in ("_parser", "_request_parser")]

            assert sum(isinstance(parser, Intake) for parser in parsers) == 1
            assert connection._intake.emitted == 1
            assert isinstance(connection._intake.escaper, RequestLineEscaper)

    run(main())
