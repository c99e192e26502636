"""/privacy: what is stored about whoever runs it, as words, as a file, and gone."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes
from bot.errors import NotAllowedError
from bot.privacy import messages
from bot.ui import reply
from bot.ui.cards import Press

Interaction = discord.Interaction[Crossconnect]


@app_commands.guild_only()
class Privacy(commands.GroupCog, group_name="privacy"):
    """Acts on the record of whoever runs it, and on no other."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "privacy.show": (0, self.on_show),
            "privacy.export": (0, self.on_export),
            "privacy.delete": (0, self.on_delete),
            "privacy.erase": (1, self.on_erase),
        }

    @app_commands.command(name="show")
    async def show(self, interaction: Interaction) -> None:
        await self._show(interaction)

    @app_commands.command(name="export")
    async def export(self, interaction: Interaction) -> None:
        await self._export(interaction)

    @app_commands.command(name="delete")
    async def delete(self, interaction: Interaction) -> None:
        await self._delete(interaction)

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        del press
        await self._show(interaction)

    async def on_export(self, interaction: Interaction, press: Press) -> None:
        del press
        await self._export(interaction)

    async def on_delete(self, interaction: Interaction, press: Press) -> None:
        del press
        await self._delete(interaction)

    async def on_erase(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        if press.ids[0] != visit.actor.user_id:
            raise NotAllowedError("privacy-not-yours")
        await self.bot.services.privacy.erase(visit.actor)
        await reply.show(interaction, messages.done_card(visit.t))

    async def _show(self, interaction: Interaction) -> None:
        visit = await self.bot.visit(interaction)
        stored = await self.bot.services.privacy.overview(visit.actor)
        await reply.show(interaction, messages.overview(stored, visit.t))

    async def _export(self, interaction: Interaction) -> None:
        visit = await self.bot.visit(interaction)
        await reply.defer(interaction)  # a file of some megabytes takes longer than Discord waits
        file = await self.bot.services.privacy.export(visit.actor, visit.t)
        await reply.show(interaction, messages.file_card(file, visit.t))

    async def _delete(self, interaction: Interaction) -> None:
        visit = await self.bot.visit(interaction)
        stored = await self.bot.services.privacy.what_goes(visit.actor)
        await reply.show(interaction, messages.delete_card(stored, visit.actor.user_id, visit.t))


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = Privacy(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
