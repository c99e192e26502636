"""`crossconnect demo`: the local Discord, its page, and the real bot against it, with one clock that can be moved.

The bot runs as it would in production: over sockets, with a token, by `[discord] api_base`. Only its clock is the
demo's, so that next Tuesday can be reached by a click.
"""

import asyncio
import contextlib
import datetime as dt
import logging
import signal
import tempfile
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import click
from pydantic import SecretStr

from bot.app import App
from bot.clock import MovableClock
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
from bot.errors import ConfigurationError
from bot.local_discord import seed
from bot.local_discord.guest import until
from bot.local_discord.page_api import Page
from bot.local_discord.page_view import Reader
from bot.local_discord.rate_limits import RateLimits
from bot.local_discord.server import LocalDiscord
from bot.local_discord.world import World
from bot.storage.database import Transaction

_log = logging.getLogger(__name__)

USUAL_PORT = 8642
DATABASE = "demo.sqlite3"
_MOST_STOPS = 100
"""At how many due instants one jump stops; what lies behind them comes late, and says so."""
_LOOK_AHEAD = dt.timedelta(hours=2)
"""Some plans become deliveries a few hours before: a jump pauses so often, for the bot to look at them."""
_MOST_LOOKS = 400
"""In one jump: a month."""
_PATIENCE = 6.0
"""Real seconds that a jump waits for what is due: a channel takes five messages in five of them."""
_GUESTS_WAIT = 20.0
"""Real seconds that who sets the demo up waits for an answer."""
_HURRIED = 100_000
_LOOK_AGAIN = 0.05


class Demo:
    """The running demo: a world, its server and page, and a bot that can be stopped and started again."""

    def __init__(
        self, folder: Path, *, port: int | None = None, record: Path | None = None, hurried: bool = False
    ) -> None:
        """`hurried`: Discord's rate limits do not hold, and the bot sends without pauses: for who has no time."""
        self.clock = MovableClock()
        self.world = World(self.clock)
        limits = RateLimits(enabled=not hurried)
        self.server = LocalDiscord(self.world, port=USUAL_PORT if port is None else port, limits=limits)
        self._hurried = hurried
        self.cast: seed.Cast | None = None
        self._database = folder / DATABASE
        self._record = record
        self._app: App | None = None
        self._bot: asyncio.Task[None] | None = None
        self._stop_bot = asyncio.Event()
        self._meant_to_run = asyncio.Event()
        """Clear while the bot is restarted: its end is then no end of the demo."""
        self._page = Page(
            self.world,
            advance=self.advance,
            next_due=self.next_due,
            restart=self.restart_bot,
        )
        self._page.add_routes(self.server.app)

    @property
    def url(self) -> str:
        """The page's address."""
        return f"{self.server.url}/"

    async def start(self) -> None:
        """Serve the page, start the bot, and let it join the guild. Raises OSError when the port is taken."""
        await self.server.start()
        self.start_bot()
        await until(self.world, self._is_ready)
        self.cast = seed.people_and_places(self.world)
        self._page.set_readers(
            (
                *(Reader(organiser, "organiser") for organiser in self.cast.organiser_ids),
                *(Reader(member, "member") for member in self.cast.member_ids),
            )
        )

    async def stop(self) -> None:
        """Stop the bot gracefully, then its Discord."""
        await self.stop_bot()
        await self._page.close()
        await self.server.stop()

    async def seed(self) -> None:
        """Let the virtual organisers set the guild up, by commands and clicks."""
        if self.cast is None:
            raise RuntimeError("the demo has not started")
        with self.world.patient(_GUESTS_WAIT):
            await seed.play(self.world, self.cast, self.clock)

    def _is_ready(self) -> bool:
        if self._bot is not None and self._bot.done():
            self._bot.result()
        return self._app is not None and self._app.bot is not None and self._app.bot.is_ready()

    async def wait_for_bot(self) -> None:
        """Return when the bot ends; raises what ended it."""
        while (task := self._bot) is not None:
            await asyncio.wait({task})
            await self._meant_to_run.wait()
            if task is self._bot:
                task.result()
                return

    def start_bot(self) -> None:
        """A fresh bot on the same database."""
        self._stop_bot = asyncio.Event()
        self._bot = asyncio.create_task(self._run_bot(self._stop_bot), name="bot")
        self._meant_to_run.set()

    async def stop_bot(self) -> None:
        """As SIGTERM does."""
        self._stop_bot.set()
        if self._bot is not None:
            await asyncio.wait({self._bot})

    # What the page's clock bar does

    async def advance(self, by: dt.timedelta) -> None:
        """Move the demo's time forward, once nobody waits for an answer.

        It stops wherever something is due on the way, so that it goes out in time, as if the time had really passed.
        """
        await self.world.settled()
        target = self.clock.now() + by
        stops = looks = 0
        while stops < _MOST_STOPS and looks < _MOST_LOOKS and self._app is not None:
            due = await self.next_due()
            pause = self.clock.now() + _LOOK_AHEAD
            if due is not None and due <= min(target, pause):
                self.clock.advance(max(due - self.clock.now(), dt.timedelta(0)))
                await self._delivered()
                stops += 1
            elif pause < target:
                self.clock.advance(_LOOK_AHEAD)
                looks += 1
                await self._app.look_ahead()
            else:
                break
        self.clock.advance(max(target - self.clock.now(), dt.timedelta(0)))

    async def _delivered(self) -> None:
        """Wait until what is due has gone out; not for ever, a channel may be out of order."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                # The outbox tells nobody that it is empty.
                while self._app is not None and await self._app.database.read(_is_busy):  # noqa: ASYNC110
                    await asyncio.sleep(_LOOK_AGAIN)

    async def next_due(self) -> dt.datetime | None:
        """When the bot has promised something next."""
        if self._app is None:
            return None
        return await self._app.database.read(outbox.next_due)

    async def restart_bot(self) -> None:
        """Stop the bot and start it again, and wait until it is there; what it promised is in its database."""
        self._meant_to_run.clear()
        await self.stop_bot()
        self.start_bot()
        await until(self.world, self._is_ready)

    async def _run_bot(self, stop: asyncio.Event) -> None:
        settings = Settings(
            discord=DiscordSettings(api_base=self.server.api_base),
            database=DatabaseSettings(path=self._database),
            delivery=DeliverySettings(),
            log=LogSettings(level="warning"),
            backup=BackupSettings(keep=0),
            sources=SourcesSettings(enabled=False),  # its networks are nobody's, and it needs no network
            token=SecretStr(self.world.token),
            record_requests=self._record,
            documentation_asns=True,
            guilds_within=0.05,
        )
        async with App.open(settings, self.clock) as app:
            if self._hurried:
                app.pace = Pace(per_second=_HURRIED, per_channel=_HURRIED, new_dm_seconds=0.0)
            self._app = app
            try:
                await app.serve(stop)
            finally:
                self._app = None


async def run(*, port: int | None, data: Path | None, browser: bool, record: Path | None = None) -> None:
    """Run the demo until Ctrl-C or SIGTERM. The first line printed holds the page's address.

    `record`: where the bot's requests are noted. Raises ConfigurationError when the port is taken.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    with _folder(data) as folder:
        demo = await _started(folder, port, record)
        try:
            click.echo(f"Crossconnect is at {demo.url}")
            click.echo("Choose who you are at the bottom left of the page. Ctrl-C ends the demo.")
            if browser:
                await asyncio.to_thread(_open, demo.url)
            await _until(stop, demo)
        finally:
            await demo.stop()


