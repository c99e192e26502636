"""/exchange readiness, plan and matrix, and what is pressed on them."""

from collections.abc import Callable, Mapping
from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.errors import StaleError
from bot.exchanges.answers import matrix_messages, messages, plan_messages
from bot.exchanges.answers.service import TARGETS, Peering, Planned, Ready
from bot.language.safe_text import Safe
from bot.ui import reply
from bot.ui.cards import Card, Press
from cogs import exchanging
from cogs.exchanging import Choices, Interaction

_LONGEST_NUMBER = 18


class AnswerCommands(app_commands.Group):
    """Stand in /exchange; for every member."""

    @app_commands.command(name="readiness")
    async def readiness(self, interaction: Interaction, exchange: str | None = None) -> None:
        bot = interaction.client
        visit = await bot.visit(interaction)
        project = await exchanging.seen(interaction, visit, exchange)
        found = await bot.services.answers.readiness(visit.actor, project.id)
        await _ready(interaction, visit, found)

    @app_commands.command(name="plan")
    async def plan(self, interaction: Interaction, exchange: str | None = None) -> None:
        bot = interaction.client
        visit = await bot.visit(interaction)
        project = await exchanging.seen(interaction, visit, exchange)
        await _plan(interaction, visit, await bot.services.answers.plan(visit.actor, project.id))

    @app_commands.command(name="matrix")
    async def matrix(self, interaction: Interaction, exchange: str | None = None) -> None:
        bot = interaction.client
        visit = await bot.visit(interaction)
        project = await exchanging.seen(interaction, visit, exchange)
        await _matrix(interaction, visit, await bot.services.answers.matrix(visit.actor, project.id), 1)

    @readiness.autocomplete("exchange")
    @plan.autocomplete("exchange")
    @matrix.autocomplete("exchange")
    async def _projects(self, interaction: Interaction, typed: str) -> Choices:
        return await exchanging.offer(interaction, typed)


class ExchangeAnswers(commands.Cog):
    """Looking is for everybody; each change asks again who is asking, and so does the service."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "ready.show": (1, self.on_ready_card),
            "ready.leaves": (1, self.on_leaves),
            "ready.set": (1, self.on_set),
            "ready.said": (3, self.on_said),
            "ready.plan": (1, self.on_plan),
            "ready.forecast": (1, self.on_forecast),
            "ready.forecast-set": (1, self.on_forecast_set),
            "ready.rule": (1, self.on_rule),
            "ready.rule-set": (1, self.on_rule_set),
            "ready.rule-drop": (1, self.on_rule_drop),
            "ready.matrix": (2, self.on_matrix),
        }

    async def on_ready_card(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await _ready(interaction, visit, await self.bot.services.answers.readiness(visit.actor, press.ids[0]))

    async def on_leaves(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.answers.what_if(visit.actor, press.ids[0], _chosen(press))
        await reply.show(interaction, messages.what_if(found, visit.t))

    async def on_set(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        asked = await self.bot.services.answers.asked(visit.actor, press.ids[0], _chosen(press))
        await reply.ask(interaction, messages.form(asked, visit.t))

    async def on_said(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        uploads = (press.files or {}).get("file", ())
        if uploads:
            await reply.defer(interaction)  # Discord's file server may take its time
        found = await self.bot.services.answers.say(
            visit.actor,
            *press.ids,
            points=_one(press, "points"),
            link=press.text("link"),
            decision=_one(press, "decision"),
            upload=uploads[0] if uploads else None,
            note=press.text("note"),
            weight=press.text("weight"),
        )
        said = messages.stored(TARGETS[press.ids[1]], found, visit.t)
        await _ready(interaction, visit, found, said=said)

    async def on_plan(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await _plan(interaction, visit, await self.bot.services.answers.plan(visit.actor, press.ids[0]))

    async def on_forecast(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.answers.to_change(visit.actor, press.ids[0])
        await reply.ask(interaction, plan_messages.forecast_form(found, visit.t))

    async def on_forecast_set(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        typed = plan_messages.typed_forecast(press.fields or {})
        found = await self.bot.services.answers.set_forecast(visit.actor, press.ids[0], typed)
        await _plan(interaction, visit, found, said=visit.t("plan-forecast-stored"))

    async def on_rule(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.answers.to_change(visit.actor, press.ids[0])
        if found.plan.rule is None:
            raise StaleError("plan-no-rir", name=found.project.name)
        await reply.ask(interaction, plan_messages.rule_form(found.plan.rule, found, visit.t))

    async def on_rule_set(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.answers.set_rule(
            visit.actor,
            press.ids[0],
            members=press.text("members"),
            prefix=press.text("prefix"),
            largest=press.text("largest"),
            source=press.text("source"),
            checked=press.text("checked"),
        )
        await _plan(interaction, visit, found, said=visit.t("plan-rule-stored"))

    async def on_rule_drop(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.answers.drop_rule(visit.actor, press.ids[0])
        await _plan(interaction, visit, found, said=visit.t("plan-rule-dropped"))

    async def on_matrix(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        exchange_id, page = press.ids
        found = await self.bot.services.answers.matrix(visit.actor, exchange_id)
        await _matrix(interaction, visit, found, page)


async def _ready(interaction: Interaction, visit: Visit, found: Ready, *, said: Safe | None = None) -> None:
    wanted = messages.chart(found.account, visit.t)
    await _shown(
        interaction, wanted, lambda picture: messages.ready(found, visit.t, picture=picture, said=said)
    )


async def _plan(interaction: Interaction, visit: Visit, found: Planned, *, said: Safe | None = None) -> None:
    wanted = plan_messages.chart(found, visit.t)
    await _shown(
        interaction, wanted, lambda picture: plan_messages.plan(found, visit.t, picture=picture, said=said)
    )


async def _matrix(interaction: Interaction, visit: Visit, found: Peering, page: int) -> None:
    wanted = matrix_messages.chart(found.matrix, visit.t)
    await _shown(
        interaction, wanted, lambda picture: matrix_messages.matrix(found, page, visit.t, picture=picture)
    )


async def _shown(
    interaction: Interaction, wanted: Mapping[str, Any] | None, card: Callable[[bytes | None], Card]
) -> None:
    """Show a card with its picture; one that has to be drawn first may take longer than Discord waits."""
    answers = interaction.client.services.answers
    if wanted is not None and not answers.is_drawn(wanted) and not interaction.response.is_done():
        await reply.defer(interaction)
    await reply.show(interaction, card(await answers.picture(wanted)))


def _chosen(press: Press) -> int:
    """The number of what was chosen in a menu."""
    value = next(iter(press.values), "")
    if not (value.isascii() and value.isdigit() and len(value) <= _LONGEST_NUMBER):
        raise StaleError("stale-press")
    return int(value)


def _one(press: Press, key: str) -> str:
    """What was chosen in a field of a form; empty: nothing."""
    value = (press.fields or {}).get(key, "")
    return value if isinstance(value, str) else next(iter(value), "")


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = ExchangeAnswers(bot)
    exchanging.join(bot, AnswerCommands(name="x", description="x"))
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
