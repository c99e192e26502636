"""/setup block and unblock: whom the guild keeps from what others must read."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes
from bot.guilds.conduct import messages
from bot.language.safe_text import Safe
from bot.ui import reply
from bot.ui.cards import Press
from cogs import networking
from cogs.networking import Interaction


class BlockCommands(app_commands.Group):
    """They stand in /setup, which is another cog's."""

    def __init__(self, cog: "SetupBlocks") -> None:
        super().__init__(name="blocks", description="-")
        self._cog = cog

    @app_commands.command(name="block")
    async def block(self, interaction: Interaction, member: discord.User | None = None) -> None:
        if member is None:
            await self._cog.show(interaction)
            return
        visit = await interaction.client.visit(interaction)
        changed = await interaction.client.services.conduct.block(visit.actor, member.id)
        added = messages.done(member.id, visit.t, blocked=True, changed=changed)
        await self._cog.show(interaction, added=added)

    @app_commands.command(name="unblock")
    async def unblock(self, interaction: Interaction, member: discord.User) -> None:
        await self._cog.let_again(interaction, member.id)


class SetupBlocks(commands.Cog):
    """The list and its presses."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "setup.blocks": (1, self.on_list),
            "setup.unblock": (1, self.on_unblock),
        }

    async def on_list(self, interaction: Interaction, press: Press) -> None:
        await self.show(interaction, press.ids[0])

    async def on_unblock(self, interaction: Interaction, press: Press) -> None:
        await self.let_again(interaction, press.ids[0])

    async def let_again(self, interaction: Interaction, user_id: int) -> None:
        """End it, and show who is left."""
        visit = await self.bot.visit(interaction)
        changed = await self.bot.services.conduct.unblock(visit.actor, user_id)
        added = messages.done(user_id, visit.t, blocked=False, changed=changed)
        await self.show(interaction, added=added)

    async def show(self, interaction: Interaction, number: int = 1, *, added: Safe | None = None) -> None:
        """A page of those who are blocked."""
        visit = await self.bot.visit(interaction)
        page = await self.bot.services.conduct.blocked(visit.actor, number=number, per_page=messages.PAGE)
        await reply.show(interaction, messages.listing(page, visit.t, added=added))


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts, after `cogs.setup`, whose group it joins."""
    cog = SetupBlocks(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
    networking.join(bot, BlockCommands(cog), "setup")
