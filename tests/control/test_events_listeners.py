"""`GET events`: listeners that are slow, silent, gone or too many harm nobody, and the server's end is theirs."""

import asyncio
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pytest

from mobipace.mock_server.web.events import Events, Wanted
from tests.control.listening import Stream, listeners, listening, what
from tests.control.support import Control, until
from tests.support import RawConnection, Sim, running
from tests.web.raw_http import run, skip

PROMISED = 2  # seconds from SIGTERM to the end
LARGE = 50_000  # bytes; a connection takes some megabytes before it takes no more


def publish(sim: Sim, count: int) -> None:
    """So many large events, on the server's own thread."""

    async def happen() -> None:
        for number in range(count):
            sim.simulator.events.publish("readings", "changed", None, {"number": number, "text": "x" * LARGE})

    asyncio.run_coroutine_threadsafe(happen(), sim.loop).result(timeout=20)


def tasks(sim: Sim) -> int:
    """How many tasks the server has."""

    async def count() -> int:
        return len(asyncio.all_tasks())

    return asyncio.run_coroutine_threadsafe(count(), sim.loop).result(timeout=20)


@contextmanager
def connected(sim: Sim) -> Iterator[RawConnection]:
    """A bare connection on which a stream has begun."""
    with RawConnection.to(sim.urls.control) as connection:
        connection.send(b"GET /_control/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        begun = b""
        while b"event: open" not in begun:
            begun += connection.socket.recv(1024)
        yield connection


# Slow and silent ones


def test_a_listener_that_does_not_read_holds_nobody_up(own: Control) -> None:
    """It costs what its connection takes and no more; later it hears how much it lost, and the stream goes on."""
    own.sim.simulator.events.bounds = replace(own.sim.simulator.events.bounds, max_count=20)
    with listening(own.sim, kinds="readings") as stalled, listening(own.sim, kinds="readings") as brisk:
        for _ in range(40):
            publish(own.sim, 10)
            assert [event["subject"]["number"] for event in brisk.take(10)] == [*range(10)]
        told, lost = told_and_lost(stalled, 400)

    assert len(lost) >= 1
    assert sum(lost) > 200
    assert told + sum(lost) == 400


def told_and_lost(stream: Stream, count: int) -> tuple[int, list[int]]:
    """Read on until so many are accounted for: how many events came, and how many each loss names."""
    told, lost = 0, list[int]()
    while told + sum(lost) < count:
        event = stream.next()
        if event["kind"] == "lost":
            lost.append(event["subject"]["count"])
        else:
            told += 1
    return told, lost


def test_what_a_listener_does_not_want_is_not_lost_to_it(own: Control) -> None:
    """However much happens elsewhere meanwhile."""
    own.sim.simulator.events.bounds = replace(own.sim.simulator.events.bounds, max_count=5)
    account = own.account()
    with listening(own.sim, account=account.username, kinds="account") as stream:
        for other in range(20):
            own.account(username=f"other{other}@example.com")
        account.change(balance="1")

        assert what(stream.next()) == "account changed"


def test_silence_is_broken_by_a_comment(own: Control) -> None:
    """So that nobody on the way takes the connection for dead; a comment is no event."""
    own.sim.simulator.events.bounds = replace(own.sim.simulator.events.bounds, heartbeat_seconds=0.01)
    account = own.account()
    with listening(own.sim, account=account.username) as stream:
        read = [stream.line() for _ in range(6)]
        account.change(balance="1")
        event = stream.next()

    assert read == [": still here", ""] * 3
    assert what(event) == "account changed"


def test_others_events_do_not_keep_a_stream_silent() -> None:
    """The comment comes after so long without a word to this listener, whatever others hear meanwhile."""

    async def listen() -> None:
        events = Events(lambda: 1_000, "instance")
        listener = events.listen(Wanted(account="ann"))
        assert await listener.next(15)
        listening = asyncio.create_task(listener.next(15))
        for _ in range(14):
            await skip(1)
            events.publish("account", "changed", "ben", None)
        assert not listening.done()
        await skip(1)
        assert await listening == []

    run(listen())


# Those that are gone


def closed(connection: RawConnection) -> None:
    """As a browser does when its page is left."""
    connection.socket.close()


def reset(connection: RawConnection) -> None:
    """As a machine does whose process has died."""
    connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.socket.close()


def shut_down(connection: RawConnection) -> None:
    """Half of it: who sends nothing more listens no more."""
    connection.socket.shutdown(socket.SHUT_WR)
    assert b"0\r\n\r\n" in connection.rest()


@pytest.mark.parametrize("leave", [closed, reset, shut_down])
def test_a_listener_that_goes_leaves_nothing_behind(own: Control, leave: Callable[[RawConnection], None]) -> None:
    """It is noticed at once, not at the next event or comment; neither its task nor its place stays."""
    before = tasks(own.sim)
    for _ in range(20):
        with connected(own.sim) as connection:
            assert listeners(own.sim) == 1
            leave(connection)
            until(lambda: listeners(own.sim) == 0)

    until(lambda: tasks(own.sim) <= before)


def test_a_listener_that_goes_while_it_is_told_is_gone_too(own: Control) -> None:
    """Its connection takes nothing more, and then breaks."""
    with connected(own.sim) as connection:
        publish(own.sim, 400)
        reset(connection)
        until(lambda: listeners(own.sim) == 0)

    assert own.get("health")["status"] == "ok"


# Too many


def test_only_so_many_may_listen(own: Control) -> None:
    """503 with how many do; when one goes there is room again."""
    own.sim.simulator.events.bounds = replace(own.sim.simulator.events.bounds, max_listeners=3)
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(listening(own.sim))
        text = own.error("GET", "events", 503)
    until(lambda: listeners(own.sim) == 0)

    assert text == "3 streams of events are open, the most there may be; end one"
    with listening(own.sim) as stream:
        assert what(stream.opened) == "open open"


# The server's end


def test_the_server_s_end_ends_every_stream() -> None:
    """Told to the last event, and well within the time that SIGTERM leaves."""
    with ExitStack() as streams:
        with running() as sim:
            account = sim.account()
            stream = streams.enter_context(listening(sim, account=account.username))
            silent = streams.enter_context(listening(sim, account="nobody@example.com", kinds="account"))
            account.change(balance="1")
            began = time.monotonic()
        took = time.monotonic() - began

        assert [what(event) for event in stream.rest()] == ["account changed"]
        assert silent.rest() == []
    assert took < PROMISED


def test_a_listener_that_does_not_read_does_not_delay_the_end() -> None:
    """It is cut off."""
    with ExitStack() as connections:
        with running() as sim:
            connections.enter_context(connected(sim))
            publish(sim, 400)
            began = time.monotonic()
        took = time.monotonic() - began

    assert took < PROMISED


def test_a_reset_does_not_end_a_stream(own: Control) -> None:
    """It is an event like others."""
    with listening(own.sim) as stream:
        own.ask("POST", "reset", 204, json={})
        own.account()

        assert [what(event) for event in stream.take(2)] == ["reset reset", "account made"]
