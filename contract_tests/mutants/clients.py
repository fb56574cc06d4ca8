"""The broken clients, and the cases that are to kill each of them: the kill matrix."""

from __future__ import annotations

from .content import CONTENT
from .mutant import Mutant
from .reading import READING
from .talk import TALK

MUTANTS: tuple[Mutant, ...] = (*TALK.mutants, *CONTENT.mutants, *READING.mutants)
