"""A Send of 20,000 messages, whole round trip, against reading its body's JSON once."""

from __future__ import annotations

import json
from itertools import count

from .measure import Figure, compare
from .server import served


def figures() -> list[Figure]:
    """At most 6 times `json.loads`."""
    with served() as client:
        tags = count()
        bodies = [client.batch(20_000, f"b{next(tags)}") for _ in range(16)]
        waiting = iter(bodies)

        def send() -> None:
            answer = json.loads(client.post("/v3/Send", next(waiting)))
            if answer.get("MessageCount") != 20_000:
                raise RuntimeError(f"{answer}")

        return [compare("Send of 20,000, against json.loads", send, lambda: json.loads(bodies[0]), limit=6, rounds=15)]
