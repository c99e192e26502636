"""/cohort milestone: what is due in a cohort, and more time for a person or a group."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.cohorts.rules import MilestoneKind
from bot.cohorts.sessions import milestone_messages as messages
from bot.cohorts.sessions import rules
from bot.cohorts.sessions.milestones import MilestoneShown
from bot.errors import InvalidInputError, StaleError
from bot.language.safe_text import Safe
from bot.language.when import Reading
from bot.ui import reply
from bot.ui.cards import Press
from bot.ui.pages import paged
from cogs import cohort_timing, cohorting
from cogs.cohorting import CHOICE_LIMIT, MOST_CHOICES, Choices, Interaction


class MilestoneCommands(app_commands.Group):
    """For those who lead the cohort; the list for whoever may look at it."""

    @app_commands.command(name="add")
    async def add(
        self,
        interaction: Interaction,
        *,
        cohort: str,
        kind: str,
        title: app_commands.Range[str, 1, rules.TITLE_LIMIT],
        due: app_commands.Range[str, 1, 200],
    ) -> None:
        bot = interaction.client
        visit = await bot.visit(interaction)
        chosen = await cohorting.led(interaction, visit, cohort)
        plan = _once(cohort_timing.read(interaction, due, chosen.zone))
        shown = await bot.services.milestones.add(
            visit.actor, chosen.id, kind=_kind(kind), title=title, wall=plan.plan.wall, zone=plan.plan.zone
        )
        await _card(interaction, visit, shown, visit.t("cohort-milestone-added"))

    @add.autocomplete("cohort")
    async def _add_cohort(self, interaction: Interaction, typed: str) -> Choices:
        return await cohorting.offer_led(interaction, typed)

    @add.autocomplete("due")
    async def _add_due(self, interaction: Interaction, typed: str) -> Choices:
        visit = await interaction.client.visit(interaction)
        mine = await interaction.client.services.cohorts.led(visit.actor)
        zone = cohort_timing.named(interaction, mine, visit.settings.zone)
        once = visit.t.plain("cohort-milestone-once")
        return await cohort_timing.echo(interaction, visit, typed, zone, once=once)

    @app_commands.command(name="edit")
    async def edit(
        self,
        interaction: Interaction,
        milestone: str,
        title: app_commands.Range[str, 1, rules.TITLE_LIMIT] | None = None,
        kind: str | None = None,
        due: app_commands.Range[str, 1, 200] | None = None,
    ) -> None:
        which = cohort_timing.milestone(milestone)
        visit = await interaction.client.visit(interaction)
        if title is None and kind is None and due is None:
            shown = await interaction.client.services.milestones.look(visit.actor, which)
            await _card(interaction, visit, shown)
            return
        wanted = None if kind is None else _kind(kind)
        await _edit(interaction, visit, which, None, title=title or "", kind=wanted, due=due or "")

    @add.autocomplete("kind")
    @edit.autocomplete("kind")
    async def _kinds(self, interaction: Interaction, typed: str) -> Choices:
        t = (await interaction.client.visit(interaction)).t
        found = ((messages.kind_name(one, t), one.value) for one in MilestoneKind)
        return [
            app_commands.Choice(name=name, value=value)
            for name, value in found
            if typed.casefold() in name.casefold()
        ]

    @app_commands.command(name="cancel")
    async def cancel(self, interaction: Interaction, milestone: str) -> None:
        await _ask_cancel(interaction, cohort_timing.milestone(milestone))

    @app_commands.command(name="extend")
    async def extend(
        self,
        interaction: Interaction,
        milestone: str,
        due: app_commands.Range[str, 1, 200],
        member: discord.Member | None = None,
        team: str | None = None,
    ) -> None:
        bot = interaction.client
        which = cohort_timing.milestone(milestone)
        visit = await bot.visit(interaction)
        found = await bot.services.milestones.look(visit.actor, which)
        reading = _once(cohort_timing.read(interaction, due, found.milestone.zone))
        shown = await bot.services.milestones.extend(
            visit.actor,
            which,
            wall=reading.plan.wall,
            zone=reading.plan.zone,
            user_id=0 if member is None else member.id,
            team=team or "",
        )
        await _card(interaction, visit, shown, visit.t("cohort-milestone-extended"))

    @extend.autocomplete("team")
    async def _teams(self, interaction: Interaction, typed: str) -> Choices:
        which = str(getattr(interaction.namespace, "milestone", "") or "")
        visit = await interaction.client.visit(interaction)
        found = await interaction.client.services.milestones.teams(
            visit.actor, cohort_timing.milestone(which)
        )
        return [
            app_commands.Choice(name=one[:CHOICE_LIMIT], value=one[:CHOICE_LIMIT])
            for one in found
            if typed.strip().casefold() in one.casefold()
        ][:MOST_CHOICES]

    @edit.autocomplete("due")
    @extend.autocomplete("due")
    async def _due(self, interaction: Interaction, typed: str) -> Choices:
        visit = await interaction.client.visit(interaction)
        which = str(getattr(interaction.namespace, "milestone", "") or "")
        led = await interaction.client.services.milestones.led(visit.actor)
        zone = next((one.zone for _, one in led if str(one.id) == which), visit.settings.zone)
        once = visit.t.plain("cohort-milestone-once")
        return await cohort_timing.echo(interaction, visit, typed, zone, once=once)

    @edit.autocomplete("milestone")
    @cancel.autocomplete("milestone")
    @extend.autocomplete("milestone")
    async def _led(self, interaction: Interaction, typed: str) -> Choices:
        visit = await interaction.client.visit(interaction)
        found = await interaction.client.services.milestones.led(visit.actor)
        return cohort_timing.offered(
            ((messages.choice(cohort, one, visit.t), one.id) for cohort, one in found), typed
        )

    @app_commands.command(name="list")
    async def list_all(self, interaction: Interaction, cohort: str) -> None:
        visit = await interaction.client.visit(interaction)
        chosen = await cohorting.seen(interaction, visit, cohort)
        await _list(interaction, visit, chosen.id, 1)

    @list_all.autocomplete("cohort")
    async def _list_cohort(self, interaction: Interaction, typed: str) -> Choices:
        return await cohorting.offer_seen(interaction, typed)


class CohortMilestones(commands.Cog):
    """What is pressed under a milestone. Every press asks again who is asking, and so does the service."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "cohort-milestone.list": (2, self.on_list),
            "cohort-milestone.show": (1, self.on_show),
            "cohort-milestone.edit": (1, self.on_edit),
            "cohort-milestone.edited": (2, self.on_edited),
            "cohort-milestone.move-confirm": (4, self.on_move_confirm),
            "cohort-milestone.cancel": (1, self.on_cancel),
            "cohort-milestone.cancel-confirm": (2, self.on_cancel_confirm),
            "cohort-milestone.withdraw": (1, self.on_withdraw),
        }

    async def on_list(self, interaction: Interaction, press: Press) -> None:
        cohort_id, number = press.ids
        await _list(interaction, await self.bot.visit(interaction), cohort_id, number)

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.bot.services.milestones.look(visit.actor, press.ids[0])
        await _card(interaction, visit, shown)

    async def on_edit(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.bot.services.milestones.look(visit.actor, press.ids[0])
        await reply.ask(interaction, messages.form(shown.milestone, visit.t))

    async def on_edited(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        chosen = (press.fields or {}).get("kind", ())
        typed = chosen if isinstance(chosen, str) else "".join(chosen[:1])
        await _edit(
            interaction,
            visit,
            press.ids[0],
            press.ids[1],
            title=press.text("title"),
            kind=_kind(typed),
            due=press.text("due"),
        )

    async def on_move_confirm(self, interaction: Interaction, press: Press) -> None:
        milestone_id, version, number, place = press.ids
        wall = rules.from_number(number)
        if wall is None:
            raise StaleError("stale-press")
        visit = await self.bot.visit(interaction)
        shown = await self.bot.services.milestones.move(
            visit.actor, milestone_id, version, wall, cohort_timing.zone_of(place)
        )
        await _card(interaction, visit, shown, visit.t("cohort-milestone-saved"))

    async def on_cancel(self, interaction: Interaction, press: Press) -> None:
        await _ask_cancel(interaction, press.ids[0])

    async def on_cancel_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.bot.services.milestones.cancel(visit.actor, *press.ids)
        said = visit.t("cohort-milestone-cancelled", title=shown.milestone.title)
        await _card(interaction, visit, shown, said)

    async def on_withdraw(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        chosen = messages.withdrawn("".join(press.values)) if len(press.values) == 1 else None
        if chosen is None:
            await self.bot.services.milestones.look(visit.actor, press.ids[0])  # who may not is told so first
            raise StaleError("stale-press")
        user_id, group = chosen
        shown = await self.bot.services.milestones.withdraw(
            visit.actor, press.ids[0], user_id=user_id, group=group
        )
        await _card(interaction, visit, shown, visit.t("cohort-milestone-withdrawn"))


# Parts of commands and presses


async def _card(
    interaction: Interaction, visit: Visit, shown: MilestoneShown, added: Safe | None = None
) -> None:
    await reply.show(interaction, messages.card(shown, visit.t, added=added))


async def _list(interaction: Interaction, visit: Visit, cohort_id: int, number: int) -> None:
    found = await interaction.client.services.milestones.listing(visit.actor, cohort_id, visit.may_view)
    page = paged(found.due, number, messages.PAGE)
    await reply.show(interaction, messages.listing(found, page, visit.t))


async def _edit(
    interaction: Interaction,
    visit: Visit,
    milestone_id: int,
    version: int | None,
    *,
    title: str,
    kind: MilestoneKind | None,
    due: str,
) -> None:
    """Title and kind are stored at once; another due date is shown first, for people are told of it."""
    service = interaction.client.services.milestones
    before = (await service.look(visit.actor, milestone_id)).milestone
    # What cannot be read is refused before anything is stored.
    reading = (
        None if not due else _read_due(interaction, due, before.wall.strftime("%Y-%m-%d %H:%M"), before.zone)
    )
    shown = await service.edit(visit.actor, milestone_id, version, kind=kind, title=title)
    if reading is None or (reading.plan.wall, reading.plan.zone) == (before.wall, before.zone):
        await _card(interaction, visit, shown, visit.t("cohort-milestone-saved"))
        return
    move = await service.consider(visit.actor, milestone_id, reading.plan.wall, reading.plan.zone)
    await reply.show(interaction, messages.move_card(move, visit.t))


async def _ask_cancel(interaction: Interaction, milestone_id: int) -> None:
    visit = await interaction.client.visit(interaction)
    shown = await interaction.client.services.milestones.look(visit.actor, milestone_id)
    await reply.show(interaction, messages.cancel_card(shown, visit.t))


def _read_due(interaction: Interaction, typed: str, as_it_was: str, zone: str) -> Reading | None:
    """Another due date; None where the form came back with the one that it showed, which may be past by now."""
    if typed.strip() == as_it_was:
        return None
    return _once(cohort_timing.read(interaction, typed, zone))


def _once(reading: Reading) -> Reading:
    """Raises InvalidInputError for what repeats."""
    if reading.plan.rule is not None:
        raise InvalidInputError("cohort-milestone-once")
    return reading


def _kind(typed: str) -> MilestoneKind:
    """Raises InvalidInputError for what was typed and not chosen."""
    try:
        return MilestoneKind(typed)
    except ValueError as error:
        raise InvalidInputError("cohort-milestone-kind-unknown") from error


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cohorting.join(bot, MilestoneCommands(name="milestone", description="…"), under="milestone")
    cog = CohortMilestones(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
