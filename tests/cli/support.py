"""The command as a user meets it: real processes, spoken to through their sockets and read through their output."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from tests.support import JSON, V2_PATH, RawConnection

DEMO = {"username": "mobipace@mobipace.com", "password": "123456"}
SEND = {"sender": "MOBIPACE", "recipient": "37499000000", "body": "hello"}

_Found = TypeVar("_Found")
# Nothing else of the tester's environment: colours, widths and variables of ours would change what is printed.
_PASSED_ON = ("PATH", "PYTHONPATH", "SYSTEMROOT", "TMPDIR", "TEMP", "LANG", "LC_ALL")


def until(look: Callable[[], _Found | None], what: str, seconds: float = 20) -> _Found:
    """Look again and again until something is found: the one place where tests wait for real time to pass."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.01)  # noqa: TID251  another process has no event of ours to wait for
    return found


def variable(option: str) -> str:
    """The environment variable of an option: `--tls-port` is MOBIPACE_MOCK_TLS_PORT."""
    return f"MOBIPACE_MOCK_{option.removeprefix('--').replace('-', '_').upper()}"


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@dataclass
class Served:
    """A `serve` that is up. `ready` is its ready file, `folder` where its output goes."""

    process: subprocess.Popen[bytes]
    folder: Path
    ready: dict[str, Any]
    token: str | None = None
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=_near(self.ready["http"]), trust_env=False, timeout=10)

    @property
    def lines(self) -> list[str]:
        """What it has printed so far."""
        return (self.folder / "stdout").read_text("utf-8").splitlines()

    @property
    def errors(self) -> str:
        """What it has written to standard error."""
        return (self.folder / "stderr").read_text("utf-8")

    def control(self, method: str, path: str, **options: Any) -> httpx.Response:
        """A call of the control API, with the token if there is one."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= options.pop("headers", {})
        return self.http.request(method, f"{_near(self.ready['control'])}/{path}", headers=headers, **options)

    def v2(self, function: str, **parameters: str) -> str:
        """A v2 call of the demo account; returns the line of text."""
        answer = self.http.get(V2_PATH, params={"function": function, **DEMO, **parameters})
        assert answer.status_code == 200, answer.text
        return answer.text

    def v3(self, method: str, document: Mapping[str, Any]) -> dict[str, Any]:
        """A v3 call; returns the answer."""
        answer = self.http.post(f"/v3/{method}", content=json.dumps(document), headers=JSON)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def login(self) -> str:
        """A session of the demo account."""
        return str(self.v3("authorize", {"Username": DEMO["username"], "Password": DEMO["password"]})["SessionId"])

    @contextmanager
    def connection(self) -> Iterator[RawConnection]:
        """A bare connection to the HTTP listener."""
        with RawConnection.to(_near(self.ready["http"])) as connection:
            yield connection

    @contextmanager
    def tls(self, context: ssl.SSLContext | None = None, name: str = "localhost") -> Iterator[ssl.SSLSocket]:
        """A TLS connection to the HTTPS listener; it trusts the server's own CA unless told otherwise."""
        address = urlsplit(_near(self.ready["https"]))
        context = context or ssl.create_default_context(cafile=self.ready["ca"])
        with (
            socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as plain,
            context.wrap_socket(plain, server_hostname=name) as secured,
        ):
            yield secured

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Send a signal and wait for the end; returns the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=20)
        return time.monotonic() - began


@dataclass(frozen=True)
class Command:
    """`mobipace-mock`, run by a user whose data lie in `home`."""

    home: Path

    def run(self, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run it to its end."""
        return subprocess.run(
            _line(*arguments),
            env=self.environment(environment),
            cwd=self.home,
            capture_output=True,
            encoding="utf-8",
            timeout=30,
            check=False,
        )

    def start(self, *arguments: str | Path, **options: Any) -> subprocess.Popen[bytes]:
        """Start it; the caller sees to its end."""
        environment = self.environment(options.pop("environment", {}))
        return subprocess.Popen(_line(*arguments), env=environment, cwd=self.home, **options)

    @contextmanager
    def serving(self, *arguments: str | Path, environment: Mapping[str, str] | None = None) -> Iterator[Served]:
        """A server that is up, on free ports unless told otherwise; it must end with exit 0 and a clean stderr."""
        folder = Path(tempfile.mkdtemp(prefix="serve-", dir=self.home))
        told = _told(arguments, environment or {})
        defaults = {"--port": "0", "--tls-port": "0", "--ready-file": str(folder / "ready.json")}
        options = [word for option in defaults.keys() - told.keys() for word in (option, defaults[option])]
        with open(folder / "stdout", "wb") as out, open(folder / "stderr", "wb") as err:
            process = self.start("serve", *options, *arguments, environment=environment or {}, stdout=out, stderr=err)
        try:
            server = Served(process, folder, _await_ready(process, Path((defaults | told)["--ready-file"]), folder))
            until(lambda: any("seed" in line for line in server.lines), "the last line of its introduction")
            with server.http:
                yield server
            if process.poll() is None:
                server.stop()
            assert (process.returncode, server.errors) == (0, "")
        finally:
            process.kill()
            process.wait()

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        """The environment of a run: little of the tester's, and `more`."""
        kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        return kept | {"HOME": str(self.home), "XDG_DATA_HOME": str(self.home / "data")} | dict(more)


def _line(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "mobipace.mock_server", *map(str, arguments)]


def _told(arguments: tuple[str | Path, ...], environment: Mapping[str, str]) -> dict[str, str]:
    """Where to listen and where to say so, as far as a test tells it itself."""
    words = [str(argument) for argument in arguments]
    told: dict[str, str] = {}
    for option in ("--port", "--tls-port", "--ready-file"):
        if option in words:
            told[option] = words[words.index(option) + 1]
        elif variable(option) in environment:
            told[option] = environment[variable(option)]
    return told


def _await_ready(process: subprocess.Popen[bytes], ready_file: Path, folder: Path) -> dict[str, Any]:
    until(lambda: process.poll() is not None or _read(ready_file).get("pid") == process.pid, "the ready file")
    assert process.poll() is None, (folder / "stderr").read_text("utf-8")
    return _read(ready_file)


def _read(ready_file: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(ready_file.read_text("utf-8")))
    except FileNotFoundError:
        return {}


def _near(url: str) -> str:
    """A server that listens on every address is asked at loopback."""
    return url.replace("//0.0.0.0:", "//127.0.0.1:")
