"""v2 8.2 code 703 and status 9: the reference of querymessage."""

import pytest

from tests.support import Account, Sim
from tests.v2.support import asked, last, status, value

UNKNOWN = "Err: 703 : Incorrect message references"
NO_IDS = [
    "1",
    "0",
    "99999999",
    "-1",
    "abc",
    "12a",
    "1e5",
    "1.0",
    "0x186A1",
    "ID: 100001",
    "١٠٠٠٠١",
    "9" * 18,
    "9" * 19,
    "9" * 5000,
    "18446744073709551617",
    "true",
    "'; --",
]


@pytest.fixture
def status_9(sim: Sim) -> Account:
    """An account whose unknown references are status 9."""
    return sim.account(readings={"unknown_reference_v2": "status-9"})


@pytest.mark.parametrize("reference", NO_IDS)
def test_an_unknown_reference_is_703(account: Account, reference: str) -> None:
    """v2 8.2: an id that was never given, cannot be one, or is larger than any."""
    account.v2_send()

    assert asked(account, "querymessage", {"messageref": reference}) == UNKNOWN


@pytest.mark.parametrize("reference", NO_IDS)
def test_an_unknown_reference_may_be_status_9(status_9: Account, reference: str) -> None:
    """v2 8.1, the other reading: status 9 Unknown, "Incorrect message reference (ID)"."""
    assert asked(status_9, "querymessage", {"messageref": reference}) == "ID: 9 : Incorrect message reference (ID)"


def test_a_reference_is_not_trimmed(account: Account) -> None:
    """Blanks around an id are part of it, and no id has any."""
    message_id = value(account.v2_send())

    assert [asked(account, "querymessage", {"messageref": text}) for text in (f" {message_id}", f"{message_id} ")] == [
        UNKNOWN,
        UNKNOWN,
    ]


def test_another_accounts_id_is_unknown(sim: Sim, account: Account) -> None:
    """v2 5.4: a message is asked for by the account that sent it; to others it does not exist."""
    message_id = value(account.v2_send())

    assert asked(sim.account(), "querymessage", {"messageref": message_id}) == UNKNOWN


def test_another_accounts_id_is_status_9_too(account: Account, status_9: Account) -> None:
    """Under the other reading a foreign id is as unknown as one that was never given."""
    message_id = value(account.v2_send())

    assert status(status_9, message_id) == "9"


def test_the_callers_reference_is_not_an_id(account: Account) -> None:
    """v3's Reference is the caller's; v2 asks by the id that the gateway gave."""
    message = {"Recipient": "37499000000", "Body": "hello", "Reference": "123456"}
    account.send(account.login(), message)

    assert asked(account, "querymessage", {"messageref": "123456"}) == UNKNOWN


def test_every_message_of_an_account_is_found_by_its_id(account: Account) -> None:
    """v2 5.1: each message has its own unique reference, refused ones too."""
    ids = [value(account.v2_send(recipient)) for recipient in ("37499000000", "123", "55119999999", "37400000101")]

    assert [status(account, message_id) for message_id in ids] == ["0", "7", "8", "0"]


def test_an_id_never_ends(account: Account) -> None:
    """A message is kept: years later its status can still be asked for."""
    account.v2_send()
    account.clock(advance=5 * 365 * 86_400)

    assert status(account, str(last(account)["id"])) == "1"
