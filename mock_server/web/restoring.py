"""Beginning with a state file: a new one from a world, or an old one from where it ended."""

from __future__ import annotations

from ..gateway.settings import World
from .recorder import Recorder
from .records import Answered, Step
from .replay import Replay
from .simulator import JournalLimits, Simulator
from .statefile import Origin, StateError, StateFile
from .wall import WallClock

ENDED = "the server ended before this was answered"


def begin(state: StateFile, world: World, journal: JournalLimits | None = None) -> tuple[Simulator, Replay | None]:
    """A simulator that keeps everything in `state`; and, where the file was not new, how doing it again went.

    Raises StateError where the file holds another world than `world`; StateFailed where it cannot be written.
    """
    origin = state.origin()
    if origin is None:
        simulator = Simulator(world, journal)
        state.restart(world, simulator.started_at)
        simulator.recorder = Recorder(state)
        return simulator, None
    if origin.world != world:
        raise StateError(
            f"state file {state.path} was begun with another world, {_difference(origin.world, world)}; start with the "
            "same --world, --seed, --reading and --strictness as then, or name a new file"
        )
    return _restored(state, origin, journal)


def _restored(state: StateFile, origin: Origin, journal: JournalLimits | None) -> tuple[Simulator, Replay]:
    simulator = Simulator(origin.world, journal, began_at=origin.began_at)
    simulator.journal.last_id = origin.last_exchange
    if origin.last_exchange:
        simulator.judge.may_have_forgotten()  # which sessions were given out before
    replay = Replay(simulator)
    replay.run(state.records())
    simulator.wall = WallClock(not_before=max(origin.began_at, replay.at))
    simulator.recorder = Recorder(state, replay.open)
    for exchange in [*replay.open.values()]:
        simulator.step(exchange, Step.FINISH)
        simulator.finished(exchange, Answered(exchange.id, simulator.now(), None, is_told=False, note=ENDED))
    simulator.recorder.commit()
    return simulator, replay


def _difference(then: World, now: World) -> str:
    names = [name for name in World.__slots__ if getattr(then, name) != getattr(now, name)]
    return f"with other {', '.join(names)}"
