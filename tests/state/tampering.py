"""Writing something else into a state file than happened, with checksums that are right."""

import sqlite3
import zlib
from collections.abc import Callable
from pathlib import Path

import msgspec

from mobipace.mock_server.web.records import Answered, Arrived, Operated, Record

_encode = msgspec.msgpack.encode
_decode = msgspec.msgpack.Decoder(Record).decode


def rewrite(path: Path, change: Callable[[Record], Record | None]) -> int:
    """Put other records in the place of some (None: it stays); returns how many were changed."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT number, record FROM records ORDER BY number").fetchall()
        changed = [(number, other) for number, blob in rows if (other := change(_decode(blob)))]
        for number, record in changed:
            blob = _encode(record)
            connection.execute(
                "UPDATE records SET record = ?, checksum = ? WHERE number = ?", (blob, zlib.crc32(blob), number)
            )
    connection.close()
    return len(changed)


def answered_otherwise(exchange: int, old: bytes, new: bytes) -> Callable[[Record], Record | None]:
    """An answer that was another."""

    def change(record: Record) -> Record | None:
        if not isinstance(record, Answered) or record.exchange != exchange or record.sent is None:
            return None
        sent = msgspec.structs.replace(record.sent, body=record.sent.body.replace(old, new))
        return msgspec.structs.replace(record, sent=sent)

    return change


def with_status(exchange: int, status: int) -> Callable[[Record], Record | None]:
    """An answer that had another HTTP status."""

    def change(record: Record) -> Record | None:
        if not isinstance(record, Answered) or record.exchange != exchange or record.sent is None:
            return None
        return msgspec.structs.replace(record, sent=msgspec.structs.replace(record.sent, status=status))

    return change


def with_password(exchange: int, old: bytes, new: bytes) -> Callable[[Record], Record | None]:
    """A request that was another, so that everything after it comes out otherwise."""

    def change(record: Record) -> Record | None:
        if not isinstance(record, Arrived) or record.exchange != exchange:
            return None
        request = msgspec.structs.replace(record.request, body=record.request.body.replace(old, new))
        return msgspec.structs.replace(record, request=request)

    return change


def refused(name: str, error: str) -> Callable[[Record], Record | None]:
    """An operation that is said to have been refused."""

    def change(record: Record) -> Record | None:
        is_it = isinstance(record, Operated) and record.name == name
        return msgspec.structs.replace(record, error=error) if is_it else None

    return change
