import logging
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from mobipace.mock_server.web.tls import ensure_ca, server_context
from tests.web.raw_http import Contexts


@pytest.fixture(params=["http", "https"])
def tls(request: pytest.FixtureRequest, tmp_path: Path) -> Contexts | None:
    """Nothing for a plain listener, else the contexts of an HTTPS listener and of a client that trusts it."""
    if request.param == "http":
        return None
    authority = ensure_ca(tmp_path)
    return server_context(authority), ssl.create_default_context(cadata=authority.certificate_pem.decode("ascii"))


@pytest.fixture
def silent_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A client's faults leave no warning and no traceback; asyncio's word of an unhandled exception is one, too."""
    yield
    warnings = [each.getMessage() for each in caplog.get_records("call") if each.levelno >= logging.WARNING]

    assert warnings == []
