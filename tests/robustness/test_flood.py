"""100,000 malformed requests: every one is answered cleanly, and the server is what it was before."""

import asyncio
import os
from contextlib import suppress
from pathlib import Path
from random import Random
from statistics import median
from urllib.parse import urlsplit

import psutil
import pytest

from tests.cli.support import Command, Served
from tests.robustness.flood import Flood, Login, Offence, framed

COUNT = int(os.environ.get("FLOOD_REQUESTS", "100000"))
SEED = int(os.environ.get("FLOOD_SEED", "7"))
BOUNDS = ("--journal-exchanges", "500", "--journal-bytes", str(2 * 1024 * 1024))
# A request that is kept costs 1 KiB at the least, and a quarter of the flood 25 MiB; what was measured is 1 MiB.
MOST_GROWTH = 5 * 1024 * 1024
KINDS = ("v3", "v2", "form", "astray", "control", "noise")
# A flood that met only the first check would show little.
CODES = (
    *(f"v3 {code}" for code in (101, 102, 103, 200)),
    *(f"v2 {code}" for code in (200, 700, 701, 703, 705, 708)),
    *(f"noise {status}" for status in (200, 400, 404, 405)),
    *(f"control {status}" for status in (200, 415, 422)),
)


class Memory:
    """Resident bytes of a process, looked at as the requests go by."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self.samples: list[int] = []

    def look(self, _: int = 0) -> None:
        """Take a sample."""
        self.samples.append(self._process.memory_info().rss)

    @property
    def growth(self) -> int:
        """Bytes between the medians of the third quarter of the samples and the last.

        The first half is left to warm up in: the journal fills to its bound, caches and the allocator's arenas grow to
        their size. Medians, for a sample may stand at the peak of one large request.
        """
        quarter = len(self.samples) // 4
        return int(median(self.samples[-quarter:]) - median(self.samples[-2 * quarter : -quarter]))


class Accounts:
    """Accounts that live for some requests: what they were sent is theirs, and goes with them."""

    def __init__(self, server: Served) -> None:
        self._server = server
        self._alive: dict[str, list[str]] = {}

    def renew(self, lane: str) -> Login:
        """A fresh account for this lane and a target for its operator, the earlier ones gone."""
        for username in self._alive.pop(lane, []):
            self._server.control("DELETE", f"accounts/{username}").raise_for_status()
        made = self.make(f"{lane}@mobipace.com"), self.make(f"target-{lane}@mobipace.com")
        self._alive[lane] = [f"{lane}@mobipace.com", f"target-{lane}@mobipace.com"]
        session = self._server.v3("authorize", {"Username": made[0], "Password": "123456"})["SessionId"]
        return Login(made[0], "123456", session, made[1])

    def make(self, username: str) -> str:
        """Make an account whose clock stands still, so that its session does not die."""
        document = {"username": username, "password": "123456", "clock": {"frozen": True}}
        self._server.control("POST", "accounts", json=document).raise_for_status()
        return username


@pytest.mark.xdist_group("load")  # with the soak, one after the other: both want the machine for themselves
@pytest.mark.timeout(300)
def test_100_000_malformed_requests(command: Command, tmp_path: Path) -> None:
    """No 5xx, no traceback, no leak once the journal is full; a right client is served afterwards."""
    with command.serving("--no-tls", "--seed", "7", *BOUNDS) as server:  # which must end with nothing on stderr
        memory = Memory(server.ready["pid"])
        flood = Flood(urlsplit(server.ready["http"]).port or 0, SEED, Accounts(server).renew, tmp_path, memory.look)
        asyncio.run(flood.run(COUNT))
        journal = server.control("GET", "exchanges?limit=1000").json()

        assert flood.answered == COUNT
        assert [kind for kind in KINDS if not flood.kinds[kind]] == []
        assert [code for code in CODES if not flood.codes[code]] == []
        assert (len(journal["exchanges"]) <= 500, journal["dropped"] > 500) == (True, True)
        assert (server.errors, "Traceback" in "\n".join(server.lines)) == ("", False)
        assert served(server) == [101, 101, "ID: 1298.30 : EUR"]
        assert memory.growth < MOST_GROWTH, memory.samples


def served(server: Served) -> list[object]:
    """What a right client is answered."""
    session = server.login()
    send = {"SessionId": session, "Sender": "MOBIPACE", "Messages": [{"Recipient": "37499000000", "Body": "hello"}]}
    codes = [server.v3("Send", send)["StatusCode"], server.v3("QueryBalance", {"SessionId": session})["StatusCode"]]
    return [*codes, server.v2("querybalance")]


# What the flood is told by


JSON = b"Content-Type: application/json\r\n"
OFFENCES = {
    "a failure": (b"HTTP/1.1 500 x\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nno", "status=500"),
    "a code that is not documented": (
        b"HTTP/1.1 200 OK\r\n" + JSON + b"Content-Length: 19\r\n\r\n" + b'{"StatusCode": 999}',
        "999",
    ),
    "the system's own failure": (
        b"HTTP/1.1 200 OK\r\n" + JSON + b"Content-Length: 39\r\n\r\n" + b'{"StatusCode": 100, "Status":"Unknown"} ',
        "100",
    ),
    "half an answer": (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nID", "IncompleteReadError"),
    "no answer": (b"", "IncompleteReadError"),
}


@pytest.mark.parametrize("kind", OFFENCES)
def test_an_answer_that_should_not_be_is_told_with_its_request(tmp_path: Path, kind: str) -> None:
    """Of a server that answers wrongly: what it said, what it was sent, and where all of that lies."""
    answer, told = OFFENCES[kind]
    with pytest.raises(Offence) as caught:
        asyncio.run(_flooded(answer, tmp_path))

    assert [part for part in (told, "sent: b'", "offending-request") if part not in str(caught.value)] == []
    assert (tmp_path / "offending-request").read_bytes().split(b" ")[0] in (b"GET", b"POST", b"PUT", b"PATCH")


async def _flooded(answer: bytes, folder: Path) -> None:
    """One batch of the flood against a server that gives this answer and goes."""

    async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        writer.write_eof()
        with suppress(ConnectionError):
            await reader.read()  # what is not read would reset the connection, and the answer be lost
        writer.close()

    async with await asyncio.start_server(reply, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        await Flood(port, SEED, lambda lane: Login(lane, "x", "x", "x"), folder).run(20, lanes=1)


def test_the_same_seed_is_the_same_flood() -> None:
    """An offence can be looked for again."""
    login = Login("a@mobipace.com", "123456", "x", "b@mobipace.com")
    floods = [[framed(Random(f"{SEED} {number}"), login).data for number in range(500)] for _ in range(2)]

    assert floods[0] == floods[1]
    assert len(set(floods[0])) > 450
