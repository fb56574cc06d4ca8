import json
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import pytest

from mobipace.mock_server.judge.coverage import at_once
from mobipace.mock_server.report import read, render
from mobipace.mock_server.web.control.observing import Place, results_of
from mobipace.mock_server.web.simulator import JournalLimits
from tests.control.support import Control
from tests.report.samples import HOSTILE, Page
from tests.support import Account, running

FORMS = {
    "json": "application/json",
    "html": "text/html",
    "junit": "application/xml",
    "markdown": "text/markdown",
    "text": "text/plain",
}


@pytest.fixture
def own() -> Iterator[Control]:
    """A simulator for one test alone."""
    with running() as sim:
        yield Control(sim)


def broken(control: Control, body: str = "hello") -> Account:
    """An account that has sent to a recipient with a plus."""
    account = control.account()
    account.send(account.login(), {"Recipient": "+37499000000", "Body": body, "Reference": "r1"})
    return account


def document(control: Control, **parameters: str) -> Any:
    """The report as JSON; the helper holds it to its schema."""
    return control.get("report", params=parameters)


def verdicts(control: Control, account: Account) -> dict[str, str]:
    """The verdicts of an account's checks."""
    return {check["id"]: check["verdict"] for check in document(control, account=account.username)["checks"]}


def met(coverage: Any) -> dict[str, int]:
    """The clauses of a coverage that were met."""
    return {row["clause"]: row["count"] for row in coverage["clauses"] if row["count"]}


# The report


@pytest.mark.parametrize(("form", "media_type"), FORMS.items())
def test_every_form_is_there(own: Control, form: str, media_type: str) -> None:
    """With its content type, and a policy under which nothing in it can run."""
    broken(own)
    response = own.raw("GET", "report", params={"format": form})

    assert response.headers["Content-Type"] == f"{media_type}; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert "v3.recipient.form" in response.text


def test_all_forms_count_the_same(own: Control) -> None:
    """HTML and JUnit, parsed back, against the JSON."""
    broken(own)
    broken(own)
    found = document(own)
    page = Page(own.raw("GET", "report", params={"format": "html"}).text)
    suites = ET.fromstring(own.raw("GET", "report", params={"format": "junit"}).text)  # noqa: S314  our own
    counts = {item.text.split()[0]: int(item.text.split()[1]) for item in page.all("li")[:9]}

    assert counts == found["totals"]
    assert suites.get("failures") == f"{found['totals']['FAIL']}" == "2"
    assert len(list(suites.iter("testcase"))) == len(found["checks"])


def test_json_is_the_default_and_can_be_read_back(own: Control) -> None:
    """What the other forms are made from."""
    broken(own)
    text = own.raw("GET", "report").text

    assert json.loads(render(read(text))) == json.loads(text)


def test_a_violation_comes_with_its_exchange(own: Control) -> None:
    """Request and answer, and a line to paste that shows it again: it does."""
    account = broken(own)
    checks = document(own, account=account.username)["checks"]
    [check] = [check for check in checks if check["id"] == "v3.recipient.form"]
    command, url = check["repeat"].split()

    assert (check["verdict"], check["account"], check["violated"]) == ("FAIL", account.username, 1)
    assert check["clauses"] == ["v3 limitation 2", "v3 Send, Recipient"]
    assert "'+37499000000' given" in check["seen"][0]
    assert '"Recipient": "+37499000000"' in check["transcripts"][0]["request"]
    assert '"StatusCode": 101' in check["transcripts"][0]["answer"]
    assert (command, own.sim.http.get(url).json()["account"]) == ("curl", account.username)


def test_an_account_has_a_report_of_its_own(own: Control) -> None:
    """What another did is not in it; without a name all are."""
    one, two = broken(own), own.account()
    two.login()
    own.sim.http.post("/v3/authorize", json={"Username": "nobody", "Password": "x"})
    coverage = document(own, account=one.username)["coverage"]

    assert coverage["totals"]["codes"]["exercised"] == 1
    assert verdicts(own, one)["v3.recipient.form"] == "FAIL"
    assert verdicts(own, two)["v3.recipient.form"] == "NOTRUN"
    assert {check["account"] for check in document(own)["checks"]} == {one.username, two.username, None}


def test_requests_for_nobody_known_are_reported_too(own: Control) -> None:
    """In the report of all."""
    own.sim.http.get("/nowhere")
    [check] = [check for check in document(own)["checks"] if check["id"] == "http.path"]

    assert (check["account"], check["verdict"]) == (None, "FAIL")


def test_a_deleted_account_leaves_the_report(own: Control) -> None:
    """Its tallies and its coverage go with it."""
    account = broken(own)
    own.delete(f"accounts/{account.username}")

    assert document(own)["checks"] == []
    assert own.error("GET", "report", 404, params={"account": account.username}).startswith("there is no account")


def test_a_reset_empties_the_report(own: Control) -> None:
    """Back to the world as loaded."""
    broken(own)
    own.post("reset", status=204)
    found = document(own)

    assert (found["checks"], found["notes"]) == ([], ["no request reached either protocol"])
    assert found["coverage"]["totals"]["clauses"]["exercised"] == 0


def test_what_the_journal_dropped_is_counted_and_said() -> None:
    """The tallies outlive the exchanges."""
    with running(journal=JournalLimits(max_count=1)) as sim:
        control = Control(sim)
        account = broken(control)
        account.v2("querybalance")
        found = document(control, account=account.username)
    [check] = [check for check in found["checks"] if check["id"] == "v3.recipient.form"]

    assert (check["verdict"], check["transcripts"]) == ("FAIL", [])
    assert "2 exchanges are counted here and can no longer be shown" in found["notes"][0]


