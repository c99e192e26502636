"""Builds the parts, starts them, and stops them gracefully.

The order of a stop: no new work is taken, sends in flight finish (10 s at most), the gateway closes, the database
checkpoints. A SIGKILL at any line loses nothing that was promised: see bot/delivery.
"""

import asyncio
import datetime as dt
import logging
import signal
import tempfile
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from bot import client as discord_client
from bot.announcements.posting import Posting
from bot.announcements.service import AnnouncementService
from bot.client import Crossconnect, Services
from bot.clock import Clock, SystemClock
from bot.config import DatabaseSettings, Settings
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.pacing import Pace
from bot.delivery.recurrence import use_packaged_zone_data
from bot.delivery.scheduler import Scheduler
from bot.errors import OperatorError, TokenRefusedError, UnreachableError
from bot.feature import Feature
from bot.guilds.service import GuildService
from bot.language import when, zones
from bot.language.catalogue import Catalogue
from bot.people import service as people
from bot.people.service import PeopleService
from bot.storage import installation
from bot.storage.database import Database
from bot.storage.health import unusable

_log = logging.getLogger(__name__)

STOP_GRACE = dt.timedelta(seconds=10)
"""What sends in flight may take when the bot stops."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_ZONE_DATA = "tzdata"
"""Under which fact the version of the zone data is noted that pending deliveries were computed with."""
_COMMANDS = "commands"
"""Under which fact the fingerprint of the commands that Discord knows is noted."""


class App:
    """The parts of one running bot. Made by `open`."""

    def __init__(self, settings: Settings, clock: Clock, database: Database, catalogue: Catalogue) -> None:
        self.settings = settings
        self.clock = clock
        self.database = database
        self.catalogue = catalogue
        self.services = Services(
            people=PeopleService(database, languages=catalogue.locales),
            guilds=GuildService(database, catalogue),
            announcements=AnnouncementService(database, catalogue, clock),
        )
        parts = (
            people.feature(),
            self.services.guilds.feature(),
            Posting(database, catalogue, clock).feature(),
        )
        self.features: dict[str, Feature] = {feature.name: feature for feature in parts}
        self.pace = Pace(per_second=settings.delivery.requests_per_second)
        self.bot: Crossconnect | None = None
        """The client of the connection that stands."""

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings, clock: Clock, *, pseudo: bool = False) -> AsyncIterator[Self]:
        """Open the database and build the parts; closed at the end. Raises DatabaseUnusableError.

        `pseudo` adds the tests' language.
        """
        version = use_packaged_zone_data()
        try:
            settings.database.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unusable(settings.database.path, error) from error
        async with await Database.open(settings.database.path, clock=clock) as database:
            catalogue = Catalogue.load(pseudo=pseudo)
            _warm(catalogue, clock)
            app = cls(settings, clock, database, catalogue)
            if await installation.fact(database, _ZONE_DATA) != version:
                replans = [feature.replan for feature in app.features.values() if feature.replan is not None]
                moved = sum([await replan() for replan in replans])
                _log.info("time zone data is now %s; %d deliveries were computed anew", version, moved)
                await installation.note(database, _ZONE_DATA, version)
            yield app

    def client(self, *, shard_count: int | None = None) -> Crossconnect:
        """A new client; a closed one cannot be used again."""
        return Crossconnect(
            services=self.services,
            catalogue=self.catalogue,
            clock=self.clock,
            members_intent=self.settings.discord.members_intent,
            shard_count=shard_count,
        )

    def dispatcher(self, bot: Crossconnect) -> Dispatcher:
        """What sends through this client."""
        return Dispatcher(self.database, self.clock, bot, self.features, self.pace)

    async def serve(self, stop: asyncio.Event) -> None:
        """Stay connected until `stop`; outlives every outage.

        Raises TokenRefusedError, and ConfigurationError for an intent that Discord does not grant.
        """
        discord_client.use_api(self.settings.discord.api_base)
        pause = _FIRST_PAUSE
        while not stop.is_set():
            began = asyncio.get_running_loop().time()
            try:
                await self._session(stop)
            except UnreachableError as error:
                if asyncio.get_running_loop().time() - began > _LONGEST_PAUSE:
                    pause = _FIRST_PAUSE
                _log.warning("Discord cannot be reached (%s); trying again in %.0f s", error, pause)
                await _wait(stop, pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def _session(self, stop: asyncio.Event) -> None:
        """From the log-in to the end of the connection, or to `stop`."""
        async with self.client() as bot:
            await _first(self._arrive(bot), stop.wait())
            if stop.is_set():
                return
            dispatcher = self.dispatcher(bot)
            scheduler = Scheduler(self.database, self.clock, dispatcher, self.features)
            self.bot = bot
            await dispatcher.recover()
            try:
                scheduler.start()
                await _first(bot.stay_connected(), stop.wait(), scheduler.failed())
                if not stop.is_set():
                    raise UnreachableError("the connection ended")
            finally:
                self.bot = None
                await scheduler.stop()
                await dispatcher.stop(STOP_GRACE)

    async def _arrive(self, bot: Crossconnect) -> None:
        await bot.log_in(self.settings.token.get_secret_value())
        try:
            await self._sync_if_changed(bot)
        except TokenRefusedError:
            raise
        except OperatorError as error:
            # Promises are kept with the commands as they were, too.
            _log.error("%s It is tried again at the next start.", error)

    async def _sync_if_changed(self, bot: Crossconnect) -> None:
        fingerprint = bot.commands_fingerprint()
        if await installation.fact(self.database, _COMMANDS) == fingerprint:
            return
        number = await bot.sync_commands()
        await installation.note(self.database, _COMMANDS, fingerprint)
        _log.info("Discord was told %d commands", number)


async def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT. Raises OperatorError for what the operator mends."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with App.open(settings, SystemClock()) as app:
        await app.serve(stop)
    _log.info("stopped")


async def sync(settings: Settings) -> str:
    """Tell Discord the commands whether they changed or not; returns a line to print. Raises OperatorError.

    It may be used while the bot runs, so it leaves the bot's database alone: commands need none of what is in it.
    """
    discord_client.use_api(settings.discord.api_base)
    with tempfile.TemporaryDirectory(prefix="crossconnect-sync-") as folder:
        apart = replace(settings, database=DatabaseSettings(path=Path(folder) / "sync.sqlite3"))
        async with App.open(apart, SystemClock()) as app, app.client() as bot:
            try:
                await bot.log_in(settings.token.get_secret_value())
                number = await bot.sync_commands()
            except UnreachableError as error:
                raise OperatorError(f"Discord cannot be reached ({error}). Try again later.") from error
    return f"Discord was told {number} commands."


def _warm(catalogue: Catalogue, clock: Clock) -> None:
    """Do now what takes 10 ms the first time, so that nobody's click waits for it."""
    for locale in catalogue.locales:
        catalogue.translator(locale)
    zones.search("a", now=clock.now())
    when.suggest("", zone="UTC", now=clock.now())


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return


async def _first(*works: Coroutine[Any, Any, object]) -> None:
    """Run side by side until one ends; raise what it raised, and end the others."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
