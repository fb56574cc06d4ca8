"""`Gateway`: one in this process, one in another, and both through the same handle."""

import json
import multiprocessing
import socket
import ssl
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from mobipace.fixtures import Account, ControlApiError, Gateway, GatewayError, GatewayUnreachable, NotRunning
from mobipace.fixtures.control import Control
from mobipace.mock_server import __version__
from tests.cli.support import Served, free_port

from .clients import call, login, send_one


def accepts(url: str) -> bool:
    """Whether somebody listens there."""
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5).close()
    except ConnectionRefusedError:
        return False
    return True


def test_three_lines_are_enough() -> None:
    """First use: a gateway, an account, its addresses and login."""
    with Gateway() as gateway:
        account = gateway.account(balance="10.00")
        send_one(account)
        sent = account.assert_sent(recipient="37499123456")

    assert [message.body for message in sent] == ["Hello"]


def test_port_is_free_and_no_thread_is_left_when_it_ends() -> None:
    """Any number of gateways may come and go in a process."""
    before = threading.active_count()
    with Gateway() as gateway:
        url = gateway.url
        assert accepts(url)

    assert (accepts(url), threading.active_count()) == (False, before)


def test_several_run_side_by_side() -> None:
    """Nothing is shared between two gateways of one process."""
    with Gateway() as one, Gateway() as other:
        one.account(username="ann@example.com")
        counts, urls = (len(one.accounts), len(other.accounts)), {one.url, other.url}

    assert (counts, len(urls)) == ((8, 7), 2)


def test_it_can_be_started_again() -> None:
    """As another one: nothing is left of the first."""
    gateway = Gateway().start()
    instance = gateway.health.instance
    gateway.stop()
    with gateway:
        again = gateway.health

    assert again.instance != instance


def test_started_twice_it_is_started_once() -> None:
    """`start` and `with` may come together, as when a fixture gives on what it has started."""
    gateway = Gateway().start()
    with gateway.start():
        url = gateway.url
    gateway.stop()

    assert not accepts(url)


def test_use_before_its_start_says_what_to_do() -> None:
    """The commonest slip in a notebook."""
    gateway = Gateway()
    with pytest.raises(NotRunning) as caught:
        gateway.account()
    with pytest.raises(NotRunning):
        _ = gateway.url

    assert str(caught.value) == "this gateway is not running; use it in `with Gateway() as gateway:`, or call start()"
    assert repr(gateway) == "<Gateway, not running>"


def test_failure_inside_stops_it() -> None:
    """Whatever happens in the block, the port is free afterwards."""
    gateway = Gateway()
    with pytest.raises(ZeroDivisionError), gateway:
        _ = accepts(url := gateway.url) // 0

    assert not accepts(url)


def test_held_request_is_answered_when_it_ends() -> None:
    """A test that forgets a hold does not hang its client."""
    with Gateway() as gateway:
        account = gateway.account()
        hold = account.hold(method="authorize")
        logins: list[str] = []
        thread = threading.Thread(target=lambda: logins.append(login(account)))
        thread.start()
        hold.arrived.wait()
    thread.join(timeout=10)

    assert len(logins) == 1


# Worlds


def test_world_of_ones_own(tmp_path: Path) -> None:
    """A TOML file as `serve --world` takes it."""
    file = tmp_path / "world.toml"
    file.write_text('[[accounts]]\nusername = "shop@example.com"\nbalance = "7.00"\n')
    with Gateway(file) as gateway:
        made = gateway.account().state

    assert made.balance == Decimal("7.00")


def test_world_as_a_mapping() -> None:
    """The same, written where it is used."""
    with Gateway(
        {"accounts": [{"username": "shop@example.com", "password": 'a"b', "time_zone": "Asia/Yerevan"}]}
    ) as gateway:
        shop = gateway.existing("shop@example.com", 'a"b').state

    assert (shop.username, shop.time_zone) == ("shop@example.com", "Asia/Yerevan")


def test_mistake_in_a_world_is_told_by_its_place() -> None:
    """As the command tells it."""
    with pytest.raises(ValueError, match=r"^world: accounts\[0\].curency: unknown key; did you mean \"currency\"\?$"):
        Gateway({"accounts": [{"username": "shop@example.com", "curency": "EUR"}]}).start()


