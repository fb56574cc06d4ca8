"""A login code by SMS: what the customer is sent is what the shop lets in."""

import re
import secrets

from sms import Sms, SmsClient

from mobipace.fixtures import Account

CODE = re.compile(r"\b\d{6}\b")


class LoginCodes:
    """The shop's own: one code for each phone, good for one try."""

    def __init__(self, sms: SmsClient) -> None:
        self._sms = sms
        self._codes: dict[str, str] = {}

    def request(self, phone: str) -> None:
        """Send a fresh code."""
        code = f"{secrets.randbelow(1_000_000):06d}"
        self._codes[phone] = code
        self._sms.send([Sms(phone, f"Ձեր կոդն է {code}")])

    def check(self, phone: str, code: str) -> bool:
        """Whether that was the code."""
        return secrets.compare_digest(self._codes.pop(phone, ""), code)


def test_customer_gets_in_with_the_code_that_was_sent(mobipace: Account, sms: SmsClient) -> None:
    """The test reads it as the customer would: from the message."""
    codes = LoginCodes(sms)
    codes.request("37499123456")
    message = mobipace.wait_for(recipient="37499123456", body=CODE)
    code = CODE.findall(message.body)[0]

    assert codes.check("37499123456", code)
    assert not codes.check("37499123456", code)


def test_code_goes_to_nobody_else(mobipace: Account, sms: SmsClient) -> None:
    """One message, in one part, to the phone that asked."""
    LoginCodes(sms).request("37499123456")

    assert mobipace.assert_sent(count=1)[0].recipient == "37499123456"
    mobipace.assert_sent(recipient="37499123456", parts=1, alphabet="UCS-2")
