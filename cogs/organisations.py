"""/organisation add | edit | merge | link | show | list, and what is pressed under them."""

from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.errors import InvalidInputError, RefusedError, StaleError
from bot.exchanges.founding.typed import Typed
from bot.exchanges.model import OrganisationKind
from bot.exchanges.organisations import messages
from bot.exchanges.organisations.service import Wanted
from bot.ui import reply
from bot.ui.cards import Press
from bot.ui.routes import press as pressed
from cogs import exchanging
from cogs.exchanging import Choices, Interaction

GROUP = "organisation"
_NEW, _EDIT = "organisation-new", "organisation-edit"
"""Forms that were refused, and are opened again as they were typed."""


class OrganisationCommands(app_commands.Group):
    """Stand in /organisation. Everybody may look; organisers change, as the service says."""

    def __init__(self, cog: "Organisations") -> None:
        super().__init__(name="organisations", description="…")
        self._cog = cog

    @app_commands.command(name="add")
    async def add(self, interaction: Interaction) -> None:
        await self._cog.ask_new(interaction)

    @app_commands.command(name="edit")
    async def edit(self, interaction: Interaction, organisation: str, parent: str | None = None) -> None:
        visit = await interaction.client.visit(interaction)
        service = interaction.client.services.organisations
        await service.require(visit.actor)
        one = await service.chosen(visit.actor, organisation)
        if parent is None:
            await reply.ask(interaction, messages.edit_form(one, visit.t))
            return
        above = await service.chosen(visit.actor, parent)
        await reply.show(
            interaction,
            messages.parent_preview(await service.weigh_parent(visit.actor, one.id, above.id), visit.t),
        )

    @app_commands.command(name="merge")
    async def merge(self, interaction: Interaction, organisation: str, into: str) -> None:
        visit = await interaction.client.visit(interaction)
        service = interaction.client.services.organisations
        await service.require(visit.actor)
        gone = await service.chosen(visit.actor, organisation)
        kept = await service.chosen(visit.actor, into)
        found = await service.weigh_merge(visit.actor, gone.id, kept.id)
        await reply.show(interaction, messages.merge_preview(found, visit.t))

    @app_commands.command(name="link")
    async def link(self, interaction: Interaction, organisation: str, asn: str) -> None:
        visit = await interaction.client.visit(interaction)
        service = interaction.client.services.organisations
        await service.require(visit.actor)
        one = await service.chosen(visit.actor, organisation)
        number = service.read_asn(asn)
        found = await service.weigh_link(visit.actor, one.id, number)
        holder = None if found.network is None else found.network.organisation_id
        if holder not in (None, one.id):
            await reply.show(interaction, messages.link_preview(found, number, visit.t))
            return
        done = await service.link(visit.actor, one.id, number)
        await reply.show(interaction, messages.saved("linked", done, visit.t))

    @app_commands.command(name="show")
    async def show(self, interaction: Interaction, organisation: str) -> None:
        visit = await interaction.client.visit(interaction)
        service = interaction.client.services.organisations
        one = await service.chosen(visit.actor, organisation)
        await reply.show(interaction, messages.card(await service.show(visit.actor, one.id), visit.t))

    @app_commands.command(name="list")
    async def list_all(self, interaction: Interaction) -> None:
        visit = await interaction.client.visit(interaction)
        await self._cog.show_list(interaction, visit, None, 1)

    @edit.autocomplete("organisation")
    @edit.autocomplete("parent")
    @merge.autocomplete("organisation")
    @merge.autocomplete("into")
    @link.autocomplete("organisation")
    @show.autocomplete("organisation")
    async def _known(self, interaction: Interaction, typed: str) -> Choices:
        visit = await interaction.client.visit(interaction)
        found = await interaction.client.services.organisations.suggest(visit.actor, typed)
        return [app_commands.Choice(name=messages.choice(one, visit.t), value=str(one.id)) for one in found]

    @link.autocomplete("asn")
    async def _numbers(self, interaction: Interaction, typed: str) -> Choices:
        visit = await interaction.client.visit(interaction)
        found = await interaction.client.services.networks.suggest(
            visit.actor, typed, limit=exchanging.MOST_CHOICES
        )
        return [
            app_commands.Choice(name=messages.number_choice(one, visit.t), value=str(one.asn))
            for one in found
        ]


