"""Mutants in how they talk: sessions, logins, retries, overlaps, losses."""

from __future__ import annotations

import json
import logging
import ssl
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any

from ..adapter.client import Failed, Value
from ..reference import Client, GatewayError, LostAnswer
from ..reference.answers import Answer
from ..reference.conversation import Conversation
from .mutant import Collection

TALK = Collection()
_FOREVER = 3600.0
_SESSIONS: dict[str, str] = {}


def _conversation(client: Client) -> Conversation:
    return client._v3._conversation


def _asks(client: Client, ask: Callable[[Conversation, str, Mapping[str, Any]], Answer]) -> None:
    conversation = _conversation(client)
    conversation.ask = lambda method, members: ask(conversation, method, members)  # type: ignore[method-assign]


def _once(conversation: Conversation, method: str, members: Mapping[str, Any]) -> Answer:
    return Conversation.ask(conversation, method, members)


@TALK.add(
    "one-at-a-time", "v3.busy.two-sends", "v3.busy.four-sends", "v3.busy.send-and-query", "v3.busy.from-the-start"
)
def talks_in_parallel(client: Client) -> None:
    _conversation(client)._one_at_a_time = nullcontext()  # type: ignore[assignment]


@TALK.add(
    "renew", "v3.session.dies-after-login.*", "v3.session.expired.*", "v3.session.ended-*", "v3.session.renewal-refused"
)
def never_logs_in_again(client: Client) -> None:
    def ask(conversation: Conversation, method: str, members: Mapping[str, Any]) -> Answer:
        answer = conversation._post(method, {"SessionId": conversation._session(), **members})
        if answer.code != 101:
            raise GatewayError("session" if answer.code == 103 else "other", answer.text, answer.code)
        return answer

    _asks(client, ask)


@TALK.add("renew", "v3.session.loop.*")
def renews_for_ever(client: Client) -> None:
    def ask(conversation: Conversation, method: str, members: Mapping[str, Any]) -> Answer:
        for _ in range(5):
            try:
                return _once(conversation, method, members)
            except GatewayError as error:
                if error.code != 103:
                    raise
        return _once(conversation, method, members)

    _asks(client, ask)


@TALK.add("reuse", "v3.session.reused", "v3.session.reused-over-methods")
def logs_in_for_each_message(client: Client) -> None:
    def ask(conversation: Conversation, method: str, members: Mapping[str, Any]) -> Answer:
        conversation._session_id = None
        return _once(conversation, method, members)

    _asks(client, ask)


@TALK.add("authorize", "v3.session.login-first")
def makes_up_a_session(client: Client) -> None:
    _conversation(client)._session_id = "00000000-0000-4000-8000-000000000000"


@TALK.add("authorize", "v3.session.two-accounts")
def shares_one_session(client: Client) -> None:
    def ask(conversation: Conversation, method: str, members: Mapping[str, Any]) -> Answer:
        place = conversation._settings.v3_url
        conversation._session_id = _SESSIONS.get(place)
        answer = _once(conversation, method, members)
        _SESSIONS[place] = conversation._session_id or ""
        return answer

    _asks(client, ask)


def _retries(code: int, times: int = 2) -> Callable[[Client], None]:
    def break_it(client: Client) -> None:
        def ask(conversation: Conversation, method: str, members: Mapping[str, Any]) -> Answer:
            for _ in range(times):
                try:
                    return _once(conversation, method, members)
                except GatewayError as error:
                    if error.code != code:
                        raise
            return _once(conversation, method, members)

        _asks(client, ask)

    break_it.__name__ = f"retries_a_{code}"
    return break_it


TALK.add("refusals", "v3.account.poor.send", "v3.code.300.send", "v3.account.poor.second-call")(_retries(300))
TALK.add("refusals", "v3.account.no-currency.send", "v3.code.302.send", "v3.account.no-currency.calculate")(
    _retries(302)
)
TALK.add("stop", "v3.login.wrong-password", "v3.login.told-200", "v3.login.once-a-call", "v3.login.social")(
    _retries(200)
)
TALK.add("stop", "v3.login.locked", "v3.login.told-201")(_retries(201))
TALK.add("stop", "v3.login.blocked", "v3.login.told-202", "v3.session.account-blocked-meanwhile")(_retries(202))


@TALK.add("wait-when-busy", "v3.busy.told.*", "v3.batch.busy-between")
def hammers_when_busy(client: Client) -> None:
    conversation = _conversation(client)
    post = conversation._post

    def again(method: str, document: Mapping[str, Any]) -> Answer:
        answer = post(method, document)
        return post(method, document) if answer.code == 104 else answer

    conversation._post = again  # type: ignore[method-assign]


@TALK.add(
    "ask-first",
    "v3.resent.reset.after.send",
    "v3.resent.truncate.after.send",
    "v3.resent.hang.after.send",
    "v3.resent.reset.before.send",
    "v3.resent.kept-connection.send",
)
def resends_blindly(client: Client) -> None:
    conversation = _conversation(client)
    post = conversation._post

    def again(method: str, document: Mapping[str, Any]) -> Answer:
        try:
            return post(method, document)
        except LostAnswer:
            return post(method, document)

    conversation._post = again  # type: ignore[method-assign]


@TALK.add("ask-first", "v2.resent.*")
def resends_v2_blindly(client: Client) -> None:
    _tries_v2_again(client, lambda error: error.code is None)


@TALK.add("stop", "v2.login.*")
def retries_a_701(client: Client) -> None:
    _tries_v2_again(client, lambda error: error.code == 701)


@TALK.add("refusals", "v2.account.poor.send", "v2.account.no-currency.send", "v2.account.no-currency.schedule")
def retries_a_702_or_709(client: Client) -> None:
    _tries_v2_again(client, lambda error: error.code in (702, 709))


