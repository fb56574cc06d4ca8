"""Verifying simulators of our own, in this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mobipace.contract_tests.own_gateway import OwnGateway
from mobipace.contract_tests.server.target import Target
from mobipace.contract_tests.server.verify import Plan, verify
from mobipace.mock_server.gateway.readings import REGISTER
from mobipace.mock_server.report import Check, Results
from tests.support import Sim, demo, running

DEFAULTS = {reading.key: reading.default for reading in REGISTER}
FINE = {"PASS", "INFO"}


def target(url: str, *, control: bool = True, **more: Any) -> Target:
    """The demo world's first account at a server of ours."""
    urls = f"{url}/v3", f"{url}/API_2_0/HTTP_API.aspx"
    given = {"recipient": "79851112233", "control": f"{url}/_control" if control else None, **more}
    return Target(*urls, "mobipace@mobipace.com", "123456", **given)


def verified(place: Sim | OwnGateway, *, control: bool = True, **plan: Any) -> Results:
    """A run against a simulator."""
    url = place.url if isinstance(place, OwnGateway) else place.urls.http or ""
    return verify(Plan(target(url, control=control), **plan))


def bad(results: Results, *more: str) -> list[Check]:
    """The checks that did not end well; `more`: verdicts that are fine as well."""
    return [check for check in results.checks if check.verdict not in {*FINE, *more}]


@contextmanager
def world(**options: Any) -> Iterator[Sim]:
    """A running demo world with these options."""
    with running(demo(**options)) as sim:
        yield sim
