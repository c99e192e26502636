"""What other features ask of networks, inside their own transactions."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.errors import InvalidInputError
from bot.language.rules import folded
from bot.networks import rules, store
from bot.networks.rules import Network, NetworkFacts
from bot.storage.database import Transaction


@dataclass(frozen=True, kw_only=True)
class Represented:
    """An organisation, or a network that belongs to none, for which somebody is shown to speak.

    `key`: "org:<organisation>" or "net:<network>". `speakers`: the one who was verified first is first.
    """

    key: str
    name: str
    speakers: tuple[int, ...]


def asn(text: str, *, documentation: bool) -> int:
    """The AS number as typed. Raises InvalidInputError with what is wrong and what to do."""
    try:
        number = rules.read_asn(text)
    except rules.AsnRangeError as error:
        raise InvalidInputError("networks-asn-range", asn=str(error)) from None
    except ValueError:
        raise InvalidInputError("networks-asn-unreadable", typed=text[:40]) from None
    fault = rules.asn_fault(number, documentation=documentation)
    if fault is not None:
        raise InvalidInputError(f"networks-asn-{fault}", asn=str(number))
    return number


def speaks_for(tx: Transaction, guild_id: int, user_id: int) -> tuple[int, ...]:
    """The AS numbers for which a member is shown to speak at this moment."""
    return tuple(store.verified_of(tx, guild_id, user_id))


def people_of(tx: Transaction, guild_id: int, asns: Collection[int]) -> Mapping[int, frozenset[int]]:
    """By AS number: the members who are shown to speak for it, and those who follow it."""
    found: dict[int, set[int]] = {}
    for number, user_id in store.people_of(tx, guild_id, asns):
        found.setdefault(number, set()).add(user_id)
    return {number: frozenset(those) for number, those in found.items()}


def speaking(tx: Transaction, guild_id: int, asns: Collection[int]) -> frozenset[tuple[int, int]]:
    """(AS number, member) of whoever is shown to speak for one of these networks now; followers are not among them."""
    return frozenset(store.speaking(tx, guild_id, asns))


def represented(tx: Transaction, guild_id: int) -> tuple[Represented, ...]:
    """Every organisation and every network without one for which somebody is shown to speak now, by name.

    An organisation is one, however many networks it has.
    """
    names: dict[str, str] = {}
    speakers: dict[str, list[int]] = {}
    for row in store.represented(tx, guild_id):
        key = _key(row["organisation_id"], row["network_id"])
        names[key] = row["organisation"] or row["name"]
        those = speakers.setdefault(key, [])
        if row["user_id"] not in those:
            those.append(row["user_id"])
    found = [Represented(key=key, name=name, speakers=tuple(speakers[key])) for key, name in names.items()]
    return tuple(sorted(found, key=lambda one: (folded(one.name), one.key)))


def represents(tx: Transaction, guild_id: int, user_id: int) -> frozenset[str]:
    """What a member is shown to speak for now: "net:<network>" of each network, and "org:<organisation>" of each that has one.

    Both, for a network may be found to belong to an organisation after somebody noted it as one without. Of an organisation
    into which others were merged, theirs too: who was noted as one of those is not forgotten.
    """
    keys: set[str] = set()
    merged = store.merged(tx, guild_id)
    for organisation_id, network_id in store.represented_by(tx, guild_id, user_id):
        keys |= _keys(organisation_id, network_id, merged)
    return frozenset(keys)


def speakers(tx: Transaction, guild_id: int) -> Mapping[str, tuple[int, ...]]:
    """Who is shown to speak now, by the same keys; the one who was verified first is first."""
    found: dict[str, dict[int, None]] = {}
    merged = store.merged(tx, guild_id)
    for row in store.represented(tx, guild_id):
        for key in _keys(row["organisation_id"], row["network_id"], merged):
            found.setdefault(key, {})[row["user_id"]] = None
    return {key: tuple(those) for key, those in found.items()}


def _key(organisation_id: int | None, network_id: int) -> str:
    return f"net:{network_id}" if organisation_id is None else f"org:{organisation_id}"


def _keys(organisation_id: int | None, network_id: int, merged: Mapping[int, Collection[int]]) -> set[str]:
    before = () if organisation_id is None else merged.get(organisation_id, ())
    return {_key(organisation_id, network_id), _key(None, network_id), *(f"org:{one}" for one in before)}


def link(tx: Transaction, guild_id: int, asn: int, organisation_id: int) -> None:
    """Put a network under an organisation, as organisers say: no source and no file moves it from there."""
    store.link(tx, guild_id, asn, organisation_id)


def settle(tx: Transaction, guild_id: int, organisation_id: int) -> None:
    """Keep the networks of an organisation there, for something rests on it: a source that names another one moves none."""
    store.settle(tx, guild_id, organisation_id)


def regroup(tx: Transaction, guild_id: int, gone: int, into: int) -> None:
    """Put every network of an organisation under the one into which it is merged."""
    store.regroup(tx, guild_id, gone, into)


def upstreams(tx: Transaction, guild_id: int) -> Mapping[int, frozenset[int]]:
    """Of each network that lists its upstreams: their AS numbers."""
    return store.upstreams(tx, guild_id)


def names(tx: Transaction, guild_id: int, asns: Collection[int]) -> Mapping[int, Network]:
    """Those of these that the guild knows, by AS number."""
    return store.by_asns(tx, guild_id, asns)


def verified(tx: Transaction, network_id: int, at: dt.datetime | None) -> None:
    """Note since when somebody is shown to speak for a network; None: nobody is any more. For whoever decides on claims."""
    store.set_verified(tx, network_id, at)


def remember(tx: Transaction, guild_id: int, facts: NetworkFacts) -> Network:
    """Store what a source says of a network, over what was known, and return it."""
    organisation_id = None
    if facts.organisation is not None:
        one = facts.organisation
        organisation_id = store.organisation(
            tx,
            guild_id,
            one.name,
            folded=folded(one.name),
            country=one.country,
            website=one.website,
            peeringdb_id=one.peeringdb_id,
        )
    network_id = store.save(tx, guild_id, facts, folded=folded(facts.name), organisation_id=organisation_id)
    store.set_presences(tx, network_id, ((folded(one.name), one) for one in facts.presences))
    found = store.get(tx, guild_id, network_id)
    assert found is not None  # noqa: S101 - it was stored just now
    return found


def suggest(tx: Transaction, guild_id: int, typed: str, *, limit: int) -> tuple[Network, ...]:
    """The guild's networks whose number begins as typed, or whose name or organisation holds it."""
    word, number = folded(typed.strip()[:100]), rules.digits(typed)
    return tuple(store.suggest(tx, guild_id, word=word, number=number, limit=limit))


def count_verified(tx: Transaction, guild_id: int) -> int:
    """How many networks of a guild somebody is shown to speak for now."""
    return store.count_verified(tx, guild_id)
