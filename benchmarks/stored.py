"""What a million stored messages, or ten thousand accounts, do to the cost of a request; and to memory."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count

from .measure import Figure, cost, in_turns, some
from .server import RICH, SENT, V2, Client, clients, served, serving

ROUNDS = 1500
LIMIT = 1.2
BATCH = 20_000

Action = Callable[[], object]
_numbers = count()


def figures(effort: float) -> list[Figure]:
    """At most 1.2 times the cost with a thousand messages, or with ten accounts."""
    return [*_messages(effort), *_accounts(effort)]


def _messages(effort: float) -> list[Figure]:
    with served() as few, served() as many:
        few.ask("Send", few.batch(1_000, "s0"))
        for batch in range(some(50, effort)):
            many.ask("Send", many.batch(BATCH, f"s{batch}"))
        return _compare(f"with {some(50, effort) * BATCH:,} messages stored, against 1,000", many, few, effort)


def _accounts(effort: float) -> list[Figure]:
    with serving() as small, serving() as large, clients(small, 10) as [few, *_], clients(large, 1) as [many]:
        for client in (few, many):
            client.ask("Send", client.batch(10, "s0"))
        number = some(10_000, effort)
        for _ in range(number - 1):
            many.post("/_control/accounts", json.dumps(RICH).encode())
        return _compare(f"with {number:,} accounts, against 10", many, few, effort)


def _compare(circumstances: str, many: Client, few: Client, effort: float) -> list[Figure]:
    return [
        cost(f"{name} {circumstances}", in_turns(of(many), of(few), some(ROUNDS, effort)), LIMIT)
        for name, of in _REQUESTS.items()
    ]


def _send(client: Client) -> Action:
    return lambda: client.ask("Send", client.batch(1, f"one{next(_numbers)}"))


def _query(client: Client) -> Action:
    body = client.body({"References": ["s0-7"]})
    return lambda: client.ask("QueryMessages", body)


def _balance(client: Client) -> Action:
    body = client.body({})
    return lambda: client.ask("QueryBalance", body)


def _v2_send(client: Client) -> Action:
    return lambda: _right(client.exchange(client.sending(next(_numbers))), SENT)


def _v2_query(client: Client) -> Action:
    """Of a message that was sent just now."""
    id = client.exchange(client.sending(next(_numbers))).split()[1].decode()
    login = f"username={client.username}&password={client.password}"
    return lambda: _right(client.get(f"{V2}?function=querymessage&{login}&messageref={id}"), SENT)


def _right(answer: bytes, beginning: bytes) -> None:
    if not answer.startswith(beginning):
        raise RuntimeError(f"{answer[:200]!r}")


_REQUESTS = {
    "Send of 1": _send,
    "QueryMessages of 1": _query,
    "QueryBalance": _balance,
    "v2 send": _v2_send,
    "v2 querymessage": _v2_query,
}
