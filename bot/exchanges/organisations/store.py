"""The SQL of organisations: their records, and what names them in projects."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Row
from typing import Final

from bot.clock import to_epoch
from bot.exchanges.model import OrganisationKind
from bot.exchanges.organisations.facts import Facts
from bot.storage.database import SqlValue, Transaction

_ESCAPED: Final = r"ESCAPE '\'"
# ruff: noqa: S608 - every text that is put in is a constant of this file


@dataclass(frozen=True, kw_only=True)
class Line:
    """An organisation in a list. `parent`: the name of who controls it; `numbers`: how many AS numbers it has."""

    id: int
    name: str
    kind: OrganisationKind
    country: str | None
    parent: str | None
    numbers: int


def insert(tx: Transaction, guild_id: int, facts: Facts, *, folded: str) -> int:
    """Store a new organisation; returns its id. sqlite3.IntegrityError: the name is taken."""
    now = to_epoch(tx.now)
    return tx.insert(
        "INSERT INTO organisation (guild_id, name, folded, kind, country, website, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (guild_id, facts.name, folded, facts.kind, facts.country, facts.website, now, now),
    )


def change(tx: Transaction, guild_id: int, organisation_id: int, facts: Facts, *, folded: str) -> None:
    """Store what is said of an organisation. sqlite3.IntegrityError: the name is taken."""
    tx.execute(
        "UPDATE organisation SET name = ?, folded = ?, kind = ?, country = ?, website = ?, updated_at = ?"
        " WHERE guild_id = ? AND id = ?",
        (
            facts.name,
            folded,
            facts.kind,
            facts.country,
            facts.website,
            to_epoch(tx.now),
            guild_id,
            organisation_id,
        ),
    )


def set_parent(tx: Transaction, guild_id: int, organisation_id: int, parent_id: int | None) -> None:
    """Store who controls an organisation."""
    tx.execute(
        "UPDATE organisation SET parent_id = ?, updated_at = ? WHERE guild_id = ? AND id = ?",
        (parent_id, to_epoch(tx.now), guild_id, organisation_id),
    )


def named(tx: Transaction, guild_id: int, folded: str) -> tuple[int, bool] | None:
    """The organisation of this name, and whether that was the name of one that was merged into it; None: there is none."""
    row = tx.one(
        "SELECT id, merged_into FROM organisation WHERE guild_id = ? AND folded = ?", (guild_id, folded)
    )
    if row is None:
        return None
    return (row["id"], False) if row["merged_into"] is None else (row["merged_into"], True)


def is_merged(tx: Transaction, guild_id: int, organisation_id: int) -> bool:
    """Whether it was merged into another, or is not there at all."""
    row = tx.one(
        "SELECT 1 FROM organisation WHERE guild_id = ? AND id = ? AND merged_into IS NULL",
        (guild_id, organisation_id),
    )
    return row is None


def parents(tx: Transaction, guild_id: int) -> dict[int, int | None]:
    """Who controls whom."""
    rows = tx.all(
        "SELECT id, parent_id FROM organisation WHERE guild_id = ? AND merged_into IS NULL", (guild_id,)
    )
    return {row["id"]: row["parent_id"] for row in rows}


def children(tx: Transaction, guild_id: int, organisation_id: int) -> list[tuple[int, str]]:
    """(id, name) of what an organisation controls directly, by name."""
    rows = tx.all(
        "SELECT id, name FROM organisation WHERE guild_id = ? AND parent_id = ? AND merged_into IS NULL ORDER BY folded",
        (guild_id, organisation_id),
    )
    return [(row["id"], row["name"]) for row in rows]


def former_names(tx: Transaction, guild_id: int, organisation_id: int) -> list[str]:
    """The names of those that were merged into an organisation."""
    rows = tx.all(
        "SELECT name FROM organisation WHERE guild_id = ? AND merged_into = ? ORDER BY folded",
        (guild_id, organisation_id),
    )
    return [row["name"] for row in rows]


# Looking


def count(tx: Transaction, guild_id: int, kinds: Sequence[OrganisationKind]) -> int:
    """How many organisations of these kinds a guild knows."""
    marks = ",".join("?" * len(kinds))
    row = tx.one(
        f"SELECT count(*) AS n FROM organisation WHERE guild_id = ? AND merged_into IS NULL AND kind IN ({marks})",
        (guild_id, *kinds),
    )
    return 0 if row is None else int(row["n"])


def listing(
    tx: Transaction, guild_id: int, kinds: Sequence[OrganisationKind], *, limit: int, offset: int
) -> list[Line]:
    """A guild's organisations of these kinds, by name."""
    marks = ",".join("?" * len(kinds))
    rows = tx.all(
        "SELECT o.id, o.name, o.kind, o.country, p.name AS parent,"
        " (SELECT count(*) FROM network n WHERE n.organisation_id = o.id) AS numbers"
        " FROM organisation o LEFT JOIN organisation p ON p.id = o.parent_id"
        f" WHERE o.guild_id = ? AND o.merged_into IS NULL AND o.kind IN ({marks}) ORDER BY o.folded LIMIT ? OFFSET ?",
        (guild_id, *kinds, limit, offset),
    )
    return [_line(row) for row in rows]


