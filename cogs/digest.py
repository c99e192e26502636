"""/digest: what stayed unanswered, what was solved, what is coming up; posted again and again, or now."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.errors import InvalidInputError
from bot.guilds.service import require_organiser
from bot.topics.digest import messages
from bot.topics.digest.rules import LEAST_NUDGE, MOST_NUDGE
from bot.ui import reply
from bot.ui.cards import Press
from cogs import announcing
from cogs.announcing import Choices, Interaction


@app_commands.guild_only()
class Digest(commands.GroupCog, group_name="digest"):
    """Everybody looks; organisers post and schedule."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "digest.show": (0, self.on_show),
            "digest.now": (0, self.on_now),
            "digest.post": (2, self.on_post),
            "digest.off": (1, self.on_off),
        }

    # Commands

    @app_commands.command(name="show")
    async def show(self, interaction: Interaction) -> None:
        await self._show(interaction)

    @app_commands.command(name="now")
    async def now(self, interaction: Interaction) -> None:
        await self._now(interaction)

    @app_commands.command(name="schedule")
    async def schedule(self, interaction: Interaction, channel: discord.TextChannel, when: str) -> None:
        visit = await self.bot.visit(interaction)
        require_organiser(visit.settings, visit.actor)
        reading = announcing.read(interaction, visit, when)
        _require_postable(visit, channel.id)
        standing = await self.bot.services.digest.schedule(visit.actor, channel.id, reading.plan)
        paused = visit.settings.paused_at is not None
        await reply.show(interaction, messages.scheduled(standing, visit.t, paused=paused))

    @schedule.autocomplete("when")
    async def _schedule_when(self, interaction: Interaction, typed: str) -> Choices:
        return await announcing.echo(interaction, typed)

    @app_commands.command(name="off")
    async def off(self, interaction: Interaction) -> None:
        visit = await self.bot.visit(interaction)
        before = await self.bot.services.digest.off(visit.actor)
        await reply.show(interaction, messages.off(before, visit.t))

    @app_commands.command(name="nudge")
    async def nudge(
        self, interaction: Interaction, hours: app_commands.Range[int, LEAST_NUDGE, MOST_NUDGE]
    ) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.digest.set_nudge(visit.actor, hours)
        await reply.show(interaction, messages.nudge(found, visit.t))

    # Buttons

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        del press
        await self._show(interaction)

    async def on_now(self, interaction: Interaction, press: Press) -> None:
        del press
        await self._now(interaction)

    async def on_post(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        channel_id, request_id = press.ids
        require_organiser(visit.settings, visit.actor)
        _require_postable(visit, channel_id)
        await self.bot.services.digest.post(visit.actor, channel_id, request_id)
        await reply.show(interaction, messages.posted(channel_id, visit.t))

    async def on_off(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        before = await self.bot.services.digest.off(visit.actor, press.ids[0])
        await reply.show(interaction, messages.off(before, visit.t))

    async def _show(self, interaction: Interaction) -> None:
        visit = await self.bot.visit(interaction)
        where = interaction.channel_id or 0
        standing = await self.bot.services.digest.look(visit.actor, where, visit.may_view)
        await reply.show(interaction, messages.shown(standing, visit.t, now=self.bot.clock.now()))

    async def _now(self, interaction: Interaction) -> None:
        visit = await self.bot.visit(interaction)
        configured = await self.bot.services.digest.configured(visit.actor)
        channel_id = configured.channel_id or interaction.channel_id or 0
        _require_postable(visit, channel_id)
        sections = await self.bot.services.digest.preview(visit.actor, channel_id)
        card = messages.preview(
            sections,
            visit.t,
            channel_id=channel_id,
            request_id=visit.actor.interaction_id,
            now=self.bot.clock.now(),
        )
        await reply.show(interaction, card)


def _require_postable(visit: Visit, channel_id: int) -> None:
    """Raises InvalidInputError where the bot may not post, and where the organiser may not look themselves."""
    announcing.require_postable(visit, (channel_id,))
    if not visit.may_view(channel_id):
        raise InvalidInputError("digest-channel-hidden")


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = Digest(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
