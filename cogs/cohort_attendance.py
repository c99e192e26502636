"""/cohort attend, /cohort session roll | close, and what members and facilitators press about being there."""

from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.cohorts.attending import messages, roll_messages
from bot.cohorts.attending.roll import Roll
from bot.cohorts.attending.roll_messages import STATES
from bot.cohorts.attending.service import Said
from bot.cohorts.sessions import rules as session_rules
from bot.errors import StaleError
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe
from bot.people.actor import Actor
from bot.ui import reply
from bot.ui.cards import Press
from cogs import cohort_people, cohort_timing, cohorting
from cogs.cohorting import Choices, Interaction


class AttendCommands(app_commands.Group):
    """Stand in /cohort: for members."""

    @app_commands.command(name="attend")
    async def attend(
        self,
        interaction: Interaction,
        code: app_commands.Range[str, 1, session_rules.CODE_LIMIT] | None = None,
    ) -> None:
        bot = interaction.client
        visit = await bot.visit(interaction)
        if code is None:
            found = await bot.services.attendance.ahead(visit.actor)
            await reply.show(interaction, messages.ahead(found, visit.t))
            return
        said = await bot.services.attendance.by_code(visit.actor, code)
        await reply.show(interaction, messages.said(said, visit.t))


class RollCommands(app_commands.Group):
    """Stand in /cohort session: for those who lead."""

    @app_commands.command(name="roll")
    async def roll(self, interaction: Interaction, session: str) -> None:
        await _show(interaction, cohort_timing.session(session), 0, 1)

    @app_commands.command(name="close")
    async def close(self, interaction: Interaction, session: str) -> None:
        await _ask_close(interaction, cohort_timing.session(session))

    @roll.autocomplete("session")
    @close.autocomplete("session")
    async def _led(self, interaction: Interaction, typed: str) -> Choices:
        visit = await interaction.client.visit(interaction)
        found = await interaction.client.services.roll.sessions(visit.actor)
        return cohort_timing.offered(
            ((roll_messages.session_choice(cohort, one, visit.t), one.id) for cohort, one in found), typed
        )


class CohortAttendance(commands.Cog):
    """A member's press acts on their own record; a facilitator's is asked for authority each time."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            # Pressed in channels and in direct messages, around which there is no server.
            "attend.here": (1, self.on_here),
            "attend.excuse": (1, self.on_excuse),
            "attend.come": (1, self.on_come),
            "attending.roll": (3, self.on_roll),
            "attending.mode": (3, self.on_roll),
            "attending.mark": (3, self.on_mark),
            "attending.close": (1, self.on_close),
            "attending.close-confirm": (2, self.on_close_confirm),
            "attending.reopen": (2, self.on_reopen),
        }

    async def on_here(self, interaction: Interaction, press: Press) -> None:
        actor, t = await self._who(interaction, press)
        await _said(interaction, await self.bot.services.attendance.here(actor, press.ids[0]), t)

    async def on_excuse(self, interaction: Interaction, press: Press) -> None:
        actor, t = await self._who(interaction, press)
        await _said(interaction, await self.bot.services.attendance.excuse(actor, press.ids[0]), t)

    async def on_come(self, interaction: Interaction, press: Press) -> None:
        actor, t = await self._who(interaction, press)
        await _said(interaction, await self.bot.services.attendance.come(actor, press.ids[0]), t)

    async def _who(self, interaction: Interaction, press: Press) -> tuple[Actor, Translator]:
        """Who presses: in a direct message, somebody who has to do with the session's cohort."""
        if interaction.guild_id is not None:
            visit = await self.bot.visit(interaction)
            return visit.actor, visit.t
        guild_id = await self.bot.services.attendance.guild_of(interaction.user.id, press.ids[0])
        private = await self.bot.private_visit(interaction, guild_id)
        return private.actor, private.t

    # The roll

    async def on_roll(self, interaction: Interaction, press: Press) -> None:
        await _show(interaction, *press.ids)

    async def on_mark(self, interaction: Interaction, press: Press) -> None:
        session_id, mode, number = press.ids
        visit = await self.bot.visit(interaction)
        state = STATES[_mode(mode)]
        found = await self.bot.services.roll.mark(visit.actor, session_id, press.chosen_ids(), state, number)
        await _roll(interaction, visit, found, mode, roll_messages.marked(found, state, visit.t))

    async def on_close(self, interaction: Interaction, press: Press) -> None:
        await _ask_close(interaction, press.ids[0])

    async def on_close_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.roll.close(visit.actor, *press.ids)
        await reply.show(interaction, roll_messages.closed(found, visit.t))

    async def on_reopen(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.roll.reopen(visit.actor, *press.ids)
        await _roll(interaction, visit, found, 0, visit.t("attend-reopened"))


def _mode(number: int) -> int:
    if number >= len(STATES):
        raise StaleError("stale-press")
    return number


async def _said(interaction: Interaction, said: Said, t: Translator) -> None:
    """In a message of its own where the press came from one that stays: a reminder, in a channel or to one person."""
    await reply.show(interaction, messages.said(said, t), fresh=interaction.guild_id is None)


async def _show(interaction: Interaction, session_id: int, mode: int, number: int) -> None:
    visit = await interaction.client.visit(interaction)
    found = await interaction.client.services.roll.roll(visit.actor, session_id, number)
    await _roll(interaction, visit, found, _mode(mode))


async def _roll(
    interaction: Interaction, visit: Visit, found: Roll, mode: int, added: Safe | None = None
) -> None:
    names = await cohort_people.names(visit.guild, [one.user_id for one in found.people.items])
    await reply.show(interaction, roll_messages.roll(found, mode, names, visit.t, added=added))


async def _ask_close(interaction: Interaction, session_id: int) -> None:
    visit = await interaction.client.visit(interaction)
    found = await interaction.client.services.roll.closing(visit.actor, session_id)
    await reply.show(interaction, roll_messages.closing(found, visit.t))


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cohorting.join(bot, AttendCommands(name="attend", description="…"))
    cohorting.join(bot, RollCommands(name="roll", description="…"), under="session")
    cog = CohortAttendance(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
