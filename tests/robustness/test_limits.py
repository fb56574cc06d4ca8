"""Bodies at and beyond the limit: as sent, and as what they unpack to."""

import gzip
import json
import zlib
from collections.abc import Iterator

import pytest

from mobipace.mock_server.web.limits import Limits
from mobipace.mock_server.web.server import ServerConfig
from tests.robustness.support import Answer, check, exchange, left_in_flight, money, post, request
from tests.support import V2_PATH, Account, Sim, running

LIMIT = 100_000
JSON = "Content-Type: application/json"
FORM = "Content-Type: application/x-www-form-urlencoded"
PLACES = [("/v3/Send", JSON), ("/v3/authorize", JSON), (V2_PATH, FORM), ("/_control/accounts", JSON)]


@pytest.fixture(scope="module")
def small() -> Iterator[Sim]:
    """A simulator that takes bodies of 100,000 bytes."""
    with running(config=ServerConfig(limits=Limits(max_body_bytes=LIMIT))) as sim:
        yield sim


@pytest.fixture
def account(small: Sim) -> Account:
    """A fresh account there."""
    return small.account()


def send(account: Account, size: int) -> bytes:
    """A Send of exactly so many bytes."""
    document = {
        "SessionId": account.login(),
        "Sender": "MOBIPACE",
        "Messages": [{"Recipient": "37499000000", "Body": ""}],
    }
    return json.dumps(document).encode().ljust(size)


def refused(sim: Sim, data: bytes, *statuses: int) -> Answer:
    """Send what must be refused with one of these; nothing is left in flight, and the server serves on."""
    [answer] = exchange(sim, data)
    check(answer)
    assert answer.status in statuses, answer
    assert left_in_flight(sim) == []
    assert sim.http.get("/nowhere").status_code == 404
    return answer


def chunked(body: bytes, size: int) -> bytes:
    """A body in chunks."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def test_a_body_of_exactly_the_limit_is_read(small: Sim, account: Account) -> None:
    """A limit is what is allowed, with a length and in chunks."""
    body = send(account, LIMIT)
    [whole] = exchange(small, post("/v3/Send", body, JSON))
    [pieces] = exchange(small, request("POST", "/v3/Send", JSON, "Transfer-Encoding: chunked") + chunked(body, 7777))

    assert (whole.code, pieces.code) == (101, 101)


@pytest.mark.parametrize(("path", "form"), PLACES)
@pytest.mark.parametrize("more", [1, 1000, 10_000_000])
def test_a_body_beyond_the_limit_is_413(small: Sim, account: Account, path: str, form: str, more: int) -> None:
    """One line says what is allowed, though the client may still be sending; nothing of it is done."""
    before = money(account)
    answer = refused(small, post(path, send(account, LIMIT + more), form), 413)

    assert answer.text.strip() == "body: more than 100,000 bytes"
    assert money(account) == before


@pytest.mark.parametrize(("path", "form"), PLACES)
def test_chunks_beyond_the_limit_are_413(small: Sim, account: Account, path: str, form: str) -> None:
    """Nobody has said how much there will be; it ends when it is too much."""
    before = money(account)
    head = request("POST", path, form, "Transfer-Encoding: chunked")
    refused(small, head + chunked(send(account, LIMIT + 1), 5000), 413)

    assert money(account) == before


@pytest.mark.parametrize("length", [LIMIT + 1, 2**31, 2**63, 2**64 - 1])
def test_a_length_beyond_the_limit_is_refused_unsent(small: Sim, length: int) -> None:
    """Announcing too much is enough."""
    refused(small, request("POST", "/v3/Send", JSON, f"Content-Length: {length}"), 413)


def test_who_asks_before_sending_is_told_so(small: Sim) -> None:
    """Expect: 100-continue spares the client the sending."""
    refused(small, request("POST", "/v3/Send", JSON, f"Content-Length: {LIMIT + 1}", "Expect: 100-continue"), 413)


# Content codings

CODINGS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "deflate, raw": lambda body: zlib.compress(body)[2:-4],
}


def coding(name: str) -> str:
    """The header for it."""
    return f"Content-Encoding: {name.partition(',')[0]}"


@pytest.mark.parametrize("name", CODINGS)
def test_a_compressed_body_is_read(small: Sim, account: Account, name: str) -> None:
    """Not documented, and harmless: some HTTP libraries do it by themselves."""
    [answer] = exchange(small, post("/v3/Send", CODINGS[name](send(account, 500)), JSON, coding(name)))

    check(answer, "Send")
    assert answer.code == 101


@pytest.mark.parametrize("name", CODINGS)
@pytest.mark.parametrize(("path", "form"), PLACES)
def test_a_bomb_does_not_go_off(small: Sim, account: Account, path: str, form: str, name: str) -> None:
    """The limit is of what it unpacks to: some 50 kB that would be 50 MB are refused long before."""
    before = money(account)
    bomb = CODINGS[name](send(account, 50_000_000))
    assert len(bomb) < LIMIT
    refused(small, post(path, bomb, form, coding(name)), 413, 400)

    assert money(account) == before


UNPACKABLE = {
    "not packed": b"{}",
    "garbage": b"\x1f\x8b\x08garbage",
    "cut": gzip.compress(b"{}" * 100)[:-9],
    "nothing": b"",
}


@pytest.mark.parametrize(
    "name", ["gzip", "deflate", "br", "zstd", "compress", "identity", "gzip, gzip", "nonsense", "\xff", ""]
)
@pytest.mark.parametrize(("path", "form"), PLACES)
@pytest.mark.parametrize("body", UNPACKABLE)
def test_a_coding_that_is_not_so_is_answered(small: Sim, path: str, form: str, body: str, name: str) -> None:
    """What was declared and is not: a 4xx, or the documented code where the bytes are taken as they are."""
    for answer in exchange(small, post(path, UNPACKABLE[body], form, f"Content-Encoding: {name}")):
        assert answer.status < 500, answer
        if path != "/_control/accounts":
            check(answer)
    assert left_in_flight(small) == []
