"""The catalogue is whole: every obligation and every clause has its cases, or a reason why it has none."""

import re
from collections import Counter

from mobipace.contract_tests.catalogue import CASES
from mobipace.contract_tests.catalogue.laws import LAWS
from mobipace.contract_tests.coverage import WITHOUT_CASES, of_clause, of_obligation, of_server
from mobipace.contract_tests.obligations import OBLIGATIONS
from mobipace.contract_tests.runner import plan
from mobipace.mock_server.gateway.codes import State, V2Code, V3Code
from mobipace.mock_server.gateway.readings import REGISTER
from mobipace.mock_server.judge.clauses import CLAUSES, find, split
from mobipace.mock_server.judge.rules import RULES

EVERY = (*CASES, *LAWS)
SLUG = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
OF_READING = {"v2.query.raw", "v3.content-type", "v3.type", "v2.encoding"}


def test_ids_are_slugs_and_each_is_there_once() -> None:
    """An id is what known failures and command lines name."""
    ids = Counter(case.id for case in EVERY)

    assert [id for id, count in ids.items() if count > 1 or not SLUG.fullmatch(id)] == []


def test_each_clause_has_a_case_or_a_reason() -> None:
    """One sentence of the documents, one check at least."""
    bare = [clause.id for clause in CLAUSES if not of_clause(clause).cases and not of_clause(clause).why_not]

    assert bare == []


def test_each_normative_clause_is_held_on_one_side_at_least() -> None:
    """By cases of a client or checks of a server; or nothing that goes over a wire can show it."""
    bare = [
        clause.id
        for clause in CLAUSES
        if not (of_clause(clause).cases or of_server(clause) or clause.beyond) and clause.keyword != "OBSERVED"
    ]

    assert bare == []


def test_a_reason_stands_for_a_clause_without_cases_only() -> None:
    """A reason that nothing needs any more is taken out."""
    assert [id for id in WITHOUT_CASES if of_clause(find(id)).cases] == []


def test_each_obligation_has_cases_of_its_level() -> None:
    """What a client owes is held against it, as what it is."""
    levels = {each.id: {case.level for case in of_obligation(each).cases} for each in OBLIGATIONS}

    assert [each.id for each in OBLIGATIONS if each.level not in levels[each.id] and not each.why_not] == []


def test_cases_name_clauses_and_obligations_that_exist() -> None:
    """A wrong name would cover nothing."""
    known = {each.id for each in OBLIGATIONS}

    assert [owed for case in EVERY for owed in case.owes if owed not in known] == []
    assert [id for case in EVERY for id in split(case.clauses) if find(id).id != id] == []


def test_each_case_looks_at_something() -> None:
    """A case without looks passes whatever happens."""
    assert [case.id for case in EVERY if not case.allowed] == []
    assert [case.id for case in EVERY if not case.owes and case.level == "MUST" and "code" not in case.clauses] == []


def test_each_reading_has_cases_and_each_value_is_played() -> None:
    """`--readings all` knows every open point."""
    ids = {each.id for each in plan(CASES, all_readings=True)}
    missing = [
        f"{reading.key}={value}"
        for reading in REGISTER
        for value in reading.alternatives
        if not any(f"[{reading.key}={value}]" in id for id in ids)
    ]

    assert missing == []


def test_each_code_of_both_tables_is_an_answer_in_some_case() -> None:
    """Every row of the tables, but for the one success."""
    named = {id for case in CASES for id in split(case.clauses)}
    missing = [code for code in V3Code if f"v3 code {code:d}" not in named]
    missing_v2 = [code for code in V2Code if f"v2 8.2 code {code:d}" not in named]

    assert (missing, missing_v2) == ([], [])


def test_each_status_of_both_tables_is_reported_in_some_case() -> None:
    """Every row of the tables of statuses."""
    named = {id for case in CASES for id in split(case.clauses)}

    assert [state for state in State if f"v3 message status {state:d}" not in named] == []
    assert [status for status in range(10) if f"v2 8.1 status {status}" not in named] == []


def test_what_cases_provoke_are_rules() -> None:
    """A rule is tolerated by its id."""
    known = {rule.id for rule in RULES} | OF_READING | {"v2.body.encoded-twice", "v3.date.form"}

    assert {rule for case in EVERY for rule in case.provokes} - known == set()
