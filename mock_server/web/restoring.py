"""Beginning with a state file: a new one from a world, or an old one from where it ended."""

from __future__ import annotations

from ..gateway.settings import World
from .checkpoints import Checkpoints
from .images import Progress, restore
from .recorder import Recorder, StateError
from .records import Answered, Step
from .replay import Replay
from .simulator import JournalLimits, Simulator
from .statefile import Origin, StateFile, damaged
from .wall import WallClock

ENDED = "the server ended before this was answered"


def begin(
    state: StateFile, world: World, journal: JournalLimits | None = None, checkpoint_every: int | None = None
) -> tuple[Simulator, Replay | None]:
    """A simulator that keeps everything in `state`; and, where the file was not new, how doing it again went.

    checkpoint_every: so many exchanges; None: as many as are worth one. Raises StateError where the file holds another
    world than `world`; StateFailed where it cannot be written.
    """
    origin = state.origin()
    if origin is None:
        simulator = Simulator(world, journal)
        state.restart(world, simulator.started_at)
        checkpoints = Checkpoints(simulator, state, Progress(), checkpoint_every)
        simulator.recorder = Recorder(state, checkpoints=checkpoints)
        return simulator, None
    if origin.world != world:
        raise StateError(
            f"state file {state.path} was begun with another world, {_difference(origin.world, world)}; start with the "
            "same --world, --seed, --reading and --strictness as then, or name a new file"
        )
    simulator = Simulator(origin.world, journal, began_at=origin.began_at)
    return simulator, _restored(simulator, state, origin, checkpoint_every)


def _restored(simulator: Simulator, state: StateFile, origin: Origin, every: int | None) -> Replay:
    simulator.journal.last_id = origin.last_exchange
    if origin.last_exchange:
        simulator.judge.may_have_forgotten()  # which sessions were given out before
    checkpoints = _checkpoints(simulator, state, origin, every)
    replay = Replay(simulator, checkpoints.progress)
    replay.run(state.records(after=replay.skipped.record))
    checkpoints.since = replay.exchanges
    simulator.wall = WallClock(not_before=max(origin.began_at, replay.progress.at))
    simulator.recorder = Recorder(state, replay.open, checkpoints)
    for exchange in [*replay.open.values()]:
        simulator.step(exchange, Step.FINISH)
        simulator.finished((exchange, Answered(exchange.id, simulator.now(), None, is_told=False, note=ENDED)))
    simulator.recorder.commit()
    return replay


def _checkpoints(simulator: Simulator, state: StateFile, origin: Origin, every: int | None) -> Checkpoints:
    """With the simulator as the last one shows it, if there is any."""
    image = state.checkpoint()
    if image is None:
        return Checkpoints(simulator, state, Progress(last_exchange=origin.last_exchange), every)
    checkpoints = Checkpoints(simulator, state, image.progress, every)
    try:
        checkpoints.saved = restore(simulator, image, state.pieces())
    except StateError:
        raise
    except (ValueError, KeyError) as error:
        raise StateError(damaged(state.path, str(error))) from None
    checkpoints.pieces = image.pieces
    return checkpoints


def _difference(then: World, now: World) -> str:
    names = [name for name in World.__slots__ if getattr(then, name) != getattr(now, name)]
    return f"with other {', '.join(names)}"
