"""The shop's own client, pointed at the simulated gateway."""

from collections.abc import Iterator

import pytest
from sms import SmsClient

from mobipace.fixtures import Account


@pytest.fixture
def sms(mobipace: Account) -> Iterator[SmsClient]:
    """A client that is logged in as the test's own account as soon as it asks for something."""
    with SmsClient(mobipace.v3_url, mobipace.username, mobipace.password, mobipace.sender) as client:
        yield client
