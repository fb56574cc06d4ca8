"""Reading the documents' exchanges; fixtures/exchanges/README.md describes the form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

SHELF = resources.files("mobipace.fixtures") / "exchanges"
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


@dataclass(frozen=True)
class Printed:
    """One printed request and its answer. In `notes`: clause, repaired, and where given account, after, delivers."""

    name: str
    notes: Mapping[str, str]
    method: str
    target: str
    headers: Mapping[str, str]
    body: str
    status: int
    answer: str

    @property
    def account(self) -> dict[str, Any]:
        """Members of the account that are set first."""
        return dict(json.loads(self.notes.get("account", "{}")))


def names() -> Iterator[str]:
    """Every file, such as v3/authorize."""
    for protocol in ("v2", "v3"):
        yield from sorted(f"{protocol}/{entry.name.removesuffix('.http')}" for entry in (SHELF / protocol).iterdir())


def read(name: str) -> Printed:
    """The exchange in the file of this name."""
    text = (SHELF / f"{name}.http").read_text("utf-8")
    head, _, exchange = text.partition("\n\n")
    request, _, answer = exchange.partition("\n< ")
    lines = request.split("\n")
    marked = [line.removeprefix("> ") for line in lines if line.startswith("> ")]
    method, _, target = marked[0].partition(" ")
    status, _, answer_body = answer.partition("\n")
    return Printed(
        name,
        _notes(head),
        method,
        target,
        dict(header.split(": ", 1) for header in marked[1:]),
        "\n".join(line for line in lines if not line.startswith("> ")),
        int(status),
        answer_body.removesuffix("\n"),
    )


def _notes(head: str) -> dict[str, str]:
    unfolded = re.sub(r"\n +", " ", head)
    return dict(line.split(": ", 1) for line in unfolded.split("\n"))


def tokens(text: str) -> list[str]:
    """The tokens of a JSON text, each as it is spelt; blanks between them left out."""
    return _TOKEN.findall(text)
