"""The register of open readings: what the vendor's documents leave open or say twice in different ways.

One table. The command `mobipace-mock readings`, the page docs/readings.md, the world's schema and every switch in the
gateway are made from it or tested against it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """One open point: its key, the question, the clause it arises from, what we do unless told, and what else."""

    key: str
    question: str
    clause: str
    default: str
    alternatives: tuple[str, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The default, then every alternative."""
        return (self.default, *self.alternatives)


class UnknownReading(ValueError):
    """A key the register does not have, or a value the key does not allow; the text names the nearest or all."""


REGISTER: tuple[Reading, ...] = (
    Reading(
        "busy_scope",
        "What may have one request in flight: the account (limitations) or the session (code 104)?",
        "v3 limitation 1, one at a time; v3 code 104",
        "account",
        ("session",),
    ),
    Reading(
        "balance_decimals",
        "Are QueryBalance amounts strings (example) or numbers (table: decimal)?",
        "v3 Query balance, table and example",
        "string",
        ("number",),
    ),
    Reading(
        "price_decimals",
        "Are AveragePrice and TotalPrice numbers (example) or strings?",
        "v3 Send, table and example",
        "number",
        ("string",),
    ),
    Reading(
        "credit_limit_key",
        "Which spelling has the credit limit: the example's or the table's?",
        "v3 Query balance, table and example",
        "BalanceNegativeLimit",
        ("BalaceNegativeLimit", "both"),
    ),
    Reading(
        "available_fund_key",
        "Is the key AvailableFund (table) or does it carry the example's blanks?",
        "v3 Query balance, table and example",
        "AvailableFund",
        ("padded",),
    ),
    Reading(
        "failed_login_session_id",
        "What is SessionId in a failed authorize?",
        "v3 Authorization, failure",
        "absent",
        ("null", "empty"),
    ),
    Reading(
        "failed_send_fields",
        "Are MessageCount, PartCount, AveragePrice and TotalPrice in a failed Send or Calculate?",
        "v3 Send, failure",
        "absent",
        ("zero",),
    ),
    Reading(
        "average_price_per",
        "Is the average billed price per message or per part?",
        "v3 Send, AveragePrice",
        "message",
        ("part",),
    ),
    Reading(
        "segmentation",
        "Does a long text lose room to concatenation (153 and 67 a part) or not (160 and 70)?",
        "v2 5.1, parts",
        "concatenated",
        ("plain",),
    ),
    Reading(
        "unknown_reference_v3",
        "What does QueryMessages say of an id that was never sent?",
        "v3 Query message; v3 message status 10",
        "status-10",
        ("omit",),
    ),
    Reading(
        "duplicate_reference",
        "Two messages of an account share a Reference: which one does a query show?",
        "v3 Send, Reference",
        "latest",
        ("first",),
    ),
    Reading(
        "past_date_v3",
        "A ScheduledDate in the past (a bare date is that day's midnight): sent now, or refused?",
        "v3 Send, ScheduledDate",
        "send-now",
        ("102",),
    ),
    Reading(
        "scheduled_date_format",
        "May ScheduledDate carry a time (example), or only a date (table)?",
        "v3 Send, table and example",
        "date-or-minute",
        ("date-only",),
    ),
    Reading(
        "refund_unsent",
        "Is a TimeOut or Rejected message, which was not sent, refunded?",
        "v3 message status 103; v3 message status 104",
        "no",
        ("yes",),
    ),
    Reading(
        "single_session",
        "Does a new authorize end the account's older sessions?",
        "v3 Authorization",
        "no",
        ("yes",),
    ),
    Reading(
        "error_prefix_v2",
        "Does a failed send begin with Err (section 4) or Er (section 6)?",
        "v2 4, error message; v2 6 send, error prefix",
        "Err",
        ("Er",),
    ),
    Reading(
        "send_reply_v2",
        "Is a send or schedule answered by the id alone (section 6) or with an info text (section 4)?",
        "v2 4; v2 6",
        "bare",
        ("with-info",),
    ),
    Reading(
        "info_text_v2",
        "Is the text after a code the table's description or its name?",
        "v2 8.1; v2 8.2",
        "description",
        ("name",),
    ),
    Reading(
        "separator_v2",
        "Are there blanks around the colons of an answer?",
        "v2 4",
        "spaced",
        ("tight",),
    ),
    Reading(
        "unknown_reference_v2",
        "Is an unknown message reference error 703 or status 9?",
        "v2 8.1 status 9; v2 8.2 code 703",
        "703",
        ("status-9",),
    ),
    Reading(
        "unregistered_sender_v2",
        "The system will reject SMS from an unregistered sender: as status 8 later, or as error 700 at once?",
        "v2 6, note on sender",
        "status-8",
        ("700",),
    ),
    Reading(
        "pair_across_parts",
        "May a GSM escape sequence or a surrogate pair straddle two parts?",
        "v2 5.1, parts",
        "allowed",
        ("kept-whole",),
    ),
    Reading(
        "content_type_v2",
        "Which content type has a v2 answer?",
        "v2 4",
        "text/plain",
        ("text/html",),
    ),
    Reading(
        "total_price_of_waiting",
        "Does TotalPrice cover messages that wait for their date, or only what was charged at once?",
        "v3 Send, TotalPrice; v3 Send, table and example",
        "full",
        ("charged",),
    ),
)

_BY_KEY = {reading.key: reading for reading in REGISTER}


def check(key: str, value: str) -> None:
    """Raise UnknownReading unless the register has `key` and it may be `value`."""
    reading = _BY_KEY.get(key)
    if reading is None:
        near = difflib.get_close_matches(key, _BY_KEY, n=1)
        hint = f"did you mean {near[0]}?" if near else "`mobipace-mock readings` lists them"
        raise UnknownReading(f"reading {key!r}: no such key; {hint}")
    if value not in reading.values:
        raise UnknownReading(f"reading {key}: {value!r} given; allowed: {', '.join(reading.values)}")


UNHEARD: dict[str, str] = {}
"""Where readings are noted that nobody wants to hear of."""


class Readings(Mapping[str, str]):
    """One value for every key of the register. Immutable; `with_changes` makes another.

    It notes which keys were asked for, so that an answer can be explained: in `asked`, which whoever explains one
    lends for as long as it is made.
    """

    __slots__ = ("_values", "asked", "changes")

    def __init__(self, changes: Mapping[str, str] | None = None) -> None:
        self.changes: dict[str, str] = dict(changes or {})
        for key, value in self.changes.items():
            check(key, value)
        self._values = {reading.key: reading.default for reading in REGISTER} | self.changes
        self.asked = UNHEARD

    def __getitem__(self, key: str) -> str:
        value = self.asked[key] = self._values[key]
        return value

    def note(self, *keys: str) -> None:
        """These bore on an answer, though they were looked up long before."""
        self.asked.update((key, self._values[key]) for key in keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def with_changes(self, changes: Mapping[str, str]) -> Readings:
        """These readings with `changes` on top."""
        return Readings(self.changes | dict(changes))
