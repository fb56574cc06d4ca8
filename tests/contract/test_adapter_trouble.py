"""Adapters that hang, crash or make noise: each gets its exact outcome in bounded time; the run goes on, or ends."""

import os
import signal
import time
from pathlib import Path

import pytest

from mobipace.contract_tests import driver
from mobipace.contract_tests.driver import (
    Crashed,
    Ended,
    Noise,
    RunOver,
    TimedOut,
    Unreachable,
    Value,
)
from tests.contract.support import FUNDS, ONE_SECOND, PATIENT, adapter, context, open_files, run

OK = Value(FUNDS)
NO_TROUBLE = Ended(None, "", ())
FIRST_WORDS = ("hang", "exit-3", "exit-0", "fault", "close-output")

HANG = TimedOut(1.0)
EXIT = Crashed("the process ended with exit status 3")
CLEAN_EXIT = Crashed("the process ended with exit status 0")
FAULT = Crashed("the process was ended by SIGSEGV")
CLOSED = Crashed("the process closed its standard output")
TROUBLES = [("hang", HANG), ("exit-3", EXIT), ("exit-0", CLEAN_EXIT), ("fault", FAULT), ("close-output", CLOSED)]


def test_a_good_adapter_gives_its_value() -> None:
    """The measure of all that follows: with no misdeed the call succeeds and nothing is left to say."""
    with adapter("none") as subject:
        case = run(subject)

    assert (case.reply, case.ended, subject.over) == (OK, NO_TROUBLE, None)


@pytest.mark.parametrize("deed", FIRST_WORDS)
def test_an_adapter_that_never_says_hello_is_unreachable(deed: str) -> None:
    """There is nothing to judge: exit code 3, whatever the reason."""
    with adapter(f"hello:{deed}", startup_seconds=1.0) as subject, pytest.raises(Unreachable) as caught:
        subject.hello()

    assert caught.value.exit_code == 3


def test_a_command_that_is_not_there_is_unreachable() -> None:
    """The text names the command and the reason."""
    with pytest.raises(Unreachable, match=r"no-such-adapter.*No such file") as caught:
        driver.adapter(["/no-such-adapter"]).hello()

    assert caught.value.exit_code == 3


@pytest.mark.parametrize("operation", ["begin", "call", "end"])
@pytest.mark.parametrize(("deed", "trouble"), TROUBLES)
def test_a_hang_or_crash_fails_its_case_alone(operation: str, deed: str, trouble: TimedOut | Crashed) -> None:
    """The case hears what happened; the adapter is started again for the next one, which is none the worse."""
    timeout_ms = ONE_SECOND if deed == "hang" else PATIENT
    began = time.monotonic()
    with adapter(f"{operation}:{deed}") as subject:
        case = run(subject, timeout_ms)
        seconds = time.monotonic() - began
        subject.begin(context(timeout_ms)).end()

    assert (case.reply, case.ended.trouble) == (OK if operation == "end" else trouble, trouble)
    assert seconds < 10
    assert subject.over is None


def test_a_call_after_trouble_has_the_same_trouble() -> None:
    """A case is not given a second client half way through."""
    with adapter("call:exit-3") as subject:
        session = subject.begin(context())
        replies = [session.call("v3", "balance") for _ in range(3)]

    assert replies == [EXIT] * 3


def test_three_in_a_row_end_the_run() -> None:
    """Nobody waits for every case of a client that does nothing but crash."""
    with adapter("call:exit-3") as subject:
        replies = [run(subject).reply for _ in range(3)]
        with pytest.raises(RunOver, match="3 cases in a row") as caught:
            subject.begin(context())

    assert replies == [EXIT] * 3
    assert caught.value.exit_code == 1


def test_a_good_case_between_begins_the_count_anew() -> None:
    """Three in a row are three with nothing good between them."""
    with adapter("call:exit-3") as subject:
        for _ in range(3):
            run(subject)
            subject.begin(context()).end()

    assert subject.over is None


def test_an_adapter_that_exits_after_a_reply_is_noticed_at_the_next_request() -> None:
    """The reply counts; that the process is gone does too."""
    with adapter("call:answer-and-exit") as subject:
        case = run(subject)

    assert (case.reply, case.ended.trouble) == (OK, CLEAN_EXIT)


NOISE = [
    ("noise-before", "debug: connecting", "it is not JSON"),
    ("noise-on-the-line", 'reply: {"seq": ', "it is not JSON"),
    ("in-lines", "{", "it is not JSON"),
    ("two-on-a-line", '{"seq": ', "more stands on the line after the first JSON value"),
    ("wrong-seq", '{"seq": 10', "is no request that waits for a reply"),
    ("no-seq", "{", "seq is 'missing'"),
    ("seq-as-text", '{"seq": "', "seq is '"),
    ("array", "[]", "no JSON object"),
    ("empty-line", "", "an empty line"),
    ("bom", "\ufeff{", "it begins with a byte order mark"),
    ("latin-1", '{"seq": 3, "adapter_error": "caf\ufffd', "it is not UTF-8"),
    ("half-a-pair", '{"seq": 3, "adapter_error": "\\ud800', "it is not JSON"),
    ("endless-line", "xxxx", "a line of more than 1000000 bytes"),
]


