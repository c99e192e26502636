"""How one source is asked: behind a breaker, with the validators of what is stored, and what it answers is stored."""

import asyncio
import datetime as dt
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, Generic, Protocol, Self, TypeVar

from bot.clock import Clock
from bot.errors import CrossconnectError, RefusedError
from bot.net.breaker import Breaker
from bot.net.guarded import Answer, FetchError, FetchFault
from bot.networks.sources import rules, store
from bot.networks.sources.store import Kept
from bot.storage.database import Database
from bot.workers import WorkerBrokenError, Workers

INLINE_BYTES: Final = 128 * 1024
"""JSON up to here takes 2 ms; more is read in another process, because `json` lets nobody else run meanwhile."""
_MOST_VALIDATOR: Final = 300
_PIECE: Final = 25

T = TypeVar("T")
Read = Callable[[bytes], Mapping[str, Any]]
"""Makes what is kept of an answer, by number; a function of a module, so that another process can run it. Raises ShapeError."""

_log = logging.getLogger(__name__)


class Client(Protocol):
    """What asks over HTTP: `bot.net.guarded.GuardedClient`."""

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        most_bytes: int = ...,
        kinds: Collection[str] = ...,
    ) -> Answer: ...

    async def close(self) -> None: ...


class UnansweredError(CrossconnectError):
    """The source said nothing that helps. `kind`: why, for the log; `refused`: it did not like who asks."""

    def __init__(self, kind: str, *, refused: bool = False) -> None:
        super().__init__(kind)
        self.kind = kind
        self.refused = refused


@dataclass(frozen=True, kw_only=True)
class _Told:
    """`found` None: nothing changed since."""

    found: Mapping[str, Any] | None
    etag: str | None
    modified: str | None


