"""/maintenance: windows are announced, shown, changed, cancelled, and taken into calendars."""

import asyncio
from functools import partial

from discord import app_commands
from discord.ext import commands

from bot.agenda import calendar as agenda
from bot.agenda.messages import kind_text
from bot.client import Crossconnect, Routes
from bot.errors import InvalidInputError, NotFoundError, RefusedError
from bot.language import when
from bot.language.catalogue import SOURCE
from bot.operations.maintenance import answers, forms
from bot.operations.maintenance.rules import Impact
from bot.operations.maintenance.service import Texts
from bot.ui import reply
from bot.ui.cards import Press
from cogs import maintaining
from cogs.maintaining import Choices, Interaction


@app_commands.guild_only()
class Maintenance(commands.GroupCog, group_name="maintenance"):
    """Everybody reads; who may announce and change is told by the service, kindly."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "maintenance.write": (1, self.on_write),
            "maintenance.text": (1, self.on_text),
            "maintenance.confirm": (2, self.on_confirm),
            "maintenance.discard": (1, self.on_discard),
            "maintenance.list": (1, self.on_list),
            "maintenance.show": (1, self.on_show),
            "maintenance.edit": (1, self.on_edit),
            "maintenance.cancel": (1, self.on_cancel),
            "maintenance.cancelled": (2, self.on_cancelled),
            "maintenance.calendar": (0, self.on_calendar),
        }
        t = bot.catalogue.translator(SOURCE)
        for command in (self.add, self.edit):
            command._params["impact"].choices = [  # the public view is read-only
                app_commands.Choice(name=t.plain(f"maintenance-choice-{one}"), value=one.value)
                for one in Impact
            ]

    # Commands

    @app_commands.command(name="add")
    async def add(self, interaction: Interaction, start: str, end: str, networks: str, impact: str) -> None:
        visit = await self.bot.visit(interaction)
        chosen = maintaining.impact(impact)
        window = maintaining.read_window(interaction, visit, start, end)
        maintaining.require_place(visit)
        draft = await self.bot.services.maintenance.draft(visit.actor, window, networks, chosen)
        await reply.ask(interaction, forms.text_form(draft, visit.t))

    @app_commands.command(name="list")
    async def list_all(self, interaction: Interaction) -> None:
        await self._list(interaction, 1)

    @app_commands.command(name="show")
    async def show(self, interaction: Interaction, maintenance: str) -> None:
        await self._show(interaction, await self._chosen(interaction, maintenance))

    @app_commands.command(name="edit")
    async def edit(
        self,
        interaction: Interaction,
        *,
        maintenance: str,
        start: str | None = None,
        end: str | None = None,
        networks: str | None = None,
        impact: str | None = None,
    ) -> None:
        id_ = await self._chosen(interaction, maintenance)
        await self._edit(interaction, id_, start=start, end=end, networks=networks, impact=impact)

    @app_commands.command(name="cancel")
    async def cancel(self, interaction: Interaction, maintenance: str) -> None:
        await self._ask_cancel(interaction, await self._chosen(interaction, maintenance))

    @app_commands.command(name="calendar")
    async def calendar(self, interaction: Interaction) -> None:
        await self._calendar(interaction)

    @add.autocomplete("start")
    @edit.autocomplete("start")
    async def _starts(self, interaction: Interaction, typed: str) -> Choices:
        return maintaining.echo_start(interaction, await self.bot.visit(interaction), typed)

    @add.autocomplete("end")
    @edit.autocomplete("end")
    async def _ends(self, interaction: Interaction, typed: str) -> Choices:
        visit = await self.bot.visit(interaction)
        typed_start = str(getattr(interaction.namespace, "start", "") or "")
        start: when.Reading | InvalidInputError | None = None
        if not typed_start:
            start = await self._known_start(interaction)
        if start is None:
            try:
                start = maintaining.read_start(interaction, visit, typed_start)
            except InvalidInputError as error:
                start = error
        return maintaining.echo_end(interaction, visit, start, typed)

    @add.autocomplete("networks")
    @edit.autocomplete("networks")
    async def _networks(self, interaction: Interaction, typed: str) -> Choices:
        return await maintaining.networks(interaction, typed)

    @show.autocomplete("maintenance")
    async def _every(self, interaction: Interaction, typed: str) -> Choices:
        return await self._offered(interaction, typed, live=False)

    @edit.autocomplete("maintenance")
    @cancel.autocomplete("maintenance")
    async def _coming(self, interaction: Interaction, typed: str) -> Choices:
        return await self._offered(interaction, typed, live=True)

    # Presses

    async def on_write(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        texts = Texts(
            title=press.text("title"),
            body=press.text("body"),
            facilities=press.text("facilities"),
            objects=press.text("objects"),
        )
        try:
            found = await self.bot.services.maintenance.write(visit.actor, press.ids[0], texts)
        except RefusedError as error:
            typed = (texts.title, texts.body, texts.facilities, texts.objects)
            why = reply.sentence(error, visit.t)
            card = answers.given_back(typed, why, visit.t, draft_id=press.ids[0])
            await reply.show(interaction, card)
            return
        await reply.show(interaction, answers.preview(found, visit.t))

    async def on_text(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.maintenance.own_draft(visit.actor, press.ids[0])
        await reply.ask(interaction, forms.text_form(found.maintenance, visit.t))

    async def on_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.maintenance.own_draft(visit.actor, press.ids[0])
        if draft.before is None:
            maintaining.require_place(visit)
        done = await self.bot.services.maintenance.confirm(visit.actor, *press.ids)
        await reply.show(interaction, answers.announced(done, visit.t, is_new=draft.before is None))

    async def on_discard(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await self.bot.services.maintenance.discard(visit.actor, press.ids[0])
        await reply.show(interaction, answers.discarded(visit.t))

    async def on_list(self, interaction: Interaction, press: Press) -> None:
        await self._list(interaction, press.ids[0])

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        await self._show(interaction, press.ids[0])

    async def on_edit(self, interaction: Interaction, press: Press) -> None:
        await self._edit(interaction, press.ids[0])

    async def on_cancel(self, interaction: Interaction, press: Press) -> None:
        await self._ask_cancel(interaction, press.ids[0])

    async def on_cancelled(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await self._in_sight(interaction, press.ids[0])
        done = await self.bot.services.maintenance.cancel(visit.actor, *press.ids)
        await reply.show(interaction, answers.cancelled(done, visit.t))

    async def on_calendar(self, interaction: Interaction, press: Press) -> None:
        del press
        await self._calendar(interaction)

    # Parts

    async def _in_sight(self, interaction: Interaction, id_: int) -> None:
        """Raises NotFoundError for one in a channel that the presser may not view."""
        visit = await self.bot.visit(interaction)
        await self.bot.services.maintenance_reading.get(visit.actor, id_, visit.may_view)

    async def _known_start(self, interaction: Interaction) -> when.Reading | None:
        """When the one that is being changed begins."""
        typed = str(getattr(interaction.namespace, "maintenance", "") or "")
        if not typed.isascii() or not typed.isdigit() or len(typed) > 18:
            return None
        visit = await self.bot.visit(interaction)
        try:
            found = await self.bot.services.maintenance_reading.get(visit.actor, int(typed), visit.may_view)
        except RefusedError:
            return None
        return maintaining.begins(found.maintenance.window)

    async def _chosen(self, interaction: Interaction, typed: str) -> int:
        """The window behind a choice; one that is not in the list any more is found by its number."""
        visit = await self.bot.visit(interaction)
        if typed.isascii() and typed.isdigit() and len(typed) < 19:
            return int(typed)
        listed = await self.bot.services.maintenance_reading.listing(visit.actor, visit.may_view)
        return maintaining.which(typed, listed)

    async def _offered(self, interaction: Interaction, typed: str, *, live: bool) -> Choices:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.maintenance_reading.find(
            visit.actor, typed, visit.may_view, live=live
        )
        return maintaining.offered(visit, found)

    async def _list(self, interaction: Interaction, number: int) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.maintenance_reading.listing(visit.actor, visit.may_view)
        await reply.show(interaction, answers.listing(found, visit.t, number=number))

    async def _show(self, interaction: Interaction, id_: int) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.maintenance_reading.get(visit.actor, id_, visit.may_view)
        await reply.show(interaction, answers.detail(found, visit.t))

    async def _edit(
        self,
        interaction: Interaction,
        id_: int,
        *,
        start: str | None = None,
        end: str | None = None,
        networks: str | None = None,
        impact: str | None = None,
    ) -> None:
        visit = await self.bot.visit(interaction)
        await self._in_sight(interaction, id_)
        found = await self.bot.services.maintenance.form(visit.actor, id_)
        draft = await self.bot.services.maintenance.revise(
            visit.actor,
            id_,
            when=maintaining.changed_window(interaction, visit, found.maintenance.window, start, end),
            networks=networks,
            impact=None if impact is None else maintaining.impact(impact),
        )
        await reply.show(interaction, answers.preview(draft, visit.t))

    async def _ask_cancel(self, interaction: Interaction, id_: int) -> None:
        visit = await self.bot.visit(interaction)
        await self._in_sight(interaction, id_)
        found = await self.bot.services.maintenance.form(visit.actor, id_)
        await reply.show(interaction, answers.ask_cancel(found, visit.t))

    async def _calendar(self, interaction: Interaction) -> None:
        visit = await self.bot.visit(interaction)
        items = await self.bot.services.maintenance_reading.calendar(visit.actor, visit.may_view)
        if not items:
            raise NotFoundError("maintenance-calendar-empty")
        await reply.defer(interaction)
        make = partial(
            agenda.to_ics,
            items,
            guild_id=visit.guild.id,
            now=self.bot.clock.now(),
            kind=lambda item: kind_text(item, visit.t),
        )
        content = await asyncio.to_thread(make)
        await reply.show(interaction, answers.calendar(content, visit.t, count=len(items)), fresh=True)


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = Maintenance(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
