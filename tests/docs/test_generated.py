import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from docs.answers import NEVER, V2_CODES, V3_CODES
from docs.commands import commands
from docs.generate import PARTS, fill
from mobipace.mock_server.cli.app import app
from mobipace.mock_server.gateway.codes import V2Code, V3Code

from .pages import PAGES, ROOT, name

SOURCES = [path.read_text("utf-8") for path in (ROOT / "mock_server").rglob("*.py") if path.name != "codes.py"]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_generated_parts_say_what_the_code_says(page: Path) -> None:
    """Tables and diagrams are made from the code; `python -m docs.generate` writes them anew."""
    text = page.read_text("utf-8")

    assert fill(text).splitlines() == text.splitlines()


def test_everything_that_is_made_stands_on_a_page() -> None:
    """No command, no table is left out; of the examples a guide takes what it needs."""
    shown = {name for page in PAGES for name in re.findall(r"<!-- generated: ([\w-]+) -->", page.read_text("utf-8"))}

    assert {name for name in PARTS if not name.startswith("shop-")} - shown == set()


def test_every_option_of_every_command_is_on_the_page_of_the_command_line() -> None:
    """Under the command's own heading: none is missing, none is invented."""
    text = (ROOT / "docs" / "cli.md").read_text("utf-8")
    parts = {part.partition("\n")[0]: part for part in text.split("\n## ")[1:]}
    listed = {name: re.findall(r"^\| `(--[\w-]+)", part, re.MULTILINE) for name, part in parts.items()}

    assert listed == {" ".join(path): known(command) for path, command in commands(get_command(app))}


def known(command: Any) -> list[str]:
    """The options of a command, in its own order."""
    return [each.opts[0] for each in command.params if each.param_type_name == "option"]


@pytest.mark.parametrize(("codes", "given"), [(V3Code, V3_CODES), (V2Code, V2_CODES)])
def test_a_code_is_told_as_given_exactly_if_the_gateway_gives_it(
    codes: type[V3Code | V2Code], given: dict[V3Code | V2Code, str]
) -> None:
    """A page that calls a code never answered is wrong as soon as one line of the gateway answers it."""
    answered = {code for code in codes if any(f"{codes.__name__}.{code.name}" in source for source in SOURCES)}

    assert (set(given), {code for code in codes if code in NEVER}) == (answered, set(codes) - answered)