@pytest.mark.parametrize("form", FORMS)
def test_no_secret_is_in_a_report(own: Control, form: str) -> None:
    """Neither password nor session id, wherever a client put them."""
    account = own.account()
    session, other = account.login(), account.login()
    post = own.sim.http.post
    account.send(session, {"Recipient": "+1", "Body": "hello", "Reference": other})
    post("/v3/Send", content=json.dumps({"sessionid": session, "PASSWORD": account.password, "Messages": 1}))
    post("/v3/QueryBalance", content=f'{{"SessionId" "{session}", \'SessionId\': {session}')
    post(f"/v3/QueryBalance?SessionId={session}&password={account.password}", json={"SessionId": [session]})
    post("/v3/authorize", content=f"Password: {account.password}; {session}")
    account.v2("querymessage", messageref=session)
    text = own.raw("GET", "report", params={"format": form}).text

    assert "v3.request.unreadable" in text
    assert [secret for secret in (session, other, account.password) if secret in text] == []


@pytest.mark.parametrize("form", FORMS)
def test_hostile_messages_are_only_text(own: Control, form: str) -> None:
    """What a client sends is shown, and does nothing."""
    for text in HOSTILE:
        if text.isprintable() and text.strip():
            broken(own, text)
    shown = own.raw("GET", "report", params={"format": form}).text

    if form == "html":
        assert {"script", "img", "svg"} & {element.tag for element in Page(shown).elements} == set()
    if form == "junit":
        assert ET.fromstring(shown).tag == "testsuites"  # noqa: S314  our own


def test_a_large_request_is_cut() -> None:
    """Of a megabyte some kilobytes are shown, and the size is said."""
    with running() as sim:
        control = Control(sim)
        broken(control, "ж" * 500_000)
        found = document(control)
        text = control.raw("GET", "report", params={"format": "html"}).text
    [check] = [check for check in found["checks"] if check["id"] == "v3.body.too-long"]

    assert len(text) < 1_000_000
    assert "bytes)" in check["transcripts"][0]["request"]


def test_another_form_hears_which_there_are(own: Control) -> None:
    """400, and the names."""
    assert own.error("GET", "report", 400, params={"format": "pdf"}) == (
        "format: 'pdf' given; allowed: json, html, junit, markdown, text"
    )


@pytest.mark.parametrize(
    ("path", "known"), [("report", "account, format"), ("coverage", "none"), ("accounts/mobipace@mobipace.com/coverage",
                                                                          "none")],
)  # fmt: skip
def test_an_unknown_parameter_hears_which_there_are(own: Control, path: str, known: str) -> None:
    """A misspelt filter would show everything."""
    assert own.error("GET", path, 400, params={"zzz": "1"}) == f"parameter 'zzz' is unknown here; allowed: {known}"


def test_the_same_can_be_had_without_the_control_api(own: Control) -> None:
    """As the server writes it when it ends: with nothing to ask any more."""
    broken(own)
    results = at_once(results_of(own.sim.simulator, Place("http://127.0.0.1:1")))

    assert results.subject == "http://127.0.0.1:1"
    assert [check.repeat for check in results.told if check.id == "v3.recipient.form"] == [None]


def test_a_session_of_another_gateway_is_secret_too(own: Control) -> None:
    """A client that was pointed here by mistake may show one of the real gateway's."""
    session = "4060b129-2d75-4b7e-9c3a-61b7769a5d2b"
    own.sim.http.post("/v3/QueryBalance", json={"SessionId": session})
    text = own.raw("GET", "report").text

    assert session not in text
    assert "4060b129…" in text


def test_a_reference_that_looks_like_a_session_is_shown(own: Control) -> None:
    """UUIDs are what many use for References; only those that the gateway gave out are secret."""
    reference = str(uuid.UUID(int=7))
    account = own.account()
    account.send(account.login(), {"Recipient": "+37499000000", "Body": "x", "Reference": reference})

    assert reference in own.raw("GET", "report").text


# Coverage


def test_an_account_covers_what_its_exchanges_met(own: Control) -> None:
    """Codes, statuses, moves and clauses; another account's are not in it."""
    account, other = broken(own), own.account()
    account.statuses(account.login(), "r1")
    mine = own.get(f"accounts/{account.username}/coverage")
    theirs = own.get(f"accounts/{other.username}/coverage")

    assert met(mine)["v3 message status 5"] == 1
    assert [row["count"] for row in mine["transitions"] if row["event"] == "refuse-mobile"] == [1]
    assert mine["totals"]["codes"] == {"exercised": 1, "documented": 25}
    assert met(theirs) == {}


def test_all_accounts_together_cover_more(own: Control) -> None:
    """And so do requests for nobody known."""
    broken(own)
    broken(own)
    own.sim.http.post("/v3/authorize", json={"Username": "nobody", "Password": "x"})
    found = met(own.get("coverage"))

    assert (found["v3 code 101"], found["v3 code 200"]) == (4, 1)


def test_moves_follow_the_clock(own: Control) -> None:
    """Nothing has to be asked for a message to move on."""
    account = own.account()
    account.v2_send()
    before = own.get(f"accounts/{account.username}/coverage")["totals"]["transitions"]["exercised"]
    account.clock(advance=3)

    assert before == 1
    assert own.get(f"accounts/{account.username}/coverage")["totals"]["transitions"]["exercised"] == 3


def test_nobody_has_no_coverage(own: Control) -> None:
    """404 for an account that is not there."""
    assert own.error("GET", "accounts/nobody/coverage", 404).startswith("there is no account 'nobody'")


def test_looking_changes_nothing(own: Control) -> None:
    """Two reports and two coverages in a row are the same but for their time."""
    broken(own)
    first, second = document(own), document(own)

    assert {**first, "finished_at": ""} == {**second, "finished_at": ""}
    assert own.get("coverage") == own.get("coverage")
