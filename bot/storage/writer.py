"""The group-commit queue: many operations, one transaction, one sync to the disk, one trip to the thread.

Rules. Operations run in the order they were asked for, each in its own SAVEPOINT: one that raises is rolled back
alone. A caller resumes only after COMMIT. If the group itself is lost (disk full, I/O error), each of its callers is
told and nothing of it is stored. No task waits for work: one is made when work arrives and ends with the queue.
"""

import asyncio
import datetime as dt
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from bot.storage.transaction import Transaction
from bot.storage.worker import Worker

T = TypeVar("T")

GROUP_SIZE = 500
"""Operations in one commit at most: a bound on how long the first of them waits for the last."""


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """What the writer did since it was opened."""

    operations: int
    """Stored."""
    failures: int
    """Rolled back, alone or with their group."""
    commits: int
    largest_group: int
    seconds: float
    """Spent in commits, the way to the writer's thread and back included."""


class Operation(Generic[T]):
    """One caller's function and what became of it. Run on the writer's thread, settled in the loop's."""

    __slots__ = ("_after_commit", "_error", "_function", "_now", "_value", "future", "promised")

    def __init__(
        self, function: Callable[[Transaction], T], now: dt.datetime, future: asyncio.Future[T]
    ) -> None:
        self._function = function
        self._now = now
        self.future = future
        self._after_commit: list[Callable[[], object]] = []
        self._error: BaseException | None = None
        self._value: T
        self.promised = False
        """It made something due at once."""

    @property
    def given_up(self) -> bool:
        """Its caller was cancelled."""
        return self.future.done()

    @property
    def failed(self) -> bool:
        return self._error is not None

    def run(self, connection: sqlite3.Connection) -> None:
        """Run in a savepoint. Raises sqlite3.Error when the transaction around it is lost."""
        connection.execute("SAVEPOINT operation")
        try:
            transaction = Transaction(connection, now=self._now, after_commit=self._after_commit)
            self._value = self._function(transaction)
            self.promised = transaction.promised
        except BaseException as error:  # whatever it raises belongs to its caller, and to no other
            self._error = carried(error)
            if not connection.in_transaction:
                raise sqlite3.OperationalError(f"SQLite gave the transaction up: {error}") from error
            connection.execute("ROLLBACK TO operation")
        connection.execute("RELEASE operation")

    def lose(self, cause: BaseException | None, why: str) -> None:
        """Its group is not stored. An error of its own says more and stays."""
        if self._error is None:
            # One exception a caller: a shared one would collect all their tracebacks.
            self._error = sqlite3.OperationalError(why)
            self._error.__cause__ = cause

    def settle(self, loop: asyncio.AbstractEventLoop) -> None:
        """Tell the caller, if it still listens."""
        if self._error is None:
            for callback in self._after_commit:
                loop.call_soon(callback)
        if self.future.done():
            return
        if self._error is None:
            self.future.set_result(self._value)
        else:
            self.future.set_exception(self._error)


def carried(error: BaseException) -> BaseException:
    """The error as a future can carry it: a StopIteration would be refused and leave its caller waiting for ever."""
    if not isinstance(error, StopIteration):
        return error
    carrier = RuntimeError("the operation raised StopIteration")
    carrier.__cause__ = error
    return carrier


class Writer:
    """The queue in front of the one connection that writes."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self.on_promise: Callable[[], object] | None = None
        """Called in the loop's thread after a group is stored in which something became due at once."""
        self._queue: deque[Operation[Any]] = deque()
        self._group: Sequence[Operation[Any]] = ()
        self._task: asyncio.Task[None] | None = None
        self._operations = 0
        self._failures = 0
        self._commits = 0
        self._largest_group = 0
        self._seconds = 0.0

    @property
    def statistics(self) -> Statistics:
        return Statistics(
            operations=self._operations,
            failures=self._failures,
            commits=self._commits,
            largest_group=self._largest_group,
            seconds=self._seconds,
        )

    async def write(self, function: Callable[[Transaction], T], now: dt.datetime) -> T:
        """Queue and wait for the commit. A caller cancelled before its group started leaves no trace;
        later, its operation may still be stored."""
        loop = asyncio.get_running_loop()
        operation: Operation[T] = Operation(function, now, loop.create_future())
        self._queue.append(operation)
        if self._task is None:
            self._start()
        return await operation.future

    async def drain(self) -> None:
        """Return once everything that was queued is settled."""
        while self._task is not None:
            await asyncio.wait({self._task})

    def _start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._commit_queue(), name="storage writer")
        self._task.add_done_callback(self._ended)

    async def _commit_queue(self) -> None:
        loop = asyncio.get_running_loop()
        while group := self._take():
            self._group = group
            began = loop.time()
            committed = await self._worker.run(partial(commit, group))
            self._seconds += loop.time() - began
            self._group = ()
            self._commits += committed
            self._largest_group = max(self._largest_group, len(group))
            for operation in group:
                if operation.failed:
                    self._failures += 1
                else:
                    self._operations += 1
                operation.settle(loop)
            if self.on_promise is not None and any(one.promised and not one.failed for one in group):
                loop.call_soon(self.on_promise)

    def _take(self) -> list[Operation[Any]]:
        group: list[Operation[Any]] = []
        while self._queue and len(group) < GROUP_SIZE:
            operation = self._queue.popleft()
            if not operation.given_up:
                group.append(operation)
        return group

    def _ended(self, task: asyncio.Task[None]) -> None:
        # A callback and not a `finally`: a task cancelled before its first step never enters its `try`.
        self._task = None
        loop = task.get_loop()
        if task.cancelled() or task.exception() is not None:
            cause = None if task.cancelled() else task.exception()
            stranded = (*self._group, *self._queue)
            self._group = ()
            self._queue.clear()
            for operation in stranded:
                operation.lose(cause, "the writer was stopped: this may be stored or not")
                operation.settle(loop)
        elif self._queue:
            self._start()


def commit(group: Sequence[Operation[Any]], connection: sqlite3.Connection) -> bool:
    """Run a group in one transaction, on the writer's thread. False, and every operation lost, if it fails."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        for operation in group:
            operation.run(connection)
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        for operation in group:
            operation.lose(error, f"nothing of this was stored: {error}")
        return False
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return True
