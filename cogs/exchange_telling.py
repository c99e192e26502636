"""The press that lets an organiser into a project's private thread."""

from discord.ext import commands

from bot.client import Crossconnect, Routes
from bot.exchanges.telling import messages
from bot.ui import reply
from bot.ui.cards import Press
from cogs.exchanging import Interaction


class ExchangeTelling(commands.Cog):
    """A private thread shows itself to nobody who is not in it: whoever runs the project is let in by a press."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {"told.join": (1, self.on_join)}

    async def on_join(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        project = await self.bot.services.exchange_inside.enter(visit.actor, press.ids[0])
        await reply.show(interaction, messages.entered(project, visit.t))


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = ExchangeTelling(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
