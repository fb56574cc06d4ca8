"""Remembering: what an exchange leaves behind for those that follow. Called when its rules have been looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from ..gateway.commands import (
    Authorize,
    Authorized,
    MessageAccepted,
    MessageStatus,
    Priced,
    QueryMessages,
    Row,
    Send,
    Statuses,
    V2Command,
    V2QueryMessage,
    V2Send,
)
from . import facts
from .evidence import Evidence
from .issued import Issued, IssuedSessions
from .past import (
    FINALS,
    LOST,
    REFUSALS,
    SESSIONS_IN_A_ROW,
    UNKNOWN_LOGINS,
    WINDOWS,
    Busy,
    Chain,
    Lost,
    Past,
    Protocol,
    Refusal,
    Window,
)
from .recent import Recent
from .request import credentials, mark
from .scene import Scene

Item = TypeVar("Item")
_LOGINS = (Authorize, V2Command)
_QUERIES = {QueryMessages, V2QueryMessage}


def remember(scene: Scene, owner: Past, *, is_calm: bool = False) -> None:
    """Note an exchange. owner: the past of the account that the session was given to; else the scene's own.

    is_calm: as the scene is; then there is no refusal to note, none to forget, and nothing lost or found again.
    """
    evidence, command = scene.evidence, scene.evidence.command
    if not evidence.is_secure and evidence.protocol is not None:
        scene.past.plain.add(evidence.protocol)
    if scene.session_command is not None:
        _note_session(scene, owner)
    elif type(command) is Authorize:
        _note_login(scene)
    if not is_calm and isinstance(command, _LOGINS):
        _note_refused_login(scene, command)
    if evidence.account is not None:  # else requests of many clients would be taken for those of one
        _note_request(scene, is_calm=is_calm)


def _note_request(scene: Scene, *, is_calm: bool) -> None:
    """What only makes sense in one account's past."""
    if scene.session_command is not None:
        _note_window(scene, scene.session_command.session_id)
    if not is_calm:
        _note_trouble(scene)
    if type(scene.evidence.command) in _QUERIES:
        _note_answers(scene)


def _note_trouble(scene: Scene) -> None:
    """What went wrong, or is now well again."""
    if scene.session_command is not None:
        _note_chain(scene, scene.session_command.session_id)
    if facts.is_sending(scene.evidence.command):
        _note_refusal(scene)
        _note_loss(scene)


# Sessions


def _note_login(scene: Scene) -> None:
    evidence, past = scene.evidence, scene.past
    IssuedSessions.renew(past.dead)
    past.dead.clear()
    if not isinstance(evidence.reply, Authorized) or evidence.account is None:
        return
    session = Issued(evidence.account.username, evidence.finished_at, evidence.now)
    scene.sessions.put(evidence.reply.session_id, session)
    if scene.is_done:  # else its client does not know it, and may well log in again
        _keep(past.row, session, SESSIONS_IN_A_ROW)


def _note_session(scene: Scene, owner: Past) -> None:
    evidence, session = scene.evidence, scene.session
    if session is None and evidence.account is not None:  # given out before anybody watched
        session = Issued(evidence.account.username, evidence.started_at, evidence.now)
    if session is None or scene.session_command is None:
        return
    scene.sessions.put(scene.session_command.session_id, session)
    session.uses += 1
    if evidence.code == facts.SESSION_EXPIRED:
        _note_death(scene, session, owner)
    elif evidence.code is not None:
        session.last_at, session.last_now = evidence.finished_at, evidence.now
        session.dead_told = 0
    if not scene.is_done and evidence.code not in facts.SESSION_LIVES:
        owner.row.clear()  # after such an answer, or none, a login is no waste


def _note_death(scene: Scene, session: Issued, owner: Past) -> None:
    evidence = scene.evidence
    session.dead_told += 1
    session.dead_at, session.dead_exchange = evidence.finished_at, evidence.id
    session.dead_request = scene.request.key if scene.request else 0
    if session not in owner.dead:
        _keep(owner.dead, session, WINDOWS)


def _note_window(scene: Scene, session_id: str) -> None:
    evidence, past = scene.evidence, scene.past
    window = Window(evidence.id, evidence.method or "", session_id, evidence.started_at, evidence.finished_at)
    if (evidence.code == facts.ACCESS_DENIED or past.busy) and scene.request is not None:
        _note_busy(past, scene.request.key, window, is_busy=evidence.code == facts.ACCESS_DENIED)
    if facts.has_window(evidence) and not facts.is_busy(evidence):
        _keep(past.windows, window, WINDOWS)


def _note_busy(past: Past, key: int, window: Window, *, is_busy: bool) -> None:
    if past.busy is None:
        past.busy = Recent(REFUSALS)
    earlier = past.busy.pop(key, None)
    if is_busy:
        is_quick = earlier is not None and window.started_at - earlier.window.finished_at < facts.WAIT
        past.busy.put(key, Busy(window, earlier.count + 1 if earlier and is_quick else 1))


def _note_chain(scene: Scene, session_id: str) -> None:
    evidence, past, request = scene.evidence, scene.past, scene.request if scene.evidence.code == 103 else None
    if request is None:
        past.chain = None
        return
    chain = past.chain
    is_next = chain is not None and chain.request == request and chain.session_id != session_id
    count = chain.count + 1 if chain and is_next and facts.is_soon_after(chain, evidence) else 1
    past.chain = Chain(request, session_id, count, evidence.finished_at)


