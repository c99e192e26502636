"""The SQL of networks, their organisations, where they are, and who follows them."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from sqlite3 import Row

from bot.clock import from_epoch, to_epoch
from bot.networks.rules import Network, NetworkFacts, Policy, Presence, PresenceKind, Source
from bot.storage.database import Transaction

_SELECT = "SELECT n.*, o.name AS organisation, o.country FROM network n LEFT JOIN organisation o ON o.id = n.organisation_id"
_ESCAPED = r"ESCAPE '\'"
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
            "UPDATE network SET organisation_id = CASE linked WHEN 1 THEN organisation_id ELSE ? END, name = ?, folded = ?,"
            " policy = ?, website = ?, as_set = ?,"
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
    """The id of a guild's organisation of this name, made when it is new; what is told anew is kept.

    Of one that was merged into another, the other.
    """
    now = to_epoch(tx.now)
    tx.execute(
        "INSERT INTO organisation (guild_id, name, folded, country, website, peeringdb_id, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (guild_id, folded) DO UPDATE SET"
        " country = coalesce(excluded.country, country), website = coalesce(excluded.website, website),"
        " peeringdb_id = coalesce(excluded.peeringdb_id, peeringdb_id), updated_at = excluded.updated_at",
        (guild_id, name, folded, country, website, peeringdb_id, now, now),
    )
    row = tx.one(
        "SELECT coalesce(merged_into, id) AS id FROM organisation WHERE guild_id = ? AND folded = ?",
        (guild_id, folded),
    )
    assert row is not None  # noqa: S101 - it was stored just now
    return int(row["id"])


def link(tx: Transaction, guild_id: int, asn: int, organisation_id: int) -> None:
    """Put a network under an organisation, for good."""
    tx.execute(
        "UPDATE network SET organisation_id = ?, linked = 1, version = version + 1, updated_at = ?"
        " WHERE guild_id = ? AND asn = ?",
        (organisation_id, to_epoch(tx.now), guild_id, asn),
    )


def settle(tx: Transaction, guild_id: int, organisation_id: int) -> None:
    """Keep every network of an organisation there, for good."""
    tx.execute(
        "UPDATE network SET linked = 1 WHERE guild_id = ? AND organisation_id = ? AND linked = 0",
        (guild_id, organisation_id),
    )


def regroup(tx: Transaction, guild_id: int, gone: int, into: int) -> None:
    """Put every network of an organisation under another one."""
    tx.execute(
        "UPDATE network SET organisation_id = ?, version = version + 1, updated_at = ?"
        " WHERE guild_id = ? AND organisation_id = ?",
        (into, to_epoch(tx.now), guild_id, gone),
    )


def merged(tx: Transaction, guild_id: int) -> dict[int, list[int]]:
    """Organisation → those that were merged into it."""
    found: dict[int, list[int]] = {}
    for row in tx.all(
        "SELECT id, merged_into FROM organisation WHERE guild_id = ? AND merged_into IS NOT NULL", (guild_id,)
    ):
        found.setdefault(row["merged_into"], []).append(row["id"])
    return found


def verified_of(tx: Transaction, guild_id: int, user_id: int) -> list[int]:
    """The AS numbers for which a member is shown to speak now."""
    rows = tx.all(
        "SELECT n.asn FROM network_claim c JOIN network n ON n.id = c.network_id"
        " WHERE c.guild_id = ? AND c.user_id = ? AND c.state = 'verified' AND c.expires_at > ? ORDER BY n.asn",
        (guild_id, user_id, to_epoch(tx.now)),
    )
    return [row["asn"] for row in rows]


def count_verified(tx: Transaction, guild_id: int) -> int:
    """How many networks of a guild somebody is shown to speak for now."""
    row = tx.one(
        "SELECT count(DISTINCT network_id) AS n FROM network_claim"
        " WHERE guild_id = ? AND state = 'verified' AND expires_at > ?",
        (guild_id, to_epoch(tx.now)),
    )
    return 0 if row is None else int(row["n"])


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


def speaking(tx: Transaction, guild_id: int, asns: Collection[int]) -> list[tuple[int, int]]:
    """(AS number, member) of whoever is shown to speak for one of these networks now."""
    marks = ",".join("?" * len(asns))
    rows = tx.all(
        "SELECT n.asn, c.user_id FROM network n JOIN network_claim c ON c.network_id = n.id AND c.state = 'verified'"
        f" AND c.expires_at > ? WHERE n.guild_id = ? AND n.asn IN ({marks})",
        (to_epoch(tx.now), guild_id, *asns),
    )
    return [(row["asn"], row["user_id"]) for row in rows]


def represented(tx: Transaction, guild_id: int) -> list[Row]:
    """(organisation_id, organisation, network_id, asn, name, user_id) of each claim that holds now, the earliest first."""
    return tx.all(
        "SELECT n.organisation_id, o.name AS organisation, n.id AS network_id, n.asn, n.name, c.user_id"
        " FROM network_claim c JOIN network n ON n.id = c.network_id LEFT JOIN organisation o ON o.id = n.organisation_id"
        " WHERE c.guild_id = ? AND c.state = 'verified' AND c.expires_at > ? ORDER BY c.decided_at, c.id",
        (guild_id, to_epoch(tx.now)),
    )


def represented_by(tx: Transaction, guild_id: int, user_id: int) -> list[tuple[int | None, int]]:
    """(organisation, network) of each network for which a member is shown to speak now."""
    rows = tx.all(
        "SELECT n.organisation_id, n.id FROM network_claim c JOIN network n ON n.id = c.network_id"
        " WHERE c.user_id = ? AND c.guild_id = ? AND c.state = 'verified' AND c.expires_at > ?",
        (user_id, guild_id, to_epoch(tx.now)),
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


# Looking


def listing(tx: Transaction, guild_id: int, *, limit: int, offset: int) -> list[Network]:
    """A guild's networks: those that somebody is shown to speak for first, then by name."""
    rows = tx.all(
        f"{_SELECT} WHERE n.guild_id = ? ORDER BY n.verified_at IS NULL, n.folded, n.asn LIMIT ? OFFSET ?",
        (guild_id, limit, offset),
    )
    return [_network(row) for row in rows]


