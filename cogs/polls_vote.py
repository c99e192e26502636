"""Voting: the Vote button and what follows from it, /poll mine, /poll receipt.

A ballot being made stands in the custom_ids of its own buttons: each press reads the poll again, checks that the person
may vote and that the options are those they saw, and shows the next state. Only Confirm stores anything.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from typing import Final

from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.errors import InvalidInputError, RefusedError, StaleError
from bot.polls.rules import RANKED, Answer, Method, PollState
from bot.polls.voting import messages, ranking_rules
from bot.polls.voting.packing import Packed, unpack_step
from bot.polls.voting.service import Sitting
from bot.polls.voting.votes import Vote
from bot.ui import reply
from bot.ui.cards import Press
from bot.ui.routes import Handler
from cogs import polling
from cogs.hinting import hinted
from cogs.polling import Choices, Interaction

_OVER: Final = (PollState.CLOSED, PollState.CERTIFIED)
_GOES_ON: Final = frozenset({"vote-options-changed", "vote-unit-gone", "vote-newer"})
"""Refusals after which there is a ballot to be made."""
_Work = Callable[[Interaction, Visit, Press], Awaitable[None]]


class VoteCommands(app_commands.Group):
    """What a member looks up."""

    @app_commands.command(name="mine")
    async def mine(self, interaction: Interaction) -> None:
        visit = await interaction.client.visit(interaction)
        found = await interaction.client.services.voting.mine(visit.actor, visit.may_view)
        await reply.show(interaction, messages.mine(found, visit.t))

    @app_commands.command(name="receipt")
    async def receipt(
        self, interaction: Interaction, *, poll: str, token: app_commands.Range[str, 1, 60]
    ) -> None:
        visit = await interaction.client.visit(interaction)
        chosen = await polling.seen(interaction, visit, poll, tuple(PollState))
        found = await interaction.client.services.voting.receipt(visit.actor, chosen, token)
        await reply.show(interaction, messages.receipt(found, visit.t))

    @receipt.autocomplete("poll")
    async def _poll(self, interaction: Interaction, typed: str) -> Choices:
        return await polling.offer_seen(interaction, typed, _OVER)


class PollsVote(commands.Cog):
    """What is pressed."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.voting = bot.services.voting
        # After the poll's id: for whom, the print of the options, the ballot in two numbers, the step.
        self.routes: Routes = {
            "vote.open": (1, self._handler(self.on_open)),
            "vote.for": (1, self._handler(self.on_for)),
            "vote.again": (2, self._handler(self.on_again)),
            "vote.answer": (4, self._handler(self.on_answer)),
            "vote.approve": (3, self._handler(self.on_approve)),
            "vote.pick": (3, self._handler(self.on_pick)),
            "vote.dates": (6, self._handler(self.on_dates)),
            "vote.add": (5, self._handler(self.on_add)),
            "vote.line": (5, self._handler(self.on_line)),
            "vote.step": (6, self._handler(self.on_step)),
            "vote.write": (5, self._handler(self.on_write)),
            "vote.typed": (5, self._handler(self.on_typed)),
            "vote.score-of": (5, self._handler(self.on_score_of)),
            "vote.score": (6, self._handler(self.on_score)),
            "vote.pledged": (3, self._handler(self.on_pledged)),
            "vote.cast": (5, self._handler(self.on_cast)),
            "vote.mine": (1, self.on_mine),
        }

    # The beginning

    async def on_open(self, interaction: Interaction, visit: Visit, press: Press) -> None:
        sitting = await self.voting.sit(visit.actor, press.ids[0], visit.may_view)
        if sitting.choice is None:
            await reply.show(interaction, messages.choose(sitting, visit.t))
            return
        await self._begin(interaction, visit, sitting)

    async def on_for(self, interaction: Interaction, visit: Visit, press: Press) -> None:
        chosen = press.chosen_ids()
        if len(chosen) != 1:
            raise StaleError("stale-press")
        sitting = await self.voting.sit(visit.actor, press.ids[0], visit.may_view, voter=chosen[0])
        await self._begin(interaction, visit, sitting)

    async def on_again(self, interaction: Interaction, visit: Visit, press: Press) -> None:
        poll_id, voter = press.ids
        sitting = await self.voting.sit(visit.actor, poll_id, visit.may_view, voter=voter)
        await self._begin(interaction, visit, sitting)

    async def _begin(self, interaction: Interaction, visit: Visit, sitting: Sitting) -> None:
        """A form for a pledge, a card for everything else; with the ballot that stands, where it is theirs."""
        if sitting.poll.method is Method.PLEDGE:
            await reply.ask(interaction, messages.pledge(sitting, visit.t))
            return
        is_answer = sitting.poll.method is Method.YES_NO
        vote = Vote() if is_answer or sitting.mine is None else sitting.mine
        card = messages.ballot(sitting, vote, visit.t, zone=_zone(visit))
        if sitting.poll.method is Method.DATE:
            card = await hinted(self.bot, visit, card)
        await reply.show(interaction, card)

    # One press, and it is cast or shown

    async def on_answer(self, interaction: Interaction, visit: Visit, press: Press) -> None:
        poll_id, voter, seen, which = press.ids
        if which >= len(Answer):
            raise StaleError("stale-press")
        vote = Vote(answer=list(Answer)[which])
        if self.voting.is_sealed(visit.actor, poll_id):
            # It could not be taken back, so it is asked once more.
            sitting = await self._sitting(visit, press, {Method.YES_NO})
            vote = self.voting.fit(sitting, vote)
            await reply.show(interaction, messages.ballot(sitting, vote, visit.t, zone=_zone(visit)))
            return
        await self._cast(interaction, visit, (poll_id, voter, seen), vote)

    async def on_approve(self, interaction: Interaction, visit: Visit, press: Press) -> None:
        sitting = await self._sitting(visit, press, {Method.APPROVAL})
        group = press.chosen_ids()
        await self._show(interaction, visit, sitting, Vote(groups=(group,) if group else ()))

    async def on_pick(self, interaction: Interaction, visit: Visit, press: Press) -> None:
        sitting = await self._sitting(visit, press, {Method.PLURALITY})
        await self._show(interaction, visit, sitting, Vote(groups=(press.chosen_ids(),)))

    async def on_dates(self, interaction: Interaction, visit: Visit, press: Press) -> None:
        sitting = await self._sitting(visit, press, {Method.DATE})
        before, chosen = self._vote(sitting, press), press.chosen_ids()
        # What is ticked last is meant: a date is yes or if need be.
        if press.ids[5] == 0:
            vote = Vote(yes=chosen, maybe=tuple(one for one in before.maybe if one not in chosen))
        else:
            vote = Vote(yes=tuple(one for one in before.yes if one not in chosen), maybe=chosen)
        await self._show(interaction, visit, sitting, vote)

    # Ranking

    async def on_add(self, interaction: Interaction, visit: Visit, press: Press) -> None:
        sitting = await self._sitting(visit, press, RANKED)
        before, chosen = self._vote(sitting, press), press.chosen_ids()
        if len(chosen) != 1:
            raise StaleError("stale-press")
        vote = replace(before, groups=ranking_rules.add(before.groups, chosen[0]))
        await self._show(interaction, visit, sitting, vote, number=chosen[0], before=before)

    async def on_line(self, interaction: Interaction, visit: Visit, press: Press) -> None:
        sitting = await self._sitting(visit, press, RANKED)
        chosen = press.chosen_ids()
        await self._show(
            interaction, visit, sitting, self._vote(sitting, press), number=chosen[0] if chosen else None
        )

    async def on_step(self, interaction: Interaction, visit: Visit, press: Press) -> None:
        sitting = await self._sitting(visit, press, RANKED)
        before = self._vote(sitting, press)
        action, number = unpack_step(press.ids[5])
        if action == messages.UNDO:
            await self._show(interaction, visit, sitting, before)
            return
        if action == messages.CLEAR:
            await self._show(interaction, visit, sitting, Vote(), before=before)
            return
        move = _MOVES.get(action)
        if move is None or number is None:
            raise StaleError("stale-press")
        vote = replace(before, groups=move(before.groups, number))
        await self._show(interaction, visit, sitting, vote, number=number, before=before)

    async def on_write(self, interaction: Interaction, visit: Visit, press: Press) -> None:
        sitting = await self._sitting(visit, press, RANKED)
        await reply.ask(interaction, messages.write(sitting, self._vote(sitting, press), visit.t))

    async def on_typed(self, interaction: Interaction, visit: Visit, press: Press) -> None:
        sitting = await self._sitting(visit, press, RANKED)
        before = self._vote(sitting, press)
        try:
            vote = self.voting.typed(sitting, press.text("line"))
        except InvalidInputError as error:
            told = messages.mistyped(reply.sentence(error, visit.t), press.text("line"), visit.t)
            await reply.show(
                interaction, messages.ballot(sitting, before, visit.t, zone=_zone(visit), added=told)
            )
            return
        await self._show(interaction, visit, sitting, vote, before=before)

    # Scores

    async def on_score_of(self, interaction: Interaction, visit: Visit, press: Press) -> None:
        sitting = await self._sitting(visit, press, {Method.SCORE})
        chosen = press.chosen_ids()
        await self._show(
            interaction, visit, sitting, self._vote(sitting, press), number=chosen[0] if chosen else None
        )

    async def on_score(self, interaction: Interaction, visit: Visit, press: Press) -> None:
        sitting = await self._sitting(visit, press, {Method.SCORE})
        score, number = unpack_step(press.ids[5])
        if number is None or score > messages.NO_SCORE:
            raise StaleError("stale-press")
        scores = dict(self._vote(sitting, press).scores)
        scores.pop(number, None)
        if score != messages.NO_SCORE:
            scores[number] = score
        # The next option without a score comes up by itself.
        await self._show(interaction, visit, sitting, Vote(scores=tuple(scores.items())))

    # The end

    async def on_pledged(self, interaction: Interaction, visit: Visit, press: Press) -> None:
        poll_id, voter, seen = press.ids
        try:
            vote = self.voting.pledged(press.text("amount"), press.text("conditions"))
            await self._cast(interaction, visit, (poll_id, voter, seen), vote)
        except RefusedError as error:
            typed = "\n".join(filter(None, (press.text("amount"), press.text("conditions"))))
            over = isinstance(error, StaleError) and error.key not in _GOES_ON
            card = messages.given_back(reply.sentence(error, visit.t), typed, poll_id, visit.t, over=over)
            await reply.show(interaction, card)

    async def on_cast(self, interaction: Interaction, visit: Visit, press: Press) -> None:
        poll_id, voter, seen, first, second = press.ids
        await self._cast(interaction, visit, (poll_id, voter, seen), (first, second))

    async def on_mine(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.voting.mine(visit.actor, visit.may_view, page=press.ids[0])
        await reply.show(interaction, messages.mine(found, visit.t))

    # Parts

    def _handler(self, work: _Work) -> Handler:
        """A press on a ballot; one that is out of date gets a way on."""

        async def handle(interaction: Interaction, press: Press) -> None:
            visit = await self.bot.visit(interaction)
            try:
                await work(interaction, visit, press)
            except StaleError as error:
                poll = self.voting.shown(visit.actor, press.ids[0], visit.may_view)
                if poll is None or error.key == "stale-press":
                    raise
                why = reply.sentence(error, visit.t)
                card = messages.stopped(why, poll, visit.t, goes_on=error.key in _GOES_ON)
                await reply.show(interaction, card)

        return handle

    async def _sitting(self, visit: Visit, press: Press, methods: Collection[Method]) -> Sitting:
        poll_id, voter, seen = press.ids[:3]
        sitting = await self.voting.sit(visit.actor, poll_id, visit.may_view, voter=voter, seen=seen)
        if sitting.poll.method not in methods:
            raise StaleError("stale-press")
        return sitting

    def _vote(self, sitting: Sitting, press: Press) -> Vote:
        return self.voting.unpacked(sitting, (press.ids[3], press.ids[4]))

    async def _show(
        self,
        interaction: Interaction,
        visit: Visit,
        sitting: Sitting,
        vote: Vote,
        *,
        number: int | None = None,
        before: Vote | None = None,
    ) -> None:
        vote = self.voting.fit(sitting, vote)
        card = messages.ballot(sitting, vote, visit.t, zone=_zone(visit), number=number, before=before)
        await reply.show(interaction, card)

    async def _cast(
        self, interaction: Interaction, visit: Visit, where: tuple[int, int, int], vote: Vote | Packed
    ) -> None:
        poll_id, voter, seen = where
        done, choice = await self.voting.cast(
            visit.actor, poll_id, visit.may_view, voter=voter, seen=seen, vote=vote
        )
        await reply.show(interaction, messages.cast(done, choice, visit.t))


_MOVES: Final = {
    messages.UP: ranking_rules.up,
    messages.DOWN: ranking_rules.down,
    messages.EQUAL: ranking_rules.equal,
    messages.REMOVE: ranking_rules.remove,
}


def _zone(visit: Visit) -> str:
    return visit.member.zone or visit.settings.zone


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = PollsVote(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
    polling.join(bot, VoteCommands(name="vote", description="…"))
