"""One case on its stage: a gateway of its own, a client, and the steps taken one after the other."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from mobipace.mock_server.fault_specs import FaultSpec, Match
from mobipace.mock_server.gateway.codes import State
from mobipace.mock_server.gateway.readings import REGISTER
from mobipace.mock_server.web.simulator import Simulator

from ..adapter.context import Context
from ..catalogue.case import Case
from ..catalogue.seen import Made, Seen
from ..catalogue.steps import (
    LAST,
    Advance,
    Call,
    Change,
    Client,
    Expire,
    Fault,
    Force,
    Meanwhile,
    Step,
    Together,
    Twist,
    many,
)
from ..driver.replies import Reply
from ..driver.subject import Ended, Pending, Session, Subject
from . import collecting
from .hosting import Gateway

START = "2019-07-25T18:20:00Z"
"""Where each account's clock stands; it moves only when a case moves it."""

_HELD = 2.0  # seconds for the first of several requests to arrive
_CHANCE = 0.15  # seconds that a second request has, while the first is held, to come too early
_SETTLED = 5.0  # seconds for what is in flight to end, once its client has turned away


class Stage:
    """A case under way. seed: passwords and session ids follow from it. readings: over the case's own. slack: seconds
    that each call has beside its requests.
    """

    def __init__(  # noqa: PLR0913
        self,
        case: Case,
        subject: Subject,
        gateway: Gateway,
        seed: int,
        readings: Mapping[str, str] | None = None,
        *,
        slack: float,
    ) -> None:
        self._case = case
        self._subject = subject
        self._gateway = gateway
        self._slack = slack
        self._readings = {**case.account.get("readings", {}), **(readings or {})}
        self._contexts = [self._account(seed, number) for number in range(case.accounts)]
        self._session: Session | None = None
        self._faults: list[int] = []
        self._made: list[Made] = []
        self._ended: list[Ended] = []
        self._current = 0

    @property
    def passwords(self) -> list[str]:
        """What must not be shown."""
        return [context.password for context in self._contexts]

    def play(self) -> Seen:
        """Take every step; everything that was seen. Raises SubjectError."""
        ahead, steps = _split(self._case.steps)
        try:
            for step in ahead:
                self._take(step)
            self._begin(0)
            for step in steps:
                self._take(step)
        finally:
            self._end()
        return self._collect()

    def _account(self, seed: int, number: int) -> Context:
        name = self._case.id if number == 0 else f"{self._case.id}-{number + 1}"
        digest = hashlib.sha256(f"{seed}/{name}".encode()).hexdigest()
        members: dict[str, Any] = {
            "username": f"{name}@mobipace.com",
            "password": _password(digest),
            "seed": int(digest[:8], 16),
            "clock": {"now": START, "frozen": True},
            **self._case.account,
            "readings": self._readings,
        }
        account = self._gateway.do(lambda simulator: simulator.operate("make_account", document=members))
        settings = account.settings
        return Context(
            case=self._case.id,
            v2_url=f"{self._gateway.url}/API_2_0/HTTP_API.aspx",
            v3_url=f"{self._gateway.url}/v3",
            ca=self._gateway.ca,
            username=settings.username,
            password=settings.password or _password(digest),
            sender=settings.sender,
            time_zone=settings.time_zone.key,
            timeout_ms=self._case.timeout_ms,
        )

    # Steps

    def _take(self, step: Step) -> None:
        match step:
            case Call():
                began = self._now()
                reply = self._call(step)
                self._made.append(Made(step, reply, self._current, began, self._now()))
            case Together():
                self._together(step)
            case Meanwhile():
                self._meanwhile(step)
            case Fault():
                spec = FaultSpec.read(_for(step.document, self._username))
                self._faults.append(self._gateway.do(lambda simulator: simulator.faults.add(spec)).id)
            case Twist():
                self._gateway.do(lambda _: self._gateway.twists.add(step))
            case Expire(before=str()):
                self._gateway.do(lambda _: self._gateway.twists.kill(self._username, step))
            case Client():
                self._begin(step.account)
            case _:
                self._operate(step)

    def _operate(self, step: Step) -> None:
        name, more = _operation(step, self._gateway)
        whose = {} if name == "force" else {"username": self._username}
        self._gateway.do(lambda simulator: simulator.operate(name, **whose, **more))

    @property
    def _client(self) -> Session:
        if self._session is None:
            raise RuntimeError("a call without a client")
        return self._session

    def _call(self, call: Call) -> Reply:
        return self._client.call(call.api, call.call, self._arguments(call), pause=call.pause + self._slack)

    def _start(self, call: Call) -> Pending:
        return self._client.start(call.api, call.call, self._arguments(call), pause=_HELD + self._slack)

    def _together(self, step: Together) -> None:
        """The first request is held for a moment: whoever does not wait for it shows itself then."""
        others: list[Pending] = []

        def start_others() -> None:
            others.extend(map(self._start, step.calls[1:]))
            self._gateway.until(_has_two_in_flight, _CHANCE)

        self._holding(step.calls, others, start_others)

    def _meanwhile(self, step: Meanwhile) -> None:
        def take_steps() -> None:
            for each in step.steps:
                self._take(each)

        self._holding((step.call,), [], take_steps)

    def _holding(self, calls: tuple[Call, ...], others: list[Pending], then: Callable[[], None]) -> None:
        """Start the first call, hold its request, do what comes then, and let it go on; and wait for all."""
        method = {"send": "Send", "calculate": "Calculate", "status": "QueryMessages", "balance": "QueryBalance"}
        match = Match(protocol="v3", method=method[calls[0].call], times=1)
        began = self._now()
        hold = self._gateway.do(lambda simulator: simulator.holds.add(self._username, match))
        first = self._start(calls[0])
        self._gateway.until(lambda _: hold.state != "waiting", _HELD)
        then()
        self._gateway.do(lambda simulator: simulator.holds.release(hold))
        replies = [each.result() for each in (first, *others)]
        ended = self._now()
        self._made += [Made(c, r, self._current, began, ended) for c, r in zip(calls, replies, strict=True)]

    def _now(self) -> int:
        return self._gateway.do(lambda simulator: simulator.now())

    def _arguments(self, call: Call) -> dict[str, Any]:
        args = dict(call.args)
        given = args.get("messages")
        if isinstance(given, Mapping):
            args["messages"] = many(given["$many"])
        if args.get("message_id") == LAST:
            args["message_id"] = str(self._gateway.do(lambda each: _last(each, self._username)))
        return args

    # Clients

    @property
    def _username(self) -> str:
        return self._contexts[self._current].username

    def _begin(self, account: int) -> None:
        self._end()
        self._current = account
        self._session = self._subject.begin(self._contexts[account])

    def _end(self) -> None:
        session, self._session = self._session, None
        if session:
            self._ended.append(session.end())

    def _collect(self) -> Seen:
        gateway, usernames = self._gateway, [context.username for context in self._contexts]
        is_over = not any(ended.trouble for ended in self._ended)
        gateway.until(collecting.is_quiet, _SETTLED if is_over else 0.0)  # a client that hangs will not turn away
        return gateway.do(
            lambda simulator: Seen(
                exchanges=collecting.exchanges(simulator, usernames),
                messages=[collecting.messages(simulator, each) for each in usernames],
                ledgers=[collecting.ledger(simulator, each) for each in usernames],
                unused=[*_unused(simulator, self._faults), *gateway.twists.unused],
                made=tuple(self._made),
                ended=tuple(self._ended),
                greetings=gateway.greetings,
                concurrency=self._subject.hello().concurrency,
                readings={each.key: self._readings.get(each.key, each.default) for each in REGISTER},
            )
        )


