"""Clients that keep everything and are built another way than the reference: none of them may fail a case."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar
from urllib.parse import quote_plus

from mobipace.contract_tests.adapter import Context
from mobipace.contract_tests.adapter.client import Failed, Value
from mobipace.contract_tests.reference import Client, GatewayError, LostAnswer, Message
from mobipace.contract_tests.reference import v2 as reference_v2
from mobipace.contract_tests.reference.answers import Answer
from mobipace.contract_tests.reference.batches import referenced, together
from mobipace.contract_tests.reference.checks import check_batch
from mobipace.contract_tests.reference.conversation import Conversation
from mobipace.contract_tests.reference.errors import of_code
from mobipace.contract_tests.reference.values import Options
from tests.contract.other_wires import Wire

Change = Callable[[Client], None]


def made_of(*changes: Change) -> type[Client]:
    """The reference client with these changes."""

    class Right(Client):
        def __init__(self, context: Context) -> None:
            super().__init__(context)
            for change in changes:
                change(self)

    return Right


def _talk(client: Client) -> Conversation:
    return client._v3._conversation


# How it speaks HTTP


def wired(**habits: Any) -> Change:
    """Another transport, for both protocols."""

    def change(client: Client) -> None:
        wire: Any = Wire(_talk(client)._transport, **habits)
        _talk(client)._transport = client._v2._transport = wire
        client.close = wire.close  # type: ignore[method-assign]

    return change


def written(write: Callable[[Mapping[str, Any]], bytes]) -> Change:
    """Other JSON of the same meaning."""

    def change(client: Client) -> None:
        conversation = _talk(client)

        def post(method: str, document: Mapping[str, Any]) -> Answer:
            url = f"{conversation._settings.v3_url}/{method}"
            return Answer(conversation._transport.post(url, write(document)))

        conversation._post = post  # type: ignore[method-assign]

    return change


def in_ascii(document: Mapping[str, Any]) -> bytes:
    """Everything escaped that may be, the slash too."""
    return json.dumps(document, indent=2).replace("/", "\\/").encode()


def as_the_example(document: Mapping[str, Any]) -> bytes:
    """Every member said, messages first, and blanks where the document's own example has them."""
    if "Messages" not in document:
        return json.dumps(document).encode()
    whole = {"SendWithinHours": 0, "IsWapPush": "false", **document}
    blank = {name: f"{whole[name]} " for name in ("SessionId", "Sender", "IsWapPush", "ScheduledDate") if name in whole}
    return json.dumps({"Messages": whole["Messages"], **whole, **blank}, ensure_ascii=False).encode()


def form_encoded(client: Client) -> None:
    """v2 as a form's query: blanks as +, hex in lower case, parameters in another order."""
    transport = client._v2._transport

    def ask(function: str, parameters: dict[str, str]) -> str:
        settings = client._v2._settings
        query = {**parameters, "password": settings.password, "username": settings.username, "function": function}
        text = "&".join(f"{name}={_lower(quote_plus(value))}" for name, value in query.items())
        return reference_v2._value(transport.get(settings.v2_url, text))

    client._v2._ask = ask  # type: ignore[method-assign]


def _lower(text: str) -> str:
    pieces = text.split("%")
    return "%".join([pieces[0], *(piece[:2].lower() + piece[2:] for piece in pieces[1:])])


# Sessions


def logs_in_for_each_call(client: Client) -> None:
    """As a program that is run once for each; it should not, and may."""
    conversation = _talk(client)

    def ask(method: str, members: Mapping[str, Any]) -> Answer:
        conversation._session_id = None
        return Conversation.ask(conversation, method, members)

    conversation.ask = ask  # type: ignore[method-assign]


