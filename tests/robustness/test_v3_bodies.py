"""v3 bodies that are nearly right: a documented code, and money moves only for what was accepted."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.robustness import oddities
from tests.robustness.support import Answer, check, exchange, money, over_sockets, post
from tests.support import Account, Sim

JSON = "Content-Type: application/json"
FORM = "Content-Type: application/x-www-form-urlencoded"
ROW = {"Recipient": "37499000000", "Body": "hello", "Reference": "a"}


@pytest.fixture(scope="module")
def valid(payer: Account) -> dict[str, dict[str, Any]]:
    """A request for each method that is answered 101."""
    session = payer.login()
    send = {
        "SessionId": session,
        "ScheduledDate": "2019-07-25 18:20",
        "SendWithinHours": 0,
        "IsWapPush": "false",
        "Sender": "MOBIPACE",
        "Messages": [ROW, ROW],
    }
    return {
        "authorize": {"Username": payer.username, "Password": payer.password},
        "Send": send,
        "Calculate": send,
        "QueryMessages": {"SessionId": session, "References": ["a", "b"]},
        "QueryBalance": {"SessionId": session},
    }


METHODS = st.sampled_from(["authorize", "Send", "Calculate", "QueryMessages", "QueryBalance"])


def ask(sim: Sim, payer: Account, method: str, body: bytes) -> Answer:
    """POST a body; its answer is documented, and moves money only if it says so."""
    before = money(payer)
    [answer] = exchange(sim, post(f"/v3/{method}", body, JSON))
    check(answer, method)
    assert answer.status == 200
    if method != "Send" or not answer.accepted:
        assert money(payer) == before
    if method == "authorize":
        payer.change(locked=False)
    return answer


def test_the_requests_that_are_changed_here_are_accepted(sim: Sim, payer: Account, valid: dict[str, Any]) -> None:
    """Else nothing below would show anything."""
    codes = {method: ask(sim, payer, method, json.dumps(document).encode()).code for method, document in valid.items()}

    assert codes == dict.fromkeys(valid, 101)


# Values of other types, in any place

TEXTS = st.one_of(st.text(max_size=20), st.sampled_from(oddities.TEXTS))
NUMBERS = st.one_of(
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(oddities.NUMBERS),
)
LEAVES = st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["Recipient", "Body", "x", ""]), inner, max_size=3),
    ),
    max_leaves=6,
)
NAMES = st.one_of(
    st.sampled_from(
        [
            "SessionId",
            "sessionid",
            "SESSIONID",
            "Messages",
            "messages",
            "Sender",
            "Recipient",
            "Body",
            "\x00",
            "ſessionId",
        ]
    ),
    st.text(max_size=10),
)


def places(node: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in a document."""
    if isinstance(node, dict):
        keys: list[Any] = list(node)
    elif isinstance(node, list):
        keys = list(range(len(node)))
    else:
        return []
    return [(node, key) for key in keys] + [place for key in keys for place in places(node[key])]


@st.composite
def changes(draw: st.DrawFn) -> Callable[[Any], Any]:
    """One change to a document: a value replaced, taken out, doubled, or one more member."""
    at, kind, value, name = (
        draw(st.integers(0, 40)),
        draw(st.sampled_from(["replace", "remove", "double", "add", "wrap"])),
        draw(VALUES),
        draw(NAMES),
    )

    def change(document: Any) -> Any:
        found = places(document)
        if not found:
            return value
        container, key = found[at % len(found)]
        _change(container, key, kind, (name, value))
        return document

    return change


def _change(container: Any, key: Any, kind: str, new: tuple[str, Any]) -> None:
    name, value = new
    match kind:
        case "remove":
            del container[key]
        case "double" if isinstance(container, list):
            container.append(deepcopy(container[key]))
        case "add" if isinstance(container, dict):
            container[name] = value
        case "wrap":
            container[key] = [container[key]]
        case _:
            container[key] = value


@given(method=METHODS, edits=st.lists(changes(), min_size=1, max_size=3))
@over_sockets(400)
def test_a_changed_document_is_answered_by_a_documented_code(
    sim: Sim, payer: Account, valid: dict[str, Any], method: str, edits: list[Callable[[Any], Any]]
) -> None:
    """Types, nesting, numbers and texts, in any place: read tolerantly, or 102."""
    document: Any = deepcopy(valid[method])
    for edit in edits:
        document = edit(document)

    ask(sim, payer, method, json.dumps(document).encode())


@given(method=METHODS, value=VALUES)
@over_sockets(100)
def test_any_document_is_answered_by_a_documented_code(sim: Sim, payer: Account, method: str, value: Any) -> None:
    """What is no object is malformed."""
    answer = ask(sim, payer, method, json.dumps(value).encode())

    assert answer.code == 102 or isinstance(value, dict)


# Text that is broken as JSON

SPOILS = st.one_of(st.binary(max_size=6), st.sampled_from(oddities.SPOILS))


