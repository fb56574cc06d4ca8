"""Every normative sentence of both documents, under the id by which code, reports and the kit's checks name it.

The ids are stable: they may be added to, never changed. A string that names several puts "; " between them.
"""

from __future__ import annotations

import difflib

from .clause import Clause
from .clauses_v2 import V2_CLAUSES
from .clauses_v3 import V3_CLAUSES

CLAUSES: tuple[Clause, ...] = (*V3_CLAUSES, *V2_CLAUSES)

_BY_ID = {clause.id: clause for clause in CLAUSES}


class UnknownClause(KeyError):
    """No clause has this id; the text names the nearest one."""

    def __str__(self) -> str:
        # KeyError would print the message in quotes.
        return str(self.args[0])


def find(id: str) -> Clause:
    """The clause with this id. Raises UnknownClause."""
    found = _BY_ID.get(id)
    if found is None:
        near = difflib.get_close_matches(id, _BY_ID, n=1)
        hint = f"did you mean {near[0]!r}?" if near else "the ids begin with v2 or v3 and a place in the document"
        raise UnknownClause(f"clause {id[:80]!r}: there is no such id; {hint}")
    return found


def split(text: str) -> tuple[str, ...]:
    """The ids in a string that names one clause or several."""
    return tuple(text.split("; "))
