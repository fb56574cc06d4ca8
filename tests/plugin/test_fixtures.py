"""The fixtures: a server for the session, an account for each test."""

import pytest

from .runs import Run

pytest_plugins = ["pytester"]


def test_each_test_has_an_account_of_its_own(run: Run) -> None:
    """Same server, another account; the one before is gone, for a server may live long."""
    told = run(
        """
        seen = []

        def test_one(mobipace, mobipace_server):
            assert mobipace.gateway is mobipace_server
            seen.append((mobipace.username, mobipace_server))

        def test_two(mobipace, mobipace_server):
            (username, server), = seen
            assert server is mobipace_server
            assert mobipace.username != username
            assert username not in [account.username for account in mobipace_server.accounts]
        """
    )

    assert told.outcomes == {"passed": 2}, told.shown


def test_server_is_gone_after_the_session(run: Run) -> None:
    """No thread and no port is left behind."""
    told = run(
        """
        import threading, urllib.request

        def test_up(mobipace_server):
            print("url", mobipace_server.url)
            assert "mobipace gateway" in [thread.name for thread in threading.enumerate()]
        """,
        "-s",
    )

    assert told.outcomes == {"passed": 1}, told.shown


def test_server_of_ones_own(run: Run) -> None:
    """A conftest.py that overrides `mobipace_server` gives the tests a world of their own."""
    run.pytester.makeconftest(
        """
        import pytest
        from mobipace.fixtures import Gateway

        SHOP = {"username": "shop@example.com", "senders": ["SHOP"], "balance": "7.00", "currency": "AMD"}
        WORLD = {"routes": [{"prefix": "374", "price": "0.10"}], "accounts": [SHOP]}

        @pytest.fixture(scope="session")
        def mobipace_server():
            with Gateway(WORLD, readings={"price_decimals": "string"}) as gateway:
                yield gateway
        """
    )
    told = run(
        """
        from clients import login, send

        def test_world(mobipace):
            assert (mobipace.sender, mobipace.state.currency) == ("SHOP", "AMD")
            answer = send(mobipace, login(mobipace), ("37499123456", "Hello", "r1"))
            assert answer["TotalPrice"] == "0.10"
        """
    )

    assert told.outcomes == {"passed": 1}, told.shown


def test_several_accounts_of_one_test(run: Run) -> None:
    """Each is judged, and each is gone afterwards."""
    told = run(
        """
        import pytest
        from clients import login, send, send_one

        def test_two_shops(mobipace, mobipace_account):
            other = mobipace_account(balance="3.00")
            assert (other.balance, other.clock.state.frozen) == (3, True)
            send_one(mobipace, body="from the one")
            send_one(other, body="from the other")
            mobipace.assert_sent(body="from the one")
            mobipace.assert_not_sent(body="from the other")
            other.assert_sent(body="from the other")

        def test_second_breaks_a_rule(mobipace, mobipace_account):
            other = mobipace_account()
            send(other, login(other), ("+37499123456", "Hello", "r1"))

        def test_all_are_gone(mobipace_server):
            assert len(mobipace_server.accounts) == 7
        """
    )

    assert told.outcomes == {"passed": 2, "failed": 1}, told.shown
    assert told.texts["test_second_breaks_a_rule"].startswith("not kept: v3.recipient.form (MUST), by ")


def test_account_on_demand(run: Run) -> None:
    """`request.getfixturevalue`, `usefixtures` and autouse fixtures work as with any other fixture."""
    told = run(
        """
        import pytest
        from clients import login, send, send_one

        @pytest.fixture(autouse=True)
        def settings(monkeypatch, mobipace):
            for name, value in mobipace.env.items():
                monkeypatch.setenv(name, value)

        def test_env(request):
            import os
            mobipace = request.getfixturevalue("mobipace")
            assert os.environ["MOBIPACE_USERNAME"] == mobipace.username
            assert os.environ["MOBIPACE_V3_URL"] == mobipace.v3_url

        @pytest.mark.usefixtures("mobipace")
        def test_unused():
            pass
        """
    )

    assert told.outcomes == {"passed": 2}, told.shown


def test_fixtures_are_listed_with_what_they_do(run: Run) -> None:
    """`pytest --fixtures` is documentation as well."""
    told = run("", "--fixtures")

    assert "mobipace -- " in told.shown
    assert (
        "A fresh account of the gateway, its clock frozen: a login, addresses, and all that its operator" in told.shown
    )
    assert "mobipace_server [session scope] -- " in told.shown
    assert "mobipace_account -- " in told.shown


def test_account_of_the_servers_is_judged_by_who_made_it(run: Run) -> None:
    """What it does is no concern of the test's own account."""
    told = run(
        """
        from clients import login, send, send_one

        def test_other(mobipace, mobipace_server):
            send_one(mobipace)
            other = mobipace_server.account()
            send(other, login(other), ("+37499123456", "Hello", "r1"))
        """
    )

    assert told.outcomes == {"passed": 1}, told.shown


@pytest.mark.parametrize("scope", ["module", "session"])
def test_account_for_longer_than_a_test(run: Run, scope: str) -> None:
    """Is the server's to give: `mobipace_server.account()`."""
    told = run(
        f"""
        import pytest
        from clients import send_one

        @pytest.fixture(scope="{scope}")
        def shop(mobipace_server):
            with mobipace_server.account(balance="50.00") as account:
                yield account
                account.assert_conforms()

        def test_one(shop):
            send_one(shop, reference="r1")

        def test_two(shop):
            send_one(shop, reference="r2")
            shop.assert_sent(count=2)
        """
    )

    assert told.outcomes == {"passed": 2}, told.shown


def test_allowance_is_for_all_accounts_together(run: Run) -> None:
    """One of them breaks the rule; the others need not."""
    told = run(
        """
        import pytest
        from clients import login, send, send_one

        @pytest.mark.mobipace(allow=["v3.recipient.form"])
        def test_one_of_two(mobipace, mobipace_account):
            send_one(mobipace)
            other = mobipace_account()
            send(other, login(other), ("+37499123456", "Hello", "r1"))

        @pytest.mark.mobipace(allow=["v3.recipient.form"])
        def test_none_of_two(mobipace, mobipace_account):
            mobipace_account()
        """
    )

    assert told.outcomes == {"passed": 1, "failed": 1}, told.shown
    assert told.texts["test_none_of_two"].count("allowed and not broken") == 1


def test_stranger_is_told_once(run: Run) -> None:
    """Which of the accounts it was meant for nobody knows."""
    told = run(
        """
        import pytest, urllib.error
        from clients import call

        def test_asks(mobipace, mobipace_account):
            mobipace_account()
            with pytest.raises(urllib.error.HTTPError):
                call(mobipace, "authorise")
        """
    )

    assert told.texts["test_asks"].count("http.path (MUST), v3") == 1


def test_gateway_that_is_gone_is_told(run: Run) -> None:
    """A test whose client cannot be judged has not passed."""
    run.pytester.makeconftest(
        """
        import pytest
        from mobipace.fixtures import Gateway

        @pytest.fixture
        def mobipace_server():
            real = Gateway().start()
            gateway = Gateway.connect(real.url)
            gateway.real = real
            yield gateway
        """
    )
    told = run(
        """
        def test_dies(mobipace):
            mobipace.gateway.real.stop()
        """
    )

    assert told.outcomes == {"failed": 1}, told.shown
    assert told.texts["test_dies"].startswith("nobody can judge what this test did: no gateway at http://127.0.0.1:")
