"""The names that a certificate bears. Apart from `tls`, whose library takes its time, for whoever needs only these."""

from __future__ import annotations

import re
from ipaddress import ip_address

SERVED_NAMES = ("localhost", "127.0.0.1", "::1", "api.mobipace.com", "www.mobipace.com")
"""What every certificate is valid for."""

_HOST_NAME = re.compile(r"(\*\.)?[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")


class TlsError(Exception):
    """One line for the operator: which file or name is at fault, and what to do."""


def alabel(name: str) -> str:
    """A host name as certificates write it: lower case, `xn--` labels. An address comes back as it is."""
    try:
        return str(ip_address(name))
    except ValueError:
        pass
    try:
        label = name.lower().rstrip(".").encode("idna").decode("ascii")
    except UnicodeError:
        label = ""
    if not _HOST_NAME.fullmatch(label):
        raise TlsError(f"TLS name {name!r}: neither a host name (foo.test, *.foo.test) nor an IP address (192.0.2.1)")
    return label
