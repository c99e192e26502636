"""/announce: write, preview, schedule, change and cancel announcements."""

from collections.abc import Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.announcements import messages
from bot.announcements.rules import Announcement, AnnouncementState
from bot.announcements.service import LIVE, PAST
from bot.client import Crossconnect, Routes, Visit
from bot.errors import InvalidInputError, NotFoundError, RefusedError
from bot.guilds.messages import permission_names
from bot.guilds.rules import ANNOUNCEMENT, MESSAGES, TEXT
from bot.guilds.service import require_organiser
from bot.language import markup, when
from bot.language.safe_text import clip
from bot.ui import reply
from bot.ui.cards import Press

LIST_PAGE = 5
_CHOICE_LIMIT = 100
Interaction = discord.Interaction[Crossconnect]
Postable = discord.TextChannel
"""Text and announcement channels; forums and threads are not for announcements."""


@app_commands.guild_only()
class Announce(commands.GroupCog, group_name="announce"):
    """For organisers; everybody else is told so, kindly, by the service."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "announce.write": (1, self.on_write),
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
    async def new(self, interaction: Interaction, when: str, channel: Postable) -> None:
        visit = await self.bot.visit(interaction)
        require_organiser(visit.settings, visit.actor)
        reading = self._read(visit, when)
        _require_postable(visit, (channel.id,))
        draft = await self.bot.services.announcements.draft(visit.actor, reading.plan, (channel.id,))
        await reply.ask(interaction, messages.text_form(draft, visit.t))

    @new.autocomplete("when")
    async def _new_when(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await self._echo(interaction, typed)

    @app_commands.command(name="list")
    async def list_all(self, interaction: Interaction) -> None:
        await self._list(interaction, past=False, number=1)

    @app_commands.command(name="show")
    async def show(self, interaction: Interaction, announcement: str) -> None:
        await self._show(interaction, await self._chosen(interaction, announcement))

    @app_commands.command(name="edit")
    async def edit(self, interaction: Interaction, announcement: str, when: str | None = None) -> None:
        await self._edit(interaction, await self._chosen(interaction, announcement), when)

    @edit.autocomplete("when")
    async def _edit_when(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await self._echo(interaction, typed)

    @app_commands.command(name="cancel")
    async def cancel(self, interaction: Interaction, announcement: str) -> None:
        await self._ask_cancel(interaction, await self._chosen(interaction, announcement))

    @show.autocomplete("announcement")
    async def _any(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await self._choices(interaction, typed, (*LIVE, *PAST))

    @edit.autocomplete("announcement")
    async def _editable(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await self._choices(interaction, typed, (*LIVE, AnnouncementState.DRAFT))

    @cancel.autocomplete("announcement")
    async def _live(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await self._choices(interaction, typed, LIVE)

    # The draft

    async def on_write(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft, unfit = await self.bot.services.announcements.write(
            visit.actor, press.ids[0], press.text("title"), press.text("body")
        )
        added = None if unfit is None else reply.sentence(unfit, visit.t)
        await self._preview(interaction, visit, draft, added=added)

    async def on_text(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.announcements.look(visit.actor, press.ids[0])
        await reply.ask(interaction, messages.text_form(draft, visit.t))

    async def on_channels(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        chosen = press.chosen_ids()
        _require_postable(visit, chosen)
        draft = await self.bot.services.announcements.choose_channels(visit.actor, press.ids[0], chosen)
        await self._preview(interaction, visit, draft)

    async def on_trial(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.announcements.send_to_me(visit.actor, press.ids[0])
        await self._preview(interaction, visit, draft, added=visit.t("announce-trial-sent"))

    async def on_discard(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await self.bot.services.announcements.discard(visit.actor, press.ids[0])
        await reply.show(interaction, messages.discarded(visit.t))

    async def on_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft_id, version = press.ids
        draft = await self.bot.services.announcements.look(visit.actor, draft_id)
        _require_postable(visit, draft.channels)
        promised = await self.bot.services.announcements.confirm(visit.actor, draft_id, version)
        await reply.show(
            interaction,
            messages.promised(
                promised,
                visit.t,
                now=self.bot.clock.now(),
                paused=visit.settings.paused_at is not None,
                changed=promised.id != draft_id,
            ),
        )

    # What is scheduled

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        await self._show(interaction, press.ids[0])

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
        await reply.show(
            interaction,
            messages.listing(
                page,
                visit.t,
                past=past,
                now=self.bot.clock.now(),
                paused=visit.settings.paused_at is not None,
            ),
        )

    async def _chosen(self, interaction: Interaction, announcement: str) -> int:
        """The id behind a choice of the picker; who may not ask is told so, and not that it is not there."""
        visit = await self.bot.visit(interaction)
        require_organiser(visit.settings, visit.actor)
        return _id(announcement)

    async def _show(self, interaction: Interaction, announcement_id: int) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.announcements.detail(visit.actor, announcement_id)
        await reply.show(interaction, messages.detail(found, visit.t, now=self.bot.clock.now()))

    async def _edit(self, interaction: Interaction, announcement_id: int, phrase: str | None) -> None:
        visit = await self.bot.visit(interaction)
        require_organiser(visit.settings, visit.actor)
        plan = None if phrase is None else self._read(visit, phrase).plan
        draft = await self.bot.services.announcements.revise(visit.actor, announcement_id, plan)
        await self._preview(interaction, visit, draft)

    async def _ask_cancel(self, interaction: Interaction, announcement_id: int) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.announcements.cancellable(visit.actor, announcement_id)
        await reply.show(interaction, messages.cancel_card(found, visit.t, now=self.bot.clock.now()))

    async def _preview(
        self, interaction: Interaction, visit: Visit, draft: Announcement, *, added: str | None = None
    ) -> None:
        shown = visit.view(draft.channels).channels
        there = {one.id for one in shown.values() if one.type in (TEXT, ANNOUNCEMENT)}
        await reply.show(
            interaction, messages.preview(draft, visit.t, now=self.bot.clock.now(), added=added, there=there)
        )

    # Times and choices

    def _read(self, visit: Visit, phrase: str) -> when.Reading:
        return when.read_when(phrase, zone=visit.settings.zone, now=self.bot.clock.now())

    async def _echo(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """What the phrase means, before anything is done with it; or why it means nothing; or ways to say it."""
        visit = await self.bot.visit(interaction)
        now, zone = self.bot.clock.now(), visit.settings.zone
        phrases = [typed] if typed.strip() else []
        phrases += [one for one in when.suggest(typed, zone=zone, now=now) if one not in phrases]
        choices: dict[str, app_commands.Choice[str]] = {}
        for phrase in phrases[:25]:
            try:
                shown = when.echo(when.read_when(phrase, zone=zone, now=now), visit.t)
            except InvalidInputError as error:
                shown = visit.t.plain(error.key, **error.values)
            name = _clipped(shown)  # two phrases that mean the same are one row
            choices.setdefault(name, app_commands.Choice(name=name, value=phrase[:_CHOICE_LIMIT]))
        return list(choices.values())

    async def _choices(
        self, interaction: Interaction, typed: str, states: Sequence[AnnouncementState]
    ) -> list[app_commands.Choice[str]]:
        visit = await self.bot.visit(interaction)
        try:
            found = await self.bot.services.announcements.find(visit.actor, typed, states)
        except RefusedError:
            return []  # not an organiser: the command itself says so
        return [
            app_commands.Choice(name=_clipped(messages.choice(one, visit.t)), value=str(one.id))
            for one in found
        ]


def _clipped(text: str) -> str:
    return clip(text, _CHOICE_LIMIT)


def _id(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise NotFoundError("announce-not-found")
    return int(text)


def _require_postable(visit: Visit, channels: tuple[int, ...]) -> None:
    view = visit.view(channels)
    for channel_id in channels:
        channel = view.channels.get(channel_id)
        if channel is None or channel.type not in (TEXT, ANNOUNCEMENT):
            raise InvalidInputError("announce-channel-elsewhere")
        if lacking := MESSAGES & channel.missing:
            raise InvalidInputError(
                "announce-channel-permission",
                where=markup.channel(channel_id),
                permissions=permission_names(tuple(sorted(lacking)), visit.t),
            )


async def setup(bot: Crossconnect) -> None:
    """Called by discord.py when the extension is loaded."""
    cog = Announce(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
