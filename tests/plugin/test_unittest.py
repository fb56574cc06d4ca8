"""Without pytest's fixtures: unittest, with a gateway for a class and an account for each test."""

import unittest

from mobipace.fixtures import Account, Gateway

from .clients import send_one


class SendingTest(unittest.TestCase):
    """As a user of unittest would write it."""

    gateway: Gateway
    account: Account

    @classmethod
    def setUpClass(cls) -> None:
        """One gateway for all of them."""
        cls.gateway = cls.enterClassContext(Gateway())

    def setUp(self) -> None:
        """One account for each, judged when the test is over."""
        self.account = self.enterContext(self.gateway.account(balance="10.00"))
        self.addCleanup(self.account.assert_conforms)

    def test_charges(self) -> None:
        """A message costs what its route does."""
        send_one(self.account)

        assert f"{self.account.balance}" == "8.00"

    def test_starts_anew(self) -> None:
        """Nothing is left of the other test."""
        self.account.assert_not_sent()

        assert f"{self.account.balance}" == "10.00"
