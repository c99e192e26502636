"""/cohort progress: one's own, ticking by those who lead, and a learning platform's file."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, PrivateVisit, Routes, Visit
from bot.cohorts.attending import importing_messages, messages, progress_messages
from bot.cohorts.attending.importing_messages import NO_COLUMN
from bot.cohorts.attending.progress import Own, Ticks
from bot.cohorts.rules import Cohort
from bot.errors import StaleError
from bot.language.safe_text import Safe
from bot.ui import reply
from bot.ui.cards import Press, Upload
from cogs import cohort_people, cohorting
from cogs.cohorting import Choices, Interaction


class ProgressCommands(app_commands.Group):
    """Stand in /cohort."""

    @app_commands.command(name="progress")
    async def progress(
        self, interaction: Interaction, cohort: str, file: discord.Attachment | None = None
    ) -> None:
        bot = interaction.client
        visit = await bot.visit(interaction)
        if file is not None:
            chosen = await cohorting.led(interaction, visit, cohort)
            await _read(interaction, visit, chosen, file)
            return
        chosen = await cohorting.seen(interaction, visit, cohort)
        if any(one.id == chosen.id for one in await bot.services.cohorts.led(visit.actor)):
            await show_milestones(interaction, visit, chosen.id, 1)
        else:
            await _own(interaction, visit, await bot.services.cohort_progress.own(visit.actor, chosen.id), 1)

    @progress.autocomplete("cohort")
    async def _seen(self, interaction: Interaction, typed: str) -> Choices:
        return await cohorting.offer_seen(interaction, typed)


class CohortProgress(commands.Cog):
    """A member's press acts on their own record; a facilitator's is asked for authority each time."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            # Pressed in channels and in direct messages, around which there is no server.
            "attend.mine": (2, self.on_mine),
            "attend.done": (1, self.on_done),
            "attend.undone": (1, self.on_undone),
            "attending.milestones": (2, self.on_milestones),
            "attending.milestone": (1, self.on_milestone),
            "attending.ticks": (3, self.on_ticks),
            "attending.tick": (3, self.on_tick),
            "attending.finishers": (2, self.on_finishers),
            "attending.complete": (1, self.on_complete),
            "attending.file": (1, self.on_file),
            "attending.file-person": (1, self.on_file_person),
            "attending.file-milestone": (1, self.on_file_milestone),
            "attending.file-column": (2, self.on_file_column),
            "attending.file-pass": (1, self.on_file_pass),
            "attending.file-store": (1, self.on_file_store),
            "attending.file-discard": (1, self.on_file_discard),
        }

    # One's own

    async def on_mine(self, interaction: Interaction, press: Press) -> None:
        cohort_id, number = press.ids
        visit = await self._who(interaction, cohort_id=cohort_id)
        found = await self.bot.services.cohort_progress.own(visit.actor, cohort_id)
        await _own(interaction, visit, found, number)

    async def on_done(self, interaction: Interaction, press: Press) -> None:
        visit = await self._who(interaction, milestone_id=press.ids[0])
        found = await self.bot.services.cohort_progress.report(visit.actor, press.ids[0], done=True)
        await _own(interaction, visit, found, 1, visit.t("attend-reported"))

    async def on_undone(self, interaction: Interaction, press: Press) -> None:
        visit = await self._who(interaction, milestone_id=press.ids[0])
        found = await self.bot.services.cohort_progress.report(visit.actor, press.ids[0], done=False)
        await _own(interaction, visit, found, 1, visit.t("attend-unreported"))

    async def _who(
        self, interaction: Interaction, *, milestone_id: int = 0, cohort_id: int = 0
    ) -> Visit | PrivateVisit:
        """Who presses: in a direct message, somebody who has to do with the cohort."""
        if interaction.guild_id is not None:
            return await self.bot.visit(interaction)
        guild_id = await self.bot.services.cohort_progress.guild_of(
            interaction.user.id, milestone_id=milestone_id, cohort_id=cohort_id
        )
        return await self.bot.private_visit(interaction, guild_id)

    # Ticking

    async def on_milestones(self, interaction: Interaction, press: Press) -> None:
        await show_milestones(interaction, await self.bot.visit(interaction), *press.ids)

    async def on_milestone(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.cohort_progress.ticks(visit.actor, _one(press), 1, taking_back=False)
        await _ticks(interaction, visit, found)

    async def on_ticks(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        milestone_id, mode, number = press.ids
        found = await self.bot.services.cohort_progress.ticks(
            visit.actor, milestone_id, number, taking_back=mode > 0
        )
        await _ticks(interaction, visit, found)

    async def on_tick(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        milestone_id, mode, number = press.ids
        found = await self.bot.services.cohort_progress.tick(
            visit.actor, milestone_id, press.chosen_ids(), number, taking_back=mode > 0
        )
        await _ticks(interaction, visit, found, progress_messages.ticked(found, visit.t))

    # Finishing

    async def on_finishers(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.cohort_progress.finishers(visit.actor, *press.ids)
        names = await cohort_people.names(visit.guild, [one.user_id for one in found.people.items])
        await reply.show(interaction, progress_messages.finishers(found, names, visit.t))

    async def on_complete(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.cohort_progress.complete(
            visit.actor, press.ids[0], press.chosen_ids()
        )
        names = await cohort_people.names(visit.guild, [one.user_id for one in found.people.items])
        await reply.show(interaction, progress_messages.finishers(found, names, visit.t))

    # A file

    async def on_file(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.progress_import.get(visit.actor, press.ids[0])
        await reply.show(interaction, importing_messages.card(found, visit.t))

    async def on_file_person(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.progress_import.set_person(visit.actor, press.ids[0], _one(press))
        await reply.show(interaction, importing_messages.card(found, visit.t))

    async def on_file_milestone(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.progress_import.get(visit.actor, press.ids[0])
        wanted = _one(press)
        milestone = next((one for one in found.milestones if one.id == wanted), None)
        if milestone is None or found.stored is not None:
            raise StaleError("stale-press")
        await reply.show(interaction, importing_messages.column_card(found, milestone, visit.t))

    async def on_file_column(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        file_id, milestone_id = press.ids
        column = -1 if press.values == (NO_COLUMN,) else _one(press)
        found = await self.bot.services.progress_import.set_column(visit.actor, file_id, milestone_id, column)
        await reply.show(interaction, importing_messages.card(found, visit.t))

    async def on_file_pass(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.progress_import.set_pass(visit.actor, press.ids[0], _one(press))
        await reply.show(interaction, importing_messages.card(found, visit.t))

    async def on_file_store(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.progress_import.store(visit.actor, press.ids[0])
        await reply.show(interaction, importing_messages.card(found, visit.t))

    async def on_file_discard(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        cohort = await self.bot.services.progress_import.discard(visit.actor, press.ids[0])
        await reply.show(interaction, importing_messages.discarded(cohort, visit.t))


def _one(press: Press) -> int:
    """What was chosen in a menu of one. Raises StaleError."""
    chosen = press.chosen_ids()
    if len(chosen) != 1 or len(press.values[0]) > 19:
        raise StaleError("stale-press")
    return chosen[0]


async def _own(
    interaction: Interaction,
    visit: Visit | PrivateVisit,
    found: Own,
    number: int,
    added: Safe | None = None,
) -> None:
    """In a message of its own in a direct message: what was pressed may be a reminder, which stays."""
    now = interaction.client.clock.now()
    card = messages.own(found, number, visit.t, now=now, added=added)
    await reply.show(interaction, card, fresh=interaction.guild_id is None)


async def show_milestones(interaction: Interaction, visit: Visit, cohort_id: int, number: int) -> None:
    """The milestones of a cohort, for those who lead it."""
    found = await interaction.client.services.cohort_progress.milestones(visit.actor, cohort_id)
    await reply.show(interaction, progress_messages.milestones(found, number, visit.t))


async def _ticks(interaction: Interaction, visit: Visit, found: Ticks, added: Safe | None = None) -> None:
    names = await cohort_people.names(visit.guild, found.people.items)
    await reply.show(interaction, progress_messages.ticks(found, names, visit.t, added=added))


async def _read(interaction: Interaction, visit: Visit, cohort: Cohort, file: discord.Attachment) -> None:
    service = interaction.client.services.progress_import
    people = await service.people(visit.actor, cohort.id)
    await reply.defer(interaction)
    names = await cohort_people.all_names(visit.guild, people)
    upload = Upload(name=file.filename, size=file.size, url=file.url, content_type=file.content_type)
    found = await service.read(visit.actor, cohort.id, upload, names)
    await reply.show(interaction, importing_messages.card(found, visit.t))


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cohorting.join(bot, ProgressCommands(name="progress", description="…"))
    cog = CohortProgress(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
