"""A disk that is full: whoever asks hears so, nothing more happens, and all goes on when there is room."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.state.damage import log_of
from tests.state.nursery import Cub, Nursery, nursery, options
from tests.support import V2_PATH

if sys.platform != "linux":
    pytest.skip("a process's limits are set from outside as Linux does it", allow_module_level=True)

import resource

DEMO = "mobipace@mobipace.com"
SEND = {
    "function": "send",
    "username": DEMO,
    "password": "123456",
    "sender": "MOBIPACE",
    "recipient": "37499000000",
    "body": "x",
}


@pytest.fixture(scope="module")
def cubs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Where servers are born."""
    with pytest.MonkeyPatch.context() as patch, nursery(tmp_path_factory.mktemp("cubs"), patch) as made:
        yield made


class Crowded:
    """A server whose disk is as large as the test says."""

    def __init__(self, cubs: Nursery, state: Path) -> None:
        self.state = state
        self.server: Cub = cubs.born(options(state, cubs.folder / "ready.json"))
        self.http = httpx.Client(base_url=self.server.url, trust_env=False)

    def fill_disk(self) -> None:
        """No file may grow from now on."""
        self._limit(log_of(self.state).stat().st_size)

    def make_room(self) -> None:
        """They may again."""
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, size: int) -> None:
        resource.prlimit(self.server.process.pid or 0, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def send(self) -> httpx.Response:
        """A v2 send."""
        return self.http.get(V2_PATH, params=SEND)

    def control(self, method: str, path: str, document: Any = None) -> httpx.Response:
        """A call of the control API."""
        return self.http.request(method, f"/_control/{path}", json=document)

    def seen(self) -> tuple[str, int]:
        """Balance, and how many messages there are."""
        balance = self.control("GET", f"accounts/{DEMO}").json()["balance"]
        return balance, len(self.control("GET", f"accounts/{DEMO}/messages?limit=1000").json()["messages"])

    def outcomes(self) -> list[tuple[int, str]]:
        """What the journal says was answered."""
        exchanges = self.control("GET", "exchanges?limit=1000").json()["exchanges"]
        return [(each["answer"]["http_status"], each["answer"]["body"]) for each in exchanges if each["answer"]]


@pytest.fixture
def crowded(cubs: Nursery, tmp_path: Path) -> Iterator[Crowded]:
    """A server that has sent a message."""
    server = Crowded(cubs, tmp_path / "state.db")
    assert server.send().text == "ID: 100001"
    yield server
    server.http.close()
    server.server.kill()


def test_requests_hear_of_a_full_disk(crowded: Crowded) -> None:
    """503 and one line that names the file; after the first of them nothing happens any more."""
    crowded.fill_disk()
    first, after_first = crowded.send(), crowded.seen()
    more = [crowded.send() for _ in range(3)]

    assert {each.status_code for each in [first, *more]} == {503}
    assert first.text.startswith(f"state file {crowded.state} cannot be written (")
    assert first.text.endswith("); nothing is answered until it can\n")
    assert first.text.rstrip("\n").isprintable()
    assert crowded.seen() == after_first


def test_the_operator_hears_of_a_full_disk(crowded: Crowded) -> None:
    """Changes are refused as well, and those that begin when it is known change nothing; looking is allowed."""
    crowded.fill_disk()
    crowded.send()
    before = crowded.seen()
    answers = [
        crowded.control("PATCH", f"accounts/{DEMO}", {"balance": "1.00"}),
        crowded.control("POST", "accounts", {}),
        crowded.control("DELETE", "exchanges"),
        crowded.control("POST", "reset", {}),
    ]

    assert [each.status_code for each in answers] == [503] * 4
    assert {each.json()["error"].partition(" (")[0] for each in answers} == {
        f"state file {crowded.state} cannot be written"
    }
    assert crowded.seen() == before
    assert crowded.control("GET", "accounts").status_code == 200


def test_a_reset_that_cannot_be_written_changes_nothing(crowded: Crowded) -> None:
    """Not half of it, and not in memory alone."""
    crowded.fill_disk()
    before = crowded.seen()
    answer = crowded.control("POST", "reset", {})
    after = crowded.seen()
    crowded.make_room()
    follower = crowded.send()

    assert (answer.status_code, after) == (503, before)
    assert follower.text == "ID: 100002"


def test_all_goes_on_when_there_is_room(crowded: Crowded, cubs: Nursery) -> None:
    """And a kill after that shows a file that agrees with what was told: a 503 is in the journal as one."""
    crowded.fill_disk()
    refused = crowded.send().text
    crowded.send()
    crowded.make_room()
    answer = crowded.send().text
    before, told = crowded.seen(), crowded.outcomes()
    crowded.server.kill()
    again = Crowded(cubs, crowded.state)

    assert answer == "ID: 100003", "the first that was refused had taken its id: it happened wholly"
    assert (503, refused) in told
    assert again.seen() == before == ("1294.30", 3)
    assert again.outcomes() == [(200, "ID: 100001"), (503, refused), (200, "ID: 100003")]
    assert again.send().text == "ID: 100004"
    again.http.close()
    again.server.kill()


def test_a_kill_while_the_disk_is_full(crowded: Crowded, cubs: Nursery) -> None:
    """What was refused is not there: it was not answered."""
    crowded.fill_disk()
    crowded.send()
    crowded.server.kill()
    again = Crowded(cubs, crowded.state)

    assert again.seen() == ("1298.30", 1)
    assert again.send().text == "ID: 100002"
    again.http.close()
    again.server.kill()
