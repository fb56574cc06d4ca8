"""Whose request it was: the journal knows, wherever in the document the session stands."""

import json

import pytest

from tests.support import JSON, Account
from tests.v3.support import sms


@pytest.mark.parametrize("count", [1, 200])
def test_a_session_after_the_messages_is_found(account: Account, count: int) -> None:
    """JSON members have no order: a Send that ends with its SessionId is still this account's, under its readings."""
    account.change(readings={"price_decimals": "string"})
    messages = [sms(f"3749{index:07d}", "x" * 100) for index in range(count)]
    document = {"Messages": messages, "Sender": "MOBIPACE", "SessionId": account.login()}
    answer = account.sim.http.post("/v3/Send", content=json.dumps(document), headers=JSON).json()

    assert (answer["StatusCode"], answer["AveragePrice"]) == (101, "2.00")
    assert [each["method"] for each in account.exchanges] == ["authorize", "Send"]


def test_a_broken_document_is_attributed_by_either_end(account: Account) -> None:
    """What cannot be read is 102, and still in the account's journal."""
    session = account.login()
    broken = '{"Messages": [' + '{"Recipient" "37499000000"},' * 500 + f'], "SessionId": "{session}"}}'
    answer = account.sim.http.post("/v3/Send", content=broken, headers=JSON).json()

    assert (answer["StatusCode"], account.exchanges[-1]["answer"]["code"]) == (102, 102)
