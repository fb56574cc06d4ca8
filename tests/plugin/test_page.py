"""docs/pytest.md: what stands there runs, as it stands there."""

import pytest

from tests.docs.pages import ROOT, Block, blocks

from .runs import Run

pytest_plugins = ["pytester"]

PAGE = ROOT / "docs" / "pytest.md"
SHOP = ROOT / "examples" / "shop"
CONFTEST = "# conftest.py\n"
# The page's tests are read beside the shop's client; its imports are not repeated in each.
PREAMBLE = "from sms import OutOfBalance, Sms, SmsClient\n"


def examples() -> list[tuple[str, Block]]:
    """Each block that holds a test, with the conftest.py that stands right before it, if one does."""
    found, conftest = [], ""
    for block in blocks(PAGE, "python"):
        if block.text.startswith(CONFTEST):
            conftest = block.text
        else:
            found.append((conftest, block))
            conftest = ""
    return found


@pytest.mark.parametrize(("conftest", "block"), examples(), ids=lambda value: getattr(value, "line", ""))
def test_example_passes(run: Run, conftest: str, block: Block) -> None:
    """Without a warning, too: what the page shows is how it should be done."""
    run.pytester.makepyfile(sms=(SHOP / "sms.py").read_text("utf-8"))
    run.pytester.makeconftest(f"{(SHOP / 'conftest.py').read_text('utf-8')}\n{conftest}")
    told = run(f"{PREAMBLE}{block.text}", "-W", "error::mobipace.fixtures.ContractWarning")

    assert told.outcomes == {"passed": 1}, told.shown


def test_page_has_examples() -> None:
    """A page that is read wrongly would have none."""
    assert len(examples()) > 10
