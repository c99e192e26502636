"""/cohort reminders and /cohort nudges, and the buttons of the reminders themselves."""

from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, PrivateVisit, Routes, Visit
from bot.clock import from_epoch
from bot.cohorts.reminding import choice_messages, messages, nudge_messages
from bot.cohorts.reminding.service import snooze_choice
from bot.cohorts.rules import ItemKind
from bot.errors import NotFoundError, StaleError
from bot.ui import reply
from bot.ui.cards import Press
from cogs import cohorting
from cogs.cohorting import Choices, Interaction


class ReminderCommands(app_commands.Group):
    """One's own reminders; and for those who lead, whom the bot wrote to."""

    @app_commands.command(name="reminders")
    async def reminders(self, interaction: Interaction, cohort: str | None = None) -> None:
        bot = interaction.client
        visit = await bot.visit(interaction)
        mine = await bot.services.reminding.mine(visit.actor)
        if not mine:
            raise NotFoundError("cohort-remind-in-none")
        if cohort is None and len(mine) > 1:
            await reply.show(interaction, choice_messages.choose(mine, visit.t))
            return
        chosen = mine[0] if cohort is None else cohorting.chosen(cohort, mine)
        await _show(interaction, visit, chosen.id)

    @reminders.autocomplete("cohort")
    async def _mine(self, interaction: Interaction, typed: str) -> Choices:
        visit = await interaction.client.visit(interaction)
        return cohorting.offered(await interaction.client.services.reminding.mine(visit.actor), typed)

    @app_commands.command(name="nudges")
    async def nudges(self, interaction: Interaction, cohort: str) -> None:
        visit = await interaction.client.visit(interaction)
        chosen = await cohorting.led(interaction, visit, cohort)
        await _nudged(interaction, visit, chosen.id, 1)

    @nudges.autocomplete("cohort")
    async def _led(self, interaction: Interaction, typed: str) -> Choices:
        return await cohorting.offer_led(interaction, typed)


class CohortReminders(commands.Cog):
    """Every press acts on the record of whoever pressed it, and on no other."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "cohort-remind.choose": (0, self.on_choose),
            "cohort-remind.mine": (1, self.on_mine),
            "cohort-remind.personal": (2, self.on_personal),
            "cohort-remind.nudges": (2, self.on_nudges),
            "cohort-remind.nudged": (2, self.on_nudged),
            # Pressed in direct messages as well, around which there is no server: these name it.
            "cohort-remind.show": (3, self.on_show),
            "cohort-remind.mute": (3, self.on_mute),
            "cohort-remind.unmute": (3, self.on_unmute),
            "cohort-remind.snooze": (4, self.on_snooze),
            "cohort-remind.stop": (2, self.on_stop),
            "cohort-remind.back": (2, self.on_back),
            "cohort-remind.no-more": (2, self.on_no_more),
        }

    # One's own choices

    async def on_choose(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        (chosen,) = press.chosen_ids() or (0,)
        await _show(interaction, visit, chosen)

    async def on_mine(self, interaction: Interaction, press: Press) -> None:
        await _show(interaction, await self.bot.visit(interaction), press.ids[0])

    async def on_personal(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        service, t = self.bot.services.reminding, visit.t
        wanted = bool(press.ids[1])
        if wanted:
            await reply.defer(interaction)
        found = await service.set_personal(visit.actor, press.ids[0], wanted=wanted)
        added = t("cohort-remind-personal-off")
        if wanted:
            arrived = await service.arrived(found)
            added = t("cohort-remind-personal-trying")
            if arrived is not None:
                added = t("cohort-remind-personal-arrived" if arrived else "cohort-remind-personal-closed")
        await reply.show(interaction, choice_messages.choices(found, t, added=added))

    async def on_nudges(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.reminding.set_nudges(
            visit.actor, press.ids[0], wanted=bool(press.ids[1])
        )
        said = visit.t("cohort-remind-nudges-on" if found.enrolment.nudges else "cohort-remind-nudges-off")
        await reply.show(interaction, choice_messages.choices(found, visit.t, added=said))

    # One session or milestone

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.private_visit(interaction, press.ids[0])
        found = await self.bot.services.reminding.look(visit.actor, _kind(press), press.ids[2])
        card = messages.personal(
            found.item,
            found.cohort,
            visit.t,
            now=self.bot.clock.now(),
            zone=found.zone,
            usual=visit.settings.zone,
        )
        await reply.tell(interaction, card)

    async def on_mute(self, interaction: Interaction, press: Press) -> None:
        visit = await self._visit(interaction, press)
        found = await self.bot.services.reminding.mute(visit.actor, _kind(press), press.ids[2], muted=True)
        await reply.tell(interaction, choice_messages.muted(found, visit.t))

    async def on_unmute(self, interaction: Interaction, press: Press) -> None:
        visit = await self._visit(interaction, press)
        found = await self.bot.services.reminding.mute(visit.actor, _kind(press), press.ids[2], muted=False)
        await reply.show(interaction, choice_messages.unmuted(found, visit.t))

    async def on_snooze(self, interaction: Interaction, press: Press) -> None:
        visit = await self._visit(interaction, press)
        choice = snooze_choice(press.ids[3])
        found, at = await self.bot.services.reminding.snooze(visit.actor, _kind(press), press.ids[2], choice)
        await reply.tell(interaction, choice_messages.snoozed(found, from_epoch(at), visit.t))

    async def on_stop(self, interaction: Interaction, press: Press) -> None:
        visit = await self._visit(interaction, press)
        found = await self.bot.services.reminding.set_personal(visit.actor, press.ids[1], wanted=False)
        await reply.tell(interaction, choice_messages.stopped(found.cohort, visit.t))

    # Nudges

    async def on_back(self, interaction: Interaction, press: Press) -> None:
        visit = await self._visit(interaction, press)
        found = await self.bot.services.reminding.came_back(visit.actor, press.ids[1])
        await reply.tell(interaction, nudge_messages.welcome_back(found, visit.t))

    async def on_no_more(self, interaction: Interaction, press: Press) -> None:
        visit = await self._visit(interaction, press)
        found = await self.bot.services.reminding.set_nudges(visit.actor, press.ids[1], wanted=False)
        await reply.tell(interaction, nudge_messages.no_more(found, visit.t))

    async def on_nudged(self, interaction: Interaction, press: Press) -> None:
        await _nudged(interaction, await self.bot.visit(interaction), *press.ids)

    async def _visit(self, interaction: Interaction, press: Press) -> PrivateVisit:
        visit = await self.bot.private_visit(interaction, press.ids[0])
        if self.bot.get_guild(press.ids[0]) is None:
            raise StaleError("reminders-server-gone")
        return visit


# Parts of commands and presses


async def _show(interaction: Interaction, visit: Visit, cohort_id: int) -> None:
    found = await interaction.client.services.reminding.choices(visit.actor, cohort_id)
    await reply.show(interaction, choice_messages.choices(found, visit.t))


async def _nudged(interaction: Interaction, visit: Visit, cohort_id: int, number: int) -> None:
    found = await interaction.client.services.reminding.nudged(
        visit.actor, cohort_id, number=number, per_page=nudge_messages.PAGE
    )
    await reply.show(interaction, nudge_messages.nudged(found, visit.t))


def _kind(press: Press) -> ItemKind:
    """Session or milestone. Raises StaleError for a number that is neither."""
    found = messages.kind_of(press.ids[1])
    if found is None:
        raise StaleError("stale-press")
    return found


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cohorting.join(bot, ReminderCommands(name="reminders", description="…"))
    cog = CohortReminders(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
