"""The tables of the pages on the contract kit: titles, and what makes the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from mobipace.contract_tests.adapter.calls import ARGUMENTS
from mobipace.contract_tests.catalogue.meanings import BY_CODE
from mobipace.contract_tests.classes import ERROR_CLASSES
from mobipace.contract_tests.coverage import case_rows, clause_rows, mutant_rows, obligation_rows
from mobipace.contract_tests.server.pages import BROKEN_TITLES, CHECK_TITLES, broken_rows, check_rows
from mobipace.schemas import load

_ALSO = {
    "incorrect_request": "the client itself refuses what was asked",
    "session": "the session is dead, and a new login did not help",
    "bad_date": "the client cannot write the date",
    "timeout": "no whole answer came in time",
    "server_error": "HTTP status 4xx or 5xx",
    "malformed_answer": "an answer that cannot be read, an empty one, or one that breaks off",
    "transport": "the connection was refused or lost, or its certificate is not trusted; `timeout` may be told so too",
    "other": "everything else, codes of tomorrow among it",
}


def call_rows() -> Iterator[tuple[str, str, str]]:
    """Each call of an adapter, its arguments and its value, from their schemas."""
    for api, call in ARGUMENTS:
        arguments, value = (load(f"adapter/{api}.{call}.{part}") for part in ("arguments", "value"))
        yield f"{api} `{call}`", _members(arguments) or "none", _members(value)


def _members(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return _members(load(f"adapter/{schema['$ref'].removesuffix('.json')}"))
    required = schema.get("required", ())
    return ", ".join(
        f"`{name}`{'' if name in required else '?'}{_within(each)}"
        for name, each in schema.get("properties", {}).items()
    )


def _within(member: Mapping[str, Any]) -> str:
    """Of a list of objects what is in each."""
    item = member.get("items", {})
    found = load("adapter/v3.send.arguments")["$defs"]["Message"] if item.get("$ref", "").endswith("Message") else item
    return f" [{_members(found)}]" if "properties" in found else ""


def class_rows() -> Iterator[tuple[str, str]]:
    """Each class of errors, and the codes and accidents that it stands for."""
    codes = defaultdict[str, list[str]](list)
    for code, classes in BY_CODE.items():
        for name in classes:
            codes[name].append(f"{code}")
    for name in ERROR_CLASSES:
        yield f"`{name}`", "; ".join(filter(None, (", ".join(codes[name]), _ALSO.get(name))))


TABLES: dict[str, tuple[Sequence[str], Callable[[], Iterable[Sequence[str]]]]] = {
    "obligations": (("obligation", "level", "checks", "broken by"), obligation_rows),
    "clause-coverage": (
        ("clause", "keyword", "checks of a client", "mutants they kill", "checks of a server"),
        clause_rows,
    ),
    "kill-matrix": (("broken client", "breaks", "noticed by"), mutant_rows),
    "cases": (("case", "level", "what it holds", "clauses"), case_rows),
    "server-checks": (CHECK_TITLES, check_rows),
    "broken-gateways": (BROKEN_TITLES, broken_rows),
    "adapter-calls": (("call", "arguments", "value"), call_rows),
    "adapter-classes": (("class", "what it stands for"), class_rows),
}
