"""kill -9 at any moment: nothing that was answered is lost, and what was not answered happened wholly or not at all."""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from mobipace.mock_server.web.replay import Replay
from mobipace.mock_server.web.simulator import Simulator
from mobipace.mock_server.web.statefile import StateFile
from tests.state.load import TOKEN, V3, WORLD, Asked, Client, Memory, operator, resetting, v2
from tests.state.nursery import Cub, Nursery, nursery, options

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="servers are forked and killed as Linux does it")

KILLS = 210
FIRST_KILLS = 30
LIVES_OF_A_FILE = 10
MOST_SECONDS = 90
NOT_CHARGED = {2, 4}  # v3 statuses of messages that wait, or that there was no money for


@pytest.fixture(scope="module")
def cubs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Where servers are born."""
    with pytest.MonkeyPatch.context() as patch, nursery(tmp_path_factory.mktemp("cubs"), patch) as made:
        yield made


class Lives:
    """A state file, and the servers that live on it one after another."""

    def __init__(self, cubs: Nursery, name: str, chance: random.Random) -> None:
        self.cubs = cubs
        self.chance = chance
        self.file = cubs.folder / f"{name}.db"
        self.world = cubs.folder / "world.toml"
        self.world.write_text(WORLD, "utf-8")
        self.memory = Memory()
        self.clients: list[Callable[[Client], None]] = [v2, V3("one"), V3("two")]

    def born(self) -> Cub:
        """The next server."""
        return self.cubs.born(options(self.file, self.cubs.folder / "ready.json", world=self.world, log_format="json"))

    def killed_while_it_starts(self) -> None:
        """Before it serves, or just after."""
        server = self.born()
        server.process.join(self.chance.uniform(0, 0.03))
        server.kill()

    def killed_under_load(self, *, resets: bool = False) -> None:
        """With requests of both protocols and the operator's on their way."""
        server = self.born()
        self.check(server.url)
        acts = [*self.clients, v2 if self.chance.random() < 0.7 else V3("one"), resetting if resets else operator]
        threads = [Client(server.url, self.memory, random.Random(self.chance.random())).run(act) for act in acts]
        server.process.join(self.chance.uniform(0.002, 0.02 if resets else 0.08))
        server.kill()
        for thread in threads:
            thread.join()

    # What must be there

    def check(self, url: str) -> None:
        """Hold what a server has to what its clients remember."""
        with httpx.Client(base_url=f"{url}/_control", trust_env=False) as control:
            found = Found(control)
        found.check_laws()
        self._settle_resets(found)
        memory = self.memory
        for asked in memory.asked.values():
            if asked.at > memory.epoch:
                found.check_remembered(asked)
        assert {name for name, at in memory.made.items() if at > memory.epoch} <= found.accounts.keys()
        assert memory.limit[0] <= -Decimal(found.accounts["kept"]["credit_limit"]) <= memory.limit[1]
        assert memory.epoch >= 0 or [each for each in memory.asked.values() if '"StatusCode": 103' in each.answer] == []
        output = self.cubs.folder / "output"
        assert "another answer" not in output.read_text("utf-8")
        assert "Traceback" not in output.read_text("utf-8")

    def _settle_resets(self, found: "Found") -> None:
        """A reset forgets all or nothing; one that was not answered may have happened or not."""
        memory = self.memory
        for asked_at, answered_at in memory.resets:
            before = [each for each in memory.asked.values() if each.heard_at and memory.epoch < each.at < asked_at]
            answered = [each for each in before if each.heard_at and each.heard_at < asked_at]
            there = {each.token for each in answered} & found.exchanges.keys()
            assert not there or (answered_at is None and len(there) == len(answered)), "a part of what there was"
            if not there:
                memory.epoch = memory.moment() if answered_at is None else answered_at
        memory.resets.clear()


