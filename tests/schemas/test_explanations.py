from typing import Any

import pytest

from mobipace.schemas import Problem, explain
from mobipace.schemas.dialect import Validator
from mobipace.schemas.explanations import explain_with

RATE = "; allowed: a number above 0, at most 1000000"
USER = {"username": "a"}
MESSAGE = {"Recipient": "79851112233", "Body": "text"}
SEND = {"SessionId": "s", "Sender": "MOBIPACE", "Messages": [MESSAGE]}


def texts(name: str, instance: Any, limit: int = 10) -> list[str]:
    """The problems as one line each."""
    return [str(problem) for problem in explain(name, instance, limit)]


WORLDS = [
    ({}, "accounts: missing; it is mandatory"),
    ({"accounts": []}, "accounts: an array of 0 given; allowed: a list of accounts, one at least"),
    ({"accounts": [USER], "seeds": 1}, 'seeds: unknown key; did you mean "seed"?'),
    ({"accounts": [{}]}, "accounts[0].username: missing; it is mandatory"),
    ({"accounts": [USER, {**USER, "Balance": "1"}]}, 'accounts[1].Balance: unknown key; did you mean "balance"?'),
    (
        {"accounts": [{**USER, "balance": "1,5"}]},
        'accounts[0].balance: "1,5" given; allowed: an amount as a string, such as "1300.30" or "-1000"',
    ),
    (
        {"accounts": [{**USER, "credit_limit": -1000}]},
        "accounts[0].credit_limit: -1000 given; "
        'allowed: an amount as a string that is zero or negative, such as "-1000"; '
        "a number was given: put it in quotes",
    ),
    (
        {"accounts": [USER], "strictness": "refused"},
        'strictness: "refused" given; allowed: "report", "refuse"; did you mean "refuse"?',
    ),
    (
        {"accounts": [USER], "readings": {"past_date_v3": 102}},
        'readings.past_date_v3: 102 given; allowed: "send-now", "102"; did you mean "102"?',
    ),
    (
        {"accounts": [USER], "readings": {"busy_scop": "x"}},
        'readings.busy_scop: unknown key; did you mean "busy_scope"?',
    ),
    ({"accounts": [USER], "clock": {"q": 1}}, "clock.q: unknown key; known: now, frozen, rate"),
    ({"accounts": [USER], "clock": {"rate": 0}}, "clock.rate: 0 given" + RATE),
    ({"accounts": [USER], "clock": {"rate": float("inf")}}, "clock.rate: Infinity given" + RATE),
    ({"accounts": [USER], "clock": {"rate": float("nan")}}, "clock.rate: NaN given" + RATE),
    (
        {"accounts": [USER], "clock": {"now": "2019-07-25 18:20"}},
        'clock.now: "2019-07-25 18:20" given; allowed: a time in UTC, such as "2019-07-25T18:20:00Z"',
    ),
    (
        {"accounts": [USER], "routes": [{"prefix": "+7", "price": "1"}]},
        'routes[0].prefix: "+7" given; allowed: 1 to 15 digits',
    ),
    (
        {"accounts": [USER], "outcomes": {"rules": [{"recipient": "7*", "ends": "Sent", "steps": [
            {"status": "Sent", "after": 1}]}]}},
        "outcomes.rules[0]: an object with recipient, ends, steps given; "
        'allowed: one with either "ends" or "steps", not both',
    ),
    ({"accounts": 5}, "accounts: 5 given; allowed: a list of accounts, one at least"),
    ([], "an array of 0 given; allowed: an object"),
]  # fmt: skip


@pytest.mark.parametrize(("world", "text"), WORLDS)
def test_a_mistake_in_a_world(world: Any, text: str) -> None:
    """A mistake is told once: where it is, what was given, what is allowed, and the nearest known word."""
    assert texts("world", world) == [text]


