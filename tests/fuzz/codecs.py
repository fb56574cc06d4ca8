"""The codecs as targets: bytes of either protocol become a command or Malformed, and nothing else."""

import json
import re
from typing import Any

from mobipace.mock_server.gateway import commands
from mobipace.mock_server.gateway.commands import LocalDate, V2Command
from mobipace.mock_server.wire import v2, v3
from mobipace.mock_server.wire.deviations import Malformed, Seen
from mobipace.mock_server.wire.query import NAMES
from mobipace.schemas import conforms, load
from tests.fuzz.oracle import Target, hold_deviations, hold_message, pick, tiled

METHODS = [*v3.Method]
CONTENT_TYPES = (
    "application/json", None, "", "text/plain", "application/json; charset=utf-8", "application/json; charset=utf-16",
    'Application/JSON; Charset="UTF-8"', "application/json;\udcff",
)  # fmt: skip
SCHEMAS = {
    v3.Method.AUTHORIZE: "v3/authorize.request",
    v3.Method.SEND: "v3/send.request",
    v3.Method.CALCULATE: "v3/calculate.request",
    v3.Method.QUERY_MESSAGES: "v3/query-messages.request",
    v3.Method.QUERY_BALANCE: "v3/query-balance.request",
}
COMMANDS: dict[v3.Method, type] = {
    v3.Method.AUTHORIZE: commands.Authorize,
    v3.Method.SEND: commands.Send,
    v3.Method.CALCULATE: commands.Calculate,
    v3.Method.QUERY_MESSAGES: commands.QueryMessages,
    v3.Method.QUERY_BALANCE: commands.QueryBalance,
}
FUNCTIONS = ("send", "schedule", "querybalance", "querymessage")
MEMBERS = (
    "Username", "Password", "SessionId", "Sender", "Messages", "Recipient", "Body", "Reference", "References",
    "ScheduledDate", "SendWithinHours", "IsWapPush",
)  # fmt: skip
FOLDED = {name.casefold() for name in MEMBERS}
JSON_WORDS = (
    *(json.dumps(name).encode() for name in MEMBERS), b"\\u0053", b"\\ud83d", b"\\ude00",
    b"1e999", b"NaN", b"null", b"true", b"\xef\xbb\xbf", b"[[[[[[[[", b'{"a":', b"2019-07-25T18:20:00+23:59", b"10.0",
)  # fmt: skip


# v3


def run_v3(data: bytes) -> None:
    """The first byte names the method, the second the content type; the rest is the body."""
    method, data = pick(data, METHODS)
    content_type, body = pick(data, CONTENT_TYPES)
    _parse(method, content_type, body)
    if longer := tiled(body):
        _parse(method, content_type, longer)


def _parse(method: v3.Method, content_type: str | None, body: bytes) -> None:
    seen = Seen()
    command, why = _command_of(method, content_type, body, seen)
    hold_deviations(seen)
    if command is None:
        hold_message(why)
        assert "ScheduledDate" in why or not _is_documented(method, body), why
        return
    assert isinstance(json.loads(body.removeprefix(b"\xef\xbb\xbf")), dict)
    assert type(command) is COMMANDS[method]
    _hold_command(command)
    if content_type == "application/json" and _is_documented(method, body):
        assert [each for each in seen if each.level == "MUST"] == []


def _command_of(method: v3.Method, content_type: str | None, body: bytes, seen: Seen) -> tuple[Any, str]:
    """The command, or None and why it is malformed."""
    try:
        return v3.parse(method, body, content_type, seen), ""
    except Malformed as error:
        return None, str(error)


def _is_documented(method: v3.Method, body: bytes) -> bool:
    """Whether a body is what the document asks for, as another reader of JSON and the schema say."""
    try:
        document = json.loads(body.decode(), object_pairs_hook=_as_named)
        json.dumps(document, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError):
        return False
    return conforms(SCHEMAS[method], document)


