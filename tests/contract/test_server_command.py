"""`mobipace-mock verify-server`: options, exit codes, reports, and what stands in none of them."""

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from mobipace.contract_tests.broken import BROKEN_GATEWAYS
from mobipace.contract_tests.cli_verify_server import main
from mobipace.contract_tests.own_gateway import OwnGateway
from mobipace.contract_tests.server import run as runs
from mobipace.contract_tests.server.check import ServerCheck
from mobipace.mock_server.report import FORMS, read
from tests.contract.server_support import target, verified

BROKEN = {each.id: each for each in BROKEN_GATEWAYS}
CANARY = "kanarie/4711 é"


@pytest.fixture(scope="module")
def gateway() -> Iterator[OwnGateway]:
    """A simulator of the demo world."""
    with OwnGateway() as own:
        yield own


def command(gateway: OwnGateway, *more: str) -> int:
    """The exit code of the command with these options besides the account's."""
    at = target(gateway.url)
    urls = ["--v3-url", at.v3_url, "--v2-url", at.v2_url]
    with pytest.raises(SystemExit) as end:
        main([*urls, "--username", at.username, "--password", at.password, *more])
    return int(end.value.code or 0)


def control(gateway: OwnGateway) -> list[str]:
    """The option that names the control API."""
    return ["--control", f"{gateway.url}/_control"]


def test_a_right_server_is_exit_0(gateway: OwnGateway, capsys: pytest.CaptureFixture[str]) -> None:
    """And little is said."""
    code = command(gateway, *control(gateway), "--only", "server.v3.*", "--examples", "3", "--seed", "1")

    assert code == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_what_is_only_worth_knowing_is_counted_and_shown_when_asked_for(
    gateway: OwnGateway, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line in the terminal; all of it with --verbose, and in every report."""
    path = tmp_path / "report.txt"
    options = [*control(gateway), "--only", "server.reading.*", "--examples", "0"]
    command(gateway, *options, "--report", str(path))
    brief = capsys.readouterr().out
    command(gateway, *options, "--verbose")
    whole = capsys.readouterr().out

    assert brief.splitlines()[1:] == [
        "note: 24 INFO say what the server does where the documents leave it open; --verbose shows them"
    ]
    assert brief.splitlines()[0].endswith(": all that was exercised was kept: 24 INFO")
    assert [text.count("INFO server.reading.") for text in (whole, path.read_text())] == [24, 24]


def test_a_broken_server_is_exit_1(gateway: OwnGateway, capsys: pytest.CaptureFixture[str]) -> None:
    """The id, the level, the clause, what was seen and allowed, the exchange, and the line that repeats it."""
    with BROKEN["104-as-500"]():
        code = command(gateway, "--only", "server.v3.busy.overlap", "--reading", "single_session=no")
    told = capsys.readouterr().out

    assert code == 1
    assert "FAIL server.v3.busy.overlap MUST (v3 limitation 1, one at a time; v3 code 104)" in told
    assert "  seen     HTTP status of QueryBalance: 500" in told
    assert "  allowed  200" in told
    assert "  repeat   mobipace-mock verify-server --v3-url" in told
    assert "123456" not in told


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--reading", "busy_scop=x"], "did you mean busy_scope?"),
        (["--reading", "busy_scope"], "write KEY=VALUE"),
        (["--only", "server.v3.sesion.dies-at-60s"], "did you mean server.v3.session.dies-at-60s?"),
        (["--report", "report.pdf"], "its suffix says the form"),
        (["--report", "nowhere/report.json"], "there is no folder nowhere"),
        (["--examples", "5"], "--examples needs --control"),
        (["--live"], "needs --allow-recipient and --budget"),
        (["--live", "--allow-recipient", "1"], "needs --allow-recipient and --budget"),
        (["--live", "--budget", "1"], "needs --allow-recipient and --budget"),
        (["--live", "--allow-recipient", "1", "--budget", "ten"], "write an amount"),
        (["--live", "--allow-recipient", "1", "--budget", "NaN"], "write an amount"),
        (["--live", "--allow-recipient", "1", "--budget", "1", "--recipient", "2"], "does not name it"),
        (["--live", "--allow-recipient", "1", "--budget", "1", "--control", "http://x"], "leave --control out"),
        (["--budget", "1"], "belong to --live"),
        (["--control", "x"], "write a URL"),
        (["--v3-url", "http://[", "--only", "*"], "write a URL"),
    ],
)
def test_what_cannot_be_used_is_exit_2(
    gateway: OwnGateway, capsys: pytest.CaptureFixture[str], options: list[str], why: str
) -> None:
    """One line on stderr says what, and what is allowed."""
    code = command(gateway, *options)
    told = capsys.readouterr()

    assert (code, told.out, len(told.err.splitlines())) == (2, "", 1)
    assert why in told.err


def test_a_server_that_is_not_there_is_exit_3(gateway: OwnGateway, capsys: pytest.CaptureFixture[str]) -> None:
    """Also where only its control API is not."""
    nobody = "http://127.0.0.1:9"

    assert command(gateway, "--v3-url", f"{nobody}/v3") == 3
    assert command(gateway, "--v2-url", nobody) == 3
    assert command(gateway, "--control", f"{nobody}/_control") == 3
    assert capsys.readouterr().out == ""


def test_nothing_run_is_exit_4(gateway: OwnGateway) -> None:
    """What needs a control API does not run without one, and that is no pass."""
    assert command(gateway, "--only", "server.v3.spread.*", "--reading", "busy_scope=account") == 4


def test_a_slip_of_the_kit_is_exit_5(gateway: OwnGateway) -> None:
    """It hides nothing of what the others found."""

    def slip(_: object) -> None:
        raise KeyError("x")

    wrong = ServerCheck("server.slip", "a slip", "MUST", ("v3",), slip)
    results = verified(gateway, only=["server.slip", "server.http.*"], extra=(wrong,))

    assert [each.id for each in results.checks if each.verdict == "KIT-ERROR"] == ["server.slip"]
    assert results.totals["PASS"] == 5
    assert runs.exit_code(results) == 5


def test_reports_agree_and_hold_no_secret(gateway: OwnGateway, tmp_path: Path) -> None:
    """Every form is read back; neither a password nor the id of a session stands in any."""
    user = f"canary-{tmp_path.name}@example.com"
    gateway.account(username=user, password=CANARY)
    paths = [tmp_path / f"report{form.suffix}" for form in FORMS.values()]
    options = [each for path in paths for each in ("--report", str(path))]
    with BROKEN["104-as-500"](), BROKEN["info-text-wrong"](), BROKEN["failed-login-with-session"]():
        code = command(gateway, "--username", user, "--password", CANARY, *options)
        sessions = _session_ids(gateway, user)

    assert code == 1
    texts = [path.read_text("utf-8") for path in paths]
    for secret in (CANARY, "kanarie%2F4711", *sessions):
        assert [secret in text for text in texts] == [False] * len(texts)
    results = read((tmp_path / "report.json").read_bytes())
    suite = ElementTree.parse(tmp_path / "report.xml").getroot()  # noqa: S314  it is our own
    assert int(suite.get("failures", suite.findtext("x") or "0")) == results.totals["FAIL"]
    assert results.totals["FAIL"] > 0


def _session_ids(gateway: OwnGateway, user: str) -> list[str]:
    exchanges = gateway.ask("GET", f"exchanges?limit=1000&account={user}")["exchanges"]
    bodies = [each["answer"]["body"] for each in exchanges if each["method"] == "authorize"]
    found = [id for body in bodies if (id := json.loads(body).get("SessionId"))]
    assert found != []
    return found
