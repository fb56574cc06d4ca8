"""The contract kit's commands, found by name: the kit knows the simulator, never the other way."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from typer.main import get_command

from .help import PlainCommand, PlainGroup

COMMANDS = {
    "verify-client": "cli_verify_client",
    "verify-server": "cli_verify_server",
    "adapter-check": "cli_adapter_check",
}


class WithKit(PlainGroup):
    """Our own commands, and the kit's, each imported when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """By name, ours first."""
        return [*super().list_commands(ctx), *COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """One of them, or None."""
        module = COMMANDS.get(cmd_name)
        if module is None:
            return super().get_command(ctx, cmd_name)
        app = import_module(f"mobipace.contract_tests.{module}").app
        for each in app.registered_commands:
            each.cls = PlainCommand
        return get_command(app)
