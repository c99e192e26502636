"""/charter: what this community agreed on. Everybody reads it; organisers write, publish and post it."""

from typing import Final

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.errors import InvalidInputError
from bot.guilds.service import require_organiser
from bot.language import when
from bot.language.safe_text import clip
from bot.topics.charter import messages, rules
from bot.topics.charter import organising_messages as organising
from bot.ui import reply
from bot.ui.cards import Press
from cogs import announcing, granting

Interaction = discord.Interaction[Crossconnect]
Choices = list[app_commands.Choice[str]]
OFF: Final = "off"
_READERS_PAGE = 20
_VERSIONS_PAGE = 8
_MEMBERS_AT_ONCE = 1000
_UNREACHABLE = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError, TimeoutError)


@app_commands.guild_only()
class Charter(commands.GroupCog, group_name="charter"):
    """`show` and "I have read it" are everybody's; who else may what, the service decides."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "charter.show": (0, self.on_show),
            "charter.read": (1, self.on_read),
            "charter.edit": (0, self.on_edit),
            "charter.write": (1, self.on_write),
            "charter.publish": (3, self.on_publish),
            "charter.discard": (1, self.on_discard),
            "charter.keep": (0, self.on_keep),
            "charter.ask-again": (1, self.on_ask_again),
            "charter.who": (2, self.on_who),
            "charter.missing": (1, self.on_missing),
            "charter.versions": (1, self.on_versions),
            "charter.version": (1, self.on_version),
            "charter.plan": (0, self.on_plan),
            "charter.plan-stop": (1, self.on_plan_stop),
            "charter.role": (0, self.on_role),
            "charter.role-none": (1, self.on_role_none),
        }

    # Commands

    @app_commands.command(name="show")
    async def show(self, interaction: Interaction) -> None:
        await self._show(interaction)

    @app_commands.command(name="edit")
    async def edit(self, interaction: Interaction) -> None:
        await self._edit(interaction)

    @app_commands.command(name="post")
    async def post(self, interaction: Interaction, channel: discord.TextChannel) -> None:
        visit = await self._organiser(interaction)
        announcing.require_postable(visit, (channel.id,))
        paused = await self.bot.services.charter_sharing.post(visit.actor, channel.id)
        await reply.show(interaction, organising.posting(channel.id, visit.t, paused=paused))

    @app_commands.command(name="schedule")
    async def schedule(
        self, interaction: Interaction, when: str | None = None, channel: discord.TextChannel | None = None
    ) -> None:
        visit = await self._organiser(interaction)
        service = self.bot.services.charter_sharing
        if when is None:
            await self._plan(interaction)
            return
        if when.strip().casefold() == OFF:
            found = await service.unschedule(visit.actor)
        else:
            plan = announcing.read(interaction, visit, when).plan
            if plan.rule is None:
                raise InvalidInputError("charter-schedule-once")
            place = await service.place(visit.actor) if channel is None else channel.id
            announcing.require_postable(visit, (place,))
            found = await service.schedule(visit.actor, plan, place)
        card = organising.plan_card(found, visit.t, now=self.bot.clock.now(), changed=True)
        await reply.show(interaction, card)

    @schedule.autocomplete("when")
    async def _schedule_when(self, interaction: Interaction, typed: str) -> Choices:
        return await _echo(interaction, typed)

    @app_commands.command(name="role")
    async def role(self, interaction: Interaction, role: discord.Role | None = None) -> None:
        visit = await self._organiser(interaction)
        if role is None:
            await self._role(interaction)
            return
        granting.require_grantable(visit, role.id)
        found = await self.bot.services.charter_sharing.set_role(visit.actor, role.id)
        await reply.show(interaction, organising.role_card(found, visit.t, changed=True))

    # Presses: everybody's

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        del press
        await self._show(interaction)

    async def on_read(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.charter.acknowledge(visit.actor, press.ids[0])
        await reply.show(interaction, messages.acknowledged(found, visit.t))

    # Presses: organisers'

    async def on_edit(self, interaction: Interaction, press: Press) -> None:
        del press
        await self._edit(interaction)

    async def on_write(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.charter.write(
            visit.actor, press.ids[0], press.text("title"), press.text("body")
        )
        await reply.show(interaction, messages.preview(draft, visit.t))

    async def on_publish(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        published = await self.bot.services.charter.publish(visit.actor, *press.ids)
        await reply.show(interaction, messages.published(published, visit.t))

    async def on_discard(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await self.bot.services.charter.discard(visit.actor, press.ids[0])
        await reply.show(interaction, messages.discarded(visit.t))

    async def on_keep(self, interaction: Interaction, press: Press) -> None:
        del press
        visit = await self._organiser(interaction)
        await reply.show(interaction, messages.kept(visit.t))

    async def on_ask_again(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.charter_sharing.ask_again(visit.actor, press.ids[0])
        await reply.show(interaction, organising.asked_again(found, visit.t))

    async def on_who(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        charter_id, number = press.ids
        charter, page, total = await self.bot.services.charter.readers(
            visit.actor, charter_id, number=number, per_page=_READERS_PAGE
        )
        await reply.show(interaction, organising.readers(charter, page, total, visit.t))

    async def on_missing(self, interaction: Interaction, press: Press) -> None:
        visit = await self._organiser(interaction)
        if not visit.members_intent:
            await reply.show(interaction, organising.not_known(visit.t))
            return
        if (visit.guild.member_count or 0) > rules.MOST_MEMBERS:
            raise InvalidInputError("charter-missing-many", most=rules.MOST_MEMBERS)
        await reply.defer(interaction)  # ten requests at most, of half a second each
        members = await self._members(visit.guild.id)
        found = await self.bot.services.charter.missing(
            visit.actor, members, number=press.ids[0], per_page=_READERS_PAGE
        )
        await reply.show(interaction, organising.missing(found, visit.t))

    async def on_versions(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        page = await self.bot.services.charter.versions(
            visit.actor, number=press.ids[0], per_page=_VERSIONS_PAGE
        )
        await reply.show(interaction, organising.versions(page, visit.t))

    async def on_version(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.charter.version(visit.actor, press.ids[0])
        await reply.show(interaction, organising.version(found, visit.t))

    async def on_plan(self, interaction: Interaction, press: Press) -> None:
        del press
        await self._plan(interaction)

    async def on_plan_stop(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.charter_sharing.unschedule(visit.actor, press.ids[0])
        card = organising.plan_card(found, visit.t, now=self.bot.clock.now(), changed=True)
        await reply.show(interaction, card)

    async def on_role(self, interaction: Interaction, press: Press) -> None:
        del press
        await self._role(interaction)

    async def on_role_none(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.charter_sharing.end_role(visit.actor, press.ids[0])
        await reply.show(interaction, organising.role_card(found, visit.t, changed=True))

    # Parts

    async def _show(self, interaction: Interaction) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.charter.show(visit.actor)
        await reply.show(interaction, messages.shown(found, visit.t, now=self.bot.clock.now()))

    async def _edit(self, interaction: Interaction) -> None:
        visit = await self.bot.visit(interaction)
        begun = await self.bot.services.charter.begin(visit.actor)
        await reply.ask(interaction, messages.form(begun, visit.t))

    async def _plan(self, interaction: Interaction) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.charter_sharing.plan(visit.actor)
        await reply.show(interaction, organising.plan_card(found, visit.t, now=self.bot.clock.now()))

    async def _role(self, interaction: Interaction) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.charter_sharing.roles(visit.actor)
        await reply.show(interaction, organising.role_card(found, visit.t))

    async def _organiser(self, interaction: Interaction) -> Visit:
        visit = await self.bot.visit(interaction)
        require_organiser(visit.settings, visit.actor)
        return visit

    async def _members(self, guild_id: int) -> list[int]:
        """Who is a member now, apps left out. Raises InvalidInputError where Discord does not say."""
        found: list[int] = []
        after: int | None = None
        try:
            while True:
                # Not fetch_members: it makes a member of each, which takes 20 ms a thousand.
                page = await self.bot.http.get_members(guild_id, _MEMBERS_AT_ONCE, after)
                found += [int(one["user"]["id"]) for one in page if not one["user"].get("bot")]
                if len(page) < _MEMBERS_AT_ONCE:
                    return found
                after = int(page[-1]["user"]["id"])
        except _UNREACHABLE as error:
            raise InvalidInputError("charter-missing-unreached") from error


async def _echo(interaction: Interaction, typed: str) -> Choices:
    """What the phrase means, or why it cannot be had; and a way to end it."""
    visit = await interaction.client.visit(interaction)
    now, zone = interaction.client.clock.now(), visit.settings.zone
    off = app_commands.Choice(name=visit.t.plain("charter-schedule-off-choice"), value=OFF)
    wanted = typed.strip()
    found: dict[str, app_commands.Choice[str]] = {}
    if wanted and OFF.startswith(wanted.casefold()):
        found[off.name] = off
    phrases = [typed] if wanted else []
    phrases += [one for one in when.suggest(typed, zone=zone, now=now) if one not in phrases]
    for phrase in phrases:
        try:
            reading = when.read_when(phrase, zone=zone, now=now)
        except InvalidInputError as error:
            if found:
                continue  # "o" and "of" are on the way to "off"
            shown = visit.t.plain(error.key, **error.values)
        else:
            if reading.plan.rule is not None:
                shown = when.echo(reading, visit.t)
            elif phrase == typed:
                shown = visit.t.plain("charter-schedule-once")
            else:
                continue
        name = clip(shown, announcing.CHOICE_LIMIT)  # two phrases that mean the same are one row
        found.setdefault(name, app_commands.Choice(name=name, value=phrase[: announcing.CHOICE_LIMIT]))
    if not wanted:
        found[off.name] = off
    return list(found.values())[:25]


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = Charter(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
