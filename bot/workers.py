"""Runs a function in a process of its own: for what strangers sent, which may be made to take for ever or to hold everything.

The process is a fresh interpreter, never a fork of this one with its threads. It has no token in its environment, a limit on
its memory and on its processor time, and ends when it exceeds one; the next call gets a new one. What it returns is JSON-able
and comes back in small pieces, each read in under a millisecond, so that no result holds the event loop: a tuple comes back
as a list, whatever the function says. Text and bytes are the cheapest of all.
"""

import asyncio
import contextlib
import importlib
import json
import logging
import math
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, TypeVar, TypeVarTuple

from bot import errors
from bot.errors import RefusedError

_log = logging.getLogger(__name__)

_T = TypeVar("_T")
_Args = TypeVarTuple("_Args")

MEMORY: Final = 512 * 1024 * 1024
"""What a worker may hold, its interpreter included."""
AT_ONCE: Final = 2
MOST_RESULT: Final = 32 * 1024 * 1024
"""Bytes of a result on its way back."""
_PIECE: Final = 16 * 1024
"""Characters of JSON, or bytes, that go over at once."""
_START_SECONDS: Final = 30.0
_IDLE_SECONDS: Final = 60.0
"""A worker that nobody needs gives its memory back."""
_HEAD: Final = struct.Struct(">cI")
_BOOT: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from bot.workers import serve; serve()"
)
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
            writer.write(_frame(b"r", json.dumps([name, seconds]).encode()))
            await writer.drain()
            return (await reader.readexactly(_HEAD.size))[:1] == b"h"
    except (TimeoutError, EOFError, OSError):
        return False


async def _result(worker: _Worker, args: tuple[object, ...]) -> Any:
    reader, writer = worker.reader, worker.writer
    for frame in _frames(list(args)):
        writer.write(frame)
        await writer.drain()
        await asyncio.sleep(0)
    building = _Building()
    size = 0
    while not building.is_done:
        kind, length = _HEAD.unpack(await reader.readexactly(_HEAD.size))
        size += length
        if size > MOST_RESULT:
            raise EOFError
        building.add(kind, await reader.readexactly(length))
        await asyncio.sleep(0)  # what has arrived is read without a pause otherwise
    outcome, value = building.value
    if outcome == "refused":
        cause, key, values = value
        refusal = getattr(errors, cause, RefusedError)
        raise _OutsideError(refusal(key, **values))
    if outcome == "broke":
        raise _OutsideError(WorkerBrokenError(value))
    if outcome == "too-much":
        raise EOFError
    return value


# What goes over the pipe, in both directions: a value as frames, none larger than some _PIECE.


def _frame(kind: bytes, content: bytes = b"") -> bytes:
    return _HEAD.pack(kind, len(content)) + content


def _frames(value: object) -> Iterator[bytes]:
    """j: a value as JSON. b, t: a piece of bytes or of text, B, T: their end. [ ]: a list, a: some items of it at once.

    { }: an object, o: some pairs of it, k: the name of the value that follows.
    """
    if isinstance(value, bytes):
        for at in range(0, len(value), 4 * _PIECE):
            yield _frame(b"b", value[at : at + 4 * _PIECE])
        yield _frame(b"B")
    elif isinstance(value, str):
        for at in range(0, len(value), _PIECE):
            yield _frame(b"t", value[at : at + _PIECE].encode("utf-8", "surrogatepass"))
        yield _frame(b"T")
    elif isinstance(value, list | tuple):
        yield _frame(b"[")
        yield from _grouped(((None, each) for each in value), b"a")
        yield _frame(b"]")
    elif isinstance(value, dict):
        yield _frame(b"{")
        yield from _grouped(((str(key), each) for key, each in value.items()), b"o")
        yield _frame(b"}")
    else:
        yield _frame(b"j", json.dumps(value).encode())


def _grouped(pairs: Iterator[tuple[str | None, object]], kind: bytes) -> Iterator[bytes]:
    """Small items together in one frame, large ones by themselves."""
    opening, closing = ("[", "]") if kind == b"a" else ("{", "}")
    held: list[str] = []
    size = 0
    for name, value in pairs:
        text = None if isinstance(value, bytes) else _if_small(value)
        if text is not None and name is not None:
            text = f"{json.dumps(name)}:{text}"
        if held and (text is None or size + len(text) > _PIECE):
            yield _frame(kind, f"{opening}{','.join(held)}{closing}".encode())
            held, size = [], 0
        if text is None:
            if name is not None:
                yield _frame(b"k", json.dumps(name).encode())
            yield from _frames(value)
        else:
            held.append(text)
            size += len(text)
    if held:
        yield _frame(kind, f"{opening}{','.join(held)}{closing}".encode())


