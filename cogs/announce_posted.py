"""What stands on Discord already: corrected, published to other servers, and found again."""

from discord.ext import commands

from bot.announcements.messages import history
from bot.client import Crossconnect, Routes
from bot.guilds.rules import ANNOUNCEMENT
from bot.ui import reply
from bot.ui.cards import Press
from cogs import announcing, confirming
from cogs.announcing import Interaction


class AnnouncePosted(commands.Cog):
    """Presses only: the commands belong to the group /announce."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "announce.correct": (1, self.on_correct),
            "announce.corrected": (1, self.on_corrected),
            "announce.future-only": (2, self.on_future_only),
            "announce.publish": (2, self.on_publish),
            "announce.history": (2, self.on_history),
            "announce.occasion": (2, self.on_occasion),
        }

    async def on_correct(self, interaction: Interaction, press: Press) -> None:
        await correct(interaction, press.ids[0])

    async def on_corrected(self, interaction: Interaction, press: Press) -> None:
        await confirming.show_progress(interaction, press.ids[0])

    async def on_future_only(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.corrections.only_future(visit.actor, *press.ids)
        await confirming.confirm(interaction, draft.id, draft.version)

    async def on_publish(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft_id, publish = press.ids
        draft = await self.bot.services.announcements.look(visit.actor, draft_id)
        draft = await self.bot.services.publishing.choose(
            visit.actor,
            draft.id,
            announcing.of_type(visit, draft.channels, ANNOUNCEMENT),
            publish=publish == 1,
        )
        await announcing.show_preview(interaction, visit, draft)

    async def on_history(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        search_id, number = press.ids
        found = await self.bot.services.history.turn(
            visit.actor, search_id, number, per_page=history.PER_PAGE
        )
        await reply.show(interaction, history.page(found, visit.t))

    async def on_occasion(self, interaction: Interaction, press: Press) -> None:
        # Its time only tells it apart from the other dates of its series on the same card.
        await announcing.show_detail(interaction, press.ids[0])


async def correct(interaction: Interaction, announcement_id: int) -> None:
    """Begin a correction of what is posted of an announcement."""
    bot = interaction.client
    visit = await bot.visit(interaction)
    draft = await bot.services.corrections.begin(visit.actor, announcement_id)
    await announcing.show_preview(interaction, visit, draft)


async def look_back(interaction: Interaction, search: str | None) -> None:
    """What was sent where, or what of it holds these words."""
    bot = interaction.client
    visit = await bot.visit(interaction)
    found = await bot.services.history.look(visit.actor, search, per_page=history.PER_PAGE)
    await reply.show(interaction, history.page(found, visit.t))


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = AnnouncePosted(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