@st.composite
def spoilings(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    """Some bytes put into a text, over up to four of its own."""
    at, cut, spoil = draw(st.floats(0, 1)), draw(st.integers(0, 4)), draw(SPOILS)

    def spoiled(text: bytes) -> bytes:
        position = int(at * len(text))
        return text[:position] + spoil + text[position + cut :]

    return spoiled


@given(method=METHODS, spoiled=spoilings())
@over_sockets(300)
def test_a_spoiled_text_is_answered_by_a_documented_code(
    sim: Sim, payer: Account, valid: dict[str, Any], method: str, spoiled: Callable[[bytes], bytes]
) -> None:
    """Bytes put into a valid request, or over it."""
    ask(sim, payer, method, spoiled(json.dumps(valid[method]).encode()))


NOT_JSON = {
    "nothing": b"",
    "blanks": b"  \r\n",
    "a form": b"SessionId=x&Sender=y",
    "single quotes": b"{'SessionId': 'x'}",
    "NaN": b'{"SessionId": NaN}',
    "infinity": b'{"SessionId": -Infinity}',
    "beyond a float": b'{"SessionId": 1e999}',
    "100,000 digits": b'{"SessionId": ' + b"9" * 100_000 + b"}",
    "an exponent of 100,000 digits": b'{"SessionId": 1e' + b"9" * 100_000 + b"}",
    "half a pair": b'{"SessionId": "\\ud83d"}',
    "a pair turned round": b'{"SessionId": "\\ude00\\ud83d"}',
    "a surrogate in UTF-8": b'{"SessionId": "\xed\xa0\xbd"}',
    "overlong UTF-8": b'{"SessionId": "\xc0\xaf"}',
    "UTF-16": '{"SessionId": "x"}'.encode("utf-16"),
    "UTF-32": '{"SessionId": "x"}'.encode("utf-32"),
    "two marks": b'\xef\xbb\xbf\xef\xbb\xbf{"SessionId": "x"}',
    "two documents": b'{"SessionId": "x"}{"SessionId": "x"}',
    "a comment": b'{"SessionId": "x"} // y',
    "a comma too many": b'{"SessionId": "x",}',
    "a million brackets": b"[" * 1_000_000,
    "a million braces": b'{"a":' * 200_000,
    "a raw line break": b'{"SessionId": "a\nb"}',
    "a raw NUL": b'{"SessionId": "a\x00b"}',
}


@pytest.mark.parametrize("text", NOT_JSON)
@pytest.mark.parametrize("method", ["authorize", "Send", "QueryBalance"])
def test_what_is_not_json_is_102(sim: Sim, payer: Account, method: str, text: str) -> None:
    """v3 102, Invalid request format: 200 with the code, whatever the bytes are."""
    assert ask(sim, payer, method, NOT_JSON[text]).code == 102


def test_a_number_of_any_length_is_read(sim: Sim, payer: Account) -> None:
    """A fraction of 100,000 digits is JSON, and no session: 103."""
    assert ask(sim, payer, "QueryBalance", b'{"SessionId": 0.' + b"9" * 100_000 + b"}").code == 103


@pytest.mark.parametrize(
    "opening", ['{"SessionId":', '{"References":', '{"SessionId": "x", "Messages": [{"Body":', '{"x":']
)
@pytest.mark.parametrize("method", ["QueryBalance", "Send", "QueryMessages"])
def test_no_depth_of_nesting_is_too_much(sim: Sim, payer: Account, method: str, opening: str) -> None:
    """A document at the very edge of what can be read must be fit to be spoken of, too."""
    for depth in range(880, 1010):
        body = opening + "[" * depth + "]" * depth

        assert ask(sim, payer, method, body.encode()).code == 102


def test_a_nested_document_that_is_closed_is_read(sim: Sim, payer: Account, valid: dict[str, Any]) -> None:
    """An unknown member is ignored, however deep; beyond the depth that can be read it is 102, never a failure."""
    start = json.dumps(valid["QueryBalance"])[:-1]
    codes = {
        ask(sim, payer, "QueryBalance", f'{start}, "x": {"[" * depth}{"]" * depth}}}'.encode()).code
        for depth in range(860, 1010, 3)
    }

    assert codes == {101, 102}


LARGE: dict[str, dict[str, Any]] = {
    "100,000 members": {f"m{number}": number for number in range(100_000)},
    "100,000 messages": {"Messages": [ROW] * 100_000},
    "100,000 wrong messages": {"Messages": [5] * 100_000},
    "100,000 messages with unknown members": {"Messages": [{**ROW, "x": 1}] * 100_000},
    "a body of a million": {"Messages": [{**ROW, "Body": "x" * 1_000_000}]},
    "a recipient of a million": {"Messages": [{**ROW, "Recipient": "3" * 1_000_000}]},
    "a name of a million": {"x" * 1_000_000: 1},
    "a sender of a million": {"Sender": "M" * 1_000_000},
}


@pytest.mark.parametrize("large", LARGE)
def test_a_large_document_is_answered(sim: Sim, payer: Account, valid: dict[str, Any], large: str) -> None:
    """Large in any dimension; messages beyond 20,000 are 301, v3 limitation 1."""
    document = {key: value for key, value in valid["Send"].items() if key != "ScheduledDate"}
    answer = ask(sim, payer, "Send", json.dumps({**document, **LARGE[large]}).encode())

    assert answer.code == {"100,000 messages": 301, "100,000 wrong messages": 102}.get(
        large, 301 if "messages" in large else 101
    )


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/xml",
        "application/json; charset=utf-16",
        "application/json;;;",
        "/",
        "\xff",
        "a" * 5000,
    ],
)
def test_any_content_type_is_answered(sim: Sim, valid: dict[str, Any], content_type: str) -> None:
    """A missing or foreign Content-Type is answered and recorded."""
    body = json.dumps(valid["QueryBalance"]).encode()
    [answer] = exchange(sim, post("/v3/QueryBalance", body, f"Content-Type: {content_type}"))

    check(answer, "QueryBalance")
    assert answer.code == 101
