"""What happens in a case, step by step: plain data that can be written as JSON and done again.

`$last` as a message id is the id of the gateway's latest message; `{"$many": n}` as messages are n of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from ..adapter.messages import Api

LAST = "$last"
RECIPIENT = "37499000000"
BODY = "hello"


class Call(msgspec.Struct, tag_field="step", tag="call", frozen=True, kw_only=True, omit_defaults=True):
    """The client makes a call, and its reply is waited for. pause: seconds that the gateway is told to take."""

    api: Api
    call: str
    args: dict[str, Any] = {}
    pause: float = 0.0


class Together(msgspec.Struct, tag_field="step", tag="together", frozen=True, kw_only=True):
    """The client makes calls at the same time; the first request is held until the others have had their chance."""

    calls: tuple[Call, ...]


class Fault(msgspec.Struct, tag_field="step", tag="fault", frozen=True, kw_only=True):
    """The gateway is told of a fault to come: the document of the control API."""

    document: dict[str, Any]


class Twist(msgspec.Struct, tag_field="step", tag="twist", frozen=True, kw_only=True, omit_defaults=True):
    """The next answer to `method` is one that no gateway of today gives.

    members: set in a JSON answer, the rows of MessageStatuses included under `rows`. line: the whole of a v2 answer.
    """

    method: str
    members: dict[str, Any] = {}
    rows: dict[str, Any] = {}
    line: str | None = None


class Advance(msgspec.Struct, tag_field="step", tag="advance", frozen=True):
    """The account's clock moves on, so many seconds."""

    seconds: float


class Expire(msgspec.Struct, tag_field="step", tag="expire", frozen=True, kw_only=True, omit_defaults=True):
    """The account's sessions die: now, or when `before` has been asked for the nth time, just ahead of it."""

    before: str | None = None
    nth: int = 1
    times: int = 1


class Change(msgspec.Struct, tag_field="step", tag="change", frozen=True):
    """The operator changes the account."""

    members: dict[str, Any]


class Force(msgspec.Struct, tag_field="step", tag="force", frozen=True):
    """The operator moves the account's latest message to a status."""

    status: str


class Client(msgspec.Struct, tag_field="step", tag="client", frozen=True):
    """A fresh client, of the account with this number. Every case begins with one of the first."""

    account: int = 0


class Meanwhile(msgspec.Struct, tag_field="step", tag="meanwhile", frozen=True, kw_only=True):
    """The client makes a call whose request the gateway holds while these happen, and only then answers."""

    call: Call
    steps: tuple[Advance | Expire | Change, ...]


Step: TypeAlias = Call | Together | Meanwhile | Fault | Twist | Advance | Expire | Change | Force | Client


# Verbs


def v3(call: str, pause: float = 0.0, **args: Any) -> Call:
    """A call of v3."""
    return Call(api="v3", call=call, args=args, pause=pause)


def v2(call: str, pause: float = 0.0, **args: Any) -> Call:
    """A call of v2."""
    return Call(api="v2", call=call, args=args, pause=pause)


def sms(body: str = BODY, recipient: str = RECIPIENT, reference: str | None = "r1") -> dict[str, str]:
    """A message of v3."""
    return {"recipient": recipient, "body": body} | ({} if reference is None else {"reference": reference})


def send(*messages: Mapping[str, str], pause: float = 0.0, **options: Any) -> Call:
    """v3 send; without messages, of one."""
    return v3("send", pause, messages=[*messages] or [sms()], **options)


def send_many(count: int, pause: float = 0.0) -> Call:
    """v3 send of so many messages, each with its own recipient and reference."""
    return v3("send", pause, messages={"$many": count})


def send_v2(body: str = BODY, recipient: str = RECIPIENT, pause: float = 0.0, **options: Any) -> Call:
    """v2 send."""
    return v2("send", pause, recipient=recipient, body=body, **options)


def schedule_v2(date: str = "2019-07-26T12:00:00+00:00", body: str = BODY, **options: Any) -> Call:
    """v2 schedule."""
    return v2("schedule", recipient=RECIPIENT, body=body, date=date, **options)


def fault(method: str, effect: str, *, times: int = 1, nth: int = 1, **parameters: Any) -> Fault:
    """A fault in the next request of that method; the letter case of a method tells its protocol."""
    protocol = "v2" if method in V2_FUNCTIONS else "v3"
    match = {"protocol": protocol, "method": method, "nth": nth, "times": times}
    return Fault(document={"match": match, "effect": effect, **parameters})


V2_FUNCTIONS = ("send", "schedule", "querybalance", "querymessage")


def messages_of(call: Call) -> list[dict[str, str]]:
    """The messages that a send of either protocol is about; its numbers written out."""
    if call.api == "v2":
        return [sms(call.args["body"], call.args["recipient"], None)]
    given: Any = call.args["messages"]
    return many(given["$many"]) if isinstance(given, Mapping) else list(given)


def many(count: int) -> list[dict[str, str]]:
    """So many messages."""
    return [sms(f"text {each}", f"374{99000000 + each}", f"r{each}") for each in range(count)]


def calls_of(steps: Sequence[Step]) -> list[Call]:
    """The calls among them, in order."""
    found: list[Call] = []
    for step in steps:
        match step:
            case Call():
                found.append(step)
            case Together():
                found += step.calls
            case Meanwhile():
                found.append(step.call)
    return found
