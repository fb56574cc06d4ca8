"""What cannot be a fault is refused, by name, value and what is allowed; a world file hears the same with the place."""

import json
from typing import Any

import pytest

from mobipace.mock_server import world as worlds
from mobipace.mock_server.world import WorldError
from tests.control.support import Control
from tests.support import Account

V2_CODES = "700, 701, 702, 703, 705, 706, 707, 708, 709, 710, 711, 712, 713, 714 (v2)"
V3_CODES = "100, 101, 102, 103, 104, 200, 201, 202, 300, 301, 302 (v3)"
DEEP: Any = {"x": 1}
for _ in range(20):
    DEEP = {"x": DEEP}

MISTAKES: list[tuple[Any, str]] = [
    # What every effect has
    ({}, "effect: missing; it is mandatory"),
    ({"effect": "explode"}, 'effect: "explode" given; allowed: "code", "delay", "hang", "reset", "truncate"'),
    ({"effect": "resett"}, 'did you mean "reset"?'),
    ({"effect": "reset", "poin": "after"}, 'poin: unknown key; did you mean "point"?'),
    ({"effect": "reset", "point": "during"}, 'point: "during" given; allowed: "before", "after"'),
    ({"effect": "reset", "match": {"methd": "Send"}}, 'match.methd: unknown key; did you mean "method"?'),
    ({"effect": "reset", "match": {"method": "Sned"}}, 'match.method: "Sned" given; allowed: authorize, Send'),
    ({"effect": "reset", "match": {"protocol": "v4"}}, 'match.protocol: "v4" given; allowed: "v2", "v3"'),
    ({"effect": "reset", "match": {"chance": -0.1}}, "match.chance: -0.1 given; allowed: a number from 0 to 1"),
    ({"effect": "reset", "match": {"times": 0}}, "match.times: 0 given; allowed: an integer from 1 on"),
    (
        {"effect": "reset", "match": {"protocol": "v2", "method": "QueryMessages"}},
        "match.method: v2 has no QueryMessages; allowed: send, schedule, querybalance, querymessage",
    ),
    (
        {"effect": "reset", "match": {"protocol": "v3", "method": "schedule"}},
        "match.method: v3 has no schedule; allowed: authorize, Send, Calculate, QueryMessages, QueryBalance",
    ),
    # Points
    (
        {"effect": "truncate", "bytes": 1, "point": "before"},
        "point: before given; truncate shapes the answer of a served request; allowed: after",
    ),
    ({"effect": "drip", "bytes_per_second": 1, "point": "before"}, "point: before given; drip shapes"),
    ({"effect": "extra-fields", "fields": {"A": 1}, "point": "before"}, "point: before given; extra-fields shapes"),
    # Parameters that belong to others, or are missing
    ({"effect": "reset", "seconds": 1}, "seconds: not a parameter of reset, which takes nothing"),
    ({"effect": "garbage", "bytes": 1}, "bytes: not a parameter of garbage, which takes nothing"),
    ({"effect": "empty", "code": 300}, "code: not a parameter of empty, which takes nothing"),
    ({"effect": "delay", "seconds": 1, "status": 500}, "status: not a parameter of delay, which takes seconds"),
    ({"effect": "code", "code": 300, "fields": {}}, "fields: not a parameter of code, which takes code, text"),
    ({"effect": "delay"}, "seconds: missing; delay takes seconds"),
    ({"effect": "code"}, "code: missing; code takes code, text"),
    ({"effect": "truncate"}, "bytes: missing; truncate takes bytes"),
    ({"effect": "http-status"}, "status: missing; http-status takes status"),
    ({"effect": "drip"}, "bytes_per_second: missing; drip takes bytes_per_second"),
    ({"effect": "extra-fields"}, "fields: missing; extra-fields takes fields"),
    # Values
    ({"effect": "delay", "seconds": -1}, "seconds: -1 given; allowed: a number from 0 to 1000000000"),
    ({"effect": "delay", "seconds": "1"}, 'seconds: "1" given; allowed: a number from 0 to 1000000000'),
    ({"effect": "truncate", "bytes": -1}, "bytes: -1 given; allowed: an integer from 0 to 1000000000"),
    ({"effect": "truncate", "bytes": 1.5}, "bytes: 1.5 given; allowed: an integer from 0 to 1000000000"),
    ({"effect": "http-status", "status": 200}, "status: 200 given; allowed: an integer from 400 to 599"),
    ({"effect": "http-status", "status": 600}, "status: 600 given; allowed: an integer from 400 to 599"),
    ({"effect": "drip", "bytes_per_second": 0}, "bytes_per_second: 0 given; allowed: a number above 0, at most"),
    # Codes
    ({"effect": "code", "code": "300"}, 'code: "300" given; allowed: a code of three digits'),
    ({"effect": "code", "code": 7}, "code: 7 given; allowed: a code of three digits"),
    ({"effect": "code", "code": 999}, f"code: 999 given; allowed: {V2_CODES} or {V3_CODES}"),
    ({"effect": "code", "code": 704}, f"code: 704 given; allowed: {V2_CODES} or {V3_CODES}"),
    ({"effect": "code", "code": 999, "match": {"protocol": "v3"}}, f"code: 999 given; allowed: {V3_CODES}"),
    (
        {"effect": "code", "code": 300, "match": {"protocol": "v2"}},
        f"code: 300 given, a code of v3, and the match is for v2; allowed: {V2_CODES}",
    ),
    (
        {"effect": "code", "code": 702, "match": {"protocol": "v3"}},
        f"code: 702 given, a code of v2, and the match is for v3; allowed: {V3_CODES}",
    ),
    (
        {"effect": "code", "code": 300, "match": {"method": "schedule"}},
        f"code: 300 given, a code of v3, and the match is for v2; allowed: {V2_CODES}",
    ),
    (
        {"effect": "code", "code": 702, "match": {"method": "authorize"}},
        f"code: 702 given, a code of v2, and the match is for v3; allowed: {V3_CODES}",
    ),
    (
        {"effect": "code", "code": 702, "text": "x"},
        "text: code 702 has its own; only 712 and 713 may be given another",
    ),
    ({"effect": "code", "code": 300, "text": "x"}, "text: code 300 has its own; only 712 and 713"),
    ({"effect": "code", "code": 712, "text": ""}, 'text: "" given; allowed: a string of one line'),
    ({"effect": "code", "code": 712, "text": "a\nb"}, "given; allowed: a string of one line, at most 1000 characters"),
    ({"effect": "code", "code": 712, "text": "x" * 1001}, "allowed: a string of one line, at most 1000 characters"),
    # Fields
    (
        {"effect": "extra-fields", "fields": {"A": 1}, "match": {"protocol": "v2"}},
        "effect: extra-fields adds to a JSON answer, and the match is for v2; match v3",
    ),
    (
        {"effect": "extra-fields", "fields": {"A": 1}, "match": {"method": "querymessage"}},
        "effect: extra-fields adds to a JSON answer, and the match is for v2; match v3",
    ),
    ({"effect": "extra-fields", "fields": {}}, "fields: an empty object given; name a member at least"),
    ({"effect": "extra-fields", "fields": [1]}, "fields: an array of 1 given; allowed: an object"),
    (
        {"effect": "extra-fields", "fields": {"StatusCode": 1}},
        "fields.StatusCode: the document has StatusCode; choose another",
    ),
    (
        {"effect": "extra-fields", "fields": {" availablefund ": 1}},
        "fields. availablefund : the document has AvailableFund; choose another",
    ),
    ({"effect": "extra-fields", "fields": DEEP}, "fields: nested more than 20 deep"),
]


