import re
from pathlib import Path

import pytest

from mobipace.mock_server import world
from mobipace.mock_server.cli.app import app
from mobipace.mock_server.cli.kit import COMMANDS
from mobipace.schemas import load

from .pages import PAGES, ROOT, anchors, blocks, commands, links, name, prose

WORLDS = [pytest.param(block.text, id=f"{name(page)}:{block.line}") for page in PAGES for block in blocks(page, "toml")]
LANGUAGES = {"console", "sh", "python", "text", "toml", "yaml", "js", "java"}  # what the tests know how to check


@pytest.mark.parametrize("text", WORLDS)
def test_worlds_on_the_pages_can_be_used(text: str) -> None:
    """A TOML block is a world, or a piece of one that lacks nothing but accounts."""
    account = "" if "[[accounts]]" in text else '[[accounts]]\nusername = "someone@example.com"\n'

    assert world.parse(f"{text}\n{account}", "page").accounts


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    """A relative link names a file that is there, and its anchor a heading in it."""
    broken = [link for link in links(page) if not link.startswith("https://") and not leads_somewhere(page, link)]

    assert broken == []


def leads_somewhere(page: Path, link: str) -> bool:
    """Whether the file of a relative link exists, with the heading it names."""
    file, _, anchor = link.partition("#")
    target = page.parent / file if file else page
    return target.is_file() and (not anchor or anchor in anchors(target))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_block_is_of_a_kind_that_is_checked(page: Path) -> None:
    """A block in a language that no test knows would go stale unseen."""
    assert {block.language for block in blocks(page)} <= LANGUAGES


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_that_are_not_run_exist(page: Path) -> None:
    """`make` and `mobipace-mock` are shown only with targets and subcommands that they have."""
    shown = page.read_text("utf-8")
    targets = set(re.findall(r"\bmake (?!PYTHON)([a-z]+)\b", "\n".join(spans(page)))) - make_targets()
    subcommands = set(re.findall(r"mobipace-mock ([a-z]+(?:-[a-z]+)*)", shown)) - subcommands_of_the_command()

    assert (targets, subcommands) == (set(), set())


def spans(page: Path) -> list[str]:
    """The pieces of a page that are typed: code spans, shell blocks, and indented ones."""
    typed = re.findall(r"`([^`\n]+)`", prose(page)) + re.findall(r"^ {4}(\S.*)$", prose(page), re.MULTILINE)
    return typed + [block.text for block in blocks(page, "sh")] + [each.shell for each in commands(page)]


def make_targets() -> set[str]:
    """The targets that the Makefile calls phony."""
    (phony,) = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    return set(phony.split())


def subcommands_of_the_command() -> set[str]:
    """What may follow `mobipace-mock`."""
    named = {each.name or each.callback.__name__ for each in app.registered_commands if each.callback}
    return named | {group.name for group in app.registered_groups if group.name} | {*COMMANDS}


def test_control_api_page_speaks_of_documented_requests_only() -> None:
    """Every address that a page gives below `/_control` is in the API's own description."""
    known = [re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)) for path in load("control/openapi")["paths"]]
    given = {path for page in PAGES for path in re.findall(r"/_control((?:/[\w@.$%-]+)+)", page.read_text("utf-8"))}

    assert {path for path in given if not any(re.fullmatch(each, path) for each in known)} == set()
