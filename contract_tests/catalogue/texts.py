"""Texts of every kind arrive as their callers gave them, in both protocols."""

from __future__ import annotations

from .case import Case
from .looks import came, each_once, every, no, priced_as_given
from .said import succeeded, values_as_told
from .steps import schedule_v2, send, send_v2, sms, v3

_EXTENSION = "[brackets] {braces} ^ \\ ~ | and the € sign"
_TEXTS: dict[str, str] = {
    "ascii": "Hello, world. 0123456789",
    "gsm": "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ ¤ÄÖÑÜ§¿äöñüà",
    "gsm-extension": _EXTENSION,
    "cyrillic": "Привет, мир! Ваш код: 4711",
    "armenian": "Բարեւ, աշխարհ։ Ձեր կոդը՝ 4711",
    "emoji": "👋🏽 family 👨‍👩‍👧 flag 🇦🇲",
    "combining": "e\u0301 and \u00e9, n\u0303 and \u00f1, \u1e9b\u0323",
    "right-to-left": "שלום مرحبا \u200f mixed 123",
    "url-signs": "a&b=c+d%e#f?g/h;i,j:k@l!m*n'(o)",
    "escapes-in-text": "100%25 %D0%9F + \\u0416 &amp; &#1046;",
    "newlines": "one\ntwo\r\nthree\ttabbed",
    "blanks": "  in front,  between  and behind  ",
    "quotes": "\"double\" 'single' `back` \\back\\slash\\",
    "plus-and-percent": "+1 % 2 %% +%2B%20",
    "json-like": '{"Body": "x", "n": [1, null]}',
    "line-separators": "one\u2028two\u2029three\u0085four",
    "no-break": "a\u00a0b\u200bc\ufeffd",
    "single-character": "x",
    "digits": "007",
    "null-word": "null",
    "latin-1": "ÀÉÎõü ÿ × ÷",
    "cp1252": "„quoted“ – it’s …",
    "astral": "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𐍈 𠜎",
}
_LONG = {
    "one-part": "x" * 160,
    "two-parts": "x" * 161,
    "unicode-one-part": "Ж" * 70,
    "unicode-two-parts": "Ж" * 71,
    "extension-at-the-edge": "x" * 152 + "€" + "y" * 20,
    "pair-at-the-edge": "Ж" * 66 + "👋" + "Ж" * 20,
}
_ACCIDENTS = frozenset({"v2.body.encoded-twice"})
"""What the judge takes for a slip, where a caller really wants to send such a text."""


def _v3(name: str, text: str) -> Case:
    return Case(
        id=f"v3.text.{name}",
        title="A text arrives letter by letter.",
        clauses="v3 Send, Body; v3 Send, request; v3 HTTP API 3.0 methods",
        owes=("text",),
        steps=(send(sms(text), sms(text, "79851112233", "r2")),),
        reached=(came("Send"),),
        allowed=(succeeded, each_once, values_as_told),
        provokes=_ACCIDENTS,
    )


def _v2(name: str, text: str) -> Case:
    return Case(
        id=f"v2.text.{name}",
        title="A text arrives letter by letter, encoded once and as UTF-8.",
        clauses="v2 3; v2 5.1, text; v2 6 send, body; v2 5.1, UNICODE; v2 9.3",
        owes=("text", "v2-encoding"),
        steps=(send_v2(text),),
        reached=(came("send"),),
        allowed=(succeeded, each_once, values_as_told),
        provokes=_ACCIDENTS,
    )


def _scheduled(name: str, text: str) -> Case:
    return Case(
        id=f"v2.text.scheduled.{name}",
        title="A scheduled text arrives letter by letter.",
        clauses="v2 5.2, text; v2 6 schedule, body; v2 5.2, UNICODE; v2 5.2, parts",
        owes=("text", "v2-encoding"),
        steps=(schedule_v2(body=text),),
        reached=(came("schedule"),),
        allowed=(succeeded, each_once),
        provokes=_ACCIDENTS,
    )


def _long(name: str, text: str) -> tuple[Case, Case]:
    readings = ("segmentation", "pair_across_parts", "average_price_per")
    return (
        Case(
            id=f"v3.text.long.{name}",
            title="A long text arrives as one, and its parts are reported as the gateway counted them.",
            clauses="v3 Send, PartCount; v3 Send, Body; v3 Send, AveragePrice; v3 Send, TotalPrice",
            owes=("text", "truth"),
            about=("part_count",),
            steps=(send(sms(text)),),
            reached=(came("Send"),),
            allowed=(succeeded, each_once, values_as_told),
            readings=readings,
        ),
        Case(
            id=f"v2.text.long.{name}",
            title="A long text arrives as one.",
            clauses="v2 5.1, parts; v2 5.1, charge; v2 5.1, UNICODE",
            owes=("text",),
            steps=(send_v2(text),),
            reached=(came("send"),),
            allowed=(succeeded, each_once),
            readings=readings[:2],
        ),
    )


CASES = (
    *(_v3(name, text) for name, text in _TEXTS.items()),
    *(_v2(name, text) for name, text in _TEXTS.items()),
    *(_scheduled(name, _TEXTS[name]) for name in ("armenian", "url-signs", "emoji", "newlines")),
    *(case for name, text in _LONG.items() for case in _long(name, text)),
    *(
        Case(
            id=f"v3.text.500.{name}",
            title="500 characters, counted in UTF-16 units, are sent whole.",
            clauses="v3 limitation 3",
            owes=("text",),
            steps=(send(sms(text)),),
            reached=(came("Send"),),
            allowed=(succeeded, each_once, values_as_told),
        )
        for name, text in {"latin": "x" * 500, "cyrillic": "Ж" * 500, "emoji": "👋" * 250}.items()
    ),
    Case(
        id="v2.text.2000",
        title="v2 has no limit of length: 2,000 characters arrive.",
        clauses="v2 5.1, parts",
        owes=("text",),
        steps=(send_v2("Ж" * 2000),),
        reached=(came("send"),),
        allowed=(succeeded, each_once),
    ),
    Case(
        id="v3.text.calculated",
        title="The text that is priced is the text that would be sent.",
        clauses="v3 Calculate price; v3 Calculate price, parameters",
        owes=("text", "truth"),
        steps=(v3("calculate", messages=[sms("Ж" * 71), sms(_EXTENSION, reference="r2")]),),
        reached=(came("Calculate"),),
        allowed=(succeeded, priced_as_given, values_as_told),
    ),
    Case(
        id="v3.text.looks-right",
        title="A text is not damaged on the way from caller to request.",
        level="SHOULD",
        clauses="v3 Send, Body",
        owes=("text",),
        steps=(send(sms("Привет — «мир» и Բարեւ")),),
        reached=(came("Send"),),
        allowed=(no("v3.body.damaged", "v3.body.encoded-twice"), every("alphabet", "UCS-2"), each_once),
    ),
)
