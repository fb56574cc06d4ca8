"""`account.faults`: what goes wrong between the gateway and a client, on purpose."""

import time
import urllib.error

import httpx
import pytest

from mobipace.fixtures import Account, ControlApiError, Fault

from .clients import call, login, send, send_one, v2


def test_fault_befalls_the_next_request(account: Account) -> None:
    """And only that one, unless told otherwise."""
    fault = account.faults.add("code", code=300, method="Send")
    session = login(account)
    codes = [send(account, session, ("37499123456", "Hello", f"r{number}"))["StatusCode"] for number in range(2)]

    assert (codes, fault.fired, fault.state) == ([300, 101], 1, "spent")
    assert (fault.effect, fault.point, str(fault)) == ("code", "before", "code, before, for v3 Send")


def test_accepted_and_charged_and_not_told(account: Account) -> None:
    """The question after a lost answer: was it sent, was I billed?"""
    session = login(account)
    account.faults.add("reset", point="after", method="Send")
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        send(account, session, ("37499123456", "Hello", "r1"))

    assert f"{account.balance}" == "1298.30"
    account.assert_sent(reference="r1")
    assert account.exchanges(method="Send")[0].fault is not None


@pytest.mark.parametrize(
    ("effect", "options", "status", "body"),
    [
        ("http-status", {"status": 503}, 503, b"503 Service Unavailable\n"),
        ("empty", {}, 200, b""),
        ("truncate", {"bytes": 5}, 200, b""),
        ("code", {"code": 712, "text": "operator busy"}, 200, b"Err: 712 : operator busy"),
        ("delay", {"seconds": 0.05}, 200, b"ID: 1300.30 : EUR"),
        ("drip", {"bytes_per_second": 1000}, 200, b"ID: 1300.30 : EUR"),
    ],
)
def test_effects_take_their_parameters(
    account: Account, effect: str, options: dict[str, object], status: int, body: bytes
) -> None:
    """Each by its name in the control API."""
    account.faults.add(effect, **options)  # type: ignore[arg-type]
    query = {"function": "querybalance", "username": account.username, "password": account.password}
    try:
        answer = httpx.get(account.v2_url, params=query)
    except httpx.RemoteProtocolError:  # truncated
        return

    assert (answer.status_code, answer.content) == (status, body)


def test_every_other_request(account: Account) -> None:
    """The whole of a match can be given."""
    account.faults.add("code", code=713, protocol="v2", every=2, times=2)
    answers = [v2(account, "querybalance")[:8] for _ in range(6)]

    assert answers == ["ID: 1300", "Err: 713", "ID: 1300", "Err: 713", "ID: 1300", "ID: 1300"]


def test_extra_fields_are_survived(account: Account) -> None:
    """v3 Changes 2: new members may appear."""
    account.faults.add("extra-fields", fields={"TraceId": "4bf92f35"}, method="QueryBalance")
    answer = call(account, "QueryBalance", SessionId=login(account))

    assert (answer["TraceId"], answer["Balance"]) == ("4bf92f35", "1300.30")


def test_hang_ends_with_its_fault(account: Account) -> None:
    """What waits is let go when the fault is removed: no test has to wait for a timeout of its client's."""
    with account.faults.add("hang", method="authorize") as fault, pytest.raises(httpx.ReadTimeout):
        httpx.post(
            f"{account.v3_url}/authorize",
            json={"Username": account.username, "Password": account.password},
            timeout=0.1,
        )

    assert (fault.state, fault.fired) == ("removed", 1)


def test_faults_can_be_listed_and_cleared(account: Account) -> None:
    """In order of making, ended ones included."""
    first = account.faults.add("empty")
    second = account.faults.add("garbage", method="Send")
    before = [*account.faults]
    account.faults.clear()
    account.faults.clear()

    assert before == [first, second]
    assert [fault.state for fault in account.faults] == ["unused", "unused"]
    assert len(account.faults) == 2
    assert repr(second) == f"<Fault {second.id}: garbage, before, for Send>"
    send_one(account)


def test_fault_of_one_account_is_no_others(account: Account) -> None:
    """An account is a world of its own."""
    fault = account.faults.add("http-status", status=500)
    with account.gateway.account() as other:
        send_one(other)

    assert fault.fired == 0


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"effect": "truncate"}, "bytes: missing; truncate takes bytes"),
        ({"effect": "empty", "seconds": 1}, "seconds: not a parameter of empty, which takes nothing"),
        (
            {"effect": "drip", "bytes_per_second": 1, "point": "before"},
            "point: before given; drip shapes the answer of a served request; allowed: after",
        ),
        ({"effect": "code", "code": 702, "protocol": "v3"}, "code: 702 given, a code of v2, and the match is for v3"),
    ],
)
def test_fault_that_cannot_be_is_told(account: Account, options: dict[str, object], text: str) -> None:
    """By the server: which parameter, and what the effect takes."""
    with pytest.raises(ControlApiError) as caught:
        account.faults.add(**options)  # type: ignore[arg-type]

    assert caught.value.text.startswith(text)
    assert len(account.faults) == 0


def test_fault_with_a_chance_may_never_fire(account: Account) -> None:
    """It is a matter of luck, so no verdict insists; nor where the test says so."""

    def is_required(fault: Fault) -> bool:
        return fault.is_required

    faults = [
        account.faults.add("empty"),
        account.faults.add("empty", chance=0.5),
        account.faults.add("empty", required=False),
    ]

    assert [*map(is_required, faults)] == [True, False, False]


def test_delay_is_real_time(account: Account) -> None:
    """A client's own timeout is real as well."""
    account.faults.add("delay", seconds=0.2)
    began = time.monotonic()
    v2(account, "querybalance")

    assert time.monotonic() - began >= 0.2
