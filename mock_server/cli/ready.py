"""`mobipace-mock ready`: is a server up? Needs neither a shell nor curl, so that a bare image can ask."""

from __future__ import annotations

import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Annotated

import typer

_PAUSE = 0.05  # seconds between two tries


def ready(
    wait: Annotated[bool, typer.Option("--wait", help="Try until it is, or the time is over.")] = False,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="How long to try, with --wait.")] = 30,
    url: Annotated[
        str | None,
        typer.Option(
            metavar="URL", envvar="MOBIPACE_MOCK_URL", help="The server, if not at 127.0.0.1 and serve's port."
        ),
    ] = None,
    ready_file: Annotated[
        Path | None, typer.Option("--ready-file", metavar="FILE", help="The file that serve wrote tells the address.")
    ] = None,
) -> None:
    """Exit 0 if a server answers, 1 if not.

    Example: mobipace-mock ready --wait --url http://127.0.0.1:8080
    """
    deadline = time.monotonic() + (timeout if wait else 0)
    while (problem := _problem_of(url, ready_file)) and time.monotonic() < deadline:
        time.sleep(_PAUSE)  # noqa: TID251  waiting for another process, which has no clock to move
    if problem:
        print(f"mobipace-mock: {problem}", file=sys.stderr)
        raise typer.Exit(1)
    print(f"ready: {_health(url, ready_file)}")


def _health(url: str | None, ready_file: Path | None) -> str:
    """The address to ask. Raises OSError, ValueError where the ready file does not tell it."""
    if ready_file and not url:
        document = json.loads(ready_file.read_text("utf-8"))
        url = document.get("control") if isinstance(document, dict) else None
        if not isinstance(url, str):
            raise ValueError("it is no ready file")
    return f"{(url or _local()).rstrip('/').removesuffix('/_control')}/_control/health"


def _problem_of(url: str | None, ready_file: Path | None) -> str | None:
    try:
        health = _health(url, ready_file)
    except (OSError, ValueError) as error:
        return f"{ready_file} does not tell where the server is: {getattr(error, 'strerror', None) or error}"
    problem = _problem(health)
    return problem and f"{health} is not ready: {problem}"


def _local() -> str:
    port = os.environ.get("MOBIPACE_MOCK_CONTROL_PORT") or os.environ.get("MOBIPACE_MOCK_PORT") or "8080"
    return f"http://127.0.0.1:{port}"


def _problem(health: str) -> str | None:
    try:
        # No proxy: what is asked for is near. Only http and https are opened.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(health, timeout=5) as answer:
            document = json.load(answer)
            is_ok = isinstance(document, dict) and document.get("status") == "ok"
            return None if is_ok else "something else answers there"
    except urllib.error.URLError as error:
        return str(error.reason)
    except (OSError, ValueError, http.client.HTTPException) as error:
        return " ".join(str(error).split())
