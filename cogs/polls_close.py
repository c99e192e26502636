"""/poll close, extend, certify and history, and what is pressed under a result."""

import asyncio
import contextlib
import datetime as dt
from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.agenda import calendar
from bot.client import Crossconnect, Routes, Visit
from bot.clock import from_epoch
from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.feature import AgendaItem
from bot.language import when
from bot.polls.closing import ending_messages, events, messages
from bot.polls.closing.service import Ended
from bot.polls.rules import PollState
from bot.ui import reply
from bot.ui.cards import Press
from cogs import cohort_timing, polling

Interaction = discord.Interaction[Crossconnect]
Choices = list[app_commands.Choice[str]]
_OPEN = (PollState.OPEN,)
_CLOSED = (PollState.CLOSED,)
_BEGUN = (PollState.OPEN, PollState.CLOSED, PollState.CERTIFIED, PollState.VOID)


class PollCommands(app_commands.Group):
    """The last three for poll officers; the history for whoever may view the poll."""

    @app_commands.command(name="close")
    async def close(self, interaction: Interaction, poll: str) -> None:
        visit = await interaction.client.visit(interaction)
        found = await polling.run(interaction, visit, poll, _OPEN)
        ending = await interaction.client.services.closing.consider_close(visit.actor, found.id)
        await reply.show(interaction, ending_messages.close_card(ending, visit.t))

    @app_commands.command(name="extend")
    async def extend(
        self, interaction: Interaction, poll: str, when: app_commands.Range[str, 1, 200]
    ) -> None:
        bot = interaction.client
        visit = await bot.visit(interaction)
        found = await polling.run(interaction, visit, poll, _OPEN)
        closes_at = _instant(interaction, when, found.zone)
        ending = await bot.services.closing.consider_extension(visit.actor, found.id, closes_at)
        await reply.show(interaction, ending_messages.extend_card(ending, visit.t))

    @app_commands.command(name="certify")
    async def certify(self, interaction: Interaction, poll: str) -> None:
        visit = await interaction.client.visit(interaction)
        found = await polling.run(interaction, visit, poll, _CLOSED)
        ended = await interaction.client.services.closing.to_certify(visit.actor, found.id)
        await reply.ask(interaction, ending_messages.certify_form(ended, visit.t))

    @app_commands.command(name="history")
    async def history(self, interaction: Interaction, poll: str) -> None:
        visit = await interaction.client.visit(interaction)
        found = await polling.seen(interaction, visit, poll, _BEGUN)
        await _history(interaction, visit, found.id, 1)

    @close.autocomplete("poll")
    @extend.autocomplete("poll")
    async def _open_polls(self, interaction: Interaction, typed: str) -> Choices:
        return await polling.offer_run(interaction, typed, _OPEN)

    @certify.autocomplete("poll")
    async def _closed_polls(self, interaction: Interaction, typed: str) -> Choices:
        return await polling.offer_run(interaction, typed, _CLOSED)

    @history.autocomplete("poll")
    async def _begun_polls(self, interaction: Interaction, typed: str) -> Choices:
        return await polling.offer_seen(interaction, typed, _BEGUN)

    @extend.autocomplete("when")
    async def _when(self, interaction: Interaction, typed: str) -> Choices:
        visit = await interaction.client.visit(interaction)
        named = str(getattr(interaction.namespace, "poll", "") or "")
        zone = visit.settings.zone
        with contextlib.suppress(NotFoundError):  # none chosen yet
            zone = (await polling.run(interaction, visit, named, _OPEN)).zone
        once = visit.t.plain("ending-once")
        return await cohort_timing.echo(interaction, visit, typed, zone, once=once)


