"""Single requests: with journal and judge, against a bare handler of the same bytes; and with a state file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from itertools import count
from typing import NamedTuple

from .bare import bare
from .http import Connection, exchange_all
from .measure import Figure, Pair, pace, seconds, some
from .server import DONE, SENT, V2, Client, Running, clients, serving

CONNECTIONS = (1, 16)
REQUESTS = 320  # in a round
ROUNDS = 20

Side = tuple[Sequence[Client], Sequence[Connection]]
"""In whose names it is asked, and over which connections."""

_numbers = count()


class Kind(NamedTuple):
    """A kind of request: the bytes of a client's next one, and how its answer begins."""

    name: str
    path: str
    make: Callable[[Client], bytes]
    right: bytes


KINDS = (
    Kind(
        "Send of 1", "/v3/Send", lambda client: client.posting("/v3/Send", client.batch(1, f"s{next(_numbers)}")), DONE
    ),
    Kind("QueryBalance", "/v3/QueryBalance", lambda client: client.posting("/v3/QueryBalance", client.body({})), DONE),
    Kind("v2 send", V2, lambda client: client.sending(next(_numbers)), SENT),
)


def figures(effort: float) -> list[Figure]:
    """At least 0.6 times the bare handler's pace; at least half the pace of memory alone where a file keeps it all."""
    with serving() as ours:
        with bare(_answers(ours)) as reference:
            found = _against_bare(ours, reference, some(ROUNDS, effort))
        with tempfile.TemporaryDirectory() as folder, serving("--state", f"{folder}/state.db") as disk:
            return [*found, *_on_disk(disk, ours, some(ROUNDS, effort))]


def _answers(ours: Running) -> dict[str, str]:
    """What ours answers, by path."""
    with clients(ours, 1) as [client]:
        return {kind.path: client.exchange(kind.make(client)).decode() for kind in KINDS}


def _against_bare(ours: Running, reference: str, rounds: int) -> list[Figure]:
    found = []
    for number in CONNECTIONS:
        with clients(ours, number) as owners:
            others = [Connection(reference) for _ in owners]
            for kind in KINDS:
                pairs = compare(kind, (owners, owners), (owners, others), rounds)
                found.append(pace(f"{kind.name}, {times(number)}, against a bare handler", pairs, 0.6))
            for other in others:
                other.close()
    return found


def _on_disk(disk: Running, memory: Running, rounds: int) -> list[Figure]:
    found = []
    for number in CONNECTIONS:
        with clients(disk, number) as kept, clients(memory, number) as others:
            pairs = compare(KINDS[0], (kept, kept), (others, others), rounds)
            found.append(pace(f"{KINDS[0].name} with --state, {times(number)}, against memory alone", pairs, 0.5))
    return found


def times(connections: int) -> str:
    """How many, in words."""
    return f"{connections} connection{'s' * (connections > 1)}"


def compare(kind: Kind, subject: Side, reference: Side, rounds: int) -> list[Pair]:
    """Seconds a request. The first round is for warming up."""
    return [Pair(_round(kind, *subject), _round(kind, *reference)) for _ in range(rounds + 1)][1:]


def _round(kind: Kind, owners: Sequence[Client], connections: Sequence[Connection]) -> float:
    """Seconds a request; the bytes are made before."""
    requests = [[kind.make(client) for _ in range(REQUESTS // len(owners))] for client in owners]
    return seconds(lambda: exchange_all(connections, requests, kind.right)) / REQUESTS
