"""`make lowest`: the heart of the suite with the lowest versions that pyproject.toml allows.

A bound that nobody tries is a guess. What the tests themselves need is as new as it comes; the simulator gets what a
user with the oldest allowed libraries has.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "build" / "lowest"
PYTHON = HOME / "bin" / "python"
TOOLS = ("httpx", "psutil", "pytest", "pytest-timeout", "pytest-xdist", "requests")
OLD_ONES_WARN = ("-W", "ignore::DeprecationWarning")  # of the newer libraries that they stand on
TESTS = (
    *("tests/gateway", "tests/v2", "tests/v3", "tests/web", "tests/report", "tests/control/test_metrics.py"),
    *("tests/schemas/test_agreement.py", "tests/cli/test_slips.py"),
    *("tests/cli/test_commands.py", "tests/cli/test_options.py", "tests/plugin/test_marker.py"),
    "tests/contract/test_run_generated.py",
)


def uv(*arguments: str | Path) -> str:
    """What a command of uv prints. Ends the program where it fails."""
    command = [sys.executable, "-m", "uv", "--quiet", *arguments]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"uv {arguments[0]} failed")
    return done.stdout


def bounds() -> dict[str, str]:
    """The lower bound of each dependency."""
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    return dict(requirement.split(">=") for requirement in stated)


def install() -> None:
    """An environment with each dependency at its bound, and the wheel."""
    uv("venv", "--clear", HOME)
    lowest = HOME / "lowest.txt"
    lowest.write_text(uv("pip", "compile", "--resolution", "lowest-direct", "pyproject.toml"), "utf-8")
    uv("pip", "install", "--python", PYTHON, "--requirement", lowest, *TOOLS, ".")


def main() -> None:
    """Installs, and runs the tests there."""
    install()
    print("with", ", ".join(f"{name} {version}" for name, version in bounds().items()), flush=True)
    options = ("-q", "-n", "2", "--dist", "loadgroup", "-p", "no:cacheprovider", "--timeout", "180", *OLD_ONES_WARN)
    command = [f"{PYTHON}", "-m", "pytest", *options, *TESTS, *sys.argv[1:]]
    sys.exit(subprocess.run(command, cwd=ROOT, check=False).returncode)


if __name__ == "__main__":
    main()
