"""A certificate authority of a run's own, for the cases over HTTPS, and certificates that a client must not take."""

from __future__ import annotations

import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme

from mobipace.mock_server.web.tls import Authority, ensure_ca, server_context

from ..catalogue.case import Certificate

_ANOTHER = "api.mobipace.com"  # signed by the right authority; the gateway of a case has an address


@dataclass(frozen=True, slots=True)
class Certificates:
    """ca: what clients are told to trust."""

    ca: Path
    _own: Authority
    _other: Authority

    def context(self, certificate: Certificate) -> ssl.SSLContext:
        """What a gateway serves with, made anew for each."""
        if certificate == "other-authority":
            return server_context(self._other)
        context = server_context(self._own)
        if certificate == "other-host":
            signer = trustme.CA.from_pem(self._own.certificate_pem, self._own.key_pem)
            signer.issue_cert(_ANOTHER).configure_cert(context)
        return context


@contextmanager
def authority() -> Iterator[Certificates]:
    """Gone when the run is over."""
    with tempfile.TemporaryDirectory(prefix="mobipace-ca-") as place:
        own, other = ensure_ca(Path(place) / "own"), ensure_ca(Path(place) / "other")
        yield Certificates(own.certificate_path, own, other)
