"""What `serve` was told, checked as far as one option bears on another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


class OptionError(ValueError):
    """Options that do not go together; the text says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of `serve`, by their names. None: not given."""

    host: str
    port: int
    tls_port: int
    tls_cert: Path | None
    tls_key: Path | None
    tls_name: list[str] | None
    no_tls: bool
    control_port: int | None
    control_token: str | None
    control_open: bool
    world: Path | None
    watch: bool
    readings: Mapping[str, str]
    strictness: Literal["report", "refuse"] | None
    seed: int | None
    ready_file: Path | None
    state: Path | None
    report: Path | None
    log_format: Literal["text", "json"]
    max_body_bytes: int
    max_line_bytes: int
    max_headers: int
    slow_request_seconds: float
    journal_exchanges: int
    journal_bytes: int

    def __post_init__(self) -> None:
        """Raises OptionError."""
        if self.report:
            _check_report(self.report)
        if (self.tls_cert is None) != (self.tls_key is None):
            raise OptionError("--tls-cert and --tls-key go together; give both, or neither for the local CA")
        if self.no_tls and (self.tls_cert or self.tls_name):
            raise OptionError("--no-tls leaves nothing for --tls-cert, --tls-key and --tls-name to do; leave them out")
        if self.watch and self.world is None:
            raise OptionError("--watch needs a file to watch; name it with --world FILE")
        if self.control_token is not None and self.control_open:
            raise OptionError("--control-token asks for a token and --control-open for none; give one of them")
        if self.control_token is not None and not self.control_token.strip():
            raise OptionError("--control-token is empty; give a long random text")


def _check_report(path: Path) -> None:
    """While there is still time to choose another: its form, and its folder."""
    from ..report import form_of  # noqa: PLC0415  only a server that is to write one needs all of its forms

    try:
        form_of(path)
    except ValueError as error:
        raise OptionError(f"--report {path}: {error}") from None
    if not path.absolute().parent.is_dir():
        raise OptionError(f"--report {path}: there is no folder {path.parent}; make it first")