def _tries_v2_again(client: Client, is_tried: Callable[[GatewayError], bool]) -> None:
    v2 = client._v2
    ask = v2._ask

    def again(function: str, parameters: dict[str, str]) -> str:
        try:
            return ask(function, parameters)
        except GatewayError as error:
            if not is_tried(error):
                raise
            return ask(function, parameters)

    v2._ask = again  # type: ignore[method-assign]


@TALK.add("lost", "v3.lost.hang.before.send", "v3.lost.endless-drip")
def waits_for_ever(client: Client) -> None:
    _conversation(client)._transport._timeout = _FOREVER


@TALK.add("lost", "v2.lost.hang.before.send", "v2.lost.hang.querybalance")
def waits_for_v2_for_ever(client: Client) -> None:
    client._v2._transport._timeout = _FOREVER


@TALK.add("lost", "v3.lost.reset.before.send", "v3.lost.reset.after.send", "v3.lost.hang.after.send")
def takes_a_loss_for_a_success(client: Client) -> None:
    send = client._v3._send

    def hopeful(part: Any, members: Any) -> Any:
        try:
            return send(part, members)
        except LostAnswer:
            return client._v3.calculate(part)

    client._v3._look_for = lambda references: None  # type: ignore[method-assign]
    client._v3._send = hopeful  # type: ignore[method-assign]


@TALK.add(
    "lost", "v2.lost.reset.before.send", "v2.lost.empty.after.send", "v2.lost.garbage.before.send", "v2.grammar.mess.*"
)
def takes_a_v2_loss_for_a_success(client: Client) -> None:
    _v2_sends(client, lambda failed: failed.kind in ("transport", "timeout", "malformed_answer"))


@TALK.add("lost", "v2.lost.http-status.before.send", "v2.lost.http-status.after.send")
def takes_http_500_for_a_success(client: Client) -> None:
    _v2_sends(client, lambda failed: failed.kind == "server_error")


def _v2_sends(client: Client, is_good: Callable[[Failed], bool]) -> None:
    send = client.v2_send

    def hopeful(recipient: str, body: str, **options: Any) -> Value:
        try:
            return send(recipient, body, **options)
        except Failed as failed:
            if is_good(failed):
                return {"message_id": "0"}
            raise

    client.v2_send = hopeful  # type: ignore[method-assign]


@TALK.add("lost", "v3.lost.*")
def makes_up_v3_answers(client: Client) -> None:
    made_up: dict[str, dict[str, Any]] = {
        "authorize": {"SessionId": "00000000-0000-4000-8000-000000000000"},
        "Send": {"MessageCount": 1, "PartCount": 1, "AveragePrice": 2, "TotalPrice": 2},
        "Calculate": {"MessageCount": 1, "PartCount": 1, "AveragePrice": 2, "TotalPrice": 2},
        "QueryMessages": {"MessageStatuses": []},
        "QueryBalance": {"Balance": 0, "BalanceNegativeLimit": 0, "AvailableFund": 0},
    }
    conversation = _conversation(client)
    post = conversation._post

    def hopeful(method: str, document: Mapping[str, Any]) -> Answer:
        try:
            return post(method, document)
        except GatewayError:
            return Answer(json.dumps({"StatusCode": 101, **made_up[method]}).encode())

    conversation._post = hopeful  # type: ignore[method-assign]


@TALK.add("lost", "v2.lost.*")
def makes_up_v2_answers(client: Client) -> None:
    v2 = client._v2
    ask = v2._ask

    def hopeful(function: str, parameters: dict[str, str]) -> str:
        try:
            return ask(function, parameters)
        except GatewayError as error:
            if error.code is not None:
                raise
            return "0"

    v2._ask = hopeful  # type: ignore[method-assign]


@TALK.add("truth", "v3.send.answers", "v3.form.send.plain", "v3.busy.two-sends", "v3.local.*", "v3.date.with-a-time")
def says_ok_and_does_nothing(client: Client) -> None:
    client.v3_send = lambda messages, **_: {  # type: ignore[method-assign]
        "message_count": len(messages),
        "part_count": len(messages),
        "total_price": "2.00",
        "references": [each.get("reference", "") for each in messages],
    }


@TALK.add("no-polling", "v3.status.*")
def polls_a_final_status(client: Client) -> None:
    status = client.v3_status

    def polled(references: Any) -> Value:
        for _ in range(5):
            status(references)
        return status(references)

    client.v3_status = polled  # type: ignore[method-assign]


@TALK.add(
    "no-logging",
    "log.success.v3",
    "log.success.v2",
    "log.http-status.*",
    "log.refused.*",
    "log.garbage.*",
    "log.truncate.v2",
    "log.reset.v3",
)
def logs_its_password(client: Client) -> None:
    settings = client._v2._settings
    logging.getLogger("mutant").warning("log in as %s with %s", settings.username, settings.password)


@TALK.add("no-logging", "log.success.v2", "log.reset.v2")
def logs_its_v2_url(client: Client) -> None:
    transport = client._v2._transport
    get = transport.get

    def told(url: str, query: str) -> bytes:
        logging.getLogger("mutant").warning("GET %s?%s", url, query)
        return get(url, query)

    transport.get = told  # type: ignore[method-assign]


@TALK.add("https", "v3.https")
def talks_in_the_open(client: Client) -> None:
    settings = _conversation(client)._settings
    object.__setattr__(settings, "v3_url", settings.v3_url.replace("https:", "http:"))


@TALK.add("https", "v3.https.wrong-host", "v3.https.unknown-authority")
def trusts_anybody(client: Client) -> None:
    for transport in (_conversation(client)._transport, client._v2._transport):
        transport._context = ssl._create_unverified_context  # type: ignore[method-assign]
