"""Holds and faults that a test set up and that never came into play."""

from .runs import Run, snapshot

pytest_plugins = ["pytester"]


def test_hold_that_held_nothing_fails(run: Run) -> None:
    """The test did not test what it says it does."""
    told = run(
        """
        def test_overlap(mobipace):
            with mobipace.hold(protocol="v3", method="Send", nth=2):
                pass
        """
    )

    assert told.outcomes == {"failed": 1}
    assert told.texts == {"test_overlap": snapshot("idle-hold")}


def test_hold_that_may_be_idle_says_so(run: Run) -> None:
    """By `required=False`, or by a chance."""
    told = run(
        """
        def test_overlap(mobipace):
            mobipace.hold(method="Send", required=False)
            mobipace.hold(method="Send", chance=0.5)
        """
    )

    assert told.outcomes == {"passed": 1}


def test_hold_that_held_something_passes(run: Run) -> None:
    """And one that is still holding when the test ends is let go."""
    told = run(
        """
        from threading import Thread
        from clients import send_one

        def test_overlap(mobipace):
            hold = mobipace.hold(method="Send")
            Thread(target=send_one, args=(mobipace,)).start()
            hold.arrived.wait()
        """
    )

    assert told.outcomes == {"passed": 1}


def test_fault_that_never_fired_fails(run: Run) -> None:
    """As a hold does; also one that has been removed again."""
    told = run(
        """
        def test_fault(mobipace):
            mobipace.faults.add("code", code=300, method="Send")
            with mobipace.faults.add("delay", seconds=60, protocol="v2", nth=3):
                pass
        """
    )

    assert told.texts == {"test_fault": snapshot("idle-fault")}


def test_fault_that_fired_passes(run: Run) -> None:
    """A client that meets a server error as it was asked to is no reason to fail."""
    told = run(
        """
        import pytest, urllib.error
        from clients import send_one

        def test_fault(mobipace):
            mobipace.faults.add("http-status", status=503)
            with pytest.raises(urllib.error.HTTPError):
                send_one(mobipace)
        """
    )

    assert told.outcomes == {"passed": 1}, told.shown


def test_fault_of_a_test_that_failed_is_not_told_as_well(run: Run) -> None:
    """It did not get that far."""
    told = run(
        """
        def test_fault(mobipace):
            mobipace.faults.add("code", code=300)
            raise RuntimeError("before anything was sent")
        """
    )

    assert told.outcomes == {"failed": 1}
    assert "never fired" not in told.shown


def test_server_error_that_nobody_asked_for_fails(run: Run) -> None:
    """Whatever the client made of it, the test did not test what it says."""
    told = run(
        """
        import pytest, urllib.error
        from clients import login, send
        from mobipace.fixtures import Gateway

        @pytest.fixture(scope="session")
        def mobipace_server():
            with Gateway() as own, Gateway.connect(own.url) as gateway:
                gateway.simulator = own._place._now._simulator
                yield gateway

        class FullDisk:
            def append(self, records):
                from mobipace.mock_server.web.recorder import StateFailed
                raise StateFailed("the disk is full")

            def close(self):
                pass

        def test_disk(mobipace):
            from mobipace.mock_server.web.recorder import Recorder
            session = login(mobipace)
            simulator = mobipace.gateway.simulator
            simulator.recorder = Recorder(FullDisk())
            with pytest.raises(urllib.error.HTTPError):
                send(mobipace, session, ("37499123456", "Hello", "r1"))
            simulator.recorder = Recorder()
        """
    )

    assert told.texts == {"test_disk": snapshot("server-error")}
