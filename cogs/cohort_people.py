"""How people are called now, for menus and files: asked of Discord, kept nowhere."""

from collections.abc import Iterable

import discord

_AT_ONCE = 100
"""Ids that Discord answers for in one go."""


async def members(guild: discord.Guild, user_ids: Iterable[int]) -> dict[int, discord.Member]:
    """Those who are in the guild now. Empty where the gateway does not answer: then they are shown by their ids."""
    wanted = list(dict.fromkeys(user_ids))
    found: dict[int, discord.Member] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        try:
            some = await guild.query_members(
                user_ids=wanted[start : start + _AT_ONCE], limit=_AT_ONCE, cache=False
            )
        except (TimeoutError, discord.DiscordException):
            break
        found.update({one.id: one for one in some})
    return found


async def names(guild: discord.Guild, user_ids: Iterable[int]) -> dict[int, str]:
    """Person → the name that the guild shows."""
    return {user_id: one.display_name for user_id, one in (await members(guild, user_ids)).items()}


async def all_names(guild: discord.Guild, user_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Person → everything they are called, to find them in a file."""
    return {
        user_id: tuple({one.display_name, one.global_name or "", one.name})
        for user_id, one in (await members(guild, user_ids)).items()
    }