def _if_small(value: object) -> str | None:
    if isinstance(value, str | list | tuple | dict) and len(value) > _PIECE:
        return None
    text = json.dumps(value, default=_no_json)
    return text if len(text) <= _PIECE and _NO_JSON not in text else None


_NO_JSON: Final = "\\u0000bytes\\u0000"


def _no_json(value: object) -> str:
    if isinstance(value, bytes):
        return "\0bytes\0"
    raise TypeError(f"{type(value).__name__} is nothing that JSON holds")


class _Building:
    """Puts a value together again, frame by frame."""

    def __init__(self) -> None:
        self._whole: list[Any] = []
        self._open: list[tuple[Any, str | None]] = []
        self._into: Any = self._whole
        self._name: str | None = None
        self._pieces: list[Any] = []

    @property
    def is_done(self) -> bool:
        return not self._open and bool(self._whole)

    @property
    def value(self) -> Any:
        return self._whole[0]

    def add(self, kind: bytes, content: bytes) -> None:
        if kind == b"a":
            self._into.extend(json.loads(content))
        elif kind == b"o":
            self._into.update(json.loads(content))
        elif kind == b"k":
            self._name = json.loads(content)
        elif kind == b"j":
            self._put(json.loads(content))
        elif kind == b"b":
            self._pieces.append(content)
        elif kind == b"t":
            self._pieces.append(content.decode("utf-8", "surrogatepass"))
        elif kind in {b"B", b"T"}:
            pieces, self._pieces = self._pieces, []
            self._put(b"".join(pieces) if kind == b"B" else "".join(pieces))
        elif kind in {b"[", b"{"}:
            self._open.append((self._into, self._name))
            self._into, self._name = ([] if kind == b"[" else {}), None
        else:
            made = self._into
            self._into, self._name = self._open.pop()
            self._put(made)

    def _put(self, value: Any) -> None:
        if isinstance(self._into, dict):
            self._into[self._name] = value
        else:
            self._into.append(value)


# What runs in the worker.


def serve() -> None:
    """Do what comes in until nothing more does. Called by the process that `Workers` starts."""
    import zoneinfo

    zoneinfo.reset_tzpath(())  # as in the bot: the packaged zone data alone
    source = os.fdopen(os.dup(0), "rb")
    sink = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)  # what a library prints is no answer
    _limit()
    while (head := source.read(_HEAD.size)) and len(head) == _HEAD.size:
        name, seconds = json.loads(source.read(_HEAD.unpack(head)[1]))
        _limit_time(seconds)
        sink.write(_frame(b"h"))
        sink.flush()
        args = _received(source)
        if args is None:
            return
        try:
            frames = _packed("value", _named(name)(*args))
        except RefusedError as error:
            frames = _packed("refused", [_cause(error), error.key, error.values])
        except (MemoryError, RecursionError):
            frames = _packed("too-much", None)
        except Exception as error:  # noqa: BLE001 - told to the bot, by its kind and place: its text may be anybody's
            frames = _packed("broke", _place(error, name))
        sink.writelines(frames)
        sink.flush()


def _packed(outcome: str, value: object) -> list[bytes]:
    """All frames of an answer, before the first goes out: half an answer is none. Raises MemoryError for too many."""
    frames: list[bytes] = []
    size = 0
    for frame in _frames([outcome, value]):
        frames.append(frame)
        size += len(frame)
        if size > MOST_RESULT:
            raise MemoryError
    return frames


def _cause(error: RefusedError) -> str:
    """The nearest kind that bot.errors knows."""
    kinds: list[str] = [
        kind.__name__ for kind in type(error).__mro__ if vars(errors).get(kind.__name__) is kind
    ]
    return kinds[0]


def _received(source: BinaryIO) -> list[Any] | None:
    building = _Building()
    while not building.is_done:
        head = source.read(_HEAD.size)
        if len(head) < _HEAD.size:
            return None
        kind, length = _HEAD.unpack(head)
        building.add(kind, source.read(length))
    received: list[Any] = building.value
    return received


def _named(name: str) -> Callable[..., object]:
    module, _, path = name.partition(":")
    found: Any = importlib.import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    function: Callable[..., object] = found
    return function


def _place(error: Exception, name: str) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = "" if trace is None else f" at {trace.tb_frame.f_code.co_name}:{trace.tb_lineno}"
    return f"{type(error).__name__} in {name}{where}"


def _limit() -> None:
    """Bound what this process may take, where the system knows how."""
    with contextlib.suppress(OSError, AttributeError):
        os.nice(5)  # the bot comes first
    try:
        import resource
    except ImportError:  # pragma: no cover - Windows
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))


def _limit_time(seconds: float) -> None:
    """Let this process end by itself should the bot be gone by then."""
    try:
        import resource
    except ImportError:  # pragma: no cover - Windows
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(used.ru_utime + used.ru_stime + seconds) + 1
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))
