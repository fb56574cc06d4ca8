"""`ready`: is a server up? Exit 0 or 1; what an image's health check and a script's first line ask."""

import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.support import Command, Served, free_port


@contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """Something on a port of its own that gives this answer to whoever connects first, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer_one() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

        thread = threading.Thread(target=answer_one)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(timeout=10)


def assert_not_ready(ended: subprocess.CompletedProcess[str], about: str) -> None:
    """Exit 1 and one line that says what was asked."""
    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (1, "", 1), ended.stderr
    assert about in ended.stderr


@pytest.mark.parametrize("end", ["", "/", "/_control", "/_control/"])
def test_a_server_that_is_up(command: Command, server: Served, end: str) -> None:
    """Exit 0, whichever of the printed URLs is asked."""
    asked = command.run("ready", "--url", f"{server.ready['http']}{end}")

    assert (asked.returncode, asked.stdout, asked.stderr) == (0, f"ready: {server.ready['http']}/_control/health\n", "")


@pytest.mark.parametrize(
    "environment",
    [
        {"MOBIPACE_MOCK_PORT": "{port}"},
        {"MOBIPACE_MOCK_PORT": "1", "MOBIPACE_MOCK_CONTROL_PORT": "{port}"},
        {"MOBIPACE_MOCK_URL": "http://127.0.0.1:{port}"},
    ],
    ids=" ".join,
)
def test_it_asks_where_serve_would_listen(command: Command, server: Served, environment: dict[str, str]) -> None:
    """A health check in the same environment needs no options, and a proxy in it is no obstacle."""
    port = server.ready["http"].rpartition(":")[2]
    proxies = {"http_proxy": "http://127.0.0.1:1", "HTTP_PROXY": "http://127.0.0.1:1"}
    told = {name: value.format(port=port) for name, value in environment.items()}

    assert command.run("ready", **told, **proxies).returncode == 0


def test_nobody_there(command: Command) -> None:
    """Exit 1, and a line that says where it looked."""
    port = free_port()

    assert_not_ready(command.run("ready", "--url", f"http://127.0.0.1:{port}"), f"127.0.0.1:{port}")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"220 mail.test ESMTP\r\n",
        b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"status": "ok"',
        b'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"status": "stopped"}',
    ],
)
def test_somebody_else_there(command: Command, answer: bytes) -> None:
    """Whatever else answers, it is exit 1 and one line, and no traceback."""
    with answering(answer) as port:
        asked = command.run("ready", "--url", f"http://127.0.0.1:{port}")

    assert_not_ready(asked, f"127.0.0.1:{port}")


@pytest.mark.parametrize("url", ["127.0.0.1", "http://127.0.0.1:port", "http://[::1", "ftp://127.0.0.1:1"])
def test_a_url_that_is_none(command: Command, url: str) -> None:
    """It is repeated in one line."""
    ended = command.run("ready", "--url", url)

    assert ended.returncode in (1, 2)
    assert len(ended.stderr.splitlines()) == 1, ended.stderr
    assert url in ended.stderr


def test_waiting_for_a_server_that_comes_up_a_moment_later(command: Command) -> None:
    """`ready --wait` tries again until there is one: here after a first try that was hung up on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        waiting = command.start("ready", "--wait", "--url", f"http://127.0.0.1:{port}")
        listener.accept()[0].close()
    try:
        with command.serving("--no-tls", "--port", port):
            assert waiting.wait(timeout=20) == 0
    finally:
        waiting.kill()
        waiting.wait()


def test_waiting_has_an_end(command: Command) -> None:
    """After --timeout seconds it is exit 1."""
    port = free_port()
    began = time.monotonic()
    ended = command.run("ready", "--wait", "--timeout", "0.3", "--url", f"http://127.0.0.1:{port}")

    assert 0.3 <= time.monotonic() - began < 10
    assert_not_ready(ended, re.escape(str(port)))


def test_the_ready_file_tells_where_the_server_is(command: Command, tmp_path: Path) -> None:
    """`ready --ready-file` asks the server that wrote it, on whichever port that is; without the file it is exit 1."""
    file = tmp_path / "ready.json"
    before = command.run("ready", "--ready-file", str(file))
    with command.serving("--no-tls", "--port", "0", "--ready-file", str(file)) as server:
        during = command.run("ready", "--wait", "--ready-file", str(file))

        assert (during.returncode, during.stdout) == (0, f"ready: {server.ready['control']}/health\n")
    assert_not_ready(before, "ready.json does not tell where the server is: No such file or directory")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"control": 1}'])
def test_a_ready_file_that_is_none(command: Command, tmp_path: Path, text: str) -> None:
    """What some other file holds is no address."""
    file = tmp_path / "ready.json"
    file.write_text(text, "utf-8")

    assert_not_ready(command.run("ready", "--ready-file", str(file)), "ready.json does not tell where the server is: ")
