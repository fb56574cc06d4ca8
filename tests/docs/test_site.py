"""The site that `make site` builds: strict, whole, and of nothing but its own files."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from .pages import ROOT

NO_SOURCES = (".git", ".venv", "build", "dist", "node_modules", "*.egg-info", "__pycache__", ".*_cache", ".hypothesis")

# A test of its own builds once; xdist keeps those that share the site in one process.
pytestmark = [pytest.mark.xdist_group("site"), pytest.mark.timeout(180)]


class Links(HTMLParser):
    """What a page loads and where it leads: `loaded`, `links` and the `anchors` that it has."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take down what one element points at."""
        found = {name: value for name, value in attrs if value is not None}
        self.anchors |= {found[name] for name in ("id", "name") if name in found}
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        else:
            self.loaded += [found[name] for name in ("src", "href") if name in found]


def build(tree: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """What `make site` does, elsewhere."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)],
        cwd=tree,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "true"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site."""
    folder = tmp_path_factory.mktemp("site")
    done = build(ROOT, folder)
    assert done.returncode == 0, done.stderr
    return folder


def pages(site: Path) -> Iterator[tuple[Path, Links]]:
    """Every page with its links; 404.html is shown at any address, so that its links begin at the top."""
    for page in sorted(site.rglob("*.html")):
        if page.name != "404.html":
            yield page, Links(page)


def test_the_site_is_built_strictly_by_make() -> None:
    """A warning is an error; `--quiet` would swallow it."""
    recipe = re.search(r"^site:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)

    assert recipe
    assert ("build --strict" in recipe[1], "--quiet" in recipe[1]) == (True, False)


def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    """Files and anchors under the names that the site gives them, which a repository viewer may give otherwise."""
    anchors = {page: found.anchors for page, found in pages(site)}
    broken = [
        f"{page.relative_to(site)}: {link}"
        for page, found in pages(site)
        for link in found.links
        if not urlsplit(link).scheme and not leads_somewhere(page, link, anchors)
    ]

    assert broken == []


def leads_somewhere(page: Path, link: str, anchors: dict[Path, set[str]]) -> bool:
    """Whether there is a file, and in it the anchor."""
    address = urlsplit(link)
    target = (page.parent / unquote(address.path)).resolve() if address.path else page
    target = target / "index.html" if target.is_dir() else target
    return target.is_file() and (not address.fragment or unquote(address.fragment) in anchors.get(target, set()))


def test_nothing_is_loaded_from_another_host(site: Path) -> None:
    """No font, script, style or picture: the site can be read where there is no network, and tells nobody."""
    foreign = {url for _, found in pages(site) for url in found.loaded if urlsplit(url).netloc}
    styles = "".join(path.read_text("utf-8") for path in site.rglob("*.css"))

    assert foreign == set()
    assert re.findall(r"(?:@import|url\()\s*[\"']?(?:https?:)?//", styles) == []


def test_no_page_needs_what_the_theme_would_fetch(site: Path) -> None:
    """The theme loads the script that draws mermaid diagrams from elsewhere as soon as a page has one."""
    pages = {page.relative_to(site).as_posix(): page.read_text("utf-8") for page in site.rglob("*.html")}
    drawn = [name for name, text in pages.items() if re.search(r'class="[^"]*\bmermaid\b', text)]

    assert drawn == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("# An orphan\n", "orphan.md"),
        ("# An orphan\n\n[away](judge.md#no-such-rule)\n", "no-such-rule"),
    ],
)
def test_a_page_that_nobody_finds_or_that_leads_nowhere_fails(tmp_path: Path, text: str, complaint: str) -> None:
    """A page that is missing from the nav is an error, and so is an anchor that is not there."""
    tree = tmp_path / "tree"
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*NO_SOURCES))
    (tree / "docs" / "orphan.md").write_text(text, "utf-8")
    if "away" in text:
        config = (tree / "mkdocs.yml").read_text("utf-8")
        (tree / "mkdocs.yml").write_text(config.replace("nav:\n  - H", "nav:\n  - orphan.md\n  - H"), "utf-8")
    done = build(tree, tmp_path / "built")

    assert done.returncode != 0
    assert complaint in done.stderr
