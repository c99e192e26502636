"""/me: a person's own settings."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Visit
from bot.people import messages
from bot.people.rules import MemberSettings
from bot.ui import reply
from cogs.setup import zone_choices

Interaction = discord.Interaction[Crossconnect]
AUTOMATIC = "auto"


@app_commands.guild_only()
class Me(commands.GroupCog, group_name="me"):
    """Acts on the record of whoever runs it, and on no other."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot

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
        chosen = None if language == AUTOMATIC else language
        member = await self.bot.services.people.set_language(visit.actor, chosen)
        await self._show(interaction, await self.bot.visit(interaction), member)

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

    async def _show(self, interaction: Interaction, visit: Visit, member: MemberSettings) -> None:
        card = messages.settings_card(
            member, visit.t, now=self.bot.clock.now(), guild_zone=visit.settings.zone
        )
        await reply.show(interaction, card)


async def setup(bot: Crossconnect) -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(Me(bot))
