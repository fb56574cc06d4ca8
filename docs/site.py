"""What the site needs beside the pages: the files that they link to outside docs/, at the same names below its root.

MkDocs loads this file as a hook (mkdocs.yml) and calls the functions by their names.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
OUTSIDE = {"index.md": "README.md", "CHANGELOG.md": "CHANGELOG.md", "CONTRIBUTING.md": "CONTRIBUTING.md"}
"""Pages of the site that stand at the top of the repository: their names here and there."""

_LINK = re.compile(r"(?<=\]\()([^)\s#]+)")
_ON_THE_SITE = {there: here for here, there in OUTSIDE.items()}


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the pages outside docs/, and the files there that a page leads to."""
    for here, there in {**OUTSIDE, **{name: name for name in _linked() - _ON_THE_SITE.keys()}}.items():
        files.append(File.generated(config, here, abs_src_path=str(ROOT / there)))
    return files


def on_page_markdown(markdown: str, *, page: Page, **_: Any) -> str:
    """Lead every link to or from outside docs/ to where its target stands on the site."""
    here = page.file.src_uri
    return _LINK.sub(lambda link: _on_the_site(link[1], here), markdown)


def _on_the_site(link: str, here: str) -> str:
    target = _in_the_repository(link, here)
    if target is None:
        return link
    target = _ON_THE_SITE.get(target, target.removeprefix("docs/"))
    return posixpath.relpath(target, posixpath.dirname(here) or ".")


def _in_the_repository(link: str, here: str) -> str | None:
    """The file that a link on a page of the site means, from the top; None for an address elsewhere."""
    if ":" in link or link.startswith("/"):
        return None
    folder = posixpath.dirname(OUTSIDE.get(here, f"docs/{here}"))
    return posixpath.normpath(posixpath.join(folder, link))


def _linked() -> set[str]:
    """Files outside docs/ that some page links to."""
    pages = {path.relative_to(ROOT / "docs").as_posix(): path for path in (ROOT / "docs").rglob("*.md")}
    pages |= {here: ROOT / there for here, there in OUTSIDE.items()}
    links = {
        _in_the_repository(link, here)
        for here, page in pages.items()
        for link in _LINK.findall(page.read_text("utf-8"))
    }
    return {name for name in links if name and not name.startswith(("docs/", "..")) and (ROOT / name).is_file()}
