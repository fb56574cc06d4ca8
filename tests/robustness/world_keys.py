"""Every key of a world file, read off its schema, and world files with one thing at one of them."""

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime, time
from posixpath import dirname, join, normpath
from typing import Any, NamedTuple

from mobipace.schemas import load


class Key(NamedTuple):
    """A place where a world file may say something: `routes[].price`; and the schema of what may stand there."""

    path: str
    schema: dict[str, Any]
    is_required: bool = False

    @property
    def parent(self) -> str:
        """The object or list that it stands in."""
        return self.path[:-2] if self.path.endswith("[]") else self.path.rpartition(".")[0]

    @property
    def name(self) -> str:
        """The last part of the path."""
        return "[]" if self.path.endswith("[]") else self.path.rpartition(".")[2]


def keys() -> list[Key]:
    """All of them, in the schema's order."""
    return list(_below("", _resolved(load("world"), "world")[0], "world"))


def _below(path: str, schema: dict[str, Any], file: str) -> Iterator[Key]:
    for name, inner in schema.get("properties", {}).items():
        found, where = _resolved(inner, file)
        key = Key(f"{path}.{name}" if path else name, found, name in schema.get("required", ()))
        yield key
        yield from _below(key.path, found, where)
    if "items" in schema:
        found, where = _resolved(schema["items"], file)
        yield Key(f"{path}[]", found)
        yield from _below(f"{path}[]", found, where)


def _resolved(schema: dict[str, Any], file: str) -> tuple[dict[str, Any], str]:
    """A schema with what it refers to beneath it, and the file that the references in it are read from."""
    reference = schema.get("$ref")
    if reference is None:
        return schema, file
    name, _, pointer = reference.partition("#")
    file = normpath(join(dirname(file), name)).removesuffix(".json") if name else file
    target: Any = load(file)
    for step in pointer.split("/")[1:]:
        target = target[step]
    found, file = _resolved(target, file)
    required = [*found.get("required", ()), *schema.get("required", ())]
    return {**found, **schema, "required": required} if required else {**found, **schema}, file


# World files

# What stands in a list before the thing in question, and beside it, so that it is the only thing wrong.
FIRST: dict[str, Any] = {
    "accounts[]": {"username": "one@mobipace.com"},
    "routes[]": {"prefix": "7", "price": "1"},
    "steps[]": {"status": "Sent", "after": 1},
    "rules[]": {"recipient": "37400000101", "ends": "Undeliverable"},
    "faults[]": {"effect": "reset"},
    "senders[]": "MOBIPACE",
    "blocked_mobiles[]": "37499000000",
}
SECOND = {
    "accounts[]": {"username": "two@mobipace.com"},
    "routes[]": {"prefix": "374", "price": "1"},
    "steps[]": {"status": "Delivered", "after": 3},
}


def world(path: str, value: Any, beside: dict[str, Any] | None = None) -> tuple[dict[str, Any], str]:
    """A world file right but for `value` at `path`, and the place of that, as an error names it.

    beside: further members of the object that it stands in.
    """
    root: dict[str, Any] = {"accounts": [deepcopy(FIRST["accounts[]"])]}
    node, place = root, ""
    *way, last = path.split(".")
    for step in way:
        node, place = _enter(node, place, step)
    if last.endswith("[]"):
        last = last[:-2]
        value = [deepcopy(FIRST[f"{last}[]"]), value]
        place = f"{place}.{last}[1]"
    else:
        place = f"{place}.{last}"
    node[last] = value
    node.update(beside or {})
    if last == "steps":
        node.pop("ends", None)
    return root, place.removeprefix(".")


def _enter(node: dict[str, Any], place: str, step: str) -> tuple[dict[str, Any], str]:
    if not step.endswith("[]"):
        return node.setdefault(step, {}), f"{place}.{step}"
    if step == "steps[]":
        node.pop("ends", None)
    node[step[:-2]] = [deepcopy(FIRST[step]), deepcopy(SECOND.get(step, FIRST[step]))]
    return node[step[:-2]][1], f"{place}.{step[:-2]}[1]"


def without(path: str) -> tuple[dict[str, Any], str]:
    """A world file where a key is missing."""
    root, place = world(path, None)
    _delete(root)
    return root, place


def _delete(node: Any) -> None:
    """Take out what is None."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, each in list(inner):
        if each is None:
            del node[key]
        else:
            _delete(each)


# TOML


class Twice(dict[str, Any]):
    """A table whose every key is written twice."""


def toml(document: dict[str, Any]) -> str:
    """A document as TOML, each key on a line."""
    lines = [f"{json.dumps(key)} = {_toml(value)}\n" for key, value in document.items()]
    return "".join(lines * (2 if isinstance(document, Twice) else 1))


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        pairs = [f"{json.dumps(key)} = {_toml(each)}" for key, each in value.items()]
        return f"{{{', '.join(pairs * (2 if isinstance(value, Twice) else 1))}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else json.dumps(value)
