"""/cohort availability: people mark when they can; those who lead see the best hours, and take one."""

from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes
from bot.cohorts.availability import messages, rules
from bot.cohorts.sessions import series_messages
from bot.cohorts.sessions.rules import LONGEST, SHORTEST
from bot.errors import StaleError
from bot.language import when
from bot.ui import reply
from bot.ui.cards import Press
from cogs import cohorting
from cogs.cohorting import Choices, Interaction
from cogs.hinting import hinted

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""As the grammar of time phrases has them."""


class AvailabilityCommands(app_commands.Group):
    """For those who lead the cohort, the best hours; for everybody else, their own."""

    @app_commands.command(name="availability")
    async def availability(
        self,
        interaction: Interaction,
        *,
        cohort: str,
        minutes: app_commands.Range[int, SHORTEST, LONGEST] | None = None,
        weeks: app_commands.Range[int, rules.WEEKS.start, rules.WEEKS.stop - 1] | None = None,
    ) -> None:
        bot = interaction.client
        visit = await bot.visit(interaction)
        chosen = await cohorting.seen(interaction, visit, cohort)
        led = {one.id for one in await bot.services.cohorts.led(visit.actor)}
        service = bot.services.availability
        if chosen.id in led:
            search = await service.open(visit.actor, chosen.id, minutes=minutes, weeks=weeks)
            await reply.show(interaction, messages.overview(search, visit.t))
            return
        found = await service.mine(visit.actor, chosen.id, visit.may_view)
        await reply.show(interaction, await hinted(bot, visit, messages.mine(found, (), visit.t)))

    @availability.autocomplete("cohort")
    async def _cohort(self, interaction: Interaction, typed: str) -> Choices:
        return await cohorting.offer_seen(interaction, typed)


class CohortAvailability(commands.Cog):
    """What is pressed."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "availability.show": (1, self.on_show),
            "availability.post": (1, self.on_post),
            "availability.open": (2, self.on_open),
            "availability.use": (2, self.on_use),
            "availability.mark": (1, self.on_mark),
            "availability.days": (1, self.on_days),
            "availability.hours": (2, self.on_hours),
            "availability.preset": (2, self.on_preset),
            "availability.clear": (1, self.on_clear),
        }

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.availability.look(visit.actor, press.ids[0])
        await reply.show(interaction, messages.overview(found, visit.t))

    async def on_post(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.availability.post(visit.actor, press.ids[0])
        await reply.show(interaction, messages.overview(found, visit.t))

    async def on_open(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        cohort_id, is_open = press.ids
        found = await self.bot.services.availability.set_open(visit.actor, cohort_id, is_open=bool(is_open))
        await reply.show(interaction, messages.overview(found, visit.t))

    async def on_use(self, interaction: Interaction, press: Press) -> None:
        """The hour as a phrase, read as if it had been typed, and shown with every date before anything is stored."""
        visit = await self.bot.visit(interaction)
        cohort_id, slot = press.ids
        found = await self.bot.services.availability.choose(visit.actor, cohort_id, slot)
        cohort, grid = found.cohort, found.grid
        phrase = f"every {_DAYS[slot // 24]} {slot % 24:02}:00 for {grid.weeks} weeks"
        reading = when.read_when(phrase, zone=cohort.zone, now=self.bot.clock.now())
        preview = await self.bot.services.planning.draft(
            visit.actor, cohort.id, reading.plan, title=cohort.course or cohort.name, minutes=grid.minutes
        )
        await reply.show(interaction, series_messages.preview(preview, visit.t))

    async def on_mark(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.availability.mine(visit.actor, press.ids[0], visit.may_view)
        await reply.show(interaction, await hinted(self.bot, visit, messages.mine(found, (), visit.t)))

    async def on_days(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        days = tuple(sorted(set(press.chosen_ids())))
        if not days or days[-1] > 6:
            raise StaleError("stale-press")
        found = await self.bot.services.availability.mine(visit.actor, press.ids[0], visit.may_view)
        await reply.show(interaction, messages.mine(found, days, visit.t))

    async def on_hours(self, interaction: Interaction, press: Press) -> None:
        cohort_id, mask = press.ids
        days, hours = rules.days_of(mask), frozenset(press.chosen_ids())
        if not days or mask > 127 or any(hour > 23 for hour in hours):
            raise StaleError("stale-press")
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.availability.mark(
            visit.actor, cohort_id, visit.may_view, lambda before: rules.with_days(before, days, hours)
        )
        await reply.show(interaction, messages.mine(found, days, visit.t))

    async def on_preset(self, interaction: Interaction, press: Press) -> None:
        cohort_id, which = press.ids
        if which >= len(rules.PRESETS):
            raise StaleError("stale-press")
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.availability.mark(
            visit.actor,
            cohort_id,
            visit.may_view,
            lambda before: rules.with_preset(before, rules.PRESETS[which]),
        )
        await reply.show(interaction, messages.mine(found, (), visit.t))

    async def on_clear(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.availability.mark(
            visit.actor, press.ids[0], visit.may_view, lambda _: rules.NEVER
        )
        await reply.show(interaction, messages.mine(found, (), visit.t))


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = CohortAvailability(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
    cohorting.join(bot, AvailabilityCommands(name="availability", description="…"))
