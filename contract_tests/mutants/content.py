"""Mutants in what they say: batches, texts, recipients, references, members, dates."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus, urlencode
from zoneinfo import ZoneInfo

from ..adapter.client import Value
from ..reference import Client, Message, Options
from ..reference.answers import Answer
from ..reference.batches import referenced, together
from .mutant import Collection

CONTENT = Collection()


def _splits(client: Client, pieces: Callable[[Sequence[Message]], list[Sequence[Message]]]) -> None:
    v3 = client._v3

    def send(messages: Sequence[Message], options: Any = None) -> Any:
        members = v3._members(options or Options())
        return together([v3._send(part, members) for part in pieces(referenced(messages))])

    v3.send = send  # type: ignore[method-assign]


@CONTENT.add("batch-limit", "v3.batch.20001", "v3.batch.45000")
def never_splits(client: Client) -> None:
    _splits(client, lambda messages: [messages])


@CONTENT.add("split-once", "v3.batch.20001", "v3.batch.session-dies-between", "v3.batch.answer-of-second-lost")
def splits_with_an_overlap(client: Client) -> None:
    _splits(client, lambda all: [all[:20_000], all[19_999:]] if len(all) > 20_000 else [all])


@CONTENT.add("split-once", "v3.batch.20001", "v3.batch.second-*")
def forgets_the_rest_of_a_batch(client: Client) -> None:
    _splits(client, lambda all: [all[:20_000]])


@CONTENT.add("batch-limit", "v3.batch.45000")
def splits_one_too_late(client: Client) -> None:
    _splits(client, lambda all: [all[at : at + 20_001] for at in range(0, len(all), 20_001)])


# What a v3 request says


def _says(client: Client, change: Callable[[str, dict[str, Any]], None]) -> None:
    conversation = client._v3._conversation
    post = conversation._post

    def changed(method: str, document: Mapping[str, Any]) -> Answer:
        copy = json.loads(json.dumps(document))
        change(method, copy)
        return post(method, copy)

    conversation._post = changed  # type: ignore[method-assign]


def _each_message(client: Client, change: Callable[[dict[str, str]], None]) -> None:
    def change_all(_: str, document: dict[str, Any]) -> None:
        for row in document.get("Messages", ()):
            change(row)

    _says(client, change_all)


def _texts(client: Client, change: Callable[[str], str]) -> None:
    _each_message(client, lambda row: row.update(Body=change(row["Body"])))


def _v2_says(client: Client, change: Callable[[dict[str, str]], object], encode: Any = None) -> None:
    transport = client._v2._transport
    get = transport.get

    def changed(url: str, query: str) -> bytes:
        parameters = dict(parse_qsl(query, keep_blank_values=True))
        change(parameters)
        return get(url, encode(parameters) if encode else urlencode(parameters, quote_via=quote, safe=""))

    transport.get = changed  # type: ignore[method-assign]


@CONTENT.add("text", "v3.text.*", "v2.text.*")
def ends_texts_with_a_full_stop(client: Client) -> None:
    _texts(client, lambda text: f"{text}.")
    _v2_says(client, lambda query: query.update(body=f"{query['body']}.") if "body" in query else None)


@CONTENT.add("text", "v3.text.blanks")
def strips_texts(client: Client) -> None:
    _texts(client, str.strip)


@CONTENT.add("text", "v3.text.combining")
def normalises_texts(client: Client) -> None:
    _texts(client, lambda text: unicodedata.normalize("NFC", text))


@CONTENT.add("text", "v3.text.newlines")
def joins_lines(client: Client) -> None:
    _texts(client, lambda text: " ".join(text.splitlines()))


@CONTENT.add("text", "v3.text.cyrillic", "v3.text.armenian", "v3.text.emoji")
def writes_latin_1(client: Client) -> None:
    _texts(client, lambda text: text.encode("latin-1", "replace").decode("latin-1"))


@CONTENT.add("text", "v3.text.emoji", "v3.text.astral")
def loses_what_is_astral(client: Client) -> None:
    _texts(client, lambda text: "".join(each if each < "\U00010000" else "?" for each in text))


@CONTENT.add("text", "v3.text.long.two-parts", "v3.text.500.latin")
def cuts_after_160(client: Client) -> None:
    _texts(client, lambda text: text[:160])


@CONTENT.add("text", "v3.text.url-signs", "v3.batch.1", "v3.batch.1000", "v3.batch.20000")
def escapes_texts(client: Client) -> None:
    _texts(client, quote_plus)


@CONTENT.add("v2-encoding", "v2.text.armenian", "v2.text.url-signs")
def encodes_v2_twice(client: Client) -> None:
    _v2_says(client, lambda query: query.update(body=quote(query["body"])) if "body" in query else None)


@CONTENT.add("v2-encoding", "v2.text.latin-1")
def writes_v2_in_latin_1(client: Client) -> None:
    _v2_says(client, lambda _: None, lambda query: urlencode(query, encoding="latin-1", errors="replace"))


@CONTENT.add(
    "v2-encoding",
    "v2.text.plus-and-percent",
    "v2.slow.*.send",
    "v2.form.no-wap-push",
    "v2.form.plain",
    "v2.form.recipient",
    "v2.form.sender",
    "v2.form.individual",
)
def escapes_nothing_in_v2(client: Client) -> None:
    _v2_says(client, lambda _: None, lambda query: urlencode(query, quote_via=quote, safe="+"))


@CONTENT.add(
    "recipient",
    "v3.form.send.plain",
    "v3.recipient.*",
    "v3.slow.*",
    "v3.account.poor.calculate",
    "v3.resent.empty.after.send",
    "v3.date.past",
    "v3.session.single",
    "v3.session.alive-at-59",
)
def writes_a_plus(client: Client) -> None:
    _each_message(client, lambda row: row.update(Recipient=f"+{row['Recipient']}"))


@CONTENT.add("recipient", "v3.recipient.documented")
def writes_two_noughts(client: Client) -> None:
    _each_message(client, lambda row: row.update(Recipient=f"00{row['Recipient']}"))


@CONTENT.add("reference", "v3.reference.made")
def gives_no_reference(client: Client) -> None:
    _each_message(client, lambda row: row.pop("Reference", None))  # type: ignore[arg-type]


@CONTENT.add("reference", "v3.reference.given", "v3.batch.2")
def gives_its_own_reference(client: Client) -> None:
    _each_message(client, lambda row: row.update(Reference=f"mine-{row['Reference']}"))


@CONTENT.add("form", "v3.form.send.wap-push")
def writes_a_boolean(client: Client) -> None:
    _says(client, lambda _, document: document.update(IsWapPush=True) if "IsWapPush" in document else None)


@CONTENT.add("form", "v3.form.*")
def writes_members_in_camel_case(client: Client) -> None:
    def change(_: str, document: dict[str, Any]) -> None:
        if "Messages" in document:
            document["messages"] = document.pop("Messages")

    _says(client, change)


@CONTENT.add("form", "v3.form.send.hours-1")
def forgets_the_hours(client: Client) -> None:
    _says(client, lambda _, document: document.pop("SendWithinHours", None))


@CONTENT.add("form", "v3.form.send.sender", "v3.form.calculate.all")
def forgets_the_sender(client: Client) -> None:
    _says(client, lambda _, document: document.update(Sender="MOBIPACE") if "Sender" in document else None)


@CONTENT.add("form", "v2.form.wap-push", "v2.form.schedule")
def forgets_wap_push(client: Client) -> None:
    _v2_says(client, lambda query: query.pop("wap_push", None))


# Dates


@CONTENT.add(
    "v3-dates",
    "v3.date.yerevan",
    "v3.date.far-east",
    "v3.date.kathmandu-leap-day",
    "v3.date.new-*",
    "v3.date.half-hour-zone",
    "v3.date.lord-howe",
    "v3.date.yerevan-offset",
    "v3.date.far-west",
)
def writes_v3_dates_in_utc(client: Client) -> None:
    object.__setattr__(client._v3._settings, "time_zone", "UTC")


@CONTENT.add("v3-dates", "v3.date.berlin-summer", "v3.date.new-york-summer")
def knows_no_summer_time(client: Client) -> None:
    send = client.v3_send

    def sent(messages: Any, **options: Any) -> Value:
        date = options.get("scheduled_date")
        if date:
            moment = datetime.fromisoformat(date)
            zone = {"Europe/Berlin": "Etc/GMT-1", "America/New_York": "Etc/GMT+5"}
            settings = client._v3._settings
            object.__setattr__(settings, "time_zone", zone.get(settings.time_zone, settings.time_zone))
            options["scheduled_date"] = moment.isoformat()
        return send(messages, **options)

    client.v3_send = sent  # type: ignore[method-assign]


@CONTENT.add("v3-dates", "v3.date.utc", "v3.date.berlin-*")
def writes_v3_dates_an_hour_late(client: Client) -> None:
    send = client.v3_send

    def sent(messages: Any, **options: Any) -> Value:
        if "scheduled_date" in options:
            date = datetime.fromisoformat(options["scheduled_date"]).astimezone(UTC)
            options["scheduled_date"] = (date + timedelta(hours=1)).isoformat()
        return send(messages, **options)

    client.v3_send = sent  # type: ignore[method-assign]


@CONTENT.add("v3-dates", "v3.date.utc", "v3.date.yerevan")
def writes_v3_dates_with_a_t(client: Client) -> None:
    def change(_: str, document: dict[str, Any]) -> None:
        if "ScheduledDate" in document:
            document["ScheduledDate"] = document["ScheduledDate"].replace(" ", "T") + ":00"

    _says(client, change)


@CONTENT.add("v3-dates", "v3.date.berlin-second-pass")
def takes_the_second_pass_for_the_first(client: Client) -> None:
    send = client.v3_send

    def sent(messages: Any, **options: Any) -> Value:
        if "scheduled_date" in options:
            zone = ZoneInfo(client._v3._settings.time_zone)
            wall = datetime.fromisoformat(options["scheduled_date"]).astimezone(zone)
            options["scheduled_date"] = wall.replace(fold=0).astimezone(UTC).isoformat()
        return send(messages, **options)

    client.v3_send = sent  # type: ignore[method-assign]


@CONTENT.add("v2-dates", "v2.date.yerevan-offset", "v2.date.new-year")
def writes_v2_dates_as_they_came(client: Client) -> None:
    schedule = client.v2_schedule

    def scheduled(recipient: str, body: str, date: str, **options: Any) -> Value:
        return schedule(recipient, body, datetime.fromisoformat(date).replace(tzinfo=UTC).isoformat(), **options)

    client.v2_schedule = scheduled  # type: ignore[method-assign]


@CONTENT.add("v2-dates", "v2.date.*")
def writes_v2_dates_with_a_z(client: Client) -> None:
    _v2_says(
        client, lambda query: query.update(sendingdate=f"{query['sendingdate']}Z") if "sendingdate" in query else None
    )
