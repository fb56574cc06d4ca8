"""What stands around the codecs as targets: masking, the escaping of raw targets, world files."""

import asyncio
import json
from random import Random
from typing import Any
from urllib.parse import parse_qsl

from aiohttp.base_protocol import BaseProtocol
from aiohttp.http import HttpProcessingError, HttpRequestParser

from mobipace.mock_server import world as worlds
from mobipace.mock_server.gateway.settings import World
from mobipace.mock_server.web.framing import RequestLineEscaper
from mobipace.mock_server.web.limits import Limits
from mobipace.mock_server.web.masking import mask_body, mask_target
from mobipace.schemas import load
from tests.fuzz.codecs import JSON_WORDS
from tests.fuzz.oracle import Target, pick, tiled

CANARY = "zQ7canaryX9"
WORDS = (
    b'"Password"',
    b"password",
    b"Pass\\u0077ord",
    b"%70assword",
    CANARY.encode(),
    b"\\\\",
    b'\\"',
    b'": "',
    b"&",
    b"=",
)
ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig")


# A password in a body


def run_mask_body(data: bytes) -> None:
    """The first byte chooses an encoding. Where the rest is JSON whose passwords alone hold the canary, it is gone."""
    encoding, data = pick(data, ENCODINGS)
    text = data.decode("utf-8", "replace")
    masked = mask_body(text.encode(encoding))
    assert CANARY not in masked or not _is_secret_json(text), masked
    assert len(mask_body(data)) <= 40 * len(data) + 1000
    if longer := tiled(data):
        mask_body(longer)


def _is_secret_json(text: str) -> bool:
    """Whether a text is a JSON object in which the canary stands as a password and nowhere else."""
    try:
        document = json.loads(text, object_pairs_hook=_without_passwords)
        return isinstance(document, list) and CANARY not in json.dumps(document, ensure_ascii=False).replace("\\", "")
    except (ValueError, RecursionError):
        return False


def _without_passwords(pairs: list[tuple[str, Any]]) -> list[Any]:
    """Objects as lists, so that a name may stand twice."""
    return [[name, text] for name, text in pairs if name.lower() != "password"]


def _body_seeds() -> list[bytes]:
    documents = [{"Username": "mobipace@mobipace.com", "Password": CANARY}, {"Password": [CANARY, {"x": CANARY}]}]
    texts = [json.dumps(document).encode() for document in documents]
    texts += [json.dumps(texts[0].decode()).encode(), b"username=a&password=" + CANARY.encode(), b'{"a":' * 30]
    return [bytes((index,)) + text for text in texts for index in range(len(ENCODINGS))]


# A password in a target


def run_mask_target(data: bytes) -> None:
    """Where the canary stands as the value of a parameter `password` and nowhere else, it is gone."""
    target = data.decode("utf-8", "surrogateescape")
    masked = mask_target(target)
    assert CANARY not in masked or not _is_secret_query(target), masked
    assert len(masked) <= 20 * len(target) + 100
    if longer := tiled(data):
        mask_target(longer.decode("utf-8", "surrogateescape"))


def _is_secret_query(target: str) -> bool:
    path, _, query = target.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    rest = [path, *(text for pair in pairs if pair[0].lower() != "password" for text in pair)]
    return len(rest) < 1 + 2 * len(pairs) and CANARY not in "".join(rest)


def _target_seeds() -> list[bytes]:
    queries = (
        "function=send&username=a&password={}&body=x",
        "Password={}",
        "p%61ssword={}",
        "a=b&password={}&password={}",
        "password=a?{}",
    )
    return [f"/API_2_0/HTTP_API.aspx?{query.replace('{}', CANARY)}".encode() for query in queries]


# Raw bytes in request lines

LIMITS = (Limits(), Limits(max_line_bytes=64, max_header_bytes=96, max_headers=4, max_body_bytes=128))
_LOOP = asyncio.new_event_loop()


