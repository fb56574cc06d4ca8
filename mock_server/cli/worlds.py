"""`mobipace-mock world`: begin a world file, and check one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .. import world
from .failure import told_in_one_line
from .help import PlainCommand, PlainGroup

app = typer.Typer(
    cls=PlainGroup,
    help="World files: accounts, routes, outcomes and readings.",
    epilog="Example: mobipace-mock world init my-world.toml",
)


@app.command(cls=PlainCommand)
def init(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Where to write; without one, to standard output.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that exists.")] = False,
) -> None:
    """Write the demo world as a file to change.

    Example: mobipace-mock world init my-world.toml
    """
    if file is None:
        print(world.demo_text(), end="")
        return
    with told_in_one_line(OSError, world.WorldError, step="mobipace-mock world init --help"):
        if file.exists() and not force:
            raise world.WorldError(f"{file} exists; choose another name, or write over it with --force")
        file.write_text(world.demo_text(), "utf-8")
    print(f"{file} written; run it with: mobipace-mock serve --world {file}")


@app.command(cls=PlainCommand)
def check(files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="World files.")]) -> None:
    """Read world files and say what is wrong with them.

    Example: mobipace-mock world check my-world.toml
    """
    are_right = [_is_right(file) for file in files]
    if not all(are_right):
        raise typer.Exit(2)


def step_for(file: Path) -> str:
    """What to try where a file cannot be used: one that is there says in the line itself what is wrong with it."""
    return "" if file.exists() else f"mobipace-mock world init {file}"


def _is_right(file: Path) -> bool:
    try:
        with told_in_one_line(world.WorldError, step=step_for(file)):
            found = world.load(file)
            print(f"{file}: right; {len(found.accounts)} accounts, {len(found.routes)} routes")
    except typer.Exit:
        return False
    return True
