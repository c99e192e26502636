"""Maintenance as everybody reads it: the list, one of them, what an option offers, what a calendar takes along."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from bot.errors import NotFoundError
from bot.feature import AgendaItem, AgendaQuery
from bot.guilds.service import settings_in
from bot.language.rules import folded
from bot.networks import known
from bot.networks.rules import Network
from bot.operations.maintenance import records, store
from bot.operations.maintenance.records import Standing
from bot.operations.maintenance.rules import Maintenance, Phase
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction

PAST = 100
"""So many that are over stand in the list."""
_AHEAD = dt.timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What the reader may view: what is coming first, then what is over. `may_add`: the reader may announce one."""

    maintenance: tuple[Maintenance, ...]
    now: dt.datetime
    may_add: bool = False


class MaintenanceReading:
    """Nothing of a channel that the reader may not view is told, unless they organise."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def listing(self, actor: Actor, may_view: Callable[[int], bool]) -> Listing:
        """What is coming and going on, the first to begin first; then what is over, the latest first."""
        viewable = await self._viewable(actor, may_view)

        def operation(tx: Transaction) -> Listing:
            every = [*store.coming(tx, actor.guild_id), *store.past(tx, actor.guild_id, PAST)]
            speaks = known.speaks_for(tx, actor.guild_id, actor.user_id)
            return Listing(
                maintenance=tuple(one for one in every if _is_seen(one, viewable)),
                now=tx.now,
                may_add=bool(speaks) or records.is_noc(tx, actor),
            )

        return await self._database.read(operation)

    async def find(
        self, actor: Actor, typed: str, may_view: Callable[[int], bool], *, live: bool = False
    ) -> Listing:
        """Those whose title, provider or networks hold what was typed. `live`: only what is not over."""
        listed = await self.listing(actor, may_view)
        wanted = folded(typed.strip())
        return Listing(
            maintenance=tuple(
                one
                for one in listed.maintenance
                if (one.is_live(listed.now) or not live)
                and (
                    wanted in folded(f"{one.title} {one.provider} {one.reference}")
                    or any(wanted == folded(f"AS{asn}") for asn in one.networks)
                )
            ),
            now=listed.now,
        )

    async def get(self, actor: Actor, id_: int, may_view: Callable[[int], bool]) -> Standing:
        """One of them. Raises NotFoundError for one that the reader may not view, and StaleError."""
        viewable = await self._viewable(actor, may_view)

        def operation(tx: Transaction) -> Standing:
            found = records.existing(tx, actor.guild_id, id_)
            if not _is_seen(found, viewable):
                raise NotFoundError("maintenance-not-found")
            return records.standing(tx, found, actor)

        return await self._database.read(operation)

    async def calendar(self, actor: Actor, may_view: Callable[[int], bool]) -> tuple[AgendaItem, ...]:
        """What a calendar is told: what is not over, and what was cancelled in the last 30 days."""
        viewable = await self._viewable(actor, may_view)

        def operation(tx: Transaction) -> tuple[AgendaItem, ...]:
            query = AgendaQuery(
                guild_id=actor.guild_id,
                user_id=actor.user_id,
                mine=False,
                organises=False,
                since=tx.now,
                until=tx.now + _AHEAD,
                may_view=viewable.__contains__,
            )
            return tuple(items(tx, query))

        return await self._database.read(operation)

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


def items(tx: Transaction, query: AgendaQuery) -> list[AgendaItem]:
    """`Feature.agenda` of maintenance."""
    viewable = {channel for channel in store.channels(tx, query.guild_id) if query.may_view(channel)}
    found = []
    for one in store.touching(tx, query.guild_id, query.cancelled_since, query.until):
        cancelled = one.phase(tx.now) is Phase.CANCELLED
        if one.channel_id not in viewable or one.channel_id is None:
            continue
        if not cancelled and (one.ends_at <= query.since or one.phase(tx.now) is Phase.OVER):
            continue
        if query.mine and not _concerns(tx, one, query.user_id):
            continue
        found.append(
            AgendaItem(
                uid=f"maintenance-{one.id}",
                sequence=one.calendar_sequence,
                kind="maintenance-agenda-kind",
                title=one.title,
                starts_at=one.starts_at,
                wall=one.window.starts_wall,
                zone=one.window.zone,
                ends_at=one.ends_at,
                url=records.url(one),
                channels=(one.channel_id,),
                cancelled=cancelled,
            )
        )
    return found


def _concerns(tx: Transaction, one: Maintenance, user_id: int) -> bool:
    """Whether a person follows one of its networks, or speaks for it."""
    return any(user_id in people for people in known.people_of(tx, one.guild_id, one.networks).values())


def _is_seen(one: Maintenance, viewable: frozenset[int]) -> bool:
    return one.channel_id in viewable
