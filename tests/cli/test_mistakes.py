"""What `serve` cannot use is told in one line on stderr that says what and where; exit 2, no traceback."""

import re
import socket
import subprocess
from pathlib import Path

import pytest
import trustme

from tests.cli.support import Command


def complaint(ended: subprocess.CompletedProcess[str]) -> str:
    """The one line, between the command's name and the next step, if it has one (test_slips.py)."""
    line = re.fullmatch(r"mobipace-mock: (.*?)( \(try: mobipace-mock .*\))?\n", ended.stderr)
    assert (ended.returncode, line is None) == (2, False), ended.stderr
    return line[1] if line else ""


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate and its key, in files."""
    leaf = trustme.CA().issue_cert("localhost")
    leaf.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    leaf.private_key_pem.write_to_path(tmp_path / "key.pem")
    return tmp_path / "cert.pem", tmp_path / "key.pem"


# Listeners


@pytest.mark.parametrize("option", ["--port", "--tls-port", "--control-port"])
def test_a_port_in_use(command: Command, option: str) -> None:
    """It says which port of which host, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ports = {"--port": "0", "--tls-port": "0", "--control-port": "0"} | {option: port}
        ended = command.run("serve", *[word for pair in ports.items() for word in pair])

    line = complaint(ended)
    assert line.startswith(f"cannot listen on 127.0.0.1 port {port}: ")
    assert line.endswith("; choose another, or 0 for a free one")
    assert "in use" in line


def test_a_host_that_is_not_here(command: Command) -> None:
    """An address of another machine (TEST-NET-1) cannot be listened on."""
    line = complaint(command.run("serve", "--no-tls", "--port", "0", "--host", "192.0.2.1"))

    assert line.startswith("cannot listen on 192.0.2.1 port 0: ")


# Worlds


def test_a_world_that_is_not_there(command: Command, tmp_path: Path) -> None:
    """The file is named, with the reason."""
    world = tmp_path / "nowhere.toml"

    assert complaint(command.run("serve", "--world", world)) == (
        f"world {world} cannot be read: No such file or directory"
    )


def test_a_world_that_is_a_folder(command: Command, tmp_path: Path) -> None:
    """So is a folder."""
    assert complaint(command.run("serve", "--world", tmp_path)) == f"world {tmp_path} cannot be read: Is a directory"


def test_a_world_that_is_no_text(command: Command, tmp_path: Path) -> None:
    """TOML is UTF-8."""
    world = tmp_path / "world.toml"
    world.write_bytes(b"\xff\xfe")

    assert complaint(command.run("serve", "--world", world)) == f"world {world} cannot be read: it is not UTF-8 text"


def test_a_mistake_in_a_world(command: Command, tmp_path: Path) -> None:
    """The file, the place in it, and the nearest key."""
    world = tmp_path / "world.toml"
    world.write_text('[[accounts]]\nusername = "a"\ncurency = "EUR"\n', "utf-8")
    line = complaint(command.run("serve", "--world", world))

    assert line.startswith(f"{world}: accounts[0]")
    assert "currency" in line


# Readings


@pytest.mark.parametrize(
    ("reading", "line"),
    [
        ("busyscope=session", "reading 'busyscope': no such key; did you mean busy_scope?"),
        ("zzz=1", "reading 'zzz': no such key; `mobipace-mock readings` lists them"),
        ("busy_scope=both", "reading busy_scope: 'both' given; allowed: account, session"),
        ("busy_scope=", "reading busy_scope: '' given; allowed: account, session"),
        ("busy_scope", "--reading 'busy_scope': write KEY=VALUE, such as busy_scope=session"),
    ],
)
def test_an_unknown_reading(command: Command, reading: str, line: str) -> None:
    """A key hears the nearest one, a value what is allowed."""
    assert complaint(command.run("serve", "--reading", "single_session=yes", "--reading", reading)) == line


# Options that do not go together


