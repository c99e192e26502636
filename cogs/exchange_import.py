"""/exchange import: a file is read, shown, and stored while its card tells how far it is."""

import logging

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes
from bot.errors import StaleError
from bot.exchanges.importing import messages
from bot.exchanges.importing.judging import Kind
from bot.ui import progress, reply
from bot.ui.cards import Press, Upload
from cogs import exchanging
from cogs.exchanging import Choices, Interaction

log = logging.getLogger(__name__)


class ExchangeImportCommands(app_commands.Group):
    """It stands in /exchange; organisers alone, as the service says."""

    def __init__(self) -> None:
        super().__init__(name="imports", description="…")

    @app_commands.command(name="import")
    async def read(
        self, interaction: Interaction, file: discord.Attachment, exchange: str | None = None
    ) -> None:
        visit = await interaction.client.visit(interaction)
        project = await exchanging.seen(interaction, visit, exchange)
        imports = interaction.client.services.exchange_imports
        await imports.require(visit.actor, project.id)
        await reply.defer(interaction)
        upload = Upload(name=file.filename, size=file.size, url=file.url, content_type=file.content_type)
        found = await imports.read(visit.actor, project.id, upload)
        await reply.show(interaction, messages.card(found, visit.t))

    @read.autocomplete("exchange")
    async def _projects(self, interaction: Interaction, typed: str) -> Choices:
        return await exchanging.offer(interaction, typed)


class ExchangeImport(commands.Cog):
    """What is pressed, and going on after a restart."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.edit_every = progress.EDIT_EVERY
        self.routes: Routes = {
            "exchange-import.show": (1, self.on_show),
            "exchange-import.view": (3, self.on_view),
            "exchange-import.store": (1, self.on_store),
            "exchange-import.discard": (1, self.on_discard),
        }

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.exchange_imports.get(visit.actor, press.ids[0])
        await reply.show(interaction, messages.card(found, visit.t))

    async def on_view(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        import_id, kind, number = press.ids
        if kind >= len(Kind):
            raise StaleError("stale-press")
        found = await self.bot.services.exchange_imports.view(
            visit.actor, import_id, tuple(Kind)[kind], number=number, per_page=messages.PAGE
        )
        await reply.show(interaction, messages.view(found, visit.t))

    async def on_store(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        imports = self.bot.services.exchange_imports
        found = await imports.begin(visit.actor, press.ids[0])
        parts = imports.storing(visit.actor.guild_id, press.ids[0])
        await progress.show(
            interaction, found, parts, lambda one: messages.card(one, visit.t), every=self.edit_every
        )

    async def on_discard(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.exchange_imports.discard(visit.actor, press.ids[0])
        await reply.show(interaction, messages.discarded(found, visit.t))

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Go on with what a stop interrupted."""
        if self.bot.is_closed():
            return
        count = await self.bot.services.exchange_imports.resume()
        if count:
            log.info("%d imports for exchanges were taken up again", count)


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = ExchangeImport(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
    exchanging.join(bot, ExchangeImportCommands())
