"""`verify-client` with adapters that misbehave: each gets its exact verdict and exit code, and none keeps the run.

Three cases, one after the other; what is slow here is a client that is given its whole time, four times 0.8 s.
"""

import sys
from dataclasses import replace

import pytest

from mobipace.contract_tests.catalogue import CASES
from mobipace.contract_tests.cli_verify_client import main
from mobipace.contract_tests.driver import Limits, Rejected, RunOver, Unreachable, adapter
from mobipace.contract_tests.runner import Options, Planned, run
from mobipace.mock_server.report import Results
from tests.contract.support import ADAPTER

THREE = ("v3.balance.example", "v3.balance.whole", "v3.balance.large")
QUICK = 200  # milliseconds for a request, so that a call that hangs is given up after four times that


def played(deed: str, timeout_ms: int = 10_000) -> Results:
    """Three cases with it."""
    cases = [replace(case, timeout_ms=timeout_ms) for case in CASES if case.id in THREE]
    command = [sys.executable, "-I", str(ADAPTER), deed]
    limits = Limits(startup_seconds=2.0, stop_seconds=0.5, line_bytes=1024 * 1024)
    return run(
        lambda: adapter(command, limits), [Planned(case, case.id) for case in cases], Options(deed, jobs=1, slack=0.0)
    )


def verdicts(deed: str, timeout_ms: int = 10_000) -> list[str]:
    """In the order of the cases."""
    return [check.verdict.value for check in played(deed, timeout_ms).checks]


@pytest.mark.parametrize("deed", ["none", "call:chatter", "call:byte-by-byte", "end:chatter"])
def test_what_is_only_odd_passes(deed: str) -> None:
    """Two megabytes on standard error among it."""
    assert verdicts(deed) == ["PASS"] * 3


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        ("call:noise-before", "it is not JSON"),
        ("call:flood", "it is not JSON"),
        ("call:endless-line", "more than 1048576 bytes"),
        ("call:wrong-seq", "is no request that waits"),
        ("call:twice", "is no request that waits"),
        ("call:no-seq", "seq"),
        ("begin:flood", "it is not JSON"),
        ("end:twice", "is no request that waits"),
    ],
)
def test_noise_fails_its_case_and_ends_the_run(deed: str, why: str) -> None:
    """From there on nobody can tell replies from noise; what is left is not run."""
    found = played(deed)
    ran = [check for check in found.checks if check.verdict != "NOTRUN"]

    assert [check.verdict.value for check in found.checks].count("NOTRUN") >= 1
    assert [check.verdict.value for check in ran][-1] in ("FAIL", "PASS")  # noise after a reply is met at the next
    assert found.notes[0].startswith("the run ended early: noise on standard output")
    assert why in found.notes[0]


@pytest.mark.parametrize("deed", ["call:exit-3", "call:fault", "call:close-output", "begin:exit-0", "end:exit-3"])
def test_who_dies_midway_has_crashed_three_times(deed: str) -> None:
    """It is started anew each time, and the third time is enough."""
    assert verdicts(deed) == ["CRASH"] * 3


@pytest.mark.parametrize("deed", ["call:hang", "begin:hang", "end:hang", "call:deaf", "call:close-input"])
def test_who_is_silent_has_timed_out(deed: str) -> None:
    """After four requests' time, each case by itself."""
    found = played(deed, QUICK)

    assert {check.verdict.value for check in found.checks} <= {"TIMEOUT", "CRASH"}
    assert found.notes[0].startswith("the run ended early: 3 cases in a row ended in a hang or a crash")


@pytest.mark.parametrize("deed", ["call:adapter-error", "call:number", "call:no-value", "call:unsupported"])
def test_a_reply_that_is_none_fails_its_case_alone(deed: str) -> None:
    """The next one is asked all the same."""
    assert verdicts(deed) == ["FAIL"] * 3


@pytest.mark.parametrize(
    ("deed", "error"),
    [
        ("hello:hang", Unreachable),
        ("hello:exit-3", Unreachable),
        ("hello:close-output", Unreachable),
        ("hello:no-client", Rejected),
        ("made-up:ok-to-all", Rejected),
        ("made-up:hang", Rejected),
        ("begin:close-input", Rejected),
        ("hello:flood", RunOver),
    ],
)
def test_who_cannot_be_driven_is_told_before_any_case(deed: str, error: type[Exception]) -> None:
    """No case has a verdict then."""
    if error is RunOver:
        assert set(verdicts(deed)) == {"NOTRUN"}
    else:
        with pytest.raises(error):
            played(deed, QUICK)


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        ("none", 0),
        ("call:chatter", 0),
        ("call:adapter-error", 1),
        ("call:flood", 1),
        ("call:twice", 1),
        ("call:exit-3", 1),
        ("hello:flood", 1),
        ("made-up:ok-to-all", 2),
        ("hello:no-client", 2),
        ("hello:exit-3", 3),
    ],
)
def test_the_command_has_its_exit_code(deed: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    """0, 1, 2 and 3, and something is said of it."""
    cases = [part for id in THREE for part in ("--case", id)]
    with pytest.raises(SystemExit) as ended:
        main([*cases, "--jobs", "1", "--", sys.executable, "-I", str(ADAPTER), deed])
    said = capsys.readouterr()

    assert int(ended.value.code or 0) == code
    assert said.out + said.err != ""
    assert "Traceback" not in said.err
