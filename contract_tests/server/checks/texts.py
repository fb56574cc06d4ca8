"""Texts of every kind arrive as they were given. What arrived is what the operator sees."""

from __future__ import annotations

import json

from ..check import ServerCheck, check
from ..client import message, query
from ..failing import expect
from ..scene import RUSSIA, Owner, Scene

_TEXTS = (
    "hello",
    " blanks at both ends ",
    "^{}\\[~]|€",
    "&=+%#?;/:@",
    "100%25 %zz %",
    "Привет, мир",
    "Բարեւ ձեզ",
    "naïve façade £",
    "😀👩‍👩‍👧‍👦",
    "e\u0301 ñ combining",
    "line\nline\r\ntab\t",
    "\u2028\u2029\u00a0\u200b",
    "\"quoted\" 'text' \\u0041 </script>",
    "ID: 5 : text",
)


def _arrived(owner: Owner) -> list[str]:
    return [each["body"] for each in owner.received()]


@check("v3.text.arrives", "texts of every kind arrive in v3 as they were given", "v3 Send, Body; v3 Send, Messages")
def v3_arrives(scene: Scene) -> None:
    """As JSON escapes, and as UTF-8."""
    owner = scene.fresh()
    batch = owner.batch(owner.login(), [message(RUSSIA, text) for text in _TEXTS])
    owner.call("Send", batch).must_be(101)
    owner.call("Send", json.dumps(batch, ensure_ascii=False).encode()).must_be(101)

    expect(_arrived(owner), [*_TEXTS, *_TEXTS], "bodies")


@check(
    "v3.text.references",
    "References come back as they were given",
    "v3 Query message, MessageStatuses; v3 Send, Reference",
)
def v3_references(scene: Scene) -> None:
    """Texts of every kind as References."""
    owner = scene.fresh()
    session = owner.login()
    owner.send(session, *(message(RUSSIA, reference=text) for text in _TEXTS)).must_be(101)

    expect(owner.statuses(session, *_TEXTS).statuses, [(text, 1) for text in _TEXTS], "statuses")


@check(
    "v2.text.arrives", "texts of every kind arrive in v2, encoded once as UTF-8", "v2 5.1, text; v2 6 send, body; v2 3"
)
def v2_arrives(scene: Scene) -> None:
    """Percent-encoded."""
    owner = scene.fresh()
    for text in _TEXTS:
        owner.v2_send(RUSSIA, text)

    expect(_arrived(owner), [*_TEXTS], "bodies")


@check("v2.text.blanks", "a blank may be written + or %20", "v2 4")
def v2_blanks(scene: Scene) -> None:
    """Both, and a plus that is one."""
    owner = scene.fresh()
    _raw(owner, "a+b%20c%2Bd")

    expect(_arrived(owner), ["a b c+d"], "bodies")


@check("v2.text.stray-percent", "a stray % stays as it is", "v2 4", level="OBSERVED")
def v2_stray(scene: Scene) -> None:
    """Which deployed clients send."""
    owner = scene.fresh()
    _raw(owner, "100% of 5%zz")

    expect(_arrived(owner), ["100% of 5%zz"], "bodies")


@check("v2.text.latin-1", "bytes that are not UTF-8 are read as ISO-8859-1", "v2 3", level="OBSERVED")
def v2_latin(scene: Scene) -> None:
    """Of which the document says that such a message is damaged."""
    owner = scene.fresh()
    _raw(owner, "caf%E9")

    expect(_arrived(owner), ["café"], "bodies")


def _raw(owner: Owner, body: str) -> None:
    login = {"function": "send", "username": owner.target.username, "password": owner.target.password}
    meant = {"sender": owner.target.sender, "recipient": RUSSIA}
    text = f"{query(login | meant)}&body={body.replace(' ', '%20')}"
    owner.v2_raw("send", text, meant | {"body": body})


@check("v2.text.long", "v2 has no limit of length", "v2 5.1, parts")
def v2_long(scene: Scene) -> None:
    """Ten thousand letters."""
    owner = scene.fresh()
    owner.v2_send(RUSSIA, "a" * 10_000)

    expect([len(text) for text in _arrived(owner)], [10_000], "lengths of bodies")


TEXTS: tuple[ServerCheck, ...] = (
    v3_arrives,
    v3_references,
    v2_arrives,
    v2_blanks,
    v2_stray,
    v2_latin,
    v2_long,
)
