"""/cohort schedule: one's own sessions and due dates, and the file for calendars."""

import asyncio
from functools import partial

from discord import app_commands
from discord.ext import commands

from bot.agenda import calendar
from bot.agenda import messages as agenda_messages
from bot.client import Crossconnect, Routes
from bot.cohorts.sessions import milestone_messages as messages
from bot.cohorts.sessions.schedule import ALL
from bot.errors import NotFoundError
from bot.ui import reply
from bot.ui.cards import Press
from bot.ui.pages import paged
from cogs import cohorting
from cogs.cohorting import Choices, Interaction
from cogs.hinting import hinted

_PAGE = 6


class ScheduleCommands(app_commands.Group):
    """For everybody who is in a cohort."""

    @app_commands.command(name="schedule")
    async def schedule(self, interaction: Interaction, cohort: str | None = None) -> None:
        which = ALL
        if cohort is not None:
            visit = await interaction.client.visit(interaction)
            mine = await interaction.client.services.schedule.mine(visit.actor)
            which = cohorting.chosen(cohort, mine).id
        await _show(interaction, which, 1)

    @schedule.autocomplete("cohort")
    async def _mine(self, interaction: Interaction, typed: str) -> Choices:
        visit = await interaction.client.visit(interaction)
        return cohorting.offered(await interaction.client.services.schedule.mine(visit.actor), typed)


class CohortSchedule(commands.Cog):
    """Each press shows whoever presses their own."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "cohort-schedule.show": (2, self.on_show),
            "cohort-schedule.file": (1, self.on_file),
        }

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        await _show(interaction, *press.ids)

    async def on_file(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.schedule.coming(visit.actor, press.ids[0])
        if not found.filed:
            raise NotFoundError("cohort-schedule-file-empty")
        make = partial(
            calendar.to_ics,
            found.filed,
            guild_id=visit.guild.id,
            now=self.bot.clock.now(),
            kind=lambda item: agenda_messages.kind_text(item, visit.t),
            note=lambda item: agenda_messages.note_text(item, visit.t),
        )
        content = await asyncio.to_thread(make)
        await reply.tell(interaction, agenda_messages.file_card(content, visit.t, count=len(found.filed)))


async def _show(interaction: Interaction, cohort_id: int, number: int) -> None:
    bot = interaction.client
    visit = await bot.visit(interaction)
    found = await bot.services.schedule.coming(visit.actor, cohort_id)
    card = messages.schedule(found, paged(found.listed, number, _PAGE), visit.t)
    await reply.show(interaction, await hinted(bot, visit, card))


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cohorting.join(bot, ScheduleCommands(name="schedule", description="…"))
    cog = CohortSchedule(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
