"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from ..wire.deviations import Level
from .past import Protocol
from .scene import Scene

Check = Callable[[Scene], Iterable[str] | None]
"""Looks at one exchange and what went before it, and changes nothing. None: it is not about such an exchange. Else what
is wrong: what was seen, what is allowed, what to do; nothing, where the rule was kept."""

Kind = tuple[Protocol | None, type]
"""Of an exchange: its protocol, and the class of its command; NoneType where it could not be read."""


InCalm = Literal["kept", "aside"]
"""What a check comes to whenever a scene is calm: the rule was kept, or it is not about such an exchange."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing a client owes the gateway. `title` says what, as a sentence; `clause` where it is written.

    id: stable; others write it into configurations. level: MUST, SHOULD, or NOTE for what is no fault, but of use.
    check: None where it is found out while a request is read, and comes as a deviation.
    about: the commands, or the protocol, that it is about; None: any request. Of no other exchange `check` is asked.
    in_calm: what `check` comes to in every scene that is calm, which it is not asked about then; None: that depends.
    """

    id: str
    level: Level
    clause: str
    title: str
    check: Check | None = None
    about: tuple[type, ...] | Protocol | None = None
    in_calm: InCalm | None = None

    def is_about(self, kind: Kind) -> bool:
        """Whether its check has to look at exchanges of this kind."""
        protocol, command = kind
        return issubclass(command, self.about) if isinstance(self.about, tuple) else self.about in (None, protocol)
