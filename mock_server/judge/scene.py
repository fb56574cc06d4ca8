"""A scene: one exchange, and what the judge remembers of the time before it. Rules look at it and change nothing."""

from __future__ import annotations

from ..gateway.codes import V3Code
from ..gateway.commands import Calculate, Priced, QueryBalance, QueryMessages, Send, SessionCommand
from .evidence import Evidence
from .issued import Issued, IssuedSessions
from .past import Past
from .request import Request, recognised

SESSION_COMMANDS = (Send, QueryMessages, QueryBalance)
_TYPES = {Send, Calculate, QueryMessages, QueryBalance}  # asking for these costs a fifth of `isinstance`
_SUCCESS = frozenset({None, V3Code.SUCCESS})  # v2's has no code


class Scene:
    """What a rule is shown.

    session_command: the command, where it is one that names a session. session: what is known of that session; None
    where there is none, or nothing is. is_done: the client was told that what it asked for was done.
    """

    __slots__ = ("_request", "evidence", "is_done", "past", "session", "session_command", "sessions")

    def __init__(self, evidence: Evidence, past: Past, sessions: IssuedSessions) -> None:
        command = evidence.command
        self.evidence = evidence
        self.past = past
        self.sessions = sessions
        self.session_command: SessionCommand | None = command if type(command) in _TYPES else None  # type: ignore[assignment]
        self.session: Issued | None = sessions.find(self.session_command.session_id) if self.session_command else None
        self.is_done = evidence.is_told and evidence.is_served and evidence.reply is not None
        self._request: Request | None = None

    @property
    def is_calm(self) -> bool:
        """Whether all that was asked was done, its client was told, and nothing that went wrong before is open."""
        evidence, reply, session = self.evidence, self.evidence.reply, self.session
        return (
            self.is_done
            and evidence.code in _SUCCESS
            and not evidence.has_left
            and evidence.account is not None
            and not (type(reply) is Priced and reply.refused)
            and not (session is not None and session.dead_told)
            and self.past.is_calm
        )

    @property
    def request(self) -> Request | None:
        """The request as it can be recognised again; None where it could not be read."""
        if self._request is None and self.evidence.command is not None:
            self._request = recognised(self.evidence.command)
        return self._request
