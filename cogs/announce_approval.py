"""Whom an announcement pings, and another organiser who agrees to it; in /setup, when that has to be."""

import discord
from discord.ext import commands

from bot.announcements import messages
from bot.announcements.messages import approval
from bot.announcements.messages.approval import Asked
from bot.client import Crossconnect, Routes, Visit
from bot.errors import StaleError
from bot.guilds import approval_messages
from bot.guilds.rules import ChannelPurpose
from bot.guilds.service import require_organiser
from bot.ui import reply
from bot.ui.cards import Press
from cogs import announcing, confirming, pinging

WAITING_PAGE = 5
Interaction = discord.Interaction[Crossconnect]


class AnnounceApproval(commands.Cog):
    """Presses only: the commands are /announce's and /setup's."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "announce.ping": (1, self.on_ping),
            "announce.ping-role": (1, self.on_role),
            "announce.ping-everyone": (1, self.on_everyone),
            "announce.ping-nobody": (1, self.on_nobody),
            "announce.ask": (2, self.on_ask),
            "announce.waiting": (1, self.on_waiting),
            "announce.request": (2, self.on_request),
            "announce.request-text": (2, self.on_request_text),
            "announce.approve": (2, self.on_approve),
            "announce.decline": (2, self.on_decline),
            "announce.decline-reason": (2, self.on_decline_reason),
            "setup.approval": (0, self.on_setup),
            "setup.approval-all": (1, self.on_setup_all),
            "setup.approval-size": (0, self.on_setup_size),
            "setup.approval-size-set": (0, self.on_setup_size_set),
        }

    # Whom to ping

    async def on_ping(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.announcements.look(visit.actor, press.ids[0])
        chosen = draft.ping != visit.guild.id and draft.ping in visit.view(()).role_ids
        await reply.show(interaction, approval.ping(draft, visit.t, chosen=chosen))

    async def on_role(self, interaction: Interaction, press: Press) -> None:
        await self._ping(interaction, press.ids[0], next(iter(press.chosen_ids()), None))

    async def on_everyone(self, interaction: Interaction, press: Press) -> None:
        await self._ping(interaction, press.ids[0], interaction.guild_id)

    async def on_nobody(self, interaction: Interaction, press: Press) -> None:
        await self._ping(interaction, press.ids[0], None)

    async def _ping(self, interaction: Interaction, draft_id: int, ping: int | None) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.announcements.look(visit.actor, draft_id)
        pinging.require_pingable(visit, ping, draft.channels)
        draft = await self.bot.services.approvals.choose_ping(visit.actor, draft_id, ping)
        await announcing.show_preview(interaction, visit, draft)

    # The author asks

    async def on_ask(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.announcements.look(visit.actor, press.ids[0])
        if not draft.corrects:
            announcing.require_postable(visit, draft.channels)
            pinging.require_pingable(visit, draft.ping, draft.channels)
        draft = await self.bot.services.approvals.ask(visit.actor, *press.ids)
        posted = visit.settings.channels.get(ChannelPurpose.NOTICES) is not None
        await reply.show(interaction, approval.asked(draft, visit.t, posted=posted))

    # Another organiser decides

    async def on_waiting(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        page = await self.bot.services.approvals.waiting(
            visit.actor, number=press.ids[0], per_page=WAITING_PAGE
        )
        await reply.show(interaction, approval.waiting(page, visit.t, now=self.bot.clock.now()))

    async def on_request(self, interaction: Interaction, press: Press) -> None:
        await self._request(interaction, press, None)

    async def on_request_text(self, interaction: Interaction, press: Press) -> None:
        if not press.values:
            raise StaleError("stale-press")
        await self._request(interaction, press, approval.viewed(press.values[0]))

    async def on_approve(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        asked = await self.bot.services.approvals.look(visit.actor, *press.ids, deciding=True)
        if not asked.draft.corrects:
            announcing.require_postable(visit, asked.draft.channels)
            pinging.require_pingable(visit, asked.draft.ping, asked.draft.channels)
        promised, changed = await self.bot.services.approvals.approve(visit.actor, *press.ids)
        if asked.draft.corrects:
            await confirming.show_progress(interaction, promised.id)
            return
        await reply.show(
            interaction,
            messages.promised(
                promised,
                visit.t,
                now=self.bot.clock.now(),
                paused=visit.settings.paused_at is not None,
                changed=changed,
            ),
        )

    async def on_decline(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        asked = await self.bot.services.approvals.look(visit.actor, *press.ids, deciding=True)
        await reply.ask(interaction, approval.decline_form(asked.draft, visit.t))

    async def on_decline_reason(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft_id, version = press.ids
        draft = await self.bot.services.approvals.decline(
            visit.actor, draft_id, version, press.text("reason")
        )
        await reply.show(interaction, approval.declined(draft, visit.t))

    async def _request(self, interaction: Interaction, press: Press, language: str | None) -> None:
        visit = await self.bot.visit(interaction)
        asked: Asked = await self.bot.services.approvals.look(visit.actor, *press.ids)
        picture = await announcing.pictured(interaction, visit, asked.draft)
        await reply.show(
            interaction,
            approval.opened(asked, visit.t, now=self.bot.clock.now(), picture=picture, language=language),
        )

    # When it has to be

    async def on_setup(self, interaction: Interaction, press: Press) -> None:
        del press
        visit = await self._organiser(interaction)
        await reply.show(interaction, approval_messages.card(visit.settings, visit.t))

    async def on_setup_all(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        settings = await self.bot.services.guilds.set_approval(visit.actor, everything=press.ids[0] == 1)
        await reply.show(interaction, approval_messages.card(settings, visit.t))

    async def on_setup_size(self, interaction: Interaction, press: Press) -> None:
        del press
        visit = await self._organiser(interaction)
        await reply.ask(interaction, approval_messages.form(visit.settings, visit.t))

    async def on_setup_size_set(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        settings = await self.bot.services.guilds.set_approval(visit.actor, role_size=press.text("size"))
        await reply.show(interaction, approval_messages.card(settings, visit.t))

    async def _organiser(self, interaction: Interaction) -> Visit:
        visit = await self.bot.visit(interaction)
        require_organiser(visit.settings, visit.actor)
        return visit


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = AnnounceApproval(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
