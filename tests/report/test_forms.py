import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from itertools import pairwise

import pytest
from msgspec.structs import replace

from mobipace.mock_server.report import FORMS, Results, Verdict, read, render
from mobipace.schemas import explain
from tests.report.samples import ALIAS, CRASHED, IDLE, KEPT, OVERLAP, REFERENCE, SMALL, Page, results

VERDICTS = ["KIT-ERROR", "CRASH", "TIMEOUT", "FAIL", "WARN", "INFO", "UNSUPPORTED", "NOTRUN", "PASS"]


def page(shown: Results) -> Page:
    """The HTML form, read back."""
    return Page(render(shown, "html").decode())


def junit(shown: Results) -> ET.Element:
    """The JUnit form, read back."""
    return ET.fromstring(render(shown, "junit"))  # noqa: S314  our own


def test_the_verdicts_are_those_of_the_kit() -> None:
    """The worst first; each is counted, also where there is none."""
    assert [verdict.value for verdict in Verdict] == VERDICTS
    assert list(results().totals) == VERDICTS


def test_the_worst_come_first_and_one_obligation_together() -> None:
    """Whatever the order in which accounts were judged."""
    other = replace(OVERLAP, account="other")
    told = results(ALIAS, KEPT, REFERENCE, OVERLAP, replace(REFERENCE, account="other"), CRASHED, other).told

    assert [(check.verdict.value, check.id) for check in told] == [
        ("CRASH", "v3.crash"),
        ("FAIL", "v3.busy.overlap"),
        ("FAIL", "v3.busy.overlap"),
        ("WARN", "v3.reference.missing"),
        ("WARN", "v3.reference.missing"),
        ("INFO", "v2.path.alias"),
    ]


# JSON


def test_json_is_the_structure_and_fits_its_schema() -> None:
    """What is read back is what was given."""
    data = render(SMALL, "json")

    assert read(data) == SMALL
    assert explain("report", json.loads(data)) == []


@pytest.mark.parametrize("kind", ["observed", "verify-client", "verify-server"])
def test_other_kinds_without_coverage_and_seed_fit_too(kind: str) -> None:
    """A run of the kit has neither an observer nor, perhaps, chance."""
    shown = results(KEPT, CRASHED, kind=kind, coverage=None, seed=None)

    assert explain("report", json.loads(render(shown))) == []
    assert read(render(shown)) == shown


# HTML


def test_the_page_counts_what_the_structure_counts() -> None:
    """Each verdict's number, each check, each exchange, each row of the coverage."""
    found = page(SMALL)
    counts = {item.text.split()[0]: int(item.text.split()[1]) for item in found.all("li")[: len(VERDICTS)]}
    rows = SMALL.coverage or {}
    documented = [*rows["codes"].values(), *rows["statuses"].values(), rows["transitions"], rows["clauses"]]

    assert counts == SMALL.totals
    assert Counter(check.attributes["data-verdict"] for check in found.all("section", "check")) == {
        "FAIL": 1,
        "WARN": 1,
        "INFO": 1,
    }
    assert [rule.attributes["data-rule"] for rule in found.all("article", "rule")] == [
        "v3.busy.overlap",
        "v3.reference.missing",
        "v2.path.alias",
    ]
    assert len(found.all("details", "exchange")) == 4
    assert len(found.all("tr", "kept")) == 2
    assert len(found.all("tr", "row")) == sum(map(len, documented))


def test_the_page_shows_a_violation_whole() -> None:
    """Level, clauses, how often, what was seen and is allowed, request and answer, the line that shows it again."""
    [rule, *_] = page(SMALL).all("article", "rule")

    for text in (
        *("MUST", "An account has one session request in flight at a time.", "5 of 1,200", "and 2 more"),
        *("v3 limitation 1, one at a time; v3 code 104", "seen: exchange 17 began while 16 was in flight"),
        *("allowed: wait for the answer", "POST /v3/Send", '{"StatusCode": 101, "Status": "Success"}', "(no answer)"),
        "curl http://127.0.0.1:8080/_control/exchanges/17",
    ):
        assert text in rule.text


def test_the_page_needs_nothing_and_runs_nothing() -> None:
    """No script, no other file, no address but places within it; its own policy forbids all else."""
    found = page(SMALL)
    addresses = [each.attributes[name] or "" for each in found.elements for name in ("href", "src", "action")
                 if name in each.attributes]  # fmt: skip
    policy = next(meta for meta in found.all("meta") if meta.attributes.get("http-equiv"))

    assert [each.tag for each in found.elements if each.tag in {"script", "link", "img", "iframe", "object"}] == []
    assert [address for address in addresses if not address.startswith("#")] == []
    assert "url(" not in found.all("style")[0].text
    assert (policy.attributes["content"] or "").startswith("default-src 'none'; style-src 'sha256-")