class PollsClose(commands.Cog):
    """What is pressed at a poll's end. Every press asks again who is asking, and so does the service."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "result.close": (2, self.on_close),
            "result.keep": (1, self.on_keep),
            "result.extend": (3, self.on_extend),
            "result.certify": (2, self.on_certify),
            "result.certified": (2, self.on_certified),
            "result.value": (2, self.on_value),
            "result.valued": (2, self.on_valued),
            "result.calendar": (1, self.on_calendar),
            "result.details": (1, self.on_details),
            "result.history": (2, self.on_history),
        }

    async def on_close(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        ended = await self.bot.services.closing.close(visit.actor, *press.ids)
        await self._ended(interaction, visit, ended)

    async def on_keep(self, interaction: Interaction, _press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await reply.show(interaction, ending_messages.kept(visit.t))

    async def on_extend(self, interaction: Interaction, press: Press) -> None:
        poll_id, version, seconds = press.ids
        visit = await self.bot.visit(interaction)
        try:
            closes_at = from_epoch(seconds)
        except (ValueError, OverflowError, OSError):
            raise StaleError("stale-press") from None
        ending = await self.bot.services.closing.extend(visit.actor, poll_id, version, closes_at)
        await reply.show(interaction, ending_messages.extended(ending, visit.t))

    async def on_certify(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        ended = await self.bot.services.closing.to_certify(visit.actor, press.ids[0])
        await reply.ask(interaction, ending_messages.certify_form(ended, visit.t))

    async def on_certified(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        chosen = (press.fields or {}).get("option", ())
        ended = await self.bot.services.closing.certify(
            visit.actor,
            *press.ids,
            text=press.text("outcome"),
            option=chosen if isinstance(chosen, str) else next(iter(chosen), ""),
            review_on=press.text("review"),
        )
        await self._ended(interaction, visit, ended)

    async def on_value(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        ended = await self.bot.services.closing.to_value(visit.actor, press.ids[0])
        await reply.ask(interaction, ending_messages.value_form(ended, visit.t))

    async def on_valued(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        poll_id, version = press.ids
        ended = await self.bot.services.closing.enter_value(
            visit.actor, poll_id, version, press.text("value")
        )
        await self._ended(interaction, visit, ended)

    async def on_calendar(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        poll, option = await self.bot.services.closing.date(visit.actor, press.ids[0], visit.may_view)
        if option.starts_at is None:
            raise NotFoundError("result-no-date")
        item = AgendaItem(
            uid=f"poll-{poll.id}",
            sequence=0,
            kind="poll-kind-date",
            title=poll.question,
            starts_at=option.starts_at,
            wall=option.wall or option.starts_at.replace(tzinfo=None),
            zone=poll.zone,
            ends_at=events.ends_at(option),
        )
        make = partial(
            calendar.to_ics,
            [item],
            guild_id=visit.guild.id,
            now=self.bot.clock.now(),
            kind=lambda _: visit.t.plain("poll-kind-date"),
        )
        content = await asyncio.to_thread(make)
        await reply.tell(interaction, ending_messages.calendar_card(poll, content, visit.t))

    async def on_details(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        ended = await self.bot.services.closing.look(visit.actor, press.ids[0], visit.may_view)
        content = messages.details(ended.poll, ended.options, ended.outcome, visit.t)
        await reply.tell(interaction, ending_messages.details_card(ended, content, visit.t))

    async def on_history(self, interaction: Interaction, press: Press) -> None:
        poll_id, number = press.ids
        await _history(interaction, await self.bot.visit(interaction), poll_id, number)

    async def _ended(self, interaction: Interaction, visit: Visit, ended: Ended) -> None:
        await reply.show(interaction, await self.bot.services.closing.told(visit.actor, ended, visit.t))


async def _history(interaction: Interaction, visit: Visit, poll_id: int, number: int) -> None:
    found = await interaction.client.services.closing.history(visit.actor, poll_id, number, visit.may_view)
    await reply.show(interaction, ending_messages.history(found, visit.t))


def _instant(interaction: Interaction, phrase: str, zone: str) -> dt.datetime:
    """One instant from a phrase. Raises InvalidInputError."""
    reading = when.read_when(phrase, zone=zone, now=interaction.client.clock.now())
    if reading.plan.rule is not None:
        raise InvalidInputError("ending-once")
    return reading.first.instant


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = PollsClose(bot)
    polling.join(bot, PollCommands(name="x", description="x"))
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
