"""37400000NNN ends in the v3 message status NNN; everything else is Pending, Sent after 1 s, Delivered after 3 s."""

import pytest

from tests.support import Account
from tests.v3.support import balance, charges, in_flight, post, priced, send_request, sms

STANDARD = {0: (1, "Pending"), 0.999: (1, "Pending"), 1: (3, "Sent"), 2.999: (3, "Sent"), 3: (100, "Delivered")}
FINAL = 1_000_000.0
LIVES = {
    "37400000001": {0: (1, "Pending"), 3: (1, "Pending"), FINAL: (1, "Pending")},
    "37400000002": {0: (2, "Scheduled"), 3: (2, "Scheduled"), FINAL: (2, "Scheduled")},
    "37400000003": {0: (1, "Pending"), 1: (3, "Sent"), 3: (3, "Sent"), FINAL: (3, "Sent")},
    "37400000004": {0: (4, "OutOfBalance"), FINAL: (4, "OutOfBalance")},
    "37400000005": {0: (5, "InvalidMobile"), FINAL: (5, "InvalidMobile")},
    "37400000006": {0: (6, "InvalidBody"), FINAL: (6, "InvalidBody")},
    "37400000007": {0: (7, "InvalidSender"), FINAL: (7, "InvalidSender")},
    "37400000008": {0: (8, "InvalidRoute"), FINAL: (8, "InvalidRoute")},
    "37400000009": {0: (9, "BlockedMobile"), FINAL: (9, "BlockedMobile")},
    "37400000010": {0: (1, "Pending"), 0.999: (1, "Pending"), 1: (10, "Unknown"), FINAL: (10, "Unknown")},
    "37400000100": {**STANDARD, FINAL: (100, "Delivered")},
    "37400000101": {**STANDARD, 3: (101, "Undeliverable"), FINAL: (101, "Undeliverable")},
    "37400000102": {**STANDARD, 3: (102, "ACK expired"), FINAL: (102, "ACK expired")},
    "37400000103": {**STANDARD, 3: (103, "Rejected"), FINAL: (103, "Rejected")},
    "37400000104": {0: (1, "Pending"), 0.999: (1, "Pending"), 1: (104, "TimeOut"), FINAL: (104, "TimeOut")},
    "37499000000": {**STANDARD, FINAL: (100, "Delivered")},
    "37400000000": {**STANDARD, FINAL: (100, "Delivered")},
    "37400000011": {**STANDARD, FINAL: (100, "Delivered")},
    "37400000105": {**STANDARD, FINAL: (100, "Delivered")},
}
REFUSED = [f"3740000000{status}" for status in range(5, 10)]
NEVER_CHARGED = ["37400000002", "37400000004", *REFUSED]
CHARGED = [f"37400000{status}" for status in ("001", "003", "010", "100", "101", "102", "103", "104")]


def life(account: Account, recipient: str, moments: list[float]) -> dict[float, tuple[int, str]]:
    """(StatusCode, Status) at each of the moments, seconds after a Send."""
    account.send(account.login(), sms(recipient, reference="it"))
    seen, elapsed = {}, 0.0
    for moment in moments:
        account.clock(advance=round(moment - elapsed, 3))
        elapsed = moment
        [(_, code, name)] = account.statuses(account.login(), "it")
        seen[moment] = (code, name)
    return seen


@pytest.mark.parametrize("recipient", LIVES)
def test_life_of_a_message(account: Account, recipient: str) -> None:
    """A status is a function of the message's timeline and the account's clock."""
    wanted = LIVES[recipient]

    assert life(account, recipient, sorted(wanted)) == wanted


@pytest.mark.parametrize("recipient", LIVES)
def test_asking_changes_nothing(account: Account, recipient: str) -> None:
    """Whoever asks late sees the same as whoever asked all the time."""
    wanted = LIVES[recipient]

    assert life(account, recipient, [FINAL]) == {FINAL: wanted[FINAL]}


