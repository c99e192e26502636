"""The SQL of networks, their organisations, where they are, and who follows them."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from sqlite3 import Row

from bot.clock import from_epoch, to_epoch
from bot.networks.rules import Network, NetworkFacts, Policy, Presence, PresenceKind, Source
from bot.storage.database import Transaction

_SELECT = "SELECT n.*, o.name AS organisation, o.country FROM network n LEFT JOIN organisation o ON o.id = n.organisation_id"
# ruff: noqa: S608 - every text that is put in is a constant of this file


def by_asn(tx: Transaction, guild_id: int, asn: int) -> Network | None:
    """A guild's network by its AS number."""
    row = tx.one(f"{_SELECT} WHERE n.guild_id = ? AND n.asn = ?", (guild_id, asn))
    return None if row is None else _network(row)


def get(tx: Transaction, guild_id: int, network_id: int) -> Network | None:
    """A network of this guild."""
    row = tx.one(f"{_SELECT} WHERE n.guild_id = ? AND n.id = ?", (guild_id, network_id))
    return None if row is None else _network(row)


def by_asns(tx: Transaction, guild_id: int, asns: Collection[int]) -> Mapping[int, Network]:
    """Those of these that a guild knows."""
    marks = ",".join("?" * len(asns))
    rows = tx.all(f"{_SELECT} WHERE n.guild_id = ? AND n.asn IN ({marks})", (guild_id, *asns))
    return {row["asn"]: _network(row) for row in rows}


def save(
    tx: Transaction, guild_id: int, facts: NetworkFacts, *, folded: str, organisation_id: int | None
) -> int:
    """Store a network's facts over what was known of it; returns its id."""
    now = to_epoch(tx.now)
    values = (
        organisation_id,
        facts.name,
        folded,
        facts.policy,
        facts.website,
        facts.as_set,
        facts.peeringdb_id,
        facts.source,
        to_epoch(facts.at),
        now,
    )
    row = tx.one("SELECT id FROM network WHERE guild_id = ? AND asn = ?", (guild_id, facts.asn))
    if row is None:
        network_id = tx.insert(
            "INSERT INTO network (organisation_id, name, folded, policy, website, as_set, peeringdb_id, source, sourced_at,"
            " updated_at, guild_id, asn, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, guild_id, facts.asn, now),
        )
    else:
        network_id = int(row["id"])
        tx.execute(
            "UPDATE network SET organisation_id = ?, name = ?, folded = ?, policy = ?, website = ?, as_set = ?,"
            " peeringdb_id = ?, source = ?, sourced_at = ?, updated_at = ?, version = version + 1 WHERE id = ?",
            (*values, network_id),
        )
    return network_id


def set_presences(tx: Transaction, network_id: int, presences: Iterable[tuple[str, Presence]]) -> None:
    """Store where a network is, (folded name, presence) each, in place of what was known."""
    tx.execute("DELETE FROM network_presence WHERE network_id = ?", (network_id,))
    for folded, one in presences:
        tx.execute(
            "INSERT OR REPLACE INTO network_presence (network_id, kind, folded, name, peeringdb_id, speed)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (network_id, one.kind, folded, one.name, one.peeringdb_id, one.speed),
        )


def presences(tx: Transaction, network_id: int) -> tuple[Presence, ...]:
    """Where a network is, exchanges first."""
    rows = tx.all(
        "SELECT kind, name, peeringdb_id, speed FROM network_presence WHERE network_id = ? ORDER BY kind, folded",
        (network_id,),
    )
    return tuple(
        Presence(
            kind=PresenceKind(row["kind"]),
            name=row["name"],
            peeringdb_id=row["peeringdb_id"],
            speed=row["speed"],
        )
        for row in rows
    )


def organisation(
    tx: Transaction,
    guild_id: int,
    name: str,
    *,
    folded: str,
    country: str | None,
    website: str | None,
    peeringdb_id: int | None,
) -> int:
    """The id of a guild's organisation of this name, made when it is new; what is told anew is kept."""
    now = to_epoch(tx.now)
    tx.execute(
        "INSERT INTO organisation (guild_id, name, folded, country, website, peeringdb_id, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (guild_id, folded) DO UPDATE SET"
        " country = coalesce(excluded.country, country), website = coalesce(excluded.website, website),"
        " peeringdb_id = coalesce(excluded.peeringdb_id, peeringdb_id), updated_at = excluded.updated_at",
        (guild_id, name, folded, country, website, peeringdb_id, now, now),
    )
    row = tx.one("SELECT id FROM organisation WHERE guild_id = ? AND folded = ?", (guild_id, folded))
    assert row is not None  # noqa: S101 - it was stored just now
    return int(row["id"])


def verified_of(tx: Transaction, guild_id: int, user_id: int) -> list[int]:
    """The AS numbers for which a member is shown to speak now."""
    rows = tx.all(
        "SELECT n.asn FROM network_claim c JOIN network n ON n.id = c.network_id"
        " WHERE c.guild_id = ? AND c.user_id = ? AND c.state = 'verified' AND c.expires_at > ? ORDER BY n.asn",
        (guild_id, user_id, to_epoch(tx.now)),
    )
    return [row["asn"] for row in rows]


def people_of(tx: Transaction, guild_id: int, asns: Collection[int]) -> list[tuple[int, int]]:
    """(AS number, member) of whoever is shown to speak for one of these networks, or follows it."""
    marks = ",".join("?" * len(asns))
    rows = tx.all(
        f"SELECT n.asn, c.user_id FROM network n JOIN network_claim c ON c.network_id = n.id AND c.state = 'verified'"
        f" AND c.expires_at > ? WHERE n.guild_id = ? AND n.asn IN ({marks})"
        f" UNION SELECT n.asn, f.user_id FROM network n JOIN network_follower f ON f.network_id = n.id"
        f" WHERE n.guild_id = ? AND n.asn IN ({marks}) ORDER BY 1, 2",
        (to_epoch(tx.now), guild_id, *asns, guild_id, *asns),
    )
    return [(row[0], row[1]) for row in rows]


def upstreams(tx: Transaction, guild_id: int) -> dict[int, frozenset[int]]:
    """Of each network of a guild that lists any: the AS numbers of its upstreams."""
    rows = tx.all(
        "SELECT n.asn, u.asn AS upstream FROM network_upstream u JOIN network n ON n.id = u.network_id WHERE n.guild_id = ?",
        (guild_id,),
    )
    found: dict[int, set[int]] = {}
    for row in rows:
        found.setdefault(row["asn"], set()).add(row["upstream"])
    return {asn: frozenset(those) for asn, those in found.items()}


def set_verified(tx: Transaction, network_id: int, at: dt.datetime | None) -> None:
    """Note since when somebody is shown to speak for a network; None: nobody is."""
    tx.execute(
        "UPDATE network SET verified_at = ?, version = version + 1 WHERE id = ?",
        (None if at is None else to_epoch(at), network_id),
    )


def _network(row: Row) -> Network:
    return Network(
        id=row["id"],
        guild_id=row["guild_id"],
        asn=row["asn"],
        name=row["name"],
        source=Source(row["source"]),
        sourced_at=from_epoch(row["sourced_at"]),
        organisation_id=row["organisation_id"],
        organisation=row["organisation"],
        country=row["country"],
        policy=Policy(row["policy"]),
        website=row["website"],
        as_set=row["as_set"],
        peeringdb_id=row["peeringdb_id"],
        verified_at=None if row["verified_at"] is None else from_epoch(row["verified_at"]),
        version=row["version"],
    )
