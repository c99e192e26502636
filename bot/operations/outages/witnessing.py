""" "I see it too", and who wants to be pinged: what everybody may do."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.errors import NotFoundError, StaleError
from bot.guilds.conduct import service as conduct
from bot.networks import known
from bot.operations.outages import promises, records, rules, store
from bot.operations.outages.rules import MOST_SEEN, SEEN_WITHIN, Follower, Outage, Severity, Witnesses
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What pressing did. `choose`: the member's networks, of which they have to say one first; nothing was stored then.

    `asn`: for which network it counts, 0 for none. `again`: they had said so before.
    """

    outage: Outage
    choose: tuple[tuple[int, str], ...] = ()
    asn: int = 0
    name: str = ""
    again: bool = False
    witnesses: Witnesses = field(default_factory=Witnesses)


@dataclass(frozen=True, kw_only=True)
class Following:
    """What a member is pinged for (None: nothing), and the regions they may choose from."""

    follower: Follower | None
    regions: tuple[str, ...] = ()


class WitnessService:
    """Use cases of everybody."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def see(self, actor: Actor, id_: int, asn: int | None = None) -> Seen:
        """The actor sees it too. `asn`: for this one of their networks; None: for the one they have.

        Raises NotFoundError, StaleError for what is over, and RefusedError when they did it too often just now.
        """

        def operation(tx: Transaction) -> Seen:
            outage = records.existing(tx, actor.guild_id, id_)
            if not outage.goes_on:
                raise StaleError("outages-over")
            own = known.speaks_for(tx, actor.guild_id, actor.user_id)
            names = known.names(tx, actor.guild_id, own)
            before = store.witnessed(tx, outage.id, actor.user_id)
            if before and before not in own:
                before = None  # they speak for it no more
            if asn is None and before is not None:
                return self._seen(tx, outage, before, again=True)
            if asn is None and len(own) > 1:
                choose = tuple((one, names[one].name if one in names else "") for one in own)
                return Seen(outage=outage, choose=choose)
            if asn is not None and asn not in own:
                raise StaleError("outages-not-your-network")
            counts = asn if asn is not None else next(iter(own), 0)
            if counts == before:
                return self._seen(tx, outage, counts, again=True)
            conduct.require(tx, actor, "outage.seen", most=MOST_SEEN, within=SEEN_WITHIN)
            store.witness(tx, outage, actor.user_id, counts)
            promises.card(tx, outage, at_once=False)
            return self._seen(tx, outage, counts)

        return await self._database.write(operation)

    async def unsee(self, actor: Actor, id_: int) -> Seen:
        """The actor takes it back. Raises NotFoundError."""

        def operation(tx: Transaction) -> Seen:
            outage = records.existing(tx, actor.guild_id, id_)
            if not store.unwitness(tx, outage, actor.user_id):
                raise NotFoundError("outages-not-seen")
            promises.card(tx, outage, at_once=False)
            return self._seen(tx, outage, 0)

        return await self._database.write(operation)

    # Pings

    async def following(self, actor: Actor) -> Following:
        """What the actor is pinged for."""
        return await self._database.read(lambda tx: _following(tx, actor))

    async def follow(self, actor: Actor, least: Severity) -> Following:
        """Be pinged from a severity on."""
        return await self._change(actor, lambda one: replace(one, least=least), begins=least)

    async def set_regions(
        self, actor: Actor, chosen: tuple[str, ...], *, everywhere: bool = False
    ) -> Following:
        """Be pinged for these regions. `everywhere` was chosen beside them: what is new of the two counts.

        Raises StaleError for one that was not offered, and for who is not pinged.
        """
        known_now = await self.following(actor)
        if not set(chosen) <= set(known_now.regions):
            raise StaleError("stale-press")
        narrowed = known_now.follower is not None and bool(known_now.follower.regions)
        regions = () if everywhere and narrowed else chosen
        return await self._change(actor, lambda one: replace(one, regions=regions))

    async def set_wakes(self, actor: Actor, *, wakes: bool) -> Following:
        """Whether a critical one may ping the actor in their quiet hours. Raises StaleError for who is not pinged."""
        return await self._change(actor, lambda one: replace(one, wakes=wakes))

    async def unfollow(self, actor: Actor) -> Following:
        """Be pinged no more."""

        def operation(tx: Transaction) -> Following:
            store.unfollow(tx, actor.guild_id, actor.user_id)
            return _following(tx, actor)

        return await self._database.write(operation)

    # Parts

    async def _change(
        self, actor: Actor, changed: Callable[[Follower], Follower], *, begins: Severity | None = None
    ) -> Following:
        def operation(tx: Transaction) -> Following:
            found = store.follower(tx, actor.guild_id, actor.user_id)
            if found is None and begins is None:
                raise StaleError("outages-ping-none")
            one = found or Follower(user_id=actor.user_id, least=begins or Severity.MAJOR)
            store.follow(tx, actor.guild_id, changed(one))
            return _following(tx, actor)

        return await self._database.write(operation)

    def _seen(self, tx: Transaction, outage: Outage, asn: int, *, again: bool = False) -> Seen:
        names = known.names(tx, outage.guild_id, (asn,) if asn else ())
        return Seen(
            outage=outage,
            asn=asn,
            name=names[asn].name if asn in names else "",
            again=again,
            witnesses=records.standing(tx, outage).witnesses,
        )


def _following(tx: Transaction, actor: Actor) -> Following:
    found = store.follower(tx, actor.guild_id, actor.user_id)
    own = () if found is None else found.regions
    return Following(follower=found, regions=tuple(rules.regions(store.regions(tx, actor.guild_id), own)))