class Organisations(commands.Cog):
    """What is pressed; each press asks again whether its actor may."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "organisation.add": (0, self.on_add),
            "organisation.new": (0, self.on_new),
            "organisation.again": (1, self.on_again),
            "organisation.show": (1, self.on_show),
            "organisation.edit": (1, self.on_edit),
            "organisation.write": (2, self.on_write),
            "organisation.alone": (1, self.on_alone),
            "organisation.alone-confirm": (1, self.on_alone_confirm),
            "organisation.parent-confirm": (2, self.on_parent_confirm),
            "organisation.merge-confirm": (2, self.on_merge_confirm),
            "organisation.link-confirm": (2, self.on_link_confirm),
            "organisation.list": (2, self.on_list),
            "organisation.kind": (0, self.on_kind),
        }

    async def ask_new(self, interaction: Interaction) -> None:
        """The form of a new organisation."""
        visit = await self.bot.visit(interaction)
        await self.bot.services.organisations.require(visit.actor)
        await reply.ask(interaction, messages.add_form(visit.t))

    async def show_list(
        self, interaction: Interaction, visit: Visit, kind: OrganisationKind | None, number: int
    ) -> None:
        """A page of the list."""
        found = await self.bot.services.organisations.listing(
            visit.actor, kind, number=number, per_page=messages.PAGE
        )
        await reply.show(interaction, messages.listing(found, visit.t))

    async def on_add(self, interaction: Interaction, _press: Press) -> None:
        await self.ask_new(interaction)

    async def on_new(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        try:
            made = await self.bot.services.organisations.add(visit.actor, _wanted(press))
        except InvalidInputError as error:
            await self._give_back(interaction, visit, error, press, _NEW)
            return
        await reply.show(interaction, messages.saved("added", made, visit.t))

    async def on_again(self, interaction: Interaction, press: Press) -> None:
        """Open a form again as it was typed."""
        visit = await self.bot.visit(interaction)
        typed = await self.bot.services.exchanges.typed(visit.actor, press.ids[0])
        form, _, number = typed.form.partition(":")
        if form == _NEW:
            await self.bot.services.organisations.require(visit.actor)
            await reply.ask(interaction, messages.add_form(visit.t, Wanted(**typed.fields)))
        elif form == _EDIT:
            one = await self.bot.services.organisations.editable(visit.actor, int(number))
            await reply.ask(interaction, messages.edit_form(one, visit.t, Wanted(**typed.fields)))
        else:
            raise StaleError("exchange-typed-gone")

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.organisations.show(visit.actor, press.ids[0])
        await reply.show(interaction, messages.card(found, visit.t))

    async def on_edit(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        one = await self.bot.services.organisations.editable(visit.actor, press.ids[0])
        await reply.ask(interaction, messages.edit_form(one, visit.t))

    async def on_write(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        organisation_id, seal = press.ids
        try:
            found = await self.bot.services.organisations.edit(
                visit.actor, organisation_id, _wanted(press), seal=seal
            )
        except (InvalidInputError, StaleError) as error:
            await self._give_back(interaction, visit, error, press, f"{_EDIT}:{organisation_id}")
            return
        await reply.show(interaction, messages.saved("edited", found, visit.t))

    async def on_alone(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.organisations.weigh_parent(visit.actor, press.ids[0], None)
        await reply.show(interaction, messages.parent_preview(found, visit.t))

    async def on_alone_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.organisations.put_under(visit.actor, press.ids[0], None)
        await reply.show(interaction, messages.saved("alone", found, visit.t))

    async def on_parent_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        one, parent = press.ids
        found = await self.bot.services.organisations.put_under(visit.actor, one, parent)
        await reply.show(interaction, messages.saved("parent", found, visit.t))

    async def on_merge_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        gone, into = press.ids
        found = await self.bot.services.organisations.merge(visit.actor, gone, into)
        await reply.show(interaction, messages.saved("merged", found, visit.t))

    async def on_link_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        one, asn = press.ids
        found = await self.bot.services.organisations.link(visit.actor, one, asn)
        await reply.show(interaction, messages.saved("linked", found, visit.t))

    async def on_list(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        kind, number = press.ids
        kinds = (None, *OrganisationKind)
        if kind >= len(kinds):
            raise StaleError("stale-press")
        await self.show_list(interaction, visit, kinds[kind], number)

    async def on_kind(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        value = press.values[0] if len(press.values) == 1 else ""
        if value != messages.ALL and value not in tuple(OrganisationKind):
            raise StaleError("stale-press")
        kind = None if value == messages.ALL else OrganisationKind(value)
        await self.show_list(interaction, visit, kind, 1)

    async def _give_back(
        self, interaction: Interaction, visit: Visit, error: RefusedError, press: Press, form: str
    ) -> None:
        """Nothing that an organiser typed is lost: the card leads back to the form with it."""
        await self.bot.services.organisations.require(visit.actor)
        typed = Typed(form=form, exchange_id=None, fields=vars(_wanted(press)))
        kept = await self.bot.services.exchanges.keep(visit.actor, typed)
        await reply.tell(interaction, messages.returned(error, pressed("organisation.again", kept), visit.t))


def _wanted(press: Press) -> Wanted:
    kind = (press.fields or {}).get("kind", "")
    return Wanted(
        name=press.text("name"),
        kind=kind if isinstance(kind, str) else "".join(kind[:1]),
        country=press.text("country"),
        website=press.text("website"),
        numbers=press.text("numbers"),
    )


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = Organisations(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
    exchanging.join(bot, OrganisationCommands(cog), name=GROUP)
