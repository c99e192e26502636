"""SQLite: one group-commit writer, read-only readers.

The one door to the disk. A feature's `store.py` holds SQL as functions of a `Transaction`; its service runs them by
`write` (all or nothing, stored when it returns) or `read` (one consistent snapshot).
"""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from bot.clock import Clock
from bot.storage.backup import back_up
from bot.storage.health import check_content, check_place, unusable
from bot.storage.lock import DatabaseLock
from bot.storage.schema import load_migrations, migrate
from bot.storage.transaction import Parameters, SqlValue, Transaction
from bot.storage.worker import Worker, connect_reader, connect_writer, use_wal
from bot.storage.writer import Statistics, Writer, carried

__all__ = ["Database", "Parameters", "SqlValue", "Statistics", "Transaction"]

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Database:
    """An open database. Close it in a `finally`, or use it as `async with await Database.open(…) as db`."""

    def __init__(
        self,
        path: Path,
        clock: Clock,
        worker: Worker,
        readers: Sequence[Worker],
        *,
        near: sqlite3.Connection,
        resources: AsyncExitStack,
    ) -> None:
        self.path = path
        self._clock = clock
        self._worker = worker
        self._writer = Writer(worker)
        self._readers = readers
        self._near = near
        self._resources = resources
        self._closed = False
        self._closing = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path, *, clock: Clock, readers: int = 2) -> Self:
        """Lock, check and migrate the database at `path`, made if it is not there; its directory must be.

        Raises DatabaseUnusableError, one sentence with its cure: another bot uses it, it is damaged, newer than this
        code, another program's, or the place does not serve.
        """
        if readers < 1:
            raise ValueError("a database needs a reader")
        path = _real(path)
        async with AsyncExitStack() as resources:
            try:
                worker = await _prepare(path, clock, resources)
                reading = [await _start(partial(connect_reader, path), resources) for _ in range(readers)]
                near = connect_reader(path)
                resources.callback(near.close)
            except (sqlite3.Error, OSError) as error:
                raise unusable(path, error) from error
            return cls(path, clock, worker, reading, near=near, resources=resources.pop_all())
        raise AssertionError("unreachable: the stack swallows nothing")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def statistics(self) -> Statistics:
        """What the writer did since the database was opened."""
        return self._writer.statistics

    async def write(self, operation: Callable[[Transaction], T]) -> T:
        """Run `operation` in its own savepoint of a group commit; its result, once it is on the disk.

        Raises what it raises, and then nothing of it is stored; sqlite3.OperationalError when the commit fails
        (disk full), and RuntimeError after `close`. Cancelling the caller may come too late to stop it.
        """
        self._check_open()
        return await self._writer.write(operation, self._clock.now())

    async def read(self, operation: Callable[[Transaction], T]) -> T:
        """Run `operation` on a reader: all its queries see the same committed state. A write in it fails.

        Raises what it raises, and RuntimeError after `close`.
        """
        self._check_open()
        reader = min(self._readers, key=lambda worker: worker.busy)
        now = self._clock.now()

        def attempt(connection: sqlite3.Connection) -> T:
            connection.execute("BEGIN")
            try:
                return operation(Transaction(connection, now=now))
            except StopIteration as error:
                raise carried(error) from error
            finally:
                connection.execute("ROLLBACK")

        return await reader.run(attempt)

    def glance(self, operation: Callable[[Transaction], T]) -> T:
        """Run a few look-ups by key at once, on the loop's own thread; one consistent snapshot.

        Only for what every interaction needs first: some 15 µs, where the way to a reader's thread and back takes 150 µs
        of everybody's time. A reader of a write-ahead log waits for no writer. Everything else goes through `read`.
        """
        self._check_open()
        self._near.execute("BEGIN")
        try:
            return operation(Transaction(self._near, now=self._clock.now()))
        finally:
            self._near.execute("ROLLBACK")

    async def backup(self, target: Path) -> None:
        """Copy the database to the new file `target` while it goes on being used, and check the copy.

        Raises OperatorError when `target` exists or cannot be written.
        """
        self._check_open()
        await asyncio.to_thread(back_up, self.path, target, now=self._clock.now())

    def on_promise(self, told: Callable[[], object] | None) -> None:
        """Who sends what is due, and is told in the loop's thread when something became due at once."""
        self._writer.on_promise = told

    async def optimize(self) -> None:
        """Let SQLite renew what its query planner knows. Worth a call a day."""
        self._check_open()
        await self._worker.run(_optimize)

    async def checkpoint(self) -> bool:
        """Move the WAL into the database file and empty it; False when a reader stood in the way."""
        self._check_open()
        return await self._worker.run(_checkpoint)

    async def compact(self) -> bool:
        """Write the whole file anew in the order of its keys, and empty the WAL: no trace is left of what was deleted, nor of

        the order in which rows came. Writers wait meanwhile, some 7 ms a MB. False when a reader kept the WAL from being
        emptied: call it again.
        """
        self._check_open()
        return await self._worker.run(_compact)

    async def close(self) -> None:
        """Refuse new work, finish what is queued, checkpoint, close, unlock. Harmless the second time."""
        self._closed = True
        async with self._closing, self._resources:
            await self._writer.drain()

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError(f"the database {self.path.name} is closed")


async def _prepare(path: Path, clock: Clock, resources: AsyncExitStack) -> Worker:
    """Lock, connect, check and migrate. Everything opened is left with `resources`."""
    resources.callback(_occupy(path).release)
    worker = await _start(partial(connect_writer, path), resources)
    await worker.run(partial(check_content, path=path))
    await worker.run(use_wal)
    backup = await worker.run(partial(migrate, path=path, migrations=load_migrations(), now=clock.now()))
    if backup is not None:
        _log.info("the database was upgraded; as it was before, it is kept in %s", backup)
    resources.push_async_callback(_last_checkpoint, worker)
    return worker


def _real(path: Path) -> Path:
    """One name for one file, so that a link to it meets the same lock."""
    return path.absolute().resolve()


def _occupy(path: Path) -> DatabaseLock:
    check_place(path)
    lock = DatabaseLock.take(path)
    if not path.exists():
        path.touch(mode=0o600)  # it holds personal data
    return lock


async def _start(connect: Callable[[], sqlite3.Connection], resources: AsyncExitStack) -> Worker:
    worker = await Worker.start(connect)
    resources.push_async_callback(worker.close)
    return worker


async def _last_checkpoint(worker: Worker) -> None:
    try:
        await worker.run(_checkpoint)
    except sqlite3.Error as error:
        _log.warning("the WAL could not be emptied (%s); nothing is lost, the next start reads it", error)


def _checkpoint(connection: sqlite3.Connection) -> bool:
    blocked: int = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not blocked


def _compact(connection: sqlite3.Connection) -> bool:
    connection.execute("VACUUM")
    return _checkpoint(connection)


def _optimize(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA optimize").fetchall()
