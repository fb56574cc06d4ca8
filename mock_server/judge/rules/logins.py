"""Logging in: not again and again after a refusal, and not for each message."""

from __future__ import annotations

from collections.abc import Iterable

from ...gateway.clock import SECOND
from ...gateway.commands import Authorize, V2Command
from ...gateway.sessions import LIFETIME
from .. import facts
from ..issued import Issued
from ..past import SESSIONS_IN_A_ROW
from ..request import credentials
from ..rule import Rule
from ..scene import Scene
from ..words import seconds

TRIES = 5
"""So many failures in a row lock an account. Fewer may be one a call, which nobody can tell from tries of one call."""


def repeated(scene: Scene) -> Iterable[str] | None:
    """The same credentials again, nothing having changed; several workers that fail at once have not been told yet."""
    return _repeated(scene, scene.evidence.command) if isinstance(scene.evidence.command, Authorize) else None


def repeated_in_v2(scene: Scene) -> Iterable[str] | None:
    """The same for v2, where each request is a login."""
    return _repeated(scene, scene.evidence.command) if isinstance(scene.evidence.command, V2Command) else None


def _repeated(scene: Scene, command: Authorize | V2Command) -> Iterable[str]:
    logins = scene.past.logins
    earlier = logins.get(credentials(command)) if logins else None
    if earlier is None or earlier.count < TRIES - 1 or not earlier.stands(scene.evidence, facts.AGAIN):
        return ()
    since = seconds(scene.evidence.started_at - earlier.finished_at)
    return [
        f"try {earlier.count + 1} with credentials that were refused each time, last with {earlier.code:d}, {since} "
        f"after exchange {earlier.exchange}; each failure counts towards a locked account: stop, and tell a person"
    ]


def per_message(scene: Scene) -> Iterable[str] | None:
    """A login where the last few sessions all live and none was used twice.

    It may be a program that runs once for each message, and logs in each time; it is a waste all the same. A session
    counts as living if it does by the account's clock (which may stand or run fast) and by the client's (real) one.
    """
    if not isinstance(scene.evidence.command, Authorize):
        return None
    row = scene.past.row
    if len(row) < SESSIONS_IN_A_ROW or not all(_is_unused(session, scene) for session in row):
        return ()
    return [
        f"the last {len(row)} sessions are alive and none was used more than once, and here is another login; "
        f"a session lives {LIFETIME // SECOND} s from its last request: keep it and use it again"
    ]


def _is_unused(session: Issued, scene: Scene) -> bool:
    evidence = scene.evidence
    lives_here = evidence.now - session.last_now < LIFETIME
    return session.uses <= 1 and lives_here and evidence.started_at - session.last_at < LIFETIME


RULES = (
    Rule(
        "v3.login.repeated",
        "MUST",
        "v3 code 200; v3 code 201; v3 code 202",
        "A refused login is not tried again with the same credentials.",
        repeated,
        about=(Authorize,),
        in_calm="kept",
    ),
    Rule(
        "v2.login.repeated",
        "SHOULD",
        "v2 8.2 code 701",
        "Requests with refused credentials stop.",
        repeated_in_v2,
        about=(V2Command,),
        in_calm="kept",
    ),
    Rule(
        "v3.login.per-message",
        "SHOULD",
        "v3 Authorization, session; v3 Authorization, timeout",
        "A session is used again while it lives, rather than a login made for each request.",
        per_message,
        about=(Authorize,),
    ),
)
