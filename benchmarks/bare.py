"""What ours is held against: an aiohttp server that reads the same bytes and writes the same answers, and does nothing.

Run as a program with its answers as JSON, it prints its address and serves until it is ended.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from subprocess import PIPE
from typing import Any

from aiohttp import web

from .server import V2, started


def _v3(document: Any) -> Any:
    async def handle(request: web.Request) -> web.Response:
        json.loads(await request.read())
        return web.json_response(document)

    return handle


def _v2(text: str) -> Any:
    async def handle(request: web.Request) -> web.Response:
        dict(request.query)
        return web.Response(text=text)

    return handle


async def _serve(answers: Mapping[str, str]) -> None:
    application = web.Application()
    for path, text in answers.items():
        if path == V2:
            application.router.add_get(path, _v2(text))
        else:
            application.router.add_post(path, _v3(json.loads(text)))
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print("http://{}:{}".format(*runner.addresses[0]), flush=True)
    await asyncio.Event().wait()


@contextmanager
def bare(answers: Mapping[str, str]) -> Iterator[str]:
    """Its URL, while it runs in a process of its own. answers: what it says, by path."""
    with started([sys.executable, "-m", "benchmarks.bare", json.dumps(answers)], stdout=PIPE) as process:
        assert process.stdout
        yield process.stdout.readline().strip()


if __name__ == "__main__":
    asyncio.run(_serve(json.loads(sys.argv[1])))