def _split(steps: tuple[Step, ...]) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """What happens before the client is there: a client that logs in as soon as it is made meets that too."""
    first = next((at for at, step in enumerate(steps) if isinstance(step, Call | Together | Meanwhile | Client)), 0)
    return steps[:first], steps[first:]


def _password(digest: str) -> str:
    return f"k&+%#{digest[:12]}"  # with what a URL has to escape


def _for(document: Mapping[str, Any], username: str) -> dict[str, Any]:
    return {**document, "match": {**document.get("match", {}), "account": username}}


def _operation(step: Step, gateway: Gateway) -> tuple[str, dict[str, Any]]:
    match step:
        case Advance():
            return "move_clock", {"document": {"advance": step.seconds}}
        case Change():
            return "change_account", {"document": step.members}
        case Force():
            state = next(state for state in State if state.label == step.status)
            return "force", {"id": gateway.do(_last_of_all), "state": int(state)}
    return "expire_sessions", {}


def _last(simulator: Simulator, username: str) -> int:
    return simulator.gateway.accounts[username].mailbox.last_id


def _last_of_all(simulator: Simulator) -> int:
    return max(account.mailbox.last_id for account in simulator.gateway.accounts.values())


def _has_two_in_flight(simulator: Simulator) -> bool:
    return sum(each.finished_at is None for each in simulator.journal.after(0)) > 1 or any(
        each.code == 104 for each in simulator.journal.after(0)
    )


def _unused(simulator: Simulator, ids: list[int]) -> list[str]:
    found = (simulator.faults.get(id) for id in ids)
    return [f"the fault {each.spec.effect}" for each in found if each and not each.matcher.fired]
