"""A mutant: the reference client with one thing broken, and the cases that are to notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ..adapter.context import Context
from ..reference import Client


@dataclass(frozen=True, slots=True)
class Mutant:
    """name: what it does. obligation: which one it breaks. killed_by: ids of cases, or patterns of them; every case
    that one of them matches must notice.
    """

    name: str
    obligation: str
    killed_by: tuple[str, ...]
    break_it: Callable[[Client], None]

    def is_killed_by(self, id: str) -> bool:
        """Whether a case is to notice it."""
        return any(fnmatchcase(id, pattern) for pattern in self.killed_by)

    def client(self, context: Context) -> Client:
        """A fresh one, as a driver wants it."""
        made = Client(context)
        self.break_it(made)
        return made


Break = Callable[[Client], None]


class Collection:
    """Mutants of one subject, in order."""

    def __init__(self) -> None:
        self.mutants: list[Mutant] = []

    def add(self, obligation: str, *killed_by: str) -> Callable[[Break], Break]:
        """Take what the decorated function makes of a client; its name is the mutant's."""

        def take(break_it: Break) -> Break:
            name = break_it.__name__.replace("_", "-")
            self.mutants.append(Mutant(name, obligation, killed_by, break_it))
            return break_it

        return take
