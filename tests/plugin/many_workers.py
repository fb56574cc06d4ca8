"""Many pytest-xdist workers against one gateway, each test with a clock of its own.

`python -m tests.plugin.many_workers --workers 16 --times 20` starts a server and runs until something is not green.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.cli.support import Command

CLIENTS = Path(__file__).with_name("clients.py")
TESTS = """
import pytest
from clients import call, login, send

# A session dies when 60 s have passed since its last request, and a message is Sent after 1 s, Delivered after 3 s.
@pytest.mark.parametrize("number", range({count}))
def test_time_is_ones_own(mobipace, number):
    seconds = number * 61 % 120 / 2
    began = mobipace.clock.now
    session = login(mobipace)
    assert send(mobipace, session, ("37499123456", f"Hello {{number}}", f"r{{number}}"))["StatusCode"] == 101
    mobipace.clock.advance(seconds)
    assert (mobipace.clock.now - began).total_seconds() == seconds
    code = call(mobipace, "QueryBalance", SessionId=session)["StatusCode"]
    assert code == (101 if seconds < 60 else 103)
    (message,) = mobipace.messages
    assert (message.body, message.reference) == (f"Hello {{number}}", f"r{{number}}")
    assert message.status == ("Pending" if seconds < 1 else "Sent" if seconds < 3 else "Delivered")
    assert f"{{mobipace.balance}}" == "1298.30"
    mobipace.clock.advance(60)
    assert call(mobipace, "QueryBalance", SessionId=session)["StatusCode"] == 103
"""


def run(url: str, *, workers: int, tests: int) -> subprocess.CompletedProcess[str]:
    """So many tests with so many workers against the gateway at `url`."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "clients.py").write_text(CLIENTS.read_text())
        Path(folder, "test_it.py").write_text(TESTS.format(count=tests))
        command = [sys.executable, "-m", "pytest", "-q", "-p", "xdist", "-p", "mobipace.fixtures.plugin"]
        return subprocess.run(
            [*command, "-p", "no:cacheprovider", "-n", str(workers), "--mobipace-url", url, "--tb=short"],
            cwd=folder,
            env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            capture_output=True,
            text=True,
            check=False,
        )


def main() -> int:
    """As often as asked for; 1 as soon as one run is not green."""
    parser = argparse.ArgumentParser(description="Many workers against one gateway.")
    parser.add_argument("--workers", type=int, default=16)
    parser.add_argument("--tests", type=int, default=320)
    parser.add_argument("--times", type=int, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, Command(Path(home)).serving("--no-tls") as served:
        for time in range(arguments.times):
            done = run(served.ready["http"], workers=arguments.workers, tests=arguments.tests)
            print(time + 1, done.stdout.splitlines()[-1], flush=True)
            if done.returncode:
                print(done.stdout, done.stderr)
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
