"""The express way when we fail, or the disk is full: nobody is left waiting, and each is told the truth."""

from collections.abc import Iterable, Sequence

import pytest

from mobipace.mock_server.gateway.settings import World
from mobipace.mock_server.web.recorder import Recorder, StateFailed
from mobipace.mock_server.web.records import Record
from tests.web.place import DONE, V2_SEND, asking, code, place
from tests.web.raw_http import run


def test_a_failure_of_ours_is_told_to_its_client_alone(caplog: pytest.LogCaptureFixture) -> None:
    """500, with the details in the log; the account is free again, and who came in the same turn is served."""

    async def main() -> None:
        async with place() as here:
            request = asking(await here.login())
            unlucky, lucky = await here.client(), await here.client()
            here.simulator.metrics.performed = fail_at_v3  # type: ignore[method-assign]  # a mistake we have yet to make
            unlucky.writer.write(request)
            lucky.writer.write(V2_SEND)
            refused, served = await unlucky.answer(), await lucky.answer()
            assert await unlucky.rest() == b""
            del here.simulator.metrics.performed
            again = await here.ask(request)

            assert (refused.status, refused.body) == (
                500,
                b"the server failed at this request; its log has the details\n",
            )
            assert (served.body, code(again)) == (b"ID: 100001", DONE)
            exchange = here.simulator.journal.get(2)
            assert exchange is not None
            assert (exchange.http_status, exchange.why) == (
                500,
                "the server failed at this request; its log has the details",
            )

    run(main())

    assert "a mistake" in caplog.text
    caplog.clear()


def fail_at_v3(exchange: object) -> None:
    """Fail at some requests."""
    if getattr(exchange, "protocol", "") == "v3":
        raise LookupError("a mistake")


def test_a_failure_at_the_end_is_told_to_all_it_concerns(caplog: pytest.LogCaptureFixture) -> None:
    """Nobody is left waiting, and the accounts are free."""

    async def main() -> None:
        async with place() as here:
            request = asking(await here.login())
            clients = [await here.client() for _ in range(3)]
            here.simulator.watchers.append(fail_at_any)
            for client, asked in zip(clients, (request, V2_SEND, V2_SEND), strict=True):
                client.writer.write(asked)
            refused = [await client.answer() for client in clients]
            here.simulator.watchers.remove(fail_at_any)
            again = await here.ask(request)

            assert [answer.status for answer in refused] == [500, 500, 500]
            assert code(again) == DONE

    run(main())

    assert "a mistake" in caplog.text
    caplog.clear()


def fail_at_any(exchanges: Iterable[object]) -> None:
    """The same, where they are told of together."""
    for exchange in exchanges:
        fail_at_v3(exchange)


class Disk:
    """A store with room for nothing, or everything."""

    def __init__(self) -> None:
        self.is_full = False
        self.kept: list[list[Record]] = []

    def append(self, records: Sequence[Record]) -> None:
        """Keep them, together."""
        if self.is_full:
            raise StateFailed("no room")
        self.kept.append([*records])

    def restart(self, world: World, real: int, last_exchange: int = 0) -> None:
        """Nothing to forget."""

    def close(self) -> None:
        """Nothing to close."""


def test_what_comes_in_one_turn_is_written_at_once() -> None:
    """One write for many answers, and none before it."""

    async def main() -> None:
        async with place() as here:
            disk = Disk()
            here.simulator.recorder = Recorder(disk)
            clients = [await here.client() for _ in range(8)]
            for client in clients:
                client.writer.write(V2_SEND)
            answers = [(await client.answer()).body for client in clients]

            assert sorted(answers) == [b"ID: %d" % id for id in range(100001, 100009)]
            assert len(disk.kept) < 8

    run(main())


def test_all_that_cannot_be_written_hear_of_it() -> None:
    """503 to each; what was done is written when there is room, each as it was answered."""

    async def main() -> None:
        async with place() as here:
            disk = Disk()
            here.simulator.recorder = Recorder(disk)
            clients = [await here.client() for _ in range(3)]
            disk.is_full = True
            for client in clients:
                client.writer.write(V2_SEND)
            refused = [await client.answer() for client in clients]
            disk.is_full = False
            later = await here.ask(V2_SEND)
            written = [record for records in disk.kept for record in records]
            told = [each.sent.status for each in written if hasattr(each, "sent") and each.sent]

            assert {(answer.status, answer.body) for answer in refused} == {(503, b"no room\n")}
            assert told == [503] * (len(told) - 1) + [200]
            assert later.body == b"ID: %d" % (100000 + len(told))

    run(main())
