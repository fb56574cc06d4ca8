"""The contract kit's commands, found by name: the kit knows the simulator, never the other way."""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple

from typer.main import get_command

from .help import PlainCommand, PlainGroup


class Command(NamedTuple):
    """A command of the kit: its module, and the first sentence of its help, so that help imports none of them."""

    module: str
    summary: str


COMMANDS = {
    "verify-client": Command("cli_verify_client", "Hold a client against all that the documents ask of one."),
    "verify-server": Command("cli_verify_server", "Run every check that can be made against a server."),
    "adapter-check": Command("cli_adapter_check", "Say in plain words what an adapter gets wrong."),
}


class WithKit(PlainGroup):
    """Our own commands, and the kit's, each imported when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """By name, ours first."""
        return [*super().list_commands(ctx), *COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """One of them, or None."""
        command = COMMANDS.get(cmd_name)
        if command is None:
            return super().get_command(ctx, cmd_name)
        app = import_module(f"mobipace.contract_tests.{command.module}").app
        for each in app.registered_commands:
            each.cls = PlainCommand
        return get_command(app)

    def summary(self, ctx: Any, name: str) -> str:
        """What a command does, in a sentence."""
        return COMMANDS[name].summary if name in COMMANDS else super().summary(ctx, name)
