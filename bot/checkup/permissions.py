"""What the bot may do in a guild, computed from what REST tells: roles, and a channel's overwrites.

The order is Discord's: everyone's role, the member's roles together, then for a channel its overwrites for everyone, for
the roles together, and for the member. An administrator may do everything.
Source: Discord's developer documentation, "Permissions".
"""

from collections.abc import Collection, Mapping
from typing import Any

import discord

JSON = Mapping[str, Any]
_ROLE, _MEMBER = 0, 1


def in_guild(guild: JSON, member: JSON) -> discord.Permissions:
    """Guild-wide. `guild` and `member` as GET /guilds/{id} and …/members/{id} tell them."""
    held = {int(role) for role in member["roles"]} | {int(guild["id"])}
    value = 0
    for role in guild["roles"]:
        if int(role["id"]) in held:
            value |= int(role["permissions"])
    found = discord.Permissions(value)
    is_owner = str(guild.get("owner_id")) == member["user"]["id"]
    return discord.Permissions.all() if found.administrator or is_owner else found


def in_channel(guild: JSON, member: JSON, channel: JSON) -> discord.Permissions:
    """In one channel."""
    base = in_guild(guild, member)
    if base.administrator:
        return base
    value = base.value
    overwrites = channel.get("permission_overwrites") or ()
    roles = {int(role) for role in member["roles"]}
    everyone = [one for one in overwrites if int(one["id"]) == int(guild["id"])]
    theirs = [one for one in overwrites if int(one["type"]) == _ROLE and int(one["id"]) in roles]
    own = [
        one for one in overwrites if int(one["type"]) == _MEMBER and one["id"] == str(member["user"]["id"])
    ]
    for group in (everyone, theirs, own):
        for one in group:
            value &= ~int(one["deny"])
        for one in group:
            value |= int(one["allow"])
    found = discord.Permissions(value)
    # Who does not see a channel can do nothing in it.
    return found if found.view_channel else discord.Permissions.none()


def missing(held: discord.Permissions, wanted: Collection[str]) -> frozenset[str]:
    """The names of `wanted` that are not held."""
    return frozenset(name for name in wanted if not getattr(held, name))


def above(guild: JSON, member: JSON, role_ids: Collection[int]) -> tuple[str, ...]:
    """Names of the roles that the bot cannot give: not below its own highest one."""
    position = {int(role["id"]): (int(role["position"]), -int(role["id"])) for role in guild["roles"]}
    own = [position[int(role)] for role in member["roles"] if int(role) in position]
    top = max(own, default=(0, 0))
    return tuple(
        str(role["name"])
        for role in guild["roles"]
        if int(role["id"]) in role_ids and position[int(role["id"])] >= top
    )
