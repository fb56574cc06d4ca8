"""Known failures: a list that says why, and cannot rot."""

from datetime import date
from pathlib import Path

import pytest

from mobipace.contract_tests.known_failures import (
    Known,
    KnownFailuresError,
    compare,
    read,
    reject_foreign,
    updated,
    written,
)
from mobipace.mock_server.report import Check, Verdict

TODAY = date(2026, 6, 1)


def check(id: str, verdict: Verdict) -> Check:
    """A check that came to this."""
    return Check(id=id, title="t", level="MUST", clauses=("v3 Send",), verdict=verdict)


def file(folder: Path, text: str) -> Path:
    """A file with this text."""
    path = folder / "known.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_and_written(tmp_path: Path) -> None:
    """What is written is what was read, brackets and quotes included."""
    entries = [
        Known("v3.new.*", "fails", 'says "no"', date(2027, 1, 31)),
        Known("v3.session.single[single_session=yes]", "flaky", "a race"),
    ]

    assert read(file(tmp_path, written(entries))) == entries


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('["a"]\nstate = "fails"\n', "a.reason: missing"),
        ('["a"]\nstate = "fails"\nreason = "  "\n', "a.reason: missing"),
        ('["a"]\nstate = "broken"\nreason = "x"\n', "a.state: 'broken' given; allowed: fails, flaky"),
        ('["a"]\nstate = "fails"\nreason = "x"\nuntil = 1\n', "a.until: not known; allowed: expires, reason, state"),
        ('["a"]\nstate = "fails"\nreason = "x"\nexpires = "soon"\n', "a.expires: 'soon' given"),
        ("a = 1\n", "a: a table is needed"),
        ("[", "known.toml"),
    ],
)
def test_a_file_that_does_not_say_why_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """A missing reason fails the run."""
    with pytest.raises(KnownFailuresError) as raised:
        read(file(tmp_path, text))

    assert said in str(raised.value)


def test_an_entry_that_matches_nothing_or_too_much_is_refused() -> None:
    """An unknown id fails the run; so does a wildcard over more than 20 checks."""
    ids = [f"v3.case.{n}" for n in range(21)]
    with pytest.raises(KnownFailuresError, match="no check has this id"):
        reject_foreign([Known("v3.cases.1", "fails", "x")], ids)
    with pytest.raises(KnownFailuresError, match="matches 21 checks, 20 allowed"):
        reject_foreign([Known("v3.case.*", "fails", "x")], ids)
    reject_foreign([Known("v3.case.1*", "fails", "x")], ids)


def test_what_is_listed_and_fails_is_expected() -> None:
    """And what fails unlisted is not."""
    found = [check("a", Verdict.FAIL), check("b", Verdict.TIMEOUT), check("c", Verdict.PASS), check("d", Verdict.WARN)]
    compared = compare(found, [Known("a", "fails", "x")], TODAY)

    assert [each.id for each in compared.expected] == ["a"]
    assert [each.id for each in compared.unexpected] == ["b"]
    assert [each.id for each in compare(found, [], TODAY, strict=True).unexpected] == ["a", "b", "d"]


def test_what_is_listed_and_passes_is_mended() -> None:
    """The list shrinks with the work; a flaky one may pass."""
    found = [check("a", Verdict.PASS), check("b", Verdict.PASS)]
    compared = compare(found, [Known("a", "fails", "x"), Known("b", "flaky", "x")], TODAY)

    assert [each.id for each in compared.mended] == ["a"]


def test_an_entry_counts_until_its_day() -> None:
    """Then it has to be looked at again."""
    entry = [Known("a", "fails", "x", TODAY)]
    found = [check("a", Verdict.FAIL)]

    assert compare(found, entry, date(2026, 5, 31)).unexpected == ()
    assert [each.id for each in compare(found, entry, TODAY).unexpected] == ["a"]


def test_a_kit_error_is_never_known() -> None:
    """Nobody lists what the kit does wrong."""
    compared = compare([check("a", Verdict.KIT_ERROR)], [Known("a", "fails", "x")], TODAY)

    assert compared.expected == ()


def test_updating_keeps_reasons_drops_what_passes_and_adds_what_fails() -> None:
    """What was not run is left alone."""
    known = [
        Known("a", "fails", "why a"),
        Known("b", "fails", "why b"),
        Known("elsewhere", "fails", "not run"),
        Known("d", "flaky", "a race"),
    ]
    found = [check("a", Verdict.FAIL), check("b", Verdict.PASS), check("c", Verdict.CRASH), check("d", Verdict.PASS)]

    assert [(each.pattern, each.reason) for each in updated(found, known)] == [
        ("a", "why a"),
        ("elsewhere", "not run"),
        ("d", "a race"),
        ("c", "not yet looked into"),
    ]
