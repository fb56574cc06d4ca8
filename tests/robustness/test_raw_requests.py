"""Bytes that are hardly HTTP: a clean 4xx or a documented answer, never a failure of ours, never a penny."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.robustness import oddities
from tests.robustness.support import answers, check, exchange, left_in_flight, money, over_sockets, post, request
from tests.support import JSON, V2_PATH, Account, Sim

PATHS = st.sampled_from(oddities.PATHS)
METHODS = st.one_of(st.sampled_from(oddities.METHODS), st.text(st.characters(max_codepoint=255), max_size=8))
VERSIONS = st.sampled_from(oddities.VERSIONS)
FIELDS = st.one_of(st.sampled_from(oddities.FIELDS), st.text(st.characters(max_codepoint=255), max_size=30))
BODIES = st.one_of(st.binary(max_size=40), st.sampled_from(oddities.BODIES))
LINE_ENDS = st.sampled_from(oddities.LINE_ENDS)


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """What looks like a request, more or less."""
    line = " ".join([draw(METHODS), draw(PATHS), draw(VERSIONS)])
    lines = [line, *draw(st.lists(FIELDS, max_size=5)), "", ""]
    return draw(LINE_ENDS).join(lines).encode("latin-1") + draw(BODIES)


def unharmed(sim: Sim) -> None:
    """The server serves, and nothing hangs on."""
    assert sim.http.post("/v3/QueryBalance", content=b"{}", headers=JSON).json()["StatusCode"] == 102
    assert left_in_flight(sim) == []


@given(data=st.binary(max_size=300))
@over_sockets(150)
def test_any_bytes_are_answered_cleanly(sim: Sim, data: bytes) -> None:
    """Noise gets a plain 400, or nothing at all."""
    for answer in exchange(sim, data):
        check(answer)


@given(data=requests())
@over_sockets(400)
def test_anything_like_a_request_is_answered_cleanly(sim: Sim, data: bytes) -> None:
    """Methods, targets, versions, headers, line ends and bodies, each right or wrong."""
    for answer in exchange(sim, data):
        if b" /_control/" not in data:  # the control API's own answers are not the gateway's
            check(answer)
        assert answer.status < 500


@given(first=requests(), second=requests(), cut=st.integers(0, 200))
@over_sockets(150)
def test_requests_in_a_row_are_answered_cleanly(sim: Sim, first: bytes, second: bytes, cut: int) -> None:
    """Pipelined on one connection, and the last one cut short."""
    for answer in exchange(sim, first + (second[:-cut] if cut else second)):
        assert answer.status < 500


def test_the_server_is_unharmed(sim: Sim) -> None:
    """After all of the above it serves, and no exchange waits for an answer."""
    unharmed(sim)


# What is known to be tried

LENGTHS = {
    "length and chunks": ["Content-Length: 5", "Transfer-Encoding: chunked"],
    "chunks and length": ["Transfer-Encoding: chunked", "Content-Length: 5"],
    "two lengths": ["Content-Length: 5", "Content-Length: 6"],
    "two lengths in one": ["Content-Length: 5, 6"],
    "the same length twice": ["Content-Length: 5", "Content-Length: 5"],
    "negative length": ["Content-Length: -5"],
    "signed length": ["Content-Length: +5"],
    "length with a letter": ["Content-Length: 5a"],
    "length of hex": ["Content-Length: 0x5"],
    "length with an underscore": ["Content-Length: 5_0"],
    "length in other digits": ["Content-Length: \u00b2"],
    "endless length": ["Content-Length: " + "9" * 400],
    "chunks twice": ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
    "chunks and another": ["Transfer-Encoding: chunked, identity"],
    "chunks, spelled oddly": ["Transfer-Encoding: xchunked"],
    "chunks, quoted": ['Transfer-Encoding: "chunked"'],
    "chunks, vertical tab": ["Transfer-Encoding: \x0bchunked"],
    "chunks, blank before the colon": ["Transfer-Encoding : chunked"],
    "chunks, folded": ["Transfer-Encoding:\r\n chunked"],
}


@pytest.mark.parametrize("lengths", LENGTHS)
def test_a_body_that_can_be_read_in_two_ways_is_refused(sim: Sim, account: Account, lengths: str) -> None:
    """Request smuggling: the hidden request after it is never served, and nobody pays for it."""
    query = f"function=send&username={account.username}&password={account.password}"
    hidden = request("GET", f"{V2_PATH}?{query}&sender=MOBIPACE&recipient=37499000000&body=smuggled")
    before = money(account)
    got = exchange(sim, request("POST", "/v3/QueryBalance", *LENGTHS[lengths]) + b"0\r\n\r\n" + hidden)

    assert [answer.status for answer in got][:1] in ([400], [413], [501]), got
    for answer in got:
        check(answer)
    assert len(got) == 1
    assert money(account) == before


CHUNKS = {
    "no hex": b"hello\r\n",
    "no end": b"2\r\n{}\r\n",
    "too long": b"2\r\n{}}\r\n0\r\n\r\n",
    "too short": b"5\r\n{}\r\n0\r\n\r\n",
    "no line break": b"2{}0",
    "bare line feeds": b"2\n{}\n0\n\n",
    "negative": b"-2\r\n{}\r\n0\r\n\r\n",
    "of hex": b"0x2\r\n{}\r\n0\r\n\r\n",
    "with an underscore": b"0_2\r\n{}\r\n0\r\n\r\n",
    "endless size": b"f" * 400 + b"\r\n{}",
    "more than memory": b"7fffffffffffffff\r\n{}",
    "endless extension": b"2;" + b"a" * 100_000 + b"\r\n{}\r\n0\r\n\r\n",
    "endless trailers": b"0\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
    "trailer that is none": b"2\r\n{}\r\n0\r\nX\x00y\r\n\r\n",
}


@pytest.mark.parametrize("chunks", CHUNKS)
def test_broken_chunks_are_refused(sim: Sim, chunks: str) -> None:
    """400, or the limit that was passed; the exchange is not left in flight."""
    got = exchange(sim, request("POST", "/v3/QueryBalance", "Transfer-Encoding: chunked") + CHUNKS[chunks])

    assert [answer.status for answer in got] in ([400], [413], [431], [200]), got
    for answer in got:
        check(answer)
    assert left_in_flight(sim) == []


HEADS = {
    "thousands of headers": [f"X-{number}: y" for number in range(5000)],
    "one endless header": ["X: " + "y" * 500_000],
    "an endless name": ["X" * 500_000 + ": y"],
    "a thousand cookies": ["Cookie: a=b"] * 1000,
    "NUL": ["X: a\x00b"],
    "DEL": ["X\x7f: y"],
    "no name": [": y"],
    "blank in a name": ["X Y: z"],
}


@pytest.mark.parametrize("head", HEADS)
def test_a_head_beyond_all_measure_is_refused(sim: Sim, head: str) -> None:
    """400 or 431, in one line."""
    [answer] = exchange(sim, request("GET", V2_PATH, *HEADS[head]))

    check(answer)
    assert answer.status in (400, 431)


@pytest.mark.parametrize("size", [60_000, 70_000, 1_000_000])
def test_a_line_beyond_the_limit_is_refused(sim: Sim, size: int) -> None:
    """READING: the request line may be 64 KiB; 414 beyond."""
    [answer] = exchange(sim, request("GET", f"{V2_PATH}?body={'x' * size}"))

    check(answer)
    assert answer.status == (200 if size < 65_536 else 414)


HALVES = {
    "a method": b"POST",
    "a line": b"POST /v3/Send HTTP/1.1\r\n",
    "a header": b"POST /v3/Send HTTP/1.1\r\nHost: x",
    "no body": request("POST", "/v3/Send", "Content-Length: 10"),
    "half a body": request("POST", "/v3/Send", "Content-Length: 10") + b"{",
    "half a chunk": request("POST", "/v3/Send", "Transfer-Encoding: chunked") + b"5\r\n{",
    "no last chunk": request("POST", "/v3/Send", "Transfer-Encoding: chunked") + b"2\r\n{}\r\n",
    "a form": request("POST", V2_PATH, "Content-Type: application/x-www-form-urlencoded", "Content-Length: 9") + b"a",
    "waiting to continue": request("POST", "/v3/Send", "Content-Length: 10", "Expect: 100-continue"),
    "to the control API": request("POST", "/_control/reset", "Content-Length: 10", "Content-Type: application/json"),
}


@pytest.mark.parametrize("half", HALVES)
def test_half_a_request_is_refused(sim: Sim, half: str) -> None:
    """A client that ends in the middle is told so, and its exchange has an end."""
    for answer in exchange(sim, HALVES[half]):
        check(answer)
        assert answer.status == 400
    assert left_in_flight(sim) == []


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "QUERY"])
@pytest.mark.parametrize(("path", "allow"), [("/v3/Send", "POST"), (V2_PATH, "GET, POST"), ("/nowhere", None)])
def test_another_method_hears_which_are_allowed(sim: Sim, method: str, path: str, allow: str | None) -> None:
    """READING: another method is 405 with Allow, an unknown path 404."""
    response = sim.http.request(method, path)

    assert response.status_code == (405 if allow else 404)
    assert response.headers.get("Allow") == allow
    assert [name for name in response.headers if name.startswith("access-control-")] == []


def test_one_bad_request_does_not_spoil_the_next(sim: Sim) -> None:
    """On one connection a wrong address is answered, and the right one after it."""
    good = post("/v3/QueryBalance", b"{}", "Content-Type: application/json")
    got = exchange(sim, request("GET", "/nowhere") + good + request("PUT", V2_PATH) + good)

    assert [(answer.status, answer.code) for answer in got] == [(404, None), (200, 102), (405, None), (200, 102)]


def test_answers_are_never_mixed() -> None:
    """What these tests read a stream of answers by takes nothing else for one."""
    with pytest.raises(AssertionError):
        answers(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab")
