"""Gateways that serve two at once, or read requests and speak HTTP otherwise than the documents say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from mobipace.mock_server.gateway import v3
from mobipace.mock_server.gateway.codes import V3Code
from mobipace.mock_server.gateway.commands import QueryMessages, V3Refusal
from mobipace.mock_server.web import addresses, reception
from mobipace.mock_server.web.handling_v3 import V3Handling
from mobipace.mock_server.wire import v3 as wire
from mobipace.mock_server.wire.deviations import Malformed
from mobipace.mock_server.wire.members import Members

from .breakage import Breakage, Change, breakage, instead, nothing


@breakage("no-104", "two requests at a time are served", "v3.busy.overlap", "v3.busy.every-method")
def no_104() -> list[Change]:
    """Nobody waits."""
    return [(v3, "_reject_busy", nothing)]


def _with_status(status: int, *codes: V3Code) -> Callable[[Any], Any]:
    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def refusal(handling: Any, code: V3Code, text: str | None = None) -> Any:
            answer = was(handling, code, text)
            return replace(answer, status=status) if not codes or code in codes else answer

        return refusal

    return make


@breakage("104-as-500", "104 is an HTTP 500", "v3.busy.overlap")
def as_500() -> list[Change]:
    """The body is right."""
    return [(V3Handling, "refusal", _with_status(500, V3Code.ACCESS_DENIED))]


@breakage("errors-as-400", "refusals are HTTP 400", "http.errors-are-200")
def errors_as_400() -> list[Change]:
    """All of v3's."""
    return [(V3Handling, "refusal", _with_status(400))]


class _Counted:
    """Counts requests in flight, whoever sent them."""

    def __init__(self) -> None:
        self.accounts: list[Any] = []

    def begin(self, was: Callable[..., Any]) -> Callable[..., Any]:
        def begin(gateway: Any, command: Any, *more: Any) -> Any:
            own = gateway.account_of_session(command.session_id)
            if any(each is not own for each in self.accounts):
                raise V3Refusal(V3Code.ACCESS_DENIED, "")
            flight = was(gateway, command, *more)
            self.accounts.append(flight.account)
            return flight

        return begin

    def finish(self, was: Callable[..., Any]) -> Callable[..., Any]:
        def finish(flight: Any, real: int) -> None:
            self.accounts.remove(flight.account)
            was(flight, real)

        return finish


@breakage(
    "busy-for-all",
    "a request makes every account wait, before its session is looked at",
    "v3.busy.other-account",
    "v3.busy.order",
)
def busy_for_all() -> list[Change]:
    """One request at a time for the whole gateway."""
    counted = _Counted()
    return [(v3, "begin", counted.begin), (v3, "finish", counted.finish)]


@breakage("busy-for-ever", "an account is never free again", "v3.busy.free-again")
def busy_for_ever() -> list[Change]:
    """The end of a request is missed."""
    return [(v3, "finish", nothing)]


@breakage("busy-by-session", "only the session waits, whatever the reading", "v3.busy.scope", "reading.busy-scope")
def busy_by_session() -> list[Change]:
    """Sessions for the account."""

    def reject(account: Any, session: Any, arrived: int) -> None:
        if session.in_flight or session.answered_at > arrived:
            raise V3Refusal(V3Code.ACCESS_DENIED, "")

    return [(v3, "_reject_busy", instead(reject))]


@breakage("queries-never-wait", "QueryMessages is served while another request is in flight", "v3.busy.every-method")
def queries_never_wait() -> list[Change]:
    """It only reads."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def begin(gateway: Any, command: Any, *more: Any) -> Any:
            account = gateway.account_of_session(command.session_id)
            if not isinstance(command, QueryMessages) or account is None:
                return was(gateway, command, *more)
            in_flight, account.in_flight = account.in_flight, 0
            try:
                return was(gateway, command, *more)
            finally:
                account.in_flight += in_flight

        return begin

    return [(v3, "begin", make)]


@breakage("404-served", "any address is served", "http.unknown-path")
def any_address() -> list[Change]:
    """As QueryBalance."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        return lambda path: was(path) or was("/v3/QueryBalance")

    return [(addresses, "find", make)]


@breakage("405-without-allow", "405 does not say what is allowed", "http.v3-takes-post", "http.v2-takes-get")
def without_allow() -> list[Change]:
    """No Allow."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        return lambda status, text, _allow=None: was(status, text)

    return [(reception, "http_answer", make)]


@breakage("malformed-as-100", "what cannot be read is a system error", "v3.request.not-json", "v3.authorize.malformed")
def malformed_as_100() -> list[Change]:
    """100 for 102."""
    return [(V3Handling, "_malformed", instead(V3Code.UNKNOWN))]


@breakage("hours-24", "SendWithinHours may be 24", "v3.calculate.malformed", "v3.send.malformed")
def hours_24() -> list[Change]:
    """A day."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        return lambda members, name: 23 if members.optional(name) == 24 else was(members, name)

    return [(Members, "hours", make)]


@breakage("empty-batch", "a batch of no messages is accepted", "v3.calculate.malformed", "v3.send.malformed")
def empty_batch() -> list[Change]:
    """And answered 101."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        return lambda messages, *more: was(messages, *more) if messages else []

    return [(wire, "_read_rows", make)]


@breakage(
    "blanks-mean-something", "trailing blanks are part of a SessionId and of a sender", "v3.request.example-as-printed"
)
def blanks() -> list[Change]:
    """The example as printed fails."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        return lambda members, name, trims=False: was(members, name)

    return [(Members, "text", make)]


@breakage("unknown-members-refused", "a member that no table names is 102", "v3.request.unknown-members")
def unknown_members() -> list[Change]:
    """Instead of being ignored."""

    def note(members: Any, rule: str, message: str) -> None:
        raise Malformed(message)

    return [(Members, "_note", instead(note))]


REQUESTS: tuple[Breakage, ...] = (
    no_104,
    as_500,
    errors_as_400,
    busy_for_all,
    busy_for_ever,
    busy_by_session,
    queries_never_wait,
    any_address,
    without_allow,
    malformed_as_100,
    hours_24,
    empty_batch,
    blanks,
    unknown_members,
)
