"""A stage on which weeks pass: the real bot on a local Discord, one clock for both, and all that was ever sent."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from bot.app import App
from bot.clock import MovableClock
from bot.cohorts.reminding.rules import HORIZON
from bot.config import (
    BackupSettings,
    DatabaseSettings,
    DeliverySettings,
    DiscordSettings,
    LogSettings,
    Settings,
    SourcesSettings,
)
from bot.delivery import outbox
from bot.delivery.pacing import Pace
from bot.delivery.scheduler import Scheduler
from bot.local_discord.change import Change
from bot.local_discord.faults import Fault, FaultKind
from bot.local_discord.guest import until
from bot.local_discord.rate_limits import RateLimits
from bot.local_discord.server import LocalDiscord
from bot.local_discord.world import World
from bot.storage.database import Transaction

STEP = HORIZON - dt.timedelta(minutes=10)
"""A process that runs looks ahead more often; a longer step would leave out what becomes due within it."""
PATIENCE = 20.0
_SECOND = dt.timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Something that happened in the world, at an instant of its clock."""

    at: dt.datetime
    change: Change


@dataclass
class Weeks:
    """The world, its server, and the bot that lives in it."""

    server: LocalDiscord
    clock: MovableClock
    folder: Path
    seen: list[Seen] = field(default_factory=list)
    starts: int = 0
    documentation: bool = False
    """AS numbers for documents are taken for networks, as in the demo."""
    _app: App | None = None
    _bot: asyncio.Task[None] | None = None
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def world(self) -> World:
        return self.server.world

    @property
    def requests(self) -> Path:
        """What the bot asked of Discord, each request a line."""
        return self.folder / "requests.jsonl"

    # The bot

    async def start(self) -> None:
        """A fresh bot on the same database, until it is there."""
        self.starts += 1
        self._stop = asyncio.Event()
        self._bot = asyncio.create_task(self._run(self._stop), name="bot")
        await until(self.world, self._is_ready)
        await self.quiet()

    async def stop(self) -> None:
        """As SIGTERM does; raises what ended it before."""
        self._stop.set()
        if self._bot is not None:
            await self._bot

    def _is_ready(self) -> bool:
        if self._bot is not None and self._bot.done():
            self._bot.result()
        return self._app is not None and self._app.bot is not None and self._app.bot.is_ready()

    async def _run(self, stop: asyncio.Event) -> None:
        settings = Settings(
            discord=DiscordSettings(api_base=self.server.api_base),
            database=DatabaseSettings(path=self.folder / "life.sqlite3"),
            delivery=DeliverySettings(),
            log=LogSettings(level="error"),
            backup=BackupSettings(keep=0),
            sources=SourcesSettings(enabled=False),
            documentation_asns=self.documentation,
            guilds_within=0.05,
            token=SecretStr(self.world.token),
            record_requests=self.requests,
        )
        async with App.open(settings, self.clock) as app:
            # Two months pass within a minute: real seconds would be counted against messages that are days apart.
            app.pace = Pace(per_second=100_000, per_channel=100_000, new_dm_seconds=0.0)
            self._app = app
            try:
                await app.serve(stop)
            finally:
                self._app = None

    @contextmanager
    def outage(self) -> Iterator[None]:
        """No request is answered, and the gateway is gone."""
        self.server.faults.add(Fault(kind=FaultKind.ERROR, status=503))
        self.server.gateway.refuse()
        self.server.gateway.drop()
        try:
            yield
        finally:
            self.server.faults.clear()
            self.server.gateway.accept()

    # Time

    async def pass_until(self, goal: dt.datetime, *, step: dt.timedelta = STEP) -> None:
        """Let the time pass as a process that runs sees it: from one thing that is due to the next, or `step` ahead."""
        while (now := self.clock.now()) < goal:
            due = await self._next_due()
            soonest = goal if due is None or due > goal else max(due, now + _SECOND)
            self.clock.advance(min(now + step, soonest, goal) - now)
            await self.quiet()

    def leap_to(self, goal: dt.datetime) -> None:
        """Let the time pass while nothing runs."""
        self.clock.advance(goal - self.clock.now())

    async def quiet(self) -> None:
        """Until nothing is due and nothing is under way."""
        async with asyncio.timeout(PATIENCE):
            while self._app is not None:
                works = [one for one in self._works() if one.get_name() in ("materialise", "dispatch")]
                if works:
                    await asyncio.wait(works)
                elif not await self._app.database.read(_is_busy):
                    return
                else:
                    await asyncio.sleep(0.01)  # a retry comes within the second

    def _works(self) -> set[asyncio.Task[None]]:
        scheduler: Scheduler | None = None if self._app is None else self._app._scheduler
        return set() if scheduler is None else scheduler._running

    async def _next_due(self) -> dt.datetime | None:
        return None if self._app is None else await self._app.database.read(outbox.next_due)


def _is_busy(tx: Transaction) -> bool:
    return outbox.overdue(tx) + outbox.in_hand(tx) > 0


@asynccontextmanager
async def weeks(folder: Path, start: dt.datetime, *, documentation: bool = False) -> AsyncIterator[Weeks]:
    """A world whose clock begins at `start`; the bot is not started yet. `documentation`: see Weeks."""
    clock = MovableClock(start)
    async with LocalDiscord(World(clock), limits=RateLimits(enabled=False)) as server:
        found = Weeks(server=server, clock=clock, folder=folder, documentation=documentation)
        server.world.subscribe(lambda change: found.seen.append(Seen(at=clock.now(), change=change)))
        try:
            yield found
        finally:
            with suppress(Exception):
                await found.stop()
