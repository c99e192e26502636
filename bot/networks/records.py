"""Networks as use cases hand them over, and what those begin with. Functions of a transaction."""

import zlib
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from bot.errors import NotFoundError
from bot.guilds.rules import is_organiser
from bot.guilds.service import settings_in
from bot.language.rules import folded
from bot.networks import rules, store
from bot.networks.rules import Network, NetworkFacts, OrganisationFacts, Presence
from bot.networks.sources.rules import RouteFacts
from bot.people.actor import Actor
from bot.storage.database import Transaction
from bot.ui.pages import Page


class Silence(StrEnum):
    """Why no source told of a network. Each has its sentence in the catalogue under networks-silence-…"""

    DOWN = "down"
    OFF = "off"


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A member who speaks for a network and agreed to be shown. `role` is a claim's: noc, peering, technical, policy."""

    user_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A network as one reader sees it. `facts`: what is told of it, by whom, and when; None: nobody told anything.

    `known`: the guild has it; else it was only looked up. `shared`: where the reader's own networks are too. `speakers`: how
    many are shown to speak for it; `may_list`: the reader may list its upstreams. `has_networks`: the reader speaks for any.
    `routes`, `silence`: of one that was looked up, what is seen of it in routes, and why a source told nothing.
    """

    asn: int
    facts: NetworkFacts | None
    known: bool = False
    verified: bool = False
    shared: tuple[Presence, ...] = ()
    others: tuple[Presence, ...] = ()
    contacts: tuple[Contact, ...] = ()
    speakers: int = 0
    followers: int = 0
    follows: bool = False
    speaks: bool = False
    has_networks: bool = False
    upstreams: tuple[tuple[int, str | None], ...] = ()
    may_list: bool = False
    old: bool = False
    routes: RouteFacts | None = None
    silence: Silence | None = None

    @property
    def name(self) -> str:
        """The network's name, or its number."""
        return rules.placeholder(self.asn) if self.facts is None else self.facts.name


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A network in a list. `at`: the place by which it was found, where its name does not say it."""

    network: Network
    exchanges: int = 0
    facilities: int = 0
    at: str | None = None


@dataclass(frozen=True, kw_only=True)
class Results:
    """A page of what was found. `search_id` is for the presses under it; `full`: there may be more than on all pages."""

    search_id: int
    term: str
    page: Page[Listed]
    full: bool = False


@dataclass(frozen=True, kw_only=True)
class Followed:
    """What following, or unfollowing, did. `changed`: False where it was so already."""

    shown: Shown
    follows: bool
    changed: bool


@dataclass(frozen=True, kw_only=True)
class Upstreams:
    """A network's upstreams as they are being edited. `mark`: which list the form began with."""

    asn: int
    name: str
    asns: tuple[int, ...] = field(default=())

    @property
    def mark(self) -> int:
        """The same for the same list only."""
        return zlib.crc32(",".join(map(str, self.asns)).encode())


def existing(tx: Transaction, actor: Actor, asn: int) -> Network:
    """A network that the actor's guild knows. Raises NotFoundError."""
    found = store.by_asn(tx, actor.guild_id, asn)
    if found is None:
        raise NotFoundError("networks-unknown", asn=str(asn))
    return found


def organises(tx: Transaction, actor: Actor) -> bool:
    """Whether the actor is an organiser now."""
    return is_organiser(
        settings_in(tx, actor.guild_id),
        role_ids=actor.role_ids,
        administers=actor.administers,
        manages=actor.manages,
    )


def facts_of(tx: Transaction, network: Network, *, stale: bool = False) -> NetworkFacts:
    """What a guild knows of a network, as a source would tell it."""
    return NetworkFacts(
        asn=network.asn,
        name=network.name,
        source=network.source,
        at=network.sourced_at,
        organisation=None
        if network.organisation is None
        else OrganisationFacts(name=network.organisation, country=network.country),
        policy=network.policy,
        website=network.website,
        as_set=network.as_set,
        peeringdb_id=network.peeringdb_id,
        presences=store.presences(tx, network.id),
        stale=stale,
    )


def shown(tx: Transaction, actor: Actor, network: Network, *, stale: bool = False) -> Shown:
    """A network of the guild as the actor sees it. `stale`: its source was asked just now and did not answer."""
    mine = frozenset(store.verified_of(tx, actor.guild_id, actor.user_id))
    facts = facts_of(tx, network, stale=stale)
    shared, others = _parted(tx, actor, facts, mine)
    people = store.speakers(tx, network.id)
    followers = store.followers(tx, network.id)
    upstreams = store.upstreams_of(tx, network.id)
    names = store.by_asns(tx, actor.guild_id, upstreams)
    return Shown(
        asn=network.asn,
        facts=facts,
        known=True,
        verified=network.verified_at is not None,
        shared=shared,
        others=others,
        contacts=tuple(Contact(user_id=user_id, role=role) for user_id, role, agreed in people if agreed),
        speakers=len(people),
        followers=len(followers),
        follows=actor.user_id in followers,
        speaks=network.asn in mine,
        has_networks=bool(mine),
        upstreams=tuple((asn, names[asn].name if asn in names else None) for asn in upstreams),
        may_list=network.asn in mine or organises(tx, actor),
        old=rules.is_old(facts.at, tx.now),
    )


def shown_elsewhere(
    tx: Transaction,
    actor: Actor,
    asn: int,
    facts: NetworkFacts | None,
    *,
    routes: RouteFacts | None = None,
    silence: Silence | None = None,
) -> Shown:
    """A network that the guild does not know, as sources tell of it."""
    mine = frozenset(store.verified_of(tx, actor.guild_id, actor.user_id))
    shared, others = ((), ()) if facts is None else _parted(tx, actor, facts, mine)
    return Shown(
        asn=asn,
        facts=facts,
        shared=shared,
        others=others,
        has_networks=bool(mine),
        routes=routes,
        silence=silence,
    )


def listed(tx: Transaction, networks: Collection[Network], words: Collection[str] = ()) -> tuple[Listed, ...]:
    """Networks for a list. `words`: what was looked for; where no name holds them, the place that does is told."""
    counts = store.presence_counts(tx, [one.id for one in networks])
    found = []
    for one in networks:
        exchanges, facilities = counts.get(one.id, (0, 0))
        name = f"{folded(one.name)} {folded(one.organisation or '')}"
        at = None
        if words and (exchanges or facilities) and not all(word in name for word in words):
            at = next(
                (
                    place.name
                    for place in store.presences(tx, one.id)
                    if all(word in folded(place.name) for word in words)
                ),
                None,
            )
        found.append(Listed(network=one, exchanges=exchanges, facilities=facilities, at=at))
    return tuple(found)


def _parted(
    tx: Transaction, actor: Actor, facts: NetworkFacts, mine: frozenset[int]
) -> tuple[tuple[Presence, ...], tuple[Presence, ...]]:
    """Where the network is: at which of these places the actor's other networks are too, and the rest."""
    places = store.places_of(tx, actor.guild_id, mine - {facts.asn})
    return rules.in_common(((folded(one.name), one) for one in facts.presences), places)
