"""What `serve` prints: where it listens, how to log in, then a line per exchange."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..gateway.settings import World
from ..web.access import json_line, text_line
from ..web.journal import Exchange
from ..web.server import ServerConfig, Urls


@dataclass(frozen=True, slots=True)
class Start:
    """What was started. is_demo: its passwords are public. ca: the certificate of our own CA, where there is one."""

    world: World
    is_demo: bool
    ca: Path | None


class Reporter:
    """Lines on standard output, as text or JSON. If nobody reads them any more, the server goes on without."""

    def __init__(self, form: Literal["text", "json"]) -> None:
        self._is_json = form == "json"
        self._line = json_line if self._is_json else text_line
        self._is_read = True

    def exchange(self, exchange: Exchange) -> None:
        """The line of an exchange."""
        self._write(self._line(exchange))

    def say(self, text: str) -> None:
        """A line about the server itself."""
        self._write(json.dumps({"event": "notice", "text": text}) if self._is_json else text)

    def listening(self, urls: Urls, config: ServerConfig, start: Start) -> None:
        """One line per listener, and what a newcomer needs to know."""
        if self._is_json:
            ready = {"event": "listening", "http": urls.http, "https": urls.https, "control": urls.control}
            about = {"ca": str(start.ca) if start.ca else None, "seed": start.world.seed, "token": config.token}
            self._write(json.dumps(ready | about))
            return
        for line in _introduction(urls, config, start):
            self._write(line)

    def _write(self, line: str) -> None:
        if not self._is_read:
            return
        try:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
        except (OSError, ValueError):  # the pipe is closed
            self._is_read = False


def _introduction(urls: Urls, config: ServerConfig, start: Start) -> list[str]:
    lines = []
    if urls.http:
        lines.append(f"HTTP     {urls.http}/v3/...  and  {urls.http}/API_2_0/HTTP_API.aspx")
    if urls.https:
        lines.append(f"HTTPS    {urls.https}/v3/...  and  {urls.https}/API_2_0/HTTP_API.aspx")
    lines.append(f"control  {urls.control}")
    if config.token:
        lines.append(f"token    {config.token}  (Authorization: Bearer ...)")
    if start.ca:
        lines.append(f"CA       {start.ca}  (curl --cacert; also at {urls.control}/ca.pem)")
    seed = start.world.seed
    return [*lines, _credentials(start), f"seed     {seed}  (--seed {seed} repeats this run)"]


def _credentials(start: Start) -> str:
    template = next(account for account in start.world.accounts if account.username == start.world.template)
    password = template.password if start.is_demo else "(as in the world file)"
    return f"login    {template.username}  password {password}  sender {template.sender}"
