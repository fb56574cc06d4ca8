"""Ways through a schema and through a value, for the tests of this folder."""

from collections.abc import Iterator
from typing import Any

MAPS = ("properties", "$defs")
LISTS = ("allOf", "anyOf", "oneOf")
SINGLES = ("items", "if", "then", "else", "additionalProperties")


def subschemas(schema: Any) -> Iterator[dict[str, Any]]:
    """The schema and every schema inside it, but for references."""
    if not isinstance(schema, dict):
        return
    yield schema
    inner = [value for key in MAPS for value in schema.get(key, {}).values()]
    inner += [value for key in LISTS for value in schema.get(key, [])]
    inner += [schema[key] for key in SINGLES if key in schema]
    for value in inner:
        yield from subschemas(value)


def references(node: Any) -> Iterator[str]:
    """Every `$ref` under a node."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for item in node:
            yield from references(item)


def at(document: Any, pointer: str) -> Any:
    """What a JSON pointer (without escapes) means in a document; KeyError when it means nothing."""
    for key in pointer.split("/")[1:]:
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document
