"""The catalogue: what a client has to keep, as cases."""

from __future__ import annotations

from . import batches, busy, forms, logins, lost, novelty, refusals, sessions, statuses, texts
from .case import Case

CASES: tuple[Case, ...] = tuple(
    case
    for subject in (forms, logins, sessions, busy, batches, texts, statuses, refusals, lost, novelty)
    for case in subject.CASES
)
"""Every case, by subject. Their ids are stable: they may be added to, never changed."""

__all__ = ["CASES", "Case"]
