"""/cohort session: when a cohort meets. Milestones are in `cogs/cohort_milestones.py`, /cohort schedule in `cogs/cohort_schedule.py`."""

from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.cohorts.sessions import forms, messages, rules, series_messages
from bot.cohorts.sessions.service import Shown
from bot.errors import InvalidInputError, StaleError
from bot.language.safe_text import Safe
from bot.ui import reply
from bot.ui.cards import Press
from bot.ui.pages import paged
from cogs import cohort_timing, cohorting
from cogs.cohorting import Choices, Interaction


class SessionCommands(app_commands.Group):
    """For those who lead the cohort; list and show for whoever may look at it."""

    @app_commands.command(name="add")
    async def add(
        self,
        interaction: Interaction,
        *,
        cohort: str,
        when: app_commands.Range[str, 1, 200],
        title: app_commands.Range[str, 1, rules.TITLE_LIMIT],
        minutes: app_commands.Range[int, rules.SHORTEST, rules.LONGEST] = rules.USUAL,
        place: app_commands.Range[str, 1, rules.PLACE_LIMIT] | None = None,
    ) -> None:
        bot = interaction.client
        visit = await bot.visit(interaction)
        chosen = await cohorting.led(interaction, visit, cohort)
        reading = cohort_timing.read(interaction, when, chosen.zone)
        found = await bot.services.planning.draft(
            visit.actor, chosen.id, reading.plan, title=title, minutes=minutes, place=place or ""
        )
        await reply.show(interaction, series_messages.preview(found, visit.t))

    @add.autocomplete("cohort")
    async def _add_cohort(self, interaction: Interaction, typed: str) -> Choices:
        return await cohorting.offer_led(interaction, typed)

    @add.autocomplete("when")
    async def _add_when(self, interaction: Interaction, typed: str) -> Choices:
        visit = await interaction.client.visit(interaction)
        mine = await interaction.client.services.cohorts.led(visit.actor)
        zone = cohort_timing.named(interaction, mine, visit.settings.zone)
        return await cohort_timing.echo(interaction, visit, typed, zone)

    @app_commands.command(name="move")
    async def move(
        self, interaction: Interaction, session: str, when: app_commands.Range[str, 1, 200]
    ) -> None:
        await _consider(interaction, cohort_timing.session(session), when)

    @move.autocomplete("when")
    async def _move_when(self, interaction: Interaction, typed: str) -> Choices:
        visit = await interaction.client.visit(interaction)
        which = str(getattr(interaction.namespace, "session", "") or "")
        led = await interaction.client.services.sessions.led(visit.actor)
        zone = next((one.zone for _, one in led if str(one.id) == which), visit.settings.zone)
        once = visit.t.plain("cohort-session-once")
        return await cohort_timing.echo(interaction, visit, typed, zone, once=once)

    @app_commands.command(name="cancel")
    async def cancel(self, interaction: Interaction, session: str) -> None:
        await _ask_cancel(interaction, cohort_timing.session(session))

    @app_commands.command(name="link")
    async def link(self, interaction: Interaction, session: str) -> None:
        await _ask_link(interaction, cohort_timing.session(session))

    @app_commands.command(name="materials")
    async def materials(self, interaction: Interaction, session: str) -> None:
        await _ask_materials(interaction, cohort_timing.session(session))

    @move.autocomplete("session")
    @cancel.autocomplete("session")
    @link.autocomplete("session")
    async def _to_come(self, interaction: Interaction, typed: str) -> Choices:
        return await _offer_led(interaction, typed)

    @materials.autocomplete("session")
    async def _any(self, interaction: Interaction, typed: str) -> Choices:
        return await _offer_led(interaction, typed, over=True)

    @app_commands.command(name="list")
    async def list_all(self, interaction: Interaction, cohort: str) -> None:
        visit = await interaction.client.visit(interaction)
        chosen = await cohorting.seen(interaction, visit, cohort)
        await _list(interaction, visit, chosen.id, 1)

    @list_all.autocomplete("cohort")
    async def _list_cohort(self, interaction: Interaction, typed: str) -> Choices:
        return await cohorting.offer_seen(interaction, typed)

    @app_commands.command(name="show")
    async def show(self, interaction: Interaction, session: str) -> None:
        await _show(interaction, cohort_timing.session(session))

    @show.autocomplete("session")
    async def _show_session(self, interaction: Interaction, typed: str) -> Choices:
        visit = await interaction.client.visit(interaction)
        found = await interaction.client.services.sessions.coming(visit.actor, visit.may_view)
        found = tuple(sorted(found, key=lambda one: (one[1].starts_at, one[1].id)))
        return cohort_timing.offered(
            ((messages.choice(cohort, one, visit.t), one.id) for cohort, one in found), typed
        )


