"""From a raw reply to what a case works with: held to its schema, secrets masked, what is missing said in words."""

from __future__ import annotations

from typing import TypeAlias

from mobipace.schemas import conforms, explain

from ..adapter.messages import Api
from .link import Answer, Message
from .replies import AdapterError, Failure, Reply, Trouble, Value
from .secrets import Secrets

NotDone: TypeAlias = "Failure | AdapterError | Trouble"


def read_call(answer: Answer, api: Api, call: str, secrets: Secrets) -> Reply:
    """What came of a call that the client says it has."""
    if not isinstance(answer, dict):
        return answer
    problem = _problem("call.reply", answer)
    if not problem and answer.get("ok") is True:
        return read_value(answer["value"], api, call, secrets)
    if not problem and answer.get("unsupported") is True:
        reason = secrets.mask(str(answer.get("reason", "")))
        return AdapterError(f"unsupported, though hello declares {api} {call}: {reason}")
    return _not_done(answer, problem, secrets)


def read_value(value: object, api: Api, call: str, secrets: Secrets) -> Value | AdapterError:
    """A success that was told apart from a reply; None: nothing more was told."""
    problem = None if value is None else _problem(f"{api}.{call}.value", value, "value")
    return _misfit(problem, secrets) if problem else Value(value if isinstance(value, dict) else None)


def read_error(error: object, secrets: Secrets) -> Failure | AdapterError:
    """An error that was told apart from a reply; None: nothing more was told."""
    problem = None if error is None else _problem("error", error, "error")
    return _misfit(problem, secrets) if problem else _failure(error if isinstance(error, dict) else {}, secrets)


def read_done(answer: Answer, name: str, secrets: Secrets) -> NotDone | None:
    """What came of begin or end, whose schema is `name`; None: it is done."""
    if not isinstance(answer, dict):
        return answer
    problem = _problem(name, answer)
    return None if not problem and answer.get("ok") is True else _not_done(answer, problem, secrets)


def says_unsupported(answer: Answer) -> bool:
    """Whether a call is said not to be there."""
    return isinstance(answer, dict) and answer.get("unsupported") is True and conforms("adapter/call.reply", answer)


def own_words(answer: Answer) -> list[str]:
    """What a client or adapter may say freely, and must not say a password in."""
    if not isinstance(answer, dict):
        return []
    error = answer.get("error")
    native = error.get("native") if isinstance(error, dict) else None
    return [each for each in (native, answer.get("adapter_error"), answer.get("reason")) if isinstance(each, str)]


def problem_of_hello(answer: Message) -> str | None:
    """What is wrong with a reply to hello."""
    if isinstance(answer.get("adapter_error"), str):
        return str(answer["adapter_error"])
    return _problem("hello.reply", answer)


def _not_done(answer: Message, problem: str | None, secrets: Secrets) -> Failure | AdapterError:
    if isinstance(answer.get("adapter_error"), str):
        return AdapterError(secrets.mask(answer["adapter_error"]))
    if problem:
        return _misfit(problem, secrets)
    return _failure(answer["error"], secrets)


def _failure(error: Message, secrets: Secrets) -> Failure:
    native = error.get("native")
    return Failure(error.get("class"), error.get("code"), native and secrets.mask(native), error.get("value"))


def _misfit(problem: str, secrets: Secrets) -> AdapterError:
    return AdapterError(f"a reply that does not fit its schema: {secrets.mask(problem)}")


def _problem(name: str, instance: object, place: str = "") -> str | None:
    schema = f"adapter/{name}"
    if conforms(schema, instance):
        return None
    problems = "; ".join(map(str, explain(schema, instance)))
    return f"{place}: {problems}" if place else problems
