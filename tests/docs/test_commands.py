from pathlib import Path

import pytest

from .pages import PAGES, commands, name
from .shell import PATIENCE, alike, shell

pytestmark = pytest.mark.timeout(PATIENCE + 10)
RUN = [page for page in PAGES if commands(page)]


@pytest.mark.parametrize("page", RUN, ids=name)
def test_commands_print_what_the_page_says(page: Path, tmp_path: Path) -> None:
    """Whoever types a page's commands into a shell sees the page's answers, character for character."""
    shown = commands(page)
    with shell(tmp_path) as bash:
        printed = bash.run(shown)

    on_the_page = [f"{each.shown}\n{each.printed}" for each in shown]
    in_the_shell = [
        f"{each.shown}\n{each.printed if alike(each.printed, text) else text}"
        for each, text in zip(shown, printed, strict=True)
    ]
    assert "\n".join(in_the_shell).splitlines() == "\n".join(on_the_page).splitlines()
