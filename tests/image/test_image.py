"""The image as its users run it: confined, healthy, answering, stopped, started again."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mobipace.mock_server import __version__

from .conftest import Container, Run, running
from .engine import Podman

TOKEN = "a token for the tests"
WITH_STATE = ("--env", "MOBIPACE_MOCK_STATE=/data/gateway.sqlite")

BOTH_PROTOCOLS = """
import json, ssl, urllib.request

authorized = {"Authorization": "Bearer a token for the tests"}
pem = urllib.request.urlopen(urllib.request.Request("http://127.0.0.1:8080/_control/ca.pem", headers=authorized))
trusted = ssl.create_default_context(cadata=pem.read().decode())
login = {"Username": "mobipace@mobipace.com", "Password": "123456"}

def v3(url):
    body = json.dumps(login).encode()
    request = urllib.request.Request(url + "/v3/authorize", body, {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request, context=trusted if url.startswith("https") else None))["Status"]

def v2(url):
    query = "?function=querybalance&username=mobipace@mobipace.com&password=123456"
    address = url + "/API_2_0/HTTP_API.aspx" + query
    return urllib.request.urlopen(address, context=trusted if url.startswith("https") else None).read().decode()

for url in ("http://127.0.0.1:8080", "https://127.0.0.1:8444"):
    print(v3(url), "|", v2(url))
"""

PLACES = ("/", "/tmp", "/opt/mobipace-mock", "/data")  # noqa: S108  inside the container
WRITE = """
import tempfile
try:
    tempfile.TemporaryFile(dir=%r)
except OSError:
    print("no")
else:
    print("yes")
