"""`mobipace-mock serve`: options to configuration; `run` does the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from ..gateway.readings import UnknownReading, check
from ..web.limits import Limits
from . import importing
from .failure import told_in_one_line
from .options import OptionError, Options

HELP = "mobipace-mock serve --help"
_LIMITS = Limits()


def _env(name: str) -> str:
    return f"MOBIPACE_MOCK_{name}"


def _option(name: str, help: str, metavar: str = "", **more: Any) -> Any:
    """An option with its environment variable: MOBIPACE_MOCK_ and its name."""
    variable = _env(name.upper().replace("-", "_"))
    return typer.Option(f"--{name}", help=help, metavar=metavar or None, envvar=variable, show_envvar=False, **more)


def _listener(name: str, help: str, metavar: str = "", **more: Any) -> Any:
    return _option(name, help, metavar, rich_help_panel="Listeners", **more)


def _control(name: str, help: str, metavar: str = "", **more: Any) -> Any:
    return _option(name, help, metavar, rich_help_panel="Control API", **more)


def _world(name: str, help: str, metavar: str = "", **more: Any) -> Any:
    return _option(name, help, metavar, rich_help_panel="World", **more)


def _file(name: str, help: str, metavar: str = "", **more: Any) -> Any:
    return _option(name, help, metavar, rich_help_panel="Output", **more)


def _limit(name: str, help: str, **more: Any) -> Any:
    return _option(name, help, "N", rich_help_panel="Limits", **more)


_PORT = {"metavar": "N", "min": 0, "max": 65535}


def serve(
    host: Annotated[str, _listener("host", "Address to listen on.", "ADDRESS")] = "127.0.0.1",
    port: Annotated[int, _listener("port", "HTTP port; 0 takes a free one.", **_PORT)] = 8080,
    tls_port: Annotated[int, _listener("tls-port", "HTTPS port; 0 takes a free one.", **_PORT)] = 8444,
    tls_cert: Annotated[
        Path | None, _listener("tls-cert", "Certificate (PEM) instead of the local CA's.", "FILE")
    ] = None,
    tls_key: Annotated[Path | None, _listener("tls-key", "Its key (PEM).", "FILE")] = None,
    tls_name: Annotated[
        list[str] | None, _listener("tls-name", "A further host name of this server; repeatable.", "NAME")
    ] = None,
    no_tls: Annotated[bool, _listener("no-tls", "No HTTPS listener.")] = False,
    control_port: Annotated[
        int | None, _control("control-port", "A port of its own for the control API.", **_PORT)
    ] = None,
    control_token: Annotated[str | None, _control("control-token", "Bearer token of the control API.", "TEXT")] = None,
    control_open: Annotated[bool, _control("control-open", "No token, though not on loopback.")] = False,
    world: Annotated[Path | None, _world("world", "World file (TOML); the demo world without one.", "FILE")] = None,
    watch: Annotated[bool, _world("watch", "Reload the world file when it changes.")] = False,
    reading: Annotated[list[str] | None, _world("reading", "Sets a reading; repeatable.", "KEY=VALUE")] = None,
    strictness: Annotated[
        Literal["report", "refuse"] | None,
        _world("strictness", "refuse: tolerated deviations are 102 / 700.", "report|refuse"),
    ] = None,
    seed: Annotated[int | None, _world("seed", "All that is random follows from it.", "N", min=0)] = None,
    state: Annotated[Path | None, _file("state", "Keeps everything; without it, memory alone.", "FILE")] = None,
    ready_file: Annotated[Path | None, _file("ready-file", "Written once every listener accepts.", "FILE")] = None,
    report: Annotated[Path | None, _file("report", "Written at the end: .json .html .xml .md .txt", "FILE")] = None,
    log_format: Annotated[
        Literal["text", "json"], _file("log-format", "Form of the line per exchange.", "text|json")
    ] = "text",
    max_body_bytes: Annotated[int, _limit("max-body-bytes", "Largest request body.", min=1)] = _LIMITS.max_body_bytes,
    max_line_bytes: Annotated[int, _limit("max-line-bytes", "Longest request line.", min=64)] = _LIMITS.max_line_bytes,
    max_headers: Annotated[int, _limit("max-headers", "Most header fields.", min=1)] = _LIMITS.max_headers,
    slow_request_seconds: Annotated[
        float, _limit("slow-request-seconds", "Time a request may take to arrive.", min=0.01)
    ] = _LIMITS.slow_request_seconds,
    journal_exchanges: Annotated[int, _limit("journal-exchanges", "Exchanges the journal keeps.", min=1)] = 10_000,
    journal_bytes: Annotated[int, _limit("journal-bytes", "Bytes the journal keeps.", min=4096)] = 64 * 1024 * 1024,
) -> None:
    """Run the gateway until SIGINT or SIGTERM.

    Each option may come from the environment: MOBIPACE_MOCK_PORT and so on.

    Example: mobipace-mock serve --port 0 --world my-world.toml --watch
    """
    given = dict(locals())
    with importing():
        from .run import run  # noqa: PLC0415  the server's imports are not needed for a usage error

    with told_in_one_line(UnknownReading, step="mobipace-mock readings"), told_in_one_line(OptionError, step=HELP):
        given["readings"] = _readings(given.pop("reading") or [])
        options = Options(**given)
    run(options)


def _readings(pairs: list[str]) -> dict[str, str]:
    readings = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise OptionError(f"--reading {pair!r}: write KEY=VALUE, such as busy_scope=session")
        check(key, value)
        readings[key] = value
    return readings
