"""Clients that are to keep every obligation: the reference client in this process, and the example adapters.

An example whose language is not installed is left out here; test_examples.py says so.
"""

import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from mobipace.contract_tests import driver
from mobipace.contract_tests.adapter.messages import Api
from mobipace.contract_tests.driver import Context, Reply, Session, Subject
from tests.contract.fake import FakeGateway
from tests.support import Account

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "adapters"
ADAPTERS = {
    "python": (sys.executable, EXAMPLES / "python" / "adapter.py"),
    "node": ("node", EXAMPLES / "node" / "adapter.mjs"),
    "php": ("php", EXAMPLES / "php" / "adapter.php"),
}


def is_installed(name: str) -> bool:
    """Whether an example can be run here."""
    return shutil.which(ADAPTERS[name][0]) is not None


def subject_of(name: str) -> Subject:
    """The client of that name."""
    if name == "in process":
        return driver.python("mobipace.contract_tests.reference:Client")
    return driver.adapter([f"{word}" for word in ADAPTERS[name]])


# The Python example is the reference client again: test_examples.py plays the catalogue with it, and that is enough.
@pytest.fixture(scope="session", params=["in process", *filter(is_installed, ("node", "php"))])
def subject(request: pytest.FixtureRequest) -> Iterator[Subject]:
    """Each client in turn."""
    made = subject_of(request.param)
    yield made
    made.close()
    assert made.over is None


@dataclass
class Driven:
    """A client under test, with one case."""

    subject: Subject
    session: Session | None = None
    contexts: list[Context] = field(default_factory=list)

    def begin(self, context: Mapping[str, Any]) -> Session:
        """The case's client."""
        given = {"case": "a.case", "sender": "MOBIPACE", "timeout_ms": 5000}
        self.contexts.append(Context(**{**given, **context}))
        self.session = self.subject.begin(self.contexts[-1])
        return self.session

    def at(self, place: Account | FakeGateway, **context: Any) -> "Calls":
        """A client of this account, or of an account of a fake gateway."""
        if isinstance(place, FakeGateway):
            urls = {"v2_url": place.v2_url, "v3_url": place.v3_url}
            return Calls(self.begin({**urls, "username": "u", "password": "kanarie-17", **context}))
        url = place.sim.urls.http
        urls = {"v2_url": f"{url}/API_2_0/HTTP_API.aspx", "v3_url": f"{url}/v3"}
        return Calls(self.begin({**urls, "username": place.username, "password": place.password, **context}))

    def end(self) -> None:
        """No trouble, and no password anywhere."""
        session, self.session = self.session, None
        if session:
            ended = session.end()
            assert ended.trouble is None
            assert ended.leaks == ()


@dataclass
class Calls:
    """The calls of a client."""

    session: Session

    def __call__(self, api: Api, call: str, **args: Any) -> Reply:
        # The client's own time is short in some tests; the kit's patience is not what they are about.
        return self.session.call(api, call, args, pause=20.0)

    def send(self, *messages: Mapping[str, str], **options: Any) -> Reply:
        """v3 send."""
        return self("v3", "send", messages=list(messages), **options)

    def value(self, api: Api, call: str, **args: Any) -> dict[str, Any]:
        """What a call that must succeed reports."""
        reply = self(api, call, **args)
        assert isinstance(reply, driver.Value), reply
        return dict(reply.value or {})

    def failure(self, api: Api, call: str, **args: Any) -> tuple[str | None, int | None]:
        """Class and code of a call that must fail."""
        reply = self(api, call, **args)
        assert isinstance(reply, driver.Failure), reply
        return reply.kind, reply.code


@pytest.fixture
def driven(subject: Subject) -> Iterator[Driven]:
    """The client, with nothing begun; a case that a test begins is ended, and must end well."""
    made = Driven(subject)
    yield made
    made.end()


@pytest.fixture
def client(driven: Driven, account: Account) -> Calls:
    """The client of a fresh account of the simulator."""
    return driven.at(account)
