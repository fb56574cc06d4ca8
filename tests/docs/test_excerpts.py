import pytest

from .pages import ROOT, Block, blocks, name

RECIPES = ROOT / "docs" / "recipes.md"
FROM_EXAMPLES = {"yaml": "yml", "js": "mjs", "java": "java", "python": "py"}  # fence to file
EXCERPTS = [
    pytest.param(block, suffix, id=f"{name(RECIPES)}:{block.line}")
    for fence, suffix in FROM_EXAMPLES.items()
    for block in blocks(RECIPES, fence)
]


@pytest.mark.parametrize(("block", "suffix"), EXCERPTS)
def test_block_in_another_language_is_from_an_example_that_runs(block: Block, suffix: str) -> None:
    """What cannot run by itself is cut, letter for letter, out of a file; tests/recipes and tests/image run those."""
    sources = [path for path in (ROOT / "examples").rglob(f"*.{suffix}") if "node_modules" not in path.parts]

    assert [path for path in sources if block.text in path.read_text("utf-8")] != []
