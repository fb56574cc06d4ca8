"""The forms of a report, by name and by suffix, and writing one to a file."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from . import html, junit, markdown, terminal
from .results import Results
from .text import exact


@dataclass(frozen=True, slots=True)
class Form:
    """One form. `render` reads results and makes all of the file."""

    name: str
    suffix: str
    media_type: str
    render: Callable[[Results], bytes]


def _json(results: Results) -> bytes:
    return msgspec.json.format(msgspec.json.encode(exact(results)), indent=1) + b"\n"


FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        Form("json", ".json", "application/json", _json),
        Form("html", ".html", "text/html", lambda results: html.render(results).encode()),
        Form("junit", ".xml", "application/xml", junit.render),
        Form("markdown", ".md", "text/markdown", lambda results: markdown.render(results).encode()),
        Form("text", ".txt", "text/plain", lambda results: terminal.render(results).encode()),
    )
}
"""By name; the first is the default."""

_BY_SUFFIX = {form.suffix: form for form in FORMS.values()}


def render(results: Results, form: str = "json") -> bytes:
    """A report in one of FORMS, UTF-8."""
    return FORMS[form].render(results)


def form_of(path: Path) -> Form:
    """The form that a file's suffix asks for. Raises ValueError for any other, which names those there are."""
    form = _BY_SUFFIX.get(path.suffix.lower())
    if form is None:
        raise ValueError(f"report file {path.name!r}: its suffix says the form; allowed: {', '.join(_BY_SUFFIX)}")
    return form


def write_report(results: Results, path: Path) -> None:
    """Write a report in the form of the file's suffix: all of it or, where that fails, nothing.

    Raises ValueError for an unknown suffix, OSError where it cannot be written.
    """
    data = form_of(path).render(results)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
