"""Series: pause and resume, skipped dates, and what a draft leaves out or is about."""

import datetime as dt

from discord import app_commands
from discord.ext import commands

from bot.announcements import messages as announcements
from bot.announcements import series
from bot.announcements.messages import series as messages
from bot.announcements.rules import Announcement
from bot.client import Crossconnect, Routes, Visit
from bot.clock import from_epoch
from bot.errors import InvalidInputError, RefusedError, StaleError
from bot.language import when
from bot.language.safe_text import clip
from bot.limits import LATEST_TIME
from bot.ui import reply
from bot.ui.cards import Press
from cogs import announcing
from cogs.announcing import CHOICE_LIMIT, Choices, Interaction

# Commands: /announce has them in its own group


async def pause(interaction: Interaction, announcement_id: int) -> None:
    """Stop a series."""
    bot = interaction.client
    visit = await bot.visit(interaction)
    found = await bot.services.series.pause(visit.actor, announcement_id)
    await reply.show(interaction, messages.paused(found, visit.t))


async def resume(interaction: Interaction, announcement_id: int) -> None:
    """Go on with a series."""
    bot = interaction.client
    visit = await bot.visit(interaction)
    found = await bot.services.series.resume(visit.actor, announcement_id)
    await reply.show(interaction, messages.resumed(found, visit.t, now=bot.clock.now()))


async def skip(interaction: Interaction, announcement_id: int, date: str) -> None:
    """Leave out one date."""
    bot = interaction.client
    visit = await bot.visit(interaction)
    found = await bot.services.series.skip_day(visit.actor, announcement_id, date)
    await reply.show(interaction, messages.skipped(found, visit.t, now=bot.clock.now()))


async def choices(interaction: Interaction, typed: str, *, paused: bool) -> Choices:
    """Series that are paused, or are not."""
    visit = await interaction.client.visit(interaction)
    try:
        found = await interaction.client.services.series.find(visit.actor, typed, paused=paused)
    except RefusedError:
        return []  # not an organiser: the command itself says so
    return [
        app_commands.Choice(name=clip(announcements.choice(one, visit.t), CHOICE_LIMIT), value=str(one.id))
        for one in found
    ]


async def skippable(interaction: Interaction, typed: str) -> Choices:
    """The next dates of the series that was chosen, those that hold what was typed; or what is wrong with it."""
    bot = interaction.client
    visit = await bot.visit(interaction)
    try:
        announcement_id = await announcing.chosen(
            interaction, str(getattr(interaction.namespace, "announcement", ""))
        )
        found = await bot.services.series.dates(visit.actor, announcement_id)
    except RefusedError:
        return []
    coming = [one for one in found.dates if not one.is_left_out]
    labels = {one.day: messages.day_choice(one, found.announcement, visit.t) for one in coming}
    wanted = typed.strip().casefold()
    shown = [
        app_commands.Choice(name=label, value=day.isoformat())
        for day, label in labels.items()
        if wanted in label.casefold() or wanted == day.isoformat()
    ]
    if shown or not wanted:
        return shown
    try:
        days = when.read_dates(typed, plan=found.announcement.plan, now=bot.clock.now())
        name = when.days(days, visit.t)
    except InvalidInputError as error:
        name = visit.t.plain(error.key, **error.values)
    return [app_commands.Choice(name=clip(name, CHOICE_LIMIT), value=typed[:CHOICE_LIMIT])] if name else []


def event_wall(interaction: Interaction, phrase: str | None, zone: str) -> dt.datetime | None:
    """The date an announcement is about, as the wall time in its zone. Raises InvalidInputError."""
    if phrase is None or not phrase.strip():
        return None
    return series.event_wall(when.read_when(phrase, zone=zone, now=interaction.client.clock.now()), zone)


async def carried(interaction: Interaction, visit: Visit, draft: Announcement) -> str | None:
    """After a new time was given: what became of the skipped dates."""
    kept, gone = await interaction.client.services.series.dropped(visit.actor, draft)
    return messages.carried(kept, gone, visit.t)


class AnnounceSeries(commands.Cog):
    """Presses of the detail's and of the preview's dates."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "announce.pause": (1, self.on_pause),
            "announce.resume": (1, self.on_resume),
            "announce.dates": (1, self.on_dates),
            "announce.skip": (3, self.on_skip),
            "announce.draft-dates": (1, self.on_draft_dates),
            "announce.event": (1, self.on_event),
            "announce.event-set": (1, self.on_event_set),
            "announce.not-on": (1, self.on_not_on),
            "announce.not-on-set": (1, self.on_not_on_set),
            "announce.holidays": (2, self.on_holidays),
        }

    # What is scheduled

    async def on_pause(self, interaction: Interaction, press: Press) -> None:
        await pause(interaction, press.ids[0])

    async def on_resume(self, interaction: Interaction, press: Press) -> None:
        await resume(interaction, press.ids[0])

    async def on_dates(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.series.dates(visit.actor, press.ids[0])
        await reply.show(interaction, messages.dates(found, visit.t, now=self.bot.clock.now()))

    async def on_skip(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        announcement_id, version, after = press.ids
        if after > LATEST_TIME:
            raise StaleError("stale-press")
        found = await self.bot.services.series.skip(
            visit.actor, announcement_id, version, after=from_epoch(after), chosen=press.values
        )
        await reply.show(interaction, messages.skipped(found, visit.t, now=self.bot.clock.now()))

    # Drafts

    async def on_draft_dates(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.series.look(visit.actor, press.ids[0])
        await self._draft_dates(interaction, visit, draft)

    async def on_event(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.series.look(visit.actor, press.ids[0])
        await reply.ask(interaction, messages.event_form(draft, visit.t))

    async def on_event_set(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.series.set_event(visit.actor, press.ids[0], press.text("when"))
        await self._draft_dates(interaction, visit, draft)

    async def on_not_on(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.series.look(visit.actor, press.ids[0])
        await reply.ask(interaction, messages.not_on_form(draft, visit.t, now=self.bot.clock.now()))

    async def on_not_on_set(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.series.not_on(visit.actor, press.ids[0], press.text("days"))
        await self._draft_dates(interaction, visit, draft, read=True)

    async def on_holidays(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft_id, skips = press.ids
        draft = await self.bot.services.series.skip_holidays(visit.actor, draft_id, skips=skips == 1)
        await self._draft_dates(interaction, visit, draft)

    async def _draft_dates(
        self, interaction: Interaction, visit: Visit, draft: Announcement, *, read: bool = False
    ) -> None:
        now = self.bot.clock.now()
        said = messages.not_on_read(draft, visit.t, now=now) if read else None
        await reply.show(interaction, messages.draft_dates(draft, visit.t, now=now, added=said))


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = AnnounceSeries(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