def _as_named(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose members are named as documented, or otherwise: a schema takes what it does not know."""
    if any(name not in MEMBERS and name.casefold() in FOLDED for name, _ in pairs):
        raise ValueError("a documented name in another letter case")
    return dict(pairs)


def _hold_command(command: Any) -> None:
    """Every value is of the type it is declared as, and can be written again."""
    match command:
        case commands.Authorize(username, password):
            _hold_texts(username, password)
        case commands.Send(session_id, sender, rows, date, hours, wap_push):
            _hold_texts(session_id, sender, *(text for row in rows for text in row if text is not None))
            assert rows
            assert all(None not in row[:2] for row in rows)
            assert date is None or isinstance(date, LocalDate)
            assert hours is None or (type(hours) is int and 0 <= hours <= 23), hours
            assert type(wap_push) is bool
        case commands.QueryMessages(session_id, references):
            _hold_texts(session_id, *references)
        case commands.QueryBalance(session_id):
            _hold_texts(session_id)
        case _:
            raise AssertionError(f"not a command: {command!r}")


def _hold_texts(*texts: object) -> None:
    for text in texts:
        assert isinstance(text, str), text
        text.encode()


def _v3_seeds() -> list[bytes]:
    odd = [b'\x00\x00{"\\n\xef\xbb\xbf": 1}', b'\x01\x05{"SENDER": null, "x\\u001b[31m": []}']
    return odd + [
        bytes((index, 0)) + json.dumps(example, ensure_ascii=is_ascii).encode()
        for index, method in enumerate(METHODS)
        for example in load(SCHEMAS[method])["examples"]
        for is_ascii in (True, False)
    ]


# Whose request a v3 body seems to be


def run_names(data: bytes) -> None:
    """Names are found in any bytes, and only such as stand there."""
    _hold_names(data)
    if longer := tiled(data):
        _hold_names(longer)


def _hold_names(body: bytes) -> None:
    text = body.decode("utf-8", "replace")
    for name in v3.names_in(body):
        if name is not None:
            assert len(name) <= 254
            assert name in text or "\ufffd" in name, name


# v2


def run_query(data: bytes) -> None:
    """All of it is a query."""
    _read(data)
    if longer := tiled(data):
        _read(longer)


def _read(query: bytes) -> None:
    seen = Seen()
    read = v2.Query(query, seen)
    assert read.parameters.keys() <= NAMES
    assert read.parameters == _expected_parameters(query)
    _hold_texts(*read.parameters.values())
    try:
        command = read.command()
    except Malformed as error:
        hold_message(str(error))
    else:
        assert isinstance(command, V2Command)
        assert command.username
        assert command.password
    hold_deviations(seen)


def _expected_parameters(query: bytes) -> dict[str, str]:
    """The same by other means: `+` is a blank, a stray % stays, values of one name are joined by commas."""
    found: dict[str, list[str]] = {}
    for pair in query.split(b"&"):
        name, _, text = pair.partition(b"=")
        if (key := _decoded(name).lower()) in NAMES:
            found.setdefault(key, []).append(_decoded(text))
    return {key: ",".join(texts) for key, texts in found.items()}


def _decoded(raw: bytes) -> str:
    plain = re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes.fromhex(found[1].decode()), raw.replace(b"+", b" "))
    try:
        return plain.decode()
    except UnicodeDecodeError:
        return plain.decode("latin-1")


def _query_seeds() -> list[bytes]:
    examples = [example for function in FUNCTIONS for example in load(f"v2/{function}.request")["examples"]]
    return [b"&".join(f"{name}={text}".encode() for name, text in example.items()) for example in examples]


TARGETS = {
    "v3": Target(run_v3, _v3_seeds, JSON_WORDS),
    "names": Target(run_names, lambda: [seed[2:] for seed in _v3_seeds()], JSON_WORDS),
    "query": Target(
        run_query,
        _query_seeds,
        (b"%00", b"%ff", b"%2B", b"%25", b"&", b"=", b"+", b"%u0531", *(name.encode() for name in sorted(NAMES))),
    ),
}
