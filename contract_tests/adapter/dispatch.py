"""From a request of the protocol to a method of a Python client, and from what it does to a reply."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from .calls import ARGUMENTS, OPTIONS
from .client import Failed
from .context import Context
from .messages import (
    PROTOCOL,
    AdapterErrorReply,
    Begin,
    Call,
    ClientInfo,
    Done,
    End,
    Error,
    ErrorReply,
    Hello,
    HelloReply,
    Reply,
    Request,
    Stop,
    UnsupportedReply,
    ValueReply,
    line,
)

# Makes a Client, or a part of one: a class need not have every method.
Factory: TypeAlias = Callable[[Context], Any]


class Dispatcher:
    """One factory of clients behind the protocol. `factory` is usually the client's class."""

    def __init__(self, factory: Factory) -> None:
        self._factory = factory
        self._client: Any = None

    @property
    def concurrency(self) -> int:
        """How many calls the client takes at once."""
        return int(getattr(self._factory, "concurrency", 1))

    def reply(self, request: Request) -> Reply:
        """Do what is asked. Whatever the client raises becomes a reply; nothing is raised but what ends a process."""
        try:
            return self._done(request)
        except Failed as failed:
            value = None if failed.value is None else dict(failed.value)
            error = Error(kind=failed.kind, code=failed.code, native=failed.words(), value=value)
            return ErrorReply(seq=request.seq, error=error)
        except NotImplementedError as error:
            return UnsupportedReply(seq=request.seq, reason=str(error))
        except (Exception, SystemExit) as error:  # a client's own slip is what the kit has to hear of
            told = f"{type(error).__name__}: {error}\n{''.join(traceback.format_exception(error))}"
            return AdapterErrorReply(seq=request.seq, adapter_error=told)

    def reply_line(self, request: Request) -> bytes:
        """The same, as a line; what cannot be written as JSON becomes the adapter's error."""
        reply = self.reply(request)
        try:
            return line(reply)
        except (TypeError, ValueError) as error:  # a value that is no JSON, or half of a surrogate pair
            return line(AdapterErrorReply(seq=reply.seq, adapter_error=f"the reply cannot be written: {error}"))

    def _done(self, request: Request) -> Reply:
        match request:
            case Hello():
                return self._hello(request)
            case Begin():
                self._end()
                self._client = self._factory(request)
            case Call():
                return ValueReply(seq=request.seq, value=dict(self._call(request)))
            case End():
                self._end()
            case Stop():
                pass
        return Done(seq=request.seq)

    def _hello(self, request: Hello) -> HelloReply:
        if request.protocol != PROTOCOL:
            raise ValueError(f"protocol {request.protocol}: only {PROTOCOL} is spoken here")
        offered: dict[str, list[str]] = {"v2": [], "v3": []}
        for api, call in ARGUMENTS:
            if callable(getattr(self._factory, f"{api}_{call}", None)):
                offered[api].append(call)
        name = getattr(self._factory, "name", None) or getattr(self._factory, "__qualname__", "client")
        version = getattr(self._factory, "version", None)
        info = ClientInfo(name=str(name), version=version and str(version), language="python")
        features: dict[str, Any] = {"concurrency": self.concurrency}
        without = [name for name in OPTIONS if not self._takes(offered, name)]
        if without:
            features["without"] = without
        return HelloReply(seq=request.seq, client=info, calls=offered, features=features)

    def _takes(self, offered: Mapping[str, list[str]], option: str) -> bool:
        """Whether one of the methods that could does take it, or there is none that could."""
        methods = [
            getattr(self._factory, f"{api}_{call}")
            for (api, call), arguments in ARGUMENTS.items()
            if call in offered[api] and option in arguments
        ]
        return not methods or any(_has(method, option) for method in methods)

    def _call(self, request: Call) -> Mapping[str, Any]:
        known = ARGUMENTS.get((request.api, request.call))
        method = getattr(self._client, f"{request.api}_{request.call}", None)
        if known is None or (self._client and method is None):
            raise NotImplementedError(f"no call {request.api} {request.call}")
        if method is None:
            raise RuntimeError("a call before begin")
        value: Mapping[str, Any] = method(**{name: request.args[name] for name in known if name in request.args})
        return value

    def _end(self) -> None:
        client, self._client = self._client, None
        close = getattr(client, "close", None)
        if close:
            close()


def _has(method: Callable[..., Any], name: str) -> bool:
    """Whether a method can be given this argument."""
    try:
        parameters = inspect.signature(method).parameters
    except (TypeError, ValueError):  # of what is not written in Python nothing is known
        return True
    return name in parameters or any(each.kind is each.VAR_KEYWORD for each in parameters.values())