@pytest.mark.parametrize("recipient", NEVER_CHARGED)
def test_refused_and_unfunded_are_never_charged(account: Account, recipient: str) -> None:
    """002, 004 and 005 to 009 cost nothing, at once or later."""
    account.send(account.login(), sms(recipient))
    account.clock(advance=FINAL)

    assert charges(account) == []


@pytest.mark.parametrize("recipient", CHARGED)
def test_accepted_ones_are_charged_once(account: Account, recipient: str) -> None:
    """What is accepted and due is charged, whatever becomes of it."""
    account.send(account.login(), sms(recipient))
    account.clock(advance=FINAL)

    assert (charges(account), balance(account)) == (["-2.00"], "1298.30")


@pytest.mark.parametrize("recipient", REFUSED)
def test_refusals_of_magic_are_not_counted(account: Account, recipient: str) -> None:
    """005 to 009 are refused at acceptance like the real thing: the request is 101 and counts nothing."""
    answer = account.send(account.login(), sms(recipient))

    assert priced(answer) == (0, 0, 0.0, 0.0)


def test_request_of_nothing_but_refusals(account: Account) -> None:
    """All five refusals in one request: 101, all kept, none charged."""
    session = account.login()
    answer = account.send(session, *[sms(recipient, reference=recipient) for recipient in REFUSED])

    codes = [code for _, code, _ in account.statuses(session, *REFUSED)]
    assert (priced(answer), codes, charges(account)) == ((0, 0, 0.0, 0.0), [5, 6, 7, 8, 9], [])


@pytest.mark.parametrize("recipient", REFUSED)
def test_calculate_refuses_magic_alike(account: Account, recipient: str) -> None:
    """Calculate answers as Send would."""
    document = send_request(account.login(), sms(recipient), sms())

    calculated, sent = post(account, "Calculate", document).text, post(account, "Send", document).text

    assert calculated == sent


def test_real_faults_of_a_magic_recipient_come_in_their_order(account: Account) -> None:
    """A body too long is 6, after what the recipient stands for and before anything that comes later."""
    session = account.login()
    recipients = ["37400000008", "37400000009", "37400000101", "37400000004"]
    account.send(session, *[sms(recipient, "x" * 501, recipient) for recipient in recipients])

    codes = [code for _, code, _ in account.statuses(session, *recipients)]
    assert codes == [8, 9, 6, 6]


def test_magic_of_a_waiting_message_begins_when_it_is_due(account: Account) -> None:
    """A scheduled message is Scheduled until its date; its outcome is counted from there."""
    account.send(account.login(), sms("37400000101", reference="it"), ScheduledDate="2019-07-25 18:30")

    seen = []
    for seconds in (0, 599, 1, 1, 2):
        account.clock(advance=seconds)
        seen += [name for _, _, name in account.statuses(account.login(), "it")]

    assert seen == ["Scheduled", "Scheduled", "Pending", "Sent", "Undeliverable"]


def test_message_of_a_held_send_begins_at_release(account: Account) -> None:
    """Nothing happens to a message before its request is processed."""
    session = account.login()
    with in_flight(account, "Send", send_request(session, sms(reference="it"))) as flight:
        account.clock(advance=50)
        flight.land()

    assert account.statuses(session, "it") == [("it", 1, "Pending")]


def test_v2_shows_the_same_life(account: Account) -> None:
    """One state, two tables: a message sent through v3 has a v2 id and status."""
    account.send(account.login(), sms("37400000102"))
    [message] = account.messages

    seen = []
    for seconds in (0, 1, 2):
        account.clock(advance=seconds)
        seen.append(account.v2("querymessage", messageref=str(message["id"])))

    assert seen == [
        "ID: 0 : The status of the SMS message is unknown, SMS is in queue.",
        "ID: 2 : The SMS message is delivered to operator.",
        "ID: 6 : The SMS message is delivered to gateway but status unknown.",
    ]
