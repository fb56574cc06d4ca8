"""The ready-made adapter for Python clients: what it makes of each message, and that nothing stops it but the end."""

import io
import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest

from mobipace.contract_tests.adapter import Context, Failed
from mobipace.contract_tests.adapter.dispatch import Dispatcher
from mobipace.contract_tests.adapter.serve import talk

BEGIN = {
    "op": "begin",
    "case": "c",
    "v2_url": "http://127.0.0.1:9/v2",
    "v3_url": "http://127.0.0.1:9/v3",
    "username": "u",
    "password": "p",
    "sender": "S",
    "timeout_ms": 1000,
}


class Fake:
    """A client with some of the calls."""

    name = "fake"
    version = 2
    concurrency = 2
    closed: ClassVar[list[str]]
    meeting: ClassVar[threading.Barrier]

    def __init__(self, context: Context) -> None:
        if context.username == "refused":
            raise Failed("bad_credentials", 200)
        self.context = context

    def v3_balance(self) -> Mapping[str, Any]:
        return {"balance": "1", "credit_limit": "0", "available": self.context.zone}

    def v3_send(self, messages: Any, *, sender: str = "its own") -> Mapping[str, Any]:
        return {"message_count": len(messages), "sender": sender}

    def v3_status(self, references: Any) -> Mapping[str, Any]:
        self.meeting.wait(10)  # two calls have to be here at once
        return {"statuses": references}

    def v2_send(self, recipient: str, body: str) -> Mapping[str, Any]:
        try:
            raise LookupError(recipient)
        except LookupError as error:
            raise Failed("other", 799, value={"message_count": 1}) from error

    def v2_schedule(self, recipient: str, body: str, date: str) -> Mapping[str, Any]:
        raise NotImplementedError("not here")

    def v2_status(self, message_id: str) -> Mapping[str, Any]:
        raise {"1": KeyError("k"), "2": SystemExit(3)}[message_id]

    def v2_balance(self) -> Mapping[str, Any]:
        return {"balance": object()}

    def close(self) -> None:
        self.closed.append(self.context.username)


@pytest.fixture
def fake() -> type[Fake]:
    """A class of its own for each test."""

    class Mine(Fake):
        closed: ClassVar[list[str]] = []
        meeting = threading.Barrier(2)

    return Mine


def ask(fake: type[Fake], *requests: dict[str, Any] | bytes) -> list[dict[str, Any]]:
    """The replies to these lines, numbered from 1."""
    lines = [
        each if isinstance(each, bytes) else json.dumps({"seq": number, **each}).encode() + b"\n"
        for number, each in enumerate(requests, 1)
    ]
    output = io.BytesIO()
    talk(Dispatcher(fake), io.BytesIO(b"".join(lines)), output)
    replies = [json.loads(line) for line in output.getvalue().splitlines()]
    return sorted(replies, key=lambda reply: reply["seq"] or 0)


def call(api: str, name: str, **args: Any) -> dict[str, Any]:
    """A call."""
    return {"op": "call", "api": api, "call": name, "args": args}


def test_hello_offers_the_methods_that_are_there(fake: type[Fake]) -> None:
    """What a class lacks is not offered; what no method of it takes is named."""
    (reply,) = ask(fake, {"op": "hello", "protocol": 1})

    assert reply == {
        "seq": 1,
        "ok": True,
        "client": {"name": "fake", "version": "2", "language": "python"},
        "calls": {"v2": ["send", "schedule", "status", "balance"], "v3": ["send", "status", "balance"]},
        "features": {"concurrency": 2, "without": ["scheduled_date", "send_within_hours", "wap_push"]},
    }


def test_another_protocol_is_refused(fake: type[Fake]) -> None:
    """Better a word now than nonsense later."""
    (reply,) = ask(fake, {"op": "hello", "protocol": 2})

    assert "protocol 2: only 1 is spoken here" in reply["adapter_error"]


def test_a_value_is_told(fake: type[Fake]) -> None:
    """Arguments by their names; unknown ones, and those left out, are not passed."""
    replies = ask(fake, BEGIN, call("v3", "balance"), call("v3", "send", messages=[1, 2], weather="fine"))

    assert replies == [
        {"seq": 1, "ok": True},
        {"seq": 2, "ok": True, "value": {"balance": "1", "credit_limit": "0", "available": "UTC"}},
        {"seq": 3, "ok": True, "value": {"message_count": 2, "sender": "its own"}},
    ]


