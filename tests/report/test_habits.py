"""One habit that breaks many cases is told once, in every form that people read."""

import pytest
from msgspec.structs import replace

from mobipace.mock_server.report import Check, Results, Verdict, render
from tests.report.samples import OVERLAP, Page, results

NEVER_ISSUED = "v3.session.never-issued"
CASE = replace(OVERLAP, account=None, rules=(NEVER_ISSUED, "v3.busy.overlap"), exercised=1, violated=1)


def cases(count: int, **members: object) -> list[Check]:
    """So many, each with an id of its own."""
    return [replace(CASE, id=f"v3.case-{number}", **members) for number in range(count)]


def run(*checks: Check, kind: str = "verify-client") -> Results:
    """A run that came to these."""
    return results(*checks, kind=kind, coverage=None, notes=())


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_rule_that_broke_many_cases_is_told_once(form: str) -> None:
    """How many they are, the first three in full, and the names of the others."""
    shown = render(run(*cases(214)), form).decode().replace("\\", "")

    assert shown.count(f"{NEVER_ISSUED} broke 214 checks; the first 3 are shown") == 1
    assert [f"FAIL v3.case-{number}" in shown for number in range(5)] == [True, True, True, False, False]
    assert "v3.case-3, v3.case-4, " in shown
    assert "v3.case-22 and 191 more" in shown


def test_the_page_tells_it_at_its_head() -> None:
    """And has every case all the same."""
    found = Page(render(run(*cases(5)), "html").decode())

    assert [each.text for each in found.all("p", "habit")] == [
        f"{NEVER_ISSUED} broke 5 checks; the first 3 are shown: v3.case-0, v3.case-1, v3.case-2, v3.case-3, v3.case-4"
    ]
    assert len(found.all("article", "rule")) == 5


def test_the_same_words_are_a_habit_too() -> None:
    """What fails every call for one reason that is no rule."""
    shown = render(run(*cases(4, rules=(), seen=("not reached: no Send request came",))), "text").decode()

    assert "4 checks; the first 3 are shown, for: not reached: no Send request came" in shown
    assert shown.endswith("\nand in v3.case-3\n")


def test_cases_of_one_title_are_a_habit_too() -> None:
    """They are one question asked with other values, and the values are all that differs in their words."""
    many = [replace(CASE, id=f"v3.date-{n}", rules=(), seen=(f"due at {n}",)) for n in range(16)]

    assert f"16 checks; the first 3 are shown, for: {CASE.title}" in render(run(*many), "text").decode()


@pytest.mark.parametrize("count", [1, 3])
def test_few_cases_are_no_habit(count: int) -> None:
    """Each is shown, and nothing is said of them together."""
    shown = render(run(*cases(count)), "text").decode()

    assert "are shown" not in shown
    assert shown.count("FAIL v3.case-") == count


def test_verdicts_and_other_reasons_stay_apart() -> None:
    """A habit is of one verdict and one reason; what was observed has a check for each rule already."""
    mixed = [*cases(3), *cases(3, verdict=Verdict.TIMEOUT), *cases(3, rules=("another",), title="Another.")]

    assert "are shown" not in render(run(*mixed), "text").decode()
    assert "are shown" not in render(run(*cases(9), kind="observed"), "text").decode()
