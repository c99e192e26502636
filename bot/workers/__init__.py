"""Runs a function in a process of its own: for what strangers sent, which may be made to take for ever or to hold everything.

The process is a fresh interpreter, never a fork of this one with its threads. It has no token in its environment, a limit on
its memory and on its processor time, and ends when it exceeds one; the next call gets a new one. What it returns is JSON-able
and comes back in small pieces, each read in under a millisecond, so that no result holds the event loop: a tuple comes back
as a list, whatever the function says. Text and bytes are the cheapest of all.
"""

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar, TypeVarTuple

from bot import errors
from bot.errors import RefusedError
from bot.workers.child import MOST_RESULT
from bot.workers.wire import HEAD, Building, frame, frames

_T = TypeVar("_T")
_Args = TypeVarTuple("_Args")

AT_ONCE: Final = 2
_START_SECONDS: Final = 30.0
_IDLE_SECONDS: Final = 60.0
"""A worker that nobody needs gives its memory back."""
_BOOT: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from bot.workers.child import serve; serve()"
)
_REFUSALS: Final = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, RefusedError)
}
_INHERITED: Final = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")


class WorkerBrokenError(Exception):
    """The function itself is at fault, or no process could be started: a matter for the log, not for the sender."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Worker:
    process: subprocess.Popen[bytes]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class Workers:
    """At most AT_ONCE processes, started when first needed. Close it at the end."""

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._rest: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    async def run(self, function: Callable[[*_Args], _T], *args: *_Args, seconds: float = 20) -> _T:
        """What `function` returns for `args`: bytes, str, or what JSON holds. Raises what it refuses (RefusedError).

        `function` stands in a module under its name; `args` are bytes, str, or what JSON holds. Raises
        RefusedError("file-too-much") when it takes more than `seconds` or more memory than a worker has, and
        WorkerBrokenError for any other failure.
        """
        name = f"{function.__module__}:{function.__qualname__}"
        async with self._slots:
            # A worker that was ended from outside while it rested is found out by asking it.
            for _ in range(AT_ONCE + 1):
                worker = await self._take()
                try:
                    if await _begin(worker, name, seconds):
                        async with asyncio.timeout(seconds):
                            result = await _result(worker, args)
                        self._give_back(worker)
                        return result  # type: ignore[no-any-return]
                except _OutsideError as error:
                    self._give_back(worker)
                    raise error.raised from None
                except (TimeoutError, EOFError, OSError):
                    if self._closed:
                        raise WorkerBrokenError("stopped") from None
                    raise RefusedError("file-too-much") from None
                finally:
                    if worker not in self._idle:
                        await self._end(worker)
        raise WorkerBrokenError(f"no worker could be started for {name}")

    async def close(self) -> None:
        """End every worker, also one that is at work; nothing is started again."""
        self._closed = True
        if self._rest is not None:
            self._rest.cancel()
        self._idle.clear()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for worker in tuple(self._all):
            await self._end(worker)

    async def _take(self) -> _Worker:
        if self._closed:
            raise WorkerBrokenError("stopped")
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None
        while self._idle:
            worker = self._idle.pop()
            if worker.process.poll() is None:
                return worker
            await self._end(worker)
        starting = asyncio.get_running_loop().create_task(self._start())
        self._tasks.add(starting)
        starting.add_done_callback(self._tasks.discard)
        return await asyncio.shield(starting)  # whoever gives up waiting leaves no process that nobody knows

    async def _start(self) -> _Worker:
        worker = await _started()
        self._all.add(worker)
        return worker

    def _give_back(self, worker: _Worker) -> None:
        if self._closed:
            return
        self._idle.append(worker)
        if self._rest is not None:
            self._rest.cancel()
        self._rest = asyncio.get_running_loop().call_later(_IDLE_SECONDS, self._let_go)

    def _let_go(self) -> None:
        self._rest = None
        resting, self._idle = self._idle, []
        for worker in resting:
            task = asyncio.get_running_loop().create_task(self._end(worker))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _end(self, worker: _Worker) -> None:
        worker.process.kill()
        await asyncio.to_thread(worker.process.wait)
        worker.writer.close()
        with contextlib.suppress(OSError):
            await worker.writer.wait_closed()
        self._all.discard(worker)


class _OutsideError(Exception):
    """Carries what the function raised out of the exchange with its process, which stands."""

    def __init__(self, raised: Exception) -> None:
        super().__init__(raised)
        self.raised = raised


async def _started() -> _Worker:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    with theirs:
        try:
            # In a thread, and not by the loop's own way: uvloop forks, and copying a bot's page tables takes 30 ms.
            process = await asyncio.to_thread(_opened, theirs)
        except BaseException:
            ours.close()
            raise
    reader, writer = await asyncio.open_connection(sock=ours)
    return _Worker(process=process, reader=reader, writer=writer)


def _opened(channel: socket.socket) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
        [sys.executable, "-IB", "-c", _BOOT, json.dumps(sys.path)],
        stdin=channel.fileno(),
        stdout=channel.fileno(),
        stderr=subprocess.DEVNULL,  # a library's complaint may hold what people wrote
        env={key: os.environ[key] for key in _INHERITED if key in os.environ},
        start_new_session=True,  # Ctrl-C is for the bot, which ends its workers itself
    )


async def _begin(worker: _Worker, name: str, seconds: float) -> bool:
    """Tell it what to run. False: it is no more."""
    reader, writer = worker.reader, worker.writer
    try:
        async with asyncio.timeout(_START_SECONDS):
            writer.write(frame(b"r", json.dumps([name, seconds]).encode()))
            await writer.drain()
            return (await reader.readexactly(HEAD.size))[:1] == b"h"
    except (TimeoutError, EOFError, OSError):
        return False


async def _result(worker: _Worker, args: tuple[object, ...]) -> Any:
    reader, writer = worker.reader, worker.writer
    for piece in frames(list(args)):
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(
            0
        )  # drain returns at once while the pipe takes more: others have their turn between two pieces
    building = Building()
    size = 0
    while not building.is_done:
        kind, length = HEAD.unpack(await reader.readexactly(HEAD.size))
        size += length
        if size > MOST_RESULT:
            raise EOFError
        building.add(kind, await reader.readexactly(length))
        await asyncio.sleep(0)  # what has arrived is read without a pause otherwise
    outcome, value = building.value
    if outcome == "refused":
        cause, key, values = value
        raise _OutsideError(_REFUSALS.get(cause, RefusedError)(key, **values))
    if outcome == "broke":
        raise _OutsideError(WorkerBrokenError(value))
    if outcome == "too-much":
        raise EOFError
    return value
