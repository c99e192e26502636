"""What Discord tells of threads: opened, changed, closed, deleted; and what was missed while the bot was away."""

import asyncio
import logging

import aiohttp
import discord
from discord.ext import commands

from bot.client import Crossconnect
from bot.topics.threads.watch import MOST_MISSED
from cogs import asking

log = logging.getLogger(__name__)

_GONE = frozenset({10003})
_UNREACHABLE = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError, TimeoutError)
_AT_ONCE = 25
"""Threads between two turns of others: a millisecond."""


class ThreadEvents(commands.Cog):
    """No command and no press: the gateway's events, with titles and tags alone."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_thread_create(self, thread: discord.Thread) -> None:
        seen = asking.seen(self.bot, thread, is_new=True)
        if seen is not None and not seen.ours:
            await self.bot.services.thread_watch.saw(thread.guild.id, seen)

    @commands.Cog.listener()
    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        guild = self.bot.get_guild(payload.guild_id)
        seen = None if guild is None else asking.seen_raw(self.bot, guild, payload.data)
        if seen is not None:
            await self.bot.services.thread_watch.saw(payload.guild_id, seen)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        await self.bot.services.thread_watch.gone(payload.guild_id, payload.thread_id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        await self.bot.services.thread_watch.channel_gone(channel.guild.id, channel.id)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """One request a guild with topics: nothing is asked about the others."""
        for guild in tuple(self.bot.guilds):
            if self.bot.is_closed():
                return
            await self._try(guild)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Discord could not tell of it when the bot started, or for a while."""
        if self.bot.is_ready() and not self.bot.is_closed():
            await self._try(guild)

    async def _try(self, guild: discord.Guild) -> None:
        """One that fails keeps no other from its turn."""
        try:
            await self._catch_up(guild)
        except _UNREACHABLE as error:
            log.warning("guild %d: its threads could not be read: %s", guild.id, error)

    async def _catch_up(self, guild: discord.Guild) -> None:
        watch = self.bot.services.thread_watch
        if guild.unavailable or not await watch.channels(guild.id):
            return  # of one that is not available no channel is known
        active = []
        for number, thread in enumerate(await guild.active_threads()):
            active.append(asking.seen(self.bot, thread))
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)  # there may be a thousand
        missed = await watch.caught_up(guild.id, [one for one in active if one is not None])
        for thread_id in missed[:MOST_MISSED]:
            await self._look_at(guild, thread_id)
        await watch.closed(guild.id, missed[MOST_MISSED:])

    async def _look_at(self, guild: discord.Guild, thread_id: int) -> None:
        """A thread that was open before the absence, and is not among the active ones now."""
        watch = self.bot.services.thread_watch
        try:
            found = await self.bot.http.get_channel(thread_id)
        except discord.HTTPException as error:
            if error.code in _GONE:
                await watch.gone(guild.id, thread_id)
            return  # a channel that the bot may not view any more tells nothing of its threads
        seen = asking.seen_raw(self.bot, guild, found)
        if seen is not None:
            await watch.saw(guild.id, seen)


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    await bot.add_cog(ThreadEvents(bot))
