"""/poll list | show, and the buttons around them."""

from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.language.safe_text import Safe
from bot.polls import reading_messages
from bot.polls.rules import PollState
from bot.ui import reply
from bot.ui.cards import Press
from cogs import polling
from cogs.polling import Choices, Interaction


class PollCommands(app_commands.Group):
    """Stand in /poll."""

    def __init__(self, cog: "Polls") -> None:
        super().__init__(name="reading", description="…")
        self._cog = cog

    @app_commands.command(name="list")
    async def list_all(self, interaction: Interaction) -> None:
        await self._cog.list_all(interaction, 1)

    @app_commands.command(name="show")
    async def show(self, interaction: Interaction, poll: str) -> None:
        visit = await interaction.client.visit(interaction)
        found = await interaction.client.services.poll_reading.visible(visit.actor, visit.may_view)
        await self._cog.show(interaction, visit, polling.chosen(poll, found).id)

    @show.autocomplete("poll")
    async def _seen(self, interaction: Interaction, typed: str) -> Choices:
        visit = await interaction.client.visit(interaction)
        found = await interaction.client.services.poll_reading.visible(visit.actor, visit.may_view)
        return polling.offered(found, typed)


class Polls(commands.Cog):
    """Everybody reads what they may view; those who run polls find their buttons below."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "poll.list": (1, self.on_list),
            "poll.show": (1, self.on_show),
            "poll.post-again": (1, self.on_post_again),
        }

    async def on_list(self, interaction: Interaction, press: Press) -> None:
        await self.list_all(interaction, press.ids[0])

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        await self.show(interaction, await self.bot.visit(interaction), press.ids[0])

    async def on_post_again(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        poll = await self.bot.services.poll_reading.post_again(visit.actor, press.ids[0])
        await self.show(interaction, visit, poll.id, said=visit.t("poll-posted-again"))

    # Parts

    async def list_all(self, interaction: Interaction, number: int) -> None:
        """A page of the polls that the reader may see."""
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.poll_reading.listing(visit.actor, visit.may_view)
        await reply.show(interaction, reading_messages.listing(found, number, visit.t))

    async def show(
        self, interaction: Interaction, visit: Visit, poll_id: int, *, said: Safe | None = None
    ) -> None:
        """One poll for the reader alone; of a closed one its result, whose picture may take a moment."""
        services = self.bot.services
        found = await services.poll_reading.show(visit.actor, poll_id, visit.may_view)
        result = None
        if found.poll.state in (PollState.CLOSED, PollState.CERTIFIED):
            await reply.defer(interaction)
            ended = await services.closing.look(visit.actor, poll_id, visit.may_view)
            result = await services.closing.shown(ended, visit.t, officer=found.runs)
        await reply.show(interaction, reading_messages.one(found, visit.t, result=result, said=said))


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = Polls(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
    polling.join(bot, PollCommands(cog))
