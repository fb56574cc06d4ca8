"""What is wrong with a value, in words: where, which value, and what is allowed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any, TypeAlias

from . import wording
from .verdicts import explainer

# A jsonschema.ValidationError. Its stubs let every attribute be unset, which on an error from a validator none is.
_Error: TypeAlias = Any
# What says that the value is of the right kind, but for its members.
_MEMBERS = ("required", "additionalProperties")


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a value."""

    place: str  # such as `accounts[2].balance`; "" is the whole value
    message: str  # such as `"12,5" given; allowed: an amount as a string`

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


def explain(name: str, instance: Any, limit: int = 3) -> list[Problem]:
    """The first problems of `instance` under the schema `name`, none when it conforms.

    It stops at `limit` problems, so that a request of 20,000 wrong messages costs no more than one. Values of passwords
    are never shown. Raises UnknownSchema.
    """
    return explain_with(explainer(name), instance, limit)


def explain_with(validator: Any, instance: Any, limit: int) -> list[Problem]:
    """The same with a validator of any schema, one of `dialect.Validator`."""
    errors = validator.iter_errors(instance)
    return list(islice(_distinct(problem for error in errors for problem in _problems(error)), limit))


def _distinct(problems: Iterable[Problem]) -> Iterator[Problem]:
    seen = set()
    for problem in problems:
        if problem not in seen:
            seen.add(problem)
            yield problem


def _problems(error: _Error) -> Iterator[Problem]:
    match error.validator:
        case "required":
            return _missing(error)
        case "additionalProperties":
            return _unknown(error)
        case "anyOf" | "oneOf":
            return _no_branch(error)
        case _:
            return _bad_value(error)


def _missing(error: _Error) -> Iterator[Problem]:
    for key in error.validator_value:
        if key not in error.instance:
            yield Problem(wording.place([*error.absolute_path, key]), "missing; it is mandatory")


def _unknown(error: _Error) -> Iterator[Problem]:
    known = list(error.schema.get("properties", ()))
    for key in error.instance:
        if key not in known:
            hint = wording.did_you_mean(key, known) or f"; known: {', '.join(known)}"
            yield Problem(wording.place([*error.absolute_path, key]), f"unknown key{hint}")


def _no_branch(error: _Error) -> Iterator[Problem]:
    """Speaks of the alternative that was meant, where one was; else of all of them."""
    branches = [list(errors) for _, errors in groupby(error.context or (), key=lambda inner: inner.schema_path[0])]
    meant = [errors for errors in branches if all(inner.path or inner.validator in _MEMBERS for inner in errors)]
    only_members = all(inner.validator == "required" for inner in error.context or ())
    if not meant or ("title" in error.schema and only_members):
        yield from _bad_value(error)
        return
    for inner in min(meant, key=_distance):
        yield from _problems(inner)


def _distance(errors: Sequence[_Error]) -> tuple[bool, int]:
    """How far a value is from an alternative: a constant member, such as the name of a kind, tells most."""
    return any(error.validator == "const" for error in errors), len(errors)


def _bad_value(error: _Error) -> Iterator[Problem]:
    secret = any(wording.is_secret(str(step)) for step in error.absolute_path)
    given = wording.hidden() if secret else wording.show(error.instance)
    hint = "" if secret else _nearest(error)
    yield Problem(
        wording.place(error.absolute_path), f"{given} given; allowed: {_allowed(error)}{hint}{_quotes(error)}"
    )


def _quotes(error: _Error) -> str:
    """The commonest slip of a world file: digits are a string here, and were written as a number."""
    types = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    takes_text = error.validator == "type" and "string" in types
    is_number = isinstance(error.instance, (int, float)) and not isinstance(error.instance, bool)
    return "; a number was given: put it in quotes" if takes_text and is_number else ""


def _allowed(error: _Error) -> str:
    """What the schema allows: its values, or else its title, which says it in words."""
    if error.validator in ("const", "enum"):
        return ", ".join(map(wording.show, _values(error)))
    if error.validator == "type" and error.validator_value == "object":
        return "an object"
    return str(error.schema.get("title") or _untitled(error))


def _untitled(error: _Error) -> str:
    """Words for a schema without a title: what its alternatives allow, or the bare rule."""
    if isinstance(error.validator_value, list) and error.context:
        return " or ".join(dict.fromkeys(_allowed(inner) for inner in error.context))
    return f"{error.validator} {error.validator_value}"


def _nearest(error: _Error) -> str:
    if error.validator != "enum" or isinstance(error.instance, (dict, list, bool, type(None))):
        return ""
    word = error.instance if isinstance(error.instance, str) else wording.show(error.instance)
    return wording.did_you_mean(word, [value for value in _values(error) if isinstance(value, str)])


def _values(error: _Error) -> Sequence[Any]:
    values: Sequence[Any] = error.validator_value if error.validator == "enum" else [error.validator_value]
    return values
