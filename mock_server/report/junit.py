"""The report as JUnit XML: a suite for each account, a case for each check.

A broken MUST is a failure. A broken SHOULD passes and says so in its output, because a warning fails no build. What was
not exercised is skipped. A crash, a time-out or an error of the kit is an error.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from . import words
from .results import Check, Results, Verdict
from .text import one_line, shown

_CHILDREN = {
    Verdict.FAIL: "failure",
    Verdict.TIMEOUT: "error",
    Verdict.CRASH: "error",
    Verdict.KIT_ERROR: "error",
    Verdict.NOTRUN: "skipped",
    Verdict.UNSUPPORTED: "skipped",
}
_WHY_SKIPPED = {Verdict.NOTRUN: "not exercised", Verdict.UNSUPPORTED: "not supported by the client"}


def render(results: Results) -> bytes:
    """The document, UTF-8."""
    results = shown(results)
    root = ET.Element("testsuites", {"name": words.headline(results), **_counts(results.checks)})
    for account, checks in _by_account(results).items():
        root.append(_suite(results, account, checks))
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _by_account(results: Results) -> Mapping[str, list[Check]]:
    found = defaultdict[str, list[Check]](list)
    for check in results.checks:
        found[words.account_of(results, check)].append(check)
    return found


def _counts(checks: Sequence[Check]) -> dict[str, str]:
    found = Counter(_CHILDREN.get(check.verdict) for check in checks)
    return {
        "tests": f"{len(checks)}",
        "failures": f"{found['failure']}",
        "errors": f"{found['error']}",
        "skipped": f"{found['skipped']}",
    }


def _suite(results: Results, account: str, checks: Sequence[Check]) -> ET.Element:
    suite = ET.Element("testsuite", {"name": account, "timestamp": results.started_at, **_counts(checks)})
    properties = ET.SubElement(suite, "properties")
    for name, value in _properties(results):
        ET.SubElement(properties, "property", {"name": name, "value": value})
    for check in checks:
        case = ET.SubElement(suite, "testcase", {"classname": account, "name": one_line(check.id)})
        _fill(case, check, _whole(results, check))
    return suite


def _properties(results: Results) -> list[tuple[str, str]]:
    seed = [] if results.seed is None else [("seed", f"{results.seed}")]
    return [
        ("kind", results.kind),
        ("subject", one_line(results.subject)),
        ("tool", f"{one_line(results.tool)} {one_line(results.version)}"),
        *seed,
        *(("note", one_line(note)) for note in results.notes),
    ]


def _fill(case: ET.Element, check: Check, whole: str) -> None:
    tag = _CHILDREN.get(check.verdict)
    if tag == "skipped":
        ET.SubElement(case, tag, {"message": _WHY_SKIPPED[check.verdict]})
    elif tag:
        child = ET.SubElement(case, tag, {"message": _message(check), "type": check.verdict})
        child.text = whole
    elif check.verdict is not Verdict.PASS:
        ET.SubElement(case, "system-out").text = whole


def _message(check: Check) -> str:
    return one_line(check.seen[0] if check.seen else check.title)


def _whole(results: Results, check: Check) -> str:
    return "\n".join([words.heading(results, check), *words.details(check)])
