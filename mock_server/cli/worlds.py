"""`mobipace-mock world`: begin a world file, and check one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .. import world
from .failure import told_in_one_line

app = typer.Typer(
    help="World files: which accounts, routes, outcomes and readings there are.",
    epilog="Example: mobipace-mock world init my-world.toml",
    no_args_is_help=True,
)


@app.command()
def init(
    file: Annotated[Path | None, typer.Argument(help="Where to write; without one, to standard output.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that exists.")] = False,
) -> None:
    """Write the demo world as a file to change.

    Example: mobipace-mock world init my-world.toml
    """
    if file is None:
        print(world.demo_text(), end="")
        return
    with told_in_one_line(OSError, world.WorldError):
        if file.exists() and not force:
            raise world.WorldError(f"{file} exists; choose another name, or write over it with --force")
        file.write_text(world.demo_text(), "utf-8")
    print(f"{file} written; run it with: mobipace-mock serve --world {file}")


@app.command()
def check(files: Annotated[list[Path], typer.Argument(help="World files.")]) -> None:
    """Read world files and say what is wrong with them.

    Example: mobipace-mock world check my-world.toml
    """
    are_right = [_is_right(file) for file in files]
    if not all(are_right):
        raise typer.Exit(2)


def _is_right(file: Path) -> bool:
    try:
        with told_in_one_line(world.WorldError):
            found = world.load(file)
            print(f"{file}: right; {len(found.accounts)} accounts, {len(found.routes)} routes")
    except typer.Exit:
        return False
    return True
