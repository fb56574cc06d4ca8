"""v3 code 102 "Invalid request format": what cannot be read, in the tolerant world as in the strict one."""

import json
from typing import Any

import pytest

from tests.support import Account, Sim
from tests.v3.support import balance, post, send_request, sms

MALFORMED = b'{"StatusCode": 102, "Status": "IncorrectParameter"}'
NOT_JSON = {
    "nothing": b"",
    "blanks": b" \r\n",
    "a form": b"SessionId=%s&Sender=MOBIPACE",
    "XML": b"<SessionId>%s</SessionId>",
    "cut short": b'{"SessionId": "%s"',
    "a comma too many": b'{"SessionId": "%s",}',
    "a comma too few": b'{"SessionId": "%s" "References": []}',
    "single quotes": b"{'SessionId': '%s'}",
    "names without quotes": b'{SessionId: "%s"}',
    "a comment": b'{"SessionId": "%s"} // thanks',
    "two documents": b'{"SessionId": "%s"}{}',
    "NaN": b'{"SessionId": "%s", "x": NaN}',
    "a number with a leading zero": b'{"SessionId": "%s", "x": 007}',
    "a number no computer holds": b'{"SessionId": "%s", "x": 1e999}',
    "an escape that is none": b'{"SessionId": "%s", "x": "\\x41"}',
    "half a surrogate pair": b'{"SessionId": "%s", "x": "\\ud83d"}',
    "the other half of one": b'{"SessionId": "%s", "x": "\\ude00"}',
    "surrogates in UTF-8": b'{"SessionId": "%s", "x": "\xed\xa0\x80"}',
    "bytes that are not UTF-8": b'{"SessionId": "%s", "x": "caf\xe9"}',
    "a NUL": b'{"SessionId": "%s", "x": "\x00"}',
    "a NUL after it": b'{"SessionId": "%s"}\x00',
    "a line break in a string": b'{"SessionId": "%s", "x": "a\nb"}',
}
NO_OBJECT = [b"[]", b"null", b"true", b"1", b'"%s"', b'[{"SessionId": "%s"}]']
UNREADABLE_TEXT: list[Any] = [[], {}, ["a"], {"a": 1}, 10**60]
HOURS: list[Any] = [-1, 24, 100, 10**30, 10.5, -0.5, 23.5, "24", "-1", "", "ten", "10.5", [], {}, [10]]
WAP_PUSH: list[Any] = ["yes", "no", "", "maybe", "1", "0", "t", " true", "true false", 2, -1, 0.5, [], {}, ["true"]]
DATES: list[Any] = [
    "",
    " ",
    "now",
    "tomorrow",
    "2019",
    "2019-07",
    "2019-7-25",
    "25.07.2019",
    "07/25/2019",
    "2019/07/25",
    "2019-13-01",
    "2019-00-10",
    "2019-02-29",
    "2019-07-32",
    "0000-01-01",
    "2019-07-25 24:01",
    "2019-07-25 18:60",
    "2019-07-25 6 pm",
    " 2019-07-25",
    "2019-07-25 18:20\n",
    "2019-07-25\t18:20",
    "2019-07-25  18:20",
    "٢٠١٩-٠٧-٢٥",
    "２０１９-07-25",
    "/Date(1564078800000)/",
    "x" * 10_000,
    [],
    {},
    ["2019-07-25"],
]


@pytest.fixture(params=["report", "refuse"])
def anywhere(request: pytest.FixtureRequest, sim: Sim, strict_sim: Sim) -> Account:
    """An account in either world: strictness does not matter to what cannot be read at all."""
    return (sim if request.param == "report" else strict_sim).account()


def answer(account: Account, method: str, body: bytes | dict[str, Any]) -> bytes:
    """The bytes of an answer."""
    response = post(account, method, body)
    assert response.status_code == 200
    return response.content


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON)
def test_what_is_not_json(anywhere: Account, body: bytes) -> None:
    """Requests are in JSON (RFC 8259, in UTF-8); a live session in the text does not help."""
    session = anywhere.login().encode()

    assert answer(anywhere, "QueryBalance", body.replace(b"%s", session)) == MALFORMED


@pytest.mark.parametrize("body", NO_OBJECT)
@pytest.mark.parametrize("method", ["authorize", "Send", "Calculate", "QueryMessages", "QueryBalance"])
def test_what_is_not_an_object(account: Account, method: str, body: bytes) -> None:
    """A request is one JSON object."""
    session = account.login().encode()

    assert answer(account, method, body.replace(b"%s", session)) == MALFORMED


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-32-be"])
def test_other_encodings_of_json(account: Account, encoding: str) -> None:
    """JSON between systems is UTF-8 (RFC 8259 8.1)."""
    body = json.dumps({"SessionId": account.login()}).encode(encoding)

    assert answer(account, "QueryBalance", body) == MALFORMED


@pytest.mark.parametrize("opening", [b"[", b'{"x":', b'{"SessionId": [', b'{"SessionId": "s", "x": ['])
def test_deep_nesting(anywhere: Account, opening: bytes) -> None:
    """A body nested deeper than anybody reads is malformed, and does no harm."""
    assert answer(anywhere, "QueryBalance", opening * 100_000) == MALFORMED
    assert anywhere.login()


