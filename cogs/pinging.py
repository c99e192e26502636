"""Whom a post pings, as Discord has it now: whether the bot may, how many they are, what that takes."""

import asyncio
from collections.abc import Sequence
from typing import Final

import aiohttp
import discord

from bot.announcements.approval_rules import Standing
from bot.announcements.messages import pinged
from bot.announcements.rules import Announcement
from bot.client import Crossconnect, Visit
from bot.errors import InvalidInputError
from bot.language import markup

_COUNT_TIMEOUT: Final = 1.5
"""Seconds of the three in which Discord wants an answer."""

_UNCOUNTED = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError, TimeoutError)


async def standing(bot: Crossconnect, visit: Visit, draft: Announcement) -> Standing:
    """Whether another organiser has to agree to a draft of the visitor's, and whether it waits for one."""
    return await bot.services.approvals.standing(visit.actor, draft.id, await role_size(visit, draft.ping))


async def role_size(visit: Visit, ping: int | None) -> int | None:
    """How many members a role has; None: nobody knows, or it does not matter."""
    if ping is None or ping == visit.guild.id or visit.settings.approve_all:
        return None
    if not visit.guild.me.guild_permissions.manage_roles:
        return None  # Discord would refuse
    try:
        async with asyncio.timeout(_COUNT_TIMEOUT):
            counts = await visit.guild.role_member_counts()
    except _UNCOUNTED:
        return None
    return next((count for role, count in counts.items() if role.id == ping), None)


def require_pingable(visit: Visit, ping: int | None, channels: Sequence[int]) -> None:
    """Raises InvalidInputError for a role that is not here, and where the bot may not ping it in one of the channels."""
    if ping is None:
        return
    if ping != visit.guild.id:
        role = visit.guild.get_role(ping)
        if role is None:
            raise InvalidInputError("announce-ping-gone")
        if role.mentionable:
            return
    for channel_id, channel in visit.view(channels).channels.items():
        if "mention_everyone" in channel.missing:
            raise InvalidInputError(
                "announce-ping-permission", who=pinged(ping, visit.guild.id), where=markup.channel(channel_id)
            )
