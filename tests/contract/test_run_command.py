"""`mobipace-mock verify-client`: options, exit codes, reports, known failures and traces."""

import json
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mobipace.contract_tests.catalogue import CASES
from mobipace.contract_tests.catalogue.steps import Fault, Step, Twist, send, v3
from mobipace.contract_tests.cli_verify_client import main
from mobipace.contract_tests.reference import Client
from mobipace.contract_tests.replaying import is_trace, replay
from mobipace.contract_tests.runner import traces
from mobipace.contract_tests.runner.traces import Trace
from mobipace.mock_server.report import Verdict, read
from tests.report.samples import Page

REFERENCE = "mobipace.contract_tests.reference:Client"
BROKEN = "tests.contract.running:Mute"


def command(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_all_well_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Quiet when green."""
    assert command("--python", REFERENCE, "--case", "v3.balance.*", capsys=capsys) == (
        0,
        f"verify-client {REFERENCE}: all that was exercised was kept: 6 PASS\n",
        "",
    )


def test_nonconformance_is_1_and_says_how_to_repeat_it(capsys: pytest.CaptureFixture[str]) -> None:
    """One line that repeats the case."""
    code, out, _ = command("--python", BROKEN, "--case", "v3.balance.example", capsys=capsys)

    assert code == 1
    assert "FAIL v3.balance.example MUST" in out
    assert f"repeat   mobipace-mock verify-client --seed 1 --case 'v3.balance.example' --python {BROKEN}" in out


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--python", REFERENCE, "--case", "no.such.case"),
        ("--python", REFERENCE, "--", "node", "x.mjs"),
        ("--python", REFERENCE, "--report", "report.pdf"),
        ("--python", REFERENCE, "--known-failures", "no-such-file.toml"),
    ],
)
def test_wrong_options_are_2(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """One line on standard error."""
    code, out, err = command(*arguments, capsys=capsys)

    assert (code, out) == (2, "")
    assert err.startswith("mobipace-mock: ")
    assert err.count("\n") == 1


def test_a_client_that_cannot_be_driven_is_3(capsys: pytest.CaptureFixture[str]) -> None:
    """No class, no command."""
    assert command("--python", "no.such:Client", capsys=capsys)[0] == 3
    assert command("--", "no-such-command-anywhere", capsys=capsys)[0] == 3


def test_nothing_that_ran_is_4(capsys: pytest.CaptureFixture[str]) -> None:
    """Skips are no success."""
    assert command("--python", BROKEN, "--case", "v2.balance.*", capsys=capsys)[0] == 4


def test_a_broken_should_is_no_failure_unless_strict(capsys: pytest.CaptureFixture[str]) -> None:
    """`--strict` makes it one."""
    sloppy = ("--python", "tests.contract.test_run_command:Sloppy", "--case", "v3.session.reused")

    assert command(*sloppy, capsys=capsys)[0] == 0
    assert command(*sloppy, "--strict", capsys=capsys)[0] == 1


class Sloppy(Client):
    """A client that logs in for each call, adds to a balance, and has no balance in v2."""

    v2_balance = None  # type: ignore[assignment]

    def v3_balance(self) -> Any:
        """A cent too much."""
        return {**super().v3_balance(), "balance": "0.01"}

    def v3_send(self, messages: Any, **options: Any) -> Any:
        """As it should be, but for that."""
        self._v3._conversation._session_id = None
        return super().v3_send(messages, **options)


def test_every_report_says_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each form, read back by itself, counts what results.json counts."""
    paths = {suffix: tmp_path / f"report{suffix}" for suffix in (".json", ".xml", ".html", ".md", ".txt")}
    options = [part for path in paths.values() for part in ("--report", str(path))]
    cases = [part for glob in ("v3.balance.*", "v2.balance.*", "v3.session.reused") for part in ("--case", glob)]
    command("--python", "tests.contract.test_run_command:Sloppy", *cases, *options, capsys=capsys)
    totals = read(paths[".json"].read_bytes()).totals
    counted = {name: count for name, count in totals.items() if count}

    assert counted == {"FAIL": 6, "WARN": 1, "UNSUPPORTED": 6}
    assert _of_junit(paths[".xml"]) == {"tests": 13, "failures": 6, "errors": 0, "skipped": 6}
    assert _of_html(paths[".html"]) == totals
    assert _of_markdown(paths[".md"]) == totals
    assert _of_text(paths[".txt"]) == counted


def _of_junit(path: Path) -> dict[str, int]:
    root = ET.parse(path).getroot()  # noqa: S314  our own
    cases = [*root.iter("testcase")]
    children = Counter(each.tag for case in cases for each in case)
    shown = {name: int(root.get(name) or 0) for name in ("tests", "failures", "errors", "skipped")}
    assert [len(cases), children["failure"], children["error"], children["skipped"]] == list(shown.values())
    return shown


def _of_html(path: Path) -> dict[str, int]:
    rows = (item.text.split() for item in Page(path.read_text("utf-8")).all("li"))
    return {row[0]: int(row[1]) for row in rows if row[0] in list(Verdict)}


def _of_markdown(path: Path) -> dict[str, int]:
    rows = (line.strip("| ").split(" | ") for line in path.read_text("utf-8").splitlines() if line.startswith("| "))
    return {row[0]: int(row[1]) for row in rows if row[0] in list(Verdict)}


def _of_text(path: Path) -> dict[str, int]:
    counts = path.read_text("utf-8").splitlines()[0].rpartition(": ")[2].split(", ")
    return {name: int(count) for count, name in (each.split() for each in counts)}


def test_known_failures_are_expected_mended_and_updated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file is written once, and from then on keeps the run honest."""
    known = tmp_path / "known.toml"
    bad = ("--python", BROKEN, "--case", "v3.balance.*", "--known-failures", str(known))
    good = ("--python", REFERENCE, "--case", "v3.balance.*", "--known-failures", str(known))

    assert command(*bad, "--update-known-failures", capsys=capsys)[0] == 0
    assert known.read_text().count("not yet looked into") == 6
    assert command(*bad, capsys=capsys)[0] == 0
    code, out, _ = command(*good, capsys=capsys)
    assert code == 1
    assert "mended: v3.balance.example is a known failure, and passes" in out
    known.write_text('["v3.balnace.*"]\nstate = "fails"\nreason = "x"\n')
    assert command(*good, capsys=capsys)[0] == 2


def test_a_law_may_be_a_known_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Generated cases are checks like others."""
    known = tmp_path / "known.toml"
    known.write_text('["generated.*"]\nstate = "flaky"\nreason = "issue 12"\n')
    options = ("--python", REFERENCE, "--case", "v3.balance.whole", "--known-failures", str(known))

    assert command(*options, capsys=capsys)[0] == 0


def test_the_cases_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """With the readings they are repeated under."""
    code, out, _ = command("--list", "--readings", "all", "--case", "v3.session.single*", capsys=capsys)

    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == [
        "v3.session.single",
        "v3.session.single[single_session=yes]",
    ]


# Traces


def test_a_trace_is_written_read_and_replayed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the generator: the same steps, the same law."""
    steps = (Fault(document={"match": {"method": "Send"}, "effect": "empty"}), send(), v3("balance"))
    trace = Trace(
        law="generated.faults", client=traces.Client(python=REFERENCE), seed=4, account={"balance": "5.00"}, steps=steps
    )
    path = traces.write(trace, tmp_path)

    assert traces.read(path) == trace
    assert is_trace(path)
    assert replay(path) == 0
    assert "1 PASS" in capsys.readouterr().out


def test_a_trace_of_a_broken_client_is_broken_still(tmp_path: Path) -> None:
    """What it shows is what was seen."""
    client = traces.Client(python=BROKEN)
    trace = Trace(law="generated.readings", client=client, seed=1, account={}, steps=(v3("balance"),))

    assert replay(traces.write(trace, tmp_path)) == 1


def test_what_is_no_trace_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another file, or a law that is gone."""
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"format": "mobipace-trace", "law": "x"}))

    assert replay(path) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_steps_survive_json() -> None:
    """All of them are plain data."""
    for case in CASES:
        again = msgspec.json.decode(msgspec.json.encode(case.steps), type=tuple[Step, ...])
        assert again == case.steps, case.id
    assert Twist(method="send", line="x").line == "x"
