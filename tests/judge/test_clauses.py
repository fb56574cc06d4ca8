import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from mobipace.mock_server.gateway.codes import DocumentedCode, State, V2Code, V2Status, V3Code
from mobipace.mock_server.gateway.readings import REGISTER
from mobipace.mock_server.judge.clauses import CLAUSES, UnknownClause, find, split
from mobipace.mock_server.judge.rules import RULES
from mobipace.mock_server.judge.traits import TRAITS

ROOT = Path(__file__).resolve().parents[2]
DATA = re.compile(r"clause.*|traits|counts|coverage")
"""The files of the judge in which a string like "v3 Send read" is a trait, not a clause."""

CITATION = re.compile(r"v[23] (?:[A-Z0-9]|limitation|code |message status).*")

# The places of both documents that say something which somebody can keep or break, in their order.
PLACES = [
    *("Warning about exclusive rights", "Overview", "limitations"),
    *(f"limitation {number}" for number in range(1, 6)),
    *("HTTP API 3.0 methods", "Authorization", "Send", "Calculate price", "Query message", "Query balance"),
    *("Message Status Possible Values", *(f"message status {n}" for n in (*range(1, 11), *range(100, 105)))),
    *("Error codes and their meanings",),
    *(f"code {code}" for code in (100, 101, 102, 103, 104, 200, 201, 202, 300, 301, 302)),
    *(f"Changes {number}" for number in range(1, 7)),
    *("3", "4", "5.1", "5.2", "5.3", "5.4", "6", "6 send", "6 schedule", "6 querybalance", "6 querymessage"),
    *("7.1", "7.2", "8.1", *(f"8.1 status {status}" for status in range(10))),
    *("8.2", *(f"8.2 code {code}" for code in (700, 701, 702, 703, *range(705, 715))), "8.2", "9", "9.3"),
]


def docstrings(tree: ast.Module) -> set[int]:
    """The constants that are docstrings, or text that stands alone."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def citations() -> Iterator[tuple[str, str]]:
    """(place, text) of every string of the simulator that names clauses."""
    for path in sorted((ROOT / "mock_server").rglob("*.py")):
        if path.parent.name == "judge" and DATA.fullmatch(path.stem):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        plain = docstrings(tree) | {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
                                    for part in node.values}  # fmt: skip
        for node in ast.walk(tree):
            match node:
                case ast.Constant(value=str(text)) if id(node) not in plain and CITATION.fullmatch(text):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", text


def strangers(cited: Iterable[tuple[str, str]]) -> list[str]:
    """What is cited and is no clause."""
    known = {clause.id for clause in CLAUSES}
    return [f"{place}: {id!r}" for place, text in cited for id in split(text) if id not in known]


def test_every_clause_cited_in_the_simulator_exists() -> None:
    """A violation, a rule or a reading points to a sentence that stands in a document."""
    assert strangers(citations()) == []


def test_every_reading_arises_from_clauses() -> None:
    """The register of open readings cites as everything else does."""
    assert strangers((reading.key, reading.clause) for reading in REGISTER) == []


def test_every_rule_cites_a_clause() -> None:
    """An obligation of the judge's is written in a document."""
    assert strangers((rule.id, rule.clause) for rule in RULES) == []


def test_citations_are_found() -> None:
    """The test above looks where clauses are cited: in the codecs and in the register."""
    found = {text for _, text in citations()}

    assert {"v3 HTTP API 3.0 methods", "v2 4", "v2 6", "v3 Send", "v3 Query message", "v2 8.1; v2 8.2"} <= found


def test_ids_are_unique_and_name_a_document_and_a_place() -> None:
    """An id is an address: reports, checks and docs hang on it."""
    ids = [clause.id for clause in CLAUSES]

    assert len(ids) == len(set(ids))
    assert [id for id in ids if not re.fullmatch(r"v[23] [^;]+", id) or id != id.strip()] == []


def test_every_place_of_the_documents_is_there_in_order() -> None:
    """One row at least for each section, numbered item and row of a table that says something."""
    places = [clause.place for clause in CLAUSES]

    assert list(dict.fromkeys(places)) == list(dict.fromkeys(PLACES))


@pytest.mark.parametrize(
    ("kind", "place", "table"),
    [
        ("code", "v3 code", V3Code),
        ("status", "v3 message status", State),
        ("code", "v2 8.2 code", V2Code),
        ("status", "v2 8.1 status", V2Status),
    ],
)
def test_every_row_of_a_table_is_a_clause(kind: str, place: str, table: type[DocumentedCode]) -> None:
    """Each code and status is defined by one clause, which begins with its name."""
    rows = {getattr(clause, kind): clause for clause in CLAUSES if clause.id.startswith(f"{place} ")}

    assert {number: clause.summary.partition(":")[0] for number, clause in rows.items()} == {
        int(row): row.label for row in table
    }


def test_only_the_rows_of_tables_define_numbers() -> None:
    """25 codes and 25 statuses in both documents."""
    codes = [clause for clause in CLAUSES if clause.code is not None]
    statuses = [clause for clause in CLAUSES if clause.status is not None]

    assert (len(codes), len(statuses)) == (25, 25)


def test_a_clause_is_shown_by_a_trait_or_says_why_by_none() -> None:
    """Every sentence can be met by an exchange, or there is a reason why not; a misspelt trait would never be met."""
    without = [clause.id for clause in CLAUSES if bool(clause.trait) == bool(clause.beyond)]
    told = {f"{clause.document} status {clause.status}" for clause in CLAUSES if clause.status is not None}
    unknown = {clause.trait for clause in CLAUSES if clause.trait} - TRAITS - told

    assert (without, unknown) == ([], set())


def test_no_trait_is_counted_for_nothing() -> None:
    """What is counted is what some clause speaks of; of a method's stages some are of no interest."""
    idle = TRAITS - {clause.trait for clause in CLAUSES}

    assert {trait for trait in idle if not re.search(r" (read|answered|done|failed)$", trait)} == set()


@pytest.mark.parametrize("document", ["2.0", "3.0"])
def test_summaries_are_short_and_in_one_form(document: str) -> None:
    """A summary is a line in a table: no more than 90 characters, no full stop, no line break."""
    rows = [clause for clause in CLAUSES if clause.document == f"v{document[0]}"]

    assert [clause.id for clause in rows if not re.fullmatch(r"[^\n]{5,90}[^.\n]", clause.summary)] == []


def test_an_unknown_id_hears_the_nearest() -> None:
    """A wrong id is a KeyError whose text is plain and names the nearest clause."""
    with pytest.raises(UnknownClause) as caught:
        find("v3 limitations 2")

    assert isinstance(caught.value, KeyError)
    assert str(caught.value) == "clause 'v3 limitations 2': there is no such id; did you mean 'v3 limitation 2'?"


def test_an_id_finds_its_clause() -> None:
    """Document, place and number are read off the id."""
    clause = find("v2 8.2 code 702")

    assert (clause.document, clause.place, clause.code, clause.status, clause.keyword) == (
        "v2",
        "8.2 code 702",
        702,
        None,
        "MUST",
    )


def test_several_clauses_stand_between_semicolons() -> None:
    """As the register writes them."""
    assert split("v2 8.1 status 9; v2 8.2 code 703") == ("v2 8.1 status 9", "v2 8.2 code 703")
