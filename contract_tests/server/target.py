"""The server that is to be verified, and whose account is used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Target:
    """Where both protocols are, and the account at hand.

    v3_url: the part that the methods' names are put behind, such as https://api.mobipace.com:444/v3. recipient: whom
    messages may go to; None: nobody. control: the control API of one of our own servers, or None. timeout: seconds.
    """

    v3_url: str
    v2_url: str
    username: str
    password: str
    sender: str = "MOBIPACE"
    recipient: str | None = None
    control: str | None = None
    token: str | None = None
    timeout: float = 60.0
    ca: Path | None = None

    def __repr__(self) -> str:
        return f"Target({self.v3_url}, {self.v2_url})"
