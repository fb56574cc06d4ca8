from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from mobipace.mock_server.judge.coverage import at_once
from mobipace.mock_server.judge.judge import RULES, Rule, Tally
from mobipace.mock_server.report import Check, Results, Transcript, Verdict
from mobipace.mock_server.report import observed as observing
from mobipace.mock_server.report.observed import Observation, observed

MUST = Rule("v3.must", "MUST", "v3 limitation 1; v3 code 301", "A request is not too large.")
SHOULD = Rule("v3.should", "SHOULD", "v3 Send, Reference", "Each message has a Reference.")
NOTE = Rule("v2.note", "NOTE", "v2 4", "The address is the documented one.")
NOTHING = {"v3.must": Tally(), "v3.should": Tally(), "v2.note": Tally()}
BROKEN = Tally(4, 3, ((17, "20,001 given"), (18, "20,002 given")))


def report(tallies: Mapping[str, Mapping[str, Tally]], **members: Any) -> Results:
    """What was observed; exchange 18 is no longer in the journal."""
    observation = Observation(
        subject="http://127.0.0.1:8080",
        started_at=1_564_078_800_000_000,
        finished_at=1_564_078_860_500_000,
        version="1.2.3",
        seed=7,
        rules=(MUST, SHOULD, NOTE),
        tallies=[(name, NOTHING | dict(table)) for name, table in tallies.items()],
        control="http://127.0.0.1:8080/_control",
    )
    return at_once(observed(replace(observation, **members), lambda id: None if id == 18 else shown(id)))


def shown(id: int) -> Transcript:
    """A transcript."""
    return Transcript(id, "v3 Send, 301", "POST", "HTTP 200")


def verdicts(results: Results) -> dict[tuple[str | None, str], str]:
    """By account and rule."""
    return {(check.account, check.id): check.verdict.value for check in results.checks}


def test_a_rule_and_an_account_are_a_check() -> None:
    """A broken MUST fails, a SHOULD warns; kept passes; a rule that was never at stake is there once, and no pass."""
    results = report(
        {
            "a": {"v3.must": BROKEN, "v3.should": Tally(2, 1, ((20, "…"),))},
            "b": {"v3.must": Tally(1)},
        }
    )

    assert verdicts(results) == {
        ("a", "v3.must"): "FAIL",
        ("a", "v3.should"): "WARN",
        ("b", "v3.must"): "PASS",
        (None, "v2.note"): "NOTRUN",
    }
    assert results.totals["NOTRUN"] == 1
    assert sum(results.totals.values()) == 4


def test_a_violation_is_shown_with_its_exchanges() -> None:
    """Its messages, its clauses, the exchanges that the journal still has, a line that shows the first of them."""
    check = report({"a": {"v3.must": BROKEN}}).checks[0]

    assert check == Check(
        id="v3.must",
        title="A request is not too large.",
        level="MUST",
        clauses=("v3 limitation 1", "v3 code 301"),
        verdict=Verdict.FAIL,
        account="a",
        exercised=4,
        violated=3,
        seen=("20,001 given", "20,002 given"),
        left_out=1,
        transcripts=(shown(17),),
        repeat="curl http://127.0.0.1:8080/_control/exchanges/17",
    )


def test_without_a_server_there_is_nothing_to_ask() -> None:
    """A report written at the end has no line that would fail."""
    assert report({"a": {"v3.must": BROKEN}}, control=None).checks[0].repeat is None


def test_the_same_message_twice_is_told_once() -> None:
    """Its exchanges are both there."""
    tally = Tally(2, 2, ((17, "same"), (19, "same")))
    check = report({"a": {"v3.must": tally}}).checks[0]

    assert (check.seen, [each.exchange for each in check.transcripts], check.left_out) == (("same",), [17, 19], 0)


def test_who_did_nothing_is_left_out() -> None:
    """The demo world's accounts that nobody used; and a report of nobody says so."""
    results = report({"idle": {}})

    assert (results.checks, results.notes) == ((), ("no request reached either protocol",))


def test_nobody_known_has_no_name() -> None:
    """Requests for no known account are a group of their own."""
    assert {check.account for check in report({"": {"v3.must": BROKEN}}).checks} == {None}


def test_the_head_says_who_when_and_how_to_repeat() -> None:
    """Times are UTC, the seed is the world's."""
    results = report({})

    assert (results.kind, results.subject, results.tool, results.version, results.seed) == (
        "observed",
        "http://127.0.0.1:8080",
        "mobipace-mock",
        "1.2.3",
        7,
    )
    assert (results.started_at, results.finished_at) == ("2019-07-25T18:20:00Z", "2019-07-25T18:21:00.500000Z")


def test_what_the_journal_dropped_is_said() -> None:
    """Tallies outlive exchanges, so some violations cannot be shown any more."""
    [note] = report({"a": {"v3.must": BROKEN}}, dropped=1_200).notes

    assert note == "the journal is bounded: 1,200 exchanges are counted here and can no longer be shown"


def test_of_many_accounts_those_that_broke_something_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report is bounded; then come the latest of the others, and it says how many are left out."""
    monkeypatch.setattr(observing, "ACCOUNTS", 3)
    kept = {"v3.must": Tally(1)}
    results = report(
        {"k1": kept, "k2": kept, "b1": {"v3.must": BROKEN}, "k3": kept, "b2": {"v3.must": BROKEN}, "i": {}}
    )

    assert list(dict.fromkeys(check.account for check in results.checks if check.account)) == ["b1", "b2", "k3"]
    assert results.notes == ("2 more accounts are left out; ask for one by its name",)


def test_only_so_many_that_broke_something_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where everybody breaks something."""
    monkeypatch.setattr(observing, "ACCOUNTS", 2)
    broken = {f"b{number}": {"v3.must": BROKEN} for number in range(5)}
    results = report({"k": {"v3.must": Tally(1)}, **broken})

    assert list(dict.fromkeys(check.account for check in results.checks if check.account)) == ["b0", "b1"]
    assert results.notes == ("4 more accounts are left out; ask for one by its name",)


def test_every_rule_of_the_judge_has_a_verdict_for_its_level() -> None:
    """MUST, SHOULD and NOTE are all there are."""
    broken = {rule.id: Tally(1, 1, ((1, "…"),)) for rule in RULES}
    results = report({"a": broken}, rules=RULES)

    assert {(check.level, check.verdict.value) for check in results.checks} == {
        ("MUST", "FAIL"),
        ("SHOULD", "WARN"),
        ("NOTE", "INFO"),
    }
