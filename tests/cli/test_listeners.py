"""Where `serve` listens, what it says of that, and who may use its control API."""

import json
import re
import socket
from pathlib import Path

import pytest

from tests.cli.support import DEMO, Command, Served
from tests.support import V2_PATH

NETWORK = ("--host", "0.0.0.0", "--no-tls")  # noqa: S104  the tests themselves come through 127.0.0.1


def has_ipv6() -> bool:
    """Whether this machine has an IPv6 loopback to listen on."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def test_it_says_where_it_listens_and_how_to_log_in(server: Served) -> None:
    """The first lines are one for each listener, the control API, the CA, the demo login and the seed."""
    told = {line.split()[0]: line for line in server.lines[:6]}

    assert [*told] == ["HTTP", "HTTPS", "control", "CA", "login", "seed"]
    assert all(server.ready[name] in told[word] for name, word in (("http", "HTTP"), ("https", "HTTPS"), ("ca", "CA")))
    assert server.ready["control"] in told["control"].split()
    assert {DEMO["username"], DEMO["password"], "MOBIPACE"} <= set(told["login"].split())
    assert f"--seed {server.ready['seed']}" in told["seed"]


def test_what_it_says_first_is_json_where_lines_are(command: Command) -> None:
    """With --log-format json the first line tells the same as a ready file."""
    with command.serving("--log-format", "json", "--control-token", "secret") as server:
        said = json.loads(server.lines[0])

        assert {key: said[key] for key in ("http", "https", "control", "ca", "seed")} == {
            key: server.ready[key] for key in ("http", "https", "control", "ca", "seed")
        }


def test_the_password_of_an_own_world_is_not_printed(command: Command, tmp_path: Path) -> None:
    """The demo world's passwords are public; those of a world file are somebody's."""
    world = tmp_path / "world.toml"
    world.write_text('[[accounts]]\nusername = "me@example.test"\npassword = "own-canary"\n', "utf-8")
    with command.serving("--no-tls", "--world", str(world)) as server:
        printed = "\n".join(server.lines)

        assert "me@example.test" in printed
        assert "own-canary" not in printed


def test_control_and_gateway_share_a_listener_unless_told_otherwise(server: Served) -> None:
    """Without --control-port the control API is below /_control of the gateway's own listeners."""
    assert server.ready["control"] == f"{server.ready['http']}/_control"
    assert server.control("GET", "health").json()["status"] == "ok"


def test_a_control_port_parts_the_control_api_from_the_gateway(command: Command) -> None:
    """The gateway's listeners then know no /_control, and the control listener no gateway."""
    with command.serving("--control-port", "0") as server:
        control = server.ready["control"].removesuffix("/_control")
        gateway = [server.http.get(f"/_control/{path}").status_code for path in ("health", "accounts", "ca.pem")]
        beside = [server.http.get(f"{control}{path}").status_code for path in (V2_PATH, "/v3/Send")]

        assert control not in (server.ready["http"], server.ready["https"])
        assert (gateway, beside) == ([404, 404, 404], [404, 404])
        assert server.control("GET", "ca.pem").content == Path(server.ready["ca"]).read_bytes()
        assert server.v2("querybalance") == "ID: 1300.30 : EUR"


def test_on_the_network_a_token_is_made_and_printed(command: Command) -> None:
    """Where others can reach the control API it asks for a token that nobody else knows."""
    with command.serving(*NETWORK) as server:
        (line,) = [line for line in server.lines if line.startswith("token")]
        without = server.control("GET", "accounts").status_code
        server.token = line.split()[1]

        assert without == 401
        assert len(server.token) >= 24
        assert server.control("GET", "accounts").status_code == 200


def test_on_the_network_each_start_makes_another_token(command: Command) -> None:
    """The token does not follow from the seed, which is no secret."""
    tokens = set()
    for _ in range(2):
        with command.serving(*NETWORK, "--seed", "1", "--log-format", "json") as server:
            tokens.add(json.loads(server.lines[0])["token"])

    assert len(tokens) == 2


