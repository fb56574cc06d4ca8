"""Writes the parts of the pages that are made from the code: `python -m docs.generate`, from the top of the checkout.

A generated part stands between `<!-- generated: NAME -->` and `<!-- end -->`; all else on a page is written by hand.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from functools import partial
from itertools import starmap
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from mobipace.mock_server import world
from mobipace.mock_server.cli.serve import serve
from mobipace.mock_server.gateway.codes import DocumentedCode, State, V2Code, V2Status, V3Code
from mobipace.mock_server.gateway.readings import REGISTER
from mobipace.mock_server.gateway.states import FINAL, TRANSITIONS
from mobipace.mock_server.judge.clauses import CLAUSES
from mobipace.mock_server.judge.judge import RULES, Rule
from mobipace.mock_server.web.limits import Limits
from mobipace.schemas import load

from .answers import NEVER, V2_CODES, V3_CODES
from .kit import TABLES

ROOT = Path(__file__).resolve().parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
_PART = re.compile(r"(<!-- generated: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

Row = Sequence[object]


def fill(page: str) -> str:
    """A page with its generated parts made anew. Raises KeyError for a part that nobody makes."""
    return _PART.sub(lambda part: f"{part[1]}\n{PARTS[part[2]]()}\n\n{part[3]}", page)


def table(titles: Sequence[str], rows: Iterable[Row]) -> str:
    """A Markdown table."""
    return "\n".join(map(_line, (titles, ["---"] * len(titles), *rows)))


def _line(cells: Row) -> str:
    return "| " + " | ".join(str(cell).replace("|", r"\|") for cell in cells) + " |"


def _code(text: object) -> str:
    return f"`{text}`"


# The command line


def options() -> str:
    """Every option of `serve`."""
    hints = get_type_hints(serve, include_extras=True)
    defaults = dict(zip(hints, serve.__defaults__ or (), strict=False))
    return table(("option", "meaning", "default"), (_option(name, hints[name], defaults[name]) for name in defaults))


def _option(name: str, hint: Any, default: object) -> Row:
    kind, info = get_args(hint)
    flag, value = f"--{name.replace('_', '-')}", _value(kind)
    return _code(f"{flag} {value}" if value else flag), info.help, _default(name, default)


def _value(kind: Any) -> str:
    """What is written after an option's name; nothing for one that is only there or not."""
    inner = [each for each in get_args(kind) if each is not type(None)]
    if get_origin(kind) is Literal:
        return "|".join(inner)
    if kind is not list and inner and get_origin(kind) is not list:
        return _value(inner[0])
    return {bool: "", int: "N", float: "N", Path: "FILE"}.get(kind, "TEXT")


def _default(name: str, default: object) -> str:
    if name in {field.name for field in fields(Limits)}:
        default = getattr(Limits(), name)
    return "" if default is None or default is False else _code(default)


# The register


def readings() -> str:
    """The register of open readings."""
    rows = (
        (_code(each.key), each.question, each.clause, _code(each.default), ", ".join(map(_code, each.alternatives)))
        for each in REGISTER
    )
    return table(("key", "question", "clause", "default", "alternatives"), rows)


# A message's life


def life() -> str:
    """The table of states as a diagram."""
    named = [f'state "{state.label}" as {_node(state)}' for state in State if _node(state) != state.label]
    moves = [f"{_node(here)} --> {_node(there)}: {event.value}" for (here, event), there in TRANSITIONS.items()]
    ends = [f"{_node(state)} --> [*]" for state in State if state in FINAL]
    return "\n    ".join(("```mermaid\nstateDiagram-v2", *named, *moves, *ends)) + "\n```"


def _node(state: State | None) -> str:
    return re.sub(r"\W", "", state.label) if state else "[*]"


def statuses() -> str:
    """Every v3 message status, with its view in v2 and the demo world's recipient that ends there."""
    demo = world.parse(world.demo_text(), "demo world", seed=0)
    recipients = {rule.ends: rule.recipient for rule in demo.outcomes.rules}
    rows = ((int(state), state.label, f"{state.v2:d} {state.v2.label}", _code(recipients[state])) for state in State)
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


# Schemas


def world_keys() -> str:
    """The keys of a world file."""
    return _keys("world")


def account_keys() -> str:
    """The keys of an account."""
    return _keys("account")


def _keys(name: str) -> str:
    properties = load(name)["properties"]
    return table(("key", "meaning", "value", "default"), starmap(_key, properties.items()))


def _key(key: str, schema: dict[str, Any]) -> Row:
    merged = _resolved(schema) | schema
    values = ", ".join(f'"{value}"' for value in merged.get("enum", ()))
    default = _code(json.dumps(merged["default"])) if "default" in merged else ""
    return _code(key), merged["description"], values or merged["title"], default


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """What a reference of the world's or the account's schema means."""
    file, _, pointer = schema.get("$ref", "").partition("#")
    if not file and not pointer:
        return {}
    target = load(file.removesuffix(".json") or "account")
    for step in pointer.split("/")[1:]:
        target = target[step]
    return target


def control_routes() -> str:
    """Every address of the control API."""
    paths = load("control/openapi")["paths"]
    rows = (
        (_code(f"{method.upper()} {path}"), operation["summary"])
        for path, operations in paths.items()
        for method, operation in operations.items()
        if method in {"get", "post", "patch", "delete"}
    )
    return table(("request", "what it does"), rows)


# The judge


def rules() -> str:
    """Every rule a client is held against."""
    rows = ((_code(rule.id), rule.level, rule.clause, rule.title, _when(rule)) for rule in RULES)
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


PARTS: dict[str, Callable[[], str]] = {
    "rules": rules,
    "clauses": clauses,
    "options": options,
    "readings": readings,
    "life": life,
    "statuses": statuses,
    "v2-statuses": v2_statuses,
    "v3-codes": v3_codes,
    "v2-codes": v2_codes,
    "world-keys": world_keys,
    "account-keys": account_keys,
    "control-routes": control_routes,
}


PARTS |= {name: partial(_of_kit, name) for name in TABLES}


def main() -> None:
    """Rewrite every page whose generated parts are not what the code says now."""
    for page in PAGES:
        text = page.read_text("utf-8")
        if fill(text) != text:
            page.write_text(fill(text), "utf-8")
            print(f"{page.relative_to(ROOT)} written")


if __name__ == "__main__":
    main()
