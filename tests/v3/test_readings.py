"""Every open reading of v3: what is seen under its default and under each alternative, however it is set."""

import pytest

from mobipace.mock_server.gateway.readings import REGISTER
from tests.support import Account, Sim, demo, running
from tests.v3.observations import SEEN, ZEROS, fields, older_session
from tests.v3.support import in_flight, post, send_request, sms

V2_ALONE = {
    "error_prefix_v2",
    "send_reply_v2",
    "info_text_v2",
    "separator_v2",
    "unknown_reference_v2",
    "unregistered_sender_v2",
    "content_type_v2",
}
VALUES = [(key, value) for key, (_, seen) in SEEN.items() for value in seen]
ALTERNATIVES = [(key, value) for key, (_, seen) in SEEN.items() for value in list(seen)[1:]]


def test_every_reading_is_in_this_table() -> None:
    """The register and this file name the same v3 readings with the same values, the default first."""
    registered = {each.key: list(each.values) for each in REGISTER if each.key not in V2_ALONE}

    assert registered == {key: list(seen) for key, (_, seen) in SEEN.items()}


@pytest.mark.parametrize("key", SEEN)
def test_default(account: Account, key: str) -> None:
    """An account for which nothing is set behaves by the default."""
    observe, seen = SEEN[key]

    assert observe(account) == next(iter(seen.values()))


@pytest.mark.parametrize(("key", "value"), VALUES)
def test_set_for_a_new_account(sim: Sim, key: str, value: str) -> None:
    """An account is made with readings of its own."""
    observe, seen = SEEN[key]

    assert observe(sim.account(readings={key: value})) == seen[value]


@pytest.mark.parametrize(("key", "value"), VALUES)
def test_changed_for_an_account(account: Account, key: str, value: str) -> None:
    """An operator changes an account's reading while it lives."""
    observe, seen = SEEN[key]
    account.change(readings={key: value})

    assert observe(account) == seen[value]


@pytest.mark.parametrize(("key", "value"), ALTERNATIVES)
def test_set_for_the_world(key: str, value: str) -> None:
    """A world's reading holds for every account that has none of its own."""
    observe, seen = SEEN[key]
    default = next(iter(seen))

    with running(demo(readings={key: value})) as sim:
        without, own = observe(sim.account()), observe(sim.account(readings={key: default}))

    assert (without, own) == (seen[value], seen[default])


@pytest.mark.parametrize(("key", "value"), ALTERNATIVES)
def test_changed_for_the_world(key: str, value: str) -> None:
    """PATCH readings reaches accounts that are there already, and those to come."""
    observe, seen = SEEN[key]

    with running() as sim:
        early = sim.account()
        sim.control("PATCH", "readings", json={key: value})
        observed = observe(early), observe(sim.account())

    assert observed == (seen[value], seen[value])


def test_readings_of_one_account_are_not_anothers(sim: Sim) -> None:
    """Parallel tests set readings without meeting."""
    sim.account(readings={"single_session": "yes"})

    assert older_session(sim.account()) == 101


def test_worlds_reading_counts_for_nobodys_request() -> None:
    """Where the account is not known, a failed authorize or Send is written as the world has it."""
    with running(demo(readings={"failed_login_session_id": "null", "failed_send_fields": "zero"})) as sim:
        account = sim.account()
        login = fields(account, "authorize", {"Username": "nobody", "Password": "x"})
        send = fields(account, "Send", send_request("unknown"))
        garbage = post(account, "Send", "no JSON at all").text

    assert (login, send) == ('"SessionId": null', ZEROS)
    assert garbage == f'{{"StatusCode": 102, "Status": "IncorrectParameter", {ZEROS}}}'


def test_worlds_date_form_counts_before_a_session_is_known() -> None:
    """scheduled_date_format decides a 102, which comes before the session: for an unknown one the world's counts."""
    with running(demo(readings={"scheduled_date_format": "date-only"})) as sim:
        code = sim.account().send("unknown", sms(), ScheduledDate="2019-07-26 10:00")["StatusCode"]

    assert code == 102


def test_every_failure_of_a_send_has_the_fields(sim: Sim) -> None:
    """Reading failed_send_fields=zero holds for every answer but 101; prices as price_decimals has them."""
    readings = {"failed_send_fields": "zero", "price_decimals": "string"}
    account = sim.account(readings=readings, balance="0.00", credit_limit="0")
    session = account.login()
    zeros = ZEROS.replace("0.00", '"0.00"')
    with in_flight(account, "QueryBalance", {"SessionId": session}):
        busy = fields(account, "Send", send_request(session))
    funds = fields(account, "Send", send_request(session))
    count = fields(account, "Calculate", send_request(session, *[sms()] * 20_001))
    account.change(blocked=True)
    blocked = fields(account, "Calculate", send_request(session))

    assert [busy, funds, count, blocked] == [zeros] * 4


def test_a_failed_query_has_no_fields(sim: Sim) -> None:
    """failed_send_fields and failed_login_session_id are about Send, Calculate and authorize alone."""
    account = sim.account(readings={"failed_send_fields": "zero", "failed_login_session_id": "null"})

    document = {"SessionId": "x", "References": []}
    texts = [post(account, method, document).text for method in ("QueryMessages", "QueryBalance")]

    assert texts == ['{"StatusCode": 103, "Status": "SessionExpired"}'] * 2


@pytest.mark.parametrize(("change", "code"), [({"blocked": True}, 202), ({"locked": True}, 201)])
def test_every_failed_authorize_has_the_session_id(sim: Sim, change: dict[str, bool], code: int) -> None:
    """Reading failed_login_session_id holds for every failure, not for 200 alone."""
    account = sim.account(readings={"failed_login_session_id": "empty"}, **change)

    text = post(account, "authorize", {"Username": account.username, "Password": account.password}).text

    assert text.startswith(f'{{"StatusCode": {code}, ')
    assert text.endswith(', "SessionId": ""}')
