"""Our single requests against a bare aiohttp handler that decodes and encodes the same JSON."""

from __future__ import annotations

import http.client
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from .cores import pin_server
from .measure import Figure, compare
from .server import served

ROUNDS = 3000
_HANDLER = """
import asyncio
import json
from aiohttp import web

ANSWER = {"StatusCode": 101, "Status": "Success", "MessageCount": 1, "PartCount": 1, "AveragePrice": 2.5}

async def handle(request):
    json.loads(await request.read())
    return web.json_response(ANSWER)

async def main():
    app = web.Application(client_max_size=2**27)
    app.router.add_post("/v3/Send", handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def figures() -> list[Figure]:
    """At most 1 / 0.6 times the bare handler."""
    with served() as client, _bare() as connection:
        body = client.batch(1, "x")

        def bare() -> None:
            connection.request("POST", "/v3/Send", body, {"Content-Type": "application/json"})
            connection.getresponse().read()

        send = compare(
            "Send of 1, against a bare handler", lambda: client.ask("Send", body), bare, limit=1 / 0.6, rounds=ROUNDS
        )
        empty = client.body({})
        query = compare(
            "QueryBalance, against a bare handler",
            lambda: client.ask("QueryBalance", empty),
            bare,
            limit=1 / 0.6,
            rounds=ROUNDS,
        )
        return [send, query]


@contextmanager
def _bare() -> Iterator[http.client.HTTPConnection]:
    process = subprocess.Popen([sys.executable, "-c", _HANDLER], stdout=subprocess.PIPE, text=True)
    pin_server(process.pid)
    try:
        assert process.stdout
        connection = http.client.HTTPConnection("127.0.0.1", int(process.stdout.readline()))
        yield connection
        connection.close()
        process.stdout.close()
    finally:
        process.terminate()
        process.wait(timeout=10)
