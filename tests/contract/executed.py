"""A command for `--exec`: its one argument says what it does with the call in its environment."""

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

FUNDS = {"balance": "1300.30", "credit_limit": "-1000", "available": "2300.30"}
ERROR = {"class": "out_of_balance", "code": 300, "native": "no money"}


def exits(status: int, text: str = "") -> Callable[[], None]:
    """Write a text and exit."""

    def do() -> None:
        print(text, end="", flush=True)
        os._exit(status)

    return do


def hang() -> NoReturn:
    """Never end."""
    while True:
        signal.pause()


def fault() -> None:
    """End as a program does that has touched what is not its own."""
    os.kill(os.getpid(), signal.SIGSEGV)


def environment() -> None:
    """Show the environment as standard error."""
    told = {name: value for name, value in os.environ.items() if name.startswith("MOBIPACE_")}
    print(json.dumps(told), file=sys.stderr)


def leak() -> None:
    """Tell the password."""
    print(json.dumps({"error": ERROR | {"native": os.environ["MOBIPACE_PASSWORD"]}}), flush=True)
    sys.exit(1)


DEEDS = {
    "nothing": exits(0),
    "value": exits(0, json.dumps(FUNDS)),
    "wrapped-value": exits(0, json.dumps({"value": FUNDS}) + "\n"),
    "wrong-value": exits(0, '{"balance": 1300.3}'),
    "error": exits(1, json.dumps(ERROR)),
    "wrapped-error": exits(1, json.dumps({"error": ERROR})),
    "bare-error": exits(1),
    "unsupported": exits(127),
    "other-status": exits(2),
    "chatter": exits(0, "sent!\n"),
    "two-objects": exits(0, json.dumps(FUNDS) * 2),
    "hang": hang,
    "fault": fault,
    "environment": environment,
    "leak": leak,
}
DEEDS[sys.argv[1]]()
