"""The state file: an SQLite database that holds a world and every step taken in it since.

What has been appended survives the end of the process at any moment: it is in the write-ahead log. If the machine goes
down with it the last moments may be lost, and never the file.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

import msgspec

from .. import __version__
from ..gateway.images import Piece
from ..gateway.settings import World
from .images import Image
from .packing import as_plain, from_plain, pack, unpack
from .recorder import StateError, StateFailed
from .records import Record

FORMAT = 2
"""Version of the tables and records; kept in the file's `user_version`."""

_APPLICATION = 0x4D4F4249  # "MOBI", kept in the file's `application_id`
_TABLES = f"""
BEGIN;
CREATE TABLE origin (version TEXT NOT NULL, origin BLOB NOT NULL, checksum INTEGER NOT NULL);
CREATE TABLE records (number INTEGER PRIMARY KEY, record BLOB NOT NULL, checksum INTEGER NOT NULL);
CREATE TABLE pieces (number INTEGER PRIMARY KEY, piece BLOB NOT NULL, checksum INTEGER NOT NULL);
CREATE TABLE checkpoint (image BLOB NOT NULL, checksum INTEGER NOT NULL);
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {FORMAT};
COMMIT;
"""


class Origin(NamedTuple):
    """Where a file's records begin: its world, and the real instant at which that was loaded.

    last_exchange: the id of the last exchange before that, with another world or before a reset; 0: there was none.
    """

    world: World
    began_at: int
    last_exchange: int = 0