# Refusals


def _note_refused_login(scene: Scene, command: Authorize | V2Command) -> None:
    is_refused = scene.evidence.code in facts.LOGIN_REFUSED
    if is_refused and scene.past.logins is None:
        scene.past.logins = Recent(UNKNOWN_LOGINS)
    if scene.past.logins is not None and scene.is_done:
        scene.past.logins.clear()  # as the gateway does
    elif scene.past.logins is not None:
        _note_in(scene.past.logins, credentials(command), scene, is_refused=is_refused)


def _note_refusal(scene: Scene) -> None:
    is_refused = scene.evidence.code in facts.NOT_TO_BE_RETRIED
    if is_refused and scene.past.refusals is None:
        scene.past.refusals = Recent(REFUSALS)
    if scene.past.refusals is not None and scene.request is not None:
        _note_in(scene.past.refusals, scene.request.key, scene, is_refused=is_refused)


def _note_in(refusals: Recent[int, Refusal], key: int, scene: Scene, *, is_refused: bool) -> None:
    """Remember a refusal under its key, or that there is none any more."""
    evidence, earlier = scene.evidence, refusals.get(key)
    if not is_refused:
        if earlier and (scene.is_done or evidence.code is not None):
            del refusals[key]
        return
    refusals.put(key, _refusal(evidence, _count(earlier, evidence)))


def _count(earlier: Refusal | None, evidence: Evidence) -> int:
    """The place of this refusal in a row of the same; an account that locks meanwhile refuses a login otherwise."""
    if earlier is None:
        return 1
    is_login = earlier.code in facts.LOGIN_REFUSED and isinstance(evidence.command, _LOGINS)
    if earlier.code != evidence.code and not is_login:
        return 1
    return earlier.count + 1 if earlier.stands(evidence, facts.AGAIN) else 1


def _refusal(evidence: Evidence, count: int) -> Refusal:
    account = evidence.account
    return Refusal(
        code=evidence.code or 0,
        exchange=evidence.id,
        started_at=evidence.started_at,
        finished_at=evidence.finished_at,
        count=count,
        is_real=evidence.is_served and evidence.is_told,
        settings=account.settings if account else None,
        available=account.available if account else None,
    )


# Lost answers


def _note_loss(scene: Scene) -> None:
    evidence, command, past = scene.evidence, scene.evidence.command, scene.past
    is_known = evidence.is_told and evidence.is_served
    if is_known and not past.lost:
        return
    if not isinstance(command, (Send, V2Send)) or scene.request is None:
        return
    protocol: Protocol = "v3" if isinstance(command, Send) else "v2"
    if past.lost and scene.is_done:
        _settle_losses(past, protocol, scene)
    if is_known:
        return
    rows = command.rows if isinstance(command, Send) else ()
    in_doubt, ids = facts.is_in_doubt(evidence), _ids_of(evidence)
    if in_doubt or ids:
        lost = Lost(evidence.id, protocol, evidence.finished_at, ids, hashes(rows), scene.request, in_doubt)
        _keep(past.lost, lost, LOST)


def _settle_losses(past: Past, protocol: Protocol, scene: Scene) -> None:
    """What was sent again, and its client was told so, is lost no more."""
    command, request = scene.evidence.command, scene.request
    references = hashes(command.rows) if isinstance(command, Send) else frozenset()
    past.lost[:] = [
        lost
        for lost in past.lost
        if lost.protocol != protocol or (lost.request != request and lost.references.isdisjoint(references))
    ]


def _ids_of(evidence: Evidence) -> range:
    match evidence.reply:
        case Priced():
            return evidence.reply.ids
        case MessageAccepted(message_id):
            return range(message_id, message_id + 1)
        case _:
            return range(0)


def hashes(rows: Sequence[Row]) -> frozenset[int]:
    """The references of the first messages, as hashes."""
    return frozenset(mark(reference) for _, _, reference in rows[: facts.LOOKED_AT] if reference)


# What queries told


def _note_answers(scene: Scene) -> None:
    evidence = scene.evidence
    if not scene.is_done:
        return
    match evidence.reply, evidence.command:
        case Statuses(statuses), QueryMessages():
            told = statuses[: facts.LOOKED_AT]
            _note_asked(scene, evidence.command.references[: facts.LOOKED_AT])
            _note_finals(scene.past, "v3", [mark(reference) for reference, state in told if state in facts.V3_FINAL])
        case MessageStatus(status), V2QueryMessage(message_id=int(id)) if status in facts.V2_FINAL:
            _note_finals(scene.past, "v2", [id])


def _note_asked(scene: Scene, references: Sequence[str]) -> None:
    """Which lost Sends were asked about, and whether they were accepted: all of a request's messages are, or none."""
    account = scene.evidence.account
    for lost in scene.past.lost:
        asked = [reference for reference in references if mark(reference) in lost.references]
        if asked and account is not None:
            lost.found = any(account.mailbox.by_reference(reference, "latest") is not None for reference in asked)


def _note_finals(past: Past, protocol: Protocol, keys: Sequence[int]) -> None:
    if keys and past.finals is None:
        past.finals = Recent(FINALS)
    for key in keys:
        if past.finals is not None:
            past.finals.put((protocol, key), past.finals.get((protocol, key), 0) + 1)


def _keep(items: list[Item], item: Item, most: int) -> None:
    items.append(item)
    if len(items) > most:
        del items[0]
