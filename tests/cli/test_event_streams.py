"""SIGTERM while somebody listens to events: the stream ends, and the server with it within 2 s, exit 0."""

import socket
from urllib.parse import urlsplit

import httpx

from tests.cli.support import DEMO, Command

GENEROUS = 5  # seconds; the promise is 2, and a busy machine may need more


def test_open_streams_end_with_the_server(command: Command) -> None:
    """One that reads is told everything and hears the end; one that does not is cut off."""
    with command.serving("--no-tls") as server:
        control = urlsplit(server.ready["control"])
        with (
            httpx.Client(trust_env=False, timeout=10) as client,
            client.stream("GET", f"{server.ready['control']}/events") as response,
            socket.create_connection((control.hostname or "", control.port or 0), timeout=10) as stalled,
        ):
            lines = (line for line in response.iter_lines() if line.startswith("event: "))
            told = [next(lines)]
            stalled.sendall(b"GET /_control/events?last_event_id=0 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            for _ in range(50):  # more than a connection takes that nobody reads from
                senders = {"senders": ["x" * 100_000]}
                assert server.control("PATCH", f"accounts/{DEMO['username']}", json=senders).is_success
                told.append(next(lines))
            seconds = server.stop()
            told += lines

    assert told == ["event: open"] + ["event: account"] * 50
    assert seconds < GENEROUS