def test_on_the_network_a_given_token_is_taken(command: Command) -> None:
    """None is made where one was given."""
    with command.serving(*NETWORK, "--control-token", "given") as server:
        server.token = "given"

        assert server.control("GET", "accounts").status_code == 200


def test_bytes_that_are_no_text_are_no_token(command: Command) -> None:
    """Whatever stands in Authorization, it is answered 401 and fails nothing."""
    with command.serving("--no-tls", "--control-token", "given") as server, server.connection() as connection:
        connection.send(b"GET /_control/accounts HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \xff\r\n\r\n")

        assert connection.answer()[0] == 401


def test_on_loopback_no_token_is_made(server: Served) -> None:
    """The control API of this machine alone asks for none."""
    assert not [line for line in server.lines if line.startswith("token")]
    assert server.control("GET", "accounts").status_code == 200


@pytest.mark.parametrize("headers", [{"Host": "evil.test"}, {"Origin": "http://evil.test"}])
def test_loopback_is_no_boundary(server: Served, headers: dict[str, str]) -> None:
    """Control requests of a foreign page are refused, whether by its Host (DNS rebinding) or its Origin."""
    assert server.control("GET", "accounts", headers=headers).status_code == 403


@pytest.mark.skipif(not has_ipv6(), reason="no IPv6 loopback here")
def test_an_ipv6_address_stands_in_brackets(command: Command) -> None:
    """The URLs of an IPv6 listener can be used as they are printed."""
    with command.serving("--host", "::1") as server:
        assert re.fullmatch(r"http://\[::1\]:\d+", server.ready["http"])
        assert server.v2("querybalance") == "ID: 1300.30 : EUR"
        assert server.control("GET", "accounts").status_code == 200


# The ready file


def test_the_ready_file_says_all_that_a_script_needs(server: Served) -> None:
    """Its members are the URLs, the CA's path, the process and the seed."""
    ready = server.ready

    assert sorted(ready) == ["ca", "control", "http", "https", "pid", "seed"]
    assert re.fullmatch(r"http://127\.0\.0\.1:[1-9]\d+", ready["http"])
    assert re.fullmatch(r"https://127\.0\.0\.1:[1-9]\d+", ready["https"])
    assert ready["control"].endswith("/_control")
    assert Path(ready["ca"]).read_text("ascii").startswith("-----BEGIN CERTIFICATE-----")
    assert ready["pid"] == server.process.pid
    assert isinstance(ready["seed"], int)


def test_the_ready_file_stands_while_the_server_runs(command: Command, tmp_path: Path) -> None:
    """It goes with the server, and nothing is left beside it."""
    ready_file = tmp_path / "ready.json"
    with command.serving("--no-tls", "--ready-file", str(ready_file)) as server:
        while_it_runs = [path.name for path in tmp_path.iterdir()]
        server.stop()

        assert while_it_runs == ["ready.json"]
        assert [*tmp_path.iterdir()] == []


def test_the_ready_file_comes_when_every_listener_accepts(command: Command) -> None:
    """Whoever sees the file can connect everywhere at once."""
    with command.serving("--control-port", "0") as server:
        for name in ("http", "https", "control"):
            host, port = server.ready[name].split("/")[2].split(":")
            socket.create_connection((host, int(port)), timeout=0.5).close()


def test_there_is_no_ready_file_while_a_listener_fails(command: Command, tmp_path: Path) -> None:
    """The listener that is opened last fails, and the others do not count."""
    ready_file = tmp_path / "ready.json"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ports = ("--port", "0", "--tls-port", "0", "--control-port", str(taken.getsockname()[1]))
        ended = command.run("serve", *ports, "--ready-file", ready_file)

    assert ended.returncode == 2
    assert not ready_file.exists()


def test_a_ready_file_of_a_server_that_died_is_replaced(command: Command, tmp_path: Path) -> None:
    """A server that was killed leaves its file behind; the next one's takes its place."""
    ready_file = tmp_path / "ready.json"
    ready_file.write_text('{"pid": 0}', "utf-8")
    with command.serving("--no-tls", "--ready-file", str(ready_file)) as server:
        assert json.loads(ready_file.read_text("utf-8"))["pid"] == server.process.pid
