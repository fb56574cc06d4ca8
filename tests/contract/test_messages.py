"""The messages as the kit writes them, held to the schemas that other people's adapters are written by."""

import json
from typing import Any

import msgspec
import pytest

from mobipace.contract_tests.adapter.calls import ARGUMENTS
from mobipace.contract_tests.adapter.messages import (
    AdapterErrorReply,
    Begin,
    Call,
    ClientInfo,
    Done,
    End,
    Error,
    ErrorReply,
    Hello,
    HelloReply,
    Reply,
    Request,
    Stop,
    UnsupportedReply,
    ValueReply,
    line,
)
from mobipace.contract_tests.classes import ERROR_CLASSES
from mobipace.schemas import explain, load, names

BEGIN: dict[str, Any] = {
    "case": "v3.session.expired",
    "v2_url": "http://127.0.0.1:40123/API_2_0/HTTP_API.aspx",
    "v3_url": "http://127.0.0.1:40123/v3",
    "username": "case",
    "password": "123456",
    "sender": "MOBIPACE",
    "timeout_ms": 3000,
}
REQUESTS: list[tuple[Request, str]] = [
    (Hello(seq=1), '{"op":"hello","seq":1,"protocol":1}'),
    (
        Begin(seq=2, **BEGIN, time_zone="Asia/Yerevan"),
        '{"op":"begin","case":"v3.session.expired","v2_url":"http://127.0.0.1:40123/API_2_0/HTTP_API.aspx",'
        '"v3_url":"http://127.0.0.1:40123/v3","username":"case","password":"123456","sender":"MOBIPACE",'
        '"timeout_ms":3000,"ca":null,"time_zone":"Asia/Yerevan","seq":2}',
    ),
    (Call(seq=3, api="v3", call="balance", args={}), '{"op":"call","seq":3,"api":"v3","call":"balance","args":{}}'),
    (End(seq=9), '{"op":"end","seq":9}'),
    (Stop(seq=10), '{"op":"stop","seq":10}'),
]
REPLIES: list[tuple[Reply, str, str]] = [
    (
        HelloReply(seq=1, client=ClientInfo(name="x"), calls={"v2": ["send"]}, features={"concurrency": 2}),
        "hello.reply",
        '{"seq":1,"ok":true,"client":{"name":"x"},"calls":{"v2":["send"]},"features":{"concurrency":2}}',
    ),
    (Done(seq=2), "begin.reply", '{"seq":2,"ok":true}'),
    (ValueReply(seq=3, value={"a": 1}), "call.reply", '{"seq":3,"ok":true,"value":{"a":1}}'),
    (
        ErrorReply(seq=3, error=Error(kind="out_of_balance", code=300, native="n")),
        "call.reply",
        '{"seq":3,"ok":false,"error":{"class":"out_of_balance","code":300,"native":"n","value":null}}',
    ),
    (UnsupportedReply(seq=3, reason="r"), "call.reply", '{"seq":3,"unsupported":true,"reason":"r"}'),
    (AdapterErrorReply(seq=3, adapter_error="e"), "call.reply", '{"seq":3,"adapter_error":"e"}'),
    (AdapterErrorReply(seq=None, adapter_error="e"), "unreadable.reply", '{"seq":null,"adapter_error":"e"}'),
]
MESSAGES = {
    *("hello.request", "hello.reply", "begin.request", "begin.reply", "call.request", "call.reply", "end.request"),
    *("end.reply", "stop.request", "stop.reply", "unreadable.reply", "error", "exec.context", "exec.output"),
}
CALLS = {
    *("v3.send", "v3.calculate", "v3.status", "v3.balance", "v2.send", "v2.schedule", "v2.status", "v2.balance"),
}


def test_every_message_has_a_schema() -> None:
    """Each request and reply, and the arguments and value of each call."""
    expected = MESSAGES | {f"{call}.{part}" for call in CALLS for part in ("arguments", "value")}

    assert {name.removeprefix("adapter/") for name in names() if name.startswith("adapter/")} == expected


@pytest.mark.parametrize(("request_", "text"), REQUESTS)
def test_a_request_is_written_as_described(request_: Request, text: str) -> None:
    """One object, one LF, and what its schema asks for."""
    name = f"adapter/{json.loads(text)['op']}.request"

    assert line(request_) == f"{text}\n".encode()
    assert explain(name, json.loads(text)) == []
    assert msgspec.json.decode(text, type=Request) == request_


