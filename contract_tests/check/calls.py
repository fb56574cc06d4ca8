"""Checks of the calls: each that is offered is made at a gateway of our own, whose journal says what it did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..adapter.messages import Api, Call, line
from ..classes import ErrorClass
from ..driver.reading import read_call
from ..driver.replies import Failure, Value
from ..driver.secrets import Secrets
from ..own_gateway import OwnAccount
from ..reference import V2, Settings
from .bench import Bench
from .findings import Finding
from .stage import Stage

_TEXT = 'one\u2028two "three" \\four Ժ Ж 👋 &+%20'
_SMS = {"recipient": "37499000000", "body": _TEXT}
_REFERENCE = "adapter-check"
_VALUE = '{"seq": …, "ok": true, "value": …}'
_NO_SECRETS = Secrets()


def makes_its_calls(stage: Stage, bench: Bench) -> Iterator[Finding]:
    """Every call that hello declares, with arguments that the gateway accepts."""
    account = stage.gateway.account()
    message_id = _message(account)
    bench.begin(stage.context(account))
    for api, call in stage.calls:
        asked = len(account.exchanges())
        answer = bench.call(api, call, _arguments(api, call, message_id), _VALUE)
        reply = read_call(answer, api, call, _NO_SECRETS)
        if not isinstance(reply, Value):
            to_do = f"The gateway would have served it. A value has the schema adapter/{api}.{call}.value."
            yield Finding(f"{api} {call} does not succeed: {reply}", bench.sent, bench.came, _VALUE, to_do)
        elif len(account.exchanges()) == asked:
            to_do = "Make the call at the address that begin names, and answer when it is done."
            yield Finding(f"{api} {call} is reported, and was never made", bench.sent, bench.came, "a request", to_do)
    yield from _arrived(account)
    bench.end()


def tells_a_refusal(stage: Stage, bench: Bench) -> Iterator[Finding]:
    """An account that is blocked: 202 in v3, 701 in v2."""
    bench.begin(stage.context(stage.gateway.account(blocked=True)))
    refused: dict[Api, tuple[ErrorClass, int]] = {"v3": ("blocked", 202), "v2": ("bad_credentials", 701)}
    for api, call in dict(stage.calls).items():  # one of each api is enough
        kind, code = refused[api]
        expected = f'{{"seq": …, "ok": false, "error": {{"class": "{kind}", "code": {code}}}}}'
        reply = read_call(bench.call(api, call, _arguments(api, call, "1"), expected), api, call, _NO_SECRETS)
        if not isinstance(reply, Failure) or reply.kind != kind:
            to_do = "Answer an error of the gateway with ok false, its class and its code; adapter_error is for slips."
            yield Finding(f"{api} {call} does not tell what code {code} is", bench.sent, bench.came, expected, to_do)


def takes_calls_at_once(stage: Stage, bench: Bench) -> Iterator[Finding]:
    """As many as hello declares, written in one piece; each has its own reply."""
    call = next((each for each in stage.calls if each[1] == "balance"), None)
    if stage.concurrency < 2 or call is None:
        return
    bench.begin(stage.context())
    calls = [Call(seq=bench.number(), api=call[0], call=call[1], args={}) for _ in range(stage.concurrency)]
    text = b"".join(map(line, calls))
    futures = [bench.link.expect(each.seq) for each in calls]
    bench.link.post_line(text)
    for future in futures:
        reply = read_call(bench.awaited(future, text, _VALUE), *call, _NO_SECRETS)
        if not isinstance(reply, Value):
            what = f"Of {stage.concurrency} calls at once one does not succeed: {reply}"
            to_do = "Make requests of one account one after the other, or declare a lower concurrency in hello."
            yield Finding(what, bench.sent, bench.came, f"{_VALUE} to each", to_do)
            return


def starts_afresh(stage: Stage, bench: Bench) -> Iterator[Finding]:
    """A second case has nothing of the first."""
    if not stage.calls:
        return
    first, second = stage.gateway.account(), stage.gateway.account()
    _use(stage, bench, first)
    before = len(first.exchanges())
    _use(stage, bench, second)
    asked = len(second.exchanges())
    if not asked or len(first.exchanges()) != before:
        came = f"{asked} requests of the second account, {len(first.exchanges()) - before} of the first"
        to_do = "Make everything anew at begin: credentials, sessions, connections."
        sent = "begin, a call and end with one account, then with another"
        yield Finding("A second case has the first one's client", sent, came, "requests of the second alone", to_do)


def _use(stage: Stage, bench: Bench, account: OwnAccount) -> None:
    """A case of one call."""
    api, call = stage.calls[-1]
    bench.begin(stage.context(account))
    bench.call(api, call, _arguments(api, call, "1"), _VALUE)
    bench.end()


def _message(account: OwnAccount) -> str:
    """The id of a message that is there to be asked after."""
    context = account.context("adapter-check")
    settings = Settings(context.v2_url, context.v3_url, account.username, account.password, account.sender)
    return V2(settings).send("37499000000", "to be asked after")


def _arguments(api: Api, call: str, message_id: str) -> dict[str, Any]:
    match api, call:
        case "v3", "send" | "calculate":
            return {"messages": [_SMS | {"reference": _REFERENCE}]}
        case "v3", "status":
            return {"references": [_REFERENCE]}
        case "v2", "send":
            return dict(_SMS)
        case "v2", "schedule":
            return _SMS | {"date": "2099-07-25T18:20:00+04:00"}
        case "v2", "status":
            return {"message_id": message_id}
    return {}


def _arrived(account: OwnAccount) -> Iterator[Finding]:
    """What was sent is there, letter by letter; the first message is ours."""
    for message in account.messages()[1:]:
        if message["body"] != _TEXT:
            to_do = "Read UTF-8 from standard input, whatever the locale says, and hand on the text as it is."
            what = "A text does not arrive as it was given"
            yield Finding(what, repr(_TEXT), repr(message["body"]), "the same text", to_do)
            return
