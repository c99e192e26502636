"""/search: what was solved before, for what the reader may view now."""

from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes
from bot.language.catalogue import SOURCE
from bot.search import messages
from bot.search.messages import PER_PAGE
from bot.search.rules import AGES
from bot.ui import reply
from bot.ui.cards import Press
from cogs import following
from cogs.following import Choices, Interaction

_NAMES = dict(zip(AGES, ("week", "month", "year"), strict=True))


class Search(commands.Cog):
    """For everybody."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {"search.page": (4, self.on_page)}
        t = bot.catalogue.translator(SOURCE)
        self.search._params["age"].choices = [  # the public view is read-only
            app_commands.Choice(name=t.plain(f"find-choice-{name}"), value=days)
            for days, name in ((0, "any"), *_NAMES.items())
        ]

    @app_commands.command(name="search")
    @app_commands.guild_only()
    async def search(
        self, interaction: Interaction, text: str, topic: str | None = None, age: int = 0
    ) -> None:
        visit = await self.bot.visit(interaction)
        topic_id = 0
        if topic is not None:
            every = await self.bot.services.topics.live(visit.actor.guild_id)
            topic_id = following.chosen(
                topic, [one for one in every if following.sees(self.bot, visit, one)]
            ).id
        found = await self.bot.services.search.look(
            visit.actor,
            text,
            topic_id=topic_id,
            days=age if age in AGES else 0,
            may_view=visit.may_view,
            per_page=PER_PAGE,
        )
        await reply.show(interaction, messages.results(found, visit.t))

    @search.autocomplete("topic")
    async def _topics(self, interaction: Interaction, typed: str) -> Choices:
        visit = await self.bot.visit(interaction)
        every = await self.bot.services.topics.live(visit.actor.guild_id)
        return following.offered(visit, [one for one in every if following.sees(self.bot, visit, one)], typed)

    async def on_page(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        search_id, topic_id, days, number = press.ids
        found = await self.bot.services.search.turn(
            visit.actor,
            search_id,
            topic_id=topic_id,
            days=days,
            number=number,
            may_view=visit.may_view,
            per_page=PER_PAGE,
        )
        await reply.show(interaction, messages.results(found, visit.t))


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = Search(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
