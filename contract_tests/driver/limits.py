"""How long the kit waits for a client beside its calls, and how much it reads of one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """startup_seconds: for the reply to hello. stop_seconds: to exit. process_seconds: for a process of `--exec` to
    come up and to go, beside its call.

    line_bytes: the longest reply. stderr_bytes: what is kept of one case. in_a_row: so many hangs and crashes, one
    after the other, end the run.
    """

    startup_seconds: float = 30.0
    stop_seconds: float = 2.0
    process_seconds: float = 5.0
    line_bytes: int = 32 * 1024 * 1024
    stderr_bytes: int = 64 * 1024
    in_a_row: int = 3

    def for_a_call(self, timeout_ms: int, pause: float = 0.0) -> float:
        """Seconds until a call has timed out: four HTTP requests' worth, and what the kit itself holds up."""
        return 4 * timeout_ms / 1000 + pause