class Asker:
    """One source. `source` is its name in the table and in the log; `fresh`: how long an answer is not asked for again."""

    def __init__(
        self,
        source: str,
        database: Database,
        client: Client,
        clock: Clock,
        *,
        fresh: dt.timedelta,
        workers: Workers | None = None,
        breaker: Breaker | None = None,
        monotonic: Callable[[], float] | None = None,
    ) -> None:
        self.source = source
        self.fresh = fresh
        self._database = database
        self._client = client
        self._clock = clock
        self._workers = workers
        self._breaker = breaker or Breaker()
        self._monotonic = monotonic

    def now(self) -> float:
        """Monotonic seconds."""
        return asyncio.get_running_loop().time() if self._monotonic is None else self._monotonic()

    @property
    def is_resting(self) -> bool:
        """Whether the source is left alone at this moment."""
        return self._breaker.wait(self.now()) > 0

    async def ask(
        self,
        url: str,
        asked: Mapping[int, str],
        read: Read,
        *,
        headers: Mapping[str, str],
        most_bytes: int,
        since: Kept | None = None,
    ) -> dict[int, Kept]:
        """Ask, store, return. `asked`: the name in the table of each number; `since`: what is stored, if one is asked for.

        What the answer does not name is stored as unknown. Raises UnansweredError.
        """
        told = await self._tell(url, read, _conditions(headers, since), most_bytes)
        now = self._clock.now().replace(microsecond=0)  # as it is stored
        fresh_until = now + self.fresh
        if told.found is None:
            assert since is not None  # noqa: S101 - without it nothing was conditional
            kept = {number: replace(since, fetched_at=now, fresh_until=fresh_until) for number in asked}
        else:
            alone = len(asked) == 1
            kept = {
                number: Kept(
                    asked=name,
                    body=told.found.get(str(number)),
                    etag=told.etag if alone else None,
                    modified=told.modified if alone else None,
                    fetched_at=now,
                    fresh_until=fresh_until,
                )
                for number, name in asked.items()
            }
        for piece in pieces(tuple(kept.values())):
            await self._database.write(partial(store.keep, source=self.source, answers=piece))
        return kept

    async def look(
        self, url: str, read: Read, *, headers: Mapping[str, str], most_bytes: int
    ) -> Mapping[str, Any]:
        """Ask and store nothing. Raises UnansweredError."""
        return (await self._tell(url, read, headers, most_bytes)).found or {}

    async def _tell(self, url: str, read: Read, headers: Mapping[str, str], most_bytes: int) -> _Told:
        if not self._breaker.enter(self.now()):
            raise UnansweredError("resting")
        try:
            told = await self._asked(url, read, headers, most_bytes)
        except BaseException:
            self._breaker.left()
            raise
        if not self._breaker.is_closed:
            _log.info("%s answers again", self.source)
        self._breaker.succeeded(self.now())
        return told

    async def _asked(self, url: str, read: Read, headers: Mapping[str, str], most_bytes: int) -> _Told:
        try:
            answer = await self._client.get(url, headers=headers, most_bytes=most_bytes)
        except FetchError as error:
            if error.kind is FetchFault.TOO_LARGE:
                raise UnansweredError(error.kind) from error  # it is well, and says more than we want
            raise self._failure(error.kind) from error
        status = answer.status
        if status == 304 and any(name.lower().startswith("if-") for name in headers):
            return _Told(found=None, etag=None, modified=None)
        if status == 404:
            return _Told(found={}, etag=None, modified=None)
        if status == 429 or (status == 503 and "Retry-After" in answer.headers):
            seconds = rules.waits(answer.headers.get("Retry-After"), self._clock.now())
            self._opened(self._breaker.rest(self.now(), seconds), f"status {status}")
            raise UnansweredError(f"status {status}")
        if status in {401, 403}:
            raise UnansweredError(f"status {status}", refused=True)
        if status != 200:
            raise self._failure(f"status {status}")
        try:
            found = await self._read(read, answer.body)
        except (rules.ShapeError, WorkerBrokenError, RefusedError) as error:
            raise self._failure(f"unreadable: {error}") from error
        return _Told(
            found=found,
            etag=_validator(answer.headers.get("ETag")),
            modified=_validator(answer.headers.get("Last-Modified")),
        )

    async def _read(self, read: Read, body: bytes) -> Mapping[str, Any]:
        if len(body) <= INLINE_BYTES:
            return read(body)
        if self._workers is None:
            return await asyncio.to_thread(read, body)
        return await self._workers.run(read, body)

    def _failure(self, kind: str) -> UnansweredError:
        self._opened(self._breaker.failed(self.now()), kind)
        return UnansweredError(kind)

    def _opened(self, opened: bool, kind: str) -> None:
        if opened:
            _log.warning(
                "%s does not answer (%s); it is asked again in %.0f s, until then what is stored is told",
                self.source,
                kind,
                self._breaker.wait(self.now()),
            )


