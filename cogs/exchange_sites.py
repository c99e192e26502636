"""/exchange site: where it could stand, what is scored of each place, and polls that belong to a project."""

from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.exchanges.register.model import Decision
from bot.exchanges.sites import messages
from bot.exchanges.sites.service import Comparison, criterion_of
from bot.language.rules import folded
from bot.language.safe_text import Safe, clip
from bot.polls.making import forms
from bot.polls.making import messages as poll_messages
from bot.polls.making.starts import Start
from bot.polls.rules import PollState
from bot.ui import reply
from bot.ui.cards import Press
from cogs import exchanging, polling
from cogs.exchanging import CHOICE_LIMIT, MOST_CHOICES, Choices, Interaction

_LINKABLE = frozenset(PollState) - {PollState.VOID}


class SiteCommands(app_commands.Group):
    """Stand in /exchange site."""

    def __init__(self, cog: "ExchangeSites") -> None:
        super().__init__(name="sites", description="…")
        self._cog = cog

    @app_commands.command(name="add")
    async def add(self, interaction: Interaction, exchange: str | None = None) -> None:
        visit = await interaction.client.visit(interaction)
        project = await exchanging.seen(interaction, visit, exchange)
        await self._cog.ask_new(interaction, visit, project.id)

    @app_commands.command(name="compare")
    async def compare(self, interaction: Interaction, exchange: str | None = None) -> None:
        visit = await interaction.client.visit(interaction)
        project = await exchanging.seen(interaction, visit, exchange)
        await self._cog.show(interaction, visit, project.id)

    @add.autocomplete("exchange")
    @compare.autocomplete("exchange")
    async def _projects(self, interaction: Interaction, typed: str) -> Choices:
        return await exchanging.offer(interaction, typed)


class PollCommands(app_commands.Group):
    """Stands in /exchange."""

    def __init__(self) -> None:
        super().__init__(name="polls", description="…")

    @app_commands.command(name="poll")
    async def poll(
        self,
        interaction: Interaction,
        poll: str,
        decision: str | None = None,
        exchange: str | None = None,
    ) -> None:
        visit = await interaction.client.visit(interaction)
        services = interaction.client.services
        project = await exchanging.seen(interaction, visit, exchange)
        found = await polling.run(interaction, visit, poll, _LINKABLE)
        settles = None
        if decision is not None:
            settles = _decision(decision, await services.exchange_linking.decisions(visit.actor, project.id))
        linked = await services.exchange_linking.link(visit.actor, project.id, found.id, decision_id=settles)
        await reply.show(interaction, messages.linked(linked, visit.t))

    @poll.autocomplete("poll")
    async def _polls(self, interaction: Interaction, typed: str) -> Choices:
        return await polling.offer_run(interaction, typed, _LINKABLE)

    @poll.autocomplete("decision")
    async def _decisions(self, interaction: Interaction, typed: str) -> Choices:
        visit = await interaction.client.visit(interaction)
        chosen = getattr(interaction.namespace, "exchange", None)
        project = await exchanging.seen(interaction, visit, None if chosen is None else str(chosen))
        found = await interaction.client.services.exchange_linking.decisions(visit.actor, project.id)
        wanted = folded(typed.strip())
        return [
            app_commands.Choice(name=clip(one.title, CHOICE_LIMIT), value=str(one.id))
            for one in found
            if wanted in folded(one.title)
        ][:MOST_CHOICES]

    @poll.autocomplete("exchange")
    async def _projects(self, interaction: Interaction, typed: str) -> Choices:
        return await exchanging.offer(interaction, typed)