def test_it_repeats_from_its_seed() -> None:
    """Usernames, passwords and session ids are the same in each run unless another seed is given."""

    def drawn(gateway: Gateway) -> tuple[str, str, str]:
        account = gateway.account()
        return account.username, account.password, login(account)

    with Gateway() as one, Gateway() as two, Gateway(seed=5) as three:
        first, second, third = drawn(one), drawn(two), drawn(three)

    assert first == second
    assert not {*first} & {*third}


def test_options_stand_over_the_world() -> None:
    """Readings and strictness are given where a test needs them."""
    with Gateway(readings={"balance_decimals": "number"}, strictness="refuse") as gateway:
        account = gateway.account()
        balance = call(account, "QueryBalance", SessionId=login(account))["Balance"]
        refused = call(account, "Authorize", Username=account.username, Password=account.password)["StatusCode"]

    assert (balance, refused) == (1300.30, 102)


# Everything at once


def test_accounts_of_the_world(gateway: Gateway) -> None:
    """`existing` is the handle of one that is there."""
    poor = gateway.existing("poor@mobipace.com")
    answer = call(poor, "authorize", Username=poor.username, Password=poor.password)

    assert (poor.balance, answer["StatusCode"]) == (Decimal(0), 101)


def test_account_that_is_not_there_is_told(gateway: Gateway) -> None:
    """With the server's own words, and the status for whoever decides by it."""
    with pytest.raises(ControlApiError) as caught:
        gateway.existing("nobody@example.com")

    assert (caught.value.status, caught.value.text) == (
        404,
        "there is no account 'nobody@example.com'; GET /_control/accounts lists them",
    )
    assert str(caught.value).endswith("(HTTP 404 to GET /_control/accounts/nobody@example.com)")


def test_whole_gateway() -> None:
    """Clock, readings, exchanges and reset of all of it."""
    with Gateway() as gateway:
        account = gateway.account()
        gateway.clock.set("2099-01-01T00:00:00Z")
        gateway.change_readings(busy_scope="session")
        login(account)
        before = len(gateway.exchanges), account.clock.now.year, account.state.readings
        gateway.reset()
        after = len(gateway.exchanges), len(gateway.accounts)

    assert before == (1, 2099, {})
    assert after == (0, 7)


def test_coverage_and_report(gateway: Gateway) -> None:
    """What was exercised, typed; and the contract report as files are."""
    account = gateway.account()
    send_one(account)
    codes = {code.code: code.count for code in account.coverage.codes["v3"]}
    report = json.loads(gateway.report())

    assert (codes[101], codes[300]) == (2, 0)
    assert gateway.coverage.totals["codes"].exercised >= 1
    assert report["kind"] == "observed"
    assert gateway.report("junit").startswith(b"<?xml")


# HTTPS


def test_https_without_further_ado(gateway: Gateway) -> None:
    """The listener is opened when its address is asked for; `ca` is a file that any client can trust."""
    account = gateway.account()
    context = ssl.create_default_context(cafile=account.ca)
    body = json.dumps({"Username": account.username, "Password": account.password}).encode()
    answer = httpx.post(
        f"{account.v3_https_url}/authorize", content=body, headers={"Content-Type": "application/json"}, verify=context
    )

    assert answer.json()["StatusCode"] == 101
    assert account.v2_https_url == f"{gateway.https_url}/API_2_0/HTTP_API.aspx"
    assert [exchange.method for exchange in account.exchanges] == ["authorize"]


# Elsewhere


def test_gateway_of_another_process(served: Served) -> None:
    """The same handle: an account, its clock, what it did."""
    with Gateway.connect(served.ready["http"], token=served.token) as gateway:
        account = gateway.account(balance="10.00", clock={"frozen": True})
        send_one(account)
        account.clock.advance(3)
        statuses = [message.status for message in account.messages]
        account.delete()

    assert statuses == ["Delivered"]
    assert not gateway.is_private


def test_leaving_it_leaves_it_running(served: Served) -> None:
    """Who did not start it does not stop it."""
    with Gateway.connect(served.ready["http"], token=served.token):
        pass

    assert accepts(served.ready["http"])


def test_gateway_from_its_ready_file(served: Served) -> None:
    """Everything `serve` tells in that file is taken from there: HTTPS and its certificate too."""
    with Gateway.from_ready_file(served.folder / "ready.json", token=served.token) as gateway:
        told = gateway.https_url, gateway.ca, gateway.control_url

    assert told == (served.ready["https"], served.ready["ca"], served.ready["control"])