def test_an_error_is_told_in_the_words_of_its_cause(fake: type[Fake]) -> None:
    """Class, code, what was accepted, and the client's own exception."""
    reply = ask(fake, BEGIN, call("v2", "send", recipient="r", body="b"))[1]

    error = {"class": "other", "code": 799, "native": "LookupError: r", "value": {"message_count": 1}}
    assert reply == {"seq": 2, "ok": False, "error": error}


def test_a_login_refused_at_once_is_an_error_of_begin(fake: type[Fake]) -> None:
    """`begin` may log in."""
    replies = ask(fake, BEGIN | {"username": "refused"})

    assert replies[0]["error"]["class"] == "bad_credentials"


@pytest.mark.parametrize(
    ("api", "name", "reason"),
    [
        ("v2", "schedule", "not here"),
        ("v3", "calculate", "no call v3 calculate"),
        ("v3", "x-5f2c", "no call v3 x-5f2c"),
        ("v2", "close", "no call v2 close"),
    ],
)
def test_what_is_not_there_is_unsupported(fake: type[Fake], api: str, name: str, reason: str) -> None:
    """Also a call that the kit has made up."""
    reply = ask(fake, BEGIN, call(api, name, recipient="r", body="b", date="d"))[1]

    assert reply == {"seq": 2, "unsupported": True, "reason": reason}


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (call("v2", "status", message_id="1"), "KeyError: 'k'"),
        (call("v2", "status", message_id="2"), "SystemExit: 3"),
        (call("v2", "status"), "missing 1 required positional argument"),
        (call("v2", "balance"), "the reply cannot be written"),
    ],
)
def test_any_other_exception_is_the_adapters_fault(fake: type[Fake], request_: dict[str, Any], error: str) -> None:
    """It is told with its traceback, and the next call is answered."""
    replies = ask(fake, BEGIN, request_, call("v3", "balance"))

    assert error in replies[1]["adapter_error"]
    assert replies[2]["ok"] is True


def test_a_call_before_begin_is_the_kits_fault(fake: type[Fake]) -> None:
    """There is no client."""
    assert "a call before begin" in ask(fake, call("v3", "balance"))[0]["adapter_error"]


@pytest.mark.parametrize(
    "line", [b"x\n", b"[]\n", b"\n", b'{"op":"fly","seq":1}\n', b'{"op":"end"}\n', b"\xff\n", b'"\xe9"\n']
)
def test_an_unreadable_line_is_answered_without_a_number(fake: type[Fake], line: bytes) -> None:
    """And the next line is read."""
    first, second = ask(fake, line, {"op": "end"})

    assert (first["seq"], second) == (None, {"seq": 2, "ok": True})
    assert first["adapter_error"].startswith("line 1: ")


def test_calls_run_side_by_side(fake: type[Fake]) -> None:
    """As many as the client takes: each of these waits for the other."""
    replies = ask(fake, BEGIN, call("v3", "status", references=[1]), call("v3", "status", references=[2]))

    assert [reply["value"]["statuses"] for reply in replies[1:]] == [[1], [2]]


def test_a_case_closes_its_client(fake: type[Fake]) -> None:
    """At its end, and at the next begin where it has none."""
    ask(fake, BEGIN | {"username": "a"}, {"op": "end"}, BEGIN | {"username": "b"}, BEGIN | {"username": "c"})

    assert fake.closed == ["a", "b"]


def test_nothing_is_read_after_stop(fake: type[Fake]) -> None:
    """The reply to stop is the last."""
    replies = ask(fake, {"op": "stop"}, {"op": "end"})

    assert replies == [{"seq": 1, "ok": True}]


def test_what_a_client_prints_is_not_in_the_way(tmp_path: Path) -> None:
    """Standard output is the protocol's alone; even a child of the client cannot write there."""
    adapter = tmp_path / "adapter.py"
    adapter.write_text(
        "import os\n"
        "from mobipace.contract_tests.adapter import serve\n"
        "class Client:\n"
        "    def __init__(self, context): print('made'); os.system('echo begun')\n"
        "serve(Client)\n"
    )
    lines = "".join(json.dumps(each) + "\n" for each in (BEGIN | {"seq": 1}, {"op": "stop", "seq": 2}))
    done = subprocess.run(
        [sys.executable, str(adapter)], input=lines, capture_output=True, text=True, check=True, timeout=30
    )

    assert [json.loads(line) for line in done.stdout.splitlines()] == [{"seq": 1, "ok": True}, {"seq": 2, "ok": True}]
    assert sorted(done.stderr.split()) == ["begun", "made"]
