"""The lines that `serve` prints of its exchanges: one each, in two forms, and never a password."""

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.cli.support import DEMO, SEND, Command, Served, until
from tests.support import V2_PATH

CANARY = "canary-4711"
NOTED = r"( \[NOTE v\d\.plain-http\])?"  # with an account's first login


@pytest.fixture
def fresh(command: Command) -> Iterator[Served]:
    """A server that nobody has asked anything: what a client did before is held against it."""
    with command.serving("--no-tls") as started:
        yield started


@pytest.fixture(scope="module")
def in_json(command: Command) -> Iterator[Served]:
    """A server that writes its lines as JSON."""
    with command.serving("--no-tls", "--log-format", "json") as started:
        yield started


def test_an_exchange_is_a_line_for_people(fresh: Served) -> None:
    """Time, exchange, protocol, method, account, code (v2's success has none: ID), milliseconds, why, rules broken."""
    before = len(fresh.lines)
    fresh.login()
    fresh.v2("querybalance")
    fresh.v2("querybalance", password="wrong")
    fresh.v3("Authorize", {"Username": DEMO["username"], "Password": DEMO["password"]})
    fresh.http.get("/v3/authorize")
    expected = [
        r"v3 authorize mobipace@mobipace\.com 101 T",
        r"v2 querybalance mobipace@mobipace\.com ID T",
        r"v2 querybalance mobipace@mobipace\.com 701 T \(wrong password, \d in a row of 5 that lock the account\)",
        r"v3 authorize mobipace@mobipace\.com 101 T \[MUST v3\.path\.form\]",
        r"v3 authorize - 405 T \(.*\) \[MUST v3\.http-method(, NOTE v3\.plain-http)?\]",
    ]

    lines = fresh.lines[before:]
    patterns = [rf"\d\d:\d\d:\d\d #\d+ {each}".replace(" T", r" \d+\.\d ms") + NOTED for each in expected]
    assert len(lines) == len(expected)
    assert [line for line, pattern in zip(lines, patterns, strict=True) if not re.fullmatch(pattern, line)] == []


def test_an_exchange_is_an_object_for_machines(in_json: Served) -> None:
    """The same as JSON: one object a line, whatever the exchange."""
    before = len(in_json.lines)
    in_json.v3("Authorize", {"Username": DEMO["username"], "Password": DEMO["password"]})
    in_json.v2("querybalance", password="wrong")
    in_json.http.get("/nowhere")
    lines = [json.loads(line) for line in in_json.lines[before:]]
    told = [tuple(line[key] for key in ("protocol", "method", "account", "http_status", "code")) for line in lines]

    assert told == [
        ("v3", "authorize", DEMO["username"], 200, 101),
        ("v2", "querybalance", DEMO["username"], 200, 701),
        (None, None, None, 404, None),
    ]
    broken = [[each for each in line["violations"] if each["level"] != "NOTE"] for line in lines]
    assert [[rule for each in rules for rule in each.values()] for rules in broken] == [
        ["v3.path.form", "MUST"],
        [],
        ["http.path", "MUST"],
    ]
    assert [line["fault"] for line in lines] == [None, None, None]
    assert [in_json.control("GET", f"exchanges/{line['exchange']}").json()["account"] for line in lines] == [
        line["account"] for line in lines
    ]
    assert all(isinstance(line["ms"], float) and line["at"].endswith("Z") for line in lines)


def test_the_control_api_s_own_requests_are_no_exchanges(server: Served) -> None:
    """The operator's requests leave the log to the gateway's."""
    before = len(server.lines)
    server.control("GET", "accounts")

    assert server.lines[before:] == []


def test_a_line_stays_one_line(server: Served) -> None:
    """What a client sends can neither break a line nor write to the terminal that shows it."""
    before = len(server.lines)
    with server.connection() as connection:
        connection.send(b"GET /a%0Db%1B[31m\xc2\x9b HTTP/1.1\r\nHost: a\r\n\r\n")
        connection.answer()
    server.v3("authorize", {"Username": "a\nb\x1b[31m\u202e", "Password": ["x\ny"]})

    assert len(server.lines[before:]) == 2
    assert all(line.isprintable() for line in server.lines[before:])


