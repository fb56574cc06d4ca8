"""What the command imports before its first answer: not the libraries that take long and are needed later, or never."""

import json
import subprocess
import sys

import pytest

HEAVY = {
    "cryptography": "certificates",
    "hypothesis": "the kit's generated cases",
    "jinja2": "the report as a page",
    "jsonschema": "the words for what is wrong with a world",
    "prometheus_client": "the metrics",
    "pytest": "the kit",
    "rich": "tables",
    "sqlite3": "state files",
    "trustme": "certificates",
}

_SERVE = """
import asyncio
from mobipace.mock_server import world
from mobipace.mock_server.cli import app, run, serve
from mobipace.mock_server.web.server import Server, ServerConfig
from mobipace.mock_server.web.simulator import Simulator

async def serve():
    server = Server(Simulator(world.load(None, seed=7)), ServerConfig())
    urls = await server.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(urls.http.rpartition(":")[2]))
    target = b"/API_2_0/HTTP_API.aspx?function=querybalance"
    writer.write(b"GET " + target + b" HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n")
    assert b"200 OK" in await reader.read()
    writer.close()
    await server.stop()

asyncio.run(serve())
"""
_COMMANDS = "import mobipace.mock_server.cli.app"


@pytest.mark.parametrize("program", [_SERVE, _COMMANDS], ids=["serve", "commands"])
def test_what_is_heavy_is_imported_when_it_is_needed(program: str) -> None:
    """A server is there at once, and `--help` and `--version` before that."""
    program += "\nimport json, sys\nprint(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    command = [sys.executable, "-c", program]
    printed = subprocess.run(command, capture_output=True, check=True, text=True, timeout=60).stdout

    assert HEAVY.keys() & json.loads(printed) == set()


def test_the_commands_alone_need_no_server() -> None:
    """What names the commands imports none of what they stand on."""
    program = f"{_COMMANDS}\nimport sys\nprint([name for name in ('aiohttp', 'asyncio') if name in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True, timeout=60)

    assert printed.stdout == "[]\n"


def test_help_needs_none_of_what_it_lists() -> None:
    """The kit's commands are listed with what they do, and not imported for it."""
    program = (
        "import sys\nsys.argv = ['mobipace-mock', '--help']\nfrom mobipace.mock_server.cli import main\n"
        "try:\n    main()\nfinally:\n    print([name for name in ('aiohttp', 'hypothesis') if name in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True, timeout=60)

    assert printed.stdout.splitlines()[-1] == "[]"
