"""A local Discord with a real discord.py bot connected to it through real sockets, in the test's own loop."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
import yarl
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.clock import Clock, SystemClock
from bot.local_discord.rate_limits import RateLimits
from bot.local_discord.server import LocalDiscord
from bot.local_discord.world import World

PATIENCE = 10.0
"""Seconds after which something that should have happened counts as missing."""


class LabBot(commands.AutoShardedBot):
    """A bot that does not wait between shards, and whose handlers report through `notes`."""

    def __init__(self, **options: Any) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = intents.guild_scheduled_events = True
        options.setdefault("intents", intents)
        super().__init__(
            commands.when_mentioned,
            help_command=None,
            guild_ready_timeout=0.05,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_ratelimit_timeout=30,
            **options,
        )
        self.notes: asyncio.Queue[Any] = asyncio.Queue()
        self.resumed = asyncio.Event()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Discord's five seconds between shards are not what is tested here."""

    async def on_resumed(self) -> None:
        self.resumed.set()

    async def noted(self) -> Any:
        """The next note of a handler."""
        async with asyncio.timeout(PATIENCE):
            return await self.notes.get()


class Lab:
    """A world with one guild and four people, its server, and ids by name."""

    def __init__(self, world: World, server: LocalDiscord) -> None:
        self.world = world
        self.server = server
        self.olga = world.add_person("olga", display_name="Olga")
        self.mona = world.add_person("mona", display_name="Mona")
        self.guild = world.add_guild("Test NOG", owner_id=self.olga)
        world.add_member(self.guild, self.mona)
        self.general = world.add_channel(self.guild, "general")
        self.news = world.add_channel(self.guild, "news", kind="announcement")
        self.forum = world.add_channel(self.guild, "forum", kind="forum", tags=("Routing", "Peering"))
        self.role = world.add_role(self.guild, "Speakers")

    def messages(self, channel_id: int | None = None, reader: int | None = None) -> list[dict[str, Any]]:
        return self.world.messages(channel_id or self.general, reader)


@contextlib.contextmanager
def discord_moved_to(server: LocalDiscord) -> Iterator[None]:
    """discord.py's two addresses, REST and the gateway dialled after an invalid session, point to the server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Route, "BASE", server.api_base)
        patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url))
        yield


@asynccontextmanager
async def lab_running(
    *, clock: Clock | None = None, shards: int = 1, limits: RateLimits | None = None, **world: Any
) -> AsyncIterator[Lab]:
    the_world = World(clock or SystemClock(), **world)
    async with LocalDiscord(the_world, shards=shards, limits=limits) as server:
        with discord_moved_to(server):
            yield Lab(the_world, server)


@asynccontextmanager
async def bot_running(lab: Lab, bot: LabBot | None = None, *, sync: bool = True) -> AsyncIterator[LabBot]:
    """The bot, logged in and ready, its commands synced."""
    bot = bot or LabBot()
    async with bot:
        await bot.login(lab.world.token)
        if sync:
            await bot.tree.sync()
        running = asyncio.create_task(bot.connect())
        try:
            async with asyncio.timeout(PATIENCE):
                await bot.wait_until_ready()
            yield bot
        finally:
            await bot.close()
            await running


@asynccontextmanager
async def patience() -> AsyncIterator[None]:
    """Fails the test when what is inside takes too long."""
    async with asyncio.timeout(PATIENCE):
        yield
