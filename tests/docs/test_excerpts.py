from pathlib import Path

import pytest

from .pages import PAGES, ROOT, Block, blocks, name

FROM_EXAMPLES = {"yaml": "yml", "js": "mjs", "java": "java"}  # fence to file
EXCERPTS = [
    pytest.param(block, suffix, id=f"{name(page)}:{block.line}")
    for page in PAGES
    for fence, suffix in FROM_EXAMPLES.items()
    for block in blocks(page, fence)
]


@pytest.mark.parametrize(("block", "suffix"), EXCERPTS)
def test_block_in_another_language_is_from_an_example_that_runs(block: Block, suffix: str) -> None:
    """What no test can run by itself is cut, letter for letter, out of a file that one does run."""
    sources = [path for path in (ROOT / "examples").rglob(f"*.{suffix}") if "node_modules" not in path.parts]

    assert [path for path in sources if block.text in path.read_text("utf-8")] != []


def test_python_excerpt_of_the_recipes_is_from_its_example() -> None:
    """A Python block that prints nothing is not run; this one is part of a test that is."""
    (block,) = blocks(Path(ROOT / "docs" / "recipes.md"), "python")

    assert block.text in (ROOT / "examples" / "testcontainers" / "python" / "test_send.py").read_text("utf-8")
