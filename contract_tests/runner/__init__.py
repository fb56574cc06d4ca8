"""Runs the catalogue with a client, and judges it from what the gateway saw."""

from .plan import NothingChosen, Planned, plan
from .run import Options, run

__all__ = ["NothingChosen", "Options", "Planned", "plan", "run"]
