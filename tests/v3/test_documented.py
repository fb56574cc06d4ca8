"""The two ways of reading a v3 request, in one step and member by member, come to the same."""

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from mobipace.mock_server.wire import v3
from mobipace.mock_server.wire.deviations import Malformed, Seen
from mobipace.mock_server.wire.v3 import Method

NAMES = (
    *("Username", "Password", "SessionId", "Sender", "Messages", "References"),
    *("ScheduledDate", "SendWithinHours", "IsWapPush", "sender", "Comment"),
)
TEXTS = st.sampled_from(["", "MOBIPACE", "MOBIPACE ", "79250000000", "Ваш код", "\U0001f600", "\\ud800"])
VALUES: st.SearchStrategy[Any] = TEXTS | st.sampled_from([None, 7, 7.0, True, [], {}])
MESSAGES = st.dictionaries(st.sampled_from(["Recipient", "Body", "Reference", "body"]), VALUES)
RIGHT_MESSAGES = st.fixed_dictionaries({"Recipient": TEXTS, "Body": TEXTS}, optional={"Reference": TEXTS})
LISTS = st.lists(MESSAGES | RIGHT_MESSAGES | VALUES, max_size=3) | st.lists(RIGHT_MESSAGES | TEXTS, max_size=3)
DOCUMENTS = st.dictionaries(st.sampled_from(NAMES), VALUES | LISTS)
RIGHT_DOCUMENTS = st.fixed_dictionaries(
    {}, optional={"Username": TEXTS, "Password": TEXTS, "SessionId": TEXTS, "Sender": TEXTS, "Messages": LISTS}
)


def _read(method: Method, body: bytes, *, with_care: bool) -> tuple[Any, list[Any]]:
    seen = Seen()
    try:
        if with_care:
            return v3._parse_with_care(method, body, seen), [*seen]
        return v3.parse(method, body, "application/json", seen), [*seen]
    except Malformed as error:
        return str(error), [*seen]


@given(method=st.sampled_from(Method), document=DOCUMENTS | RIGHT_DOCUMENTS, is_ascii=st.booleans())
@example(Method.SEND, {"SessionId": "s", "Sender": "a", "Messages": [{"Recipient": "7", "Body": ""}]}, True)
@example(Method.SEND, {"SessionId": "s ", "Sender": "a", "Messages": [{"Recipient": "7", "Body": ""}]}, True)
@example(Method.CALCULATE, {"SessionId": "s", "Sender": "a ", "Messages": [{"Recipient": "7", "Body": ""}]}, False)
@example(Method.QUERY_MESSAGES, {"SessionId": "s ", "References": ["a", ""]}, True)
@example(Method.QUERY_BALANCE, {"SessionId": "s "}, True)
@example(Method.AUTHORIZE, {"Username": "u ", "Password": ""}, True)
def test_both_ways_agree(method: Method, document: dict[str, Any], is_ascii: bool) -> None:
    """On the command, or on why there is none, and on every deviation."""
    body = json.dumps(document, ensure_ascii=is_ascii).encode()

    assert _read(method, body, with_care=False) == _read(method, body, with_care=True)


def test_both_ways_agree_on_what_no_writer_of_json_gives() -> None:
    """A name given twice or escaped, blanks around, bytes that are no text, and an end that is missing."""
    bodies = [
        b'{"SessionId": "a", "SessionId": "b"}',
        b'{"SessionId": 7, "SessionId": "b"}',
        b'{"SessionId": "b", "SessionId": 7}',
        b'{"Session\\u0049d": "a"}',
        b' {"SessionId" : "a"}\r\n',
        b'\xef\xbb\xbf{"SessionId": "a"}',
        b'{"SessionId": "\xff"}',
        b'{"SessionId": "\\ud800"}',
        b'{"SessionId": "a"} {}',
        b'{"SessionId": "a"',
        b'{"SessionId": ' + b"[" * 100_000,
        b"[]",
        b"",
    ]
    one_step = [_read(Method.QUERY_BALANCE, body, with_care=False) for body in bodies]

    assert one_step == [_read(Method.QUERY_BALANCE, body, with_care=True) for body in bodies]
