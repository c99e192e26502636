"""What the cogs of /network share: the group itself, which belongs to none of them."""

import discord
from discord import app_commands

from bot.client import Crossconnect

Interaction = discord.Interaction[Crossconnect]
Choices = list[app_commands.Choice[str]]


def join(bot: Crossconnect, commands: app_commands.Group, group: str = "network") -> None:
    """Hang the commands of a group of one's own under /network, which the first to come makes; or under another group.

    Each client has a tree of its own, so the group is the tree's and no constant.
    """
    parent = bot.tree.get_command(group)
    if parent is None:
        parent = app_commands.Group(name=group, description="-", guild_only=True)  # `describe` says it
        bot.tree.add_command(parent)
    if not isinstance(parent, app_commands.Group):
        raise TypeError(f"/{group} is no group")
    for command in commands.commands:
        parent.add_command(command)