@pytest.mark.parametrize("value", [None, "left out"])
@pytest.mark.parametrize(
    ("method", "member"),
    [
        ("authorize", "Username"),
        ("authorize", "Password"),
        ("Send", "SessionId"),
        ("Send", "Sender"),
        ("Send", "Messages"),
        ("Calculate", "SessionId"),
        ("Calculate", "Sender"),
        ("Calculate", "Messages"),
        ("QueryMessages", "SessionId"),
        ("QueryMessages", "References"),
        ("QueryBalance", "SessionId"),
    ],
)
def test_mandatory_parameter_missing_or_null(anywhere: Account, method: str, member: str, value: str | None) -> None:
    """Each parameter with YES under Mandatory has to be there."""
    documents: dict[str, dict[str, Any]] = {
        "authorize": {"Username": anywhere.username, "Password": anywhere.password},
        "QueryMessages": {"SessionId": anywhere.login(), "References": ["a"]},
        "QueryBalance": {"SessionId": anywhere.login()},
    }
    document = documents.get(method) or send_request(anywhere.login())
    if value is None:
        document[member] = None
    else:
        del document[member]

    assert answer(anywhere, method, document) == MALFORMED


@pytest.mark.parametrize("change", [{"Recipient": None}, {"Body": None}])
@pytest.mark.parametrize("method", ["Send", "Calculate"])
def test_message_without_its_mandatory_parameter(anywhere: Account, method: str, change: dict[str, None]) -> None:
    """Recipient and Body are mandatory in every element of Messages; one bad element fails the request."""
    [member] = change
    for bad in ({**sms(), **change}, {name: value for name, value in sms().items() if name != member}):
        document = send_request(anywhere.login(), sms(), bad, sms())

        assert answer(anywhere, method, document) == MALFORMED


@pytest.mark.parametrize("value", UNREADABLE_TEXT)
@pytest.mark.parametrize(
    "place", ["SessionId", "Sender", "Recipient", "Body", "Reference", "Username", "Password", "References"]
)
def test_type_that_is_no_text(anywhere: Account, place: str, value: Any) -> None:
    """An array or object is no string, and neither is a number beyond every phone number."""
    session = anywhere.login()
    login = {"Username": anywhere.username, "Password": anywhere.password}
    method, document = {
        "Username": ("authorize", {**login, "Username": value}),
        "Password": ("authorize", {**login, "Password": value}),
        "References": ("QueryMessages", {"SessionId": session, "References": ["a", value]}),
        "SessionId": ("Send", send_request(session, SessionId=value)),
        "Sender": ("Send", send_request(session, Sender=value)),
    }.get(place) or ("Send", send_request(session, {**sms(), place: value}))

    assert answer(anywhere, method, document) == MALFORMED


@pytest.mark.parametrize("value", ["", "a", 1, True, {}, {"Recipient": "37499000000", "Body": "hello"}])
@pytest.mark.parametrize(("method", "member"), [("Send", "Messages"), ("QueryMessages", "References")])
def test_type_that_is_no_array(anywhere: Account, method: str, member: str, value: Any) -> None:
    """A collection is an array, even of one element."""
    document = {"SessionId": anywhere.login(), "Sender": "MOBIPACE", member: value}

    assert answer(anywhere, method, document) == MALFORMED


@pytest.mark.parametrize("element", [None, "hello", 1, True, [], ["37499000000", "hello"]])
def test_message_that_is_no_object(anywhere: Account, element: Any) -> None:
    """An element of Messages is an object."""
    document = send_request(anywhere.login(), sms(), element)

    assert answer(anywhere, "Send", document) == MALFORMED


def test_reference_that_is_null(anywhere: Account) -> None:
    """An element of References is a string; null is none."""
    document = {"SessionId": anywhere.login(), "References": ["a", None]}

    assert answer(anywhere, "QueryMessages", document) == MALFORMED


@pytest.mark.parametrize("method", ["Send", "Calculate"])
def test_empty_messages(anywhere: Account, method: str) -> None:
    """Messages is mandatory; an empty array is none."""
    document = {**send_request(anywhere.login()), "Messages": []}

    assert answer(anywhere, method, document) == MALFORMED


@pytest.mark.parametrize("method", ["Send", "Calculate"])
@pytest.mark.parametrize("hours", HOURS)
def test_hours_outside_0_to_23(anywhere: Account, method: str, hours: Any) -> None:
    """v3 Send, SendWithinHours: allowed values 0-23, as an integer."""
    assert answer(anywhere, method, send_request(anywhere.login(), SendWithinHours=hours)) == MALFORMED


@pytest.mark.parametrize("flag", WAP_PUSH)
def test_wap_push_other_than_true_or_false(anywhere: Account, flag: Any) -> None:
    """v3 Send, IsWapPush: allowed values "true" or "false"."""
    assert answer(anywhere, "Send", send_request(anywhere.login(), IsWapPush=flag)) == MALFORMED


@pytest.mark.parametrize("date", DATES)
def test_unreadable_date(anywhere: Account, date: Any) -> None:
    """v3 Send, ScheduledDate: a date that does not exist, or is written in no way ISO 8601 knows."""
    assert answer(anywhere, "Send", send_request(anywhere.login(), ScheduledDate=date)) == MALFORMED


def test_malformed_request_does_nothing(account: Account) -> None:
    """Nothing of a malformed request is accepted, whichever message is at fault."""
    session = account.login()
    answer(account, "Send", send_request(session, sms(), sms(), {"Recipient": "37499000000"}))

    assert (account.messages, balance(account)) == ([], "1300.30")


def test_exchange_says_what_was_malformed(account: Account) -> None:
    """The journal says why: the member, the value, and what is allowed."""
    answer(account, "Send", send_request(account.login(), SendWithinHours=24))

    reason = account.exchanges[-1]["why"]["reason"]
    assert reason == "SendWithinHours: 24 given; allowed: an integer from 0 to 23"
