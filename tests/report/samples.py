"""Results to make reports of: a small one, an evil one, and any."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import msgspec
from hypothesis import strategies as st

from mobipace.mock_server.judge.counts import Counts
from mobipace.mock_server.report import Check, Results, Transcript, Verdict, totals

TRANSCRIPT = Transcript(
    17,
    "v3 Send, 101",
    'POST /v3/Send\nContent-Type: application/json\n\n{"SessionId": "4060b129…"}',
    'HTTP 200\nContent-Type: application/json\n\n{"StatusCode": 101, "Status": "Success"}',
)
OVERLAP = Check(
    id="v3.busy.overlap",
    title="An account has one session request in flight at a time.",
    level="MUST",
    clauses=("v3 limitation 1, one at a time", "v3 code 104"),
    verdict=Verdict.FAIL,
    account="mobipace@mobipace.com",
    exercised=1_200,
    violated=5,
    seen=("exchange 17 began while 16 was in flight",),
    allowed=("wait for the answer",),
    left_out=2,
    transcripts=(TRANSCRIPT, msgspec.structs.replace(TRANSCRIPT, exchange=18, answer=None)),
    repeat="curl http://127.0.0.1:8080/_control/exchanges/17",
)
REFERENCE = Check(
    id="v3.reference.missing",
    title="Each message has a Reference.",
    level="SHOULD",
    clauses=("v3 Send, Reference",),
    verdict=Verdict.WARN,
    account="mobipace@mobipace.com",
    exercised=3,
    violated=1,
    seen=("1 of 2 messages have no Reference",),
    transcripts=(TRANSCRIPT,),
)
ALIAS = Check(
    id="v2.path.alias",
    title="The address is the documented one.",
    level="NOTE",
    clauses=("v2 4",),
    verdict=Verdict.INFO,
    account="37491000000",
    exercised=1,
    violated=1,
    seen=("/Gate.aspx is the old name",),
    transcripts=(TRANSCRIPT,),
)
KEPT = Check(
    id="v3.batch.too-large",
    title="A request has at most 20,000 messages.",
    level="MUST",
    clauses=("v3 limitation 1",),
    verdict=Verdict.PASS,
    account="mobipace@mobipace.com",
    exercised=3,
)
IDLE = msgspec.structs.replace(KEPT, id="v2.date.form", verdict=Verdict.NOTRUN, account=None, exercised=0)
CRASHED = msgspec.structs.replace(KEPT, id="v3.crash", verdict=Verdict.CRASH, account=None, seen=("exit code -11",))


def results(*checks: Check, **members: Any) -> Results:
    """Results of these checks."""
    usual: dict[str, Any] = {
        "kind": "observed",
        "subject": "http://127.0.0.1:8080",
        "started_at": "2019-07-25T18:20:00Z",
        "finished_at": "2019-07-25T18:21:00.500000Z",
        "tool": "mobipace-mock",
        "version": "1.2.3",
        "seed": 7,
        "coverage": Counts().document(),
    }
    return Results(**(usual | members), checks=checks, totals=totals(checks))


SMALL = results(OVERLAP, KEPT, REFERENCE, ALIAS, IDLE, notes=("3 exchanges can no longer be shown",))

HOSTILE = [
    "<script>alert(1)</script>",
    "</pre></details><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "]]><!-- --><![CDATA[",
    "&lt;b&gt; &amp; &#60;",
    "{{ 7*7 }} {% include 'x' %} {# #}",
    "[red]bold[/red] [link=http://evil.example]x[/link] :smile:",
    "\x1b[31mred\x1b]8;;http://evil.example\x07link\x1b\\",
    "\u202egnp.exe\u2066\u2069\u200f\u061c",
    "\x00\x01\x08\x0b\x0c\x0e\x1f\x7f\x80\x85\x9f",
    "\ud800 half \udfff",
    "\ufffe\uffff\ufdd0\U0001ffff\U000e0041",
    "line\r\nbreaks\nand\ttabs\u2028and\u2029separators",
    "| a | b |\n|---|---|\n# heading\n```\ncode\n````\n<details open>",
    "`` ` ``` tick",
    "javascript:alert(1) @everyone #1 https://evil.example",
    "שלום مرحبا 한국어 😀👩‍👩‍👧 é",
    "",
    " ",
    "\\x1b is written so",
]


def evil(text: str) -> Results:
    """Results with one text in every place that has one."""
    transcript = Transcript(1, text, text, text)
    check = Check(id=text, title=text, level="MUST", clauses=(text,), verdict=Verdict.FAIL, account=text, exercised=2,
                  violated=1, seen=(text, text), allowed=(text,), transcripts=(transcript,), repeat=text)  # fmt: skip
    others = [msgspec.structs.replace(check, verdict=verdict) for verdict in Verdict]
    return results(check, *others, subject=text, version=text, tool=text, notes=(text,))


# Any results

texts = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)  # halves of surrogate pairs too
transcripts = st.builds(Transcript, st.integers(0), texts, texts, st.none() | texts)
checks = st.builds(
    Check,
    id=texts,
    title=texts,
    level=st.sampled_from(["MUST", "SHOULD", "OBSERVED", "NOTE"]),
    clauses=st.lists(texts, max_size=2).map(tuple),
    verdict=st.sampled_from(Verdict),
    account=st.none() | texts,
    exercised=st.integers(0, 10**9),
    violated=st.integers(0, 10**9),
    seen=st.lists(texts, max_size=3).map(tuple),
    allowed=st.lists(texts, max_size=2).map(tuple),
    left_out=st.integers(0, 10**9),
    transcripts=st.lists(transcripts, max_size=2).map(tuple),
    repeat=st.none() | texts,
    rules=st.lists(texts, max_size=2).map(tuple),
)
any_results = st.builds(
    lambda checks, subject, notes, kind: results(
        *checks, subject=subject, notes=tuple(notes), kind=kind, coverage=None
    ),
    st.lists(checks, max_size=6),
    texts,
    st.lists(texts, max_size=2),
    st.sampled_from(["observed", "verify-client", "verify-server"]),
)


# Reading a page back

VOID = {"meta", "br", "link", "img", "input", "hr", "base"}


@dataclass
class Element:
    """One element of a page: its attributes, and the text in it and in what is within it."""

    tag: str
    attributes: dict[str, str | None]
    text: str = ""

    def has(self, name: str) -> bool:
        """Whether it is of this class."""
        return name in (self.attributes.get("class") or "").split()


@dataclass
class Page(HTMLParser):
    """A page as its elements. Raises AssertionError where tags are not balanced."""

    html: str
    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.html)
        self.close()
        assert self.open == [], f"never closed: {[element.tag for element in self.open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1].tag == tag, f"</{tag}> within <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data

    @property
    def preformatted(self) -> str:
        """The text of the first preformatted element; a line feed at its very beginning is HTML's, not the text's."""
        return self.all("pre")[0].text.removeprefix("\n")

    def all(self, tag: str, name: str = "") -> list[Element]:
        """The elements with this tag, and of this class."""
        return [each for each in self.elements if each.tag == tag and (not name or each.has(name))]
