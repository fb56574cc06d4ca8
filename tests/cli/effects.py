"""What each option of `serve` does, and how it is told among others: the table that test_options.py runs through."""

import hashlib
import json
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import trustme

from mobipace.mock_server import __version__
from tests.cli.support import DEMO, Command, Served, free_port, until

Settings = Mapping[str, str | tuple[str, ...]]
TOKEN = "a-long-random-text"
MINE = (
    '\n[[accounts]]\nusername = "{}"\npassword = "of my own"\nsenders = ["MINE"]\nbalance = "5.00"\ncurrency = "EUR"\n'
)


@dataclass(frozen=True)
class Told:
    """A server, and the options that it was told with their values; a tuple is of an option that may be repeated."""

    server: Served
    settings: Settings

    def __getitem__(self, option: str) -> str:
        value = self.settings[option]
        assert isinstance(value, str)
        return value


# The servers: as many options on one as go together, so that few have to be started.


def most_options(folder: Path, command: Command) -> Settings:
    """All that can stand together."""
    world = folder / "world.toml"
    world.write_text(command.run("world", "init").stdout + MINE.format("me@example.test"), "utf-8")
    return {
        "--host": "localhost",
        "--port": str(free_port()),
        "--tls-port": str(free_port()),
        "--tls-name": ("sms.test", "gateway.test"),
        "--control-port": str(free_port()),
        "--control-token": TOKEN,
        "--world": str(world),
        "--watch": "",
        "--reading": ("separator_v2=tight", "error_prefix_v2=Er"),
        "--strictness": "refuse",
        "--seed": "42",
        "--ready-file": str(folder / "told.json"),
        "--state": str(folder / "state.db"),
        "--report": str(folder / "report.json"),
        "--log-format": "json",
        "--max-body-bytes": "1000",
        "--max-line-bytes": "3000",
        "--max-headers": "20",
        "--slow-request-seconds": "0.5",
        "--journal-exchanges": "3",
        "--journal-bytes": "4096",
    }


def own_certificate(folder: Path, command: Command) -> Settings:
    """A certificate that the user has."""
    authority = trustme.CA()
    leaf = authority.issue_cert("localhost")
    authority.cert_pem.write_to_path(folder / "authority.pem")
    leaf.cert_chain_pems[0].write_to_path(folder / "cert.pem")
    leaf.private_key_pem.write_to_path(folder / "key.pem")
    return {"--tls-cert": str(folder / "cert.pem"), "--tls-key": str(folder / "key.pem")}


def open_to_the_network(folder: Path, command: Command) -> Settings:
    """Every address of the machine, and nothing asked of whoever comes."""
    return {"--host": "0.0.0.0", "--no-tls": "", "--control-open": ""}  # noqa: S104


# The checks


def _host(told: Told) -> None:
    """It listens at that host."""
    assert told.server.ready["http"].startswith("http://localhost:")
    assert told.server.http.get("/nowhere").status_code == 404


def _port(told: Told) -> None:
    """The HTTP listener is at that port."""
    assert told.server.ready["http"] == f"http://localhost:{told['--port']}"
    assert told.server.http.get("/nowhere").status_code == 404


def _tls_port(told: Told) -> None:
    """The HTTPS listener is at that port."""
    assert told.server.ready["https"] == f"https://localhost:{told['--tls-port']}"
    with told.server.tls() as connection:
        assert connection.version() == "TLSv1.3"


def _tls_cert(told: Told) -> None:
    """The listener shows that certificate, and has no CA of its own to hand out."""
    certificate = Path(told["--tls-cert"])
    trusting = ssl.create_default_context(cafile=str(certificate.with_name("authority.pem")))
    with told.server.tls(trusting) as connection:
        shown = connection.getpeercert(binary_form=True)

    assert shown == ssl.PEM_cert_to_DER_cert(certificate.read_text("ascii"))
    assert told.server.ready["ca"] is None
    assert told.server.control("GET", "ca.pem").status_code == 404


def _tls_key(told: Told) -> None:
    """The listener proves with that key that the certificate is its own: without it no handshake succeeds."""
    trusting = ssl.create_default_context(cafile=str(Path(told["--tls-key"]).with_name("authority.pem")))
    trusting.maximum_version = ssl.TLSVersion.TLSv1_2
    with told.server.tls(trusting) as connection:
        assert connection.version() == "TLSv1.2"


