"""Broken gateways: our simulator with one clause broken each, to prove that the checks of a server bite."""

from .breakage import Breakage
from .table import BROKEN_GATEWAYS, WITHOUT

__all__ = ["BROKEN_GATEWAYS", "WITHOUT", "Breakage"]
