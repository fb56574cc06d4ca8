"""`adapter-check`: what an adapter gets wrong, said so that its author can put it right."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mobipace.contract_tests.adapter.messages import Stop
from mobipace.contract_tests.check import AdapterReport, adapter_check
from mobipace.contract_tests.driver import Limits
from mobipace.contract_tests.driver.child import ChildLink
from mobipace.contract_tests.driver.replies import TimedOut
from tests.contract.support import ADAPTER

BASIC = [
    "cases begin and end",
    "a made-up call is unsupported",
    "an unreadable line is answered",
    "lines end in LF alone",
    "every declared call succeeds",
    "a refusal is told",
    "calls at once are answered each",
    "each case has a client of its own",
    "it exits at stop",
    "it exits at the end of input",
]


def check(deed: str, timeout_ms: int = 2000, **limits: Any) -> AdapterReport:
    """What is found about the adapter that does `deed`."""
    return adapter_check([sys.executable, "-I", str(ADAPTER), deed], timeout_ms=timeout_ms, limits=Limits(**limits))


def test_a_good_adapter_has_nothing_to_hear() -> None:
    """Every check passes: exit code 0."""
    report = check("none")

    assert (report.findings, report.exit_code, report.passed) == ([], 0, BASIC)


@pytest.mark.parametrize(
    ("deed", "exit_code", "what"),
    [
        ("hello:exit-3", 3, "The adapter ends instead of answering"),
        ("hello:hang", 3, "A request is not answered"),
        ("hello:noise-before", 1, "Standard output holds what is no reply"),
        ("hello:no-client", 2, "hello is not answered as it should be"),
        ("hello:adapter-error", 2, "hello is not answered as it should be"),
        ("begin:adapter-error", 1, "A case does not begin"),
        ("begin:noise-after", 1, "Standard output holds what is no reply"),
        ("end:adapter-error", 1, "A case does not end"),
        ("end:exit-0", 1, "The adapter ends instead of answering"),
        ("made-up:ok-to-all", 2, "The made-up call v3 x-5f2c90de is not answered as unsupported"),
        ("made-up:exit-3", 2, "The adapter ends instead of answering"),
        ("call:in-lines", 1, "Standard output holds what is no reply"),
        ("call:wrong-seq", 1, "Standard output holds what is no reply"),
        ("begin:make-up-values", 1, "v3 balance is reported, and was never made"),
        ("call:unsupported", 1, "v3 balance does not succeed: adapter error: unsupported, though hello declares"),
        ("call:number", 1, "v3 balance does not succeed: adapter error: a reply that does not fit its schema"),
        ("call:error", 1, "v3 balance does not succeed: bad_credentials, code 200, LoginError"),
        ("call:tell", 1, "It tells the password in stderr"),
        ("call:tell-url", 1, "It tells a v2 URL with the password in stderr"),
        ("call:tell-in-native", 1, "It tells the password in a reply"),
        ("stop:hang", 1, "The adapter does not exit"),
        ("begin:first-begin", 1, "A second case has the first one's client"),
    ],
)
def test_what_is_wrong_is_found(deed: str, exit_code: int, what: str) -> None:
    """Each misdeed by its own words, and the exit code that the kit would end with."""
    report = check(
        deed, startup_seconds=1.0 if deed == "hello:hang" else 20.0, stop_seconds=0.1 if deed == "stop:hang" else 1.0
    )
    found = [finding.what for finding in report.findings]

    assert any(each.startswith(what) for each in found), found
    assert report.exit_code == exit_code


def test_nothing_is_waited_for_of_an_adapter_that_has_been_ended() -> None:
    """What it was ended for answers the lines that are written after that as well, and at once."""
    link = ChildLink([sys.executable, "-I", str(ADAPTER), "none"], Limits())
    link.kill(TimedOut(1.0))
    link.stop(Stop(seq=1))

    assert link.expect(2).result(timeout=0) == TimedOut(1.0)


def test_a_finding_tells_all_that_its_author_needs() -> None:
    """What was sent, what came, what is expected, and what to do."""
    report = check("made-up:ok-to-all")
    lines = [*report.lines()]

    assert lines[0] == "misbehaving  v2: nothing; v3: balance"
    assert "1. The made-up call v3 x-5f2c90de is not answered as unsupported" in lines
    assert '   sent      {"op":"call","seq":3,"api":"v3","call":"x-5f2c90de","args":{}}' in lines
    assert any(line.startswith('   came      {"seq": 3, "ok": true') for line in lines)
    assert '   expected  {"seq": …, "unsupported": true, "reason": "…"}' in lines
    assert any(line.startswith("   to do     Answer unsupported to every name") for line in lines)
    assert lines[-1].endswith("the kit rejects this adapter.")


def test_a_reader_that_ends_lines_at_u2028_is_found(tmp_path: Path) -> None:
    """str.splitlines does, and so does many a language's line reader."""
    adapter = tmp_path / "adapter.py"
    adapter.write_text(
        "import json, sys\n"
        "for text in sys.stdin:\n"
        "  for line in text.splitlines():\n"
        "    try: request = json.loads(line)\n"
        "    except ValueError as error: reply = {'seq': None, 'adapter_error': str(error)}\n"
        "    else:\n"
        "      reply = {'seq': request['seq'], 'ok': True, 'client': {'name': 'x'}, 'calls': {}}\n"
        "      if request['op'] == 'call': reply = {'seq': request['seq'], 'unsupported': True}\n"
        "    print(json.dumps(reply), flush=True)\n"
    )
    report = adapter_check([sys.executable, "-X", "utf8", str(adapter)], timeout_ms=2000)
    (finding, *_) = report.findings

    assert finding.what == "A request that holds U+2028 is not read as one line"
    assert '"note":"one\\u2028two\\u2029three\\x85four"' in finding.sent


def test_an_adapter_that_hangs_at_every_call_keeps_nobody() -> None:
    """Each check has its time, and then it is over."""
    report = check("call:hang", timeout_ms=100)

    assert [finding.what for finding in report.findings] == ["A request is not answered"]
    assert "it exits at stop" in report.passed


def test_a_password_is_shown_nowhere() -> None:
    """Not even that of an account which lives for a second."""
    text = "\n".join(check("call:tell").lines())

    assert "password is ******" in text


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as a user would type it."""
    program = "from mobipace.contract_tests.cli_adapter_check import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False, timeout=50
    )


def test_the_command_ends_with_its_exit_code() -> None:
    """And says everything on standard output."""
    good = command("--timeout-ms", "2000", "--", sys.executable, "-I", str(ADAPTER), "none")
    bad = command("--", sys.executable, "-I", str(ADAPTER), "hello:no-client")
    gone = command("--", "/no-such-adapter", "--verbose")

    assert (good.returncode, good.stdout.splitlines()[-1]) == (0, "The adapter keeps the protocol.")
    assert (bad.returncode, bad.stdout.splitlines()[-1]) == (2, "1 thing is wrong; the kit rejects this adapter.")
    assert (gone.returncode, "/no-such-adapter --verbose: No such file or directory" in gone.stdout) == (3, True)
    assert (good.stderr, bad.stderr, gone.stderr) == ("", "", "")


def test_without_a_command_it_says_how_it_is_used() -> None:
    """Exit code 2: usage."""
    done = command()

    assert (done.returncode, "Missing argument" in done.stderr) == (2, True)
