"""Outages as everybody reads them: the list, one of them, the timeline, and what an option offers."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.errors import NotFoundError
from bot.guilds.service import settings_in
from bot.networks import known
from bot.networks.rules import Network
from bot.operations.outages import records, rules, store
from bot.operations.outages.records import Standing
from bot.operations.outages.rules import Outage
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction

RECENT = 100
"""So many that are over stand in the list."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What the reader may view: what goes on first, then what is over. `may_open`: the reader may open one."""

    outages: tuple[Outage, ...]
    may_open: bool = False


class OutageReading:
    """Nothing of a channel that the reader may not view is told, unless they organise."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def listing(self, actor: Actor, may_view: Callable[[int], bool]) -> Listing:
        """What goes on, the worst first; then what is over, the latest first."""
        viewable = await self._viewable(actor, may_view)

        def operation(tx: Transaction) -> Listing:
            every = [*store.going_on(tx, actor.guild_id), *store.resolved(tx, actor.guild_id, limit=RECENT)]
            return Listing(
                outages=tuple(one for one in every if one.channel_id in viewable),
                may_open=records.may_open(tx, actor),
            )

        return await self._database.read(operation)

    async def find(
        self, actor: Actor, typed: str, may_view: Callable[[int], bool], *, going_on: bool = False
    ) -> tuple[Outage, ...]:
        """Those whose title or networks hold what was typed. `going_on`: only what is not over."""
        listed = await self.listing(actor, may_view)
        wanted = rules.compared(typed.strip())
        return tuple(
            one
            for one in listed.outages
            if (one.goes_on or not going_on)
            and (
                wanted in rules.compared(one.title)
                or any(wanted.upper() == f"AS{asn}" for asn in one.networks)
            )
        )

    async def get(self, actor: Actor, id_: int, may_view: Callable[[int], bool]) -> Standing:
        """One outage with its latest entries. Raises NotFoundError for one that the reader may not view, and StaleError."""
        viewable = await self._viewable(actor, may_view)

        def operation(tx: Transaction) -> Standing:
            found = records.existing(tx, actor.guild_id, id_)
            if found.channel_id not in viewable:
                raise NotFoundError("outages-not-found")
            return records.standing(tx, found, actor)

        return await self._database.read(operation)

    async def timeline(self, actor: Actor, id_: int, may_view: Callable[[int], bool]) -> tuple[Standing, str]:
        """The same with every entry; and the guild's zone."""
        viewable = await self._viewable(actor, may_view)

        def operation(tx: Transaction) -> tuple[Standing, str]:
            found = records.existing(tx, actor.guild_id, id_)
            if found.channel_id not in viewable:
                raise NotFoundError("outages-not-found")
            return records.standing(tx, found, actor, updates=500), settings_in(tx, actor.guild_id).zone

        return await self._database.read(operation)

    async def regions(self, actor: Actor) -> tuple[str, ...]:
        """Regions that outages of the guild named, the latest first."""
        return await self._database.read(lambda tx: tuple(rules.regions(store.regions(tx, actor.guild_id))))

    async def networks(self, actor: Actor, typed: str, limit: int) -> tuple[Network, ...]:
        """The guild's networks for what is being typed."""
        return await self._database.read(lambda tx: known.suggest(tx, actor.guild_id, typed, limit=limit))

    async def _viewable(self, actor: Actor, may_view: Callable[[int], bool]) -> frozenset[int]:
        def operation(tx: Transaction) -> tuple[list[int], bool]:
            return store.channels(tx, actor.guild_id), records.organises(
                settings_in(tx, actor.guild_id), actor
            )

        channels, organises = await self._database.read(operation)
        return frozenset(one for one in channels if organises or may_view(one))