def suggest(tx: Transaction, guild_id: int, *, word: str, number: str, limit: int) -> list[Line]:
    """Organisations whose name holds a folded word, or of whose AS numbers one begins so; names that begin so first."""
    like = re.sub(r"([\\%_])", r"\\\1", word)
    rows = tx.all(
        "SELECT o.id, o.name, o.kind, o.country, p.name AS parent,"
        " (SELECT count(*) FROM network n WHERE n.organisation_id = o.id) AS numbers"
        " FROM organisation o LEFT JOIN organisation p ON p.id = o.parent_id"
        f" WHERE o.guild_id = ? AND o.merged_into IS NULL AND (o.folded LIKE ? {_ESCAPED} OR (? <> '' AND EXISTS"
        " (SELECT 1 FROM network n WHERE n.organisation_id = o.id AND CAST(n.asn AS TEXT) LIKE ?)))"
        f" ORDER BY o.folded LIKE ? {_ESCAPED} DESC, o.folded LIMIT ?",
        (guild_id, f"%{like}%", number, f"{number}%", f"{like}%", limit),
    )
    return [_line(row) for row in rows]


def projects_of(tx: Transaction, guild_id: int, organisation_ids: Sequence[int]) -> list[int]:
    """The projects in which one of these organisations stands: on the ladder, as a stakeholder, or as the exchange itself."""
    marks = ",".join("?" * len(organisation_ids))
    rows = tx.all(
        f"SELECT exchange_id AS id FROM exchange_commitment WHERE guild_id = ? AND organisation_id IN ({marks})"
        f" UNION SELECT exchange_id FROM exchange_stakeholder WHERE guild_id = ? AND organisation_id IN ({marks})"
        f" UNION SELECT id FROM exchange WHERE guild_id = ? AND organisation_id IN ({marks}) ORDER BY 1",
        (guild_id, *organisation_ids) * 3,
    )
    return [row["id"] for row in rows]


# Merging


def merge(tx: Transaction, guild_id: int, gone: int, into: int, *, parent_id: int | None) -> None:
    """Note that one is another's record now, and give the other what it lacks: country, website, id at PeeringDB.

    `parent_id`: who controls it from now on.
    """
    now = to_epoch(tx.now)
    tx.execute(
        "UPDATE organisation SET country = coalesce(country, (SELECT g.country FROM organisation g WHERE g.id = ?)),"
        " website = coalesce(website, (SELECT g.website FROM organisation g WHERE g.id = ?)),"
        " peeringdb_id = coalesce(peeringdb_id, (SELECT g.peeringdb_id FROM organisation g WHERE g.id = ?)),"
        " parent_id = ?, updated_at = ? WHERE guild_id = ? AND id = ?",
        (gone, gone, gone, parent_id, now, guild_id, into),
    )
    tx.execute(
        "UPDATE organisation SET parent_id = ? WHERE guild_id = ? AND parent_id = ? AND id <> ?",
        (into, guild_id, gone, into),
    )
    tx.execute(
        "UPDATE organisation SET merged_into = ?, parent_id = NULL, updated_at = ?"
        " WHERE guild_id = ? AND (id = ? OR merged_into = ?)",
        (into, now, guild_id, gone, gone),
    )