async def _started(folder: Path, port: int | None, record: Path | None) -> Demo:
    try:
        demo = Demo(folder, port=port, record=record)
        await demo.start()
    except OSError as error:
        if port is not None:
            raise ConfigurationError(
                f"Port {port} cannot be used ({error.strerror}). Try --port 0."
            ) from error
        demo = Demo(folder, port=0, record=record)  # the usual one is taken; any other serves
        await demo.start()
    return demo


async def _until(stop: asyncio.Event, demo: Demo) -> None:
    """Seed, then run until `stop` or until the bot fails."""
    seeding = asyncio.create_task(demo.seed(), name="seed")
    stopping = asyncio.create_task(stop.wait(), name="stop")
    failing = asyncio.create_task(demo.wait_for_bot(), name="bot ended")
    try:
        done, _ = await asyncio.wait({seeding, stopping, failing}, return_when=asyncio.FIRST_COMPLETED)
        if seeding in done:
            seeding.result()
            done, _ = await asyncio.wait({stopping, failing}, return_when=asyncio.FIRST_COMPLETED)
        if failing in done:
            failing.result()
    finally:
        for task in (seeding, stopping, failing):
            task.cancel()
        await asyncio.gather(seeding, stopping, failing, return_exceptions=True)


def _is_busy(tx: Transaction) -> bool:
    return outbox.overdue(tx) + outbox.in_hand(tx) > 0


@contextlib.contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is None:
        with tempfile.TemporaryDirectory(prefix="crossconnect-demo-") as made:
            yield Path(made)
        return
    data.mkdir(parents=True, exist_ok=True)
    database = data / DATABASE
    if database.exists():
        # The world of the last demo is gone, and its channels with it: the new one starts empty.
        changed = dt.datetime.fromtimestamp(database.stat().st_mtime, dt.UTC)
        database.rename(data / f"{changed:%Y%m%dT%H%M%S}-{DATABASE}")
    yield data


def _open(url: str) -> None:
    try:
        webbrowser.open(url)
    except webbrowser.Error as error:
        _log.info("no browser could be opened: %s", error)
