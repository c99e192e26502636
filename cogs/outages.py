"""/outage: one card for each outage, kept up to date by those who know, confirmed by those who see it too."""

import asyncio
import datetime as dt

from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.clock import from_epoch
from bot.errors import RefusedError, StaleError
from bot.language.catalogue import SOURCE
from bot.language.rules import folded
from bot.language.safe_text import clip
from bot.operations.outages import answers, forms, timeline
from bot.operations.outages.rules import Move, Severity, State
from bot.operations.outages.service import Change, Wanted
from bot.ui import reply
from bot.ui.cards import Press
from cogs import outaging
from cogs.outaging import CHOICE_LIMIT, MOST_CHOICES, Choices, Interaction

_MOST_TYPED = 300


@app_commands.guild_only()
class Outages(commands.GroupCog, group_name="outage"):
    """Everybody reads and confirms; who may open and update is told by the service, kindly."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "outage.open": (1, self.on_open),
            "outage.post": (1, self.on_post),
            "outage.list": (1, self.on_list),
            "outage.show": (1, self.on_show),
            "outage.export": (1, self.on_export),
            "outage.update": (1, self.on_update),
            "outage.updated": (2, self.on_updated),
            "outage.resolve": (1, self.on_resolve),
            "outage.resolved": (2, self.on_resolved),
            "outage.reopen": (1, self.on_reopen),
            "outage.review": (1, self.on_review),
            "outage.reviewed": (2, self.on_reviewed),
        }
        t = bot.catalogue.translator(SOURCE)
        self.open_new._params["severity"].choices = [  # the public view is read-only
            app_commands.Choice(name=t.plain(f"outages-choice-{one}"), value=one.value) for one in Severity
        ]

    # Commands

    @app_commands.command(name="open")
    async def open_new(
        self,
        interaction: Interaction,
        severity: str,
        started: str = "",
        networks: str = "",
        region: str = "",
    ) -> None:
        visit = await self.bot.visit(interaction)
        chosen = outaging.severity(severity)
        reading = outaging.read_past(interaction, visit, started)
        told = await self.bot.services.outages.begin(visit.actor, networks)
        outaging.require_place(visit)
        form = forms.open_form(
            visit.t, severity=chosen, started_at=reading.first.instant, networks=told, region=region
        )
        await reply.ask(interaction, form)

    @open_new.autocomplete("started")
    async def _started(self, interaction: Interaction, typed: str) -> Choices:
        return outaging.echo(interaction, await self.bot.visit(interaction), typed)

    @open_new.autocomplete("networks")
    async def _networks(self, interaction: Interaction, typed: str) -> Choices:
        visit = await self.bot.visit(interaction)
        before, _, last = typed.rpartition(",")
        found = await self.bot.services.outage_reading.networks(visit.actor, last, MOST_CHOICES)
        lead = f"{before.strip()}, " if before.strip() else ""
        return [
            app_commands.Choice(
                name=clip(f"{lead}AS{one.asn} {one.name}", CHOICE_LIMIT), value=f"{lead}AS{one.asn}"
            )
            for one in found
            if len(lead) < CHOICE_LIMIT - 12
        ]

    @open_new.autocomplete("region")
    async def _regions(self, interaction: Interaction, typed: str) -> Choices:
        visit = await self.bot.visit(interaction)
        wanted = folded(typed.strip())
        return [
            app_commands.Choice(name=one, value=one)
            for one in await self.bot.services.outage_reading.regions(visit.actor)
            if wanted in folded(one)
        ][:MOST_CHOICES]

    @app_commands.command(name="update")
    async def update(self, interaction: Interaction, outage: str) -> None:
        await self._ask_update(interaction, await self._chosen(interaction, outage))

    @app_commands.command(name="resolve")
    async def resolve(self, interaction: Interaction, outage: str) -> None:
        await self._ask_resolve(interaction, await self._chosen(interaction, outage))

    @app_commands.command(name="list")
    async def list_all(self, interaction: Interaction) -> None:
        await self._list(interaction, 1)

    @app_commands.command(name="show")
    async def show(self, interaction: Interaction, outage: str) -> None:
        await self._show(interaction, await self._chosen(interaction, outage))

    @app_commands.command(name="export")
    async def export(self, interaction: Interaction, outage: str) -> None:
        await self._export(interaction, await self._chosen(interaction, outage))

    @update.autocomplete("outage")
    @resolve.autocomplete("outage")
    async def _going_on(self, interaction: Interaction, typed: str) -> Choices:
        return await self._offered(interaction, typed, going_on=True)

    @show.autocomplete("outage")
    @export.autocomplete("outage")
    async def _every(self, interaction: Interaction, typed: str) -> Choices:
        return await self._offered(interaction, typed, going_on=False)

    # Presses

    async def on_open(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        typed = [press.text("title"), press.text("body"), press.text("networks"), press.text("region")]
        try:
            outaging.require_place(visit)
            opened = await self.bot.services.outages.open(
                visit.actor,
                Wanted(
                    title=typed[0],
                    body=typed[1],
                    severity=outaging.severity(outaging.one_of(press, "severity"), chosen=False),
                    started_at=_instant(press.ids[0]),
                    networks=typed[2][:_MOST_TYPED],
                    region=typed[3],
                ),
                visit.may_view,
            )
        except RefusedError as error:
            await self._give_back(interaction, visit, typed, error)
            return
        await reply.show(interaction, answers.opened(opened, visit.t))

    async def on_post(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        outaging.require_place(visit)
        opened = await self.bot.services.outages.post(visit.actor, press.ids[0])
        await reply.show(interaction, answers.opened(opened, visit.t))

    async def on_list(self, interaction: Interaction, press: Press) -> None:
        await self._list(interaction, press.ids[0])

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        await self._show(interaction, press.ids[0])

    async def on_export(self, interaction: Interaction, press: Press) -> None:
        await self._export(interaction, press.ids[0])

    async def on_update(self, interaction: Interaction, press: Press) -> None:
        await self._ask_update(interaction, press.ids[0])

    async def on_updated(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        typed = [press.text("text")]
        try:
            await self._in_sight(visit, press.ids[0])
            change = Change(
                text=typed[0],
                state=_state(outaging.one_of(press, "state")),
                severity=outaging.severity(outaging.one_of(press, "severity"), chosen=False),
                networks=press.text("networks")[:_MOST_TYPED],
                region=press.text("region"),
            )
            done = await self.bot.services.outages.update(visit.actor, press.ids[0], press.ids[1], change)
        except RefusedError as error:
            await self._give_back(interaction, visit, typed, error)
            return
        await reply.tell(interaction, answers.updated(done, visit.t))

    async def on_resolve(self, interaction: Interaction, press: Press) -> None:
        await self._ask_resolve(interaction, press.ids[0])

    async def on_resolved(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        typed = [press.text("cause")]
        try:
            await self._in_sight(visit, press.ids[0])
            reading = outaging.read_past(interaction, visit, press.text("ended"))
            done = await self.bot.services.outages.resolve(
                visit.actor, press.ids[0], press.ids[1], cause=typed[0], ended_at=reading.first.instant
            )
        except RefusedError as error:
            await self._give_back(interaction, visit, typed, error)
            return
        await reply.tell(interaction, answers.resolved(done, visit.t))

    async def on_reopen(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await self._in_sight(visit, press.ids[0])
        found = await self.bot.services.outages.form(visit.actor, press.ids[0], Move.REOPEN)
        done = await self.bot.services.outages.reopen(visit.actor, found.id, found.version)
        await reply.tell(interaction, answers.reopened(done, visit.t))

    async def on_review(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await self._in_sight(visit, press.ids[0])
        found = await self.bot.services.outages.form(visit.actor, press.ids[0], Move.REVIEW)
        await reply.ask(interaction, forms.review_form(found, visit.t))

    async def on_reviewed(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        typed = [press.text("cause"), press.text("impact"), press.text("learned")]
        try:
            await self._in_sight(visit, press.ids[0])
            done = await self.bot.services.outages.review(
                visit.actor, press.ids[0], press.ids[1], cause=typed[0], impact=typed[1], learned=typed[2]
            )
        except RefusedError as error:
            await self._give_back(interaction, visit, typed, error)
            return
        await reply.tell(interaction, answers.reviewed(done, visit.t))

    # Parts

    async def _in_sight(self, visit: Visit, id_: int) -> None:
        """Raises NotFoundError for an outage in a channel that the presser may not view."""
        await self.bot.services.outage_reading.get(visit.actor, id_, visit.may_view)

    async def _chosen(self, interaction: Interaction, typed: str) -> int:
        """The outage behind a choice; one that is not in the list any more is found by its number."""
        visit = await self.bot.visit(interaction)
        if typed.isascii() and typed.isdigit() and len(typed) < 19:
            return int(typed)
        listed = await self.bot.services.outage_reading.listing(visit.actor, visit.may_view)
        return outaging.which(typed, listed.outages)

    async def _offered(self, interaction: Interaction, typed: str, *, going_on: bool) -> Choices:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.outage_reading.find(
            visit.actor, typed, visit.may_view, going_on=going_on
        )
        return outaging.offered(visit, found)

    async def _ask_update(self, interaction: Interaction, id_: int) -> None:
        visit = await self.bot.visit(interaction)
        await self._in_sight(visit, id_)
        found = await self.bot.services.outages.form(visit.actor, id_, Move.UPDATE)
        await reply.ask(interaction, forms.update_form(found, visit.t))

    async def _ask_resolve(self, interaction: Interaction, id_: int) -> None:
        visit = await self.bot.visit(interaction)
        await self._in_sight(visit, id_)
        found = await self.bot.services.outages.form(visit.actor, id_, Move.RESOLVE)
        await reply.ask(interaction, forms.resolve_form(found, visit.t, zone=outaging.zone(visit)))

    async def _list(self, interaction: Interaction, number: int) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.outage_reading.listing(visit.actor, visit.may_view)
        await reply.show(interaction, answers.listing(found, visit.t, number=number))

    async def _show(self, interaction: Interaction, id_: int) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.outage_reading.get(visit.actor, id_, visit.may_view)
        await reply.show(interaction, answers.detail(found, visit.t))

    async def _export(self, interaction: Interaction, id_: int) -> None:
        visit = await self.bot.visit(interaction)
        found, zone = await self.bot.services.outage_reading.timeline(visit.actor, id_, visit.may_view)
        await reply.defer(interaction)
        content = await asyncio.to_thread(
            timeline.document, found, visit.t, zone=zone, now=self.bot.clock.now()
        )
        await reply.show(interaction, answers.exported(found, content, visit.t), fresh=True)

    async def _give_back(
        self, interaction: Interaction, visit: Visit, typed: list[str], error: RefusedError
    ) -> None:
        """Refused: nobody has to write it twice."""
        await reply.tell(interaction, answers.given_back(typed, reply.sentence(error, visit.t), visit.t))


def _instant(epoch: int) -> dt.datetime:
    """Of a form's own custom_id. Raises StaleError for what no clock shows."""
    try:
        return from_epoch(epoch)
    except (ValueError, OverflowError, OSError):
        raise StaleError("stale-press") from None


def _state(typed: str) -> State:
    try:
        return State(typed)
    except ValueError:
        raise StaleError("stale-press") from None


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = Outages(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