@pytest.mark.parametrize(
    "options",
    [
        "--tls-cert a",
        "--tls-key a",
        "--no-tls --tls-cert a --tls-key b",
        "--no-tls --tls-name a.test",
        "--watch",
        "--control-token a --control-open",
    ],
)
def test_options_that_do_not_go_together(command: Command, options: str) -> None:
    """The line names the options that were told."""
    line = complaint(command.run("serve", *options.split()))

    assert [option for option in options.split() if option.startswith("--") and option not in line] == []


def test_a_blank_token(command: Command) -> None:
    """A token that anybody can guess is none."""
    assert "--control-token" in complaint(command.run("serve", "--control-token", " "))


# The ready file


def test_a_ready_file_that_cannot_be_written(command: Command, tmp_path: Path) -> None:
    """The file is named as it was told, and the option."""
    ready_file = tmp_path / "nowhere" / "ready.json"
    line = complaint(command.run("serve", "--port", "0", "--no-tls", "--ready-file", ready_file))

    assert "--ready-file" in line
    assert f"{ready_file}:" in line or f"{ready_file} " in line
    assert "No such file or directory" in line


def test_a_ready_file_that_is_a_folder(command: Command, tmp_path: Path) -> None:
    """Nothing is left beside it."""
    folder = tmp_path / "folder"
    folder.mkdir()
    line = complaint(command.run("serve", "--port", "0", "--no-tls", "--ready-file", folder))

    assert str(folder) in line
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


# Certificates


def test_a_certificate_that_is_not_there(command: Command, certificate: tuple[Path, Path]) -> None:
    """The file is named, with the reason."""
    _, key = certificate
    missing = key.with_name("missing.pem")

    assert complaint(command.run("serve", "--tls-cert", missing, "--tls-key", key)) == (
        f"{missing}: No such file or directory"
    )


def test_a_key_of_another_certificate(command: Command, certificate: tuple[Path, Path], tmp_path: Path) -> None:
    """Both files are named."""
    cert, _ = certificate
    other = tmp_path / "other.pem"
    trustme.CA().issue_cert("localhost").private_key_pem.write_to_path(other)

    assert complaint(command.run("serve", "--tls-cert", cert, "--tls-key", other)) == (
        f"{other}: not the key of the certificate in {cert}"
    )


def test_a_certificate_that_is_none(command: Command, certificate: tuple[Path, Path]) -> None:
    """A key where the certificate should be is told from one."""
    _, key = certificate

    assert complaint(command.run("serve", "--tls-cert", key, "--tls-key", key)).startswith(f"{key}: not a certificate")


def test_a_tls_name_that_is_none(command: Command) -> None:
    """The name is repeated, with what one looks like."""
    line = complaint(command.run("serve", "--tls-name", "http://a.test/"))

    assert line.startswith("TLS name 'http://a.test/': ")


def test_a_home_that_cannot_keep_the_ca(command: Command, tmp_path: Path) -> None:
    """Where the CA cannot be kept, the place is named."""
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", "utf-8")
    line = complaint(command.run("serve", "--port", "0", "--tls-port", "0", XDG_DATA_HOME=str(in_the_way)))

    assert str(in_the_way) in line


# Values that an option does not take: the command line's own complaint, which may have more lines


@pytest.mark.parametrize(
    ("option", "value"), [("--port", "70000"), ("--strictness", "strict"), ("--seed", "-1"), ("--max-headers", "many")]
)
def test_a_value_that_an_option_does_not_take(command: Command, option: str, value: str) -> None:
    """The option is named; exit 2, no traceback."""
    ended = command.run("serve", option, value)

    assert ended.returncode == 2
    assert option in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_value_that_a_variable_does_not_take(command: Command) -> None:
    """In the environment it is no different."""
    ended = command.run("serve", MOBIPACE_MOCK_TLS_PORT="tcp://10.0.0.1:8444")

    assert ended.returncode == 2
    assert "MOBIPACE_MOCK_TLS_PORT" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_option_that_there_is_not(command: Command) -> None:
    """A slip hears the nearest option."""
    ended = command.run("serve", "--read-file", "x")

    assert ended.returncode == 2
    assert "--ready-file" in ended.stderr
