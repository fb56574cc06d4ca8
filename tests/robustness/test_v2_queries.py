"""v2 queries that are nearly right: a documented line, and money moves only for what was accepted."""

from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.robustness import oddities
from tests.robustness.support import Answer, check, exchange, money, over_sockets, post, request
from tests.support import V2_PATH, Account, Sim

FORM = "Content-Type: application/x-www-form-urlencoded"
RAW = st.one_of(st.binary(max_size=12), st.sampled_from(oddities.V2_VALUES))
V2_NAMES = st.sampled_from(
    ["function", "username", "password", "sender", "recipient", "body", "wap_push", "sendingdate", "messageref", "x"]
)
FUNCTIONS = st.sampled_from(["send", "schedule", "querybalance", "querymessage", "SEND"])
BLANK_BYTES = bytes(range(0x21)) + b"\x7f#"


@st.composite
def queries(draw: st.DrawFn) -> list[tuple[str, bytes]]:
    """Parameters put over those of a valid request."""
    return draw(st.lists(st.tuples(V2_NAMES, RAW), max_size=4))


def v2_query(payer: Account, function: str, over: list[tuple[str, bytes]]) -> bytes:
    """A query: valid but for what is put over it. Bytes that would end the line are escaped, all others are raw."""
    given = {
        "function": function, "username": payer.username, "password": payer.password, "sender": "MOBIPACE",
        "recipient": "37499000000", "body": "hello", "sendingdate": "2019-07-25T18:20:00", "messageref": "1",
    }  # fmt: skip
    pairs = {name: value.encode() for name, value in given.items()} | dict(over)
    escaped = {name: b"".join(_sendable(byte) for byte in value) for name, value in pairs.items()}
    return b"&".join(name.encode() + b"=" + value for name, value in escaped.items())


def _sendable(byte: int) -> bytes:
    return quote_from_bytes(bytes([byte])).encode() if byte in BLANK_BYTES else bytes([byte])


def ask_v2(sim: Sim, payer: Account, data: bytes) -> Answer:
    """Send a v2 request; its answer is documented, and moves money only if it is an id."""
    before = money(payer)
    [answer] = exchange(sim, data)
    check(answer)
    assert answer.status == 200
    if not answer.accepted:
        assert money(payer) == before
    payer.change(locked=False)
    return answer


@given(function=FUNCTIONS, over=queries())
@over_sockets(250)
def test_any_query_is_answered_by_a_documented_line(
    sim: Sim, payer: Account, function: str, over: list[tuple[str, bytes]]
) -> None:
    """Raw and escaped bytes in any value, a missing one, a wrong one."""
    query = v2_query(payer, function, over).decode("latin-1")

    ask_v2(sim, payer, request("GET", f"{V2_PATH}?{query}"))


@given(function=FUNCTIONS, over=queries())
@over_sockets(100)
def test_any_form_is_answered_by_a_documented_line(
    sim: Sim, payer: Account, function: str, over: list[tuple[str, bytes]]
) -> None:
    """The same as a form, where the query's bytes stand in the body."""
    ask_v2(sim, payer, post(V2_PATH, v2_query(payer, function, over), FORM))


@given(query=st.binary(max_size=60))
@over_sockets(100)
def test_any_bytes_for_a_query_are_700(sim: Sim, payer: Account, query: bytes) -> None:
    """v2 700: unknown or missing function."""
    answer = ask_v2(sim, payer, post(V2_PATH, query, FORM))

    assert answer.code == 700


def test_the_query_that_is_changed_here_is_accepted(sim: Sim, payer: Account) -> None:
    """Else nothing above would show anything."""
    answers = {
        function: ask_v2(sim, payer, request("GET", f"{V2_PATH}?{v2_query(payer, function, []).decode()}")).body[:4]
        for function in ("send", "schedule", "querybalance", "querymessage")
    }

    assert answers == {"send": b"ID: ", "schedule": b"ID: ", "querybalance": b"ID: ", "querymessage": b"Err:"}


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ([("messageref", b"9" * 5000)], 703),
        ([("messageref", "٣".encode())], 703),
        ([("recipient", "٣٧٤".encode())], 700),
        ([("sendingdate", b"9999-12-31T23:59:59")], None),
        ([("sendingdate", b"0001-01-01T00:00:00")], 708),
        ([("sendingdate", b"2019-02-29T00:00:00")], 705),
        ([("body", b"%00%01%02")], None),
        ([("body", b"x" * 60_000)], None),
        ([("username", b"")], 700),
    ],
    ids=str,
)
def test_a_value_at_the_edge(sim: Sim, payer: Account, over: list[tuple[str, bytes]], code: int | None) -> None:
    """Read, or refused by the code for it."""
    function = {"messageref": "querymessage", "sendingdate": "schedule"}.get(over[0][0], "send")
    answer = ask_v2(sim, payer, request("GET", f"{V2_PATH}?{v2_query(payer, function, over).decode('latin-1')}"))

    assert answer.code == code


def test_thousands_of_parameters_are_read(sim: Sim, payer: Account) -> None:
    """Unknown ones are ignored, one given thousands of times is joined."""
    many = "&".join(f"p{number}=x" for number in range(5000))
    same = "&".join(["wap_push=true"] * 4000)
    valid = v2_query(payer, "querybalance", []).decode()

    assert ask_v2(sim, payer, request("GET", f"{V2_PATH}?{valid}&{many}")).accepted
    assert ask_v2(sim, payer, post(V2_PATH, f"{valid}&{same}".encode(), FORM)).accepted