@pytest.mark.parametrize(("document", "text"), MISTAKES, ids=lambda value: str(value)[:60])
def test_what_cannot_be_a_fault_is_refused(control: Control, account: Account, document: Any, text: str) -> None:
    """422, and nothing is made."""
    path = f"accounts/{account.username}/faults"

    assert text in control.error("POST", path, 422, json=document)
    assert control.get(path)["faults"] == []


@pytest.mark.parametrize(("document", "text"), MISTAKES, ids=lambda value: str(value)[:60])
def test_a_world_hears_the_same_with_the_place(document: Any, text: str) -> None:
    """The file, the place in it, and the mistake."""
    with pytest.raises(WorldError) as refused:
        worlds.parse(f'faults = [{{effect = "empty"}}, {toml(document)}]\n{ONE}', "my.toml")

    assert str(refused.value).startswith("my.toml: faults[1].")
    assert text in str(refused.value)


ONE = '[[accounts]]\nusername = "one@mobipace.com"\n'


def toml(value: Any) -> str:
    """A JSON value as TOML writes it on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(each)}" for key, each in value.items()) + "}"
    return f"[{', '.join(map(toml, value))}]" if isinstance(value, list) else json.dumps(value)


# Accounts


def test_an_accounts_fault_is_not_for_another(control: Control, account: Account) -> None:
    """422: leave the account out."""
    document = {"effect": "empty", "match": {"account": "somebody else"}}
    text = control.error("POST", f"accounts/{account.username}/faults", 422, json=document)

    assert text == f"match.account: this fault is for {account.username}; leave it out"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("por@mobipace.com", "did you mean poor@mobipace.com?"),
        ("nobody", "GET /_control/accounts lists them"),
    ],
)
def test_a_fault_for_nobody_is_refused(control: Control, name: str, hint: str) -> None:
    """It could never fire."""
    text = control.error("POST", "faults", 422, json={"effect": "empty", "match": {"account": name}})

    assert text == f"match.account: there is no account {name!r}; {hint}"


@pytest.mark.parametrize("id", ["999999999", "0", "x", "-1", "9" * 40])
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a_fault_that_is_not_there_is_not_found(control: Control, method: str, id: str) -> None:
    """404."""
    assert control.error(method, f"faults/{id}", 404).startswith("there is no fault ")