def count(tx: Transaction, guild_id: int) -> int:
    """How many networks a guild knows."""
    row = tx.one("SELECT count(*) AS number FROM network WHERE guild_id = ?", (guild_id,))
    return 0 if row is None else int(row["number"])


def find(
    tx: Transaction, guild_id: int, *, words: Sequence[str], countries: Sequence[str], number: str, limit: int
) -> list[Network]:
    """The networks that match: each folded word in name, organisation or one place; or the country; or the AS number begins so.

    Verified ones first, then by name. No words, no countries and no number find nothing.
    """
    tests: list[str] = []
    values: list[str | int] = []
    if words:
        holds = " AND ".join(f"{{0}} LIKE ? {_ESCAPED}" for _ in words)
        likes = [f"%{escaped(word)}%" for word in words]
        name = "(n.folded || ' ' || coalesce(o.folded, ''))"
        tests.append(f"({holds.format(name)})")
        values += likes
        tests.append(
            f"n.id IN (SELECT p.network_id FROM network_presence p JOIN network k ON k.id = p.network_id"
            f" WHERE k.guild_id = ? AND {holds.format('p.folded')})"
        )
        values += [guild_id, *likes]
    if countries:
        tests.append(f"o.country IN ({','.join('?' * len(countries))})")
        values += countries
    if number:
        tests.append("CAST(n.asn AS TEXT) LIKE ?")
        values.append(f"{number}%")
    if not tests:
        return []
    rows = tx.all(
        f"{_SELECT} WHERE n.guild_id = ? AND ({' OR '.join(tests)})"
        " ORDER BY n.verified_at IS NULL, n.folded, n.asn LIMIT ?",
        (guild_id, *values, limit),
    )
    return [_network(row) for row in rows]


def suggest(tx: Transaction, guild_id: int, *, word: str, number: str, limit: int) -> list[Network]:
    """Networks for what is being typed: the number begins so, or name or organisation hold it; names that begin so first."""
    like = f"%{escaped(word)}%"
    rows = tx.all(
        f"{_SELECT} WHERE n.guild_id = ? AND (n.folded LIKE ? {_ESCAPED} OR o.folded LIKE ? {_ESCAPED}"
        " OR (? <> '' AND CAST(n.asn AS TEXT) LIKE ?))"
        f" ORDER BY CAST(n.asn AS TEXT) = ? DESC, n.folded LIKE ? {_ESCAPED} DESC, n.verified_at IS NULL, n.folded, n.asn"
        " LIMIT ?",
        (guild_id, like, like, number, f"{number}%", number, f"{escaped(word)}%", limit),
    )
    return [_network(row) for row in rows]


