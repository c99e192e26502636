"""What runs in a worker process: one function after the other, within limits of memory and time."""

import contextlib
import importlib
import json
import math
import os
from collections.abc import Callable
from typing import Any, BinaryIO, Final

from bot import errors
from bot.errors import RefusedError
from bot.workers.wire import HEAD, Building, frame, frames

MEMORY: Final = 512 * 1024 * 1024
"""What a worker may hold, its interpreter included."""
MOST_RESULT: Final = 32 * 1024 * 1024
"""Bytes of a result on its way back."""


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
    while (head := source.read(HEAD.size)) and len(head) == HEAD.size:
        name, seconds = json.loads(source.read(HEAD.unpack(head)[1]))
        _limit_time(seconds)
        sink.write(frame(b"h"))
        sink.flush()
        args = _received(source)
        if args is None:
            return
        try:
            answer = _packed("value", _named(name)(*args))
        except RefusedError as error:
            answer = _packed("refused", [_cause(error), error.key, error.values])
        except (MemoryError, RecursionError):
            answer = _packed("too-much", None)
        except Exception as error:  # noqa: BLE001 - told to the bot, by its kind and place: its text may be anybody's
            answer = _packed("broke", _place(error, name))
        sink.writelines(answer)
        sink.flush()


def _packed(outcome: str, value: object) -> list[bytes]:
    """All frames of an answer, before the first goes out: half an answer is none. Raises MemoryError for too many."""
    answer: list[bytes] = []
    size = 0
    for piece in frames([outcome, value]):
        answer.append(piece)
        size += len(piece)
        if size > MOST_RESULT:
            raise MemoryError
    return answer


def _cause(error: RefusedError) -> str:
    """The nearest kind that bot.errors knows."""
    kinds: list[str] = [
        kind.__name__ for kind in type(error).__mro__ if vars(errors).get(kind.__name__) is kind
    ]
    return kinds[0]


def _received(source: BinaryIO) -> list[Any] | None:
    building = Building()
    while not building.is_done:
        head = source.read(HEAD.size)
        if len(head) < HEAD.size:
            return None
        kind, length = HEAD.unpack(head)
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
