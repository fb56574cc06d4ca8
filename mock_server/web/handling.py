"""One request's way through the gateway, in steps that never wait.

`read → begin → perform → finish`. The endpoints wait between the steps (a hold, an overlap), a replay does not; so that
both come to the same answer, nothing here asks what time it is or who is connected.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, Generic, Literal, TypeVar

from ..gateway.account import Account, Standing
from ..gateway.codes import V2Code, V3Code
from ..gateway.commands import Authorize, SessionCommand, V2Command, V2Refusal, V2Reply, V3Refusal, V3Reply
from ..gateway.gateway import Gateway
from ..gateway.readings import UNHEARD, Readings
from ..wire.deviations import Malformed, Seen
from .answers import Answer
from .incoming import Incoming
from .records import Step
from .remarks import remark

Code = TypeVar("Code", V3Code, V2Code)
Command = TypeVar("Command", Authorize | SessionCommand, V2Command)
Reply = TypeVar("Reply", V3Reply, V2Reply)
_BEGIN, _PERFORM = Step.BEGIN, Step.PERFORM
PASSED = "every check was passed"
STRANDED = "the account was deleted, or the world reset, meanwhile"


class Handling(ABC, Generic[Code, Command, Reply]):
    """What becomes of one request. `answer` is there when it has been decided; later steps then do nothing.

    account: whose request it is, as far as known; username: as it was given, if it was. method: as the documents spell
    it. command: what is asked, where it could be read; reply: what was done, where it was. check, why: what decided the
    answer, and in which words. readings: those that bore on it. before, after: where the account stood. is_in_flight:
    whoever comes now finds the account busy.
    """

    protocol: ClassVar[Literal["v2", "v3"]]
    _malformed: ClassVar[V3Code | V2Code]

    account: Account | None = None
    username: str | None = None
    method: str | None = None
    command: Command | None = None
    reply: Reply | None = None
    answer: Answer | None = None
    check = ""
    why = ""
    before: Standing | None = None
    after: Standing | None = None
    is_in_flight = False

    def __init__(self, gateway: Gateway, request: Incoming, seen: Seen, arrived: int) -> None:
        self._gateway = gateway
        self._seen = seen
        self._arrived = arrived
        self.request = request
        self.readings: dict[str, str] = {}

    @property
    def outcome(self) -> Answer:
        """The answer, when every step has been taken."""
        if self.answer is None:
            raise RuntimeError("a request was asked for its answer before it was performed")
        return self.answer

    def read(self) -> None:
        """Parse it. Touches nothing."""
        try:
            self._read()
        except Malformed as error:
            self._take(self._refuse, self._malformed, "malformed", str(error))

    def begin(self, real: int) -> None:
        """Take it in."""
        if self.account:
            self.before = self.account.standing(real)

    def perform(self, real: int) -> None:
        """Do what is asked, and render the answer."""
        if self.account and self.account.agenda:
            self.account.now(real)  # what fell due before is no matter of this request
        if self.answer is None:
            self._take(self._perform, real)

    def finish(self, real: int) -> None:
        """It is answered, or never will be."""
        if self.account:
            self.after = self.account.standing(real)

    def take(self, step: Step, real: int) -> None:
        """Take one of the three steps that touch the account."""
        if step is _BEGIN:
            self.begin(real)
        elif step is _PERFORM:
            self.perform(real)
        else:
            self.finish(real)

    @property
    @abstractmethod
    def content_type(self) -> str:
        """Of every answer."""

    @abstractmethod
    def refusal(self, code: Code, text: str | None = None) -> Answer:
        """The answer that refuses this request with a code of its protocol."""

    @abstractmethod
    def _read(self) -> None: ...

    @abstractmethod
    def _perform(self, real: int) -> None: ...

    def _take(self, step: Callable[..., None], *given: Any) -> None:
        """Decide, and note which readings are asked for."""
        readings = self.known_readings
        readings.asked = self.readings
        try:
            step(*given)
        except (V3Refusal, V2Refusal) as refusal:
            self._refuse(refusal.code, refusal.code.label, refusal.why)
        finally:
            readings.asked = UNHEARD

    def _refuse(self, code: V3Code | V2Code, check: str, why: str) -> None:
        self.check, self.why = f"{code:d} {check}", why
        self.answer = self.refusal(code)  # type: ignore[arg-type]  # a protocol refuses with its own codes

    def _accept(self, answer: Answer, reply: Reply) -> None:
        self.check, self.why = PASSED, remark(reply)
        self.answer, self.reply = answer, reply

    @property
    def _is_stranded(self) -> bool:
        """Whether the account it was read for has been deleted, made anew or reset away since."""
        return self._gateway.accounts.get(self.username or "") is not self.account

    @property
    def known_readings(self) -> Readings:
        """The account's readings; the world's where it is not known."""
        return self.account.readings if self.account else self._gateway.readings

    def _refuse_tolerances(self) -> None:
        if self._seen and self._gateway.world.strictness == "refuse":
            for deviation in self._seen:
                if deviation.is_tolerance:
                    raise Malformed(deviation.message)