def _tls_name(told: Told) -> None:
    """Each name is in the certificate, and a Host that the control API accepts."""
    for name in told.settings["--tls-name"]:
        with told.server.tls(name=name) as connection:
            assert connection.version() == "TLSv1.3"
        assert told.server.control("GET", "readings", headers={"Host": name}).status_code == 200
    assert told.server.control("GET", "readings", headers={"Host": "other.test"}).status_code == 403


def _no_tls(told: Told) -> None:
    """There is no HTTPS listener, and no CA."""
    assert (told.server.ready["https"], told.server.ready["ca"]) == (None, None)
    assert not [line for line in told.server.lines if line.startswith(("HTTPS", "CA"))]


def _control_port(told: Told) -> None:
    """The control API is there, and nowhere else."""
    assert told.server.ready["control"] == f"http://localhost:{told['--control-port']}/_control"
    assert told.server.control("GET", "health").json()["version"] == __version__
    assert told.server.http.get("/_control/health").status_code == 404


def _control_token(told: Told) -> None:
    """The control API answers to that token alone; health asks for none."""
    given = ("", "Bearer another", f"Bearer {TOKEN}")
    control = told.server.ready["control"]
    answers = [
        told.server.http.get(f"{control}/accounts", headers={"Authorization": each}).status_code for each in given
    ]

    assert answers == [401, 401, 200]
    assert told.server.http.get(f"{control}/health").status_code == 200


def _control_open(told: Told) -> None:
    """The whole network may reach the control API, and no token is asked for or made."""
    http = told.server.ready["http"]
    elsewhere = http.replace("127.0.0.1", "127.0.0.2")  # of this machine too, but not what loopback is listened on as

    assert elsewhere != http  # a URL to call, where 0.0.0.0 is none
    assert told.server.http.get(f"{elsewhere}/_control/accounts").status_code == 200
    assert told.server.control("GET", "accounts").status_code == 200
    assert not [line for line in told.server.lines if line.startswith("token")]


def _world(told: Told) -> None:
    """The accounts are that file's."""
    balance = told.server.v2("querybalance", username="me@example.test", password="of my own")
    usernames = [account["username"] for account in told.server.control("GET", "accounts").json()["accounts"]]

    assert "me@example.test" in usernames
    assert balance == "ID:5.00:EUR"


def _watch(told: Told) -> None:
    """What is changed in the world's file is in force a moment later."""
    world = Path(told["--world"])
    world.write_text(world.read_text("utf-8") + MINE.format("late@example.test"), "utf-8")

    until(lambda: told.server.control("GET", "accounts/late@example.test").is_success, "the changed world")


def _reading(told: Told) -> None:
    """Every reading that is told is in force: v2 section 6 prints `Er`, section 4 no blanks that are promised."""
    answer = told.server.v2("send", username="nobody", sender="MOBIPACE", recipient="37499000000", body="x")

    assert answer == "Er:701:Incorrect username or password"


def _strictness(told: Told) -> None:
    """With `refuse` a path in another letter case is refused rather than forgiven."""
    login = {"Username": DEMO["username"], "Password": DEMO["password"]}
    codes = [told.server.v3(path, login)["StatusCode"] for path in ("Authorize", "authorize")]

    assert codes == [102, 101]


def _seed(told: Told) -> None:
    """It is the seed that the server tells, in its ready file and in its health."""
    assert told.server.ready["seed"] == 42
    assert told.server.control("GET", "health").json()["seed"] == 42


def _ready_file(told: Told) -> None:
    """The file is there, and it is that server's."""
    document = json.loads(Path(told["--ready-file"]).read_text("utf-8"))

    assert document["pid"] == told.server.process.pid


def _log_format(told: Told) -> None:
    """The line of an exchange is a JSON object."""
    told.server.v2("querybalance", password="wrong", username="nobody")
    line = json.loads(told.server.lines[-1])

    assert (line["protocol"], line["method"], line["code"]) == ("v2", "querybalance", 701)


