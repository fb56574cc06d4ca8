"""Says in plain words what an adapter gets wrong, before any client is judged with it."""

from .findings import Finding
from .report import AdapterReport
from .run import adapter_check

__all__ = ["AdapterReport", "Finding", "adapter_check"]
