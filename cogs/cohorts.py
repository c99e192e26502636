"""/cohort list | join | leave | card, and the buttons of members: on the card, and in direct messages."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, PrivateVisit, Routes, Visit
from bot.cohorts import messages
from bot.cohorts.looking import Overview
from bot.cohorts.rules import Cohort
from bot.errors import StaleError
from bot.guilds.rules import GuildSettings
from bot.topics.rules import TopicView
from bot.ui import reply
from bot.ui.cards import Press
from bot.ui.pages import paged
from cogs import cohorting, following
from cogs.cohorting import Choices, Interaction
from cogs.hinting import hinted


class CohortCommands(app_commands.Group):
    """Stand in /cohort."""

    def __init__(self, cog: "Cohorts") -> None:
        super().__init__(name="members", description="…")
        self._cog = cog

    @app_commands.command(name="list")
    async def list_all(self, interaction: Interaction) -> None:
        await show_list(interaction, 1)

    @app_commands.command(name="join")
    async def join(self, interaction: Interaction, cohort: str) -> None:
        visit = await interaction.client.visit(interaction)
        found = await cohorting.seen(interaction, visit, cohort)
        await self._cog.join(interaction, visit, found.id)

    @app_commands.command(name="leave")
    async def leave(self, interaction: Interaction, cohort: str) -> None:
        visit = await interaction.client.visit(interaction)
        # Whatever they are in, they may leave, also where its card is out of their sight by now.
        mine = await interaction.client.services.cohorts.mine(visit.actor)
        await self._cog.ask_leave(interaction, visit, cohorting.chosen(cohort, mine).id)

    @app_commands.command(name="card")
    async def card(self, interaction: Interaction, cohort: str) -> None:
        visit = await interaction.client.visit(interaction)
        found = await cohorting.seen(interaction, visit, cohort)
        await self._cog.show(interaction, visit, found.id)

    @join.autocomplete("cohort")
    @card.autocomplete("cohort")
    async def _seen(self, interaction: Interaction, typed: str) -> Choices:
        return await cohorting.offer_seen(interaction, typed)

    @leave.autocomplete("cohort")
    async def _mine(self, interaction: Interaction, typed: str) -> Choices:
        return await cohorting.offer_mine(interaction, typed)


class Cohorts(commands.Cog):
    """Every press acts on the place of whoever pressed it, and on no other."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "cohort.list": (1, self.on_list),
            "cohort.card": (1, self.on_card),
            "cohort.mine": (1, self.on_card),
            "cohort.join": (1, self.on_join),
            "cohort.leave": (1, self.on_leave),
            "cohort.leave-confirm": (1, self.on_leave_confirm),
            # Pressed in a direct message, around which there is no server: these name it.
            "cohort.accept": (2, self.on_accept),
            "cohort.decline": (2, self.on_decline),
        }

    async def on_list(self, interaction: Interaction, press: Press) -> None:
        await show_list(interaction, press.ids[0])

    async def on_card(self, interaction: Interaction, press: Press) -> None:
        await self.show(interaction, await self.bot.visit(interaction), press.ids[0])

    async def on_join(self, interaction: Interaction, press: Press) -> None:
        await self.join(interaction, await self.bot.visit(interaction), press.ids[0])

    async def on_leave(self, interaction: Interaction, press: Press) -> None:
        await self.ask_leave(interaction, await self.bot.visit(interaction), press.ids[0])

    async def on_leave_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        place = await self.bot.services.cohorts.leave(visit.actor, press.ids[0])
        one = await self.bot.services.cohorts.own(visit.actor, press.ids[0])
        await reply.show(interaction, messages.left(place, one, visit.t))

    async def on_accept(self, interaction: Interaction, press: Press) -> None:
        visit, guild = await self._private(interaction, press)
        one = await self.bot.services.cohorts.own(visit.actor, press.ids[1])
        place = await self.bot.services.cohorts.accept(
            visit.actor, press.ids[1], _role(guild, visit.settings, one.cohort)
        )
        await reply.show(interaction, messages.answered(place, visit.t))

    async def on_decline(self, interaction: Interaction, press: Press) -> None:
        visit, _ = await self._private(interaction, press)
        place = await self.bot.services.cohorts.decline(visit.actor, press.ids[1])
        await reply.show(interaction, messages.answered(place, visit.t))

    # Parts

    async def show(self, interaction: Interaction, visit: Visit, cohort_id: int) -> None:
        """A cohort for the reader alone."""
        one = await self.bot.services.cohorts.get(visit.actor, cohort_id, visit.may_view)
        await reply.show(interaction, messages.personal(one, visit.t))

    async def join(self, interaction: Interaction, visit: Visit, cohort_id: int) -> None:
        """Join, and say what came of it."""
        one = await self.bot.services.cohorts.get(visit.actor, cohort_id, visit.may_view)
        view = _role(visit.guild, visit.settings, one.cohort)
        place = await self.bot.services.cohorts.join(visit.actor, cohort_id, visit.may_view, view)
        card = messages.joined_card(place, await self._own(visit, cohort_id), visit.t)
        await reply.show(interaction, await hinted(self.bot, visit, card))

    async def ask_leave(self, interaction: Interaction, visit: Visit, cohort_id: int) -> None:
        """What leaving means, before it is done."""
        one = await self.bot.services.cohorts.leaving(visit.actor, cohort_id)
        await reply.show(interaction, messages.leave_card(one, visit.t))

    async def _own(self, visit: Visit, cohort_id: int) -> Overview:
        return await self.bot.services.cohorts.own(visit.actor, cohort_id)

    async def _private(self, interaction: Interaction, press: Press) -> tuple[PrivateVisit, discord.Guild]:
        visit = await self.bot.private_visit(interaction, press.ids[0])
        guild = self.bot.get_guild(press.ids[0])
        if guild is None:
            raise StaleError("reminders-server-gone")
        return visit, guild


def _role(guild: discord.Guild, settings: GuildSettings, cohort: Cohort) -> TopicView:
    """What is known of the cohort's role now."""
    roles = () if cohort.role_id is None else (cohort.role_id,)
    return following.observe(guild, (), roles=roles, settings=settings)


async def show_list(interaction: Interaction, number: int) -> None:
    """A page of the cohorts that the reader may see."""
    bot = interaction.client
    visit = await bot.visit(interaction)
    found = await bot.services.cohorts.overview(visit.actor, visit.may_view)
    may_start = await bot.services.cohorts.may_start(visit.actor)
    page = paged(found, number, messages.PAGE)
    await reply.show(interaction, messages.listing(page, visit.t, may_start=may_start))


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = Cohorts(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
    cohorting.join(bot, CohortCommands(cog))
