"""Running pytest within pytest, and reading off what it said."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

# Loaded here, so that no run within this process has to load them anew.
from mobipace.fixtures import failures, gateway, hosting, marks, plugin, trials  # noqa: F401

CLIENTS = Path(__file__).with_name("clients.py")
SNAPSHOTS = Path(__file__).with_name("snapshots")
# Within a run in which warnings are errors a warning has to be allowed to be one.
WARNINGS = ("-W", "ignore::pytest.PytestAssertRewriteWarning", "-W", "always::mobipace.fixtures.ContractWarning")
ALONE = ("-p", "no:cacheprovider", "--strict-markers", *WARNINGS)

RAN = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)


def snapshot(name: str) -> str:
    """A failure's text as it has to be: snapshots/NAME.txt, written and changed by hand."""
    return (SNAPSHOTS / f"{name}.txt").read_text("utf-8").removesuffix("\n")


class Told(NamedTuple):
    """What a run told. texts: of each test that failed or broke, by its name, with "setup" or "teardown" if not called.

    warned: the texts of its warnings. shown: its whole output.
    """

    outcomes: dict[str, int]
    texts: dict[str, str]
    sections: dict[str, list[tuple[str, str]]]
    warned: list[str]
    shown: str


class Run:
    """Runs a test file with our plugin."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        pytester.makepyfile(clients=CLIENTS.read_text())

    def __call__(self, source: str, *options: str, ini: str = "") -> Told:
        """Run `source` as test_it.py, under an ini file with these lines."""
        self.pytester.makepyfile(test_it=source)
        self.pytester.makeini(f"[pytest]\n{ini}")
        listener = _Listener()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
            result = self.pytester.runpytest_inprocess(
                "-p", "mobipace.fixtures.plugin", *ALONE, *options, plugins=[listener]
            )
        return Told(
            result.parseoutcomes() if result.ret in RAN and source else {},
            listener.texts,
            listener.sections,
            listener.warned,
            str(result.stdout) + str(result.stderr),
        )


class _Listener:
    """A plugin that listens."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.sections: dict[str, list[tuple[str, str]]] = {}
        self.warned: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what failed."""
        if report.failed:
            name = report.nodeid.partition("::")[2]
            key = name if report.when == "call" else f"{name} {report.when}"
            self.texts[key] = report.longreprtext
            self.sections[key] = report.sections

    def pytest_warning_recorded(self, warning_message: object) -> None:
        """Keep what was warned of."""
        self.warned.append(str(getattr(warning_message, "message", "")))
