"""Gateways that let in the wrong ones, or keep out the right ones, or forget sessions at the wrong time."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from mobipace.mock_server.gateway import sessions, v2, v3
from mobipace.mock_server.gateway.account import Account
from mobipace.mock_server.gateway.codes import V3Code
from mobipace.mock_server.gateway.commands import Funds, QueryBalance, V2Refusal, V3Refusal
from mobipace.mock_server.gateway.sessions import Session
from mobipace.mock_server.wire import v3 as wire
from mobipace.mock_server.wire.members import Members

from .breakage import Breakage, Change, breakage, instead, nothing


@breakage("session-never-dies", "a session lives for ever", "v3.session.dies-at-60s")
def never_dies() -> list[Change]:
    """Whatever the clock says."""
    return [(sessions, "LIFETIME", lambda was: was * 10**6)]


@breakage("session-dies-at-59s", "a session dies a second early", "v3.session.lives-below-60s")
def dies_early() -> list[Change]:
    """59 s."""
    return [(sessions, "LIFETIME", lambda was: was * 59 // 60)]


@breakage("session-lives-at-60s", "a session still lives when 60 s have passed", "v3.session.dies-at-60s")
def lives_at_60s() -> list[Change]:
    """A microsecond more."""
    return [(sessions, "LIFETIME", lambda was: was + 1)]


@breakage("session-not-renewed", "a request does not restart the 60 s", "v3.session.request-renews")
def not_renewed() -> list[Change]:
    """Counted from the login."""
    return [(Session, "touch", nothing)]


@breakage("session-dies-in-flight", "a session dies under a request that takes long", "v3.session.in-flight-lives")
def dies_in_flight() -> list[Change]:
    """Only the time counts."""

    def is_alive(session: Session, now: int) -> bool:
        return not session.ended and now - session.last_request_at < sessions.LIFETIME

    return [(Session, "is_alive", instead(is_alive))]


@breakage("session-of-another", "a session shows the account that was made last", "v3.session.belongs-to-account")
def of_another() -> list[Change]:
    """The balance of somebody else."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def perform(gateway: Any, flight: Any, real: int) -> Any:
            reply = was(gateway, flight, real)
            other = [*gateway.accounts.values()][-1]
            is_funds = isinstance(flight.command, QueryBalance)
            return Funds(other.ledger.balance, other.settings.credit_limit, other.available) if is_funds else reply

        return perform

    return [(v3, "perform", make)]


@breakage(
    "session-unknown-as-102", "an unknown session is malformed", "v3.session.unknown-id", "v3.session.dies-at-60s"
)
def unknown_as_102() -> list[Change]:
    """102 for 103."""
    return [(v3, "begin", _recoded(V3Code.SESSION_EXPIRED, V3Code.INCORRECT_PARAMETER))]


def _recoded(code: V3Code, other: V3Code) -> Callable[[Any], Any]:
    """Refuse with another code."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def function(*given: Any) -> Any:
            try:
                return was(*given)
            except V3Refusal as refusal:
                raise V3Refusal(other if refusal.code is code else refusal.code, refusal.why) from None

        return function

    return make


@breakage("session-id-again", "every login gives the same SessionId", "v3.authorize.new-id")
def id_again() -> list[Change]:
    """The stream of ids begins anew."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def open_session(account: Account, now: int) -> Any:
            account.session_ids = random.Random(account.username)
            return was(account, now)

        return open_session

    return [(Account, "open_session", make)]


@breakage("status-code-as-string", "StatusCode is a string", "v3.authorize.success", "v3.send.example")
def code_as_string() -> list[Change]:
    """In quotes."""

    def make(was: Callable[..., bytes]) -> Callable[..., bytes]:
        return lambda code, fields: was(code, fields).replace(b"%d" % code, b'"%d"' % code, 1)

    return [(wire, "_answer", make)]


@breakage("status-text-wrong", "Status is another word than the table's", "v3.authorize.success")
def status_text() -> list[Change]:
    """OK for Success."""

    def make(was: Callable[..., bytes]) -> Callable[..., bytes]:
        return lambda code, fields: was(code, fields).replace(b'"Success"', b'"OK"', 1)

    return [(wire, "_answer", make)]


