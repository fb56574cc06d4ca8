"""A listener to the stream of events that holds every event to its schema."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from mobipace.schemas import explain
from tests.support import Sim

Event = dict[str, Any]


@dataclass
class Stream:
    """An open stream. `texts` is what it has read so far; `opened` its first event, `open`."""

    response: httpx.Response
    texts: list[str] = field(default_factory=list)
    opened: Event = field(init=False)

    def __post_init__(self) -> None:
        self._lines = self.response.iter_lines()
        self.opened = self.next()

    def line(self) -> str:
        """The next line; fails where none comes within the client's timeout."""
        line = next(self._lines)
        self.texts.append(line)
        return line

    def next(self) -> Event:
        """The next event, comments passed over."""
        fields: dict[str, str] = {}
        while (line := self.line()) or not fields:
            name, _, value = line.partition(": ")
            if name:
                assert name not in fields, f"two lines for one field: {line}"
                fields[name] = value
        return _checked(fields)

    def take(self, count: int) -> list[Event]:
        """The next so many."""
        return [self.next() for _ in range(count)]

    def until(self, kind: str, change: str | None = None) -> Event:
        """The next event of a kind, what comes before it passed over."""
        while (event := self.next())["kind"] != kind or change not in (None, event["change"]):
            pass
        return event

    def rest(self) -> list[Event]:
        """Everything until the server ends the stream."""
        events = []
        try:
            while True:
                events.append(self.next())
        except StopIteration:
            return events


def _checked(fields: dict[str, str]) -> Event:
    event: Event = json.loads(fields["data"])
    assert explain("control/event", event) == [], event
    assert (fields["id"], fields["event"]) == (str(event["id"]), event["kind"])
    assert fields.keys() == {"id", "event", "data"}
    return event


@contextmanager
def listening(sim: Sim, headers: dict[str, str] | None = None, **parameters: Any) -> Iterator[Stream]:
    """Listen; when this begins, the server does."""
    with (
        httpx.Client(trust_env=False, timeout=20) as client,
        client.stream("GET", f"{sim.urls.control}/events", params=parameters, headers=headers) as response,
    ):
        assert response.status_code == 200, response.read()
        stream = Stream(response)  # kept here: httpx closes a response that nobody reads lines from any more
        yield stream


def what(event: Event) -> str:
    """An event in short: `account made`."""
    return f"{event['kind']} {event['change']}"


def listeners(sim: Sim) -> int:
    """How many streams the server holds open."""
    return sim.simulator.events.listeners
