"""A command line that cannot be read, in one line: what, which value, what is allowed, and where to look."""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from .failure import tried

# Errors, commands and options are of types of the command-line library's own, as in help.py: hence `Any`.


def slip(error: Any, root: Any, words: Sequence[str]) -> str:
    """The line for an error of the library's. root: the whole command; words: what was typed after its name."""
    path, command = _command(root, error.ctx, words)
    parameter = getattr(error, "param", None)
    if parameter is not None:
        text = _value(parameter, error.message, words)
    elif hasattr(error, "possibilities"):
        text = f"no such option {error.option_name}{_nearest(error.option_name, command)}"
    else:
        text = _plain(error.format_message())
    return tried(text, f"{path} --help")


def _command(root: Any, ctx: Any, words: Sequence[str]) -> tuple[str, Any]:
    """How the command that was meant is called, and itself: not every error tells."""
    path, command = [root.name], root
    for word in words:
        found = command.get_command(ctx, word) if hasattr(command, "list_commands") else None
        if found is None:
            break
        path, command = [*path, word], found
    return " ".join(path), command


def _value(parameter: Any, message: str, words: Sequence[str]) -> str:
    name = _name(parameter)
    if not message:
        return f"{name} is missing"
    where, given = _given(parameter, words)
    allowed = _allowed(parameter)
    return (
        f"{where or name}: {given!r} given; allowed: {allowed}" if allowed and where else f"{name}: {_plain(message)}"
    )


def _given(parameter: Any, words: Sequence[str]) -> tuple[str, str]:
    """Where a value was given, and what it is: an option, or its variable. Empty where that cannot be told."""
    pairs = [word.split("=", 1) for word in words if "=" in word] + [list(pair) for pair in pairwise(words)]
    for name, value in reversed(pairs):
        if name in parameter.opts:
            return name, value
    variable = parameter.envvar if isinstance(parameter.envvar, str) else ""
    return (variable, os.environ[variable]) if variable in os.environ else ("", "")


def _allowed(parameter: Any) -> str:
    """What values an option takes, in words; empty where the library alone knows."""
    metavar = parameter.metavar or ""
    if "|" in metavar:
        return ", ".join(metavar.split("|"))
    if metavar not in ("N", "SECONDS"):
        return ""
    kind = getattr(parameter, "type", None)
    least, most = (getattr(parameter, end, getattr(kind, end, None)) for end in ("min", "max"))
    return f"a number{'' if least is None else f' from {least}'}{'' if most is None else f' to {most}'}"


def _nearest(name: str, command: Any) -> str:
    known = [each for parameter in command.params for each in parameter.opts if each.startswith("--")]
    near = difflib.get_close_matches(name, [*known, "--help"], n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _name(parameter: Any) -> str:
    is_argument = parameter.param_type_name == "argument"
    return str(parameter.metavar or parameter.name.upper()) if is_argument else str(parameter.opts[-1])


def _plain(text: str) -> str:
    """A sentence of the library's as a part of ours."""
    words = " ".join(text.split()).rstrip(".").removeprefix("Value error, ")
    return words[:1].lower() + words[1:]