@breakage("failed-login-with-session", "a failed login has a SessionId of null", "v3.authorize.wrong-password")
def failed_with_session() -> list[Change]:
    """Against the reading that is in force."""

    def make(was: Callable[..., bytes]) -> Callable[..., bytes]:
        return lambda method, code, readings: was(method, code, {**readings, "failed_login_session_id": "null"})

    return [(wire, "render_refusal", make)]


@breakage("unknown-user-as-100", "an unknown user is a system error", "v3.authorize.unknown-user")
def unknown_user() -> list[Change]:
    """100 for 200."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def authorize(gateway: Any, command: Any, real: int) -> Any:
            if command.username not in gateway.accounts:
                raise V3Refusal(V3Code.UNKNOWN, "")
            return was(gateway, command, real)

        return authorize

    return [(v3, "authorize", make)]


@breakage(
    "any-password", "any password opens an account", "v3.authorize.wrong-password", "v3.authorize.no-password-set"
)
def any_password() -> list[Change]:
    """None is looked at."""
    return [(Account, "check_password", instead(lambda *_: True))]


@breakage(
    "social-opens", "an account without a password opens to any", "v3.authorize.no-password-set", "v2.login.refused"
)
def social_opens() -> list[Change]:
    """Where none is set."""

    def make(was: Callable[..., bool]) -> Callable[..., bool]:
        return lambda account, password: account.settings.password is None or was(account, password)

    return [(Account, "check_password", make)]


def _locked_after(failures: int) -> Callable[[Any], Any]:
    return instead(property(lambda account: account.settings.locked or account.failed_logins >= failures))


@breakage("locked-after-4", "the fourth failure locks", "v3.authorize.locks-after-failures")
def locked_after_4() -> list[Change]:
    """The fifth is 201."""
    return [(Account, "is_locked", _locked_after(4))]


@breakage("never-locks", "failures never lock", "v3.authorize.locks-after-failures", "v2.login.counts-for-v3")
def never_locks() -> list[Change]:
    """However many."""
    return [(Account, "is_locked", _locked_after(10**9))]


@breakage("success-does-not-clear", "a success does not clear the failures", "v3.authorize.success-clears")
def does_not_clear() -> list[Change]:
    """They add up."""

    def make(was: Callable[..., bool]) -> Callable[..., bool]:
        def check_password(account: Account, password: str) -> bool:
            failed = account.failed_logins
            is_right = was(account, password)
            account.failed_logins = max(failed, account.failed_logins)
            return is_right

        return check_password

    return [(Account, "check_password", make)]


@breakage("v2-failures-forgotten", "failures in v2 are not counted", "v2.login.counts-for-v3")
def v2_forgotten() -> list[Change]:
    """Each protocol by itself."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def log_in(gateway: Any, command: Any) -> Any:
            account = gateway.accounts.get(command.username)
            failed = account.failed_logins if account else 0
            try:
                return was(gateway, command)
            except V2Refusal:
                if account:
                    account.failed_logins = failed
                raise

        return log_in

    return [(v2, "_log_in", make)]


@breakage("blocked-lets-in", "a blocked account works", "v3.authorize.blocked", "v3.send.blocked-later")
def blocked_lets_in() -> list[Change]:
    """And a locked one."""
    return [(v3, "_reject_blocked_or_locked", nothing)]


@breakage("null-is-text", "null is taken for an empty text", "v3.authorize.malformed", "v3.request.missing-session")
def null_is_text() -> list[Change]:
    """Also what is missing."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        return lambda members, name: members._object.get(name) or ""

    return [(Members, "required", make)]


LOGINS: tuple[Breakage, ...] = (
    never_dies,
    dies_early,
    lives_at_60s,
    not_renewed,
    dies_in_flight,
    of_another,
    unknown_as_102,
    id_again,
    code_as_string,
    status_text,
    failed_with_session,
    unknown_user,
    any_password,
    social_opens,
    locked_after_4,
    never_locks,
    does_not_clear,
    v2_forgotten,
    blocked_lets_in,
    null_is_text,
)