class Turns:
    """One at a time, and each begins `seconds` after the one before at the earliest; first come, first served."""

    def __init__(
        self,
        seconds: float,
        *,
        monotonic: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._seconds = seconds
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = asyncio.Lock()
        self._next = float("-inf")

    async def __aenter__(self) -> Self:
        await self._lock.acquire()
        try:
            await self.again()
        except BaseException:
            self._lock.release()
            raise
        return self

    async def __aexit__(self, *error: object) -> None:
        self._lock.release()

    async def again(self) -> None:
        """Wait for another turn without letting others in between."""
        delay = self._next - self._now()
        if delay > 0:
            await self._sleep(delay)
        self._next = self._now() + self._seconds

    def _now(self) -> float:
        return asyncio.get_running_loop().time() if self._monotonic is None else self._monotonic()


class Gathering(Generic[T]):
    """Gathers numbers while others are being asked for, so that many questions become one; two of the same share it."""

    def __init__(
        self, ask: Callable[[tuple[int, ...]], Awaitable[Mapping[int, T]]], turns: Turns, *, most: int
    ) -> None:
        self._ask = ask
        self._turns = turns
        self._most = most
        self._waiting: dict[int, asyncio.Future[T | None]] = {}
        self._flying: dict[int, asyncio.Future[T | None]] = {}
        self._task: asyncio.Task[None] | None = None
        self._is_closed = False

    async def get(
        self, numbers: Collection[int], *, newest: bool = False
    ) -> tuple[dict[int, T], UnansweredError | None]:
        """What is known of these, and why not of the others. `newest`: no question that went out before this moment will do."""
        if self._is_closed:
            return {}, UnansweredError("closed")
        futures = {number: self._join(number, newest=newest) for number in numbers}
        if not futures:
            return {}, None
        # Waiting alone: whoever is cancelled here leaves the question to the others.
        await asyncio.wait(futures.values())
        found: dict[int, T] = {}
        failure: UnansweredError | None = None
        for number, future in futures.items():
            error = future.exception()
            if error is None:
                value = future.result()
                if value is not None:
                    found[number] = value
            elif isinstance(error, UnansweredError):
                failure = error
            else:
                raise error
        return found, failure

    async def close(self) -> None:
        """Give up what is under way; whoever waits is told."""
        self._is_closed = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        self._settle((*self._waiting.items(), *self._flying.items()), UnansweredError("closed"))

    def _join(self, number: int, *, newest: bool) -> asyncio.Future[T | None]:
        known = self._waiting.get(number) or (None if newest else self._flying.get(number))
        if known is not None:
            return known
        future: asyncio.Future[T | None] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return future

    async def _run(self) -> None:
        while self._waiting:
            async with self._turns:
                numbers = tuple(self._waiting)[: self._most]
                self._flying = {number: self._waiting.pop(number) for number in numbers}
                try:
                    self._settle(self._flying.items(), await self._whole(numbers))
                except Exception as error:  # noqa: BLE001 - whoever asked is told, and the next question goes on
                    self._settle(self._flying.items(), error)
                self._flying = {}

    async def _whole(self, numbers: tuple[int, ...]) -> Mapping[int, T]:
        """What is told of these, in halves where the whole would be too large."""
        found: dict[int, T] = {}
        pieces = deque([numbers])
        while pieces:
            piece = pieces.popleft()
            if piece is not numbers:
                await self._turns.again()
            try:
                found.update(await self._ask(piece))
            except UnansweredError as error:
                if error.kind != FetchFault.TOO_LARGE or len(piece) == 1:
                    raise
                pieces.extendleft((piece[len(piece) // 2 :], piece[: len(piece) // 2]))
        return found

    @staticmethod
    def _settle(
        those: Collection[tuple[int, asyncio.Future[T | None]]], outcome: Mapping[int, T] | Exception
    ) -> None:
        for number, future in tuple(those):
            if future.done():
                continue
            if isinstance(outcome, Exception):
                future.set_exception(outcome)
                future.exception()  # nobody may be left to ask for it
            else:
                future.set_result(outcome.get(number))


class Sharing(Generic[T]):
    """One question for everybody who asks it at the same time."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[T]] = {}

    async def get(self, key: str, ask: Callable[[], Awaitable[T]]) -> T:
        """What `ask` returns or raises, asked once however many wait; it goes on when one of them leaves."""
        task = self._tasks.get(key)
        if task is None:
            task = asyncio.ensure_future(_of(ask))
            self._tasks[key] = task
            task.add_done_callback(partial(self._done, key))
        await asyncio.wait([task])
        if task.cancelled():
            raise UnansweredError("closed")
        return task.result()

    async def close(self) -> None:
        """Give up what is under way; whoever waits is told."""
        tasks = tuple(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def _done(self, key: str, task: "asyncio.Task[T]") -> None:
        del self._tasks[key]
        if not task.cancelled():
            task.exception()  # nobody may be left to ask for it


async def _of(ask: Callable[[], Awaitable[T]]) -> T:
    return await ask()


def pieces(those: Sequence[T]) -> Iterator[Sequence[T]]:
    """A few at a time: their JSON is read and written on the database's threads, and the loop has its turn in between."""
    for start in range(0, len(those), _PIECE):
        yield those[start : start + _PIECE]


def _conditions(headers: Mapping[str, str], since: Kept | None) -> dict[str, str]:
    told = dict(headers)
    if since is not None and since.etag:
        told["If-None-Match"] = since.etag
    if since is not None and since.modified:
        told["If-Modified-Since"] = since.modified
    return told


def _validator(value: str | None) -> str | None:
    """A validator that can be sent back as it came."""
    if value is None or len(value) > _MOST_VALIDATOR or not value.isascii() or not value.isprintable():
        return None
    return value
