"""The kit's options for pytest, loaded in every run and therefore light: all else comes where a client is named."""

from __future__ import annotations

from importlib import import_module

import pytest

_FIXTURE = "mobipace_case"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which client, and how its cases are run."""
    group = parser.getgroup("mobipace")
    group.addoption("--mobipace-client", metavar="MODULE:CLASS", help="the Python client to hold the catalogue against")
    group.addoption("--mobipace-adapter", metavar="CMD", help="the same for a client behind an adapter")
    group.addoption("--mobipace-seed", type=int, default=1, help="passwords and ids of the cases follow from it")
    choices = ["default", "all"]
    group.addoption("--mobipace-readings", choices=choices, default="default", help="all: also under every reading")


def pytest_configure(config: pytest.Config) -> None:
    """With a client, the cases."""
    if _has_client(config):
        config.pluginmanager.register(import_module("mobipace.contract_tests.pytest_cases"), "mobipace-cases")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Without one, the cases say what they need."""
    if _FIXTURE in metafunc.fixturenames and not _has_client(metafunc.config):
        raise pytest.UsageError("name the client: --mobipace-client MODULE:CLASS, or --mobipace-adapter CMD")


def _has_client(config: pytest.Config) -> bool:
    return bool(config.getoption("--mobipace-client") or config.getoption("--mobipace-adapter"))
