"""Writes the parts of the pages that are made from the code: `python -m docs.generate`, from the top of the checkout.

A generated part stands between `<!-- generated: NAME -->` and `<!-- end -->`; all else on a page is written by hand.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from mobipace.mock_server import world
from mobipace.mock_server.gateway.codes import DocumentedCode, State, V2Code, V2Status, V3Code
from mobipace.mock_server.gateway.readings import REGISTER
from mobipace.mock_server.gateway.states import FINAL, TRANSITIONS
from mobipace.mock_server.judge.clauses import CLAUSES
from mobipace.mock_server.judge.judge import RULES, Rule

from . import commands, control, figures, keys, plugin, shop
from .answers import NEVER, V2_CODES, V3_CODES
from .kit import TABLES
from .tables import code, table

ROOT = Path(__file__).resolve().parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
_PART = re.compile(r"(<!-- generated: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def fill(page: str) -> str:
    """A page with its generated parts made anew. Raises KeyError for a part that nobody makes."""
    return _PART.sub(lambda part: f"{part[1]}\n{PARTS[part[2]]()}\n\n{part[3]}", page)


# The register


def readings() -> str:
    """The register of open readings."""
    rows = (
        (code(each.key), each.question, each.clause, code(each.default), ", ".join(map(code, each.alternatives)))
        for each in REGISTER
    )
    return table(("key", "question", "clause", "default", "alternatives"), rows)


# A message's life


def life() -> str:
    """The table of states as a tree, each state's own moves where it is met first."""
    told: set[State] = set()
    return "\n".join(("```text", "a message comes in", *_branches(None, told), "```"))


def _branches(here: State | None, told: set[State]) -> Iterator[str]:
    moves = [(event, there) for (begin, event), there in TRANSITIONS.items() if begin is here]
    for number, (event, there) in enumerate(moves, 1):
        corner, stem = ("└─", "   ") if number == len(moves) else ("├─", "│  ")
        again = ", and on as above" if there in told and there not in FINAL else ""
        yield f"{corner} {event.value} → {there.label}{again}"
        if there not in told:
            told.add(there)
            yield from (f"{stem}{line}" for line in _branches(there, told))


def statuses() -> str:
    """Every v3 message status, with its view in v2 and the demo world's recipient that ends there."""
    demo = world.parse(world.demo_text(), "demo world", seed=0)
    recipients = {rule.ends: rule.recipient for rule in demo.outcomes.rules}
    rows = ((int(state), state.label, f"{state.v2:d} {state.v2.label}", code(recipients[state])) for state in State)
    return table(("v3", "name", "v2", "demo recipient"), rows)


def v2_statuses() -> str:
    """Every v2 message status, with the v3 ones that look so."""
    rows = ((int(status), status.label, _seen_as(status)) for status in V2Status)
    return table(("v2", "name", "v3"), rows)


def _seen_as(status: V2Status) -> str:
    same = ", ".join(f"{state:d} {state.label}" for state in State if state.v2 is status)
    return same or f"none; {NEVER[status]}"


# The codes of whole answers


def v3_codes() -> str:
    """Every StatusCode of a v3 answer and when it is given."""
    return _codes(V3Code, V3_CODES)


def v2_codes() -> str:
    """Every v2 error code and when it is given."""
    return _codes(V2Code, V2_CODES)


def _codes(codes: type[DocumentedCode], given: dict[Any, str]) -> str:
    rows = ((int(code), code.label, given.get(code) or f"**never**; {NEVER[code]}") for code in codes)
    return table(("code", "name", "when"), rows)


# The judge


def rules() -> str:
    """Every rule a client is held against."""
    rows = ((code(rule.id), rule.level, rule.clause, rule.title, _when(rule)) for rule in RULES)
    return table(("rule", "level", "clause", "what a client owes", "when it counts"), rows)


def _when(rule: Rule) -> str:
    return " ".join((inspect.getdoc(rule.check) or "").split()) if rule.check else "noted while a request is read"


def clauses() -> str:
    """Every clause of the two documents."""
    rows = ((each.id, each.keyword, each.summary, each.beyond or "") for each in CLAUSES)
    return table(("clause", "keyword", "in short", "why no exchange can show it"), rows)


# The contract kit


def _of_kit(name: str) -> str:
    titles, rows = TABLES[name]
    return table(titles, rows())


def _of_figures(part: str) -> str:
    """Measured, and not made from the code: it changes when a run is kept."""
    return f"{table(figures.TITLES, figures.rows(part))}\n\n{figures.origin(part)}"


PARTS: dict[str, Callable[[], str]] = {
    "rules": rules,
    "clauses": clauses,
    "readings": readings,
    "life": life,
    "statuses": statuses,
    "v2-statuses": v2_statuses,
    "v3-codes": v3_codes,
    "v2-codes": v2_codes,
}


PARTS |= (
    {name: partial(_of_kit, name) for name in TABLES}
    | commands.PARTS
    | control.PARTS
    | keys.PARTS
    | plugin.PARTS
    | shop.PARTS
)
PARTS |= {name: partial(_of_figures, name) for name in figures.PARTS}


def main() -> None:
    """Rewrite every page whose generated parts are not what the code says now."""
    for page in PAGES:
        text = page.read_text("utf-8")
        if fill(text) != text:
            page.write_text(fill(text), "utf-8")
            print(f"{page.relative_to(ROOT)} written")


if __name__ == "__main__":
    main()
