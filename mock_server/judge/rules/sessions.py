"""Sessions: one that was given out, renewed when it has died, and no endless renewing."""

from __future__ import annotations

from collections.abc import Iterable

from .. import facts
from ..rule import Rule
from ..scene import SESSION_COMMANDS, Scene
from ..words import seconds

_PRINTED = "4060b129-2d75-4b7e-9c3a-61b7769a5d2b"
LOOP_OF_NAMED = 2
LOOP = 6
"""So many tries are three calls of a right client: each asks, logs in, and asks again."""


def never_issued(scene: Scene) -> Iterable[str] | None:
    """A SessionId that no login gave out. One that died, was ended or belonged to a deleted account was given out."""
    command = scene.session_command
    if command is None:
        return None
    if scene.session is not None or scene.evidence.account is not None:
        return ()
    id = command.session_id
    if scene.sessions.may_have_issued(id):
        return ()
    what = "the SessionId printed in the document" if id == _PRINTED else "no SessionId" if not id else "a SessionId"
    return [
        f"{what} given that no login was answered with (nor any before this simulator started); "
        "authorize first, and use the SessionId of its answer"
    ]


def not_renewed(scene: Scene) -> Iterable[str] | None:
    """A session again of which its client was told 103, no login having been tried since.

    Several threads may share a session and each learn of its death; so a second try counts only where it is the same
    request with the same References, else the third.
    """
    session = scene.session
    if scene.session_command is None:
        return None
    if session is None or not session.dead_told or scene.evidence.started_at < session.dead_at:
        return ()
    request = scene.request
    is_same = request is not None and request.is_named and request.key == session.dead_request
    if session.dead_told < 2 and not is_same:
        return ()
    since, told = seconds(scene.evidence.started_at - session.dead_at), session.dead_told
    return [
        f"a session used again {since} after exchange {session.dead_exchange}, though it was answered 103 "
        f"{told} time{'s' * (told > 1)} and no login came in between; authorize once, then repeat the request"
    ]


def loop(scene: Scene) -> Iterable[str] | None:
    """The same request with one new session after another, each answered 103."""
    command, chain = scene.session_command, scene.past.chain
    if command is None:
        return None
    if chain is None or scene.request != chain.request or command.session_id == chain.session_id:
        return ()
    limit = LOOP_OF_NAMED if chain.request.is_named else LOOP
    if chain.count < limit or not facts.is_soon_after(chain, scene.evidence):
        return ()
    return [
        f"the same request for the {chain.count + 1}th time, each with a new session, after {chain.count} answers 103; "
        "log in once, repeat once, then give up and report it"
    ]


RULES = (
    Rule(
        "v3.session.never-issued",
        "MUST",
        "v3 Authorization; v3 Authorization, use of the ID",
        "A SessionId is one that a login was answered with.",
        never_issued,
        about=SESSION_COMMANDS,
        in_calm="kept",
    ),
    Rule(
        "v3.session.not-renewed",
        "MUST",
        "v3 code 103; v3 Authorization, renewal",
        "After a 103 comes a login, not the same SessionId again.",
        not_renewed,
        about=SESSION_COMMANDS,
        in_calm="kept",
    ),
    Rule(
        "v3.session.loop",
        "MUST",
        "v3 code 103; v3 Authorization, renewal",
        "A request that is answered 103 after a login too is given up.",
        loop,
        about=SESSION_COMMANDS,
        in_calm="kept",
    ),
)
