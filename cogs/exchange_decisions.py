"""/exchange decision: the register of a project's decisions, and what is pressed on it."""

from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.exchanges.register import decision_messages as messages
from bot.exchanges.register.decisions import DecisionShown, Typed, matches
from bot.exchanges.register.model import DecisionState
from bot.language.rules import folded
from bot.language.safe_text import Safe, clip
from bot.polls.making import messages as poll_messages
from bot.ui import reply
from bot.ui.cards import Press
from bot.ui.pages import paged
from cogs import exchanging
from cogs.exchange_registering import one_of, only
from cogs.exchanging import CHOICE_LIMIT, MOST_CHOICES, Choices, Interaction


class DecisionCommands(app_commands.Group):
    """Stand in /exchange decision. Everybody reads; organisers add."""

    @app_commands.command(name="add")
    async def add(
        self, interaction: Interaction, state: str | None = None, exchange: str | None = None
    ) -> None:
        visit = await interaction.client.visit(interaction)
        found = await exchanging.seen(interaction, visit, exchange)
        await _ask_new(interaction, visit, found.id, _state(state))

    @add.autocomplete("state")
    async def _states(self, interaction: Interaction, typed: str) -> Choices:
        t = (await interaction.client.visit(interaction)).t
        found = ((t.plain(f"register-as-{one}"), one.value) for one in messages.STATES)
        return [
            app_commands.Choice(name=name, value=value)
            for name, value in found
            if folded(typed.strip()) in folded(name)
        ]

    @app_commands.command(name="show")
    async def show(
        self, interaction: Interaction, decision: str | None = None, exchange: str | None = None
    ) -> None:
        visit = await interaction.client.visit(interaction)
        if decision is None:
            found = await exchanging.seen(interaction, visit, exchange)
            await _list(interaction, visit, found.id, 1)
            return
        choices = await interaction.client.services.exchange_decisions.choices(visit.actor)
        # The option offers ids: one that is called "7" is not number 7.
        for _, one in sorted(choices, key=lambda each: str(each[1].id) != decision.strip()):
            if matches(one, decision):
                shown = await interaction.client.services.exchange_decisions.look(visit.actor, one.id)
                await _card(interaction, visit, shown)
                return
        raise NotFoundError("register-decision-not-found")

    @show.autocomplete("decision")
    async def _decisions(self, interaction: Interaction, typed: str) -> Choices:
        visit = await interaction.client.visit(interaction)
        wanted = folded(typed.strip())
        return [
            app_commands.Choice(
                name=clip(messages.choice(project, one, visit.t), CHOICE_LIMIT), value=str(one.id)
            )
            for project, one in await interaction.client.services.exchange_decisions.choices(visit.actor)
            if wanted in folded(one.title)
        ][:MOST_CHOICES]

    @add.autocomplete("exchange")
    @show.autocomplete("exchange")
    async def _exchanges(self, interaction: Interaction, typed: str) -> Choices:
        return await exchanging.offer(interaction, typed)


