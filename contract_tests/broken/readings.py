"""Gateways that follow another reading than they are told: one for each key of the register."""

from __future__ import annotations

from collections.abc import Callable

from mobipace.mock_server.gateway.readings import REGISTER, Reading, Readings

from .breakage import Breakage, Change


def _deaf(reading: Reading) -> Breakage:
    """The gateway that follows the first alternative, whatever it is told."""
    value = reading.alternatives[0]

    def changes() -> list[Change]:
        def make(was: Callable[..., str]) -> Callable[..., str]:
            return lambda readings, key: value if key == reading.key else was(readings, key)

        return [(Readings, "__getitem__", make)]

    name = reading.key.replace("_", "-")
    return Breakage(
        f"deaf-to-{name}", f"{reading.key} is {value}, whatever is told", (f"server.reading.{name}",), changes
    )


READINGS: tuple[Breakage, ...] = tuple(map(_deaf, REGISTER))
