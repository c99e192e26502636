"""/agenda: what is coming up, and the file for calendars."""

import asyncio
from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.agenda import calendar, messages
from bot.agenda.rules import DEFAULT_DAYS, MOST_DAYS, What, is_offered
from bot.agenda.service import Coming
from bot.client import Crossconnect, Routes, Visit
from bot.errors import NotFoundError, StaleError
from bot.language.catalogue import SOURCE
from bot.ui import reply
from bot.ui.cards import Press
from cogs.hinting import hinted

Interaction = discord.Interaction[Crossconnect]
_MANY = 1000
"""Items from which on making the file may take longer than Discord waits: 0.3 ms each."""
_CHOICES = {"guild": What.GUILD, "mine": What.MINE}


class Agenda(commands.Cog):
    """For everybody: each reader sees what they may view at the moment they look."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "agenda.show": (3, self.on_show),
            "agenda.file": (2, self.on_file),
        }
        t = bot.catalogue.translator(SOURCE)
        self.agenda._params["what"].choices = [  # the public view is read-only
            app_commands.Choice(name=t.plain(f"agenda-choice-{name}"), value=name) for name in _CHOICES
        ]

    @app_commands.command(name="agenda")
    @app_commands.guild_only()
    async def agenda(
        self,
        interaction: Interaction,
        what: str = "guild",
        days: app_commands.Range[int, 1, MOST_DAYS] = DEFAULT_DAYS,
    ) -> None:
        await self._show(interaction, _CHOICES.get(what, What.GUILD), days, 1)

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        what, days = _asked(press)
        await self._show(interaction, what, days, press.ids[2])

    async def on_file(self, interaction: Interaction, press: Press) -> None:
        what, days = _asked(press)
        visit, coming = await self._coming(interaction, what, days)
        if not coming.filed:
            raise NotFoundError("agenda-file-empty")
        if len(coming.filed) > _MANY:
            await reply.defer(interaction)
        make = partial(
            calendar.to_ics,
            coming.filed,
            guild_id=visit.guild.id,
            now=self.bot.clock.now(),
            kind=lambda item: messages.kind_text(item, visit.t),
            note=lambda item: messages.note_text(item, visit.t),
        )
        content = await asyncio.to_thread(make)
        await reply.tell(interaction, messages.file_card(content, visit.t, count=len(coming.filed)))

    async def _show(self, interaction: Interaction, what: What, days: int, number: int) -> None:
        visit, coming = await self._coming(interaction, what, days)
        card = messages.agenda_card(
            coming,
            visit.t,
            zone=visit.member.zone or visit.settings.zone,
            now=self.bot.clock.now(),
            number=number,
        )
        await reply.show(interaction, await hinted(self.bot, visit, card))

    async def _coming(self, interaction: Interaction, what: What, days: int) -> tuple[Visit, Coming]:
        visit = await self.bot.visit(interaction)
        coming = await self.bot.services.agenda.coming(
            visit.actor, what=what, days=days, may_view=visit.may_view
        )
        return visit, coming


def _asked(press: Press) -> tuple[What, int]:
    """Whose agenda, and how far; whatever else an altered button asks for is out of date."""
    kind, days = press.ids[:2]
    if kind not in list(What) or not is_offered(days):
        raise StaleError("stale-press")
    return What(kind), days


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = Agenda(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
