"""Networks as members meet them: looking, finding, following, refreshing, and listing upstreams."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import InvalidInputError, NotAllowedError, StaleError
from bot.feature import Erasure, Feature, PersonalData, Table
from bot.guilds.conduct import service as conduct
from bot.language import zones
from bot.language.rules import folded
from bot.language.safe_text import clean_name, clip
from bot.networks import known, records, rules, store
from bot.networks.records import Followed, Listed, Results, Shown, Silence, Upstreams
from bot.networks.rules import Network, NetworkFacts, Presence, Source
from bot.networks.sources.rules import RouteFacts
from bot.networks.sources.service import SourceDown, Sources
from bot.people import audit, searches
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.pages import Page, paged

FEATURE = "networks"
REFRESH = "network-refresh"
_REFRESHES, _WITHIN = 5, dt.timedelta(minutes=10)
MOST_FOUND = 200
_MOST_COUNTRIES, _MOST_NAME = 5, 100


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What the sources told of a network. `silence`: why one of them told nothing at all."""

    facts: NetworkFacts | None = None
    routes: RouteFacts | None = None
    silence: Silence | None = None


class NetworkService:
    """Use cases of members. `documentation_asns`: numbers that are nobody's are taken for networks (the demo's)."""

    def __init__(self, database: Database, sources: Sources, *, documentation_asns: bool = False) -> None:
        self._database = database
        self._sources = sources
        self._documentation = documentation_asns

    # Looking

    async def read(self, actor: Actor, typed: str) -> int:
        """The AS number that was typed, or that of the one network of the guild with this name. Raises InvalidInputError."""
        try:
            return known.asn(typed, documentation=self._documentation)
        except InvalidInputError:
            name = folded(typed.strip())
            found = await self._database.read(lambda tx: store.by_name(tx, actor.guild_id, name))
            if len(found) != 1:
                raise
            return found[0].asn

    async def look(self, actor: Actor, asn: int) -> Shown | None:
        """A network of the guild as the actor sees it; None: the guild does not know it, and `look_up` asks the sources."""

        def operation(tx: Transaction) -> Shown | None:
            found = store.by_asn(tx, actor.guild_id, asn)
            return None if found is None else records.shown(tx, actor, found)

        return await self._database.read(operation)

    async def look_up(self, actor: Actor, asn: int) -> Shown:
        """The same; one that the guild does not know is looked up, and stored nowhere. May take seconds."""
        found = await self.look(actor, asn)
        if found is not None:
            return found
        told = await self._ask(known.asn(str(asn), documentation=self._documentation))
        return await self._database.read(lambda tx: _elsewhere(tx, actor, asn, told))

    async def places(
        self, actor: Actor, asn: int, *, number: int, per_page: int
    ) -> tuple[Shown, Page[Presence]]:
        """Every place where a network is, those in common first, and a page of them."""
        found = await self.look_up(actor, asn)
        return found, paged((*found.shared, *found.others), number, per_page)

    async def listing(self, actor: Actor, *, number: int, per_page: int) -> tuple[Page[Listed], int]:
        """A page of the guild's networks, those that somebody speaks for first; and how many there are."""

        def operation(tx: Transaction) -> tuple[Page[Listed], int]:
            total = store.count(tx, actor.guild_id)
            count = max(1, -(-total // per_page))
            at = min(max(number, 1), count)
            found = store.listing(tx, actor.guild_id, limit=per_page, offset=(at - 1) * per_page)
            return Page(items=records.listed(tx, found), number=at, count=count), total

        return await self._database.read(operation)

    async def suggest(self, actor: Actor, typed: str, *, limit: int) -> tuple[Network, ...]:
        """The guild's networks whose number begins as typed, or whose name or organisation holds it."""
        return await self._database.read(lambda tx: known.suggest(tx, actor.guild_id, typed, limit=limit))

    # Finding

    async def find(self, actor: Actor, typed: str, *, per_page: int) -> Results:
        """The first page of what holds these words: name, organisation, country, a place. Raises InvalidInputError."""
        term = searches.read(typed)

        def operation(tx: Transaction) -> int:
            return searches.keep(tx, actor.guild_id, actor.user_id, term)

        search_id = await self._database.write(operation)
        return await self.turn(actor, search_id, number=1, per_page=per_page)

    async def turn(self, actor: Actor, search_id: int, *, number: int, per_page: int) -> Results:
        """Another page of the actor's own search, as things are now. Raises StaleError."""

        def operation(tx: Transaction) -> Results:
            term = searches.term(tx, actor.guild_id, actor.user_id, search_id)
            words = folded(term).split()
            found = store.find(
                tx,
                actor.guild_id,
                words=words,
                countries=_countries(term),
                number=rules.digits(term),
                limit=MOST_FOUND,
            )
            page = paged(found, number, per_page)
            return Results(
                search_id=search_id,
                term=term,
                page=Page(items=records.listed(tx, page.items, words), number=page.number, count=page.count),
                full=len(found) >= MOST_FOUND,
            )

        return await self._database.read(operation)

    # Following

    async def follow(self, actor: Actor, asn: int) -> Followed:
        """Follow a network; one that the guild does not know is looked up and stored. Twice is once.

        Raises InvalidInputError for one network too many.
        """
        known.asn(str(asn), documentation=self._documentation)
        told = _Told()
        if await self.look(actor, asn) is None:
            told = await self._ask(asn)

        def operation(tx: Transaction) -> Followed:
            network = store.by_asn(tx, actor.guild_id, asn)
            follows = network is not None and actor.user_id in store.followers(tx, network.id)
            followed = store.count_followed(tx, actor.guild_id, actor.user_id)
            if not follows and followed >= rules.MOST_FOLLOWED:
                raise InvalidInputError("networks-many-followed", most=rules.MOST_FOLLOWED)
            if network is None:
                network = known.remember(tx, actor.guild_id, told.facts or _bare(asn, tx.now))
            changed = store.follow(tx, network, actor.user_id)
            return Followed(shown=records.shown(tx, actor, network), follows=True, changed=changed)

        return await self._database.write(operation)

    async def unfollow(self, actor: Actor, asn: int) -> Followed:
        """Follow no more. Raises NotFoundError."""

        def operation(tx: Transaction) -> Followed:
            network = records.existing(tx, actor, asn)
            changed = store.unfollow(tx, network.id, actor.user_id)
            return Followed(shown=records.shown(tx, actor, network), follows=False, changed=changed)

        return await self._database.write(operation)

    # Refreshing

    async def require_refresh(self, actor: Actor, asn: int) -> None:
        """Count one refresh, before anybody is asked. Raises RefusedError when it is too often."""
        known.asn(str(asn), documentation=self._documentation)
        await self._database.write(
            lambda tx: conduct.require(tx, actor, REFRESH, most=_REFRESHES, within=_WITHIN)
        )

    async def refresh(self, actor: Actor, asn: int) -> Shown:
        """What the sources say now, stored where the guild knows the network. After `require_refresh`; may take seconds.

        Where they do not answer or know nothing, what was known stays.
        """
        told = await self._ask(asn, bypass=True)

        def operation(tx: Transaction) -> Shown:
            network, facts = store.by_asn(tx, actor.guild_id, asn), told.facts
            if network is None:
                return _elsewhere(tx, actor, asn, told)
            if facts is not None and rules.supersedes(facts, network):
                network = known.remember(tx, actor.guild_id, facts)
            stale = told.silence is not None or (facts is not None and facts.stale)
            return records.shown(tx, actor, network, stale=stale)

        return await self._database.write(operation)

    # Upstreams

    async def upstreams(self, actor: Actor, asn: int) -> Upstreams:
        """What is listed, for those who may change it. Raises NotFoundError, and NotAllowedError for anybody else."""
        return await self._database.read(lambda tx: _upstreams(tx, actor, asn))

    async def set_upstreams(self, actor: Actor, asn: int, typed: str, mark: int) -> Shown:
        """List a network's upstreams as typed; none takes them away. `mark` is that of what the form began with.

        Raises NotAllowedError, StaleError where the list changed meanwhile, and InvalidInputError for what is no list.
        """

        def operation(tx: Transaction) -> Shown:
            before = _upstreams(tx, actor, asn)
            network = records.existing(tx, actor, asn)
            asns = self._read_upstreams(typed, asn)
            if before.mark != mark and before.asns != asns:
                raise StaleError("networks-upstreams-changed", name=network.name)
            if asns != before.asns:
                store.set_upstreams(tx, network.id, asns)
                audit.record(
                    tx,
                    guild_id=actor.guild_id,
                    user_id=actor.user_id,
                    action="network.upstreams",
                    subject=f"AS{asn}",
                    before={"upstreams": list(before.asns)},
                    after={"upstreams": list(asns)},
                )
            return records.shown(tx, actor, network)

        return await self._database.write(operation)

    def _read_upstreams(self, typed: str, own: int) -> tuple[int, ...]:
        found = {known.asn(part, documentation=self._documentation) for part in rules.parts(typed)}
        if own in found:
            raise InvalidInputError("networks-upstream-itself", asn=str(own))
        if len(found) > rules.MOST_UPSTREAMS:
            raise InvalidInputError("networks-many-upstreams", most=rules.MOST_UPSTREAMS)
        return tuple(sorted(found))

    # Sources

    async def _ask(self, asn: int, *, bypass: bool = False) -> _Told:
        """What PeeringDB tells of a network; where it does not know it, who got its number."""
        silence = None
        try:
            facts = await self._sources.network(asn, bypass=bypass)
            if facts is not None:
                return _Told(facts=facts)
        except SourceDown as error:
            silence = _silence(error)
        try:
            routes = await self._sources.holder(asn)
        except SourceDown as error:
            return _Told(silence=silence or _silence(error))
        if routes.holder is None:
            return _Told(routes=routes, silence=silence)
        facts = NetworkFacts(
            asn=asn,
            name=clip(clean_name(routes.holder) or rules.placeholder(asn), _MOST_NAME),
            source=Source.RIPESTAT,
            at=routes.at,
            stale=routes.stale,
        )
        return _Told(facts=facts, routes=routes, silence=silence)

    # Joining in

    def feature(self) -> Feature:
        """How networks join in."""
        return Feature(
            name=FEATURE,
            tables=(
                Table(name="organisation"),
                Table(name="network"),
                Table(name="network_presence", guild=None, parent=("network_id", "network", "id")),
                Table(name="network_upstream", guild=None, parent=("network_id", "network", "id")),
                Table(
                    name="network_follower",
                    people=(
                        PersonalData(column="user_id", what="networks-data-follower", erasure=Erasure.DELETE),
                    ),
                ),
            ),
        )


def _upstreams(tx: Transaction, actor: Actor, asn: int) -> Upstreams:
    network = records.existing(tx, actor, asn)
    if asn not in known.speaks_for(tx, actor.guild_id, actor.user_id) and not records.organises(tx, actor):
        raise NotAllowedError("networks-upstreams-not-yours", name=network.name)
    return Upstreams(asn=asn, name=network.name, asns=store.upstreams_of(tx, network.id))


def _elsewhere(tx: Transaction, actor: Actor, asn: int, told: _Told) -> Shown:
    return records.shown_elsewhere(tx, actor, asn, told.facts, routes=told.routes, silence=told.silence)


def _silence(error: SourceDown) -> Silence:
    return Silence.OFF if error.key == "sources-off" else Silence.DOWN


def _bare(asn: int, now: dt.datetime) -> NetworkFacts:
    return NetworkFacts(asn=asn, name=rules.placeholder(asn), source=Source.MEMBER, at=now)


def _countries(term: str) -> Sequence[str]:
    """The codes of the countries that are meant: by their code, or by the beginning of their name."""
    wanted = term.strip()
    if len(wanted) < 2:
        return ()
    if len(wanted) == 2:
        return (wanted.upper(),)
    return zones.find_countries(wanted, zones.countries(), _MOST_COUNTRIES)
