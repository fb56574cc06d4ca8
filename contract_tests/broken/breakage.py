"""Breaking our simulator in this process, for as long as a `with` lasts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

Change = tuple[Any, Any, Callable[[Any], Any]]
"""Whose attribute (or item, of a dict), its name, and what it becomes, made from what it was."""


@dataclass(frozen=True, slots=True)
class Breakage:
    """One clause broken. killed_by: ids of the checks that name it; each of them has to fail."""

    id: str
    title: str
    killed_by: tuple[str, ...]
    changes: Callable[[], list[Change]]

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """While this lasts every simulator of this process is broken so."""
        with ExitStack() as stack:
            for change in self.changes():
                stack.enter_context(_changed(*change))
            yield


def breakage(id: str, title: str, *killed_by: str) -> Callable[[Callable[[], list[Change]]], Breakage]:
    """Make a function that returns changes a breakage. killed_by: ids without their `server.`."""
    return lambda changes: Breakage(id, title, tuple(f"server.{each}" for each in killed_by), changes)


@contextmanager
def _changed(owner: Any, name: Any, make: Callable[[Any], Any]) -> Iterator[None]:
    if isinstance(owner, MutableMapping):
        was, put = owner[name], owner.__setitem__
    else:  # a property or a static method is taken as it stands in the class, not as it looks from outside
        was, put = vars(owner)[name], lambda name, value: setattr(owner, name, value)
    put(name, make(was))
    try:
        yield
    finally:
        put(name, was)


def instead(value: Any) -> Callable[[Any], Any]:
    """Another value, whatever it was."""
    return lambda _: value


def nothing(_: Any) -> Callable[..., None]:
    """A function that does nothing."""
    return lambda *_args, **_more: None
