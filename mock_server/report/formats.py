"""The forms of a report, by name and by suffix, and writing one to a file."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

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


# Each form's module, and the library that it stands on, is imported by whoever asks for that form.


def _html(results: Results) -> bytes:
    from .html import render  # noqa: PLC0415

    return render(results).encode()


def _junit(results: Results) -> bytes:
    from .junit import render  # noqa: PLC0415

    return render(results)


def _markdown(results: Results) -> bytes:
    from .markdown import render  # noqa: PLC0415

    return render(results).encode()


def _text(results: Results) -> bytes:
    from .terminal import render  # noqa: PLC0415

    return render(results).encode()


FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        Form("json", ".json", "application/json", _json),
        Form("html", ".html", "text/html", _html),
        Form("junit", ".xml", "application/xml", _junit),
        Form("markdown", ".md", "text/markdown", _markdown),
        Form("text", ".txt", "text/plain", _text),
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
