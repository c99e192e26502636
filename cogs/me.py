"""/me: a person's own settings."""

from dataclasses import replace

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.errors import StaleError
from bot.language import zones
from bot.people import messages
from bot.people.messages import AUTOMATIC
from bot.people.rules import MemberSettings
from bot.ui import reply
from bot.ui.cards import Press
from cogs import reminders
from cogs.hinting import hinted
from cogs.setup import zone_choices

Interaction = discord.Interaction[Crossconnect]


@app_commands.guild_only()
class Me(commands.GroupCog, group_name="me"):
    """Acts on the record of whoever runs it, and on no other."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "me.show": (0, self.on_show),
            "me.zone": (0, self.on_zone),
            "me.zone-set": (0, self.on_zone_set),
            "me.zone-hint": (1, self.on_zone_hint),
            "me.zone-other": (0, self.on_zone_other),
            "me.language": (0, self.on_language),
            "me.language-set": (0, self.on_language_set),
            "me.quiet": (0, self.on_quiet),
            "me.quiet-set": (0, self.on_quiet_set),
            "me.dm": (0, self.on_dm),
            "me.dm-set": (1, self.on_dm_set),
        }

    # Commands

    @app_commands.command(name="show")
    async def show(self, interaction: Interaction) -> None:
        visit = await self.bot.visit(interaction)
        await self._show(interaction, visit, visit.member)

    @app_commands.command(name="zone")
    async def zone(self, interaction: Interaction, zone: str) -> None:
        visit = await self.bot.visit(interaction)
        chosen = None if zone == AUTOMATIC else zone
        await self._show(interaction, visit, await self.bot.services.people.set_zone(visit.actor, chosen))

    @zone.autocomplete("zone")
    async def _zones(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        automatic = (await self.bot.visit(interaction)).t.plain("people-zone-auto")
        choices = zone_choices(self.bot, typed)
        if not typed or typed.casefold() in automatic.casefold():
            choices = [app_commands.Choice(name=automatic, value=AUTOMATIC), *choices[:24]]
        return choices

    @app_commands.command(name="language")
    async def language(self, interaction: Interaction, language: str) -> None:
        visit = await self.bot.visit(interaction)
        await self._set_language(interaction, visit, language)

    @language.autocomplete("language")
    async def _languages(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        t = (await self.bot.visit(interaction)).t
        choices = [(t.plain("people-language-auto"), AUTOMATIC)]
        choices += [(t.plain(f"language-{code}"), code) for code in self.bot.catalogue.locales]
        wanted = typed.casefold()
        return [
            app_commands.Choice(name=name, value=code)
            for name, code in choices
            if wanted in name.casefold() or wanted in code
        ][:25]

    @app_commands.command(name="reminders")
    async def reminders(self, interaction: Interaction) -> None:
        await reminders.show_list(interaction, await self.bot.visit(interaction), 1)

    # Buttons, menus and forms

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        del press
        visit = await self.bot.visit(interaction)
        await self._show(interaction, visit, visit.member)

    async def on_zone(self, interaction: Interaction, press: Press) -> None:
        del press
        visit = await self.bot.visit(interaction)
        await reply.ask(interaction, messages.zone_form(visit.member, visit.t))

    async def on_zone_set(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        typed = press.text("zone").strip()
        member = await self.bot.services.people.set_zone(visit.actor, typed or None)
        await self._show(interaction, visit, member)

    async def on_zone_hint(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        zone = zones.numbered(press.ids[0])
        if zone is None:
            raise StaleError("stale-press")
        member = await self.bot.services.people.set_zone(visit.actor, zone)
        card = messages.zone_set(member, visit.t, now=self.bot.clock.now(), guild_zone=visit.settings.zone)
        # Fresh: what the hint stood under is still wanted.
        await reply.show(interaction, card, fresh=True)

    async def on_zone_other(self, interaction: Interaction, press: Press) -> None:
        del press
        visit = await self.bot.visit(interaction)
        await reply.show(interaction, messages.zone_other(visit.t), fresh=True)

    async def on_language(self, interaction: Interaction, press: Press) -> None:
        del press
        visit = await self.bot.visit(interaction)
        await reply.show(
            interaction, messages.language_card(visit.member, self.bot.catalogue.locales, visit.t)
        )

    async def on_language_set(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        if not press.values:
            raise StaleError("stale-press")
        await self._set_language(interaction, visit, press.values[0])

    async def on_quiet(self, interaction: Interaction, press: Press) -> None:
        del press
        visit = await self.bot.visit(interaction)
        await reply.ask(interaction, messages.quiet_form(visit.member, visit.t))

    async def on_quiet_set(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        member = await self.bot.services.people.set_quiet(
            visit.actor, press.text("from"), press.text("until")
        )
        await self._show(interaction, visit, member)

    async def on_dm(self, interaction: Interaction, press: Press) -> None:
        del press
        visit = await self.bot.visit(interaction)
        await reply.show(interaction, messages.dm_card(visit.member, visit.t))

    async def on_dm_set(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        member = await self.bot.services.people.set_dm(visit.actor, allowed=press.ids[0] == 1)
        await reply.show(interaction, messages.dm_card(member, visit.t))

    async def _set_language(self, interaction: Interaction, visit: Visit, language: str) -> None:
        chosen = None if language == AUTOMATIC else language
        member = await self.bot.services.people.set_language(visit.actor, chosen)
        await self._show(interaction, await self.bot.visit(interaction), member)

    async def _show(self, interaction: Interaction, visit: Visit, member: MemberSettings) -> None:
        card = messages.settings_card(
            member,
            visit.t,
            now=self.bot.clock.now(),
            guild_zone=visit.settings.zone,
            reminders=self.bot.services.reminders.count(visit.actor),
        )
        await reply.show(interaction, await hinted(self.bot, replace(visit, member=member), card))


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = Me(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
