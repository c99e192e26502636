"""/setup: what is configured, what is wrong, and the menus that change it."""

from typing import TypeVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.guilds import history_messages, messages, panel_messages
from bot.guilds.rules import NEEDS, ChannelPurpose, RolePurpose
from bot.guilds.service import require_organiser
from bot.language import zones
from bot.privacy.messages import guild_file_card
from bot.ui import reply
from bot.ui.cards import Press
from cogs import announcing, granting, setup_holidays

HISTORY_PAGE = 10
Interaction = discord.Interaction[Crossconnect]
P = TypeVar("P", ChannelPurpose, RolePurpose)


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Setup(commands.GroupCog, group_name="setup"):
    """For organisers. Discord shows it to Manage Server; the service decides."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "setup.show": (0, self.on_show),
            "setup.channels": (0, self.on_channels),
            "setup.channel": (1, self.on_channel),
            "setup.roles": (0, self.on_roles),
            "setup.role": (1, self.on_role),
            "setup.times": (0, self.on_times),
            "setup.language": (0, self.on_language),
            "setup.quiet": (0, self.on_quiet),
            "setup.quiet-set": (0, self.on_quiet_set),
            "setup.create": (0, self.on_create),
            "setup.pause": (1, self.on_pause),
            "setup.history": (1, self.on_history),
            "setup.history-file": (0, self.on_history_file),
        }

    # Commands

    @app_commands.command(name="show")
    async def show(self, interaction: Interaction) -> None:
        await self._overview(interaction, await self.bot.visit(interaction))

    @app_commands.command(name="zone")
    async def zone(self, interaction: Interaction, zone: str) -> None:
        visit = await self.bot.visit(interaction)
        settings = await self.bot.services.guilds.set_zone(visit.actor, zone)
        await reply.show(interaction, messages.zone_set(settings, visit.t, now=self.bot.clock.now()))

    @zone.autocomplete("zone")
    async def _zones(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        del interaction
        return zone_choices(self.bot, typed)

    @app_commands.command(name="history")
    async def history(self, interaction: Interaction) -> None:
        await self._history(interaction, 1)

    @app_commands.command(name="export")
    async def export(self, interaction: Interaction) -> None:
        visit = await self._organiser(interaction)
        await reply.defer(interaction)  # a file of some megabytes takes longer than Discord waits
        file = await self.bot.services.privacy.export_guild(visit.actor, visit.t)
        await reply.show(interaction, guild_file_card(file, visit.t))

    @app_commands.command(name="panel")
    async def panel(self, interaction: Interaction, channel: discord.TextChannel) -> None:
        visit = await self._organiser(interaction)
        announcing.require_postable(visit, (channel.id,))
        settings = await self.bot.services.panel.post(visit.actor, channel.id)
        paused = settings.paused_at is not None
        await reply.show(interaction, panel_messages.posted(channel.id, visit.t, paused=paused))

    @app_commands.command(name="holidays")
    async def holidays(self, interaction: Interaction, country: str | None = None) -> None:
        if country is None:
            await setup_holidays.open_list(interaction)
        else:
            await setup_holidays.open_country(interaction, country)

    @holidays.autocomplete("country")
    async def _countries(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await setup_holidays.countries(interaction, typed)

    # Buttons, menus and forms

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        del press
        await self._overview(interaction, await self.bot.visit(interaction))

    async def on_channels(self, interaction: Interaction, press: Press) -> None:
        del press
        visit = await self._organiser(interaction)
        await reply.show(interaction, messages.channels(visit.settings, visit.view(), visit.t))

    async def on_channel(self, interaction: Interaction, press: Press) -> None:
        visit = await self._organiser(interaction)
        purpose = _nth(ChannelPurpose, press.ids[0])
        chosen = next(iter(press.chosen_ids()), None)
        if chosen is not None:
            channel = visit.view((chosen,)).channels.get(chosen)
            if channel is None or channel.type not in NEEDS[purpose].types:
                raise InvalidInputError("setup-channel-elsewhere")
        settings = await self.bot.services.guilds.set_channel(visit.actor, purpose, chosen)
        await reply.show(
            interaction, messages.channels(settings, visit.view(settings.channels.values()), visit.t)
        )

    async def on_roles(self, interaction: Interaction, press: Press) -> None:
        del press
        visit = await self._organiser(interaction)
        await reply.show(interaction, messages.roles(visit.settings, visit.view(), visit.t))

    async def on_role(self, interaction: Interaction, press: Press) -> None:
        visit = await self._organiser(interaction)
        purpose = _nth(RolePurpose, press.ids[0])
        chosen = next(iter(press.chosen_ids()), None)
        if chosen is not None and chosen not in visit.view(()).role_ids:
            raise InvalidInputError("setup-role-elsewhere")
        if chosen == visit.actor.guild_id:
            raise InvalidInputError("setup-role-everyone")
        role = None if chosen is None else visit.guild.get_role(chosen)
        if role is not None and role.managed:
            raise InvalidInputError("setup-role-managed")
        if purpose is RolePurpose.VERIFIED and chosen is not None:
            granting.require_grantable(visit, chosen, but=purpose)  # the bot itself hands it out
        elif chosen is not None and chosen == visit.settings.roles.get(RolePurpose.VERIFIED):
            raise InvalidInputError("setup-role-verified")  # a token would make an organiser
        settings = await self.bot.services.guilds.set_role(visit.actor, purpose, chosen)
        await reply.show(interaction, messages.roles(settings, visit.view(), visit.t))

    async def on_times(self, interaction: Interaction, press: Press) -> None:
        del press
        visit = await self._organiser(interaction)
        await reply.show(interaction, messages.times(visit.settings, self.bot.catalogue.locales, visit.t))

    async def on_language(self, interaction: Interaction, press: Press) -> None:
        visit = await self._organiser(interaction)
        if not press.values:
            raise StaleError("stale-press")
        settings = await self.bot.services.guilds.set_language(visit.actor, press.values[0])
        await reply.show(interaction, messages.times(settings, self.bot.catalogue.locales, visit.t))

    async def on_quiet(self, interaction: Interaction, press: Press) -> None:
        del press
        visit = await self._organiser(interaction)
        await reply.ask(interaction, messages.quiet_form(visit.settings, visit.t))

    async def on_quiet_set(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        settings = await self.bot.services.guilds.set_quiet(
            visit.actor, press.text("from"), press.text("until")
        )
        await reply.show(interaction, messages.times(settings, self.bot.catalogue.locales, visit.t))

    async def on_create(self, interaction: Interaction, press: Press) -> None:
        del press
        visit = await self._organiser(interaction)
        made = await self.bot.services.guilds.create_missing(visit.actor, visit.view())
        t = visit.t
        added = t("setup-creating", count=len(made)) if made else t("setup-create-nothing")
        await self._overview(interaction, visit, added=added)

    async def on_pause(self, interaction: Interaction, press: Press) -> None:
        visit = await self._organiser(interaction)
        await self.bot.services.guilds.set_paused(visit.actor, paused=press.ids[0] == 1)
        await self._overview(interaction, visit)

    async def on_history(self, interaction: Interaction, press: Press) -> None:
        await self._history(interaction, press.ids[0])

    async def on_history_file(self, interaction: Interaction, press: Press) -> None:
        del press
        visit = await self._organiser(interaction)
        await reply.defer(interaction)  # a file of some megabytes takes longer than Discord waits
        file = await self.bot.services.guilds.history_file(visit.actor, history_messages.words(visit.t))
        await reply.show(interaction, history_messages.file_card(file, visit.t))

    async def _overview(self, interaction: Interaction, visit: Visit, *, added: str | None = None) -> None:
        settings = await self.bot.services.guilds.open(visit.actor)
        failures = await self.bot.services.guilds.failures(visit.actor)
        view = visit.view((*settings.channels.values(), *(one.target_id for one in failures)))
        await reply.show(
            interaction, messages.overview(settings, view, visit.t, failures=failures, added=added)
        )

    async def _history(self, interaction: Interaction, number: int) -> None:
        visit = await self.bot.visit(interaction)
        page = await self.bot.services.guilds.history(visit.actor, number=number, per_page=HISTORY_PAGE)
        await reply.show(interaction, messages.history(page, visit.t))

    async def _organiser(self, interaction: Interaction) -> Visit:
        visit = await self.bot.visit(interaction)
        require_organiser(visit.settings, visit.actor)
        return visit


def zone_choices(bot: Crossconnect, typed: str) -> list[app_commands.Choice[str]]:
    """What the picker offers for a zone option."""
    return [
        app_commands.Choice(name=found.label[:100], value=found.name)
        for found in zones.search(typed[:100], now=bot.clock.now())
    ]


def _nth(purposes: type[P], index: int) -> P:
    members = tuple(purposes)
    if index >= len(members):
        raise NotFoundError("stale-press")
    return members[index]


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = Setup(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
