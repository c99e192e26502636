"""/exchange stakeholder: those without an AS number, for organisers alone."""

from collections.abc import Iterable

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.errors import InvalidInputError, StaleError
from bot.exchanges.messages import organisation_kind_name
from bot.exchanges.model import OrganisationKind
from bot.exchanges.register import stakeholder_messages as messages
from bot.exchanges.register.model import Position
from bot.exchanges.register.stakeholders import StakeholderShown
from bot.language.rules import folded
from bot.language.safe_text import Safe, clip
from bot.ui import reply
from bot.ui.cards import Press
from bot.ui.pages import paged
from cogs import exchanging
from cogs.exchange_actions import member_of, owner_of
from cogs.exchange_registering import one_of, only
from cogs.exchanging import CHOICE_LIMIT, MOST_CHOICES, Choices, Interaction

NAME_MOST = 100
_KINDS = tuple(one for one in OrganisationKind if one is not OrganisationKind.NETWORK)


class StakeholderCommands(app_commands.Group):
    """Stand in /exchange stakeholder."""

    @app_commands.command(name="add")
    async def add(
        self,
        interaction: Interaction,
        *,
        organisation: app_commands.Range[str, 1, NAME_MOST],
        kind: str | None = None,
        position: str | None = None,
        owner: discord.Member | None = None,
        exchange: str | None = None,
    ) -> None:
        visit = await interaction.client.visit(interaction)
        found = await exchanging.seen(interaction, visit, exchange)
        shown = await interaction.client.services.exchange_stakeholders.add(
            visit.actor,
            found.id,
            organisation,
            kind=None if kind is None else _kind(kind),
            position=Position.UNKNOWN if position is None else _position(position),
            owner_id=owner_of(owner),
        )
        await _card(interaction, visit, shown, visit.t("register-stakeholder-stored"))

    @add.autocomplete("organisation")
    async def _organisations(self, interaction: Interaction, typed: str) -> Choices:
        visit = await interaction.client.visit(interaction)
        found = await interaction.client.services.exchange_stakeholders.names(visit.actor)
        return _offered(((one, one) for one in found if len(one) <= CHOICE_LIMIT), typed)

    @add.autocomplete("kind")
    async def _kinds(self, interaction: Interaction, typed: str) -> Choices:
        t = (await interaction.client.visit(interaction)).t
        return _offered(((organisation_kind_name(one, t), one.value) for one in _KINDS), typed)

    @app_commands.command(name="list")
    async def list_all(
        self, interaction: Interaction, position: str | None = None, exchange: str | None = None
    ) -> None:
        visit = await interaction.client.visit(interaction)
        found = await exchanging.seen(interaction, visit, exchange)
        wanted = None if position is None else _position(position)
        await _list(interaction, visit, found.id, wanted, 1)

    @add.autocomplete("position")
    @list_all.autocomplete("position")
    async def _positions(self, interaction: Interaction, typed: str) -> Choices:
        t = (await interaction.client.visit(interaction)).t
        return _offered(((messages.position_name(one, t), one.value) for one in Position), typed)

    @add.autocomplete("exchange")
    @list_all.autocomplete("exchange")
    async def _exchanges(self, interaction: Interaction, typed: str) -> Choices:
        return await exchanging.offer(interaction, typed)


class ExchangeStakeholders(commands.Cog):
    """What is pressed on stakeholders. Every press asks again who is asking, and so does the service."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "register.stakeholders": (3, self.on_list),
            "register.stakeholder-filter": (1, self.on_filter),
            "register.stakeholder": (1, self.on_show),
            "register.stakeholder-edit": (1, self.on_edit),
            "register.stakeholder-edited": (2, self.on_edited),
            "register.stakeholder-owner": (1, self.on_owner),
            "register.contacted": (2, self.on_contacted),
            "register.stakeholder-remove": (1, self.on_remove),
            "register.stakeholder-remove-confirm": (2, self.on_remove_confirm),
        }
        self.service = bot.services.exchange_stakeholders

    async def on_list(self, interaction: Interaction, press: Press) -> None:
        exchange_id, which, number = press.ids
        if which >= len(messages.POSITIONS):
            raise StaleError("stale-press")
        visit = await self.bot.visit(interaction)
        await _list(interaction, visit, exchange_id, messages.POSITIONS[which], number)

    async def on_filter(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        which = messages.filtered("".join(press.values)) if len(press.values) == 1 else None
        if which is None:
            await self.service.listing(visit.actor, press.ids[0])  # who may not is told so first
            raise StaleError("stale-press")
        await _list(interaction, visit, press.ids[0], messages.POSITIONS[which], 1)

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await _card(interaction, visit, await self.service.look(visit.actor, press.ids[0]))

    async def on_edit(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.look(visit.actor, press.ids[0])
        await reply.ask(interaction, messages.form(shown.stakeholder, visit.t))

    async def on_edited(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.edit(
            visit.actor,
            *press.ids,
            position=_position(one_of(press, "position")),
            note=press.text("note"),
            contacted=press.text("contacted"),
        )
        await _card(interaction, visit, shown, visit.t("register-saved"))

    async def on_owner(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        chosen = member_of(interaction, only(press))
        shown = await self.service.give(visit.actor, press.ids[0], chosen)
        await _card(interaction, visit, shown, visit.t("register-saved"))

    async def on_contacted(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.contacted(visit.actor, *press.ids)
        await _card(interaction, visit, shown, visit.t("register-contact-stored"))

    async def on_remove(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.look(visit.actor, press.ids[0])
        await reply.show(interaction, messages.remove_card(shown, visit.t))

    async def on_remove_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.remove(visit.actor, *press.ids)
        await reply.show(interaction, messages.removed(shown, visit.t))


# Parts of commands and presses


async def _card(
    interaction: Interaction, visit: Visit, shown: StakeholderShown, added: Safe | None = None
) -> None:
    await reply.show(interaction, messages.card(shown, visit.t, added=None if shown.wrong else added))


async def _list(
    interaction: Interaction, visit: Visit, exchange_id: int, position: Position | None, number: int
) -> None:
    found = await interaction.client.services.exchange_stakeholders.listing(
        visit.actor, exchange_id, position
    )
    page = paged(found.found, number, messages.PAGE)
    await reply.show(interaction, messages.listing(found, page, visit.t))


def _offered(names: Iterable[tuple[str, str]], typed: str) -> Choices:
    wanted = folded(typed.strip())
    return [
        app_commands.Choice(name=clip(name, CHOICE_LIMIT), value=value)
        for name, value in names
        if wanted in folded(name)
    ][:MOST_CHOICES]


def _kind(typed: str) -> OrganisationKind:
    """Raises InvalidInputError for what was typed and not chosen, and for a network, which commits instead."""
    try:
        found = OrganisationKind(typed)
    except ValueError:
        raise InvalidInputError("register-kind-unknown") from None
    if found is OrganisationKind.NETWORK:
        raise InvalidInputError("register-kind-network")
    return found


def _position(typed: str) -> Position:
    """Raises InvalidInputError for what was typed and not chosen."""
    try:
        return Position(typed)
    except ValueError:
        raise InvalidInputError("register-position-unknown-choice") from None


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    exchanging.join(bot, StakeholderCommands(name="stakeholder", description="…"), under="stakeholder")
    cog = ExchangeStakeholders(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
