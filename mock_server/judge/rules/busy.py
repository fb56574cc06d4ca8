"""One request at a time: v3 session requests of an account do not overlap, and a 104 is waited out."""

from __future__ import annotations

from collections.abc import Iterable

from .. import facts
from ..past import Window
from ..rule import Rule
from ..scene import SESSION_COMMANDS, Scene
from ..words import seconds, time_of_day, window

SLACK = 20_000
"""Clients' timers are this coarse."""

MARGIN = 200_000
"""Microseconds within which a server may not have noticed yet that a client has gone."""


def overlap(scene: Scene) -> Iterable[str] | None:
    """Two session requests of an account in flight: the gateway says so with a 104, or their windows do.

    They do where a fault kept an answer back: the gateway is not busy then, and its client is still waiting.
    """
    evidence = scene.evidence
    if scene.session_command is None:
        return None
    if facts.is_busy(evidence):
        return (
            ()
            if evidence.others_left
            else [
                f"arrived at {time_of_day(evidence.started_at)} while another session request of the account was in "
                "flight, and was answered 104; one at a time is allowed: wait for the answer first"
            ]
        )
    windows = scene.past.windows
    if not windows or windows[-1].finished_at <= evidence.started_at:
        return ()
    if evidence.account is None or not facts.has_window(evidence):
        return ()
    this = Window(
        evidence.id, evidence.method or "", scene.session_command.session_id, evidence.started_at, evidence.finished_at
    )
    is_scope_session = evidence.account.readings.changes.get("busy_scope") == "session"
    other = next((each for each in windows if _overlap(each, this, is_scope_session=is_scope_session)), None)
    if other is None:
        return ()
    return [
        f"in flight from {window(this.started_at, this.finished_at)}, and so was exchange {other.exchange} "
        f"({other.method}) from {window(other.started_at, other.finished_at)}; one at a time is allowed: wait for the "
        "answer, or close the connection, first"
    ]


def _overlap(one: Window, other: Window, *, is_scope_session: bool) -> bool:
    if is_scope_session and one.session_id != other.session_id:
        return False
    earlier, later = sorted((one, other), key=lambda each: (each.started_at, -each.finished_at))
    return earlier.finished_at - later.started_at > MARGIN


def hammered(scene: Scene) -> Iterable[str] | None:
    """The same request again too soon after a 104. Another request is another thread's, and no retry.

    One without a Reference may be the next call of a caller who was told that the gateway is busy; a third try is not.
    """
    if scene.session_command is None:
        return None
    past, request, evidence = scene.past, scene.request if scene.past.busy else None, scene.evidence
    busy = past.busy.get(request.key) if past.busy and request else None
    if busy is None or request is None or busy.count < (1 if request.is_named else 2):
        return ()
    refused = busy.window
    waited = evidence.started_at - refused.finished_at
    if not 0 <= waited < facts.WAIT - SLACK:
        return ()
    return [
        f"repeated {seconds(waited)} after the 104 of exchange {refused.exchange} (in flight "
        f"{window(refused.started_at, refused.finished_at)}; this one "
        f"{window(evidence.started_at, evidence.finished_at)}); wait {seconds(facts.WAIT)} or more, or do not retry"
    ]


RULES = (
    Rule(
        "v3.busy.overlap",
        "MUST",
        "v3 limitation 1, one at a time",
        "An account has one session request in flight at a time.",
        overlap,
        about=SESSION_COMMANDS,
    ),
    Rule(
        "v3.busy.hammered",
        "MUST",
        "v3 code 104",
        "After a 104 a retry waits 0.2 s or more.",
        hammered,
        about=SESSION_COMMANDS,
        in_calm="kept",
    ),
)