class CohortSessions(commands.Cog):
    """What is pressed under a session. Every press asks again who is asking, and so does the service."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "cohort-session.add": (1, self.on_add),
            "cohort-session.discard": (1, self.on_discard),
            "cohort-session.list": (2, self.on_list),
            "cohort-session.show": (1, self.on_show),
            "cohort-session.move": (1, self.on_move),
            "cohort-session.moved": (1, self.on_moved),
            "cohort-session.move-confirm": (4, self.on_move_confirm),
            "cohort-session.edit": (1, self.on_edit),
            "cohort-session.edited": (2, self.on_edited),
            "cohort-session.link": (1, self.on_link),
            "cohort-session.linked": (2, self.on_linked),
            "cohort-session.link-all": (2, self.on_link_all),
            "cohort-session.materials": (1, self.on_materials),
            "cohort-session.material": (2, self.on_material),
            "cohort-session.cancel": (1, self.on_cancel),
            "cohort-session.cancel-confirm": (2, self.on_cancel_confirm),
            "cohort-session.join": (2, self.on_join),
        }

    async def on_add(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        added = await self.bot.services.planning.confirm(visit.actor, press.ids[0])
        await reply.show(interaction, series_messages.stored(added, visit.t))

    async def on_discard(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        cohort = await self.bot.services.planning.discard(visit.actor, press.ids[0])
        await reply.show(interaction, series_messages.discarded(cohort, visit.t))

    async def on_list(self, interaction: Interaction, press: Press) -> None:
        cohort_id, number = press.ids
        await _list(interaction, await self.bot.visit(interaction), cohort_id, number)

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        await _show(interaction, press.ids[0])

    async def on_move(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.bot.services.sessions.led_session(visit.actor, press.ids[0], planned=True)
        await reply.ask(interaction, forms.move_form(shown.session, visit.t))

    async def on_moved(self, interaction: Interaction, press: Press) -> None:
        await _consider(interaction, press.ids[0], press.text("when"))

    async def on_move_confirm(self, interaction: Interaction, press: Press) -> None:
        session_id, version, number, place = press.ids
        wall = rules.from_number(number)
        if wall is None:
            raise StaleError("stale-press")
        visit = await self.bot.visit(interaction)
        shown = await self.bot.services.sessions.move(
            visit.actor, session_id, version, wall, cohort_timing.zone_of(place)
        )
        await self._saved(interaction, visit, shown, visit.t("cohort-session-moved"))

    async def on_edit(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.bot.services.sessions.led_session(visit.actor, press.ids[0])
        await reply.ask(interaction, forms.edit_form(shown.session, visit.t))

    async def on_edited(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.bot.services.sessions.edit(
            visit.actor,
            *press.ids,
            title=press.text("title"),
            minutes=press.text("minutes"),
            place=press.text("place"),
        )
        await self._saved(interaction, visit, shown, visit.t("cohort-session-saved"))

    async def on_link(self, interaction: Interaction, press: Press) -> None:
        await _ask_link(interaction, press.ids[0])

    async def on_linked(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.bot.services.sessions.set_secrets(
            visit.actor, *press.ids, link=press.text("link"), code=press.text("code")
        )
        await self._saved(interaction, visit, shown, visit.t("cohort-session-saved"))

    async def on_link_all(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown, count = await self.bot.services.sessions.spread_link(visit.actor, *press.ids)
        await self._saved(interaction, visit, shown, visit.t("cohort-session-linked-all", count=count))

    async def on_materials(self, interaction: Interaction, press: Press) -> None:
        await _ask_materials(interaction, press.ids[0])

    async def on_material(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.bot.services.sessions.set_materials(
            visit.actor, *press.ids, materials=press.text("materials"), recording=press.text("recording")
        )
        said = messages.materials_saved(shown, visit.t, now=self.bot.clock.now())
        await self._saved(interaction, visit, shown, said)

    async def on_cancel(self, interaction: Interaction, press: Press) -> None:
        await _ask_cancel(interaction, press.ids[0])

    async def on_cancel_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.bot.services.sessions.cancel(visit.actor, *press.ids)
        await self._saved(interaction, visit, shown, visit.t("cohort-session-cancelled"))

    async def on_join(self, interaction: Interaction, press: Press) -> None:
        """The way in, under a message of the cohort or in a direct message: to whoever is in it, and to them alone."""
        guild_id, session_id = press.ids
        visit = await self.bot.private_visit(interaction, guild_id)
        shown = await self.bot.services.sessions.join_link(visit.actor, session_id)
        await reply.tell(interaction, messages.way_in(shown, visit.t))

    async def _saved(self, interaction: Interaction, visit: Visit, shown: Shown, said: Safe) -> None:
        card = messages.card(shown, visit.t, now=self.bot.clock.now(), added=said)
        await reply.show(interaction, card)


# Parts of commands and presses


async def _show(interaction: Interaction, session_id: int) -> None:
    bot = interaction.client
    visit = await bot.visit(interaction)
    shown = await bot.services.sessions.look(visit.actor, session_id, visit.may_view)
    await reply.show(interaction, messages.card(shown, visit.t, now=bot.clock.now()))


async def _list(interaction: Interaction, visit: Visit, cohort_id: int, number: int) -> None:
    bot = interaction.client
    now = bot.clock.now()
    found = await bot.services.sessions.listing(visit.actor, cohort_id, visit.may_view)
    page = paged(found.sessions, number, messages.PAGE)
    await reply.show(interaction, messages.listing(found, page, visit.t, now=now))


async def _consider(interaction: Interaction, session_id: int, phrase: str) -> None:
    bot = interaction.client
    visit = await bot.visit(interaction)
    shown = await bot.services.sessions.led_session(visit.actor, session_id, planned=True)
    reading = cohort_timing.read(interaction, phrase, shown.session.zone)
    if reading.plan.rule is not None:
        raise InvalidInputError("cohort-session-once")
    move = await bot.services.sessions.consider(visit.actor, session_id, reading.plan.wall, reading.plan.zone)
    await reply.show(interaction, messages.move_card(move, visit.t))


async def _ask_cancel(interaction: Interaction, session_id: int) -> None:
    bot = interaction.client
    visit = await bot.visit(interaction)
    shown = await bot.services.sessions.led_session(visit.actor, session_id, planned=True)
    await reply.show(interaction, messages.cancel_card(shown, visit.t))


async def _ask_link(interaction: Interaction, session_id: int) -> None:
    bot = interaction.client
    visit = await bot.visit(interaction)
    shown = await bot.services.sessions.led_session(visit.actor, session_id)
    await reply.ask(interaction, forms.link_form(shown.session, visit.t))


async def _ask_materials(interaction: Interaction, session_id: int) -> None:
    bot = interaction.client
    visit = await bot.visit(interaction)
    shown = await bot.services.sessions.led_session(visit.actor, session_id)
    await reply.ask(interaction, forms.materials_form(shown.session, visit.t))


async def _offer_led(interaction: Interaction, typed: str, *, over: bool = False) -> Choices:
    visit = await interaction.client.visit(interaction)
    found = await interaction.client.services.sessions.led(visit.actor, over=over)
    return cohort_timing.offered(
        ((messages.choice(cohort, one, visit.t), one.id) for cohort, one in found), typed
    )


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cohorting.join(bot, SessionCommands(name="session", description="…"), under="session")
    cog = CohortSessions(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
