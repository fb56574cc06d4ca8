"""What generated cases are made of. The one file that needs hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from mobipace.mock_server.gateway.readings import REGISTER

from ..catalogue.steps import (
    Advance,
    Call,
    Expire,
    Fault,
    Step,
    Together,
    fault,
    schedule_v2,
    send,
    send_v2,
    sms,
    v2,
    v3,
)

_LETTERS = st.characters(codec="utf-8", exclude_characters="\x00")
_GSM = "@£$¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ÄÖÑÜ§¿äöñüà^{}[~]|€\\\n\r"
_AWKWARD = "&+%#=?/ \"'\\<>{}\n\t;,éàЖԺ👋\u0301\u200d"
_READINGS = ("past_date_v3", "scheduled_date_format", "unregistered_sender_v2", "unknown_reference_v2")
"""Readings under which calls fail that succeed under others."""


def bodies(most: int = 120) -> st.SearchStrategy[str]:
    """Texts of 1 to 500 UTF-16 units."""
    texts = st.one_of(
        st.text(_LETTERS, min_size=1, max_size=most),
        st.text(_GSM, min_size=1, max_size=most),
        st.text(_AWKWARD, min_size=1, max_size=most),
    )
    return texts.filter(lambda text: len(text.encode("utf-16-le")) <= 1000)


def amounts() -> st.SearchStrategy[str]:
    """Amounts of any scale that money may have."""
    return st.decimals(-(10**13), 10**13, places=2).map(lambda each: format(each, "f"))


def batches() -> st.SearchStrategy[Call]:
    """A v3 send of a few messages."""
    numbers = st.integers(1, 6)
    return numbers.flatmap(
        lambda count: st.lists(bodies(), min_size=count, max_size=count).map(
            lambda texts: send(*(sms(text, f"3749900000{n}", f"r{n}") for n, text in enumerate(texts)))
        )
    )


def readings() -> st.SearchStrategy[dict[str, str]]:
    """A value for some keys of the register."""
    keys = {each.key: st.sampled_from(each.values) for each in REGISTER if each.key not in _READINGS}
    return st.fixed_dictionaries({}, optional=keys)


def _numbered(kinds: list[str]) -> tuple[Step, ...]:
    """Steps from their names; each message has a number of its own."""
    made: list[Step] = []
    for number, kind in enumerate(kinds):
        made += _step(kind, number)
    return tuple(made)


def _step(kind: str, number: int) -> list[Step]:
    message = sms(f"text {number}", reference=f"r{number}")
    steps: dict[str, list[Step]] = {
        "send": [send(message)],
        "two": [send(message, sms(f"more {number}", "79851112233", f"s{number}"))],
        "together": [Together(calls=(send(message), send(sms(f"more {number}", reference=f"s{number}"))))],
        "v2": [send_v2(f"text {number}")],
        "schedule": [schedule_v2(body=f"text {number}")],
        "balance": [v3("balance")],
        "price": [v3("calculate", messages=[message])],
        "v2 balance": [v2("balance")],
        "status": [v3("status", references=[f"r{number - 1}"])],
        "wait": [Advance(59)],
        "die": [Advance(60)],
        "end": [Expire()],
        "end at Send": [Expire(before="Send")],
    }
    return steps[kind]


_ENDS = ("wait", "die", "end", "end at Send")


def sequences() -> st.SearchStrategy[tuple[Step, ...]]:
    """Calls of both protocols, waits, and sessions that die."""
    kinds = st.sampled_from(
        ["send", "send", "two", "together", "v2", "schedule", "balance", "price", "v2 balance", "status", *_ENDS]
    )
    return st.lists(kinds, min_size=1, max_size=8).map(_numbered)


def faults() -> st.SearchStrategy[Fault]:
    """A fault at one of the named points."""
    effects: list[tuple[str, dict[str, Any]]] = [
        *((effect, {"point": point}) for effect in ("reset", "garbage", "empty") for point in ("before", "after")),
        *(("http-status", {"point": "after", "status": status}) for status in (500, 503)),
        *(("truncate", {"bytes": size}) for size in (0, 1, 10, 40, 100)),
        ("extra-fields", {"fields": {"New": 1}}),
    ]
    codes = [("code", {"code": code, "point": point}) for code in (100, 102, 103, 300) for point in ("before", "after")]
    methods = st.sampled_from(["authorize", "Send", "QueryMessages"])
    return st.builds(lambda method, one: fault(method, one[0], **one[1]), methods, st.sampled_from(effects + codes))


def befallen() -> st.SearchStrategy[tuple[Step, ...]]:
    """A fault or two, and then two sends."""
    return st.lists(faults(), min_size=1, max_size=2).map(
        lambda made: (*made, send(), send(sms("second", reference="r2")))
    )
