"""`--ready-file`: where the server is, for scripts that started it on free ports."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from ..web.server import Urls


class ReadyFileError(OSError):
    """A ready file that cannot be written; the text says which and why."""


class ReadyFile:
    """Written whole once every listener accepts, removed when the server ends. With no path it does nothing."""

    def __init__(self, path: Path | None, urls: Urls, ca: Path | None, seed: int) -> None:
        self._path = path
        self._document = {
            "http": urls.http,
            "https": urls.https,
            "control": urls.control,
            "ca": str(ca) if ca else None,
            "pid": os.getpid(),
            "seed": seed,
        }

    def __enter__(self) -> Self:
        if self._path:
            unfinished = self._path.with_name(f"{self._path.name}.{os.getpid()}")
            try:
                unfinished.write_text(f"{json.dumps(self._document)}\n", "utf-8")
                unfinished.replace(self._path)
            except OSError as error:
                with suppress(OSError):
                    unfinished.unlink()
                raise ReadyFileError(f"--ready-file {self._path}: {error.strerror}") from None
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._path:
            self._path.unlink(missing_ok=True)