@pytest.mark.parametrize(
    ("member", "value", "text"),
    [
        ("SendWithinHours", 24, "SendWithinHours: 24 given; allowed: an integer from 0 to 23"),
        ("IsWapPush", True, 'IsWapPush: true given; allowed: "true" or "false", as a string'),
        ("Messages", [MESSAGE] * 20_001, "Messages: an array of 20,001 given; allowed: 1 to 20,000 messages"),
        (
            "Messages",
            [MESSAGE, {**MESSAGE, "Body": "x" * 501}],
            f'Messages[1].Body: "{"x" * 60}"… (501 characters) given; allowed: 1 to 500 characters',
        ),
        ("ScheduledDate", 10**400, "ScheduledDate: a huge integer given; "
         "allowed: yyyy-mm-dd, or yyyy-mm-dd HH:MM as in the example; a number was given: put it in quotes"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_request(member: str, value: Any, text: str) -> None:
    """A long value is cut and a collection is counted, so that the text stays one line."""
    assert texts("v3/send.request", {**SEND, member: value}) == [text]


def test_a_wrong_pair_of_code_and_status() -> None:
    """A status that does not belong to its code is answered with the one that does."""
    assert texts("v3/status", {"StatusCode": 101, "Status": "success"}) == [
        'Status: "success" given; allowed: "Success"'
    ]


SHAPE = {
    "title": "a shape",
    "oneOf": [
        {"title": "no shape", "type": "null"},
        {"required": ["kind", "edge"], "properties": {"kind": {"const": "square"}, "edge": {"type": "integer"}}},
        {
            "type": "object",
            "required": ["kind", "size"],
            "properties": {"kind": {"const": "disc"}, "size": {"title": "an integer", "type": "integer"}},
        },
    ],
}


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ({"kind": "disc", "size": "x"}, 'size: "x" given; allowed: an integer'),
        ({"kind": "disc", "size": 5, "edge": 5}, None),
        ({"kind": "disc"}, "size: missing; it is mandatory"),
        ({"kind": "square", "edge": None, "size": 5}, "edge: null given; allowed: type integer"),
    ],
)
def test_alternatives_are_told_by_the_one_that_was_meant(shape: Any, text: str | None) -> None:
    """Of several alternatives the one whose constant member fits is spoken of, and no other."""
    assert [str(problem) for problem in explain_with(Validator(SHAPE), shape, 5)] == ([text] if text else [])


def test_alternatives_of_which_none_was_meant_are_all_told() -> None:
    """Where every alternative fails at the value itself, all of them are named."""
    message = {"id": 1, "due_at": 5}

    assert 'due_at: 5 given; allowed: a time in UTC, such as "2019-07-25T18:20:00Z" or null' in texts(
        "control/message", message, 20
    )


@pytest.mark.parametrize("limit", [0, 1, 3, 7])
def test_it_stops_at_the_limit(limit: int) -> None:
    """However many mistakes there are, only the first few are told."""
    request = {**SEND, "Messages": [{**MESSAGE, "Recipient": f"+{i}"} for i in range(20_000)]}

    assert len(explain("v3/send.request", request, limit)) == limit


def test_an_answer_says_which_member_is_needed() -> None:
    """v3 Query balance: table and example name two members differently, and one spelling of each is needed."""
    answer = {"StatusCode": 101, "Status": "Success", "Balance": "1", "AvailableFund": "1"}

    assert texts("v3/query-balance.answer", answer) == [
        "an object with StatusCode, Status, Balance, AvailableFund given; "
        "allowed: one with BalanceNegativeLimit (example) or BalaceNegativeLimit (table)"
    ]


@pytest.mark.parametrize("key", ["password", "Password", "PASSWORD", "Password "])
@pytest.mark.parametrize("value", [1234567, ["1234567"], {"1": "1234567"}, True])
def test_a_password_is_never_shown(key: str, value: Any) -> None:
    """Whatever is wrong with a password, its value stays out of the text."""
    found = texts("v3/authorize.request", {"Username": 5, "Password": 5, key: value})
    found += texts("world", {"accounts": [{"username": "a", key: value}]})
    found += texts("v2/send.request", {key: value})

    assert found
    assert [text for text in found if "1234567" in text] == []


@pytest.mark.parametrize(
    "quoted", ['{"Password": "1234567"}', "function=send&password=1234567", '"PASSWORD":"1234567"']
)
def test_a_text_that_quotes_a_request_is_not_shown(quoted: str) -> None:
    """A request encoded twice is a text with the password inside."""
    assert texts("v3/authorize.request", quoted) == ["a hidden value given; allowed: an object"]


def test_what_cannot_be_seen_is_escaped() -> None:
    """Line ends, direction marks and lone surrogates could forge a log or break its encoding."""
    request = {**SEND, "IsWapPush": "a\u202e\u2028\ud800\x1b"}

    assert texts("v3/send.request", request) == [
        'IsWapPush: "a\\u202e\\u2028\\ud800\\u001b" given; allowed: "true" or "false", as a string'
    ]


def test_a_key_that_is_no_word_is_quoted() -> None:
    """A place can be read back, whatever the key."""
    assert explain("control/force", {"status": "Sent", "a b\n": 1}) == [
        Problem('["a b\\n"]', "unknown key; known: status")
    ]
