"""/exchange action: who does what by when, and what is pressed on it."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.errors import InvalidInputError, StaleError
from bot.exchanges.register import action_messages as messages
from bot.exchanges.register.actions import NUMBERED, ActionShown, Which
from bot.exchanges.register.model import WHAT_LIMIT, about
from bot.language.rules import folded
from bot.language.safe_text import Safe
from bot.ui import reply
from bot.ui.cards import Press
from bot.ui.pages import paged
from cogs import exchange_registering, exchanging
from cogs.exchange_registering import only
from cogs.exchanging import Choices, Interaction


class ActionCommands(app_commands.Group):
    """Stand in /exchange action. Everybody reads; organisers add."""

    @app_commands.command(name="add")
    async def add(
        self,
        interaction: Interaction,
        what: app_commands.Range[str, 1, WHAT_LIMIT],
        owner: discord.Member | None = None,
        due: app_commands.Range[str, 1, 100] | None = None,
        exchange: str | None = None,
    ) -> None:
        visit = await interaction.client.visit(interaction)
        found = await exchanging.seen(interaction, visit, exchange)
        shown = await interaction.client.services.exchange_actions.add(
            visit.actor, found.id, what, due=due or "", owner_id=owner_of(owner)
        )
        await _card(interaction, visit, shown, visit.t("register-action-added"))

    @add.autocomplete("due")
    async def _due(self, interaction: Interaction, typed: str) -> Choices:
        return await exchange_registering.echo_day(interaction, typed)

    @app_commands.command(name="list")
    async def list_all(
        self, interaction: Interaction, which: str | None = None, exchange: str | None = None
    ) -> None:
        visit = await interaction.client.visit(interaction)
        found = await exchanging.seen(interaction, visit, exchange)
        await _list(interaction, visit, found.id, _which(which), 1)

    @list_all.autocomplete("which")
    async def _whiches(self, interaction: Interaction, typed: str) -> Choices:
        t = (await interaction.client.visit(interaction)).t
        found = ((t.plain(f"register-actions-{one}"), one.value) for one in Which)
        return [
            app_commands.Choice(name=name, value=value)
            for name, value in found
            if folded(typed.strip()) in folded(name)
        ]

    @add.autocomplete("exchange")
    @list_all.autocomplete("exchange")
    async def _exchanges(self, interaction: Interaction, typed: str) -> Choices:
        return await exchanging.offer(interaction, typed)


class ExchangeActions(commands.Cog):
    """What is pressed on action items. Every press asks again who is asking, and so does the service."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "register.actions": (3, self.on_list),
            "register.actions-which": (2, self.on_which),
            "register.action": (1, self.on_show),
            "register.action-ask": (3, self.on_ask),
            "register.action-made": (3, self.on_made),
            "register.action-edit": (1, self.on_edit),
            "register.action-edited": (2, self.on_edited),
            "register.action-owner": (1, self.on_owner),
            "register.action-done": (1, self.on_done),
            "register.action-reopen": (1, self.on_reopen),
            "register.action-drop": (1, self.on_drop),
            "register.action-drop-confirm": (2, self.on_drop_confirm),
        }
        self.service = bot.services.exchange_actions

    async def on_list(self, interaction: Interaction, press: Press) -> None:
        await self._listed(interaction, *press.ids)

    async def on_which(self, interaction: Interaction, press: Press) -> None:
        # A route of its own: the pager on the same card has the other's ids.
        exchange_id, which = press.ids
        await self._listed(interaction, exchange_id, which, 1)

    async def _listed(self, interaction: Interaction, exchange_id: int, which: int, number: int) -> None:
        if which >= len(NUMBERED):
            raise StaleError("stale-press")
        await _list(interaction, await self.bot.visit(interaction), exchange_id, NUMBERED[which], number)

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await _card(interaction, visit, await self.service.look(visit.actor, press.ids[0]))

    async def on_ask(self, interaction: Interaction, press: Press) -> None:
        exchange_id, kind, record_id = press.ids
        _about(kind, record_id)
        visit = await self.bot.visit(interaction)
        project = await self.bot.services.exchange_decisions.require_organiser(visit.actor, exchange_id)
        await reply.ask(interaction, messages.new_form(project, kind, record_id, visit.t))

    async def on_made(self, interaction: Interaction, press: Press) -> None:
        exchange_id, kind, record_id = press.ids
        visit = await self.bot.visit(interaction)
        shown = await self.service.add(
            visit.actor,
            exchange_id,
            press.text("what"),
            due=press.text("due"),
            about=_about(kind, record_id),
        )
        await _card(interaction, visit, shown, visit.t("register-action-added-owner"))

    async def on_edit(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.require_organiser(visit.actor, press.ids[0])
        await reply.ask(interaction, messages.edit_form(shown.action, visit.t))

    async def on_edited(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.edit(
            visit.actor, *press.ids, what=press.text("what"), due=press.text("due")
        )
        await _card(interaction, visit, shown, visit.t("register-saved"))

    async def on_owner(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.give(visit.actor, press.ids[0], member_of(interaction, only(press)))
        await _card(interaction, visit, shown, visit.t("register-saved"))

    async def on_done(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.tick(visit.actor, press.ids[0], done=True)
        await _card(interaction, visit, shown, visit.t("register-action-ticked"))

    async def on_reopen(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.tick(visit.actor, press.ids[0], done=False)
        await _card(interaction, visit, shown)

    async def on_drop(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.require_organiser(visit.actor, press.ids[0])
        await reply.show(interaction, messages.drop_card(shown, visit.t))

    async def on_drop_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        dropped = await self.service.drop(visit.actor, *press.ids)
        await reply.show(interaction, messages.dropped(dropped, visit.t))


# Parts, for the cog of stakeholders too


def owner_of(member: discord.Member | None) -> int | None:
    """Who does it. Raises InvalidInputError for a bot, which does nothing and reads no reminder."""
    if member is None:
        return None
    if member.bot:
        raise InvalidInputError("register-owner-bot")
    return member.id


def member_of(interaction: Interaction, user_id: int | None) -> int | None:
    """Whom a menu chose. Raises InvalidInputError for a bot, as far as Discord tells."""
    data: Mapping[str, Any] = interaction.data or {}
    known = ((data.get("resolved") or {}).get("users") or {}).get(str(user_id))
    if user_id is not None and known and known.get("bot"):
        raise InvalidInputError("register-owner-bot")
    return user_id


async def _card(
    interaction: Interaction, visit: Visit, shown: ActionShown, added: Safe | None = None
) -> None:
    await reply.show(interaction, messages.card(shown, visit.t, added=added))


async def _list(interaction: Interaction, visit: Visit, exchange_id: int, which: Which, number: int) -> None:
    found = await interaction.client.services.exchange_actions.listing(visit.actor, exchange_id, which)
    await reply.show(
        interaction, messages.listing(found, paged(found.actions, number, messages.PAGE), visit.t)
    )


def _about(kind: int, record_id: int) -> str:
    if kind >= len(messages.ABOUT):
        raise StaleError("stale-press")
    return about(messages.ABOUT[kind], record_id) if kind else ""


def _which(typed: str | None) -> Which:
    """Which actions. Raises InvalidInputError for what was typed and not chosen."""
    if typed is None:
        return Which.OPEN
    try:
        return Which(typed.strip().casefold())
    except ValueError:
        raise InvalidInputError("register-which-unknown") from None


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    exchanging.join(bot, ActionCommands(name="action", description="…"), under="action")
    cog = ExchangeActions(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