def drop_standing(tx: Transaction, exchange_id: int, organisation_id: int) -> None:
    """Remove where an organisation stands in a project: another record tells it from now on."""
    tx.execute(
        "DELETE FROM exchange_commitment WHERE exchange_id = ? AND organisation_id = ?",
        (exchange_id, organisation_id),
    )


def stakeholders(tx: Transaction, guild_id: int, organisation_id: int) -> list[Row]:
    """(id, exchange_id, note, contacted_on) of each project's stakeholder record of an organisation."""
    return tx.all(
        "SELECT id, exchange_id, note, contacted_on FROM exchange_stakeholder WHERE guild_id = ? AND organisation_id = ?",
        (guild_id, organisation_id),
    )


def move_stakeholder(tx: Transaction, stakeholder_id: int, into: int) -> None:
    """Make a stakeholder record another organisation's."""
    tx.execute(
        "UPDATE exchange_stakeholder SET organisation_id = ?, version = version + 1, updated_at = ? WHERE id = ?",
        (into, to_epoch(tx.now), stakeholder_id),
    )


def join_stakeholder(
    tx: Transaction, gone: int, into: int, *, note: str, contacted_on: dt.date | None
) -> None:
    """Make one record of two of the same project: a position that is known, an owner, and what is to be done go over."""
    tx.execute(
        "UPDATE exchange_stakeholder SET note = ?, contacted_on = ?, version = version + 1, updated_at = ?,"
        " owner_id = coalesce(owner_id, (SELECT g.owner_id FROM exchange_stakeholder g WHERE g.id = ?)),"
        " position = CASE position WHEN 'unknown' THEN (SELECT g.position FROM exchange_stakeholder g WHERE g.id = ?)"
        " ELSE position END WHERE id = ?",
        (
            note,
            None if contacted_on is None else contacted_on.isoformat(),
            to_epoch(tx.now),
            gone,
            gone,
            into,
        ),
    )
    tx.execute(
        "UPDATE exchange_action SET about = ?, version = version + 1 WHERE about = ?"
        " AND exchange_id = (SELECT exchange_id FROM exchange_stakeholder WHERE id = ?)",
        (f"stakeholder:{into}", f"stakeholder:{gone}", into),
    )
    tx.execute("DELETE FROM exchange_stakeholder WHERE id = ?", (gone,))


def move_answers(tx: Transaction, guild_id: int, gone: int, into: int) -> None:
    """What one told in a survey is the other's, unless the other answered itself: its own word holds.

    Under numbers that the other never used: whatever was published stays a total over other answers.
    """
    values: tuple[SqlValue, ...] = (guild_id, gone, into)
    tx.execute(
        "DELETE FROM exchange_answer WHERE guild_id = ? AND organisation_id = ? AND exchange_id IN"
        " (SELECT a.exchange_id FROM exchange_answer a WHERE a.organisation_id = ?)",
        values,
    )
    tx.execute(
        "UPDATE exchange_answer SET number = number + organisation_id * 100000, organisation_id = ?"
        " WHERE guild_id = ? AND organisation_id = ?",
        (into, guild_id, gone),
    )


def move_projects(tx: Transaction, guild_id: int, gone: int, into: int) -> None:
    """The exchange's own organisation is the other one."""
    tx.execute(
        "UPDATE exchange SET organisation_id = ?, version = version + 1 WHERE guild_id = ? AND organisation_id = ?",
        (into, guild_id, gone),
    )


def _line(row: Row) -> Line:
    return Line(
        id=row["id"],
        name=row["name"],
        kind=OrganisationKind(row["kind"]),
        country=row["country"],
        parent=row["parent"],
        numbers=row["numbers"],
    )
