"""A certificate authority of a run's own, for the cases over HTTPS."""

from __future__ import annotations

import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mobipace.mock_server.web.tls import ensure_ca, server_context


@contextmanager
def authority() -> Iterator[tuple[ssl.SSLContext, Path]]:
    """What a gateway serves with, and the certificate that its clients may trust; gone when the run is over."""
    with tempfile.TemporaryDirectory(prefix="mobipace-ca-") as place:
        own = ensure_ca(Path(place))
        yield server_context(own), own.certificate_path