def run_framing(data: bytes) -> None:
    """The first byte chooses limits, the second a way to split. However a stream is split, the same comes out."""
    limits, data = pick(data, LIMITS)
    chance, stream = pick(data, [*range(256)])
    whole = _fed(limits, [stream])
    escaped, requests, refusal = whole
    for segments in ([stream[index : index + 1] for index in range(len(stream))], _split(stream, Random(chance))):
        again = _fed(limits, segments)
        assert again[1:] == whole[1:]
        assert refusal or again == whole  # of a request that is refused as much may have passed as had come
    if stream.isascii():
        assert stream.startswith(escaped)
    if refusal is None:
        accepted = _parsed(stream)
        assert _parsed(escaped)[: len(accepted)] == accepted
        assert len(accepted) <= requests
    if longer := tiled(stream):
        _fed(limits, [longer])


def _fed(limits: Limits, segments: list[bytes]) -> tuple[bytes, int, int | None]:
    """What comes out, how many requests began, and with which status the last was refused."""
    escaper = RequestLineEscaper(limits)
    out = b"".join([escaper.feed(segment) for segment in segments])
    return out, escaper.begun, escaper.refusal.status if escaper.refusal else None


def _split(stream: bytes, chance: Random) -> list[bytes]:
    cuts = sorted(chance.randrange(len(stream) + 1) for _ in range(chance.randrange(6)))
    return [stream[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True)]


def _parsed(stream: bytes) -> list[tuple[str, str, bytes]]:
    """Method, target and body of each request that aiohttp's parser finds until it refuses."""
    parser = HttpRequestParser(BaseProtocol(_LOOP), _LOOP, 2**16)
    found = []
    for index in range(len(stream)):
        try:
            messages, upgraded, _ = parser.feed_data(stream[index : index + 1])
        except HttpProcessingError:
            break
        found += messages
        if upgraded:
            break
    return [
        (each.method, each.path, _LOOP.run_until_complete(body.read()) if body.is_eof() else b"")
        for each, body in found
    ]


def _stream_seeds() -> list[bytes]:
    streams = (
        b"GET /API_2_0/HTTP_API.aspx?function=send&body=\xd4\xb2\xd5\xa1 HTTP/1.1\r\nHost: x\r\n\r\n" * 2,
        b"POST /v3/Send HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET /\xff HTTP/1.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\nGET /\xff H\r\n\r\n",
        b"CONNECT a:80 HTTP/1.1\r\n\r\n\xff",
        b"GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n\xff",
    )
    return [bytes((limits, index)) + stream for limits in range(2) for index, stream in enumerate(streams)]


STREAM_WORDS = (
    b"\r\n", b"\r\n\r\n", b"Content-Length: ", b"Transfer-Encoding: chunked", b"0\r\n\r\n", b" HTTP/1.1", b"GET /",
    b"POST /", b"\xd4\xb2", b"Upgrade: ", b"Connection: ", b"Host: ",
)  # fmt: skip


# World files


def run_world(data: bytes) -> None:
    """A text becomes a world, or an error whose every line begins with the file's name."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return  # told where the file is read
    try:
        world = worlds.parse(text, "my.toml")
    except worlds.WorldError as error:
        lines = str(error).splitlines()
        assert lines
        assert all(line.startswith("my.toml: ") and len(line) <= 2000 for line in lines), lines
    else:
        assert isinstance(world, World)
        assert world.accounts


def _world_seeds() -> list[bytes]:
    demo = worlds.demo_text().encode()
    keys = [json.dumps(key) for key in load("world")["properties"]]
    edges = [b"seed = " + b"9" * 5000, b"[clock]\nnow = 0001-01-01T00:00:00+23:59", b'[[accounts]]\nusername = "a"\n']
    return [demo, demo[:2000], "\n".join(f"{key} = 1" for key in keys).encode(), *edges]


WORLD_WORDS = (
    b"[[accounts]]", b"[clock]", b"now = 2019-07-25T18:20:00Z", b"rate = ", b"routes = ", b'prefix = "7"', b"{}",
    b"nan", b"inf", b"0001-01-01T00:00:00+23:59", b"0xffffffffffffffffffff", b"[outcomes]", b"steps = ",
    b"time_zone = ", b"9" * 100,
)  # fmt: skip

TARGETS = {
    "mask-body": Target(run_mask_body, _body_seeds, (*WORDS, *JSON_WORDS)),
    "mask-target": Target(run_mask_target, _target_seeds, WORDS),
    "framing": Target(run_framing, _stream_seeds, STREAM_WORDS),
    "world": Target(run_world, _world_seeds, WORLD_WORDS),
}
