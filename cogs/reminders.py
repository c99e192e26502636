""" "Remind me": the button under a post, the choice of a time, the list, and the buttons of the reminder itself."""

import datetime as dt

import discord
from discord.ext import commands

from bot.client import Crossconnect, PrivateVisit, Routes, Visit
from bot.errors import InvalidInputError, StaleError
from bot.guilds.rules import MESSAGES
from bot.language import when
from bot.language.safe_text import Safe
from bot.reminders import messages
from bot.reminders.rules import Moment, Snooze
from bot.reminders.service import Asked
from bot.ui import reply
from bot.ui.cards import Press
from bot.ui.routes import press as custom_id
from cogs.hinting import hinted

LIST_PAGE = 5
Interaction = discord.Interaction[Crossconnect]


class Reminders(commands.Cog):
    """Every press acts on a reminder of whoever pressed it, and on no other."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "me.reminders": (1, self.on_list),
            "reminder.change": (1, self.on_change),
            "reminder.change-at": (1, self.on_change_at),
            "reminder.change-other": (1, self.on_change_other),
            "reminder.change-form": (1, self.on_change_form),
            "reminder.here": (1, self.on_here),
            "reminder.retry": (1, self.on_retry),
            "reminder.cancel": (1, self.on_cancel),
            # Pressed in a direct message, around which there is no server: these name it.
            "reminder.undo": (2, self.on_undo),
            "reminder.done": (2, self.on_done),
            "reminder.snooze": (3, self.on_snooze),
        }
        for feature in bot.services.reminders.offered_by():
            self.routes = {
                **self.routes,
                f"remind.{feature}": (1, self.on_remind),
                f"remind-at.{feature}": (2, self.on_at),
                f"remind-other.{feature}": (2, self.on_other),
                f"remind-form.{feature}": (2, self.on_form),
            }

    # Asking for one

    async def on_remind(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        feature, subject = _feature(press), press.ids[0]
        what, mine = await self.bot.services.reminders.look(
            visit.actor, feature, subject, channel_id=_channel(interaction)
        )
        message = 0 if interaction.message is None else interaction.message.id
        card = messages.choose(
            what,
            mine,
            visit.t,
            feature=feature,
            ids=(subject, message),
            now=self.bot.clock.now(),
            zone=_zone(visit),
        )
        await reply.show(interaction, await hinted(self.bot, visit, card))

    async def on_at(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await self._remind(interaction, visit, press, self._chosen(visit, press))

    async def on_other(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        route = custom_id(f"remind-form.{_feature(press)}", *press.ids)
        await reply.ask(interaction, messages.form(route, visit.t, zone=_zone(visit)))

    async def on_form(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        moment, notes = self._read(visit, press)
        await self._remind(interaction, visit, press, moment, notes)

    # What is there

    async def on_list(self, interaction: Interaction, press: Press) -> None:
        await show_list(interaction, await self.bot.visit(interaction), press.ids[0])

    async def on_change(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.reminders.get(visit.actor, press.ids[0])
        if found.what is None:
            raise StaleError("reminders-nothing")
        await reply.show(
            interaction,
            messages.change(found.reminder, found.what, visit.t, now=self.bot.clock.now(), zone=_zone(visit)),
        )

    async def on_change_at(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await self._change(interaction, visit, press, self._chosen(visit, press))

    async def on_change_other(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        route = custom_id("reminder.change-form", *press.ids)
        await reply.ask(interaction, messages.form(route, visit.t, zone=_zone(visit)))

    async def on_change_form(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        moment, notes = self._read(visit, press)
        await self._change(interaction, visit, press, moment, notes)

    async def on_here(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.reminders.get(visit.actor, press.ids[0])
        channel = found.reminder.channel_id
        if _writable(visit, channel) is None:
            raise InvalidInputError("reminders-no-channel")
        asked = await self.bot.services.reminders.use_channel(visit.actor, found.reminder.id, channel)
        await self._promised(interaction, visit, asked)

    async def on_retry(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await reply.defer(interaction)
        await self._promised(
            interaction, visit, await self.bot.services.reminders.retry(visit.actor, press.ids[0])
        )

    async def on_cancel(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await self.bot.services.reminders.cancel(visit.actor, press.ids[0])
        await show_list(interaction, visit, 1, added=visit.t("reminders-cancelled"))

    # In a direct message, or under a mention

    async def on_undo(self, interaction: Interaction, press: Press) -> None:
        visit = await self._private(interaction, press)
        await self.bot.services.reminders.cancel(visit.actor, press.ids[1])
        found = await self.bot.services.reminders.get(visit.actor, press.ids[1])
        await reply.show(interaction, messages.over(found, visit.t, cancelled=True))

    async def on_done(self, interaction: Interaction, press: Press) -> None:
        visit = await self._private(interaction, press)
        await self.bot.services.reminders.cancel(visit.actor, press.ids[1])
        found = await self.bot.services.reminders.get(visit.actor, press.ids[1])
        await reply.show(interaction, messages.over(found, visit.t, cancelled=False))

    async def on_snooze(self, interaction: Interaction, press: Press) -> None:
        visit = await self._private(interaction, press)
        choices = tuple(Snooze)
        if press.ids[2] >= len(choices):
            raise StaleError("stale-press")
        asked = await self.bot.services.reminders.snooze(visit.actor, press.ids[1], choices[press.ids[2]])
        await reply.show(interaction, messages.snoozed(asked, visit.t))

    # Parts

    async def _private(self, interaction: Interaction, press: Press) -> PrivateVisit:
        visit = await self.bot.private_visit(interaction, press.ids[0])
        if self.bot.get_guild(press.ids[0]) is None:
            raise StaleError("reminders-server-gone")
        return visit

    async def _remind(
        self,
        interaction: Interaction,
        visit: Visit,
        press: Press,
        moment: Moment,
        notes: tuple[Safe, ...] = (),
    ) -> None:
        await reply.defer(interaction)
        subject, message = press.ids
        asked = await self.bot.services.reminders.remind(
            visit.actor,
            _feature(press),
            subject,
            moment,
            channel_id=_channel(interaction),
            message_id=message or None,
        )
        await self._promised(interaction, visit, asked, notes)

    async def _change(
        self,
        interaction: Interaction,
        visit: Visit,
        press: Press,
        moment: Moment,
        notes: tuple[Safe, ...] = (),
    ) -> None:
        await reply.defer(interaction)
        asked = await self.bot.services.reminders.change(visit.actor, press.ids[0], moment)
        await self._promised(interaction, visit, asked, notes)

    async def _promised(
        self, interaction: Interaction, visit: Visit, asked: Asked, notes: tuple[Safe, ...] = ()
    ) -> None:
        arrived = await self.bot.services.reminders.arrived(asked)
        channel = _writable(visit, asked.reminder.channel_id)
        await reply.show(
            interaction, messages.promised(asked, visit.t, arrived=arrived, channel=channel, notes=notes)
        )

    def _chosen(self, visit: Visit, press: Press) -> Moment:
        value = next(iter(press.values), "")
        moment = messages.read_choice(value, now=self.bot.clock.now(), zone=_zone(visit))
        if moment is None:
            raise StaleError("stale-press")
        return moment

    def _read(self, visit: Visit, press: Press) -> tuple[dt.datetime, tuple[Safe, ...]]:
        """A time as it was typed, by the person's clock. Raises InvalidInputError."""
        reading = when.read_when(press.text("when"), zone=_zone(visit), now=self.bot.clock.now())
        if reading.plan.rule is not None:
            raise InvalidInputError("reminders-repeating")
        notes = (visit.t("reminders-fold"),) if reading.ambiguous else ()
        return reading.first.instant, notes


async def show_list(
    interaction: Interaction, visit: Visit, number: int, *, added: Safe | None = None
) -> None:
    """A page of the person's reminders in this server."""
    page = await interaction.client.services.reminders.listing(visit.actor, number=number, per_page=LIST_PAGE)
    await reply.show(interaction, messages.listing(page, visit.t, added=added))


def _feature(press: Press) -> str:
    """remind.announcements → announcements."""
    return press.route.partition(".")[2]


def _channel(interaction: Interaction) -> int:
    """Where it was pressed, as Discord tells it: nothing that a custom_id could claim."""
    if interaction.channel_id is None:
        raise StaleError("stale-press")
    return interaction.channel_id


def _zone(visit: Visit) -> str:
    return visit.member.zone or visit.settings.zone


def _writable(visit: Visit, channel_id: int) -> str | None:
    """The name of a channel in which the person reads and the bot may write; None for any other."""
    channel = visit.view((channel_id,)).channels.get(channel_id)
    if channel is None or channel.missing & MESSAGES or not visit.may_view(channel_id):
        return None
    return channel.name


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = Reminders(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
