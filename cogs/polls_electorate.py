"""/poll electorate, /poll proxy give | withdraw, and what is pressed there."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.errors import InvalidInputError, StaleError
from bot.language.safe_text import Safe
from bot.polls.making.messages import VOTERS
from bot.polls.rules import PollState
from bot.polls.voting import proxy_messages, roll_messages
from bot.polls.voting.electing import Electing, Voter
from bot.ui import reply
from bot.ui.cards import Press
from bot.ui.routes import parse
from cogs import polling
from cogs.polling import Choices, Interaction


class ElectorateCommands(app_commands.Group):
    """Stand in /poll."""

    def __init__(self, cog: "PollsElectorate") -> None:
        super().__init__(name="electing", description="…")
        self._cog = cog

    @app_commands.command(name="electorate")
    async def electorate(self, interaction: Interaction, poll: str) -> None:
        visit = await interaction.client.visit(interaction)
        found = await polling.run(interaction, visit, poll)
        await self._cog.show(interaction, visit, found.id)

    @electorate.autocomplete("poll")
    async def _run(self, interaction: Interaction, typed: str) -> Choices:
        return await polling.offer_run(interaction, typed)


class ProxyCommands(app_commands.Group):
    """Stand in /poll proxy."""

    def __init__(self, cog: "PollsElectorate") -> None:
        super().__init__(name="proxying", description="…")
        self._cog = cog

    @app_commands.command(name="give")
    async def give(self, interaction: Interaction, poll: str, to: discord.Member) -> None:
        visit = await interaction.client.visit(interaction)
        found = await polling.seen(interaction, visit, poll, (PollState.OPEN,))
        await self._cog.give(interaction, visit, found.id, to)

    @app_commands.command(name="withdraw")
    async def withdraw(self, interaction: Interaction, poll: str) -> None:
        visit = await interaction.client.visit(interaction)
        found = await polling.seen(interaction, visit, poll, (PollState.OPEN,))
        await self._cog.withdraw(interaction, visit, found.id)

    @give.autocomplete("poll")
    async def _open(self, interaction: Interaction, typed: str) -> Choices:
        visit = await interaction.client.visit(interaction)
        proxies = interaction.client.services.poll_proxies
        return polling.offered(await proxies.open_with_proxies(visit.actor, visit.may_view), typed)

    @withdraw.autocomplete("poll")
    async def _given(self, interaction: Interaction, typed: str) -> Choices:
        visit = await interaction.client.visit(interaction)
        found = await interaction.client.services.poll_proxies.mine(visit.actor, visit.may_view)
        return polling.offered(found, typed)


class PollsElectorate(commands.Cog):
    """Officers set who may vote; members give their own vote away, and nobody else's."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.rolls = bot.services.poll_electorate
        self.proxies = bot.services.poll_proxies
        # After the poll's id: a page; or a voter (what it is, and its id); or a vote's tag and who is to hold it.
        self.routes: Routes = {
            VOTERS: (1, self.on_card),
            "roll.page": (2, self.on_page),
            "roll.kind": (1, self.on_kind),
            "roll.role": (1, self.on_role),
            "roll.cohort": (1, self.on_cohort),
            "roll.add": (1, self.on_add),
            "roll.remove": (1, self.on_remove),
            "roll.required": (1, self.on_required),
            "roll.entry": (1, self.on_entry),
            "roll.person": (1, self.on_person),
            "roll.name": (3, self.on_name),
            "roll.weight-form": (3, self.on_weight_form),
            "roll.weight": (4, self.on_weight),
            "roll.give": (3, self.on_give),
            "roll.withdraw": (2, self.on_withdraw),
        }

    # Who may vote

    async def on_card(self, interaction: Interaction, press: Press) -> None:
        await self.show(interaction, await self.bot.visit(interaction), press.ids[0])

    async def on_page(self, interaction: Interaction, press: Press) -> None:
        await self.show(interaction, await self.bot.visit(interaction), *press.ids)

    async def on_kind(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.polls.set_electorate(visit.actor, press.ids[0], _one(press))
        await self.show(interaction, visit, draft.poll.id, added=visit.t("roll-saved"))

    async def on_role(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        chosen = _number(press)
        if visit.guild.get_role(chosen) is None:
            raise InvalidInputError("roll-role-gone")
        await self._saved(interaction, visit, await self.rolls.set_role(visit.actor, press.ids[0], chosen))

    async def on_cohort(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.rolls.set_cohort(visit.actor, press.ids[0], _number(press))
        await self._saved(interaction, visit, found)

    async def on_add(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.rolls.add_people(visit.actor, press.ids[0], _people(interaction, press))
        await self._saved(interaction, visit, found)

    async def on_remove(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.rolls.remove_people(visit.actor, press.ids[0], press.chosen_ids())
        await self._saved(interaction, visit, found)

    async def on_required(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.rolls.set_required(visit.actor, press.ids[0], _people(interaction, press))
        await self._saved(interaction, visit, found)

    # One voter

    async def on_entry(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        named = parse(f"roll:{_one(press)}")
        if named is None or len(named[1]) != 2:
            raise StaleError("stale-press")
        found = await self.rolls.voter(visit.actor, press.ids[0], *named[1])
        await reply.show(interaction, roll_messages.voter(found, visit.t))

    async def on_person(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.rolls.voter(visit.actor, press.ids[0], 0, _number(press))
        await reply.show(interaction, roll_messages.voter(found, visit.t))

    async def on_name(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        chosen = press.chosen_ids()
        poll_id, what, number = press.ids
        user_id = chosen[0] if chosen else None
        found = await self.rolls.name_voter(visit.actor, poll_id, what, number, user_id)
        await self._saved_voter(interaction, visit, found)

    async def on_weight_form(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.rolls.voter(visit.actor, *press.ids)
        if found.poll.state is not PollState.DRAFT:
            raise StaleError("roll-frozen", question=found.poll.question)
        await reply.ask(interaction, roll_messages.weight_form(found, visit.t))

    async def on_weight(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        poll_id, version, what, number = press.ids
        found = await self.rolls.set_weight(
            visit.actor, poll_id, version, (what, number), press.text("weight")
        )
        await self._saved_voter(interaction, visit, found)

    # Proxies

    async def on_give(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        poll_id, vote, holder = press.ids
        done = await self.proxies.give(visit.actor, poll_id, vote, holder, visit.may_view)
        await reply.show(interaction, proxy_messages.given(done, visit.t))

    async def on_withdraw(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        poll_id, vote = press.ids
        done = await self.proxies.withdraw(visit.actor, poll_id, vote, visit.may_view)
        await reply.show(interaction, proxy_messages.withdrawn(done, visit.t))

    async def give(self, interaction: Interaction, visit: Visit, poll_id: int, to: discord.Member) -> None:
        """Give the vote; where the person has several, they say which."""
        if to.bot:
            raise InvalidInputError("proxy-bot")
        giving = await self.proxies.giving(visit.actor, poll_id, visit.may_view)
        if len(giving.units) == 1:
            done = await self.proxies.give(visit.actor, poll_id, giving.tags[0], to.id, visit.may_view)
            await reply.show(interaction, proxy_messages.given(done, visit.t))
            return
        await reply.show(interaction, proxy_messages.choose_giving(giving, to.id, visit.t))

    async def withdraw(self, interaction: Interaction, visit: Visit, poll_id: int) -> None:
        """Take the vote back; where the person gave several, they say which."""
        giving = await self.proxies.giving(visit.actor, poll_id, visit.may_view)
        given = giving.given_tags
        if not given:
            raise StaleError("proxy-none", question=giving.poll.question)
        if len(given) == 1:
            done = await self.proxies.withdraw(visit.actor, poll_id, given[0], visit.may_view)
            await reply.show(interaction, proxy_messages.withdrawn(done, visit.t))
            return
        await reply.show(interaction, proxy_messages.choose_withdrawing(giving, visit.t))

    # Parts

    async def show(
        self,
        interaction: Interaction,
        visit: Visit,
        poll_id: int,
        number: int = 1,
        *,
        added: Safe | None = None,
    ) -> None:
        """A page of who may vote."""
        found = await self.rolls.look(visit.actor, poll_id, number)
        await reply.show(interaction, roll_messages.card(found, visit.t, added=added))

    async def _saved(self, interaction: Interaction, visit: Visit, found: Electing) -> None:
        await reply.show(interaction, roll_messages.card(found, visit.t, added=visit.t("roll-saved")))

    async def _saved_voter(self, interaction: Interaction, visit: Visit, found: Voter) -> None:
        await reply.show(interaction, roll_messages.voter(found, visit.t, added=visit.t("roll-saved")))


def _one(press: Press) -> str:
    if len(press.values) != 1:
        raise StaleError("stale-press")
    return press.values[0]


def _number(press: Press) -> int:
    chosen = press.chosen_ids()
    if len(chosen) != 1:
        raise StaleError("stale-press")
    return chosen[0]


def _people(interaction: Interaction, press: Press) -> tuple[int, ...]:
    """The chosen members. Raises InvalidInputError where a bot is among them, as Discord tells with the choice."""
    data: Mapping[str, Any] = interaction.data or {}
    users = (data.get("resolved") or {}).get("users") or {}
    if any(one.get("bot") for one in users.values()):
        raise InvalidInputError("roll-bot")
    return press.chosen_ids()


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = PollsElectorate(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
    polling.join(bot, ElectorateCommands(cog))
    polling.join(bot, ProxyCommands(cog), under="proxy")