"""

LEFT_BEHIND = """
import pathlib, sys
pips = sorted(path.name for path in pathlib.Path(sys.prefix).glob("lib/*/site-packages/pip*"))
print(pips, [name for name in ("/src", "/wheels") if pathlib.Path(name).exists()])
"""

pytestmark = [
    pytest.mark.xdist_group("image"),
    pytest.mark.timeout(400),  # seconds: the first test of a run makes the base and builds the image
]


@pytest.fixture(scope="module")
def container(podman: Podman, image: str) -> Iterator[Container]:
    """A container for the tests that leave it as it is, with a control token of ours."""
    with running(podman, image) as run:
        yield run("--env", f"MOBIPACE_MOCK_CONTROL_TOKEN={TOKEN}")


def ask(container: Container, path: str, body: Any = None, token: str | None = None) -> Any:
    """A request from outside, through the published port; the JSON answer, or the line of text."""
    request = urllib.request.Request(f"http://127.0.0.1:{container.port(8080)}{path}")
    if body is not None:
        request.data, request.headers["Content-type"] = json.dumps(body).encode(), "application/json"
    if token:
        request.headers["Authorization"] = f"Bearer {token}"
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20) as answer:
        text = answer.read().decode()
    return json.loads(text) if answer.headers.get_content_type() == "application/json" else text


def balance(container: Container) -> str:
    """v2 querybalance, from outside."""
    query = "function=querybalance&username=mobipace@mobipace.com&password=123456"
    return str(ask(container, f"/API_2_0/HTTP_API.aspx?{query}"))


def send(container: Container) -> str:
    """v2 send, from outside."""
    query = (
        "function=send&username=mobipace@mobipace.com&password=123456&sender=MOBIPACE&recipient=37499123456&body=Hello"
    )
    return str(ask(container, f"/API_2_0/HTTP_API.aspx?{query}"))


def test_both_protocols_answer_inside_the_container_and_outside(container: Container) -> None:
    """HTTP on 8080 and HTTPS on 8444, on all addresses, under a certificate that names the machine itself."""
    inside = container.python(BOTH_PROTOCOLS).splitlines()
    login = {"Username": "mobipace@mobipace.com", "Password": "123456"}

    assert inside == ["Success | ID: 1300.30 : EUR"] * 2
    assert (ask(container, "/v3/authorize", login)["Status"], balance(container)) == ("Success", "ID: 1300.30 : EUR")


def test_container_runs_without_root_and_writes_nothing_but_its_volume(container: Container) -> None:
    """No capability is left, the root is read-only without as much as a /tmp, and only /data takes files."""
    process = container.podman.inspect(container.name)["State"]["Pid"]
    status = Path(f"/proc/{process}/status").read_text("ascii")
    can_write = [place for place in PLACES if container.python(WRITE % place) == "yes"]

    assert re.findall(r"^(?:Uid|Gid|CapEff):\s*(\w+)", status, re.MULTILINE) == ["10001", "10001", "0" * 16]
    assert can_write == ["/data"]


def test_control_api_asks_for_the_token_that_was_set(container: Container) -> None:
    """Off loopback nobody changes the world without it; health needs none."""
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(container, "/_control/accounts")
    refused.value.close()

    assert refused.value.code == 401
    assert ask(container, "/_control/health")["status"] == "ok"
    assert len(ask(container, "/_control/accounts", token=TOKEN)["accounts"]) == 7


def test_health_check_fails_where_nothing_answers(container: Container) -> None:
    """A process that lives is not enough: `ready` exits 1 on a port where nobody listens."""
    elsewhere = ("exec", "--env", "MOBIPACE_MOCK_PORT=1", container.name)
    done = container.podman.attempt(*elsewhere, "mobipace-mock", "ready")

    assert done.returncode == 1


def test_container_that_was_told_nothing_asks_for_a_token_it_made_and_stops_at_sigterm(run: Run) -> None:
    """It is not open to its network. At SIGTERM it exits 0 within its time, though PID 1 has no default for signals."""
    container = run()
    (token,) = re.findall(r"token:? +(\S+)", container.logs())
    accounts = ask(container, "/_control/accounts", token=token)["accounts"]

    assert len(accounts) == 7
    assert container.stop() == 0


def test_state_survives_a_restart_and_a_new_container(run: Run, volume: str) -> None:
    """/data is a volume: what was answered is there after `restart`, and in the next container on that volume."""
    container = run(*WITH_STATE, "--volume", f"{volume}:/data")
    sent = send(container)
    container.podman("restart", container.name)
    container.wait_until_healthy()
    after_restart = balance(container)
    container.stop()
    successor = run(*WITH_STATE, "--volume", f"{volume}:/data")

    assert (sent, after_restart, balance(successor)) == ("ID: 100001", "ID: 1298.30 : EUR", "ID: 1298.30 : EUR")


def test_image_says_what_it_is(image: str, podman: Podman) -> None:
    """OCI labels, ports, volume, user, signal, and a health check that needs no shell."""
    found = podman.inspect(image)
    config, labels = found["Config"], found["Config"]["Labels"]
    label = {name.removeprefix("org.opencontainers.image."): value for name, value in labels.items()}

    assert (label["title"], label["version"], label["revision"], label["licenses"]) == (
        "mobipace-mock",
        "1.2.3",
        "abc",
        "MIT",
    )
    assert sorted(config["ExposedPorts"]) == ["8080/tcp", "8444/tcp"]
    assert (list(config["Volumes"]), config["User"], config["StopSignal"]) == (["/data"], "10001:10001", "SIGTERM")
    assert found["Healthcheck"]["Test"] == ["CMD", "mobipace-mock", "ready", "--wait", "--timeout", "4"]
    assert config["Entrypoint"] + config["Cmd"] == ["mobipace-mock", "serve"]


def test_image_holds_this_version_and_no_installer(container: Container) -> None:
    """What was built in the first stage stays there: sources, wheels, pip."""
    left = container.python(LEFT_BEHIND)
    version = container.podman("exec", container.name, "mobipace-mock", "--version")

    assert __version__ in version.split()
    assert left == "[] []"