def logs_in_at_once(client: Client) -> None:
    """As soon as it is made; what comes of it is told by the first call."""
    conversation, first = _talk(client), list[GatewayError]()
    try:
        conversation._session()
    except GatewayError as error:
        first.append(error)
    session = conversation._session

    def once() -> str:
        if first:
            raise first.pop()
        return session()

    conversation._session = once  # type: ignore[method-assign]


def logs_in_ahead(client: Client) -> None:
    """A session is replaced before it can die, here after four requests."""
    conversation, used = _talk(client), [0]
    session = conversation._session

    def fresh() -> str:
        used[0] += 1
        if used[0] % 5 == 0:
            conversation._session_id = None
        return session()

    conversation._session = fresh  # type: ignore[method-assign]


def has_a_pool_of_sessions(client: Client) -> None:
    """As many as it takes calls at once, used in turn, one request at a time."""
    conversation, pool, turn = _talk(client), [None] * client.concurrency, [0]
    post = conversation._post
    lock = threading.Lock()

    def ask(method: str, members: Mapping[str, Any]) -> Answer:
        with lock:
            turn[0] += 1
            place = turn[0] % len(pool)
            conversation._session_id = pool[place]
            try:
                return Conversation.ask(conversation, method, members)
            finally:
                pool[place] = conversation._session_id

    conversation._post = post  # type: ignore[method-assign]
    conversation.ask = ask  # type: ignore[method-assign]


# What it does of its own


def retries(*pauses: float) -> Change:
    """After a 104: so often, after so many seconds each."""

    def change(client: Client) -> None:
        conversation = _talk(client)

        def ask(method: str, members: Mapping[str, Any]) -> Answer:
            left = [*pauses]
            while True:
                answer = conversation._post(method, {"SessionId": conversation._session(), **members})
                if answer.code == 103 and conversation._session_id:
                    conversation._session_id = None
                    answer = conversation._post(method, {"SessionId": conversation._session(), **members})
                if answer.code == 101:
                    return answer
                if answer.code != 104 or not left:
                    raise of_code(answer.code, answer.text)
                conversation._closed.wait(left.pop(0))

        conversation._ask = ask  # type: ignore[method-assign]

    return change


def splits_small(client: Client) -> None:
    """A hundred messages a request."""
    v3 = client._v3

    def send(messages: Sequence[Message], options: Options | None = None) -> Any:
        options = options or Options()
        check_batch(messages, options)
        rows, members = referenced(messages), v3._members(options)
        return together([v3._send(rows[at : at + 100], members) for at in range(0, len(rows), 100)])

    v3.send = send  # type: ignore[method-assign]


def checks_nothing(client: Client) -> None:
    """What is wrong is the gateway's to refuse."""
    v3, v2 = client._v3, client._v2

    def send(messages: Sequence[Message], options: Options | None = None) -> Any:
        members, rows = v3._members(options or Options()), referenced(messages)
        return together([v3._send(rows[at : at + 20_000], members) for at in range(0, max(1, len(rows)), 20_000)])

    def message(recipient: str, body: str, sender: str | None, wap_push: bool | None) -> dict[str, str]:
        sender = v2._settings.sender if sender is None else sender
        wap = {} if wap_push is None else {"wap_push": str(wap_push).lower()}
        return {"sender": sender, "recipient": recipient, "body": body, **wap}

    v3.send, v2._message = send, message  # type: ignore[method-assign]


def mends_recipients(client: Client) -> None:
    """Digits alone are what goes out."""
    send = client._v3.send

    def mended(messages: Sequence[Message], options: Options | None = None) -> Any:
        return send([Message(_digits(each.recipient), each.body, each.reference) for each in messages], options)

    client._v3.send = mended  # type: ignore[method-assign]


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text)).removeprefix("00")


def resends_after_asking(client: Client) -> None:
    """A message that a query does not know was not accepted, and is sent again."""
    v3 = client._v3
    send = v3._send

    def careful(part: Sequence[Message], members: Mapping[str, Any]) -> Any:
        try:
            return send(part, members)
        except LostAnswer:
            known = {each.reference for each in v3.status([str(m.reference) for m in part]) if each.code != 10}
            if known:
                raise
            return send(part, members)

    v3._send = careful  # type: ignore[method-assign]


