"""Workers of pytest-xdist: each has a gateway of its own, or all share one, and no test feels another."""

import pytest

from tests.cli.support import Served

from . import many_workers
from .runs import Run

pytest_plugins = ["pytester"]


def test_workers_share_a_gateway(served_openly: Served) -> None:
    """Clocks are advanced differently in each test, all at once."""
    done = many_workers.run(served_openly.ready["http"], workers=4, tests=60)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "60 passed" in done.stdout


def test_workers_have_gateways_of_their_own(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """One in each worker's process, unless told otherwise."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    run.pytester.makepyfile(
        test_it="""
        import os
        import pytest

        @pytest.mark.parametrize("number", range(8))
        def test_worker(mobipace, number):
            assert mobipace.gateway.is_private
            with open("urls", "a") as file:
                file.write(f"{mobipace.gateway.url} {os.getpid()}\\n")
        """
    )
    done = run.pytester.runpytest_subprocess("-p", "mobipace.fixtures.plugin", "-p", "xdist", "-n", "2")
    pairs = {*(run.pytester.path / "urls").read_text().splitlines()}

    done.assert_outcomes(passed=8)
    assert len(pairs) == len({pair.split()[0] for pair in pairs}) == len({pair.split()[1] for pair in pairs}) <= 2
