"""/cohort create | edit | applicants | people, and what facilitators press."""

from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.cohorts import leading_messages as messages
from bot.cohorts import roster_messages
from bot.cohorts.leading import Wanted
from bot.cohorts.leading_messages import STATES
from bot.cohorts.looking import Standing
from bot.cohorts.rules import CohortState
from bot.errors import InvalidInputError, StaleError
from bot.guilds.messages import permission_names
from bot.guilds.rules import TEXT
from bot.language import markup
from bot.language.safe_text import Safe
from bot.topics.rules import TopicView
from bot.ui import reply
from bot.ui.cards import Press
from cogs import announcing, cohorting, following
from cogs.cohorting import Choices, Interaction

_IN_THREADS = frozenset({"view_channel", "create_private_threads", "send_messages_in_threads"})


class LeadingCommands(app_commands.Group):
    """Stand in /cohort."""

    def __init__(self, cog: "CohortsEdit") -> None:
        super().__init__(name="leading", description="…")
        self._cog = cog

    @app_commands.command(name="create")
    async def create(self, interaction: Interaction) -> None:
        visit = await interaction.client.visit(interaction)
        await interaction.client.services.leading.require_may_start(visit.actor)
        await reply.ask(interaction, messages.new_form(visit.t))

    @app_commands.command(name="edit")
    async def edit(self, interaction: Interaction, cohort: str) -> None:
        visit = await interaction.client.visit(interaction)
        found = await cohorting.led(interaction, visit, cohort)
        await open_card(interaction, visit, found.id)

    @app_commands.command(name="applicants")
    async def applicants(self, interaction: Interaction, cohort: str) -> None:
        visit = await interaction.client.visit(interaction)
        found = await cohorting.led(interaction, visit, cohort)
        await self._cog.show_applicants(interaction, visit, found.id, 1)

    @app_commands.command(name="people")
    async def people(self, interaction: Interaction, cohort: str) -> None:
        visit = await interaction.client.visit(interaction)
        found = await cohorting.led(interaction, visit, cohort)
        await self._cog.show_people(interaction, visit, found.id, 1)

    @edit.autocomplete("cohort")
    @applicants.autocomplete("cohort")
    @people.autocomplete("cohort")
    async def _led(self, interaction: Interaction, typed: str) -> Choices:
        return await cohorting.offer_led(interaction, typed)