def test_a_line_break_at_an_address_s_end_is_seen(server: Served) -> None:
    """An address read from a file with its line break finds nothing, and the log shows why: `%0A`."""
    before = len(server.lines)
    answer = server.http.post("/v3/authorize%0A", json={"Username": "a", "Password": "b"})

    assert answer.status_code == 404
    assert "/v3/authorize" in answer.text
    assert [line.split()[2:5] for line in server.lines[before:]] == [["http", "POST", "/v3/authorize%0A"]]


# Passwords


QUERY = f"function=querybalance&username={DEMO['username']}&password={CANARY}"
LOGIN = '{"Username": "mobipace@mobipace.com", "Password": %s}'
WITH_A_PASSWORD = {  # method, target, body: every place where clients put a password, rightly or by mistake
    "v2": ("GET", f"{V2_PATH}?{QUERY}", ""),
    "another letter case": ("GET", f"{V2_PATH}?{QUERY.replace('password', 'PassWord')}", ""),
    "no parameter but it": ("GET", f"{V2_PATH}?password={CANARY}", ""),
    "beside a mistake": ("GET", f"{V2_PATH}?{QUERY}&sender=%FF&wap_push=x".replace("querybalance", "send"), ""),
    "the old address": ("GET", f"/Gate.aspx?{QUERY}", ""),
    "no address of ours": ("GET", f"/api?{QUERY}", ""),
    "the question mark forgotten": ("GET", f"{V2_PATH}&function=send&password={CANARY}", ""),
    "the question mark escaped": ("GET", f"{V2_PATH}%3Ffunction=send%26password={CANARY}", ""),
    "a form": ("POST", V2_PATH, QUERY),
    "a method that is not allowed": ("PUT", f"{V2_PATH}?{QUERY}", QUERY),
    "v3": ("POST", "/v3/authorize", LOGIN % f'"{CANARY}"'),
    "v3, of another type": ("POST", "/v3/authorize", LOGIN % f'["{CANARY}"]'),
    "v3, nested": ("POST", "/v3/authorize", LOGIN % f'{{"Password": "{CANARY}"}}'),
    "v3, cut off": ("POST", "/v3/authorize", (LOGIN % f'"{CANARY}"')[:-2]),
    "v3, another letter case": ("POST", "/v3/authorize", (LOGIN % f'"{CANARY}"').replace("Pass", "pass")),
    "v3, another method": ("POST", "/v3/Send", LOGIN % f'"{CANARY}"'),
    "v3 at v2's address": ("POST", V2_PATH, LOGIN % f'"{CANARY}"'),
    "v3 in a URL": ("GET", f"/v3/authorize?Username=a&Password={CANARY}", ""),
}


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("case", WITH_A_PASSWORD)
def test_no_password_is_ever_printed(server: Served, in_json: Served, form: str, case: str) -> None:
    """Neither in a line of any form, nor on stderr: not the right one, not a wrong one, not a misplaced one."""
    asked = server if form == "text" else in_json
    method, target, body = WITH_A_PASSWORD[case]
    before = len(asked.lines)
    content_type = "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
    asked.http.request(method, target, content=body, headers={"Content-Type": content_type})

    lines = asked.lines[before:]
    assert len(lines) == 1
    assert CANARY not in lines[0]
    assert asked.errors == ""


