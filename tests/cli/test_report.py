"""`serve --report FILE`: what was observed, written when the server ends."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from mobipace.schemas import explain
from tests.cli.support import DEMO, Command


def provoke(command: Command, file: Path) -> None:
    """Serve with a report; one client breaks one rule, and the server is told to end."""
    with command.serving("--no-tls", "--report", file) as server:
        server.http.get(f"/API_2_0/HTTP_API.aspx?FUNCTION=querybalance&username={DEMO['username']}&password=123456")


def test_json_has_the_violation(command: Command, tmp_path: Path) -> None:
    """The form is the suffix's; the document fits its schema and names the rule that was broken."""
    provoke(command, tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    failed = {check["id"] for check in report["checks"] if check["verdict"] == "FAIL"}

    assert explain("report", report) == []
    assert failed == {"v2.parameter.case"}


def test_junit_has_a_real_failure(command: Command, tmp_path: Path) -> None:
    """A CI system reads it."""
    provoke(command, tmp_path / "report.xml")
    suites = ElementTree.parse(tmp_path / "report.xml").getroot()  # noqa: S314  our own

    assert [case.get("name") for case in suites.iter("testcase") if case.find("failure") is not None] == [
        "v2.parameter.case"
    ]


@pytest.mark.parametrize("suffix", [".html", ".md", ".txt"])
def test_forms_for_people(command: Command, tmp_path: Path, suffix: str) -> None:
    """They name the rule and its clause, and never the password."""
    provoke(command, tmp_path / f"report{suffix}")
    text = (tmp_path / f"report{suffix}").read_text("utf-8")

    assert "v2.parameter.case" in text
    assert "123456" not in text


@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("report.pdf", "its suffix says the form; allowed: .json, .html, .xml, .md, .txt"),
        ("report", "its suffix says the form"),
        ("nowhere/report.json", "there is no folder"),
    ],
)
def test_a_file_that_cannot_be_is_told_at_the_start(command: Command, name: str, about: str) -> None:
    """Not after an hour of tests: exit 2 and one line."""
    ended = command.run("serve", "--report", name)

    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (2, "", 1)
    assert about in ended.stderr


def test_a_report_that_cannot_be_written_in_the_end(command: Command, tmp_path: Path) -> None:
    """Its folder is gone by then: one line, exit 2."""
    folder = tmp_path / "gone"
    folder.mkdir()
    ready = tmp_path / "ready.json"
    process = command.start(
        "serve", "--no-tls", "--port", "0", "--ready-file", ready, "--report", folder / "report.json", stderr=-1
    )
    assert command.run("ready", "--wait", "--ready-file", ready).returncode == 0
    folder.rmdir()
    process.terminate()
    _, errors = process.communicate(timeout=20)

    assert (process.returncode, errors.decode().count("\n")) == (2, 1)
    assert b"report.json" in errors