class ExchangeDecisions(commands.Cog):
    """What is pressed on decisions. Every press asks again who is asking, and so does the service."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "register.decisions": (2, self.on_list),
            "register.decision": (1, self.on_show),
            "register.decision-add": (2, self.on_add),
            "register.decision-new": (3, self.on_new),
            "register.decision-edit": (1, self.on_edit),
            "register.decision-edited": (2, self.on_edited),
            "register.discuss": (2, self.on_discuss),
            "register.adopt": (1, self.on_adopt),
            "register.adopt-confirm": (2, self.on_adopt_confirm),
            "register.reject": (1, self.on_reject),
            "register.rejected": (2, self.on_rejected),
            "register.consensus": (3, self.on_consensus),
            "register.object": (1, self.on_object),
            "register.objected": (1, self.on_objected),
            "register.objection-withdraw": (1, self.on_withdraw),
            "register.objections": (2, self.on_objections),
            "register.answer": (1, self.on_answer),
            "register.answered": (2, self.on_answered),
            "register.review": (1, self.on_review),
            "register.reviewed": (2, self.on_reviewed),
            "register.replace": (1, self.on_replace),
            "register.vote": (1, self.on_vote),
        }
        self.service = bot.services.exchange_decisions

    # Reading

    async def on_list(self, interaction: Interaction, press: Press) -> None:
        await _list(interaction, await self.bot.visit(interaction), *press.ids)

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await _card(interaction, visit, await self.service.look(visit.actor, press.ids[0]))

    async def on_objections(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.look(visit.actor, press.ids[0])
        standing = [one for one in shown.objections if not one.withdrawn]
        page = paged(standing, press.ids[1], messages.OBJECTIONS_PAGE)
        await reply.show(interaction, messages.objections(shown, page, visit.t))

    # Writing

    async def on_add(self, interaction: Interaction, press: Press) -> None:
        exchange_id, number = press.ids
        await _ask_new(interaction, await self.bot.visit(interaction), exchange_id, _numbered(number))

    async def on_new(self, interaction: Interaction, press: Press) -> None:
        exchange_id, number, replaces = press.ids
        visit = await self.bot.visit(interaction)
        shown = await self.service.propose(
            visit.actor, exchange_id, _typed(press), _numbered(number), replaces=replaces or None
        )
        await _card(interaction, visit, shown, visit.t("register-decision-stored"))

    async def on_edit(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.led(visit.actor, press.ids[0])
        _require(shown, open_=True)
        await reply.ask(interaction, messages.edit_form(shown.decision, visit.t))

    async def on_edited(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.edit(visit.actor, *press.ids, typed=_typed(press))
        await _card(interaction, visit, shown, visit.t("register-saved"))

    # From step to step

    async def on_discuss(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.move(visit.actor, *press.ids, state=DecisionState.DISCUSSED)
        await _card(interaction, visit, shown)

    async def on_adopt(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.adoptable(visit.actor, press.ids[0])
        await reply.show(interaction, messages.adopt_card(shown, visit.t))

    async def on_adopt_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.move(visit.actor, *press.ids, state=DecisionState.ADOPTED)
        await _card(interaction, visit, shown, visit.t("register-adopted"))

    async def on_reject(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.led(visit.actor, press.ids[0])
        _require(shown, open_=True)
        await reply.ask(interaction, messages.reject_form(shown.decision, visit.t))

    async def on_rejected(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.move(
            visit.actor, *press.ids, state=DecisionState.REJECTED, reason=press.text("reason")
        )
        await _card(interaction, visit, shown)

    async def on_review(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.led(visit.actor, press.ids[0])
        _require(shown, open_=False)
        await reply.ask(interaction, messages.review_form(shown.decision, visit.t))

    async def on_reviewed(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        typed = Typed(title="", evidence=press.text("evidence"), review=press.text("review"))
        shown = await self.service.review(visit.actor, *press.ids, typed=typed)
        await _card(interaction, visit, shown, visit.t("register-review-stored"))

    async def on_replace(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.led(visit.actor, press.ids[0])
        _require(shown, open_=False)
        form = messages.new_form(shown.project, DecisionState.PROPOSED, visit.t, replaces=shown.decision)
        await reply.ask(interaction, form)

    async def on_vote(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        channel_id = interaction.channel_id or 0
        draft = await self.service.vote(visit.actor, press.ids[0], channel_id=channel_id)
        await reply.show(interaction, poll_messages.card(draft, visit.t, added=visit.t("register-vote-made")))

    # Rough consensus

    async def on_consensus(self, interaction: Interaction, press: Press) -> None:
        decision_id, version, wanted = press.ids
        visit = await self.bot.visit(interaction)
        shown = await self.service.set_consensus(visit.actor, decision_id, version, wanted=bool(wanted))
        said = "register-consensus-is-on" if shown.decision.consensus else "register-consensus-is-off"
        await _card(interaction, visit, shown, visit.t(said))

    async def on_object(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.objectionable(visit.actor, press.ids[0])
        await reply.ask(interaction, messages.object_form(shown, visit.t))

    async def on_objected(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.object(visit.actor, press.ids[0], press.text("text"))
        await _card(interaction, visit, shown, visit.t("register-objection-stored"))

    async def on_withdraw(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.withdraw(visit.actor, press.ids[0])
        await _card(interaction, visit, shown, visit.t("register-objection-withdrawn"))

    async def on_answer(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await self.service.led(visit.actor, press.ids[0])  # who may not is told so first
        objection_id = only(press)
        if objection_id is None:
            raise StaleError("stale-press")
        found, _ = await self.service.objection(visit.actor, objection_id)
        await reply.ask(interaction, messages.answer_form(found, visit.t))

    async def on_answered(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        shown = await self.service.answer(visit.actor, *press.ids, text=press.text("text"))
        await _card(interaction, visit, shown, visit.t("register-answer-stored"))


# Parts of commands and presses


async def _card(
    interaction: Interaction, visit: Visit, shown: DecisionShown, added: Safe | None = None
) -> None:
    # Of a poll in a channel that the reader may not view nothing is told.
    seen = shown.seen_by(visit.may_view)
    await reply.show(interaction, messages.card(seen, visit.t, added=None if shown.wrong else added))


async def _list(interaction: Interaction, visit: Visit, exchange_id: int, number: int) -> None:
    found = await interaction.client.services.exchange_decisions.listing(visit.actor, exchange_id)
    page = paged(found.decisions, number, messages.PAGE)
    await reply.show(interaction, messages.listing(found, page, visit.t))


async def _ask_new(interaction: Interaction, visit: Visit, exchange_id: int, state: DecisionState) -> None:
    service = interaction.client.services.exchange_decisions
    project = await service.require_organiser(visit.actor, exchange_id)
    await reply.ask(interaction, messages.new_form(project, state, visit.t))


def _require(shown: DecisionShown, *, open_: bool) -> None:
    """Raises StaleError where the decision moved on since its card was shown."""
    if shown.decision.is_open is not open_:
        raise StaleError("register-decision-step", title=shown.decision.title)


def _typed(press: Press) -> Typed:
    return Typed(
        title=press.text("title"),
        text=press.text("text"),
        topic=one_of(press, "topic"),
        evidence=press.text("evidence"),
        review=press.text("review"),
    )


def _state(typed: str | None) -> DecisionState:
    """As what a decision is entered. Raises InvalidInputError for what was typed and not chosen."""
    if typed is None:
        return DecisionState.PROPOSED
    for one in messages.STATES:
        if typed.strip().casefold() == one.value:
            return one
    raise InvalidInputError("register-state-unknown")


def _numbered(number: int) -> DecisionState:
    if number >= len(messages.STATES):
        raise StaleError("stale-press")
    return messages.STATES[number]


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    exchanging.join(bot, DecisionCommands(name="decision", description="…"), under="decision")
    cog = ExchangeDecisions(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
