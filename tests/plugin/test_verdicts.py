"""What becomes of a test whose client breaks the documents. The texts are copies of our own, in snapshots/."""

import pytest

from .runs import Run, snapshot

pytest_plugins = ["pytester"]

BROKEN = """
    from clients import login, send

    def test_sends(mobipace):
        send(mobipace, login(mobipace), ("+37499123456", "Hello", "r1"))
"""
ADVISED = """
    from clients import login, send

    def test_sends(mobipace):
        session = login(mobipace)
        for number in range(2):
            send(mobipace, session, ("37499123456", f"Hello {number}", None))
"""
FINE = """
    from clients import send_one

    def test_sends(mobipace):
        send_one(mobipace)
"""


def test_broken_must_fails_the_test(run: Run) -> None:
    """A MUST that is broken fails the test itself: rule, clause, what was seen, the exchange, and how to repeat it."""
    told = run(BROKEN)

    assert told.outcomes == {"failed": 1}
    assert told.texts == {"test_sends": snapshot("must")}


def test_right_client_passes_in_silence(run: Run) -> None:
    """Notes, such as that a simulator is spoken to over plain HTTP, are nobody's business in a test."""
    told = run(FINE)

    assert (told.outcomes, told.warned) == ({"passed": 1}, [])


def test_broken_should_warns_once_a_rule(run: Run) -> None:
    """A SHOULD warns, in a category of ours and at the test's own place."""
    told = run(ADVISED)

    assert told.outcomes == {"passed": 1, "warnings": 1}
    assert told.warned == [snapshot("should")]


def test_category_can_be_made_an_error(run: Run) -> None:
    """Who wants the SHOULDs kept as well says so as for any other warning."""
    told = run(ADVISED, "-W", "error::mobipace.fixtures.ContractWarning")

    assert told.outcomes == {"failed": 1}
    assert "ContractWarning: v3.reference.missing (SHOULD)" in told.texts["test_sends"]


def test_several_rules_are_told_one_by_one(run: Run) -> None:
    """Each rule has its own clause and exchange; the first line names them all."""
    told = run(
        """
        from clients import call, login, send

        def test_sends(mobipace):
            session = login(mobipace)
            send(mobipace, session, ("0037499123456", "Hello", "r1"))
            call(mobipace, "queryBalance", SessionId=session)
        """
    )

    assert told.texts == {"test_sends": snapshot("two-rules")}


def test_one_must_among_many_is_told_with_its_number(run: Run) -> None:
    """A rule that was broken over and over is told once."""
    told = run(
        """
        from clients import call, login

        def test_asks(mobipace):
            session = login(mobipace)
            for _ in range(5):
                call(mobipace, "querybalance", SessionId=session)
        """
    )

    assert told.texts["test_asks"].splitlines()[2] == (
        "v3.path.form (MUST), v3 HTTP API 3.0 methods: 5 times, first in exchange 2"
    )


def test_expected_violation_passes(run: Run) -> None:
    """A test about a wrong request names the rule that it breaks."""
    told = run(
        BROKEN.replace("def test", '@__import__("pytest").mark.mobipace(allow=["v3.recipient.form"])\n    def test')
    )

    assert (told.outcomes, told.warned) == ({"passed": 1}, [])


def test_expected_violation_that_does_not_happen_fails(run: Run) -> None:
    """Else the name would stay behind when its reason has gone, and hide the next one."""
    told = run(
        FINE.replace("def test", '@__import__("pytest").mark.mobipace(allow=["v3.recipient.form"])\n    def test')
    )

    assert told.outcomes == {"failed": 1}
    assert told.texts == {"test_sends": snapshot("unhappened")}


def test_request_to_a_wrong_address_is_the_tests_own(run: Run) -> None:
    """In a process of one's own nobody else can have sent it, though it names no account."""
    told = run(
        """
        import pytest, urllib.error
        from clients import call

        def test_asks(mobipace):
            with pytest.raises(urllib.error.HTTPError):
                call(mobipace, "authorise", Username="who@example.com")
        """
    )

    assert told.texts == {"test_asks": snapshot("stranger")}


def test_what_fixtures_do_afterwards_is_judged_too(run: Run) -> None:
    """A client that says goodbye while it is torn down is still that test's client; what was told is not told again."""
    told = run(
        """
        import pytest
        from clients import call, login, send

        @pytest.fixture
        def client(mobipace):
            session = login(mobipace)
            send(mobipace, session, ("37499123456", "Hello", None))
            yield
            call(mobipace, "queryBalance", SessionId=session)

        def test_nothing(client):
            pass
        """
    )

    assert told.outcomes == {"passed": 1, "errors": 1, "warnings": 1}
    assert told.texts == {"test_nothing teardown": snapshot("late")}


def test_test_that_fails_by_itself_is_shown_what_its_client_did(run: Run) -> None:
    """Its own failure stays the failure; what the client did stands beside it."""
    told = run(BROKEN + "        assert False, 'by itself'\n")

    assert told.outcomes == {"failed": 1}
    assert "AssertionError: by itself" in told.texts["test_sends"]
    assert told.sections["test_sends"] == [("mobipace 14a65c97bf45@mobipace.com", snapshot("testimony"))]


def test_skipped_and_expected_failures_are_left_alone(run: Run) -> None:
    """Neither promised anything; a strict xfail may expect the violation itself."""
    told = run(
        """
        import pytest
        from clients import login, send

        def test_skips(mobipace):
            send(mobipace, login(mobipace), ("+37499123456", "Hello", "r1"))
            pytest.skip("later")

        @pytest.mark.xfail(strict=True)
        def test_is_known_to_send_a_plus(mobipace):
            send(mobipace, login(mobipace), ("+37499123456", "Hello", "r1"))
        """
    )

    assert told.outcomes == {"skipped": 1, "xfailed": 1}


@pytest.mark.parametrize(
    ("ini", "outcomes", "warned"),
    [
        ("mobipace_violations = fail", {"failed": 1}, []),
        ("mobipace_violations = warn", {"passed": 1, "warnings": 1}, ["not kept: v3.recipient.form (MUST), by"]),
        ("mobipace_violations = ignore", {"passed": 1}, []),
    ],
)
def test_ini_option_decides(run: Run, ini: str, outcomes: dict[str, int], warned: list[str]) -> None:
    """A project that is not there yet is warned, or left alone."""
    told = run(BROKEN, ini=ini)

    assert told.outcomes == outcomes
    assert [text[:38] for text in told.warned] == warned


def test_slip_in_the_ini_option_is_told_at_once(run: Run) -> None:
    """Before any test has run, with what is allowed."""
    told = run(FINE, ini="mobipace_violations = fial")

    assert told.outcomes == {}
    assert "ERROR: mobipace_violations: 'fial' given; allowed: fail, warn, ignore" in told.shown


def test_violations_beyond_the_journals_bounds_are_judged(run: Run) -> None:
    """The judge's tallies remember what the journal has dropped."""
    told = run(
        """
        import pytest
        from clients import call, login
        from mobipace.fixtures import Gateway
        from mobipace.mock_server.web.simulator import JournalLimits

        @pytest.fixture(scope="session")
        def mobipace_server():
            with Gateway(journal_exchanges=2) as gateway:
                yield gateway

        def test_asks(mobipace):
            session = login(mobipace)
            call(mobipace, "querybalance", SessionId=session)
            for _ in range(5):
                call(mobipace, "QueryBalance", SessionId=session)
        """
    )

    assert told.texts == {"test_asks": snapshot("dropped")}
