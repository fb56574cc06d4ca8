"""What was counted, laid beside what the documents list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..gateway.codes import DocumentedCode, State, V2Code, V2Status, V3Code
from ..gateway.states import TRANSITIONS
from .clause import Clause
from .clauses import CLAUSES
from .transitions import Move

Document = dict[str, Any]


@dataclass(slots=True)
class Counts:
    """How often each thing that a document lists was met. statuses: by protocol and number, each one that was told.

    traits: exchanges that have each trait. moves: messages that made each move.
    """

    traits: Counter[str] = field(default_factory=Counter)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    moves: Counter[Move] = field(default_factory=Counter)

    def add(self, other: Counts) -> None:
        """Count what `other` counted as well."""
        self.traits.update(other.traits)
        self.statuses.update(other.statuses)
        self.moves.update(other.moves)

    def document(self) -> Document:
        """The shape of a coverage: every code, status, transition and clause with its count, zero included."""
        found: Document = {
            "codes": {"v3": self._codes("v3", V3Code), "v2": self._codes("v2", V2Code)},
            "statuses": {"v3": self._statuses("v3", State), "v2": self._statuses("v2", V2Status)},
            "transitions": self._transitions(),
            "clauses": [self._clause(clause) for clause in CLAUSES],
        }
        return {**found, "totals": _totals(found)}

    def _codes(self, protocol: str, table: type[DocumentedCode]) -> list[Document]:
        return [_row(row, self.traits[f"{protocol} code {row:d}"]) for row in table]

    def _statuses(self, protocol: str, table: type[DocumentedCode]) -> list[Document]:
        return [_row(row, self.statuses[protocol, int(row)]) for row in table]

    def _transitions(self) -> list[Document]:
        return [
            {
                "from": start.label if start else None,
                "event": event.value,
                "to": end.label,
                "count": self.moves[start, event],
            }
            for (start, event), end in TRANSITIONS.items()
        ]

    def _clause(self, clause: Clause) -> Document:
        status = clause.status
        count = self.traits[clause.trait] if status is None else self.statuses[clause.document, status]
        return {
            "clause": clause.id,
            "keyword": clause.keyword,
            "summary": clause.summary,
            "count": count,
            "beyond": clause.beyond or None,
        }


def _row(row: DocumentedCode, count: int) -> Document:
    return {"code": int(row), "name": row.label, "count": count}


def _totals(found: Mapping[str, Any]) -> Document:
    """Of each kind how many were met, and how many there are. A clause that no exchange can bear on is none of them."""
    return {
        "codes": _total([*found["codes"]["v3"], *found["codes"]["v2"]]),
        "statuses": _total([*found["statuses"]["v3"], *found["statuses"]["v2"]]),
        "transitions": _total(found["transitions"]),
        "clauses": _total(clause for clause in found["clauses"] if clause["beyond"] is None),
    }


def _total(rows: Iterable[Document]) -> Document:
    counts = [row["count"] for row in rows]
    return {"exercised": sum(1 for count in counts if count), "documented": len(counts)}
