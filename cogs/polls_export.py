"""/poll export."""

from discord import app_commands

from bot.client import Crossconnect
from bot.polls.closing import export_messages
from bot.polls.closing.export_service import EXPORTED
from bot.ui import reply
from cogs import polling
from cogs.polling import Choices, Interaction


class ExportCommands(app_commands.Group):
    """Stands in /poll, for poll officers."""

    @app_commands.command(name="export")
    async def export(self, interaction: Interaction, poll: str) -> None:
        bot = interaction.client
        visit = await bot.visit(interaction)
        found = await polling.run(interaction, visit, poll)
        await reply.defer(interaction)
        exported = await bot.services.poll_export.export(
            visit.actor, found.id, export_messages.words(visit.t)
        )
        await reply.show(interaction, export_messages.card(exported, visit.t))

    @export.autocomplete("poll")
    async def _closed_polls(self, interaction: Interaction, typed: str) -> Choices:
        return await polling.offer_run(interaction, typed, EXPORTED)


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    polling.join(bot, ExportCommands(name="export", description="…"))
