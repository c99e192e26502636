"""/exchange start | list | show | edit | history, and the buttons around them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.errors import InvalidInputError, RefusedError, StaleError
from bot.exchanges import messages as words
from bot.exchanges.founding import forms, messages
from bot.exchanges.founding.service import Setup
from bot.exchanges.founding.stages import MOVES, claimed
from bot.exchanges.founding.typed import Typed
from bot.exchanges.rules import ProjectKind
from bot.language.catalogue import Translator
from bot.language.rules import folded
from bot.language.safe_text import Safe
from bot.ui import reply
from bot.ui.cards import Form, Press
from cogs import exchanging
from cogs.exchanging import Choices, Interaction

NEW, NAMES, NUMBERS, REASON, EVIDENCE = "new", "names", "numbers", "reason", "evidence"
"""The forms that come back as they were typed, and what stands before a number: "new:0"."""
_FORMS: Final = (NAMES, NUMBERS)


class ExchangeCommands(app_commands.Group):
    """Stand in /exchange."""

    def __init__(self, cog: "Exchanges") -> None:
        super().__init__(name="founding", description="…")
        self._cog = cog

    @app_commands.command(name="start")
    async def start(self, interaction: Interaction, kind: str | None = None) -> None:
        visit = await interaction.client.visit(interaction)
        await interaction.client.services.exchanges.require_organiser(visit.actor)
        if kind is None:
            await reply.show(interaction, messages.kinds(visit.t))
            return
        await reply.ask(interaction, forms.new(_kind(kind, visit.t), {}, visit.t))

    @start.autocomplete("kind")
    async def _kinds(self, interaction: Interaction, typed: str) -> Choices:
        visit = await interaction.client.visit(interaction)
        wanted = folded(typed.strip())
        named = [(one, words.kind_name(one, visit.t)) for one in ProjectKind]
        return [
            app_commands.Choice(name=name, value=one.value) for one, name in named if wanted in folded(name)
        ]

    @app_commands.command(name="list")
    async def list_all(self, interaction: Interaction) -> None:
        await self._cog.list_all(interaction, 1)

    @app_commands.command(name="show")
    async def show(self, interaction: Interaction, exchange: str | None = None) -> None:
        visit = await interaction.client.visit(interaction)
        found = await exchanging.seen(interaction, visit, exchange)
        await self._cog.show(interaction, visit, found.id)

    @app_commands.command(name="edit")
    async def edit(self, interaction: Interaction, exchange: str | None = None) -> None:
        visit = await interaction.client.visit(interaction)
        found = await exchanging.seen(interaction, visit, exchange)
        setup = await interaction.client.services.exchanges.setup(visit.actor, found.id)
        await reply.show(interaction, messages.edit(setup, visit.t))

    @app_commands.command(name="history")
    async def history(self, interaction: Interaction, exchange: str | None = None) -> None:
        visit = await interaction.client.visit(interaction)
        found = await exchanging.seen(interaction, visit, exchange)
        await self._cog.history(interaction, visit, found.id, 1)

    @show.autocomplete("exchange")
    @edit.autocomplete("exchange")
    @history.autocomplete("exchange")
    async def _offered(self, interaction: Interaction, typed: str) -> Choices:
        return await exchanging.offer(interaction, typed)


class Exchanges(commands.Cog):
    """Everybody looks; what changes a project asks for organisers, and so does the service."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "exchange.list": (1, self.on_list),
            words.SHOW: (1, self.on_show),
            "exchange.history": (2, self.on_history),
            "exchange.minutes": (1, self.on_minutes),
            "exchange.begin": (0, self.on_begin),
            "exchange.kind": (1, self.on_kind),
            "exchange.new": (1, self.on_new),
            "exchange.again": (1, self.on_again),
            "exchange.edit": (1, self.on_edit),
            "exchange.form": (2, self.on_form),
            "exchange.names": (2, self.on_names),
            "exchange.numbers": (2, self.on_numbers),
            "exchange.channel": (1, self.on_channel),
        }

    # Looking

    async def on_list(self, interaction: Interaction, press: Press) -> None:
        await self.list_all(interaction, press.ids[0])

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        await self.show(interaction, await self.bot.visit(interaction), press.ids[0])

    async def on_history(self, interaction: Interaction, press: Press) -> None:
        await self.history(interaction, await self.bot.visit(interaction), *press.ids)

    async def on_minutes(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.exchanges.all_minutes(visit.actor, press.ids[0])
        content = await asyncio.to_thread(messages.minutes_file, found, visit.t)
        await reply.show(interaction, messages.minutes_card(found, content, visit.t), fresh=True)

    # Beginning, and what is set

    async def on_begin(self, interaction: Interaction, press: Press) -> None:
        del press
        visit = await self.bot.visit(interaction)
        await self.bot.services.exchanges.require_organiser(visit.actor)
        await reply.show(interaction, messages.kinds(visit.t))

    async def on_kind(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await self.bot.services.exchanges.require_organiser(visit.actor)
        await reply.ask(interaction, forms.new(_numbered(press.ids[0]), {}, visit.t))

    async def on_new(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        kind, fields = _numbered(press.ids[0]), typed_fields(press)
        try:
            project = await self.bot.services.exchanges.start(
                visit.actor, kind, fields, zone=visit.settings.zone, channel_id=_channel(interaction)
            )
        except InvalidInputError as error:
            await give_back(
                interaction,
                visit,
                error,
                Typed(form=f"{NEW}:{press.ids[0]}", exchange_id=None, fields=fields),
            )
            return
        setup = await self.bot.services.exchanges.setup(visit.actor, project.id)
        await reply.show(interaction, messages.started(setup, visit.t))

    async def on_again(self, interaction: Interaction, press: Press) -> None:
        """Open a form again as it was typed; its record may have changed since, and is asked anew."""
        visit = await self.bot.visit(interaction)
        typed = await self.bot.services.exchanges.typed(visit.actor, press.ids[0])
        form, _, number = typed.form.partition(":")
        if form == NEW:
            await self.bot.services.exchanges.require_organiser(visit.actor)
            await reply.ask(interaction, forms.new(_numbered(int(number)), typed.fields, visit.t))
            return
        if typed.exchange_id is None:
            raise StaleError("exchange-typed-gone")
        if form == REASON:
            step = await self.bot.services.exchange_stages.look(
                visit.actor, typed.exchange_id, MOVES[int(number)]
            )
            await reply.ask(interaction, forms.reason(step, typed.fields, visit.t))
            return
        setup = await self.bot.services.exchanges.setup(visit.actor, typed.exchange_id)
        if form == EVIDENCE:
            asked = forms.evidence(typed.exchange_id, claimed(int(number)), typed.fields, visit.t)
        else:
            asked = _form(form, setup, typed.fields, visit.t)
        await reply.ask(interaction, asked)

    async def on_edit(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        setup = await self.bot.services.exchanges.setup(visit.actor, press.ids[0])
        await reply.show(interaction, messages.edit(setup, visit.t))

    async def on_form(self, interaction: Interaction, press: Press) -> None:
        exchange_id, number = press.ids
        if number >= len(_FORMS):
            raise StaleError("stale-press")
        visit = await self.bot.visit(interaction)
        setup = await self.bot.services.exchanges.setup(visit.actor, exchange_id)
        await reply.ask(interaction, _form(_FORMS[number], setup, None, visit.t))

    async def on_names(self, interaction: Interaction, press: Press) -> None:
        await self._submit(interaction, press, NAMES, self.bot.services.exchanges.rename)

    async def on_numbers(self, interaction: Interaction, press: Press) -> None:
        await self._submit(interaction, press, NUMBERS, self.bot.services.exchanges.set_numbers)

    async def on_channel(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        chosen = press.chosen_ids()
        if len(chosen) != 1 or not visit.may_view(chosen[0]):
            raise StaleError("stale-press")
        setup = await self.bot.services.exchanges.set_channel(visit.actor, press.ids[0], chosen[0])
        await reply.show(interaction, messages.edit(setup, visit.t, said=visit.t("exchange-saved")))

    # Parts

    async def list_all(self, interaction: Interaction, number: int) -> None:
        """A page of the guild's projects."""
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.exchanges.listing(visit.actor)
        await reply.show(interaction, messages.listing(found, number, visit.t))

    async def show(
        self, interaction: Interaction, visit: Visit, exchange_id: int, *, said: Safe | None = None
    ) -> None:
        """A project for the reader alone."""
        found = await self.bot.services.exchanges.home(visit.actor, exchange_id)
        await reply.show(interaction, messages.home(found.seen_by(visit.may_view), visit.t, said=said))

    async def history(self, interaction: Interaction, visit: Visit, exchange_id: int, number: int) -> None:
        """A page of a project's minutes."""
        found = await self.bot.services.exchanges.minutes(visit.actor, exchange_id, number)
        await reply.show(interaction, messages.minutes(found, visit.t))

    async def _submit(
        self,
        interaction: Interaction,
        press: Press,
        form: str,
        save: Callable[..., Awaitable[Setup]],
    ) -> None:
        visit = await self.bot.visit(interaction)
        exchange_id, version = press.ids
        fields = typed_fields(press)
        try:
            setup = await save(visit.actor, exchange_id, version, fields)
        except (InvalidInputError, StaleError) as error:
            await give_back(
                interaction, visit, error, Typed(form=form, exchange_id=exchange_id, fields=fields)
            )
            return
        await reply.show(interaction, messages.edit(setup, visit.t, said=visit.t("exchange-saved")))


async def give_back(interaction: Interaction, visit: Visit, error: RefusedError, typed: Typed) -> None:
    """Nothing that was typed is lost: the card leads back to the form with it."""
    kept = await interaction.client.services.exchanges.keep(visit.actor, typed)
    await reply.tell(interaction, messages.returned(error, kept, visit.t))


def typed_fields(press: Press) -> dict[str, str]:
    """A form's answers by key; of a menu its one value."""
    return {
        key: value if isinstance(value, str) else next(iter(value), "")
        for key, value in (press.fields or {}).items()
    }


def _form(name: str, setup: Setup, fields: Mapping[str, str] | None, t: Translator) -> Form:
    return forms.names(setup, fields, t) if name == NAMES else forms.numbers(setup, fields, t)


def _kind(typed: str, t: Translator) -> ProjectKind:
    """The kind behind a choice, or of this very name. Raises InvalidInputError."""
    for one in ProjectKind:
        if typed == one.value or folded(typed.strip()) == folded(words.kind_name(one, t)):
            return one
    raise InvalidInputError("exchange-kind-unknown")


def _numbered(number: int) -> ProjectKind:
    if number >= len(forms.KINDS):
        raise StaleError("stale-press")
    return forms.KINDS[number]


def _channel(interaction: Interaction) -> int:
    """Where the card is to stand until somebody says otherwise: here, or the channel of this thread."""
    channel = interaction.channel
    if isinstance(channel, discord.Thread):
        return channel.parent_id
    return interaction.channel_id or 0


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = Exchanges(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
    exchanging.join(bot, ExchangeCommands(cog))