@pytest.mark.parametrize(("reply", "schema", "text"), REPLIES)
def test_a_reply_is_written_as_described(reply: Reply, schema: str, text: str) -> None:
    """What the ready-made adapter writes fits the schemas."""
    assert line(reply) == f"{text}\n".encode()
    assert explain(f"adapter/{schema}", json.loads(text)) == []


def test_a_time_zone_that_was_not_given_is_absent() -> None:
    """Absent means UTC; a null would be a third thing."""
    begin = Begin(seq=1, **BEGIN)

    assert "time_zone" not in json.loads(line(begin))
    assert begin.zone == "UTC"


def test_a_request_never_shows_its_password() -> None:
    """Whatever prints a context, in a traceback or a log."""
    assert "123456" not in f"{Begin(seq=1, **BEGIN)!r}"


def test_u2028_is_written_as_it_is() -> None:
    """An adapter that splits lines there is to fail here and not at its users'."""
    call = Call(seq=1, api="v3", call="send", args={"body": "one\u2028two"})

    assert "one\u2028two".encode() in line(call)


def test_half_a_pair_is_never_written() -> None:
    """It has no UTF-8."""
    with pytest.raises(UnicodeEncodeError):
        line(Call(seq=1, api="v3", call="send", args={"body": "\ud800"}))


def test_unknown_keys_are_ignored() -> None:
    """A later kit may say more."""
    assert msgspec.json.decode(b'{"op":"end","seq":1,"weather":"fine"}', type=Request) == End(seq=1)


def test_the_calls_are_those_of_the_schemas() -> None:
    """One list in code and one in files, with the same arguments."""
    described = {
        (api, call): set(arguments(f"adapter/{api}.{call}.arguments"))
        for api, call in (each.split(".") for each in CALLS)
    }

    assert {key: set(value) for key, value in ARGUMENTS.items()} == described


def arguments(name: str) -> list[str]:
    """The names of a call's arguments."""
    schema = load(name)
    reference = schema.get("$ref")
    return arguments(f"adapter/{reference.removesuffix('.json')}") if reference else list(schema.get("properties", ()))


def test_the_classes_are_closed() -> None:
    """The classes in code are those of the schema, in its order."""
    assert list(ERROR_CLASSES) == load("adapter/error")["properties"]["class"]["enum"]


@pytest.mark.parametrize(
    ("schema", "wrong"),
    [
        ("v3.balance.value", {"balance": 1300.3, "credit_limit": "0", "available": "0"}),
        ("v3.balance.value", {"balance": "1E+3", "credit_limit": "0", "available": "0"}),
        ("v3.balance.value", {"balance": "1300.30", "credit_limit": "0"}),
        ("v2.balance.value", {"balance": "1,300.30"}),
        ("v3.send.value", {"message_count": "1"}),
        ("v3.send.value", {"message_count": 1, "total_price": 2.5}),
        ("v3.send.arguments", {"messages": [{"recipient": "1"}]}),
        ("v3.send.arguments", {"messages": [], "scheduled_date": "2019-07-25 18:20"}),
        ("v2.schedule.arguments", {"recipient": "1", "body": "x", "date": "2019-07-25T18:20:00"}),
        ("v3.status.value", {"statuses": [{"reference": "r"}]}),
        ("error", {"class": "money"}),
        ("error", {"code": 300}),
        ("call.request", {"seq": 1, "op": "call", "api": "v3", "call": "send", "args": {}}),
        ("call.request", {"seq": 1, "op": "call", "api": "v4", "call": "send", "args": {}}),
        ("call.reply", {"seq": 1, "ok": True}),
        ("call.reply", {"seq": 1, "ok": False}),
        ("call.reply", {"seq": 1, "unsupported": False}),
        ("begin.reply", {"seq": 1}),
        ("hello.reply", {"seq": 1, "ok": True, "client": {"name": "x"}, "calls": {"v2": ["sned"]}}),
        ("hello.reply", {"seq": 1, "ok": True, "client": {"name": "x"}, "calls": {}, "features": {"concurrency": 0}}),
    ],
)
def test_what_is_wrong_is_refused(schema: str, wrong: Any) -> None:
    """Amounts that lost their digits, dates without an offset, and what is missing."""
    assert explain(f"adapter/{schema}", wrong) != []
