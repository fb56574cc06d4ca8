"""What makes a client drivable: the protocol between the kit and an adapter, and a ready-made adapter for Python."""

from .client import Client, Failed, Value
from .context import Context
from .serve import serve

__all__ = ["Client", "Context", "Failed", "Value", "serve"]
