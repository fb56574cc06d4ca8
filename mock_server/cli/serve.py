"""`mobipace-mock serve`: options to configuration; `run` does the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from ..gateway.readings import UnknownReading, check
from ..web.limits import Limits
from .failure import told_in_one_line
from .options import OptionError, Options

_LIMITS = Limits()


def _env(name: str) -> str:
    return f"MOBIPACE_MOCK_{name}"


def _option(name: str, help: str, **more: Any) -> Any:
    """An option with its environment variable: MOBIPACE_MOCK_ and its name."""
    return typer.Option(f"--{name}", help=help, envvar=_env(name.upper().replace("-", "_")), show_envvar=False, **more)


def serve(
    host: Annotated[str, _option("host", "Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, _option("port", "HTTP port; 0 takes a free one.", min=0, max=65535)] = 8080,
    tls_port: Annotated[int, _option("tls-port", "HTTPS port; 0 takes a free one.", min=0, max=65535)] = 8444,
    tls_cert: Annotated[Path | None, _option("tls-cert", "Certificate (PEM) instead of the local CA's.")] = None,
    tls_key: Annotated[Path | None, _option("tls-key", "Its key (PEM).")] = None,
    tls_name: Annotated[
        list[str] | None, _option("tls-name", "A further host name of this server; repeatable.")
    ] = None,
    no_tls: Annotated[bool, _option("no-tls", "No HTTPS listener.")] = False,
    control_port: Annotated[
        int | None, _option("control-port", "A port of its own for the control API.", min=0, max=65535)
    ] = None,
    control_token: Annotated[str | None, _option("control-token", "Bearer token of the control API.")] = None,
    control_open: Annotated[bool, _option("control-open", "No token, though not on loopback.")] = False,
    world: Annotated[Path | None, _option("world", "World file (TOML); the demo world without one.")] = None,
    watch: Annotated[bool, _option("watch", "Reload the world file when it changes.")] = False,
    reading: Annotated[list[str] | None, _option("reading", "KEY=VALUE sets a reading; repeatable.")] = None,
    strictness: Annotated[
        Literal["report", "refuse"] | None, _option("strictness", "refuse: tolerated deviations become 102 / 700.")
    ] = None,
    seed: Annotated[int | None, _option("seed", "All that is random follows from it.", min=0)] = None,
    ready_file: Annotated[Path | None, _option("ready-file", "Written once every listener accepts.")] = None,
    state: Annotated[Path | None, _option("state", "File that keeps everything; without it, memory alone.")] = None,
    report: Annotated[
        Path | None, _option("report", "Written at the end: .json, .html, .xml (JUnit), .md or .txt.")
    ] = None,
    log_format: Annotated[Literal["text", "json"], _option("log-format", "Form of the line per exchange.")] = "text",
    max_body_bytes: Annotated[int, _option("max-body-bytes", "Largest request body.", min=1)] = _LIMITS.max_body_bytes,
    max_line_bytes: Annotated[int, _option("max-line-bytes", "Longest request line.", min=64)] = _LIMITS.max_line_bytes,
    max_headers: Annotated[int, _option("max-headers", "Most header fields.", min=1)] = _LIMITS.max_headers,
    slow_request_seconds: Annotated[
        float, _option("slow-request-seconds", "Time a request may take to arrive.", min=0.01)
    ] = _LIMITS.slow_request_seconds,
    journal_exchanges: Annotated[int, _option("journal-exchanges", "Exchanges the journal keeps.", min=1)] = 10_000,
    journal_bytes: Annotated[int, _option("journal-bytes", "Bytes the journal keeps.", min=4096)] = 64 * 1024 * 1024,
) -> None:
    """Run the gateway until SIGINT or SIGTERM.

    Every option may come from the environment: MOBIPACE_MOCK_PORT, MOBIPACE_MOCK_TLS_PORT and so on.

    Example: mobipace-mock serve --port 0 --world my-world.toml --reading busy_scope=session
    """
    given = dict(locals())
    from .run import run  # noqa: PLC0415  the server's imports are not needed for a usage error

    with told_in_one_line(OptionError, UnknownReading):
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
