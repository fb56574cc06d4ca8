"""v3 "Error codes and their meanings": an answer with each of them, by what the document describes."""

from tests.support import Account
from tests.v3.support import in_flight, post, send_request, sms


def answered(account: Account, *messages: dict[str, str]) -> str:
    """The answer to a Send, as text."""
    return post(account, "Send", send_request(account.login(), *messages)).text


def test_success(account: Account) -> None:
    """101 "Request successfully completed"."""
    assert answered(account).startswith('{"StatusCode": 101, "Status": "Success"')


def test_incorrect_parameter(account: Account) -> None:
    """102 "Invalid request format"."""
    assert post(account, "Send", "{").text == '{"StatusCode": 102, "Status": "IncorrectParameter"}'


def test_session_expired(account: Account) -> None:
    """103 "Session ID is not found"."""
    session = account.login()
    account.clock(advance=60)

    text = post(account, "QueryBalance", {"SessionId": session}).text

    assert text == '{"StatusCode": 103, "Status": "SessionExpired"}'


def test_access_denied(account: Account) -> None:
    """104 "System currently processing another request with same Session ID"."""
    session = account.login()
    with in_flight(account, "QueryBalance", {"SessionId": session}):
        text = post(account, "QueryBalance", {"SessionId": session}).text

    assert text == '{"StatusCode": 104, "Status": "AccessDenied"}'


def test_incorrect_user_name_or_password(account: Account) -> None:
    """200 "Invalid Username or Password"."""
    text = post(account, "authorize", {"Username": account.username, "Password": "wrong"}).text

    assert text == '{"StatusCode": 200, "Status": "IncorrectUserNameOrPassword"}'


def test_user_locked(account: Account) -> None:
    """201 "Number of allowable mistakes during authorisation exceed"."""
    for _ in range(5):
        post(account, "authorize", {"Username": account.username, "Password": "wrong"})

    text = post(account, "authorize", {"Username": account.username, "Password": account.password}).text

    assert text == '{"StatusCode": 201, "Status": "UserLocked"}'


def test_user_blocked(account: Account) -> None:
    """202 "User blocked by administrator"."""
    account.change(blocked=True)

    text = post(account, "authorize", {"Username": account.username, "Password": account.password}).text

    assert text == '{"StatusCode": 202, "Status": "UserBlocked"}'


def test_out_of_balance(account: Account) -> None:
    """300 "Not enough funds to send messages"."""
    account.change(balance="1.99", credit_limit="0")

    assert answered(account) == '{"StatusCode": 300, "Status": "OutOfBalance"}'


def test_message_count_overflow(account: Account) -> None:
    """301 "MOBIPACE allows to send up to 20000 messages within one request"."""
    assert answered(account, *[sms()] * 20_001) == '{"StatusCode": 301, "Status": "MessageCountOverflow"}'


def test_currency_not_defined(account: Account) -> None:
    """302 "Account currency is not defined"."""
    account.change(currency=None)

    assert answered(account) == '{"StatusCode": 302, "Status": "CurrencyNotDefined"}'
