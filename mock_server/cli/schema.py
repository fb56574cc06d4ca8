"""`mobipace-mock schema`: the JSON Schemas, to print or to export."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from mobipace.schemas import UnknownSchema, bundle, names

from .failure import told_in_one_line


def schema(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="Such as v3/send.request or openapi; without one all names.")
    ] = "",
    export: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write every schema below this folder instead.")
    ] = None,
) -> None:
    """Print a JSON Schema; or list or export all of them.

    What is printed is complete in itself: no other schema has to be read.

    Example: mobipace-mock schema v3/send.request
    """
    with told_in_one_line(UnknownSchema, OSError, step="mobipace-mock schema"):
        if export:
            _export(export)
        elif name:
            print(_text(name))
        else:
            print("\n".join(names()))


def _export(folder: Path) -> None:
    for name in names():
        path = folder / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{_text(name)}\n", "utf-8")
    print(f"{len(names())} schemas written below {folder}")


def _text(name: str) -> str:
    return json.dumps(bundle(name.removesuffix(".json")), indent=2, ensure_ascii=False)