class CohortsEdit(commands.Cog):
    """Every press asks whether its actor leads the cohort, and so does the service."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "cohort.new": (0, self.on_new),
            "cohort.edit": (1, self.on_edit),
            "cohort.form": (1, self.on_form),
            "cohort.write": (2, self.on_write),
            "cohort.language": (1, self.on_language),
            "cohort.zone": (1, self.on_zone),
            "cohort.zone-set": (2, self.on_zone_set),
            "cohort.reminders": (1, self.on_reminders),
            "cohort.reminders-set": (2, self.on_reminders_set),
            "cohort.care": (1, self.on_care),
            "cohort.care-set": (2, self.on_care_set),
            "cohort.approval": (2, self.on_approval),
            "cohort.where": (1, self.on_where),
            "cohort.place": (1, self.on_place),
            "cohort.thread": (1, self.on_thread),
            "cohort.role": (1, self.on_role),
            "cohort.give": (1, self.on_give),
            "cohort.lead": (1, self.on_lead),
            "cohort.post": (1, self.on_post),
            "cohort.move": (2, self.on_move),
            "cohort.move-confirm": (3, self.on_move_confirm),
            "cohort.applicants": (2, self.on_applicants),
            "cohort.select": (1, self.on_select),
            "cohort.refuse": (1, self.on_refuse),
            "cohort.people": (2, self.on_people),
            "cohort.person": (1, self.on_person),
            "cohort.put-in": (2, self.on_put_in),
            "cohort.take-out": (2, self.on_take_out),
            "cohort.take-out-confirm": (3, self.on_take_out_confirm),
            "cohort.done": (4, self.on_done),
            "cohort.team": (2, self.on_team),
            "cohort.team-set": (3, self.on_team_set),
        }

    # Making and changing

    async def on_new(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        wanted = _wanted(press)
        try:
            made = await self.bot.services.leading.create(visit.actor, wanted)
        except InvalidInputError as error:
            await reply.tell(interaction, messages.returned(error, wanted, visit.t))
            return
        await show_card(interaction, visit, made, added=messages.created(made, visit.t))

    async def on_edit(self, interaction: Interaction, press: Press) -> None:
        await open_card(interaction, await self.bot.visit(interaction), press.ids[0])

    async def on_form(self, interaction: Interaction, press: Press) -> None:
        visit, standing = await self._led(interaction, press)
        await reply.ask(interaction, messages.write_form(standing.cohort, visit.t))

    async def on_write(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        wanted = _wanted(press)
        try:
            saved = await self.bot.services.leading.write(visit.actor, press.ids[0], press.ids[1], wanted)
        except (InvalidInputError, StaleError) as error:
            await reply.tell(interaction, messages.returned(error, wanted, visit.t))
            return
        await self._saved(interaction, visit, saved)

    async def on_language(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        chosen = press.values[0] if len(press.values) == 1 else ""
        saved = await self.bot.services.leading.set_language(visit.actor, press.ids[0], chosen)
        await self._saved(interaction, visit, saved)

    async def on_zone(self, interaction: Interaction, press: Press) -> None:
        visit, standing = await self._led(interaction, press)
        await reply.ask(interaction, messages.zone_form(standing.cohort, visit.t))

    async def on_zone_set(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        saved = await self.bot.services.leading.set_zone(
            visit.actor, press.ids[0], press.ids[1], press.text("zone")
        )
        await self._saved(interaction, visit, saved)

    async def on_reminders(self, interaction: Interaction, press: Press) -> None:
        visit, standing = await self._led(interaction, press)
        await reply.ask(interaction, messages.reminders_form(standing.cohort, visit.t))

    async def on_reminders_set(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        saved = await self.bot.services.leading.set_reminders(
            visit.actor, *press.ids, sessions=press.text("sessions"), milestones=press.text("milestones")
        )
        await self._saved(interaction, visit, saved)

    async def on_care(self, interaction: Interaction, press: Press) -> None:
        visit, standing = await self._led(interaction, press)
        await reply.ask(interaction, messages.care_form(standing.cohort, visit.t))

    async def on_care_set(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        saved = await self.bot.services.leading.set_care(
            visit.actor,
            *press.ids,
            days=press.text("days"),
            most=press.text("most"),
            late=press.text("late"),
            confirm=press.text("confirm"),
            self_report="yes" in ((press.fields or {}).get("own") or ()),
        )
        await self._saved(interaction, visit, saved)

    async def on_approval(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        cohort_id, wanted = press.ids
        saved = await self.bot.services.leading.set_by_approval(
            visit.actor, cohort_id, by_approval=wanted == 1
        )
        await self._saved(interaction, visit, saved)

    async def on_where(self, interaction: Interaction, press: Press) -> None:
        visit, _ = await self._led(interaction, press)
        channel_id = _only(press)
        announcing.require_postable(visit, (channel_id,))
        saved = await self.bot.services.leading.set_card_channel(visit.actor, press.ids[0], channel_id)
        await self._saved(interaction, visit, saved)

    async def on_place(self, interaction: Interaction, press: Press) -> None:
        visit, _ = await self._led(interaction, press)
        channel_id = next(iter(press.chosen_ids()), None)
        if channel_id is not None:
            announcing.require_postable(visit, (channel_id,))
        saved = await self.bot.services.leading.set_place(visit.actor, press.ids[0], channel_id)
        await self._saved(interaction, visit, saved)

    async def on_thread(self, interaction: Interaction, press: Press) -> None:
        visit, standing = await self._led(interaction, press)
        _require_threads(visit, standing)
        saved = await self.bot.services.leading.make_thread(visit.actor, press.ids[0])
        await self._saved(interaction, visit, saved)

    async def on_role(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        role_id = next(iter(press.chosen_ids()), None)
        view = following.observed(visit, (), roles=() if role_id is None else (role_id,))
        saved = await self.bot.services.leading.set_role(visit.actor, press.ids[0], role_id, view)
        await self._saved(interaction, visit, saved)

    async def on_give(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        saved = await self.bot.services.leading.give_role(visit.actor, press.ids[0])
        await self._saved(interaction, visit, saved)

    async def on_lead(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        saved = await self.bot.services.leading.set_facilitators(
            visit.actor, press.ids[0], press.chosen_ids()
        )
        await self._saved(interaction, visit, saved)

    async def on_post(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        saved = await self.bot.services.leading.post_card(visit.actor, press.ids[0])
        await self._saved(interaction, visit, saved)

    # From step to step

    async def on_move(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        outlook = await self.bot.services.leading.outlook(visit.actor, press.ids[0], _state(press.ids[1]))
        if outlook.card_channel is not None:
            announcing.require_postable(visit, (outlook.card_channel,))
        await reply.show(interaction, messages.move_card(outlook, visit.t))

    async def on_move_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        cohort_id, version, number = press.ids
        moved = await self.bot.services.leading.move(visit.actor, cohort_id, version, _state(number))
        await show_card(interaction, visit, moved, added=messages.stepped(moved, visit.t))

    # People

    async def on_applicants(self, interaction: Interaction, press: Press) -> None:
        await self.show_applicants(interaction, await self.bot.visit(interaction), *press.ids)

    async def on_select(self, interaction: Interaction, press: Press) -> None:
        await self._choose(interaction, press, select=True)

    async def on_refuse(self, interaction: Interaction, press: Press) -> None:
        await self._choose(interaction, press, select=False)

    async def _choose(self, interaction: Interaction, press: Press, *, select: bool) -> None:
        visit = await self.bot.visit(interaction)
        chosen = await self.bot.services.roster.choose(
            visit.actor, press.ids[0], press.chosen_ids(), select=select
        )
        card = roster_messages.applicants(chosen.roster, visit.t, chosen=chosen)
        await reply.show(interaction, card)

    async def on_people(self, interaction: Interaction, press: Press) -> None:
        await self.show_people(interaction, await self.bot.visit(interaction), *press.ids)

    async def on_person(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.roster.person(visit.actor, press.ids[0], _only(press))
        await reply.show(interaction, roster_messages.person(found, visit.t))

    async def on_put_in(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.roster.put_in(visit.actor, *press.ids)
        added = visit.t("cohort-person-put-in")
        await reply.show(interaction, roster_messages.person(found, visit.t, added=added))

    async def on_take_out(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.roster.person(visit.actor, *press.ids)
        await reply.show(interaction, roster_messages.take_out_card(found, visit.t))

    async def on_take_out_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.roster.take_out(visit.actor, *press.ids)
        added = visit.t("cohort-person-taken-out")
        await reply.show(interaction, roster_messages.person(found, visit.t, added=added))

    async def on_done(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.roster.set_completed(
            visit.actor, *press.ids[:3], completed=press.ids[3] == 1
        )
        await reply.show(interaction, roster_messages.person(found, visit.t, added=visit.t("cohort-saved")))

    async def on_team(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.roster.person(visit.actor, *press.ids)
        await reply.ask(interaction, roster_messages.team_form(found, visit.t))

    async def on_team_set(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        cohort_id, user_id, version = press.ids
        found = await self.bot.services.roster.set_team(
            visit.actor, cohort_id, user_id, version, press.text("team")
        )
        await reply.show(interaction, roster_messages.person(found, visit.t, added=visit.t("cohort-saved")))

    # Parts

    async def show_applicants(
        self, interaction: Interaction, visit: Visit, cohort_id: int, number: int
    ) -> None:
        """A page of who applied."""
        roster = await self.bot.services.roster.applicants(visit.actor, cohort_id, number)
        await reply.show(interaction, roster_messages.applicants(roster, visit.t))

    async def show_people(self, interaction: Interaction, visit: Visit, cohort_id: int, number: int) -> None:
        """A page of everybody who has to do with it."""
        roster = await self.bot.services.roster.people(visit.actor, cohort_id, number)
        await reply.show(interaction, roster_messages.people(roster, visit.t))

    async def _led(self, interaction: Interaction, press: Press) -> tuple[Visit, Standing]:
        """Who presses, and a cohort that they lead. Raises NotAllowedError before anything else is told."""
        visit = await self.bot.visit(interaction)
        return visit, await self.bot.services.leading.look(visit.actor, press.ids[0])

    async def _saved(self, interaction: Interaction, visit: Visit, standing: Standing) -> None:
        await show_card(interaction, visit, standing, added=visit.t("cohort-saved"))


async def show_card(
    interaction: Interaction, visit: Visit, standing: Standing, *, added: Safe | None = None
) -> None:
    """A cohort with everything that can be changed of it."""
    await reply.show(interaction, messages.card(standing, _observe(visit, standing), visit.t, added=added))


async def open_card(interaction: Interaction, visit: Visit, cohort_id: int) -> None:
    """The card of a cohort that the person leads."""
    standing = await interaction.client.services.leading.look(visit.actor, cohort_id)
    await show_card(interaction, visit, standing)


def _observe(visit: Visit, standing: Standing) -> TopicView:
    cohort = standing.cohort
    channels = (cohort.channel_id, cohort.parent_id, cohort.card_channel_id)
    return following.observed(
        visit,
        (),
        channels=[one for one in channels if one is not None],
        roles=() if cohort.role_id is None else (cohort.role_id,),
    )


def _require_threads(visit: Visit, standing: Standing) -> None:
    """Raises InvalidInputError where the bot can make no private thread in the channel it meets in."""
    channel_id = standing.cohort.channel_id or 0
    channel = visit.view((channel_id,)).channels.get(channel_id)
    if channel is None or channel.type != TEXT:
        raise InvalidInputError("cohort-thread-text")
    if lacking := _IN_THREADS & channel.missing:
        raise InvalidInputError(
            "announce-channel-permission",
            where=markup.channel(channel_id),
            permissions=permission_names(tuple(sorted(lacking)), visit.t),
        )


def _wanted(press: Press) -> Wanted:
    return Wanted(
        name=press.text("name"),
        course=press.text("course"),
        url=press.text("url"),
        description=press.text("description"),
        capacity=press.text("capacity"),
    )


def _state(number: int) -> CohortState:
    """Raises StaleError for what stands on no button of ours."""
    if number >= len(STATES):
        raise StaleError("stale-press")
    return STATES[number]


def _only(press: Press) -> int:
    """The one value of a menu. Raises StaleError where a client sent something else."""
    chosen = press.chosen_ids()
    if len(chosen) != 1:
        raise StaleError("stale-press")
    return chosen[0]


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = CohortsEdit(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
    cohorting.join(bot, LeadingCommands(cog))
