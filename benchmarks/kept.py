"""The figures in the repository's history: one JSON file a run, and what has moved since the last of them."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from mobipace.mock_server import __version__

from . import cores
from .measure import Figure, seconds

FOLDER = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Run:
    """One run: the figures by benchmark. about: its date, version, commit and machine, which is not named."""

    about: dict[str, Any]
    figures: dict[str, list[Figure]]

    def write(self, path: Path) -> None:
        """As JSON."""
        figures = {name: [figure.document() for figure in found] for name, found in self.figures.items()}
        text = json.dumps({**self.about, "figures": figures}, indent=2, ensure_ascii=False)
        path.write_text(f"{text}\n", "utf-8")

    def keep(self) -> Path:
        """Put it beside the earlier ones."""
        FOLDER.mkdir(exist_ok=True)
        path = FOLDER / f"{self.about['date'].replace(':', '')}.json"
        self.write(path)
        return path


def run_of(figures: dict[str, list[Figure]]) -> Run:
    """The figures that were just measured."""
    about = {
        "date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ"),
        "version": __version__,
        "commit": _commit(),
        "machine": {
            "cores": cores.count(),
            "system": f"{platform.system()} {platform.machine()}",
            "python": f"{platform.python_implementation()} {platform.python_version()}",
            "a_million_turns_of_a_loop_ms": round(median(seconds(_work) for _ in range(5)) * 1000, 1),
        },
    }
    return Run(about, figures)


def latest(benchmark: str) -> Run | None:
    """The last run that was kept with figures of this benchmark; None: there is none."""
    runs = map(read, sorted(FOLDER.glob("*.json"), reverse=True))
    return next((run for run in runs if benchmark in run.figures), None)


def read(path: Path) -> Run:
    """A run that was kept. Raises OSError, ValueError."""
    about = json.loads(path.read_text("utf-8"))
    names = {field.name for field in fields(Figure)}
    figures = {
        benchmark: [Figure(**{name: row[name] for name in row if name in names}) for row in rows]
        for benchmark, rows in about.pop("figures").items()
    }
    return Run(about, figures)


def moved(then: Sequence[Figure], now: Sequence[Figure]) -> list[str]:
    """What lies beyond the spread of both runs, a line each."""
    before = {figure.name: figure for figure in then}
    return [
        f"{figure.name}: {before[figure.name].value:g} then, {figure.value:g} now: {_word(before[figure.name], figure)}"
        for figure in now
        if figure.name in before and _is_apart(before[figure.name], figure)
    ]


def _is_apart(then: Figure, now: Figure) -> bool:
    return now.low > then.high or now.high < then.low


def _word(then: Figure, now: Figure) -> str:
    return "better" if (now.value > then.value) is now.is_floor else "WORSE"


def _commit() -> str:
    """Short, with a + where files have been changed since; "none" outside of a repository."""
    try:
        described = subprocess.run(
            [shutil.which("git") or "git", "describe", "--always", "--dirty=+", "--exclude=*"],
            cwd=FOLDER.parent,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "none"
    return described.stdout.strip()


def _work() -> None:
    """The same work everywhere: it tells a fast machine from a slow one."""
    for _ in range(1_000_000):
        pass