class ExchangeSites(commands.Cog):
    """Everybody compares; whoever runs the project adds, scores and asks."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "site.compare": (2, self.on_compare),
            "site.open": (1, self.on_open),
            "site.card": (1, self.on_card),
            "site.add": (1, self.on_add),
            "site.added": (1, self.on_added),
            "site.edit": (1, self.on_edit),
            "site.edited": (2, self.on_edited),
            "site.score": (1, self.on_score),
            "site.score-again": (3, self.on_score_again),
            "site.scored": (2, self.on_scored),
            "site.remove": (1, self.on_remove),
            "site.remove-confirm": (2, self.on_remove_confirm),
            "site.poll": (1, self.on_poll),
            "site.unlink": (2, self.on_unlink),
        }

    async def on_compare(self, interaction: Interaction, press: Press) -> None:
        await self.show(interaction, await self.bot.visit(interaction), press.ids[0], press.ids[1])

    async def on_open(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.sites.look(visit.actor, _chosen(press))
        await reply.show(interaction, messages.card(found, visit.t))

    async def on_card(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.sites.look(visit.actor, press.ids[0])
        await reply.show(interaction, messages.card(found, visit.t))

    async def on_add(self, interaction: Interaction, press: Press) -> None:
        await self.ask_new(interaction, await self.bot.visit(interaction), press.ids[0])

    async def on_added(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.sites.add(
            visit.actor, press.ids[0], press.text("name"), press.text("address")
        )
        await reply.show(interaction, messages.card(found, visit.t, added=visit.t("site-was-added")))

    async def on_edit(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.sites.look(visit.actor, press.ids[0])
        await reply.ask(interaction, messages.edit_form(found.site, visit.t))

    async def on_edited(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.sites.write(
            visit.actor, press.ids[0], press.ids[1], press.text("name"), press.text("address")
        )
        await reply.show(interaction, messages.card(found, visit.t, added=visit.t("site-saved")))

    async def on_score(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        number = _chosen(press)
        criterion_of(number)
        found = await self.bot.services.sites.look(visit.actor, press.ids[0])
        await reply.ask(interaction, messages.score_form(found.site, number, visit.t))

    async def on_score_again(self, interaction: Interaction, press: Press) -> None:
        """The form once more, with the points that were chosen."""
        visit = await self.bot.visit(interaction)
        site_id, number, points = press.ids
        criterion_of(number)
        found = await self.bot.services.sites.look(visit.actor, site_id)
        await reply.ask(interaction, messages.score_form(found.site, number, visit.t, chosen=points))

    async def on_scored(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        site_id, number = press.ids
        criterion, points, link = criterion_of(number), _one(press, "points"), press.text("link")
        uploads = (press.files or {}).get("file", ())
        sites = self.bot.services.sites
        try:
            await sites.check_score(visit.actor, site_id, points, link)
        except InvalidInputError as error:
            if not points:
                raise
            await reply.tell(interaction, messages.returned(error, site_id, number, int(points), visit.t))
            return
        if uploads:
            await reply.defer(interaction)  # fetching may take longer than an answer may
        found = await sites.score(
            visit.actor,
            site_id,
            criterion,
            points=points,
            link=link,
            upload=uploads[0] if uploads else None,
        )
        await reply.show(interaction, messages.card(found, visit.t, added=visit.t("site-saved")))

    async def on_remove(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.sites.look(visit.actor, press.ids[0])
        await reply.show(interaction, messages.removing(found, visit.t))

    async def on_remove_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        left = await self.bot.services.sites.remove(visit.actor, *press.ids)
        await self._compared(interaction, visit, left, added=visit.t("site-was-removed"))

    async def on_poll(self, interaction: Interaction, press: Press) -> None:
        """A draft like any other from here on: its officer opens it."""
        visit = await self.bot.visit(interaction)
        shared = self.bot.catalogue.translator(visit.settings.language)
        draft = await self.bot.services.exchange_linking.make_poll(
            visit.actor,
            press.ids[0],
            forms.prefilled(Start.LOCATION, shared),
            channel_id=polling.channel(interaction),
        )
        await reply.show(
            interaction, poll_messages.card(draft, visit.t, added=visit.t("site-poll-made")), fresh=True
        )

    async def on_unlink(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.exchange_linking.unlink(visit.actor, *press.ids)
        await reply.show(interaction, messages.unlinked(found, visit.t))

    # Parts

    async def ask_new(self, interaction: Interaction, visit: Visit, exchange_id: int) -> None:
        """The form of a new site."""
        project = await self.bot.services.sites.led(visit.actor, exchange_id)
        await reply.ask(interaction, messages.add_form(project.id, visit.t))

    async def show(self, interaction: Interaction, visit: Visit, exchange_id: int, number: int = 1) -> None:
        """The comparison, at once in words and with its picture as soon as that is drawn."""
        found = await self.bot.services.sites.compare(visit.actor, exchange_id)
        await self._compared(interaction, visit, found, number)

    async def _compared(
        self,
        interaction: Interaction,
        visit: Visit,
        found: Comparison,
        number: int = 1,
        *,
        added: Safe | None = None,
    ) -> None:
        wanted = messages.chart(found, number, visit.t)
        picture = None
        if wanted is not None:
            await reply.defer(interaction)
            picture = await self.bot.services.sites.picture(wanted)
        await reply.show(
            interaction, messages.comparison(found, number, visit.t, picture=picture, added=added)
        )


def _chosen(press: Press) -> int:
    """The one number of a menu. Raises StaleError where a client sent something else."""
    found = press.chosen_ids()
    if len(found) != 1:
        raise StaleError("stale-press")
    return found[0]


def _one(press: Press, key: str) -> str:
    """The one value of a form's menu; empty: nothing was chosen."""
    value = (press.fields or {}).get(key, "")
    return value if isinstance(value, str) else next(iter(value), "")


def _decision(typed: str, known: tuple[Decision, ...]) -> int:
    """The decision behind a choice, or with this very title. Raises NotFoundError."""
    for one in sorted(known, key=lambda each: str(each.id) != typed):
        if str(one.id) == typed or folded(one.title) == folded(typed.strip()):
            return one.id
    raise NotFoundError("site-decision-not-found")


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = ExchangeSites(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
    exchanging.join(bot, SiteCommands(cog), under="site")
    exchanging.join(bot, PollCommands())