def by_name(tx: Transaction, guild_id: int, folded: str) -> list[Network]:
    """The networks of exactly this name; two at most."""
    rows = tx.all(f"{_SELECT} WHERE n.guild_id = ? AND n.folded = ? LIMIT 2", (guild_id, folded))
    return [_network(row) for row in rows]


def places_of(tx: Transaction, guild_id: int, asns: Collection[int]) -> set[tuple[PresenceKind, str]]:
    """(kind, folded name) of every place where one of these networks is."""
    marks = ",".join("?" * len(asns))
    rows = tx.all(
        f"SELECT DISTINCT p.kind, p.folded FROM network_presence p JOIN network n ON n.id = p.network_id"
        f" WHERE n.guild_id = ? AND n.asn IN ({marks})",
        (guild_id, *asns),
    )
    return {(PresenceKind(row["kind"]), row["folded"]) for row in rows}


def presence_counts(tx: Transaction, network_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Of each of these networks: at how many exchanges and facilities it is."""
    marks = ",".join("?" * len(network_ids))
    rows = tx.all(
        f"SELECT network_id, sum(kind = 'exchange') AS exchanges, sum(kind = 'facility') AS facilities"
        f" FROM network_presence WHERE network_id IN ({marks}) GROUP BY network_id",
        tuple(network_ids),
    )
    return {row["network_id"]: (row["exchanges"], row["facilities"]) for row in rows}


def speakers(tx: Transaction, network_id: int) -> list[tuple[int, str, bool]]:
    """(member, role, agreed to be shown) of whoever is shown to speak for a network now, the first to do so first."""
    rows = tx.all(
        "SELECT user_id, role, contact FROM network_claim WHERE network_id = ? AND state = 'verified' AND expires_at > ?"
        " ORDER BY decided_at, id",
        (network_id, to_epoch(tx.now)),
    )
    return [(row["user_id"], row["role"], bool(row["contact"])) for row in rows]


# Following


def follow(tx: Transaction, network: Network, user_id: int) -> bool:
    """Store a follower; False where the person follows already."""
    return bool(
        tx.execute(
            "INSERT INTO network_follower (network_id, user_id, guild_id, since) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (network_id, user_id) DO NOTHING",
            (network.id, user_id, network.guild_id, to_epoch(tx.now)),
        )
    )


def unfollow(tx: Transaction, network_id: int, user_id: int) -> bool:
    """Remove a follower; False where the person did not follow."""
    return bool(
        tx.execute("DELETE FROM network_follower WHERE network_id = ? AND user_id = ?", (network_id, user_id))
    )


def followers(tx: Transaction, network_id: int) -> list[int]:
    """Who follows a network."""
    rows = tx.all(
        "SELECT user_id FROM network_follower WHERE network_id = ? ORDER BY since, user_id", (network_id,)
    )
    return [row["user_id"] for row in rows]


def count_followed(tx: Transaction, guild_id: int, user_id: int) -> int:
    """How many networks a person follows in a guild."""
    row = tx.one(
        "SELECT count(*) AS number FROM network_follower WHERE user_id = ? AND guild_id = ?",
        (user_id, guild_id),
    )
    return 0 if row is None else int(row["number"])


# Upstreams


def upstreams_of(tx: Transaction, network_id: int) -> tuple[int, ...]:
    """The AS numbers of a network's upstreams, in order."""
    rows = tx.all("SELECT asn FROM network_upstream WHERE network_id = ? ORDER BY asn", (network_id,))
    return tuple(row["asn"] for row in rows)


def set_upstreams(tx: Transaction, network_id: int, asns: Iterable[int]) -> None:
    """Store a network's upstreams in place of what was listed."""
    tx.execute("DELETE FROM network_upstream WHERE network_id = ?", (network_id,))
    for asn in asns:
        tx.execute("INSERT INTO network_upstream (network_id, asn) VALUES (?, ?)", (network_id, asn))


def escaped(text: str) -> str:
    """A text as a part of a LIKE pattern that means itself."""
    return re.sub(r"([\\%_])", r"\\\1", text)
