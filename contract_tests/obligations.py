"""What every client owes the gateway, point by point, under the ids by which cases name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Obligation:
    """One point. text: in our words. why_not: why no case can be about it; empty where cases are."""

    id: str
    level: Literal["MUST", "SHOULD"]
    text: str
    why_not: str = ""


def _must(id: str, text: str) -> Obligation:
    return Obligation(id, "MUST", text)


def _should(id: str, text: str, why_not: str = "") -> Obligation:
    return Obligation(id, "SHOULD", text, why_not)


OBLIGATIONS: tuple[Obligation, ...] = (
    _must("form", "Requests have the documented method, address, content type, members, types and formats."),
    _must("authorize", "A login comes before any session method, and only ids that a login gave out are used."),
    _must("renew", "After a 103 comes one login and the request again, and then it is given up."),
    _must("one-at-a-time", "An account never has two v3 session requests in flight."),
    _must("wait-when-busy", "Whoever tries again after a 104 waits 200 ms or more."),
    _must("batch-limit", "A request holds 20,000 messages at most."),
    _must("split-once", "A larger batch is split so that each message is sent exactly once."),
    _must("recipient", "A recipient is written as digits, without + or 00, 15 at most."),
    _must("text", "A text arrives exactly as the caller gave it."),
    _must("stop", "After 200, 201 or 202 nothing is tried again."),
    _must("refusals", "300 and 302 reach the caller as what they are, and are not tried again."),
    _must("lost", "An answer that never comes, or breaks off, or cannot be read is an error and no success."),
    _must("survive", "Members, codes and statuses that are new, and every documented reading, are survived."),
    _must("amounts", "Amounts are read exactly, from numbers and from strings, negative ones included."),
    _must("v2-answers", "v2 answers are read by their code, whatever the text and the blanks."),
    _must("v2-encoding", "v2 text is encoded once, as UTF-8."),
    _must("v2-dates", "v2 dates are UTC, in the sortable form."),
    _must("v3-dates", "v3 dates are in the account's time zone."),
    _must("truth", "What the client reports is what the gateway said; a call that was never made has no value."),
    _should("reuse", "A session is used again rather than a login made for each request."),
    _should("reference", "Each message has a Reference, unique in the account."),
    _should("ask-first", "When an answer was lost, the message is asked after before it is sent again."),
    _should("no-polling", "A final status is not asked for again and again."),
    _should("no-logging", "Neither the password nor a v2 URL is written into a log."),
    _should("https", "Requests go over HTTPS."),
)