def _max_body_bytes(told: Told) -> None:
    """A body of that size is read, one byte more is 413."""
    sizes = (1000, 1001)
    answers = [told.server.http.post("/v3/Send", content=b" " * size).status_code for size in sizes]

    assert answers == [200, 413]


def _max_line_bytes(told: Told) -> None:
    """A request line of less than that is read, a longer one is 414."""
    line = "GET /API_2_0/HTTP_API.aspx?function={} HTTP/1.1"
    answers = []
    for size in (2999, 3001):
        padded = line.format("x" * (size - len(line.format(""))))
        answers.append(_status_of(told, f"{padded}\r\nHost: a\r\n\r\n"))

    assert answers == [200, 414]


def _max_headers(told: Told) -> None:
    """So many header fields are read, one more is 431."""
    answers = [
        _status_of(told, "GET /API_2_0/HTTP_API.aspx?function=x HTTP/1.1\r\nHost: a\r\n" + "A: b\r\n" * more + "\r\n")
        for more in (19, 20)
    ]

    assert answers == [200, 431]


def _slow_request_seconds(told: Told) -> None:
    """A request that is not complete after so long is 408."""
    assert _status_of(told, "GET /API_2_0/HTTP_API.aspx?function=x HTTP/1.1\r\nHost") == 408


def _journal_exchanges(told: Told) -> None:
    """The journal keeps so many exchanges, and says how many it dropped."""
    assert told.server.control("DELETE", "exchanges").status_code == 204
    for number in range(5):
        told.server.http.get(f"/{number}")
    journal = told.server.control("GET", "exchanges").json()

    assert ([each["request"]["target"] for each in journal["exchanges"]], journal["dropped"]) == (["/2", "/3", "/4"], 2)


def _journal_bytes(told: Told) -> None:
    """The journal keeps so many bytes: of two exchanges of some 2,500 bytes only the later."""
    assert told.server.control("DELETE", "exchanges").status_code == 204
    paths = [f"/{hashlib.sha256(bytes([number])).hexdigest() * 30}" for number in range(2)]
    for path in paths:
        told.server.http.get(path)
    journal = told.server.control("GET", "exchanges").json()

    assert ([each["request"]["target"] for each in journal["exchanges"]], journal["dropped"]) == (paths[1:], 1)


def _state(told: Told) -> None:
    """What has been answered is in that file, or in SQLite's log beside it."""
    file = Path(told["--state"])
    told.server.http.get("/keep-this")

    assert file.read_bytes().startswith(b"SQLite format 3")
    assert b"/keep-this" in file.with_name("state.db-wal").read_bytes()


def _report(told: Told) -> None:
    """It is written at the end (tests/cli/test_report.py); until then there is nothing."""
    assert not Path(told["--report"]).exists()


def _status_of(told: Told, request: str) -> int:
    with told.server.connection() as connection:
        connection.send(request.encode("ascii"))
        return connection.answer()[0]


EFFECTS: dict[str, tuple[Callable[[Path, Command], Settings], Callable[[Told], None]]] = {
    "--host": (most_options, _host),
    "--port": (most_options, _port),
    "--tls-port": (most_options, _tls_port),
    "--tls-cert": (own_certificate, _tls_cert),
    "--tls-key": (own_certificate, _tls_key),
    "--tls-name": (most_options, _tls_name),
    "--no-tls": (open_to_the_network, _no_tls),
    "--control-port": (most_options, _control_port),
    "--control-token": (most_options, _control_token),
    "--control-open": (open_to_the_network, _control_open),
    "--world": (most_options, _world),
    "--watch": (most_options, _watch),
    "--reading": (most_options, _reading),
    "--strictness": (most_options, _strictness),
    "--seed": (most_options, _seed),
    "--ready-file": (most_options, _ready_file),
    "--state": (most_options, _state),
    "--report": (most_options, _report),
    "--log-format": (most_options, _log_format),
    "--max-body-bytes": (most_options, _max_body_bytes),
    "--max-line-bytes": (most_options, _max_line_bytes),
    "--max-headers": (most_options, _max_headers),
    "--slow-request-seconds": (most_options, _slow_request_seconds),
    "--journal-exchanges": (most_options, _journal_exchanges),
    "--journal-bytes": (most_options, _journal_bytes),
}
