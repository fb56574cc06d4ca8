"""Yes or no: the fast validator, and the slow one for what the fast one cannot read."""

from collections.abc import Callable
from functools import cache
from typing import Any

from .bundles import bundle
from .shelf import UnknownSchema


def conforms(name: str, instance: Any) -> bool:
    """Whether `instance`, JSON as Python values, has the form of the schema `name`. Raises UnknownSchema."""
    return checker(name)(instance)


@cache
def checker(name: str) -> Callable[[Any], bool]:
    """The compiled verdict of one schema, for a caller that asks often. Raises UnknownSchema."""
    from jsonschema_rs import Draft202012Validator  # noqa: PLC0415 - loaded by whoever checks, not by every import

    is_valid = Draft202012Validator(schema_of(name)).is_valid

    def verdict(instance: Any) -> bool:
        try:
            return is_valid(instance)
        except ValueError:
            # A lone surrogate: legal JSON, but no text in Rust.
            return bool(explainer(name).is_valid(instance))

    return verdict


@cache
def explainer(name: str) -> Any:
    """The slow validator of one schema: the same verdicts, and it knows the reasons. Raises UnknownSchema."""
    from .dialect import Validator  # noqa: PLC0415 - jsonschema is loaded only for what went wrong

    return Validator(schema_of(name))


def schema_of(name: str) -> dict[str, Any]:
    """The bundle of a name that is a schema. Raises UnknownSchema, also for an OpenAPI description."""
    schema = bundle(name)
    if "openapi" in schema:
        raise UnknownSchema(f'"{name}" describes an API; it is no schema to check a value against')
    return schema
