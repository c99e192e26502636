"""/announce: write, preview, schedule, change and cancel announcements."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.announcements import messages
from bot.announcements.messages import approval
from bot.announcements.rules import AnnouncementState
from bot.announcements.service import LIVE, PAST
from bot.client import Crossconnect, Routes
from bot.guilds.service import require_organiser
from bot.ui import reply
from bot.ui.cards import Press
from cogs import announce_posted, announce_series, announcing, confirming, templating
from cogs.announcing import Choices, Interaction

LIST_PAGE = 5
SEARCH_LIMIT = 100
Postable = discord.TextChannel
"""Text and announcement channels; forums and threads are not for announcements."""


@app_commands.guild_only()
class Announce(commands.GroupCog, group_name="announce"):
    """For organisers; everybody else is told so, kindly, by the service."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "announce.write": (1, self.on_write),
            "announce.preview": (1, self.on_preview),
            "announce.text": (1, self.on_text),
            "announce.channels": (1, self.on_channels),
            "announce.trial": (1, self.on_trial),
            "announce.discard": (1, self.on_discard),
            "announce.confirm": (2, self.on_confirm),
            "announce.show": (1, self.on_show),
            "announce.edit": (1, self.on_edit),
            "announce.cancel": (1, self.on_cancel),
            "announce.cancel-confirm": (2, self.on_cancel_confirm),
            "announce.list": (2, self.on_list),
        }

    # Commands

    @app_commands.command(name="new")
    async def new(
        self,
        interaction: Interaction,
        when: str,
        channel: Postable,
        template: str | None = None,
        about: str | None = None,
    ) -> None:
        visit = await self.bot.visit(interaction)
        require_organiser(visit.settings, visit.actor)
        reading = announcing.read(interaction, visit, when)
        announcing.require_postable(visit, (channel.id,))
        event = announce_series.event_wall(interaction, about, reading.plan.zone)
        if template is not None:
            which = templating.chosen(template)
            await templating.begin(interaction, visit, which, reading.plan, (channel.id,), event_wall=event)
            return
        draft = await self.bot.services.announcements.draft(
            visit.actor, reading.plan, (channel.id,), event_wall=event
        )
        await reply.ask(interaction, messages.text_form(draft, visit.t))

    @new.autocomplete("when")
    async def _new_when(self, interaction: Interaction, typed: str) -> Choices:
        return await announcing.echo(interaction, typed)

    @new.autocomplete("about")
    async def _new_about(self, interaction: Interaction, typed: str) -> Choices:
        return await announcing.echo(interaction, typed, once=True)

    @new.autocomplete("template")
    async def _new_template(self, interaction: Interaction, typed: str) -> Choices:
        return await templating.choices(interaction, typed)

    @app_commands.command(name="list")
    async def list_all(self, interaction: Interaction) -> None:
        await self._list(interaction, past=False, number=1)

    @app_commands.command(name="show")
    async def show(self, interaction: Interaction, announcement: str) -> None:
        await announcing.show_detail(interaction, await announcing.chosen(interaction, announcement))

    @app_commands.command(name="edit")
    async def edit(self, interaction: Interaction, announcement: str, when: str | None = None) -> None:
        await self._edit(interaction, await announcing.chosen(interaction, announcement), when)

    @edit.autocomplete("when")
    async def _edit_when(self, interaction: Interaction, typed: str) -> Choices:
        return await announcing.echo(interaction, typed)

    @app_commands.command(name="cancel")
    async def cancel(self, interaction: Interaction, announcement: str) -> None:
        await self._ask_cancel(interaction, await announcing.chosen(interaction, announcement))

    @app_commands.command(name="pause")
    async def pause(self, interaction: Interaction, announcement: str) -> None:
        await announce_series.pause(interaction, await announcing.chosen(interaction, announcement))

    @app_commands.command(name="resume")
    async def resume(self, interaction: Interaction, announcement: str) -> None:
        await announce_series.resume(interaction, await announcing.chosen(interaction, announcement))

    @app_commands.command(name="skip")
    async def skip(self, interaction: Interaction, announcement: str, date: str) -> None:
        await announce_series.skip(interaction, await announcing.chosen(interaction, announcement), date)

    @skip.autocomplete("date")
    async def _skippable(self, interaction: Interaction, typed: str) -> Choices:
        return await announce_series.skippable(interaction, typed)

    @pause.autocomplete("announcement")
    @skip.autocomplete("announcement")
    async def _running(self, interaction: Interaction, typed: str) -> Choices:
        return await announce_series.choices(interaction, typed, paused=False)

    @resume.autocomplete("announcement")
    async def _paused(self, interaction: Interaction, typed: str) -> Choices:
        return await announce_series.choices(interaction, typed, paused=True)

    @app_commands.command(name="correct")
    async def correct(self, interaction: Interaction, announcement: str) -> None:
        await announce_posted.correct(interaction, await announcing.chosen(interaction, announcement))

    @app_commands.command(name="history")
    async def history(
        self, interaction: Interaction, search: app_commands.Range[str, 1, SEARCH_LIMIT] | None = None
    ) -> None:
        await announce_posted.look_back(interaction, search)

    @correct.autocomplete("announcement")
    async def _correctable(self, interaction: Interaction, typed: str) -> Choices:
        return await announcing.choices(interaction, typed, (*LIVE, *PAST))

    @show.autocomplete("announcement")
    async def _any(self, interaction: Interaction, typed: str) -> Choices:
        return await announcing.choices(interaction, typed, (*LIVE, *PAST))

    @edit.autocomplete("announcement")
    async def _editable(self, interaction: Interaction, typed: str) -> Choices:
        return await announcing.choices(interaction, typed, (*LIVE, AnnouncementState.DRAFT))

    @cancel.autocomplete("announcement")
    async def _live(self, interaction: Interaction, typed: str) -> Choices:
        return await announcing.choices(interaction, typed, LIVE)

    # The draft

    async def on_write(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft, unfit = await self.bot.services.announcements.write(
            visit.actor, press.ids[0], press.text("title"), press.text("body")
        )
        added = None if unfit is None else reply.sentence(unfit, visit.t)
        await announcing.show_preview(interaction, visit, draft, added=added)

    async def on_preview(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.announcements.look(visit.actor, press.ids[0])
        await announcing.show_preview(interaction, visit, draft)

    async def on_text(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.announcements.look(visit.actor, press.ids[0])
        await reply.ask(interaction, messages.text_form(draft, visit.t))

    async def on_channels(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        chosen = press.chosen_ids()
        announcing.require_postable(visit, chosen)
        draft = await self.bot.services.announcements.choose_channels(visit.actor, press.ids[0], chosen)
        await announcing.show_preview(interaction, visit, draft)

    async def on_trial(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.announcements.send_to_me(visit.actor, press.ids[0])
        await announcing.show_preview(interaction, visit, draft, added=visit.t("announce-trial-sent"))

    async def on_discard(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await self.bot.services.announcements.discard(visit.actor, press.ids[0])
        await reply.show(interaction, messages.discarded(visit.t))

    async def on_confirm(self, interaction: Interaction, press: Press) -> None:
        await confirming.confirm(interaction, *press.ids)

    # What is scheduled

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        await announcing.show_detail(interaction, press.ids[0])

    async def on_edit(self, interaction: Interaction, press: Press) -> None:
        await self._edit(interaction, press.ids[0], None)

    async def on_cancel(self, interaction: Interaction, press: Press) -> None:
        await self._ask_cancel(interaction, press.ids[0])

    async def on_cancel_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        cancelled = await self.bot.services.announcements.cancel(visit.actor, *press.ids)
        await reply.show(interaction, messages.cancelled(cancelled, visit.t))

    async def on_list(self, interaction: Interaction, press: Press) -> None:
        await self._list(interaction, past=press.ids[0] == 1, number=press.ids[1])

    async def _list(self, interaction: Interaction, *, past: bool, number: int) -> None:
        visit = await self.bot.visit(interaction)
        page = await self.bot.services.announcements.listing(
            visit.actor, past=past, number=number, per_page=LIST_PAGE
        )
        waiting = 0 if past else await self.bot.services.approvals.count(visit.actor)
        await reply.show(
            interaction,
            messages.listing(
                page,
                visit.t,
                past=past,
                now=self.bot.clock.now(),
                paused=visit.settings.paused_at is not None,
                first=(approval.waiting_item(waiting, visit.t),) if waiting else (),
                own=visit.settings.language,
            ),
        )

    async def _edit(self, interaction: Interaction, announcement_id: int, phrase: str | None) -> None:
        visit = await self.bot.visit(interaction)
        require_organiser(visit.settings, visit.actor)
        plan = None if phrase is None else announcing.read(interaction, visit, phrase).plan
        draft = await self.bot.services.announcements.revise(visit.actor, announcement_id, plan)
        added = None if plan is None else await announce_series.carried(interaction, visit, draft)
        await announcing.show_preview(interaction, visit, draft, added=added)

    async def _ask_cancel(self, interaction: Interaction, announcement_id: int) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.announcements.cancellable(visit.actor, announcement_id)
        await reply.show(interaction, messages.cancel_card(found, visit.t, now=self.bot.clock.now()))


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = Announce(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
