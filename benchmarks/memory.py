"""What a stored message takes: the growth of the process, divided by the messages that it was sent."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count, pairwise

from .http import exchange_all
from .measure import Figure, some
from .server import DONE, Client, clients, serving

LIMIT = 700
HALF = 10
BATCH = 20_000
SINGLES = 4_000
WARMING = 12_000  # exchanges; the server keeps its latest 10,000 events
SMALL_JOURNAL = ("--journal-bytes", "4096")  # soon full, so that what grows is what is stored

_numbers = count()


def figures(effort: float) -> list[Figure]:
    """At most 700 bytes for a short Cyrillic text with a reference, sent among 20,000 or alone."""
    return [
        _growth("resident bytes of a message sent among 20,000", _batch, some(BATCH, effort), BATCH),
        _growth("resident bytes of a message sent alone", _singles, some(SINGLES, effort), WARMING),
    ]


def _growth(name: str, send: Callable[[Client, int], None], count: int, warming: int) -> Figure:
    """Over twice ten sends; the spread is that of the two halves: a table that doubles falls into one of them."""
    with serving(*SMALL_JOURNAL) as running, clients(running, 1) as [client]:
        send(client, warming)  # for what is there once
        sizes = [running.resident_bytes()]
        for _ in range(2):
            for _ in range(HALF):
                send(client, count)
            sizes.append(running.resident_bytes())
    halves = sorted(round((after - before) / (HALF * count)) for before, after in pairwise(sizes))
    whole = round((sizes[-1] - sizes[0]) / (2 * HALF * count))
    return Figure(name, whole, "bytes", LIMIT, halves[0], halves[-1], 2 * HALF)


def _batch(client: Client, count: int) -> None:
    client.ask("Send", client.batch(count, f"m{next(_numbers)}"))


def _singles(client: Client, count: int) -> None:
    requests = [client.posting("/v3/Send", client.batch(1, f"m{next(_numbers)}")) for _ in range(count)]
    exchange_all([client], [requests], DONE)
