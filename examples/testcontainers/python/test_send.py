"""The simulator in a container of its own for the tests of a session: pip install testcontainers pytest"""

from collections.abc import Iterator
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import HttpWaitStrategy


@pytest.fixture(scope="session")
def gateway() -> Iterator[str]:
    """The simulator's address."""
    ready = HttpWaitStrategy(8080, "/_control/health").for_status_code(200)
    with DockerContainer("mobipace-mock").with_exposed_ports(8080, 8444).waiting_for(ready) as container:
        yield f"http://{container.get_container_host_ip()}:{container.get_exposed_port(8080)}"


def test_sends(gateway: str) -> None:
    """Put the call of your own client here."""
    message = {"sender": "MOBIPACE", "recipient": "37499123456", "body": "Hello"}
    query = {"function": "send", "username": "mobipace@mobipace.com", "password": "123456", **message}
    with urlopen(f"{gateway}/API_2_0/HTTP_API.aspx?{urlencode(query)}") as answer:  # noqa: S310  the container's
        assert answer.read().startswith(b"ID: ")
