"""What a case tells a client before its calls: an account, and where its gateway is."""

from __future__ import annotations

import msgspec


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """One case's account.

    v2_url: the whole address of v2. v3_url: what stands before `/authorize`. ca: path of a PEM file to trust over
    HTTPS; None with plain HTTP. time_zone: the account's, an IANA name. timeout_ms: for one HTTP request, from
    connecting to the last byte.
    """

    case: str
    v2_url: str
    v3_url: str
    username: str
    password: str
    sender: str
    timeout_ms: int
    ca: str | None = None
    time_zone: str | msgspec.UnsetType = msgspec.UNSET

    @property
    def zone(self) -> str:
        """The account's time zone; UTC where none was named."""
        return "UTC" if self.time_zone is msgspec.UNSET else self.time_zone

    @property
    def timeout(self) -> float:
        """Seconds for one HTTP request."""
        return self.timeout_ms / 1000

    def __repr__(self) -> str:
        return f"Context(case={self.case!r}, username={self.username!r})"  # a password belongs in no log
