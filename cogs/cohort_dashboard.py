"""/cohort show: how a cohort stands, for those who lead it; its members see how they stand themselves."""

import logging

from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.cohorts import messages as cohort_messages
from bot.cohorts.attending import dashboard_messages, messages, progress_messages
from bot.cohorts.attending.export import KINDS
from bot.cohorts.enrolling_rules import HERE
from bot.errors import RefusedError, StaleError
from bot.language.safe_text import Safe
from bot.ui import reply
from bot.ui.cards import Press
from bot.workers import WorkerBrokenError
from cogs import cohort_people, cohorting
from cogs.cohorting import Choices, Interaction

log = logging.getLogger(__name__)


class DashboardCommands(app_commands.Group):
    """Stand in /cohort."""

    @app_commands.command(name="show")
    async def show(self, interaction: Interaction, cohort: str) -> None:
        bot = interaction.client
        visit = await bot.visit(interaction)
        chosen = await cohorting.seen(interaction, visit, cohort)
        if any(one.id == chosen.id for one in await bot.services.cohorts.led(visit.actor)):
            await _board(interaction, visit, chosen.id)
            return
        one = await bot.services.cohorts.get(visit.actor, chosen.id, visit.may_view)
        if one.mine is None or one.mine.state not in HERE:
            await reply.show(interaction, cohort_messages.personal(one, visit.t))
            return
        own = await bot.services.cohort_progress.own(visit.actor, chosen.id)
        await reply.show(interaction, messages.own(own, 1, visit.t, now=bot.clock.now()))

    @show.autocomplete("cohort")
    async def _seen(self, interaction: Interaction, typed: str) -> Choices:
        return await cohorting.offer_seen(interaction, typed)


class CohortDashboard(commands.Cog):
    """Every press asks whether its actor leads the cohort."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "attending.board": (1, self.on_board),
            "attending.table": (2, self.on_table),
            "attending.risk": (2, self.on_risk),
            "attending.deliveries": (1, self.on_deliveries),
            "attending.exports": (1, self.on_exports),
            "attending.export": (2, self.on_export),
            "attending.threshold": (1, self.on_threshold),
            "attending.threshold-set": (1, self.on_threshold_set),
        }

    async def on_board(self, interaction: Interaction, press: Press) -> None:
        await _board(interaction, await self.bot.visit(interaction), press.ids[0])

    async def on_table(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.dashboard.attendance(visit.actor, *press.ids)
        await reply.show(interaction, dashboard_messages.table(found, visit.t))

    async def on_risk(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.dashboard.at_risk(visit.actor, *press.ids)
        await reply.show(interaction, dashboard_messages.at_risk(found, visit.t))

    async def on_deliveries(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.dashboard.deliveries(visit.actor, press.ids[0])
        await reply.show(interaction, dashboard_messages.deliveries(found, visit.t))

    async def on_exports(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.dashboard.attendance(visit.actor, press.ids[0], 1)
        await reply.show(interaction, dashboard_messages.exports(found.cohort.id, found.cohort.name, visit.t))

    async def on_export(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        cohort_id, number = press.ids
        people = await self.bot.services.dashboard.people(visit.actor, cohort_id)
        if number >= len(KINDS):
            raise StaleError("stale-press")
        await reply.defer(interaction)
        names = await cohort_people.names(visit.guild, people)
        sheet = await self.bot.services.dashboard.file(
            visit.actor, cohort_id, KINDS[number], dashboard_messages.words(visit.t), names
        )
        await reply.show(interaction, dashboard_messages.export(sheet, KINDS[number], cohort_id, visit.t))

    async def on_threshold(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.dashboard.attendance(visit.actor, press.ids[0], 1)
        await reply.ask(
            interaction, progress_messages.threshold_form(found.cohort.id, found.plan.threshold, visit.t)
        )

    async def on_threshold_set(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        percent = await self.bot.services.cohort_progress.set_threshold(
            visit.actor, press.ids[0], press.text("percent")
        )
        await _board(interaction, visit, press.ids[0], visit.t("attend-threshold-set", percent=percent))


async def _board(interaction: Interaction, visit: Visit, cohort_id: int, added: Safe | None = None) -> None:
    """The picture may take a moment; without it the card says the same in text."""
    service = interaction.client.services.dashboard
    found = await service.board(visit.actor, cohort_id)
    await reply.defer(interaction)
    picture = None
    try:
        picture = await service.picture(found)
    except (WorkerBrokenError, RefusedError):
        log.exception("the funnel of cohort %d could not be drawn", cohort_id)
    await reply.show(interaction, dashboard_messages.board(found, picture, visit.t, added=added))


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cohorting.join(bot, DashboardCommands(name="show", description="…"))
    cog = CohortDashboard(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
