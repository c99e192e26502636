"""/exchange stage advance | back | stall | resume | abandon | merge, and what is pressed on the way."""

from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.errors import InvalidInputError, StaleError
from bot.exchanges.founding import forms, messages
from bot.exchanges.founding.stages import MOVES, claimed
from bot.exchanges.founding.typed import Typed
from bot.exchanges.rules import Move
from bot.language.safe_text import Safe
from bot.ui import reply
from bot.ui.cards import Press
from cogs import exchanging
from cogs.exchanges import EVIDENCE, REASON, give_back, typed_fields
from cogs.exchanging import Choices, Interaction


class StageCommands(app_commands.Group):
    """Stand in /exchange stage."""

    def __init__(self, cog: "ExchangeStages") -> None:
        super().__init__(name="stages", description="…")
        self._cog = cog

    @app_commands.command(name="advance")
    async def advance(self, interaction: Interaction, exchange: str | None = None) -> None:
        await self._cog.begin(interaction, exchange, Move.ADVANCE)

    @app_commands.command(name="back")
    async def back(self, interaction: Interaction, exchange: str | None = None) -> None:
        await self._cog.begin(interaction, exchange, Move.BACK)

    @app_commands.command(name="stall")
    async def stall(self, interaction: Interaction, exchange: str | None = None) -> None:
        await self._cog.begin(interaction, exchange, Move.STALL)

    @app_commands.command(name="resume")
    async def resume(self, interaction: Interaction, exchange: str | None = None) -> None:
        await self._cog.begin(interaction, exchange, Move.RESUME)

    @app_commands.command(name="abandon")
    async def abandon(self, interaction: Interaction, exchange: str | None = None) -> None:
        await self._cog.begin(interaction, exchange, Move.ABANDON)

    @app_commands.command(name="merge")
    async def merge(self, interaction: Interaction, exchange: str | None = None) -> None:
        await self._cog.begin(interaction, exchange, Move.MERGE)

    @advance.autocomplete("exchange")
    @back.autocomplete("exchange")
    @stall.autocomplete("exchange")
    @resume.autocomplete("exchange")
    @abandon.autocomplete("exchange")
    @merge.autocomplete("exchange")
    async def _offered(self, interaction: Interaction, typed: str) -> Choices:
        return await exchanging.offer(interaction, typed)


class ExchangeStages(commands.Cog):
    """Each move says what follows before it is made; what a gate lacks is overridden with a reason."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "exchange.moves": (1, self.on_moves),
            "exchange.move": (2, self.on_move),
            "exchange.go": (3, self.on_go),
            "exchange.reason": (3, self.on_reason),
            "exchange.make": (3, self.on_make),
            "exchange.evidence": (2, self.on_evidence),
            "exchange.proven": (2, self.on_proven),
        }

    async def on_moves(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        setup = await self.bot.services.exchanges.setup(visit.actor, press.ids[0])
        await reply.show(interaction, messages.moves(setup.project, visit.t))

    async def on_move(self, interaction: Interaction, press: Press) -> None:
        await self.look(interaction, await self.bot.visit(interaction), press.ids[0], _move(press.ids[1]))

    async def on_go(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await self._make(interaction, visit, press)

    async def on_reason(self, interaction: Interaction, press: Press) -> None:
        exchange_id, version, number = press.ids
        visit = await self.bot.visit(interaction)
        step = await self.bot.services.exchange_stages.look(visit.actor, exchange_id, _move(number))
        if step.project.version != version:
            raise StaleError("exchange-changed", name=step.project.name)
        await reply.ask(interaction, forms.reason(step, {}, visit.t))

    async def on_make(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        fields = typed_fields(press)
        try:
            await self._make(interaction, visit, press)
        except (InvalidInputError, StaleError) as error:
            form = f"{REASON}:{press.ids[2]}"
            typed = Typed(form=form, exchange_id=press.ids[0], fields=fields)
            await give_back(interaction, visit, error, typed)

    async def on_evidence(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        setup = await self.bot.services.exchanges.setup(visit.actor, press.ids[0])
        condition = claimed(press.ids[1])
        await reply.ask(interaction, forms.evidence(setup.project.id, condition, {}, visit.t))

    async def on_proven(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        exchange_id, number = press.ids
        fields = typed_fields(press)
        try:
            step = await self.bot.services.exchange_stages.prove(
                visit.actor, exchange_id, number, fields.get("evidence", "")
            )
        except InvalidInputError as error:
            typed = Typed(form=f"{EVIDENCE}:{number}", exchange_id=exchange_id, fields=fields)
            await give_back(interaction, visit, error, typed)
            return
        await reply.show(interaction, messages.step(step, visit.t, said=visit.t("exchange-saved")))

    # Parts

    async def begin(self, interaction: Interaction, exchange: str | None, move: Move) -> None:
        """A move asked for by command."""
        visit = await self.bot.visit(interaction)
        found = await exchanging.seen(interaction, visit, exchange)
        await self.look(interaction, visit, found.id, move)

    async def look(
        self,
        interaction: Interaction,
        visit: Visit,
        exchange_id: int,
        move: Move,
        *,
        said: Safe | None = None,
    ) -> None:
        """What a move would mean, before it is made."""
        step = await self.bot.services.exchange_stages.look(visit.actor, exchange_id, move)
        await reply.show(interaction, messages.step(step, visit.t, said=said))

    async def _make(self, interaction: Interaction, visit: Visit, press: Press) -> None:
        exchange_id, version, number = press.ids
        fields = typed_fields(press)
        project = await self.bot.services.exchange_stages.make(
            visit.actor,
            exchange_id,
            version,
            _move(number),
            reason=fields.get("reason", ""),
            into=fields.get("into", ""),
        )
        found = await self.bot.services.exchanges.home(visit.actor, project.id)
        said = messages.made(project, _move(number), visit.t)
        await reply.show(interaction, messages.home(found.seen_by(visit.may_view), visit.t, said=said))


def _move(number: int) -> Move:
    if number >= len(MOVES):
        raise StaleError("stale-press")
    return MOVES[number]


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = ExchangeStages(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
    exchanging.join(bot, StageCommands(cog), under="stage")
