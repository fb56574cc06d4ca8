"""Gateways whose v2 says, or checks, other things than the document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from mobipace.mock_server.gateway import v2
from mobipace.mock_server.gateway.account import Account
from mobipace.mock_server.gateway.codes import V2Code, V2Status
from mobipace.mock_server.gateway.commands import MessageStatus, V2Refusal, V2Send
from mobipace.mock_server.gateway.gateway import Gateway
from mobipace.mock_server.web.handling_v2 import V2Handling
from mobipace.mock_server.wire import v2 as wire_v2

from .breakage import Breakage, Change, breakage, instead, nothing

Make = Callable[[Any], Any]


def _text(old: str, new: str) -> Make:
    """A function's text with something in it replaced."""

    def make(was: Callable[..., str]) -> Callable[..., str]:
        return lambda *given: was(*given).replace(old, new)

    return make


# v2's lines


@breakage("info-text-wrong", "the text of 701 is another", "v2.login.refused")
def info_wrong() -> list[Change]:
    """A word of it."""
    return [(wire_v2, "_info", _text("username or password", "login"))]


@breakage("colon-missing", "an error has no colon after its code", "v2.error.form")
def no_colon() -> list[Change]:
    """Err: 700 text."""

    def make(was: Callable[..., bytes]) -> Callable[..., bytes]:
        return lambda *given: was(*given).replace(b"700 :", b"700")

    return [(wire_v2, "_line", make)]


@breakage("error-prefix-er", "every error begins with Er", "v2.error.form")
def prefix_er() -> list[Change]:
    """For Err."""

    def make(was: Callable[..., bytes]) -> Callable[..., bytes]:
        return lambda *given: was(*given).replace(b"Err", b"Er")

    return [(wire_v2, "_line", make)]


@breakage("balance-without-text", "querybalance answers the balance alone", "v2.balance.form")
def balance_alone() -> list[Change]:
    """The text is missing."""

    def make(was: Callable[..., bytes]) -> Callable[..., bytes]:
        return lambda *given: was(*given).removesuffix(b" : EUR")

    return [(wire_v2, "render", make)]


@breakage(
    "send-with-info",
    "an accepted message has a text, whatever the reading",
    "v2.send.form",
    "v2.schedule.form",
    "reading.send-reply-v2",
)
def with_info() -> list[Change]:
    """Against the reading."""

    def make(was: Callable[..., bytes]) -> Callable[..., bytes]:
        return lambda reply, readings: was(reply, {**readings, "send_reply_v2": "with-info"})

    return [(wire_v2, "render", make)]


@breakage("v2-as-html", "v2 answers are HTML, whatever the reading", "v2.content-type", "reading.content-type-v2")
def as_html() -> list[Change]:
    """Against the reading."""
    return [(V2Handling, "content_type", instead(property(lambda _: "text/html; charset=utf-8")))]


@breakage("id-again", "every message has the same id", "v2.send.new-id")
def id_again() -> list[Change]:
    """The counter stands still."""
    return [(Gateway, "take_ids", instead(lambda gateway, count: range(500_000, 500_000 + count)))]


@breakage(
    "703-as-status",
    "an unknown reference is status 9, whatever the reading",
    "v2.query.unknown",
    "reading.unknown-reference-v2",
)
def as_status() -> list[Change]:
    """Against the reading."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def query_message(*given: Any) -> Any:
            try:
                return was(*given)
            except V2Refusal:
                return MessageStatus(V2Status.UNKNOWN)

        return query_message

    return [(v2, "_query_message", make)]


# v2's checks


@breakage("sender-optional", "a v2 send needs no sender", "v2.parameters.mandatory")
def sender_optional() -> list[Change]:
    """It is mandatory."""
    sends = wire_v2.Function.SEND, wire_v2.Function.SCHEDULE

    def without(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if name != "sender")

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        return lambda given, seen: was({"sender": "", **given}, seen)

    return [
        *((wire_v2._MANDATORY, each, without) for each in sends),
        *((wire_v2._READERS, each, make) for each in sends),
    ]


@breakage("plus-in-recipient", "a v2 recipient may have a plus", "v2.recipient.form", "v2.order-of-checks")
def plus_in_recipient() -> list[Change]:
    """It becomes IncorrectRecipient."""
    return [(v2, "_reject_values", nothing)]


@breakage("no-route-700", "a v2 message without a route is 700", "v2.refused.not-sent")
def no_route_700() -> list[Change]:
    """It is accepted, and not sent."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def accept(gateway: Any, account: Account, batch: Any, now: int) -> Any:
            if batch.weighed[0].refusal:
                raise V2Refusal(V2Code.INCORRECT_PARAMETERS, "")
            return was(gateway, account, batch, now)

        return accept

    return [(v2, "_accept", make)]


@breakage("individual-any-sender", "an individual's messages come from any name", "v2.sender.individual")
def any_name() -> list[Change]:
    """What was given."""
    return [(Account, "sender", instead(lambda _, given: given))]


@breakage("wap-push-anything", "any wap_push is false", "v2.wap-push")
def any_flag() -> list[Change]:
    """What cannot be read is not refused."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        return lambda given, seen: bool(was(given, seen))

    return [(wire_v2, "_flag", make)]


@breakage("no-709", "v2 sends without a currency", "v2.no-currency", "v2.order-of-checks")
def no_709() -> list[Change]:
    """It is not looked at."""
    return [(v2, "_reject_no_currency", nothing)]


@breakage("v2-login-last", "values are looked at before the password", "v2.order-of-checks")
def login_last() -> list[Change]:
    """700 before 701."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def perform(gateway: Any, command: Any, real: int) -> Any:
            if isinstance(command, V2Send):
                v2._reject_values(command)
            return was(gateway, command, real)

        return perform

    return [(v2, "perform", make)]


@breakage("no-708", "a v2 date in the past is sent at once", "v2.schedule.dates", "v2.order-of-checks")
def no_708() -> list[Change]:
    """As v3 does by default."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def schedule(gateway: Any, account: Account, command: Any, now: int) -> Any:
            date = command.date if command.date is None else max(command.date, now)
            return was(gateway, account, replace(command, date=date), now)

        return schedule

    return [(v2, "_schedule", make)]


@breakage("v2-date-local", "v2 dates are local time", "v2.schedule.waits")
def date_local() -> list[Change]:
    """They are UTC."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def schedule(gateway: Any, account: Account, command: Any, now: int) -> Any:
            four_hours = 4 * 3_600_000_000 if account.settings.time_zone.key == "Asia/Yerevan" else 0
            return was(gateway, account, replace(command, date=max(now, command.date - four_hours)), now)

        return schedule

    return [(v2, "_schedule", make)]


V2: tuple[Breakage, ...] = (
    info_wrong,
    no_colon,
    prefix_er,
    balance_alone,
    with_info,
    as_html,
    id_again,
    as_status,
    sender_optional,
    plus_in_recipient,
    no_route_700,
    any_name,
    any_flag,
    no_709,
    login_last,
    no_708,
    date_local,
)
