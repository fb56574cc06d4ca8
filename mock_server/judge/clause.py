"""A clause: one normative sentence of the documents, by the place where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Document = Literal["v2", "v3"]
Keyword = Literal["MUST", "SHOULD", "OBSERVED"]

_NUMBER = re.compile(r".* (?P<kind>code|status) (?P<number>\d+)")


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence. `summary` is in our words.

    id: the document and the place, such as "v3 limitation 2", "v3 Send, Reference" or "v2 8.2 code 702"; after a comma
    stands what tells it from the other sentences of that place. keyword: MUST, SHOULD, or OBSERVED where the document
    is silent or contradicts itself, so that nobody can be held to it.
    trait: what an exchange has to have to bear on it; see `traits`. beyond: why no exchange can ("" where one can).
    """

    id: str
    keyword: Keyword
    summary: str
    trait: str = ""
    beyond: str = ""

    @property
    def document(self) -> Document:
        """Which of the two documents it stands in."""
        return "v3" if self.id.startswith("v3 ") else "v2"

    @property
    def place(self) -> str:
        """Where in the document: a section, a numbered item or a row of a table."""
        return self.id.partition(" ")[2].partition(", ")[0]

    @property
    def code(self) -> int | None:
        """The code of an answer that the clause defines."""
        return self._number("code")

    @property
    def status(self) -> int | None:
        """The message status that the clause defines."""
        return self._number("status")

    def _number(self, kind: str) -> int | None:
        found = _NUMBER.fullmatch(self.id)
        return int(found["number"]) if found and found["kind"] == kind else None


def must(id: str, summary: str, trait: str) -> Clause:
    """A sentence that binds."""
    return Clause(id, "MUST", summary, trait)


def should(id: str, summary: str, trait: str) -> Clause:
    """A sentence that advises."""
    return Clause(id, "SHOULD", summary, trait)


def observed(id: str, summary: str, trait: str) -> Clause:
    """A point on which the document is silent or contradicts itself."""
    return Clause(id, "OBSERVED", summary, trait)


def beyond(id: str, keyword: Keyword, summary: str, why: str) -> Clause:
    """A sentence that no exchange can show kept or broken."""
    return Clause(id, keyword, summary, beyond=why)


def coded(place: str, kind: Literal["code", "status"], rows: dict[int, str]) -> tuple[Clause, ...]:
    """The rows of a table of codes or statuses at `place`, such as "v3 message" or "v2 8.2"."""
    document = place[:2]
    return tuple(must(f"{place} {kind} {number}", text, f"{document} {kind} {number}") for number, text in rows.items())