WITH_A_SESSION = {  # target, body: a session's id in its place and out of it
    "in its place": ("/v3/QueryBalance", '{"SessionId": "%s"}'),
    "with a blank behind it": ("/v3/QueryBalance", '{"SessionId": "%s "}'),
    "cut off": ("/v3/QueryBalance", '{"SessionId": "%s"'),
    "in a list": ("/v3/QueryBalance", '{"SessionId": ["%s"]}'),
    "as another member": ("/v3/QueryBalance", '{"sessionid": "%s", "Session": "%s"}'),
    "as a password": ("/v3/authorize", '{"Username": "mobipace@mobipace.com", "Password": "%s"}'),
    "in the query": ("/v3/QueryBalance?SessionId=%s", "{}"),
}


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("case", WITH_A_SESSION)
def test_no_session_s_id_is_ever_printed(server: Served, in_json: Served, form: str, case: str) -> None:
    """Whoever has it can send in the account's name."""
    asked = server if form == "text" else in_json
    asked.control("PATCH", f"accounts/{DEMO['username']}", json={"locked": False})  # wrong passwords have locked it
    session = asked.login()
    target, body = (text.replace("%s", session) for text in WITH_A_SESSION[case])
    before = len(asked.lines)
    asked.http.post(target, content=body, headers={"Content-Type": "application/json"})

    lines = asked.lines[before:]
    assert len(lines) == 1
    assert session not in lines[0]


# Whoever reads the lines


def served_into_a_pipe(command: Command, tmp_path: Path, **environment: str) -> tuple[subprocess.Popen[bytes], str]:
    """A server whose output is a pipe that we hold, and its HTTP URL."""
    ready_file = tmp_path / "ready.json"
    options = ("--no-tls", "--port", "0", "--ready-file", str(ready_file))
    process = command.start(
        "serve", *options, environment=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
    )
    until(lambda: process.poll() is not None or ready_file.exists(), "the ready file")
    return process, json.loads(ready_file.read_text("utf-8"))["http"]


def ended(process: subprocess.Popen[bytes]) -> tuple[int, bytes]:
    """Ask it to end; its exit code and what it wrote to stderr."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=10)
    finally:
        process.kill()
    assert process.stderr
    with process.stderr as stderr:
        return process.returncode, stderr.read()


def test_a_closed_pipe_ends_the_lines_and_not_the_server(command: Command, tmp_path: Path) -> None:
    """`mobipace-mock serve | head -1` goes on serving, and ends as cleanly as ever."""
    process, url = served_into_a_pipe(command, tmp_path)
    assert process.stdout
    process.stdout.close()
    with httpx.Client(base_url=url, trust_env=False) as client:
        answers = [client.get(V2_PATH, params={"function": "send", **DEMO, **SEND}).text[:3] for _ in range(3)]

    assert answers == ["ID:", "ID:", "ID:"]
    assert ended(process) == (0, b"")


def test_a_pipe_that_nobody_reads_does_not_stop_the_server(command: Command, tmp_path: Path) -> None:
    """Scripts start it with a pipe and forget about it; when that is full, requests are still answered."""
    process, url = served_into_a_pipe(command, tmp_path)
    try:
        with httpx.Client(base_url=url, trust_env=False, timeout=5) as client:
            for _ in range(400):  # 64 KiB, which is what a pipe takes, in lines of some 220 bytes
                client.get(f"/{'x' * 90}")
            answer = client.get(V2_PATH, params={"function": "querybalance", **DEMO}).text
    finally:
        process.kill()
        process.communicate()

    assert answer == "ID: 1300.30 : EUR"


def test_letters_that_the_terminal_lacks_do_not_end_the_lines(command: Command, tmp_path: Path) -> None:
    """Output in an encoding without Armenian shows something else for it, and goes on."""
    process, url = served_into_a_pipe(command, tmp_path, PYTHONIOENCODING="ascii")
    with httpx.Client(base_url=url, trust_env=False) as client:
        client.post("/_control/accounts", json={"username": "Անի", "password": "x"})
        for username in ("Անի", DEMO["username"]):
            client.get(V2_PATH, params={"function": "querybalance", **DEMO, "username": username})
    assert ended(process) == (0, b"")
    assert process.stdout
    with process.stdout as stdout:
        lines = stdout.read().decode("ascii").splitlines()

    assert [line.split()[2:4] for line in lines[-2:]] == [["v2", "querybalance"], ["v2", "querybalance"]]
    assert DEMO["username"] in lines[-1]