@pytest.mark.parametrize("operation", ["begin", "call", "end"])
@pytest.mark.parametrize(("deed", "begins", "why"), NOISE)
def test_noise_on_standard_output_ends_the_run(operation: str, deed: str, begins: str, why: str) -> None:
    """From there on nobody can tell a reply from noise: the case fails and no other begins."""
    with adapter(f"{operation}:{deed}", line_bytes=1_000_000) as subject:
        case = run(subject)
        with pytest.raises(RunOver, match="noise on standard output") as caught:
            subject.begin(context())

    noise = case.ended.trouble
    assert isinstance(noise, Noise)
    assert noise.line.startswith(begins)
    assert why in noise.why
    assert case.reply == (OK if operation == "end" else noise)
    assert caught.value.exit_code == 1


@pytest.mark.parametrize("deed", ["noise-after", "twice"])
def test_noise_after_a_reply_is_found_at_the_next_request(deed: str) -> None:
    """The reply was right and counts; its case fails all the same."""
    with adapter(f"call:{deed}") as subject:
        case = run(subject)

    assert case.reply == OK
    assert isinstance(case.ended.trouble, Noise)
    assert subject.over is not None


def test_noise_after_the_last_case_is_found_at_the_end() -> None:
    """Also the last words have to be of the protocol."""
    with adapter("end:noise-after") as subject:
        case = run(subject)

    assert case.ended.trouble is None
    assert str(subject.over).startswith("noise on standard output: 'debug: done'")


def test_noise_before_the_first_words_ends_the_run() -> None:
    """A banner is noise."""
    with adapter("hello:noise-before") as subject, pytest.raises(RunOver, match="debug: connecting"):
        subject.hello()

    assert subject.over is not None


@pytest.mark.parametrize("deed", ["carriage-return", "byte-by-byte", "chatter", "unknown-keys"])
def test_what_the_protocol_allows_is_no_noise(deed: str) -> None:
    """A CR before the LF, a reply in pieces, much on standard error, and keys that nobody knows."""
    with adapter(f"call:{deed}") as subject:
        case = run(subject)

    assert isinstance(case.reply, Value)
    assert case.ended.trouble is None


# Processes


def test_an_adapter_that_does_not_stop_is_ended() -> None:
    """It is asked, its input is closed, and after a while it is killed: no process is left."""
    began = time.monotonic()
    with adapter("stop:hang", stop_seconds=0.2) as subject:
        case = run(subject)

    assert (case.reply, subject.over) == (OK, None)
    assert time.monotonic() - began < 5


def wait_for_the_end(fifo: int) -> bytes:
    """Returns when the last writer of the fifo has ended."""
    os.set_blocking(fifo, True)
    return os.read(fifo, 1)


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    """A named pipe."""
    path = tmp_path / "fifo"
    os.mkfifo(path)
    return path


def test_what_an_adapter_has_started_ends_with_it(fifo: Path) -> None:
    """A child that keeps standard output open hides nobody's crash, and does not outlive it."""
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    with adapter("call:leave-a-child", str(fifo)) as subject:
        case = run(subject)
    rest = wait_for_the_end(reader)
    os.close(reader)

    assert (case.reply, rest) == (EXIT, b"")


def test_a_child_that_fled_hides_no_crash(fifo: Path) -> None:
    """What has left the process group cannot be ended with it; it is not waited for either."""
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    with adapter("call:leave-a-stranger", str(fifo)) as subject:
        case = run(subject)
    pid = int(case.ended.stderr.split()[1])
    os.kill(pid, signal.SIGKILL)
    wait_for_the_end(reader)
    os.close(reader)

    assert case.reply == EXIT


def test_an_answer_that_comes_too_late_reaches_no_later_case() -> None:
    """A call that timed out stays so, and its answer is not taken for another's."""
    with adapter("call:answer-too-late") as subject:
        late = run(subject, ONE_SECOND).reply
        next_session = subject.begin(context())
        unsupported = next_session.call("v3", "status", {"references": []})
        ended = next_session.end()

    assert late == HANG
    assert str(unsupported) == "unsupported: v3 status is not declared in hello"
    assert ended.trouble is None


def test_an_adapter_that_reads_no_more_times_out() -> None:
    """A call larger than any pipe does not block the kit."""
    with adapter("made-up:deaf") as subject:
        session = subject.begin(context(ONE_SECOND))
        reply = session.call("v3", "balance", {"note": "x" * 10_000_000})

    assert reply == HANG


def test_no_descriptor_is_left_open() -> None:
    """A run of many cases, with many restarts, does not run out of files."""
    with adapter("call:exit-3") as subject:
        run(subject)
    before = open_files()
    for deed in ("call:exit-3", "call:close-output", "end:twice", "stop:hang"):
        with adapter(deed, stop_seconds=0.1) as subject:
            run(subject)

    assert open_files() <= before