class StateFile:
    """An open state file. One process has it open at a time."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> StateFile:
        """Open the file to go on with it, or make an empty one. Raises StateError."""
        if _size(path) and not _is_half_made(path):
            cls.look_into(path).close()
        elif _size(_beside(path, "wal")):
            raise StateError(damaged(path, "it is empty, and has a log beside it"))
        with _told(path):
            _make_private(path)
            connection = _connect(path, "rw")
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            if not connection.execute("PRAGMA user_version").fetchone()[0]:
                connection.executescript(_TABLES)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("BEGIN IMMEDIATE")  # takes the lock, which this process keeps from now on
            connection.execute("COMMIT")
            _beside(path, "shm").unlink(missing_ok=True)  # of the look into it; who has the lock needs none
        return cls(path, connection)

    @classmethod
    def look_into(cls, path: Path) -> StateFile:
        """Open the file to read it alone, and check it. Raises StateError."""
        if not path.is_file():
            what = "it is no file" if path.exists() else "there is no such file"
            raise StateError(f"state file {path} cannot be used: {what}")
        with _told(path):
            connection = _connect(path, "ro")
            try:
                _check(path, connection)
            except BaseException:
                connection.close()
                raise
        return cls(path, connection)

    # Reading

    def origin(self) -> Origin | None:
        """Where it begins; None for a new file. Raises StateError."""
        with _told(self.path):
            row = self._connection.execute("SELECT CAST(origin AS BLOB), checksum FROM origin").fetchone()
            if row is None:
                return None
            blob, checksum = row
            return _decode_origin(_whole(self.path, blob, checksum, "its beginning"))

    def checkpoint(self) -> Image | None:
        """What the records came to when it was last written down; None: it never was. Raises StateError."""
        with _told(self.path):
            row = self._connection.execute("SELECT CAST(image AS BLOB), checksum FROM checkpoint").fetchone()
            return unpack(_whole(self.path, row[0], row[1], "its checkpoint"), Image) if row else None

    def pieces(self) -> Iterator[Piece]:
        """The pieces of the checkpoint's gateway, in order. Raises StateError."""
        with _told(self.path):
            for _, blob in self._numbered("piece"):
                yield unpack(blob, Piece)

    def records(self, after: int = 0) -> Iterator[Record]:
        """Everything since the beginning, or since the record of this number, in order. Raises StateError.

        Those before it are looked at as well: what is damaged is found.
        """
        with _told(self.path):
            last = 0
            for last, blob in self._numbered("record"):
                if last > after:
                    yield _decoder.decode(blob)
            if last < after:
                raise StateError(damaged(self.path, f"records after {last} are missing"))

    def _numbered(self, what: Literal["record", "piece"]) -> Iterator[tuple[int, bytes]]:
        query = f"SELECT number, CAST({what} AS BLOB), checksum FROM {what}s ORDER BY number"  # noqa: S608  words of ours
        for expected, (number, blob, checksum) in enumerate(self._connection.execute(query), 1):
            if number != expected:
                raise StateError(damaged(self.path, f"{what} {expected} is missing"))
            yield number, _whole(self.path, blob, checksum, f"{what} {number}")

    # Writing; see recorder.Store

    def append(self, records: list[Record]) -> None:
        """Keep records, all or none. Raises StateFailed."""
        blobs = map(_encoder.encode, records)
        rows = [(blob, zlib.crc32(blob)) for blob in blobs]
        with self._transaction() as connection:
            connection.executemany("INSERT INTO records (record, checksum) VALUES (?, ?)", rows)

    def write_checkpoint(self, image: Image, pieces: Iterable[Piece]) -> None:
        """Keep an image in place of the one before, and the pieces that are new in it. Raises StateFailed."""
        with self._transaction() as connection:
            blobs = map(pack, pieces)
            rows = ((blob, zlib.crc32(blob)) for blob in blobs)
            connection.executemany("INSERT INTO pieces (piece, checksum) VALUES (?, ?)", rows)
            connection.execute("DELETE FROM checkpoint")
            blob = pack(image)
            connection.execute("INSERT INTO checkpoint VALUES (?, ?)", (blob, zlib.crc32(blob)))

    def restart(self, world: World, real: int, last_exchange: int = 0) -> None:
        """Forget everything, and begin from `world` at `real`; exchanges go on from this id. Raises StateFailed."""
        with self._transaction() as connection:
            for table in ("records", "pieces", "checkpoint", "origin"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608  words of ours
            origin = _encode_origin(Origin(world, real, last_exchange))
            connection.execute("INSERT INTO origin VALUES (?, ?, ?)", (__version__, origin, zlib.crc32(origin)))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection
        try:
            connection.execute("BEGIN")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            text = f"state file {self.path} cannot be written ({error}); nothing is answered until it can"
            raise StateFailed(text) from None

    def close(self) -> None:
        """Close the file; what is in the write-ahead log goes into it."""
        self._connection.close()


def _beside(path: Path, suffix: str) -> Path:
    return Path(f"{path}-{suffix}")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _is_half_made(path: Path) -> bool:
    """Whether a kill interrupted its making, which alone has a rollback journal; SQLite undoes that by itself."""
    if not _size(_beside(path, "journal")):
        return False
    with open(path, "rb") as file:
        return file.read(72)[68:] == _APPLICATION.to_bytes(4, "big")  # where the format has it


def _make_private(path: Path) -> None:
    """Make the file, if there is none, for its owner alone: it holds passwords, as the requests do."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StateError(f"state file {path} cannot be used: {error.strerror}") from None


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=0.5, check_same_thread=False)


def _check(path: Path, connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION:
        raise StateError(f"{path} is a database of something else; name another file")
    form = connection.execute("PRAGMA user_version").fetchone()[0]
    row = connection.execute("SELECT version FROM origin").fetchone() if form == FORMAT else None
    if form != FORMAT or (row and row[0] != __version__):
        made_by = f"version {row[0]}" if row else f"a version with state files of form {form}"
        raise StateError(
            f"state file {path} was made by {made_by}, and this is {__version__}: run that version, or name a new file"
        )
    [found] = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise StateError(damaged(path, found))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What SQLite and the decoders say, as one line that helps."""
    try:
        yield
    except StateError:
        raise
    except sqlite3.OperationalError as error:
        reason = "another process has it open" if "locked" in str(error) else str(error)
        raise StateError(f"state file {path} cannot be used: {reason}") from None
    except (sqlite3.DatabaseError, msgspec.MsgspecError, ValueError) as error:  # sqlite3 decodes its messages
        raise StateError(damaged(path, str(error))) from None


def damaged(path: Path, how: str) -> str:
    """The line that says so."""
    reason = how.splitlines()[-1] if how else "it cannot be read"
    return f"state file {path} is damaged, or none ({reason}); it is left as it is: restore a copy, or name a new file"


def _whole(path: Path, blob: Any, checksum: Any, what: str) -> bytes:
    """What was written, if it is that. Raises StateError."""
    if not isinstance(blob, bytes) or zlib.crc32(blob) != checksum:
        raise StateError(damaged(path, f"{what} is not what was written"))
    return blob


# Records and worlds as bytes


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Record)


def _encode_origin(origin: Origin) -> bytes:
    return msgspec.json.encode(origin, enc_hook=as_plain)


def _decode_origin(text: bytes) -> Origin:
    return msgspec.json.decode(text, type=Origin, dec_hook=from_plain)
