"""When no answer comes: how long to wait, and what to do before a message is sent again."""

from __future__ import annotations

from collections.abc import Iterable

from ...gateway.clock import SECOND
from ...gateway.commands import Send, V2Send
from .. import facts
from ..noting import hashes
from ..past import Lost
from ..rule import Rule
from ..scene import Scene
from ..words import seconds

LONGEST = 60 * SECOND
_SLACK = 5 * SECOND
_LARGE = 1_000_000  # bytes of a body that may take its time to arrive


def waited(scene: Scene) -> Iterable[str] | None:
    """A client that is still there long after a minute. Sending a large body is no waiting."""
    evidence = scene.evidence
    lasted = evidence.finished_at - evidence.started_at
    if evidence.protocol != "v3" or (evidence.has_left and lasted <= LONGEST):
        return None
    if lasted <= LONGEST + _SLACK or evidence.body_size > _LARGE:
        return ()
    return [f"waited {seconds(lasted)} for an answer; after {seconds(LONGEST)} give up, and check the connection"]


def left(scene: Scene) -> Iterable[str] | None:
    """A client that went away before its answer. It may; what it asked for may have been done all the same."""
    evidence = scene.evidence
    if evidence.protocol is None:
        return None
    if not evidence.has_left:
        return ()
    lasted = seconds(evidence.finished_at - evidence.started_at)
    done = "was done all the same" if evidence.reply is not None else "may be done all the same"
    return [f"the client went away after {lasted}, before its answer; what it asked for {done}"]


def resent(scene: Scene) -> Iterable[str] | None:
    """A v3 message again whose answer was lost, without asking by its Reference, or though it is known to be there."""
    command = scene.evidence.command
    if not isinstance(command, Send) or not facts.is_send(command):
        return None
    doubtful = scene.past.in_doubt("v3")
    if not doubtful:
        return None
    lost = next((each for each in doubtful if _is_again(each, command, scene)), None)
    if lost is None or lost.found is False:
        return ()
    since = seconds(scene.evidence.started_at - lost.finished_at)
    if lost.found:
        return [f"sent again {since} after exchange {lost.exchange}, though a query told that the messages are there"]
    return [
        f"sent again {since} after the answer of exchange {lost.exchange} was lost, without asking what became of it; "
        "ask by Reference first (QueryMessages), else recipients may get the message twice"
    ]


def _is_again(lost: Lost, command: Send, scene: Scene) -> bool:
    if lost.request.is_named:
        return not lost.references.isdisjoint(hashes(command.rows))
    return lost.request == scene.request and scene.evidence.started_at - lost.finished_at <= facts.AGAIN


def resent_in_v2(scene: Scene) -> Iterable[str] | None:
    """A v2 message again whose answer was lost; v2 has nothing to ask by, so who sends again sends blindly."""
    command = scene.evidence.command
    if not isinstance(command, V2Send):
        return None
    doubtful = scene.past.in_doubt("v2")
    if not doubtful:
        return None
    for lost in doubtful:
        since = scene.evidence.started_at - lost.finished_at
        if lost.request == scene.request and since <= facts.AGAIN:
            return [
                f"sent again {seconds(since)} after the answer of exchange {lost.exchange} was lost; the message may "
                "have been accepted, and v2 has no way to ask: report the loss, or use v3 with a Reference"
            ]
    return ()


RULES = (
    Rule(
        "v3.answer.waited",
        "SHOULD",
        "v3 Overview, 60 seconds",
        "No answer is waited for longer than 60 seconds.",
        waited,
        about="v3",
    ),
    Rule(
        "http.answer.left",
        "NOTE",
        "v3 Overview, no answer",
        "A client stays until its answer has come.",
        left,
        in_calm="kept",
    ),
    Rule(
        "v3.message.resent",
        "SHOULD",
        "v3 Overview, no answer; v3 Send, Reference, querying",
        "After a lost answer comes a question by Reference, before a message is sent again.",
        resent,
        about=(Send,),
        in_calm="aside",
    ),
    Rule(
        "v2.message.resent",
        "SHOULD",
        "v2 5.1, response",
        "After a lost answer a v2 message is not sent again by itself.",
        resent_in_v2,
        about=(V2Send,),
        in_calm="aside",
    ),
)
