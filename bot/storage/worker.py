"""One SQLite connection on a thread of its own, so that no disk ever holds up the event loop."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Self, TypeVar, cast

import aiosqlite

T = TypeVar("T")

BUSY_MILLISECONDS = 5000
WAL_BYTES_KEPT = 64 * 1024 * 1024


class Worker:
    """Runs functions on its connection, one after the other, in the order they were asked for."""

    def __init__(self, connection: aiosqlite.Connection, raw: sqlite3.Connection) -> None:
        self._connection = connection
        self._raw = raw
        self.busy = 0
        """How many functions wait or run."""

    @classmethod
    async def start(cls, connect: Callable[[], sqlite3.Connection]) -> Self:
        """Call `connect` on a new thread and keep what it returns there. Raises its sqlite3.Error."""
        opened: list[sqlite3.Connection] = []
        failed: list[sqlite3.Error] = []

        def connector() -> sqlite3.Connection:
            try:
                opened.append(connect())
            except sqlite3.Error as error:
                # aiosqlite does not wait for the thread of a connection that failed, and the thread would then
                # speak to a loop that may be closed. With a stand-in it can be closed like any other.
                failed.append(error)
                opened.append(sqlite3.connect(":memory:"))
            return opened[0]

        connection = await aiosqlite.Connection(connector, iter_chunk_size=64)
        if failed:
            await connection.close()
            raise failed[0]
        return cls(connection, opened[0])

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """The result of `work`, or what it raises. Cancelling the caller does not stop work that was queued.

        `work` must not raise StopIteration, which no future can carry.
        """
        self.busy += 1
        try:
            # The one private call of aiosqlite: its public methods cross to the thread once a statement,
            # this one once for a whole group of operations.
            result = await self._connection._execute(work, self._raw)  # type: ignore[no-untyped-call]
            return cast("T", result)
        finally:
            self.busy -= 1

    async def close(self) -> None:
        """Finish what is queued, then close. Raises sqlite3.Error; the thread ends all the same."""
        await self._connection.close()


def connect_writer(path: Path) -> sqlite3.Connection:
    """A connection that may write, syncing each commit to the disk. `use_wal` comes once the file is known as ours."""
    return _connect(
        f"{path.as_uri()}?mode=rw",
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        # What is deleted is overwritten in the file: somebody's data may be among it.
        "PRAGMA secure_delete = ON",
        f"PRAGMA journal_size_limit = {WAL_BYTES_KEPT}",
        "PRAGMA analysis_limit = 400",
    )


def use_wal(connection: sqlite3.Connection) -> None:
    """Switch the file to write-ahead logging. Raises sqlite3.OperationalError where that is impossible."""
    if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise sqlite3.OperationalError("no write-ahead log here; a network share cannot hold one")


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection to an existing file that cannot write."""
    return _connect(f"{path.as_uri()}?mode=ro", "PRAGMA query_only = ON")


def _connect(uri: str, *pragmas: str) -> sqlite3.Connection:
    # isolation_level None: sqlite3 would otherwise begin transactions by itself.
    connection = sqlite3.connect(
        uri, uri=True, isolation_level=None, timeout=BUSY_MILLISECONDS / 1000, cached_statements=512
    )
    try:
        connection.row_factory = sqlite3.Row
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        connection.execute("PRAGMA trusted_schema = OFF")
        for pragma in pragmas:
            connection.execute(pragma)
    except BaseException:
        connection.close()
        raise
    return connection
