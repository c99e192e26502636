""" "I see it too" and "Ping me": the presses of everybody on the card of an outage."""

from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.errors import StaleError
from bot.operations.outages import answers
from bot.operations.outages.answers import EVERYWHERE
from bot.ui import reply
from bot.ui.cards import Press
from cogs import outaging
from cogs.outaging import Interaction


class OutageWitnesses(commands.Cog):
    """Every press acts on what the presser said themselves."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "outage.seen": (1, self.on_seen),
            "outage.seen-as": (1, self.on_seen_as),
            "outage.unseen": (1, self.on_unseen),
            "outage.pings": (0, self.on_pings),
            "outage.ping-least": (0, self.on_least),
            "outage.ping-regions": (0, self.on_regions),
            "outage.ping-wake": (1, self.on_wake),
            "outage.ping-stop": (0, self.on_stop),
        }

    async def on_seen(self, interaction: Interaction, press: Press) -> None:
        visit = await self._in_sight(interaction, press.ids[0])
        seen = await self.bot.services.outage_witnesses.see(visit.actor, press.ids[0])
        await reply.tell(interaction, answers.seen(seen, visit.t))

    async def on_seen_as(self, interaction: Interaction, press: Press) -> None:
        visit = await self._in_sight(interaction, press.ids[0])
        asns = press.chosen_ids()
        if len(asns) != 1:
            raise StaleError("stale-press")
        seen = await self.bot.services.outage_witnesses.see(visit.actor, press.ids[0], asns[0])
        await reply.show(interaction, answers.seen(seen, visit.t))

    async def on_unseen(self, interaction: Interaction, press: Press) -> None:
        visit = await self._in_sight(interaction, press.ids[0])
        await self.bot.services.outage_witnesses.unsee(visit.actor, press.ids[0])
        await reply.show(interaction, answers.unseen(visit.t))

    async def on_pings(self, interaction: Interaction, _press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.outage_witnesses.following(visit.actor)
        await reply.show(interaction, answers.pings(found, visit.t))

    async def on_least(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        least = outaging.severity(next(iter(press.values), ""), chosen=False)
        found = await self.bot.services.outage_witnesses.follow(visit.actor, least)
        await reply.show(interaction, answers.pings(found, visit.t))

    async def on_regions(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        if not press.values:
            raise StaleError("stale-press")
        chosen = tuple(one for one in dict.fromkeys(press.values) if one != EVERYWHERE)
        found = await self.bot.services.outage_witnesses.set_regions(
            visit.actor, chosen, everywhere=EVERYWHERE in press.values
        )
        await reply.show(interaction, answers.pings(found, visit.t))

    async def on_wake(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.outage_witnesses.set_wakes(visit.actor, wakes=bool(press.ids[0]))
        await reply.show(interaction, answers.pings(found, visit.t))

    async def on_stop(self, interaction: Interaction, _press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.outage_witnesses.unfollow(visit.actor)
        await reply.show(interaction, answers.pings(found, visit.t))

    async def _in_sight(self, interaction: Interaction, id_: int) -> Visit:
        """Raises NotFoundError for an outage in a channel that the presser may not view."""
        visit = await self.bot.visit(interaction)
        await self.bot.services.outage_reading.get(visit.actor, id_, visit.may_view)
        return visit


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = OutageWitnesses(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