class Found:
    """What a server has after its start."""

    def __init__(self, control: httpx.Client) -> None:
        def every(path: str) -> list[Any]:
            page = control.get(path, params={"limit": 10_000}).json()
            assert page["next"] is None
            return list(page[path.rpartition("/")[2]])

        self.accounts = {account["username"]: account for account in every("accounts")}
        self.messages = {name: every(f"accounts/{name}/messages") for name in ("one", "two")}
        self.ledgers = {name: control.get(f"accounts/{name}/ledger").json() for name in ("one", "two")}
        sessions = [session for name in ("one", "two") for session in every(f"accounts/{name}/sessions")]
        journal = every("exchanges")
        self.in_flight = [session for session in sessions if session["in_flight"]]
        self.in_flight += [exchange for exchange in journal if exchange["finished_at"] is None]
        tokens = [(dict(exchange["request"]["headers"]).get(TOKEN), exchange) for exchange in journal]
        self.counts = Counter(token for token, _ in tokens)
        self.exchanges = dict(tokens)
        self.by_token: dict[str, list[Any]] = {}
        for message in [message for messages in self.messages.values() for message in messages]:
            token = (message["reference"] or message["body"]).partition("-")[0]
            self.by_token.setdefault(token, []).append(message)

    def check_laws(self) -> None:
        """Whatever happened: sums, ids, and a charge for every message that is not waiting."""
        ids = [message["id"] for messages in self.messages.values() for message in messages]
        assert len(set(ids)) == len(ids)
        assert self.in_flight == []
        assert {name: account["balance"] for name, account in self.accounts.items() if name in self.ledgers} == {
            name: ledger["balance"] for name, ledger in self.ledgers.items()
        }
        for name, ledger in self.ledgers.items():
            charges = [Decimal(entry["amount"]) for entry in ledger["entries"][1:]]
            prices = [Decimal(each["price"]) for each in self.messages[name] if each["v3"]["code"] not in NOT_CHARGED]
            assert Decimal("1000000.00") + sum(charges) == Decimal(ledger["balance"])
            assert -sum(charges) == sum(prices), name

    def check_remembered(self, asked: Asked) -> None:
        """An answer is in the journal as it was heard, with its messages; without one it is all there or not."""
        messages = self.by_token.get(asked.token, [])
        if asked.heard_at is None:
            assert len(messages) in {0, asked.messages}, asked
            return
        exchange = self.exchanges.get(asked.token)
        assert exchange, f"answered and lost: {asked}"
        assert self.counts[asked.token] == 1
        assert (exchange["answer"]["http_status"], exchange["answer"]["body"]) == (asked.status, asked.answer)
        assert len(messages) == (asked.messages if asked.is_accepted else 0), asked
        if asked.answer.startswith("ID: 1") and asked.messages:
            assert [f"ID: {message['id']}" for message in messages] == [asked.answer]


@pytest.mark.timeout(MOST_SECONDS * 3)
def test_nothing_answered_is_lost(cubs: Nursery) -> None:
    """More than 200 servers are killed under load, while they start and while they are reset, many on one file."""
    began, chance, kills, heard = time.monotonic(), random.Random(8), 0, 0
    while kills < KILLS:
        lives = Lives(cubs, f"{kills}", chance)
        for _ in range(LIVES_OF_A_FILE):
            drawn = chance.random()
            if drawn < 0.2:
                lives.killed_while_it_starts()
            else:
                lives.killed_under_load(resets=drawn < 0.3)
            kills += 1
        server = lives.born()
        lives.check(server.url)
        server.kill()
        assert_repeats(lives.file)
        heard += sum(asked.heard_at is not None for asked in lives.memory.asked.values())
    seconds = time.monotonic() - began
    print(f"{kills} kills in {seconds:.1f} s, {heard} answers heard")  # pytest -rP shows it

    assert heard > KILLS * 5
    assert seconds < MOST_SECONDS * 2  # a machine may be busy; alone it takes a fraction


def test_a_file_that_is_half_made_is_made(cubs: Nursery) -> None:
    """Killed in its first moments on a file that is not there yet, a server leaves nothing that the next cannot use."""
    chance = random.Random(9)
    for index in range(FIRST_KILLS):
        lives = Lives(cubs, f"new-{index}", chance)
        for _ in range(2):
            lives.killed_while_it_starts()
        server = lives.born()
        lives.check(server.url)
        server.kill()


def assert_repeats(file: Path) -> None:
    """Doing it again comes to the same answers."""
    state = StateFile.look_into(file)
    origin = state.origin()
    assert origin
    again = Replay(Simulator(origin.world, began_at=origin.began_at))
    again.run(state.records())
    state.close()

    assert (again.differences, again.first) == (0, None)
