"""/help: what the bot does for the one who asks."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect
from bot.guilds import messages
from bot.ui import reply

Interaction = discord.Interaction[Crossconnect]


class Help(commands.Cog):
    """One card; what it lists depends on what the reader may do."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot

    @app_commands.command(name="help")
    @app_commands.guild_only()
    async def help(self, interaction: Interaction) -> None:
        visit = await self.bot.visit(interaction)
        organiser = self.bot.services.guilds.allows(visit.settings, visit.actor)
        await reply.show(interaction, messages.help_card(visit.t, organiser=organiser))


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    await bot.add_cog(Help(bot))
