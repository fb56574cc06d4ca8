"""One schema with all it refers to: what validators compile, and what is handed to other people's tools."""

from dataclasses import dataclass, replace
from posixpath import dirname, join, normpath
from typing import Any

from .shelf import load

# Where a document keeps what was brought into it.
_SCHEMA_SHELF = ("$defs",)
_OPENAPI_SHELF = ("components", "schemas")


def bundle(name: str) -> dict[str, Any]:
    """The schema or OpenAPI description `name`, self-contained: every reference points inside the document.

    What comes from another file lies under `$defs` (in an OpenAPI description under `components/schemas`), with the
    slash of its name as a dot, and without an `$id`, which many tools do not follow inside a document.

    Raises UnknownSchema.
    """
    root = load(name)
    keys = _OPENAPI_SHELF if "openapi" in root else _SCHEMA_SHELF
    brought: dict[str, Any] = {}
    _localize(root, _Place(name, name, "/".join(("#", *keys))), brought)
    if brought:
        shelf = root
        for key in keys:
            shelf = shelf.setdefault(key, {})
        shelf.update(brought)
    return root


@dataclass(frozen=True)
class _Place:
    """Where references are read."""

    file: str  # the name of the file they stand in
    root: str  # the name of the bundle
    shelf: str  # a pointer to where the bundle keeps other files

    def target(self, reference: str) -> str:
        """The name of the file that a reference means."""
        file = reference.partition("#")[0]
        return normpath(join(dirname(self.file), file)).removesuffix(".json") if file else self.file

    def pointer(self, reference: str) -> str:
        """The same reference, as a pointer into the bundle."""
        target, fragment = self.target(reference), reference.partition("#")[2]
        return f"#{fragment}" if target == self.root else f"{self.shelf}/{_key(target)}{fragment}"


def _localize(node: Any, place: _Place, brought: dict[str, Any]) -> None:
    """Points every reference under `node` into the bundle, and brings what it means."""
    if isinstance(node, list):
        for item in node:
            _localize(item, place, brought)
    elif isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str):
            node["$ref"] = place.pointer(reference)
            _bring(place.target(reference), place, brought)
        for value in node.values():
            _localize(value, place, brought)


def _bring(name: str, place: _Place, brought: dict[str, Any]) -> None:
    if name == place.root or _key(name) in brought:
        return
    resource = brought[_key(name)] = load(name)
    for key in ("$schema", "$id"):
        resource.pop(key, None)
    _localize(resource, replace(place, file=name), brought)


def _key(name: str) -> str:
    return name.replace("/", ".")
