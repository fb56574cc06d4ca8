"""What `serve` prints: where it listens, how to log in, then a line per exchange."""

from __future__ import annotations

import json
import os
import select
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..gateway.settings import World
from ..web.access import json_line, text_line
from ..web.journal import Exchange
from ..web.server import ServerConfig, Urls

if TYPE_CHECKING:
    from ..web.replay import Replay

_LONGEST = select.PIPE_BUF - 1 if hasattr(select, "PIPE_BUF") else 511  # bytes that a ready pipe takes at once
_WIDEST = 6  # bytes that a character may take: an escape, where the output cannot show it
_ROOM = _LONGEST - 100  # with a line before it that tells of others
_PATIENCE = 0.2  # seconds that a reader who is behind is waited for, once


@dataclass(frozen=True, slots=True)
class Start:
    """What was started. is_demo: its passwords are public. ca: the certificate of our own CA, where there is one.

    restored: how doing again what the state file holds went; None without one, or with a new one.
    """

    world: World
    is_demo: bool
    ca: Path | None
    restored: Replay | None = None


class Reporter:
    """Lines on standard output, as text or JSON. If nobody reads them, the server goes on without.

    They go to the descriptor itself: what a closed pipe leaves in Python's buffer would spoil the exit.
    """

    def __init__(self, form: Literal["text", "json"]) -> None:
        self._is_json = form == "json"
        self._line = json_line if self._is_json else text_line
        self._output = sys.stdout.fileno() if sys.stdout else None  # None: it was closed from the start
        self._encoding = sys.stdout.encoding if sys.stdout else "utf-8"
        self._may_block = self._output is not None and _may_block(self._output)
        self._left_out = 0

    def exchanges(self, exchanges: Sequence[Exchange]) -> None:
        """A line for each; those of exchanges that end together are written together."""
        if self._output is None:
            return
        for text, count in _together([*map(self._line, exchanges)]):
            self._write(text, count)

    def say(self, text: str) -> None:
        """A line about the server itself."""
        self._write(self._notice(text))

    def listening(self, urls: Urls, config: ServerConfig, start: Start) -> None:
        """One line per listener, and what a newcomer needs to know."""
        if self._is_json:
            ready = {"event": "listening", "http": urls.http, "https": urls.https, "control": urls.control}
            about = {"ca": str(start.ca) if start.ca else None, "seed": start.world.seed, "token": config.token}
            self._write(json.dumps(ready | about))
        else:
            for line in _introduction(urls, config, start):
                self._write(line)
        if start.restored:
            for line in _restored(start.restored):
                self.say(line)

    def _notice(self, text: str) -> str:
        return json.dumps({"event": "notice", "text": text}) if self._is_json else text

    def _write(self, text: str, count: int = 1) -> None:
        """Write so many lines, if there is room for them."""
        if self._output is None:
            return
        if not self._has_room(self._output):
            self._left_out += count
            return
        if self._left_out:
            text = f"{self._notice(f'({self._left_out} lines left out: nobody read them)')}\n{text}"
            self._left_out = 0
        try:
            os.write(self._output, text.encode(self._encoding, "backslashreplace")[:_LONGEST] + b"\n")
        except OSError:  # the pipe is closed, or the disk full
            self._output = None

    def _has_room(self, output: int) -> bool:
        """Whether a line can be written without waiting; a reader that is behind is waited for once, a moment."""
        if not self._may_block:
            return True
        return bool(select.select([], [output], [], 0 if self._left_out else _PATIENCE)[1])


def _together(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Lines in texts that a ready pipe takes at once, each with how many lines it is. A text may be one long line."""
    first, size = 0, 0
    for place, line in enumerate(lines):
        size += len(line) * _WIDEST + 1
        if size > _ROOM and place > first:
            yield "\n".join(lines[first:place]), place - first
            first, size = place, len(line) * _WIDEST + 1
    if lines:
        yield "\n".join(lines[first:]), len(lines) - first


def _may_block(output: int) -> bool:
    """Whether there is somebody at the other end who may be behind. Windows can ask that of sockets alone."""
    mode = os.fstat(output).st_mode
    return sys.platform != "win32" and (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(output))


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


def _restored(replay: Replay) -> list[str]:
    """What came back from the state file, and whether it is what it was."""
    lines = [f"state    {replay.summary}"]
    if replay.first:
        lines.append(
            f"state    {replay.differences} of them came to another answer than then, first {replay.first.what}; "
            "mobipace-mock replay FILE shows it"
        )
    return lines
