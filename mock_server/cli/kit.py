"""The contract kit's commands, found by name: the kit knows the simulator, never the other way."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from typer.core import TyperGroup
from typer.main import get_command

COMMANDS = {
    "verify-client": "cli_verify_client",
    "verify-server": "cli_verify_server",
    "adapter-check": "cli_adapter_check",
}


class WithKit(TyperGroup):
    """Our own commands, and the kit's, each imported when it is asked for.

    The types are the command-line library's, which is typer's own affair: it has carried it along, and depended on it.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """By name, ours first."""
        return [*super().list_commands(ctx), *COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """One of them, or None."""
        module = COMMANDS.get(cmd_name)
        if module is None:
            return super().get_command(ctx, cmd_name)
        return get_command(import_module(f"mobipace.contract_tests.{module}").app)
