"""What a million stored messages do to the cost of a request."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from .measure import Figure, compare
from .server import Client, served

ROUNDS = 2000


def figures() -> list[Figure]:
    """At most 1.2 times the cost with a thousand, for Send, QueryMessages and QueryBalance."""
    with served() as few, served() as many:
        few.ask("Send", few.batch(1_000, "s"))
        for batch in range(50):
            many.ask("Send", many.batch(20_000, f"s{batch}"))
        return [
            compare(f"{name} with 1,000,000 stored, against 1,000", of(many), of(few), limit=1.2, rounds=ROUNDS)
            for name, of in (("Send", _send), ("QueryMessages", _query), ("QueryBalance", _balance))
        ]


def _send(client: Client) -> Callable[[], object]:
    numbers = count()
    return lambda: client.ask("Send", client.batch(1, f"one-{next(numbers)}"))


def _query(client: Client) -> Callable[[], object]:
    body = client.body({"References": ["one-0"]})
    return lambda: client.ask("QueryMessages", body)


def _balance(client: Client) -> Callable[[], object]:
    body = client.body({})
    return lambda: client.ask("QueryBalance", body)
