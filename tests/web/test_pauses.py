"""Pauses by themselves, where no socket can show it."""

import asyncio
import gc
from collections.abc import Coroutine
from typing import Any

from mobipace.mock_server.web.pauses import Cause, End, Pauses

ANN, BOB = Cause(1, "ann"), Cause(2, "bob")


def run(main: Coroutine[Any, Any, Any]) -> None:
    """Run a test's coroutine."""
    asyncio.run(main)


def nobody() -> asyncio.Future[None]:
    """A client that stays."""
    return asyncio.get_running_loop().create_future()


def test_an_end_says_how_it_came() -> None:
    """Over, cut short, or nobody waits any more."""

    async def main() -> None:
        pauses, gone = Pauses(), nobody()
        pause = pauses.begin(ANN, gone)
        ends = [await pause.wait(0)]
        waiting = asyncio.ensure_future(pause.wait(None))
        await asyncio.sleep(0)
        pauses.cut()
        ends.append(await waiting)
        other = pauses.begin(BOB, gone)
        waiting = asyncio.ensure_future(other.wait(None))
        await asyncio.sleep(0)
        gone.set_result(None)

        assert [*ends, await waiting] == [End.OVER, End.CUT, End.GONE]

    run(main())


def test_only_what_was_meant_is_cut() -> None:
    """By fault, or by account."""

    async def main() -> None:
        pauses = Pauses()
        begun = [pauses.begin(cause, nobody()) for cause in (ANN, BOB, Cause(1, None))]
        waits = [asyncio.ensure_future(pause.wait(None)) for pause in begun]
        await asyncio.sleep(0)
        counted = [pauses.count(1), pauses.count(2)]
        pauses.cut(account="bob")
        first = await waits[1]
        pauses.cut(fault=1)

        assert (counted, first, await waits[0], await waits[2]) == ([2, 1], End.CUT, End.CUT, End.CUT)
        assert pauses.count(1) == pauses.count(2) == 0

    run(main())


def test_what_was_cut_before_it_waited_does_not_wait() -> None:
    """A fault may go while the request it befell is served or held."""

    async def main() -> None:
        pauses = Pauses()
        pause = pauses.begin(ANN, nobody())
        pauses.cut(fault=1)

        assert [await pause.wait(None), await pause.wait(None)] == [End.CUT, End.CUT]

    run(main())


def test_none_waits_once_they_are_closed() -> None:
    """The server stops: what would wait now is over at once."""

    async def main() -> None:
        pauses = Pauses()
        pauses.close()

        assert await pauses.begin(ANN, nobody()).wait(None) is End.CUT

    run(main())


def test_a_cancelled_wait_is_forgotten() -> None:
    """Nothing is counted that nobody waits in; and the client's leaving is not cancelled with it."""

    async def main() -> None:
        pauses, gone = Pauses(), nobody()
        pause = pauses.begin(ANN, gone)
        waiting = asyncio.ensure_future(pause.wait(None))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait({waiting})

        assert (waiting.cancelled(), pauses.count(1), gone.done()) == (True, 0, False)

    run(main())


def test_a_pause_that_nobody_has_is_forgotten() -> None:
    """Nothing has to be closed, and nothing grows."""

    async def main() -> None:
        pauses = Pauses()
        for _ in range(100):
            await pauses.begin(ANN, nobody()).wait(0)
        gc.collect()

        assert list(pauses._pauses) == []

    run(main())
