"""What was seen of a case: first what the gateway saw, then what the client said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..driver.replies import Reply
from ..driver.subject import Ended
from .steps import Call


@dataclass(frozen=True, slots=True)
class Violation:
    """The judge's word on an exchange."""

    rule: str
    level: str
    message: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer. asked: the members of the document, or the query. told: the answer's members; of v2
    `kind`, `value` and `text`; empty where there was none that can be read. code: the answer's, 101 included.

    account: the number of the case's account; None: nobody's. Instants in microseconds. body: the answer, as sent.
    """

    id: int
    account: int | None
    protocol: str | None
    method: str
    http_status: int | None
    code: int | None
    asked: Mapping[str, Any]
    told: Mapping[str, Any]
    violations: tuple[Violation, ...]
    fault: str | None
    is_secure: bool
    started_at: int
    finished_at: int | None


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message that is with the gateway. due_at: in microseconds since 1970. v3, v2: its status now, in both views."""

    recipient: str
    body: str
    reference: str | None
    sender: str
    wap_push: bool
    alphabet: str
    due_at: int
    v3: int
    v2: int


@dataclass(frozen=True, slots=True)
class Made:
    """A call, and what the client said of it. account: the number of that client's account.

    began, ended: the instants between which it was made, as those of exchanges.
    """

    call: Call
    reply: Reply
    account: int
    began: int
    ended: int


@dataclass(frozen=True)
class Seen:
    """All of it. messages, ledgers: of each account; a ledger as the control API shows it. unused: faults that never
    fired, in words. readings: in force. concurrency: calls that the client takes at once.
    greetings: how often it began to speak TLS.
    """

    exchanges: Sequence[Exchange]
    messages: Sequence[Sequence[Arrived]]
    ledgers: Sequence[Mapping[str, Any]]
    unused: Sequence[str]
    made: Sequence[Made]
    ended: Sequence[Ended]
    readings: Mapping[str, str]
    concurrency: int = 1
    greetings: int = 0

    @cached_property
    def replies(self) -> list[Reply]:
        """What the client said, in the order of the calls."""
        return [each.reply for each in self.made]

    def of(self, *methods: str) -> list[Exchange]:
        """The exchanges of these methods."""
        return [each for each in self.exchanges if each.method in methods]

    @property
    def session_ids(self) -> list[str]:
        """Those that logins gave out."""
        told = (each.told.get("SessionId") for each in self.of("authorize"))
        return [id for id in told if isinstance(id, str) and id]

    @property
    def in_session(self) -> list[Exchange]:
        """The v3 requests that name a session."""
        return self.of("Send", "Calculate", "QueryMessages", "QueryBalance")
