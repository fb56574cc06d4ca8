"""A small client of both protocols that does all a client owes the gateway. Read it as an example; the kit tests itself
with it.
"""

from .adapted import Client
from .errors import GatewayError, LostAnswer
from .v2 import V2
from .v3 import V3
from .values import Funds, Message, Options, Receipt, Settings, Status

__all__ = [
    "V2",
    "V3",
    "Client",
    "Funds",
    "GatewayError",
    "LostAnswer",
    "Message",
    "Options",
    "Receipt",
    "Settings",
    "Status",
]
