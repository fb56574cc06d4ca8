"""`@pytest.mark.mobipace(...)`: what a test wants of its account."""

import re

import pytest

from .runs import Run

pytest_plugins = ["pytester"]

DRAWN = re.compile(r"drawn \d ([RD]{40})$", re.MULTILINE)


def test_settings_are_those_of_the_account(run: Run) -> None:
    """Whatever a world file may say of an account, a marker may say of a test's."""
    told = run(
        """
        from decimal import Decimal
        import pytest

        LIMIT = Decimal("-5.50")

        @pytest.mark.mobipace(balance="10.00", credit_limit=LIMIT, time_zone="Asia/Yerevan", senders=["A", "B"])
        def test_settings(mobipace):
            state = mobipace.state
            assert (f"{state.balance}", f"{state.credit_limit}") == ("10.00", "-5.50")
            assert (state.time_zone, state.senders, mobipace.sender) == ("Asia/Yerevan", ("A", "B"), "A")

        @pytest.mark.mobipace(readings={"balance_decimals": "number"}, kind="individual", currency=None, blocked=True)
        def test_more_settings(mobipace):
            state = mobipace.state
            assert state.readings == {"balance_decimals": "number"}
            assert (state.kind, state.currency, state.blocked) == ("individual", None, True)
            assert mobipace.sender == mobipace.username
        """
    )

    assert told.outcomes == {"passed": 2}, told.shown


def test_markers_of_module_class_and_test_add_up(run: Run) -> None:
    """The nearest decides; readings and allowed rules come together."""
    told = run(
        """
        import pytest
        from clients import call, login, send

        pytestmark = pytest.mark.mobipace(
            balance="1.00", currency="AMD", readings={"busy_scope": "session"}, allow=["v3.path.form"]
        )

        @pytest.mark.mobipace(balance="2.00", readings={"single_session": "yes"})
        class TestIt:
            @pytest.mark.mobipace(balance="3.00", allow=["v3.recipient.form"])
            def test_three(self, mobipace):
                state = mobipace.state
                assert (f"{state.balance}", state.currency) == ("3.00", "AMD")
                assert state.readings == {"busy_scope": "session", "single_session": "yes"}
                session = login(mobipace)
                call(mobipace, "querybalance", SessionId=session)
                send(mobipace, session, ("+37499123456", "Hello", "r1"))
        """
    )

    assert told.outcomes == {"passed": 1}, told.shown


@pytest.mark.parametrize(
    ("clock", "frozen", "now"),
    [
        ("", True, None),
        ("clock='frozen'", True, None),
        ("clock='running'", False, None),
        ("clock='2019-07-25T18:20:00Z'", True, "2019-07-25 18:20:00+00:00"),
        ("clock=datetime(2019, 7, 25, 22, 20, tzinfo=ZoneInfo('Asia/Yerevan'))", True, "2019-07-25 18:20:00+00:00"),
        ("clock={'now': '2019-07-25T18:20:00Z', 'rate': 60}", False, None),
    ],
)
def test_clock_is_frozen_unless_told_otherwise(run: Run, clock: str, frozen: bool, now: str | None) -> None:
    """At the present, or at an instant of the test's own; `running` and a rate let it run."""
    told = run(
        f"""
        from datetime import datetime
        from zoneinfo import ZoneInfo
        import pytest

        @pytest.mark.mobipace({clock})
        def test_clock(mobipace):
            state = mobipace.clock.state
            assert state.frozen is {frozen}
            assert {now!r} in (None, str(state.now))
        """
    )

    assert told.outcomes == {"passed": 1}, told.shown


