import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from docs.answers import NEVER, V2_CODES, V3_CODES
from docs.generate import fill
from mobipace.mock_server.cli.app import app
from mobipace.mock_server.gateway.codes import V2Code, V3Code

from .pages import PAGES, README, ROOT, name

SOURCES = [path.read_text("utf-8") for path in (ROOT / "mock_server").rglob("*.py") if path.name != "codes.py"]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_generated_parts_say_what_the_code_says(page: Path) -> None:
    """Tables and diagrams are made from the code; `python -m docs.generate` writes them anew."""
    text = page.read_text("utf-8")

    assert fill(text).splitlines() == text.splitlines()


def test_every_option_of_serve_is_in_the_readme() -> None:
    """The table of options is that of the command itself: none is missing, none is invented."""
    command: Any = get_command(app)
    known = [option for parameter in command.commands["serve"].params for option in parameter.opts]
    listed = re.findall(r"^\| `(--[\w-]+)", README.read_text("utf-8"), re.MULTILINE)

    assert listed == known


@pytest.mark.parametrize(("codes", "given"), [(V3Code, V3_CODES), (V2Code, V2_CODES)])
def test_a_code_is_told_as_given_exactly_if_the_gateway_gives_it(
    codes: type[V3Code | V2Code], given: dict[V3Code | V2Code, str]
) -> None:
    """A page that calls a code never answered is wrong as soon as one line of the gateway answers it."""
    answered = {code for code in codes if any(f"{codes.__name__}.{code.name}" in source for source in SOURCES)}

    assert (set(given), {code for code in codes if code in NEVER}) == (answered, set(codes) - answered)
