"""Gateways that accept the wrong messages, or count their parts wrongly."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from mobipace.mock_server.gateway import acceptance, text, v3
from mobipace.mock_server.gateway.acceptance import Acceptance
from mobipace.mock_server.gateway.codes import State

from .breakage import Breakage, Change, breakage, instead

# Batches


@breakage("20001-accepted", "20,001 messages are accepted", "v3.batch.20001", "v3.order-of-checks")
def overflow() -> list[Change]:
    """One too many."""
    return [(v3, "MESSAGE_LIMIT", instead(20_001))]


@breakage("20000-refused", "20,000 messages are 301", "v3.batch.20000")
def underflow() -> list[Change]:
    """One too few."""
    return [(v3, "MESSAGE_LIMIT", instead(19_999))]


@breakage("302-before-301", "302 is told before 301", "v3.order-of-checks")
def swapped_checks() -> list[Change]:
    """Two checks in the other order."""
    return [(v3, "_SEND_CHECKS", lambda was: (was[0], was[2], was[1]))]


@breakage("no-302", "an account without a currency can send", "v3.send.no-currency", "v3.order-of-checks")
def no_302() -> list[Change]:
    """It is not looked at."""
    return [(v3, "_SEND_CHECKS", lambda was: was[:-1])]


@breakage("recipient-of-16-digits", "16 digits are a recipient", "v3.recipient.form")
def sixteen_digits() -> list[Change]:
    """One too many."""
    return [(acceptance, "_is_recipient", instead(re.compile(r"[1-9][0-9]{6,15}").fullmatch))]


@breakage("body-of-501", "501 characters are a body", "v3.body.limit", "v3.refused.statuses")
def body_of_501() -> list[Change]:
    """One too many."""
    return [(acceptance, "BODY_LIMIT", instead(501))]


@breakage("any-sender", "any sender is registered", "v3.refused.sender", "v2.sender.unregistered")
def any_sender() -> list[Change]:
    """None is looked up."""
    return [(Acceptance, "is_registered", instead(lambda *_: True))]


@breakage("body-before-mobile", "a bad body is told before a bad recipient", "v3.refused.first-reason")
def body_first() -> list[Change]:
    """The order of reasons."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def refusal(self: Acceptance, row: Any, price: Any, limit: bool) -> Any:
            return State.INVALID_BODY if limit and len(row[1]) > 500 else was(self, row, price, limit)

        return refusal

    return [(Acceptance, "_refusal", make)]


@breakage(
    "invalid-mobile-as-route",
    "a recipient of a wrong form has no route",
    "v3.refused.statuses",
    "v2.recipient.form",
    "v3.recipient.form",
)
def mobile_as_route() -> list[Change]:
    """8 for 5."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def refusal(*given: Any) -> Any:
            found = was(*given)
            return State.INVALID_ROUTE if found is State.INVALID_MOBILE else found

        return refusal

    return [(Acceptance, "_refusal", make)]


# Parts


def _room(reading: str, alphabet: str, single: int, joined: int) -> list[Change]:
    return [(text._ROOM[reading], alphabet, instead(text.Room(single, joined)))]


@breakage("161-in-one-part", "161 letters fit in one part", "parts.gsm")
def gsm_161() -> list[Change]:
    """160 do."""
    return _room("concatenated", text.GSM, 161, 153)


@breakage("154-in-each-part", "154 letters fit in each part", "parts.gsm")
def gsm_154() -> list[Change]:
    """153 do."""
    return _room("concatenated", text.GSM, 160, 154)


@breakage("71-in-one-part", "71 Unicode characters fit in one part", "parts.ucs2", "parts.one-unicode-character")
def ucs_71() -> list[Change]:
    """70 do."""
    return _room("concatenated", text.UCS2, 71, 67)


@breakage("66-in-each-part", "66 Unicode characters fit in each part", "parts.ucs2")
def ucs_66() -> list[Change]:
    """67 do."""
    return _room("concatenated", text.UCS2, 70, 66)


@breakage("extension-counts-one", "characters of the extension table count one", "parts.extension")
def extension_once() -> list[Change]:
    """They take two."""
    return [(text, "_extensions", instead(re.compile("(?!)")))]


@breakage("first-letter-decides", "the first character decides on the alphabet", "parts.one-unicode-character")
def first_letter() -> list[Change]:
    """Any one does."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        return lambda body: was(body[:1])

    return [(text, "_is_gsm", make)]


@breakage("no-greek", "the Greek capitals are Unicode", "parts.basic-alphabet")
def no_greek() -> list[Change]:
    """They are in the basic alphabet."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        return lambda body: was(body) if not re.search("[ΔΦΓΛΩΠΨΣΘΞ]", body) else None

    return [(text, "_is_gsm", make)]


@breakage("surrogates-count-one", "a smiley counts one", "parts.surrogates")
def surrogates_once() -> list[Change]:
    """It takes two."""
    return [(text, "utf16_units", instead(len))]


@breakage(
    "pairs-kept-whole",
    "a pair never straddles two parts, whatever the reading",
    "parts.pair-across",
    "reading.pair-across-parts",
)
def pairs_whole() -> list[Change]:
    """Against the reading."""

    def count(self: Any, body: str, units: int, room: Any) -> int:
        return 1 if units <= room.single else text._greedy(text._widths(body), room.joined)

    return [(text.Meter, "_count", instead(count))]


MESSAGES: tuple[Breakage, ...] = (
    overflow,
    underflow,
    swapped_checks,
    no_302,
    sixteen_digits,
    body_of_501,
    any_sender,
    body_first,
    mobile_as_route,
    gsm_161,
    gsm_154,
    ucs_71,
    ucs_66,
    extension_once,
    first_letter,
    no_greek,
    surrogates_once,
    pairs_whole,
)
