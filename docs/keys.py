"""The tables of the keys of world files and accounts, made from their schemas."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import starmap
from typing import Any

from mobipace.schemas import load

from .tables import Row, code, table


def world_keys() -> str:
    """The keys of a world file."""
    return _keys("world")


def account_keys() -> str:
    """The keys of an account."""
    return _keys("account")


def _keys(name: str) -> str:
    properties = load(name)["properties"]
    return table(("key", "meaning", "value", "default"), starmap(_key, properties.items()))


def _key(key: str, schema: dict[str, Any]) -> Row:
    merged = resolved(schema) | schema
    values = ", ".join(f'"{value}"' for value in merged.get("enum", ()))
    default = code(json.dumps(merged["default"])) if "default" in merged else ""
    return code(key), merged["description"], values or merged["title"], default


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """What a reference of the world's or the account's schema means."""
    file, _, pointer = schema.get("$ref", "").partition("#")
    if not file and not pointer:
        return {}
    target = load(file.removesuffix(".json") or "account")
    for step in pointer.split("/")[1:]:
        target = target[step]
    return target


PARTS: dict[str, Callable[[], str]] = {"world-keys": world_keys, "account-keys": account_keys}