def test_certificate_is_fetched_where_none_was_given(served: Served) -> None:
    """From the control API, into a file that goes when the gateway is left."""
    with Gateway.connect(served.ready["http"], token=served.token, https_url=served.ready["https"]) as gateway:
        file = Path(gateway.ca)
        pem = file.read_bytes()

    assert pem == Path(served.ready["ca"]).read_bytes()
    assert not file.exists()


def test_control_api_over_https(served: Served) -> None:
    """Where the control API itself is reached by HTTPS, its certificate has to be known before."""
    with Gateway.connect(served.ready["https"], token=served.token, ca=served.ready["ca"]) as gateway:
        version = gateway.health.version

    assert version == __version__


def test_missing_https_address_is_told(served: Served) -> None:
    """A port mapping cannot be guessed."""
    with Gateway.connect(served.ready["http"], token=served.token) as gateway, pytest.raises(GatewayError) as caught:
        _ = gateway.v3_https_url

    assert str(caught.value) == (
        f"the gateway at {served.ready['http']} was connected to without its HTTPS address; "
        "give it: Gateway.connect(url, https_url=...)"
    )


def test_wrong_token_is_told(served: Served) -> None:
    """In the server's words; health alone needs none."""
    with Gateway.connect(served.ready["http"], token="wrong") as gateway, pytest.raises(ControlApiError) as caught:
        gateway.account()

    assert (caught.value.status, caught.value.text) == (
        401,
        "a token is needed: send Authorization: Bearer TOKEN; the server printed it at its start",
    )


def test_nobody_there_is_told() -> None:
    """At once, with the address that was tried."""
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(GatewayUnreachable) as caught:
        Gateway.connect(url)

    assert str(caught.value) == (
        f"no gateway at {url}/_control: Connection refused; is it running, and is this the address of its control API?"
    )


@pytest.mark.parametrize("url", ["localhost:8080", "ftp://localhost", "http://"])
def test_address_that_is_none_is_told(url: str) -> None:
    """With its right form."""
    with pytest.raises(GatewayError) as caught:
        Gateway.connect(url)

    assert str(caught.value).endswith("given; allowed: http://HOST:PORT or https://HOST:PORT")


def test_something_else_there_is_told() -> None:
    """A web server that is no simulator answers something, and that is shown."""
    with Gateway() as gateway, pytest.raises(ControlApiError) as caught:
        Gateway.connect(gateway.url, control_url=f"{gateway.url}/elsewhere")

    assert str(caught.value).startswith("nothing is at this address. v3 is POST /v3/authorize")


def test_kept_connection_that_was_closed_is_replaced() -> None:
    """A server may close what was idle for long; the next call does not notice."""
    with Gateway() as gateway:
        (connection,) = gateway.control._idle
        assert connection.sock
        connection.sock.shutdown(socket.SHUT_RDWR)
        accounts = gateway.accounts

    assert len(accounts) == 7


def test_threads_share_a_handle(gateway: Gateway) -> None:
    """Each call takes a connection of its own while it lasts."""
    with ThreadPoolExecutor(8) as pool:
        accounts = list(pool.map(lambda number: gateway.account(balance=f"{number}.00"), range(40)))
        balances = list(pool.map(lambda account: int(account.balance), accounts))
        list(pool.map(lambda account: account.delete(), accounts))

    assert balances == [*range(40)]


def test_forked_process_has_connections_of_its_own(gateway: Gateway) -> None:
    """As under multiprocessing's fork: a connection shared by two processes would mix their answers up."""
    mine, theirs = gateway.account(balance="5.00"), gateway.account(balance="7.00")
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()

    def look(account: Account) -> set[str]:
        return {str(account.balance) for _ in range(200)}

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that other threads are not forked with us
        child = context.Process(target=lambda: queue.put(look(theirs)))
        child.start()
    seen = look(mine)
    child.join(timeout=30)
    told = seen, child.exitcode, queue.empty() or queue.get()
    mine.delete()
    theirs.delete()

    assert told == ({"5.00"}, 0, {"7.00"})


def test_request_goes_out_in_one_piece() -> None:
    """Head and body apart would wake the server twice: it is what an account for each test costs."""
    received: list[bytes] = []

    def serve(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            received.append(connection.recv(65536))
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,))
        thread.start()
        control = Control(f"http://127.0.0.1:{listening.getsockname()[1]}/_control")
        control.ask("POST", "accounts", {"balance": "10.00"})
        thread.join(timeout=10)
        control.close()

    assert received[0].startswith(b"POST /_control/accounts HTTP/1.1\r\n")
    assert received[0].endswith(b'\r\n\r\n{"balance":"10.00"}')
