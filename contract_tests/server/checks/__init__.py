"""Every check of a server, in the order in which they are made."""

from ..check import ServerCheck
from .batches import BATCHES
from .busy import BUSY
from .dates import DATES
from .http import HTTP
from .login import LOGIN
from .money import MONEY
from .observed import OBSERVED
from .parts import PARTS
from .requests import REQUESTS
from .sending import SENDING
from .sessions import SESSIONS
from .statuses import STATUSES
from .texts import TEXTS
from .v2 import V2

CHECKS: tuple[ServerCheck, ...] = (
    *HTTP,
    *LOGIN,
    *SESSIONS,
    *BUSY,
    *REQUESTS,
    *SENDING,
    *BATCHES,
    *PARTS,
    *DATES,
    *STATUSES,
    *MONEY,
    *V2,
    *TEXTS,
    *OBSERVED,
)
