"""Twenty thousand messages in one request: sent, and asked after, against the JSON alone."""

from __future__ import annotations

import json

from .measure import Figure, cost, in_turns, some
from .server import Client, served

MANY = 20_000
LIMIT = 6.0
ROUNDS = 15


def figures(effort: float) -> list[Figure]:
    """At most 6 times `json.loads` of the body that is sent, or `json.dumps` of the answer that comes back."""
    with served() as client:
        return [_send(client, some(ROUNDS, effort)), _query(client, some(ROUNDS, effort))]


def _send(client: Client, rounds: int) -> Figure:
    bodies = [client.batch(MANY, f"b{number}") for number in range(rounds + 1)]
    waiting = iter(bodies)

    def send() -> None:
        answer = json.loads(client.ask("Send", next(waiting)))
        if answer["MessageCount"] != MANY:
            raise RuntimeError(f"{answer}")

    pairs = in_turns(send, lambda: json.loads(bodies[0]), rounds)
    return cost("Send of 20,000, against json.loads of its body", pairs, LIMIT)


def _query(client: Client, rounds: int) -> Figure:
    body = client.body({"References": [f"b0-{index}" for index in range(MANY)]})
    answer = json.loads(client.ask("QueryMessages", body))
    if len(answer["MessageStatuses"]) != MANY:
        raise RuntimeError(f"{len(answer['MessageStatuses'])} answered")
    pairs = in_turns(lambda: client.ask("QueryMessages", body), lambda: json.dumps(answer), rounds)
    return cost("QueryMessages of 20,000, against json.dumps of its answer", pairs, LIMIT)