def test_the_page_is_for_everybody() -> None:
    """A language, a title, one h1, headings without gaps, captions and heads of tables, both schemes, phone width."""
    found = page(SMALL)
    levels = [int(each.tag[1]) for each in found.elements if re.fullmatch("h[1-6]", each.tag)]
    style = found.all("style")[0].text

    assert found.all("html")[0].attributes["lang"] == "en"
    assert found.all("title")[0].text == "observed http://127.0.0.1:8080"
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(found.all("caption")) == len(found.all("table"))
    assert all("scope" in head.attributes for head in found.all("th"))
    assert all("aria-label" in region.attributes for region in found.all("div", "wide"))
    assert "prefers-color-scheme: dark" in style
    assert "width=device-width" in (found.all("meta")[2].attributes["content"] or "")


def test_the_places_it_points_to_are_there() -> None:
    """Every link within the page has its target."""
    found = page(SMALL)
    ids = {each.attributes["id"] for each in found.elements if "id" in each.attributes}

    assert {(each.attributes["href"] or "")[1:] for each in found.all("a")} <= ids


def test_a_rule_that_many_broke_shows_a_few_and_lists_the_rest() -> None:
    """A page has to open: five accounts in full, the others in a line each."""
    many = results(*(replace(OVERLAP, account=f"a{number}") for number in range(12)))
    found = page(many)

    assert len(found.all("section", "check")) == 5
    assert [each.text.split()[:2] for each in found.all("li", "check")] == [["FAIL", f"a{n}"] for n in range(5, 12)]


# JUnit


def test_junit_has_a_suite_for_each_account_and_a_case_for_each_check() -> None:
    """Counts are right in each suite and in all."""
    root = junit(results(OVERLAP, KEPT, REFERENCE, ALIAS, IDLE, CRASHED))
    suites = {suite.get("name"): [suite.get(n) for n in ("tests", "failures", "errors", "skipped")] for suite in root}

    assert suites == {
        "mobipace@mobipace.com": ["3", "1", "0", "0"],
        "37491000000": ["1", "0", "0", "0"],
        "(nobody known)": ["2", "0", "1", "1"],
    }
    assert [root.get(n) for n in ("tests", "failures", "errors", "skipped")] == ["6", "1", "1", "1"]
    assert len(list(root.iter("testcase"))) == 6


@pytest.mark.parametrize(
    ("verdict", "children"),
    [
        ("FAIL", ["failure"]),
        ("CRASH", ["error"]),
        ("TIMEOUT", ["error"]),
        ("KIT-ERROR", ["error"]),
        ("NOTRUN", ["skipped"]),
        ("UNSUPPORTED", ["skipped"]),
        ("WARN", ["system-out"]),
        ("INFO", ["system-out"]),
        ("PASS", []),
    ],
)
def test_a_verdict_is_told_as_build_servers_read_it(verdict: str, children: list[str]) -> None:
    """A broken MUST fails the build, a broken SHOULD passes and speaks up, what never ran is skipped and no pass."""
    [case] = junit(results(replace(OVERLAP, verdict=Verdict(verdict)))).iter("testcase")

    assert [child.tag for child in case] == children


def test_a_failure_tells_everything() -> None:
    """In short as its message, whole as its text."""
    [failure] = junit(SMALL).iter("failure")

    assert failure.get("message") == "exchange 17 began while 16 was in flight"
    assert failure.get("type") == "FAIL"
    assert (failure.text or "").startswith("FAIL v3.busy.overlap MUST (v3 limitation 1, one at a time; v3 code 104)")
    assert "    > POST /v3/Send\n" in (failure.text or "")


def test_a_warning_begins_with_its_name() -> None:
    """So that it is found in a build's log."""
    texts = [output.text or "" for output in junit(SMALL).iter("system-out")]

    assert [text.split()[0] for text in texts] == ["WARN", "INFO"]


# Markdown


def test_markdown_counts_what_the_structure_counts() -> None:
    """A row for each verdict, a section for each check that is told."""
    text = render(SMALL, "markdown").decode()
    rows = dict(re.findall(r"^\| ([A-Z-]+) \| (\d+) \|$", text, re.MULTILINE))

    assert {verdict: int(count) for verdict, count in rows.items()} == SMALL.totals
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [
        "FAIL v3.busy.overlap",
        "WARN v3.reference.missing",
        "INFO v2.path.alias",
        "Coverage",
    ]
    assert text.count("\nExchange 17: `v3 Send, 101`\n") == 2


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_long_list_is_cut_and_says_so(form: str) -> None:
    """Nobody reads a thousand of them in a log."""
    text = render(results(*[OVERLAP] * 1_000), form).decode()
    shown = text.count("seen")

    assert 0 < shown <= 100
    assert f"{1_000 - shown:,} more are left out here" in text


# All


@pytest.mark.parametrize("form", FORMS)
def test_rendering_changes_nothing_and_repeats_itself(form: str) -> None:
    """A form is a function of the results."""
    kept = read(render(SMALL))
    first, second = render(SMALL, form), render(SMALL, form)

    assert first == second
    assert kept == SMALL


@pytest.mark.parametrize("form", FORMS)
def test_what_is_given_is_shown_as_given(form: str) -> None:
    """Who makes the transcripts masks them; a report alters nothing that can be seen."""
    text = render(SMALL, form).decode()

    assert "exchange 17 began while 16 was in flight" in text
    assert "4060b129…" in text
