"""How the command explains itself: plain text that fits a screen of 50 lines and 80 columns, the options by subject."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

# The command-line library's own types are typer's affair, which depends on it or carries it along: hence `Any` below.
_OTHERS = "Options"
UsageError: type[Any] = typer.BadParameter.__mro__[1]
"""What the library raises for a command line that it cannot read."""

Row = tuple[str, str]


class PlainCommand(TyperCommand):
    """A command. Its help is its docstring, line by line as written, and its options below the name of their panel."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write all of it."""
        _write_head(self, ctx, formatter)
        _write_options(self, ctx, formatter)


class PlainGroup(TyperGroup):
    """A command of commands: alone it shows its help, and a slip hears the nearest name."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write all of it, the commands before the options."""
        _write_head(self, ctx, formatter)
        _write(formatter, "Commands", [(name, self.summary(ctx, name)) for name in self.list_commands(ctx)])
        _write_options(self, ctx, formatter)

    def summary(self, ctx: Any, name: str) -> str:
        """What a command does, in a sentence."""
        return first_sentence(self.get_command(ctx, name))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The words after the options. Without any word at all there is nothing to do but to explain."""
        if not args:
            print(ctx.get_help())
            raise typer.Exit
        return list(super().parse_args(ctx, args))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant. Raises UsageError, with the nearest one."""
        if args and self.get_command(ctx, args[0]) is None:
            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise UsageError(f"no such command {args[0]!r}{hint}", ctx=ctx)
        return super().resolve_command(ctx, args)


def written(parameter: Any) -> str:
    """An option or argument as it is typed, with the word that stands for its value."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    names = ", ".join(sorted(parameter.opts, key=len))
    return names if parameter.is_flag or parameter.count else f"{names} {parameter.metavar or 'TEXT'}"


def default_of(parameter: Any) -> str:
    """What holds where an option is not given; empty if that needs no word."""
    value = parameter.default
    if parameter.show_default is False or value in (None, False, "") or callable(value):
        return ""
    return str(value)


def panels(command: Any, ctx: Any) -> dict[str, list[Any]]:
    """The parameters that help shows, by subject, in the order in which they were declared."""
    found: dict[str, list[Any]] = defaultdict(list)
    for parameter in command.get_params(ctx):
        if not getattr(parameter, "hidden", False):
            found[getattr(parameter, "rich_help_panel", None) or _OTHERS].append(parameter)
    return dict(found)


def _write_head(command: Any, ctx: Any, formatter: Any) -> None:
    command.format_usage(ctx, formatter)
    for text in filter(None, (command.help, command.epilog)):
        formatter.write(f"\n{text.rstrip()}\n")


def _write_options(command: Any, ctx: Any, formatter: Any) -> None:
    for panel, parameters in panels(command, ctx).items():
        _write(formatter, panel, [(written(each), _explained(each)) for each in parameters])


def _write(formatter: Any, title: str, rows: Sequence[Row]) -> None:
    formatter.write(f"\n{title}:\n")
    formatter.indent()
    formatter.write_dl(rows, col_max=_width(rows))
    formatter.dedent()


def _width(rows: Iterable[Row]) -> int:
    return min(30, max(len(first) for first, _ in rows))


def _explained(parameter: Any) -> str:
    default = default_of(parameter)
    return f"{parameter.help or ''}{f' [{default}]' if default else ''}"


def first_sentence(command: Any) -> str:
    """The first of its help."""
    return f"{' '.join((command.help or '').split()).partition('. ')[0].rstrip('.')}."
