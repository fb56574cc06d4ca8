"""A command that makes one call: its exit code and its one JSON object, read as any other reply."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mobipace.contract_tests import driver
from mobipace.contract_tests.driver import (
    AdapterError,
    Crashed,
    Failure,
    Leak,
    Limits,
    Reply,
    RunOver,
    Subject,
    TimedOut,
    Unreachable,
    Unsupported,
    Value,
)
from tests.contract.support import FUNDS, PASSWORD, context, run

COMMAND = Path(__file__).with_name("executed.py")
NO_MONEY = Failure("out_of_balance", 300, "no money")


@contextmanager
def executed(deed: str) -> Iterator[Subject]:
    """The command that does `deed`."""
    subject = driver.command([sys.executable, "-I", str(COMMAND), deed], Limits(process_seconds=0.5))
    try:
        yield subject
    finally:
        subject.close()


@pytest.mark.parametrize(
    ("deed", "reply"),
    [
        ("nothing", Value(None)),
        ("value", Value(FUNDS)),
        ("wrapped-value", Value(FUNDS)),
        ("error", NO_MONEY),
        ("wrapped-error", NO_MONEY),
        ("bare-error", Failure(None)),
        ("unsupported", Unsupported("exit status 127")),
        ("other-status", Crashed("the process ended with exit status 2")),
        ("fault", Crashed("the process was ended by SIGSEGV")),
    ],
)
def test_an_exit_code_is_a_reply(deed: str, reply: Reply) -> None:
    """0 is success, 1 an error of the API, 127 unsupported, and all else a crash; an object may say more."""
    with executed(deed) as subject:
        case = run(subject)

    assert case.reply == reply


def test_a_command_that_hangs_is_ended() -> None:
    """After four requests' worth of time, and what a process needs to come up."""
    with executed("hang") as subject:
        case = run(subject, 100)

    assert (case.reply, case.ended.trouble) == (TimedOut(0.9), TimedOut(0.9))


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("chatter", "noise on standard output: 'sent!\\n': it is not JSON"),
        ("two-objects", "more stands on the line after the first JSON value"),
        ("wrong-value", "balance: 1300.3 given; allowed: an amount as a string"),
    ],
)
def test_standard_output_holds_one_object_at_most(deed: str, reason: str) -> None:
    """Whatever else is there cannot be held to anything."""
    with executed(deed) as subject:
        reply = run(subject).reply

    assert isinstance(reply, AdapterError)
    assert reason in reply.reason


def test_the_environment_holds_the_case() -> None:
    """All that a command needs to know, by its documented names."""
    with executed("environment") as subject:
        ended = run(subject, 100, time_zone="Asia/Yerevan", ca="ca.pem").ended
    told = json.loads(ended.stderr)

    assert json.loads(told.pop("MOBIPACE_CONTEXT")) == {
        "api": "v3",
        "call": "balance",
        "args": {},
        "ca": "ca.pem",
        "timeout_ms": 100,
    }
    assert told == {
        "MOBIPACE_CASE": "a.case",
        "MOBIPACE_V2_URL": "http://127.0.0.1:9/API_2_0/HTTP_API.aspx",
        "MOBIPACE_V3_URL": "http://127.0.0.1:9/v3",
        "MOBIPACE_USERNAME": "case@mobipace.com",
        "MOBIPACE_PASSWORD": "******",
        "MOBIPACE_SENDER": "MOBIPACE",
        "MOBIPACE_TIME_ZONE": "Asia/Yerevan",
    }
    assert [leak.what for leak in ended.leaks] == ["the password"]


def test_a_password_on_standard_output_is_found_and_masked() -> None:
    """An object is shown in reports."""
    with executed("leak") as subject:
        case = run(subject)

    assert case.reply == Failure("out_of_balance", 300, "******")
    assert [(leak.where, leak.what) for leak in case.ended.leaks] == [("stdout", "the password")]
    assert PASSWORD not in f"{case}"
    assert isinstance(case.ended.leaks[0], Leak)


def test_a_second_call_is_unsupported() -> None:
    """A process has no memory of the one before."""
    with executed("value") as subject:
        session = subject.begin(context())
        replies = [session.call("v3", "balance") for _ in range(2)]

    assert replies == [Value(FUNDS), Unsupported("one process makes one call; sequences need an adapter")]
    assert not subject.hello().has_sequences


def test_a_call_too_large_for_a_variable_is_unsupported() -> None:
    """The kernel would refuse to start the process."""
    messages = [{"recipient": "79851112233", "body": "x" * 500}] * 300
    with executed("value") as subject:
        reply = subject.begin(context()).call("v3", "send", {"messages": messages})

    assert reply == Unsupported("the call is too large for an environment variable; use an adapter")


def test_three_crashes_in_a_row_end_the_run() -> None:
    """As with an adapter."""
    with executed("other-status") as subject:
        for _ in range(3):
            run(subject)
        with pytest.raises(RunOver, match="3 cases in a row"):
            subject.begin(context())

    assert subject.over is not None


def test_a_command_that_is_not_there_is_unreachable() -> None:
    """It is tried at the first call."""
    session = driver.command(["/no-such-command"]).begin(context())

    with pytest.raises(Unreachable, match=r"no-such-command.*No such file"):
        session.call("v3", "balance")
