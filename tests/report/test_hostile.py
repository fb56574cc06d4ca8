import json
import re
import time
import unicodedata
import xml.etree.ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings

from mobipace.mock_server.report import FORMS, Results, read, render
from mobipace.mock_server.report.text import BLOCK, LINE
from mobipace.schemas import explain
from tests.report.samples import HOSTILE, Page, any_results, evil

ALLOWED_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "a", "header", "h1", "h2", "h3", "h4", "p", "ul", "li", "span"),
    *("bdi", "nav", "main", "section", "article", "details", "summary", "pre", "code", "div", "table", "caption"),
    *("thead", "tbody", "tr", "th", "td", "time", "br"),
}
# What a terminal obeys, what turns a line around, what nobody sees.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def is_sound(results: Results) -> None:
    """Every form can be read back, and holds nothing but text."""
    page = Page(render(results, "html").decode())
    assert {element.tag for element in page.elements} <= ALLOWED_TAGS
    assert [name for element in page.elements for name in element.attributes if name.startswith("on")] == []
    suites = ET.fromstring(render(results, "junit"))  # noqa: S314  our own
    assert len(list(suites.iter("testcase"))) == len(results.checks)
    assert explain("report", json.loads(render(results, "json"))) == []
    assert read(render(results, "json")).totals == results.totals
    for form in ("html", "junit", "markdown", "text"):
        assert INVISIBLE.search(render(results, form).decode()) is None


@pytest.mark.parametrize("text", HOSTILE, ids=[f"{number}" for number, _ in enumerate(HOSTILE)])
def test_hostile_text_is_shown_as_text(text: str) -> None:
    """HTML, templates, markup, a terminal's commands, marks of direction, halves of pairs: all of it only text."""
    is_sound(evil(text))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_results)
def test_any_results_make_sound_reports(results: Results) -> None:
    """Whatever stands in them: the page's tags are balanced, the XML is XML, the JSON fits its schema."""
    is_sound(results)


@pytest.mark.parametrize("form", FORMS)
def test_a_megabyte_is_cut_and_says_so(form: str) -> None:
    """A text of any length costs a report some kilobytes, and no time."""
    begun = time.monotonic()
    data = render(evil("x" * 1_000_000), form)

    assert len(data) < 60 * (LINE + BLOCK)
    assert "(1,000,000 characters)" in data.decode()
    assert time.monotonic() - begun < 5


def test_a_page_says_what_cannot_be_seen() -> None:
    """Escaped by number, and told apart from nothing at all."""
    page = Page(render(evil("\x1b[31m\u202e\ud800"), "html").decode())

    assert page.preformatted == "\\x1b[31m\\u202e\\ud800"


def test_what_can_be_seen_is_left_alone() -> None:
    """Armenian, Hebrew, Arabic, Korean, emoji made of several, accents: none is a control character."""
    text = "Բարեւ שלום مرحبا 한국어 😀👩‍👩‍👧 é \U0001f3f4"
    page = Page(render(evil(text), "html").decode())

    assert page.preformatted == text


def test_lines_of_a_body_stay_lines() -> None:
    """A request keeps its line breaks; a name on one line does not."""
    page = Page(render(evil("one\ntwo"), "html").decode())

    assert page.preformatted == "one\ntwo"
    assert page.all("h1")[0].text == "observed one\\ntwo"


def test_json_keeps_what_other_forms_escape() -> None:
    """It is the data the others are made from: only halves of pairs, which no JSON may hold, are escaped."""
    kept = read(render(evil("\x1b\u202e\x00 \ud800"), "json"))

    assert kept.checks[0].seen[0] == "\x1b\u202e\x00 \\ud800"


def test_markdown_lets_nothing_out_of_its_code() -> None:
    """A fence is longer than any run of ticks within it."""
    text = "```\n# not a heading\n`````` "
    lines = render(evil(text), "markdown").decode().splitlines()
    fences = [line for line in lines if re.match("`{7}", line)]

    assert len(fences) % 2 == 0
    assert set(fences) == {"```````text", "```````"}


def test_no_character_of_a_control_category_is_left() -> None:
    """Every character that Unicode calls a control is escaped, but for line feed and tab in a body."""
    controls = "".join(chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Cc")
    page = Page(render(evil(controls), "html").decode())

    assert {c for c in page.preformatted if unicodedata.category(c) == "Cc"} == {"\n", "\t"}