def test_chance_repeats_whatever_runs_before(run: Run) -> None:
    """A test's chance follows from its name, so that what failed once fails again when it is run alone."""
    source = """
        import pytest
        from clients import login, send

        @pytest.mark.parametrize("number", [1, 2])
        @pytest.mark.mobipace(outcomes={"rules": [{"recipient": "374*", "ends": "Rejected", "chance": 0.5}]})
        def test_draws(mobipace, number):
            send(mobipace, login(mobipace), *(("37499123456", "Hello", f"r{index}") for index in range(40)))
            mobipace.clock.advance(60)
            drawn = "".join(message.status[0] for message in mobipace.messages)
            print(f"drawn {number} {drawn}")
        """
    first, second = DRAWN.findall(run(source, "-s").shown)
    alone = DRAWN.findall(run(source, "-s", "-k", "2").shown)

    assert first != second
    assert alone == [second]


@pytest.mark.parametrize(
    ("marker", "text"),
    [
        ("balanc='1.00'", "@pytest.mark.mobipace: balanc is unknown; did you mean balance?"),
        ("'10.00'", "@pytest.mark.mobipace('10.00',): give its values by name, such as balance=\"10.00\""),
        ("allow='v3.type'", "allow: 'v3.type' given; allowed: a list of rules"),
        ("allow=['v3.recipient.from']", "allow: no rule 'v3.recipient.from'; did you mean v3.recipient.form?"),
        ("violations='fial'", "violations: 'fial' given; allowed: fail, warn, ignore"),
        (
            "balance='5,00'",
            'balance: "5,00" given; allowed: an amount as a string, such as "1300.30" or "-1000" '
            "(HTTP 422 to POST /_control/accounts)",
        ),
        ("balance=0.1", 'balance: the float 0.1 given; write it as "0.10" or as a Decimal: money is exact'),
        (
            "time_zone='Asia/Erevan'",
            "time_zone: 'Asia/Erevan' is not an IANA zone; did you mean Asia/Yerevan? "
            "(HTTP 422 to POST /_control/accounts)",
        ),
        (
            "clock=__import__('datetime').datetime(2019, 7, 25)",
            "2019-07-25T00:00:00 has no time zone; give an aware datetime, such as one with tzinfo=UTC",
        ),
    ],
)
def test_slip_is_told_without_a_traceback(run: Run, marker: str, text: str) -> None:
    """What, which value, and what is allowed; nothing of our own code."""
    told = run(
        f"""
        import pytest

        @pytest.mark.mobipace({marker})
        def test_marked(mobipace):
            pass
        """
    )

    assert told.texts == {"test_marked setup": text}


def test_unknown_rule_without_a_near_one_lists_all(run: Run) -> None:
    """Where nothing is near, everything is named."""
    told = run(
        """
        import pytest

        @pytest.mark.mobipace(allow=["banana"])
        def test_marked(mobipace):
            pass
        """
    )

    assert told.texts["test_marked setup"].startswith(
        "allow: no rule 'banana'; there are v3.path.form, v3.content-type, "
    )


def test_violations_of_one_test_can_be_told_otherwise(run: Run) -> None:
    """The marker stands over the ini option."""
    told = run(
        """
        import pytest
        from clients import login, send

        @pytest.mark.mobipace(violations="ignore")
        def test_ignores(mobipace):
            send(mobipace, login(mobipace), ("+37499123456", "Hello", "r1"))
            mobipace.hold()

        @pytest.mark.mobipace(violations="fail")
        def test_fails(mobipace):
            send(mobipace, login(mobipace), ("+37499123456", "Hello", "r1"))

        def test_warns(mobipace):
            send(mobipace, login(mobipace), ("+37499123456", "Hello", "r1"))
        """,
        ini="mobipace_violations = warn",
    )

    assert told.outcomes == {"passed": 2, "failed": 1, "warnings": 1}
    assert [*told.texts] == ["test_fails"]


def test_marker_is_listed(run: Run) -> None:
    """`pytest --markers` says what it takes."""
    told = run("", "--markers")

    assert "@pytest.mark.mobipace(*, allow=[...], violations='fail|warn|ignore'" in told.shown
