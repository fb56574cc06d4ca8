"""Running the server: build it from the options, run it until a signal, end it cleanly."""

from __future__ import annotations

import asyncio
import secrets
import signal
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .. import world as worlds
from ..gateway.settings import World
from ..web.limits import Limits
from ..web.names import TlsError, alabel
from ..web.recorder import StateError, StateFailed
from ..web.server import ListenError, Server, ServerConfig, Urls, is_loopback
from ..web.simulator import JournalLimits, Simulator
from . import importing
from .failure import told_in_one_line
from .options import Options
from .ready_file import ReadyFile
from .reporting import Reporter, Start
from .watching import watching
from .worlds import step_for

if TYPE_CHECKING:
    from ..web.replay import Replay


def run(options: Options) -> None:
    """Serve until SIGINT or SIGTERM. Exit 2 with a line on stderr for what cannot be used."""
    with (
        told_in_one_line(TlsError, StateError, StateFailed, OSError, step="mobipace-mock serve --help"),
        told_in_one_line(ListenError, step="mobipace-mock serve --port 0 --tls-port 0"),
        told_in_one_line(worlds.WorldError, step=step_for(options.world) if options.world else ""),
    ):
        with importing():
            config, ca = _config(options)
        limits = JournalLimits(options.journal_exchanges, options.journal_bytes)
        simulator, restored = _simulator(options, limits)
        try:
            asyncio.run(_serve(options, simulator, config, Start(simulator.world, options.world is None, ca, restored)))
        finally:
            simulator.recorder.close()


def _simulator(options: Options, limits: JournalLimits) -> tuple[Simulator, Replay | None]:
    """A simulator of the world, new or as the state file has it; and how doing that again went."""
    if options.state is None:
        return Simulator(load_world(options), limits), None
    from ..web.restoring import begin  # noqa: PLC0415  only for a server that has a state file
    from ..web.statefile import StateFile  # noqa: PLC0415

    state = StateFile.open(options.state)
    try:
        origin = state.origin()
        return begin(state, load_world(options, origin.world.seed if origin else None), limits)
    except BaseException:
        state.close()
        raise


def load_world(options: Options, drawn_seed: int | None = None) -> World:
    """The world with the command line's readings, strictness and seed on top. Raises WorldError."""
    world = worlds.load(options.world, seed=options.seed, readings=options.readings, drawn_seed=drawn_seed)
    return replace(world, strictness=options.strictness) if options.strictness else world


async def _serve(options: Options, simulator: Simulator, config: ServerConfig, start: Start) -> None:
    reporter = Reporter(options.log_format)
    simulator.watchers.append(reporter.exchanges)
    stopping = _stop_on_signals()
    async with AsyncExitStack() as stack:
        server = Server(simulator, config)
        urls = await server.start()
        if options.report:
            stack.callback(_report, simulator, urls, options.report)
        stack.push_async_callback(server.stop)
        if options.watch and options.world:
            await stack.enter_async_context(
                watching(options.world, lambda: load_world(options, start.world.seed), simulator, reporter)
            )
        stack.enter_context(ReadyFile(options.ready_file, urls, start.ca, start.world.seed))
        reporter.listening(urls, config, start)
        await stopping.wait()


def _report(simulator: Simulator, urls: Urls, path: Path) -> None:
    """What was observed, once nothing more can be. Raises OSError."""
    from ..judge.coverage import at_once  # noqa: PLC0415  only for a server that writes one
    from ..report import write_report  # noqa: PLC0415
    from ..web.control.observing import Place, results_of  # noqa: PLC0415

    write_report(at_once(results_of(simulator, Place(urls.http or urls.https or urls.control))), path)


def _stop_on_signals() -> asyncio.Event:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    return stopping


def _config(options: Options) -> tuple[ServerConfig, Path | None]:
    """The listeners' configuration, and the path of our own CA's certificate where there is one."""
    names = tuple(options.tls_name or ())
    config = ServerConfig(
        host=options.host,
        port=options.port,
        control_port=options.control_port,
        token=_token(options),
        names=frozenset(map(alabel, names)),
        limits=_limits(options),
    )
    if options.no_tls:
        return config, None
    from ..web.tls import context_from_files, default_directory, ensure_ca, server_context  # noqa: PLC0415  takes long

    if options.tls_cert and options.tls_key:
        tls = context_from_files(options.tls_cert, options.tls_key)
        return replace(config, tls_port=options.tls_port, tls=tls), None
    authority = ensure_ca(default_directory(), names)
    tls = server_context(authority, names)
    return replace(
        config, tls_port=options.tls_port, tls=tls, ca_pem=authority.certificate_pem
    ), authority.certificate_path


def _token(options: Options) -> str | None:
    """The control API's token: as given; or made, where the network can reach the listener."""
    needs_one = not is_loopback(options.host) and not options.control_open
    return options.control_token or (secrets.token_urlsafe(24) if needs_one else None)


def _limits(options: Options) -> Limits:
    return Limits(
        max_body_bytes=options.max_body_bytes,
        max_line_bytes=options.max_line_bytes,
        max_headers=options.max_headers,
        slow_request_seconds=options.slow_request_seconds,
    )
