"""The one scheduler: a few jobs that look into our tables. It holds no truth, so there is nothing in it to lose.

APScheduler keeps its jobs in memory; every run it may skip or lose is made up by the next one. A job that raises is
logged and counted, and runs again; a feature that fails does not keep another from its turn.
"""

import asyncio
import datetime as dt
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock, MovableClock
from bot.delivery import outbox
from bot.delivery.dispatcher import Dispatcher
from bot.errors import TokenRefusedError
from bot.feature import Feature
from bot.storage.database import Database, Transaction

_MOST_ROUNDS: Final = 10_000
"""Of forgetting in one run: a feature that never comes to an end ends here, and is told."""
_DISPATCH: Final = "dispatch"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Job:
    """Work that comes back every `every`. `now`: also at the start."""

    name: str
    every: dt.timedelta
    work: Callable[[], Awaitable[object]]
    now: bool = False


class Scheduler:
    """Starts what is due. `more` are jobs of the application (backups)."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        dispatcher: Dispatcher,
        features: Mapping[str, Feature],
        *,
        more: tuple[Job, ...] = (),
        tick: dt.timedelta = dt.timedelta(seconds=1),
    ) -> None:
        self._database = database
        self._clock = clock
        self._dispatcher = dispatcher
        self._features = features
        self._scheduler = AsyncIOScheduler(
            timezone=dt.UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._materialising = asyncio.Lock()
        self._fatal: asyncio.Future[TokenRefusedError] = asyncio.get_running_loop().create_future()
        self._running: set[asyncio.Task[None]] = set()
        self._stopped = False
        self.failures: Counter[str] = Counter()
        """How often a job, `materialise <feature>` or `forget <feature>` raised since the start."""
        self._jobs = (
            Job(name=_DISPATCH, every=tick, work=self._dispatch, now=True),
            Job(name="materialise", every=dt.timedelta(minutes=15), work=self.materialise, now=True),
            Job(name="reap", every=dt.timedelta(seconds=30), work=self._reap),
            Job(name="retention", every=dt.timedelta(days=1), work=self.forget, now=True),
            Job(name="optimize", every=dt.timedelta(days=1), work=database.optimize),
            *more,
        )

    def start(self) -> None:
        """Begin to tick, in the running loop. `Dispatcher.recover` comes before."""
        for job in self._jobs:
            self._scheduler.add_job(
                self._guarded,
                "interval",
                args=(job,),
                seconds=job.every.total_seconds(),
                id=job.name,
                # Left out, it first runs after one interval.
                **({"next_run_time": dt.datetime.now(dt.UTC)} if job.now else {}),
            )
        self._scheduler.start()
        self._dispatcher.on_wake(self.wake)
        if isinstance(self._clock, MovableClock):
            self._clock.on_move(self._moved)

    async def failed(self) -> None:
        """Wait for what ends the process; raises TokenRefusedError."""
        raise await self._fatal

    async def stop(self) -> None:
        """No tick comes after this; jobs under way are waited for, but for the sends: see `Dispatcher.stop`."""
        self._stopped = True
        self._dispatcher.on_wake(None)
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        await asyncio.gather(*(task for task in self._running if task.get_name() != _DISPATCH))

    def wake(self) -> None:
        """Dispatch now instead of at the next tick."""
        self._spawn(Job(name=_DISPATCH, every=dt.timedelta(0), work=self._dispatch))

    async def materialise(self) -> int:
        """Let each feature turn its plans into deliveries; returns how many were added."""
        async with self._materialising:
            added = 0
            for feature in self._features.values():
                if feature.materialise is None:
                    continue
                try:
                    added += await feature.materialise()
                except Exception:  # noqa: BLE001 - one feature's fault must not keep the others from planning
                    self._failed(f"materialise {feature.name}")
        if added:
            self._dispatcher.wake()
        return added

    async def forget(self) -> None:
        """Let each feature remove what is too old to be kept, then take it out of the write-ahead log too."""
        for feature in self._features.values():
            if feature.forget is None:
                continue
            try:
                await self._forget(feature, feature.forget)
            except Exception:  # noqa: BLE001 - one feature's fault must not keep the others from forgetting
                self._failed(f"forget {feature.name}")
        await self._database.checkpoint()

    # The jobs

    async def _dispatch(self) -> None:
        await self._dispatcher.run_once()

    async def _reap(self) -> None:
        await self._database.write(outbox.reap)

    async def _forget(self, feature: Feature, forget: Callable[[Transaction, dt.datetime], int]) -> None:
        total = 0
        for _ in range(_MOST_ROUNDS):
            # A few at a time: others write in between.
            forgotten = await self._database.write(lambda tx: forget(tx, tx.now))
            total += forgotten
            if not forgotten:
                break
        else:
            raise RuntimeError(f"{feature.name} does not come to an end with forgetting")
        if total:
            _log.info("%s forgot %d old rows", feature.name, total)

    def _moved(self) -> None:
        self._spawn(Job(name="materialise", every=dt.timedelta(0), work=self._after_move))

    async def _after_move(self) -> None:
        await self.materialise()
        self._dispatcher.wake()

    async def _guarded(self, job: Job) -> None:
        # A tick only starts the work: a long one is no reason for APScheduler to complain about the next.
        if not any(task.get_name() == job.name for task in self._running):
            self._spawn(job)
        elif job.name == _DISPATCH:
            self._dispatcher.wake()

    def _spawn(self, job: Job) -> None:
        if self._stopped:
            return
        task = asyncio.get_running_loop().create_task(self._run(job), name=job.name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _run(self, job: Job) -> None:
        try:
            await job.work()
        except TokenRefusedError as error:
            if not self._fatal.done():
                self._fatal.set_result(error)
        except Exception:  # noqa: BLE001 - a job that dies silently never runs again
            self._failed(job.name)

    def _failed(self, name: str) -> None:
        self.failures[name] += 1
        _log.exception("%s failed; it is tried again", name)
