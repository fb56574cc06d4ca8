"""The slow validator, taught to agree with the fast one where Python's idea of JSON or of a pattern is its own."""

import re
from collections.abc import Iterator
from decimal import Decimal
from math import isfinite
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend


def _is_number(_: Any, value: Any) -> bool:
    # Python's parsers hand out NaN and Infinity, which are no JSON.
    if isinstance(value, Decimal):
        return value.is_finite()
    if isinstance(value, float):
        return isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def _is_integer(_: Any, value: Any) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite() and value == value.to_integral_value()
    return value.is_integer() if isinstance(value, float) else _is_number(_, value)


def _pattern(_: Any, pattern: str, value: Any, __: Any) -> Iterator[ValidationError]:
    # In Python `$` also matches before a last line feed. Our patterns use it as an anchor only.
    if isinstance(value, str) and not re.search(pattern.replace("$", r"\Z"), value):
        yield ValidationError(f"does not match {pattern}")


Validator: Any = extend(  # type: ignore[no-untyped-call] # the stubs leave it untyped
    Draft202012Validator,
    {"pattern": _pattern},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine_many({"number": _is_number, "integer": _is_integer}),
)
