"""Mutants in what they read and report: amounts, counts, statuses, what is new, and the answers of v2."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from ..adapter.client import Failed, Value
from ..classes import ErrorClass
from ..reference import Client
from ..reference.answers import Answer
from .mutant import Collection

READING = Collection()


def _tells(client: Client, call: str, change: Callable[[dict[str, Any]], object]) -> None:
    told = getattr(client, call)

    def changed(*args: Any, **options: Any) -> Value:
        value = dict(told(*args, **options))
        change(value)
        return value

    setattr(client, call, changed)


@READING.add("amounts", "v3.balance.large", "v3.amounts.large", "v3.amounts.scale")
def reads_balances_as_floats(client: Client) -> None:
    _tells(client, "v3_balance", lambda value: value.update({k: f"{float(v):.2f}" for k, v in value.items()}))


@READING.add("amounts", "v3.amounts.price.large", "v3.amounts.price.long-scale")
def reads_prices_as_floats(client: Client) -> None:
    _tells(client, "v3_send", lambda value: value.update(total_price=f"{float(value['total_price']):.2f}"))


@READING.add("amounts", "v2.balance.large")
def reads_v2_balances_as_floats(client: Client) -> None:
    _tells(client, "v2_balance", lambda value: value.update(balance=f"{float(value['balance']):.2f}"))


@READING.add("amounts", "v3.balance.overdrawn", "v3.amounts.negative")
def loses_the_sign(client: Client) -> None:
    _tells(client, "v3_balance", lambda value: value.update({k: v.lstrip("-") for k, v in value.items()}))


@READING.add("truth", "v3.send.partly-refused")
def counts_what_it_was_given(client: Client) -> None:
    _tells(client, "v3_send", lambda value: value.update(message_count=len(value["references"])))


@READING.add("truth", "v3.status.many")
def takes_statuses_in_any_order(client: Client) -> None:
    def change(value: dict[str, Any]) -> None:
        codes = sorted(each["code"] for each in value["statuses"])
        value["statuses"] = [{**each, "code": code} for each, code in zip(value["statuses"], codes, strict=True)]

    _tells(client, "v3_status", change)


def _reads(client: Client, refuse: Callable[[Answer], bool]) -> None:
    conversation = client._v3._conversation
    post = conversation._post

    def strict(method: str, document: Mapping[str, Any]) -> Answer:
        answer = post(method, document)
        if refuse(answer):
            raise KeyError("an answer that I do not know")
        return answer

    conversation._post = strict  # type: ignore[method-assign]


_MEMBERS = {"StatusCode", "Status", "SessionId", "MessageCount", "PartCount", "AveragePrice", "TotalPrice"}
_MEMBERS |= {"MessageStatuses", "Balance", "BalanceNegativeLimit", "AvailableFund"}


@READING.add(
    "survive",
    "v3.new.members.send",
    "v3.new.members.querybalance",
    "v3.new.members.authorize",
    "v3.new.members.querymessages",
    "v3.new.members.calculate",
)
def refuses_new_members(client: Client) -> None:
    _reads(client, lambda answer: not set(answer._members) <= _MEMBERS)


@READING.add("survive", "v3.new.code-*")
def dies_of_a_new_code(client: Client) -> None:
    _reads(client, lambda answer: answer.code not in (*range(100, 105), 200, 201, 202, 300, 301, 302))


@READING.add(
    "survive",
    "v3.new.status-77.querymessages",
    "v3.new.status-105.querymessages",
    "v3.new.status-999.querymessages",
    "v3.new.status-11.querymessages",
)
def dies_of_a_new_status(client: Client) -> None:
    known = {*range(1, 11), *range(100, 105)}
    _reads(client, lambda answer: any(r["StatusCode"] not in known for r in answer._members.get("MessageStatuses", ())))


@READING.add("amounts", "v3.amounts.numbers")
def takes_strings_alone(client: Client) -> None:
    _reads(client, lambda answer: not isinstance(answer._members.get("Balance", ""), str))


def _reads_v2(client: Client, change: Callable[[bytes], bytes]) -> None:
    transport = client._v2._transport
    get = transport.get
    transport.get = lambda url, query: change(get(url, query))  # type: ignore[method-assign]


@READING.add("v2-answers", "v2.grammar.err.er", "v2.grammar.err.er-tight")
def knows_err_alone(client: Client) -> None:
    _reads_v2(client, lambda answer: answer.replace(b"Er:", b"ID: 5"))


@READING.add("v2-answers", "v2.grammar.id.tight", "v2.grammar.err.tight", "v2.grammar.id.tight-info")
def needs_blanks(client: Client) -> None:
    _reads_v2(client, lambda answer: answer if b": " in answer else b"?")


@READING.add("v2-answers", "v2.grammar.err.id-in-text", "v2.713.with-text")
def looks_for_id_anywhere(client: Client) -> None:
    _reads_v2(client, lambda answer: answer[answer.index(b"ID:") :] if b"ID:" in answer else answer)


@READING.add(
    "v2-answers",
    "v2.grammar.err.no-text",
    "v2.grammar.id.spaced",
    "v2.status.8.*",
    "v2.status.4.4",
    "v2.send.answers",
    "v2.status.6.102",
    "v2.status.5.2",
    "v2.grammar.id.line-end",
    "v2.new.status",
    "v2.status.0.1",
    "v2.status.2.3",
    "v2.status.1.100",
    "v2.status.3.104",
)
def needs_a_text(client: Client) -> None:
    _reads_v2(client, lambda answer: answer if answer.count(b":") > 1 else b"?")


@READING.add("v2-answers", "v2.code.703.querymessage", "v2.status.unknown")
def takes_an_error_for_a_status(client: Client) -> None:
    _reads_v2(client, lambda answer: answer.replace(b"Err: 703", b"ID: 703"))


@READING.add("refusals", "v3.code.300.send", "v3.account.poor.send", "v2.code.702.send")
def calls_every_refusal_other(client: Client) -> None:
    for call in ("v3_send", "v2_send"):
        _renames(client, call, "other")


def _renames(client: Client, call: str, kind: ErrorClass) -> None:
    made = getattr(client, call)

    def renamed(*args: Any, **options: Any) -> Value:
        try:
            return dict(made(*args, **options))
        except Failed as failed:
            raise Failed(kind, failed.code) from None

    setattr(client, call, renamed)


@READING.add("amounts", "v2.balance.*", "v3.amounts.*", "v3.balance.*", "v3.session.in-flight-at-60")
def adds_a_cent(client: Client) -> None:
    def change(value: dict[str, Any]) -> None:
        for name in ("balance", "credit_limit", "available", "total_price"):
            if name in value:
                value[name] = f"{Decimal(value[name]) + Decimal('0.01')}"

    for call in ("v3_balance", "v2_balance", "v3_send", "v3_calculate"):
        _tells(client, call, change)


@READING.add("truth", "v3.status.100", "v2.status.7.digits", "v2.form.unregistered-sender")
def takes_everything_for_delivered(client: Client) -> None:
    _tells(client, "v3_status", lambda value: [row.update(code=3) for row in value["statuses"]])
    _tells(client, "v2_status", lambda value: value.update(code=6))


@READING.add("truth", "v3.code.*", "v3.batch.told-301", "v3.login.told-102", "v3.login.told-100")
def calls_every_error_a_bad_date(client: Client) -> None:
    for call in ("v3_send", "v3_calculate", "v3_status", "v3_balance", "v2_send", "v2_schedule", "v2_status"):
        _renames(client, call, "bad_date")
    _renames(client, "v2_balance", "bad_date")


@READING.add(
    "v2-answers",
    "v2.grammar.id.info",
    "v2.712.with-text",
    "v2.grammar.id.error-in-info",
    "v2.grammar.id.colon-alone",
    "v2.grammar.id.unicode-info",
    "v2.grammar.id.empty-info",
    "v2.grammar.id.many-blanks",
    "v2.grammar.id.colons",
)
def takes_the_text_for_a_part_of_the_value(client: Client) -> None:
    _reads_v2(client, lambda answer: answer.replace(b" : ", b"-").replace(b" :", b"-"))


@READING.add("v2-answers", "v2.code.*", "v2.new.code-*", "v2.grammar.err.*")
def takes_v2_errors_for_ids(client: Client) -> None:
    _reads_v2(client, lambda answer: answer.replace(b"Err:", b"ID:").replace(b"Er:", b"ID:"))


@READING.add("survive", "v3.new.status-text.send")
def reads_the_text_for_the_code(client: Client) -> None:
    _reads(client, lambda answer: answer.code == 101 and answer.text != "Success")


@READING.add("survive", "v3.new.row-members.querymessages", "v3.new.status-text.querymessages")
def refuses_new_rows(client: Client) -> None:
    known = {"Reference", "StatusCode", "Status"}
    _reads(
        client,
        lambda answer: any(
            not set(row) <= known or not row["Status"] for row in answer._members.get("MessageStatuses", ())
        ),
    )
