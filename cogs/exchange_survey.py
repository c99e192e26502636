"""/exchange survey: what networks tell in private, and what may be published of it."""

from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.errors import InvalidInputError, StaleError
from bot.exchanges.survey import messages
from bot.exchanges.survey.service import Survey
from bot.language.safe_text import Safe
from bot.ui import reply
from bot.ui.cards import Press
from cogs import exchanging
from cogs.exchanging import Choices, Interaction


class SurveyCommands(app_commands.Group):
    """Stands in /exchange."""

    def __init__(self, cog: "ExchangeSurvey") -> None:
        super().__init__(name="surveys", description="…")
        self._cog = cog

    @app_commands.command(name="survey")
    async def survey(self, interaction: Interaction, exchange: str | None = None) -> None:
        visit = await interaction.client.visit(interaction)
        project = await exchanging.seen(interaction, visit, exchange)
        await self._cog.show(interaction, visit, project.id)

    @survey.autocomplete("exchange")
    async def _projects(self, interaction: Interaction, typed: str) -> Choices:
        return await exchanging.offer(interaction, typed)


class ExchangeSurvey(commands.Cog):
    """Whoever speaks for a network answers for it; nobody sees what another answered."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "survey.card": (1, self.on_card),
            "survey.choose": (1, self.on_choose),
            "survey.answer": (2, self.on_answer),
            "survey.answered": (2, self.on_answered),
            "survey.again": (4, self.on_again),
            "survey.withdraw": (2, self.on_withdraw),
            "survey.publish": (1, self.on_publish),
            "survey.publish-confirm": (1, self.on_publish_confirm),
            "survey.assume": (1, self.on_assume),
            "survey.assumed": (1, self.on_assumed),
        }

    async def on_card(self, interaction: Interaction, press: Press) -> None:
        await self.show(interaction, await self.bot.visit(interaction), press.ids[0])

    async def on_choose(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = press.chosen_ids()
        if len(found) != 1:
            raise StaleError("stale-press")
        project, mine, currency = await self.bot.services.survey.mine(visit.actor, press.ids[0], found[0])
        await reply.show(interaction, messages.chosen(project, mine, currency, visit.t))

    async def on_answer(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        project, mine, currency = await self.bot.services.survey.mine(visit.actor, *press.ids)
        await reply.ask(interaction, messages.answer_form(project, mine, currency, visit.t))

    async def on_answered(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        band, port = _one(press, "band"), _one(press, "port")
        try:
            found = await self.bot.services.survey.answer(
                visit.actor, press.ids[0], press.ids[1], band=band, port=port, price=press.text("price")
            )
        except InvalidInputError as error:
            if not band.isdecimal() or not (port or "0").isdecimal():
                raise
            ids, chosen = (press.ids[0], press.ids[1]), (int(band), int(port or "0"))
            kept = messages.returned(error, ids, chosen, visit.t)
            await reply.tell(interaction, kept)
            return
        await self._shown(interaction, visit, found, visit.t("survey-was-answered"))

    async def on_again(self, interaction: Interaction, press: Press) -> None:
        """The form once more, with what was chosen in it."""
        visit = await self.bot.visit(interaction)
        exchange_id, number, band, port = press.ids
        project, mine, currency = await self.bot.services.survey.mine(visit.actor, exchange_id, number)
        await reply.ask(
            interaction, messages.answer_form(project, mine, currency, visit.t, chosen=(band, port))
        )

    async def on_withdraw(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.survey.withdraw(visit.actor, *press.ids)
        await self._shown(interaction, visit, found, visit.t("survey-was-withdrawn"))

    async def on_publish(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        project = await self.bot.services.survey.to_publish(visit.actor, press.ids[0])
        await reply.show(interaction, messages.publishing(project, visit.t))

    async def on_publish_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.survey.publish(visit.actor, press.ids[0])
        await self._shown(interaction, visit, found, visit.t("survey-was-published"))

    async def on_assume(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        project, assumed = await self.bot.services.survey.assuming(visit.actor, press.ids[0])
        await reply.ask(interaction, messages.assume_form(project, assumed, visit.t))

    async def on_assumed(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.survey.assume(
            visit.actor,
            press.ids[0],
            price=press.text("price"),
            cost=press.text("cost"),
            currency=press.text("currency"),
            source=press.text("source"),
        )
        await self._shown(interaction, visit, found, visit.t("survey-was-assumed"))

    # Parts

    async def show(self, interaction: Interaction, visit: Visit, exchange_id: int) -> None:
        """The survey for its reader."""
        found = await self.bot.services.survey.look(visit.actor, exchange_id)
        await reply.show(interaction, messages.card(found, visit.t))

    async def _shown(self, interaction: Interaction, visit: Visit, found: Survey, added: Safe) -> None:
        await reply.show(interaction, messages.card(found, visit.t, added=added))


def _one(press: Press, key: str) -> str:
    """The one value of a form's menu; empty: nothing was chosen."""
    value = (press.fields or {}).get(key, "")
    return value if isinstance(value, str) else next(iter(value), "")


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = ExchangeSurvey(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
    exchanging.join(bot, SurveyCommands(cog))