def asks_the_price_first(client: Client) -> None:
    """Before each send, what it would cost."""
    send = client._v3.send

    def priced(messages: Sequence[Message], options: Options | None = None) -> Any:
        client._v3.calculate(messages, options)
        return send(messages, options)

    client._v3.send = priced  # type: ignore[method-assign]


def asks_one_by_one(client: Client) -> None:
    """One QueryMessages for each reference."""
    v3 = client._v3
    status = v3.status
    v3.status = lambda references: [each for one in references for each in status([one])]  # type: ignore[method-assign]


def repeats_questions(client: Client) -> None:
    """A question whose answer was lost is asked again, twice; so is a login."""
    conversation, v2 = _talk(client), client._v2
    post, ask = conversation._post, v2._ask

    def again(method: str, document: Mapping[str, Any]) -> Answer:
        return _thrice(lambda: post(method, document), method != "Send")

    def again_v2(function: str, parameters: dict[str, str]) -> str:
        return _thrice(lambda: ask(function, parameters), function.startswith("query"))

    conversation._post, v2._ask = again, again_v2  # type: ignore[method-assign]


_Told = TypeVar("_Told")


def _thrice(ask: Callable[[], _Told], may: bool) -> _Told:
    for _ in range(2 if may else 0):
        try:
            return ask()
        except GatewayError as error:
            if error.code is not None:
                raise
    return ask()


def says_little(client: Client) -> None:
    """Nothing that may be left out; numbers for ids; classes alone."""
    made = client.v3_send, client.v2_send, client.v3_status

    def v3_send(messages: Sequence[Mapping[str, str]], **options: Any) -> Value:
        value = dict(_bare(lambda: made[0](messages, **options)))
        return {name: value[name] for name in ("message_count", "part_count", "total_price") if name in value}

    def v2_send(*args: Any, **options: Any) -> Value:
        return {"message_id": int(_bare(lambda: made[1](*args, **options))["message_id"])}

    def v3_status(references: Sequence[str]) -> Value:
        rows = _bare(lambda: made[2](references))["statuses"]
        return {"statuses": [{"reference": row["reference"], "code": row["code"]} for row in rows]}

    client.v3_send, client.v2_send, client.v3_status = v3_send, v2_send, v3_status  # type: ignore[method-assign]


def _bare(call: Callable[[], Value]) -> Value:
    try:
        return call()
    except Failed as failed:
        raise Failed(failed.kind) from None


def pads_amounts(client: Client) -> None:
    """The same amounts in other digits."""
    balance = client.v3_balance

    def padded() -> Value:
        return {name: f"{Decimal(amount):+.15f}".lstrip("+") for name, amount in balance().items()}

    client.v3_balance = padded  # type: ignore[method-assign]


RIGHT: dict[str, tuple[Change, ...]] = {
    "a pool of sessions over kept connections": (
        wired(keeps=True, content_type="application/json; charset=utf-8"),
        has_a_pool_of_sessions,
        written(in_ascii),
        form_encoded,
        asks_one_by_one,
    ),
    "a script that is run once for each call": (
        wired(version="1.0", lower=True),
        logs_in_for_each_call,
        retries(),
        checks_nothing,
        says_little,
    ),
    "one that is early": (
        wired(chunked=True, lower=True, keeps=True),
        written(as_the_example),
        logs_in_at_once,
        asks_the_price_first,
        mends_recipients,
        pads_amounts,
    ),
    "one that is patient": (
        wired(expects=True),
        logs_in_ahead,
        retries(0.25, 0.5, 1.0),
        splits_small,
        resends_after_asking,
        repeats_questions,
    ),
}
"""Each habit is right, and so are they together."""
