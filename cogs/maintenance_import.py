"""/maintenance import: a provider's notices are read, shown with what they would change, and stored."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes
from bot.errors import StaleError
from bot.operations.maintenance import forms, import_messages
from bot.ui import reply
from bot.ui.cards import Press, Upload
from cogs import maintaining, networking
from cogs.maintaining import Interaction


class ImportCommands(app_commands.Group):
    """It hangs under /maintenance; organisers and the NOC, as the service says."""

    def __init__(self, cog: "MaintenanceImport") -> None:
        super().__init__(name="imports", description="-", guild_only=True)
        self.cog = cog

    @app_commands.command(name="import")
    async def read(self, interaction: Interaction, file: discord.Attachment) -> None:
        bot = self.cog.bot
        visit = await bot.visit(interaction)
        await bot.services.maintenance_imports.require(visit.actor)
        maintaining.require_place(visit)
        await reply.defer(interaction)
        upload = Upload(name=file.filename, size=file.size, url=file.url, content_type=file.content_type)
        found = await bot.services.maintenance_imports.read(visit.actor, upload)
        await reply.show(interaction, import_messages.card(found, visit.t))


class MaintenanceImport(commands.Cog):
    """What is pressed under a file that was read."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "maintenance.import-page": (2, self.on_page),
            "maintenance.import-show": (3, self.on_show),
            "maintenance.import-hit": (3, self.on_hit),
            "maintenance.import-works": (3, self.on_works),
            "maintenance.import-numbers": (2, self.on_numbers),
            "maintenance.import-numbered": (2, self.on_numbered),
            "maintenance.import-store": (1, self.on_store),
            "maintenance.import-discard": (1, self.on_discard),
        }

    async def on_page(self, interaction: Interaction, press: Press) -> None:
        await self._show(interaction, press.ids[0], number=press.ids[1])

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        await self._show(interaction, press.ids[0], number=press.ids[1], group=press.ids[2])

    async def on_hit(self, interaction: Interaction, press: Press) -> None:
        await self._chosen(interaction, press, networks=True)

    async def on_works(self, interaction: Interaction, press: Press) -> None:
        await self._chosen(interaction, press, networks=False)

    async def on_numbers(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.maintenance_imports.get(visit.actor, press.ids[0])
        if press.ids[1] >= len(found.choices):
            raise StaleError("stale-press")
        id_, group = press.ids
        await reply.ask(interaction, forms.numbers_form(id_, group, found.choices[group], visit.t))

    async def on_numbered(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.maintenance_imports.choose(
            visit.actor,
            *press.ids,
            networks=[press.text("networks")],
            works=[press.text("works")],
        )
        await reply.show(interaction, import_messages.card(found, visit.t, group=press.ids[1]))

    async def on_store(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        maintaining.require_place(visit)
        done = await self.bot.services.maintenance_imports.store(visit.actor, press.ids[0])
        await reply.show(interaction, import_messages.stored(done, visit.t))

    async def on_discard(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await self.bot.services.maintenance_imports.discard(visit.actor, press.ids[0])
        await reply.show(interaction, import_messages.discarded(visit.t))

    async def _show(
        self, interaction: Interaction, id_: int, *, number: int, group: int | None = None
    ) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.maintenance_imports.get(visit.actor, id_)
        await reply.show(interaction, import_messages.card(found, visit.t, number=number, group=group))

    async def _chosen(self, interaction: Interaction, press: Press, *, networks: bool) -> None:
        visit = await self.bot.visit(interaction)
        id_, group, number = press.ids
        asns = [str(asn) for asn in press.chosen_ids()]
        found = await self.bot.services.maintenance_imports.choose(
            visit.actor, id_, group, networks=asns if networks else None, works=None if networks else asns
        )
        await reply.show(interaction, import_messages.card(found, visit.t, number=number, group=group))


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = MaintenanceImport(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
    networking.join(bot, ImportCommands(cog), "maintenance")
