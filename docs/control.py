"""The tables of the control API, made from its own description, and of the effects of faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mobipace.mock_server.fault_specs import EFFECTS, Effect
from mobipace.schemas import load

from .tables import Row, code, table

METHODS = ("get", "post", "patch", "delete")
_GOT = {
    "code": "a documented `code` of its protocol; 712 and 713 with any `text`",
    "delay": "the answer, `seconds` later; the wait lies before or after the gateway",
    "hang": "no answer; after `seconds`, if they are given, the connection is closed",
    "reset": "no answer; the connection is reset",
    "garbage": "HTTP 200 with 64 bytes that are no text",
    "empty": "HTTP 200 without a body",
    "http-status": "an HTTP `status` from 400 to 599, and a line of plain text",
    "truncate": "the head of the answer, `bytes` of its body (one is always missing), and a closed connection",
    "drip": "the answer at a pace of `bytes_per_second`",
    "extra-fields": "the v3 answer with further `fields`",
}


def _operations() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Every request, its operation, and the path that it is one of."""
    for path, item in load("control/openapi")["paths"].items():
        for method in METHODS:
            if method in item:
                yield f"{method.upper()} {path}", item[method], item


def routes() -> str:
    """Every address, with what a request does."""
    return table(("request", "what it does"), ((code(name), each["summary"]) for name, each, _ in _operations()))


def operations() -> str:
    """Every address, with what it takes and how it is answered."""
    titles = ("request", "query", "body", "answer", "other statuses")
    return table(titles, (_operation(*each) for each in _operations()))


def _operation(name: str, operation: dict[str, Any], path: dict[str, Any]) -> Row:
    told = [_meant(each) for each in (*path.get("parameters", ()), *operation.get("parameters", ()))]
    query = ", ".join(code(each["name"]) for each in told if each["in"] == "query")
    well = [status for status in operation["responses"] if status.startswith("2")]
    answer = ", ".join(f"{status}{_of(_meant(operation['responses'][status]))}" for status in well)
    others = ", ".join(status for status in operation["responses"] if status not in well)
    return code(name), query, _of(_meant(operation.get("requestBody", {}))).strip(), answer, others


def _of(body: Mapping[str, Any]) -> str:
    """What a body is: the name of its schema, the list it is, or its media type."""
    media = body.get("content", {})
    schema = media.get("application/json", {}).get("schema", {})
    if "$ref" in schema:
        return f" {code(schema['$ref'].rpartition('/')[2].removesuffix('.json'))}"
    lists = [name for name, each in schema.get("properties", {}).items() if each.get("type") == "array"]
    return f" {code(lists[0])}" if lists else "".join(f" {each}" for each in list(media)[:1])


def _meant(document: dict[str, Any]) -> dict[str, Any]:
    """What a reference inside the description stands for."""
    pointer = document.get("$ref", "")
    if not pointer.startswith("#/"):
        return document
    target = load("control/openapi")
    for step in pointer.split("/")[1:]:
        target = target[step]
    return dict(target)


def effects() -> str:
    """Every effect of a fault."""
    rows = ((code(name), _GOT[name], _taken(effect), " or ".join(effect.points)) for name, effect in EFFECTS.items())
    return table(("effect", "what the client gets", "takes", "point"), rows)


def _taken(effect: Effect) -> str:
    return ", ".join([*map(code, effect.needs), *(f"{code(name)} (optional)" for name in effect.may_have)])


PARTS: dict[str, Callable[[], str]] = {
    "control-routes": routes,
    "control-operations": operations,
    "fault-effects": effects,
}
