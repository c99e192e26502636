"""The SQL of commitments: what critical mass is made of, what lapses, and the files that prove something."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from sqlite3 import Row
from typing import Final

from bot.clock import from_epoch, to_epoch
from bot.exchanges.commitments.rules import StoredFile
from bot.exchanges.model import Project
from bot.storage.database import Transaction

_PART: Final = 64 * 1024
_FILE: Final = "SELECT id, name, media_type, size, sha256, added_at FROM exchange_file"
# ruff: noqa: S608 - every text that is put in is a constant of this file


# What critical mass is made of


def rungs(tx: Transaction, exchange_id: int) -> list[Row]:
    """Who stands where, by organisation, with no more than critical mass asks for."""
    return tx.all(
        "SELECT organisation_id, rung, evidence, confirmed_at, valid_until, held_rung, held_evidence, held_at, held_until"
        " FROM exchange_commitment WHERE exchange_id = ? ORDER BY organisation_id",
        (exchange_id,),
    )


def numbers(tx: Transaction, exchange_id: int) -> Mapping[int, frozenset[int]]:
    """The AS numbers of each organisation that stands on the ladder."""
    found: dict[int, frozenset[int]] = {}
    for organisation_id, asn in tx.all(
        "SELECT c.organisation_id, n.asn FROM exchange_commitment c JOIN network n"
        " ON n.organisation_id = c.organisation_id AND n.guild_id = c.guild_id WHERE c.exchange_id = ?",
        (exchange_id,),
    ):
        one = frozenset((asn,))  # most have one
        found[organisation_id] = found[organisation_id] | one if organisation_id in found else one
    return found


def parents(tx: Transaction, guild_id: int) -> Mapping[int, int | None]:
    """Who controls whom in a guild. One that was merged is below the one that it became."""
    return {
        row[0]: row[1]
        for row in tx.all(
            "SELECT id, coalesce(merged_into, parent_id) FROM organisation WHERE guild_id = ?", (guild_id,)
        )
    }


def names(tx: Transaction, guild_id: int, ids: Collection[int]) -> list[str]:
    """The names of organisations; of one that was merged, its own."""
    rows = tx.all(
        "SELECT name FROM organisation WHERE guild_id = ? AND id IN (SELECT value FROM json_each(?))",
        (guild_id, json.dumps(list(ids))),
    )
    return [row["name"] for row in rows]


def counting(tx: Transaction, project: Project) -> tuple[int, ...]:
    """The organisations that made critical mass when the history last told of it."""
    row = tx.one(
        "SELECT counting FROM exchange WHERE id = ? AND guild_id = ?", (project.id, project.guild_id)
    )
    return () if row is None else tuple(json.loads(row["counting"]))


def set_counting(tx: Transaction, project: Project, organisations: Iterable[int]) -> None:
    """Note them."""
    tx.execute(
        "UPDATE exchange SET counting = ? WHERE id = ? AND guild_id = ?",
        (json.dumps(sorted(organisations)), project.id, project.guild_id),
    )


def lapsed(tx: Transaction, exchange_id: int, today: str) -> list[int]:
    """The organisations of a project whose commitment, or what is held for it, was valid until a day before this one."""
    rows = tx.all(
        "SELECT organisation_id FROM exchange_commitment WHERE exchange_id = ? AND rung NOT IN ('lapsed', 'declined')"
        " AND (valid_until < ? OR held_until < ?) ORDER BY organisation_id",
        (exchange_id, today, today),
    )
    return [row["organisation_id"] for row in rows]


def waiting(tx: Transaction, exchange_id: int, proven: Collection[str]) -> list[int]:
    """The organisations whose rung waits for an organiser's confirmation, the oldest word first."""
    marks = ",".join("?" * len(proven))
    rows = tx.all(
        f"SELECT organisation_id FROM exchange_commitment WHERE exchange_id = ? AND confirmed_at IS NULL"
        f" AND rung IN ({marks}) ORDER BY updated_at, organisation_id",
        (exchange_id, *proven),
    )
    return [row["organisation_id"] for row in rows]


# Organisations of networks that belong to none


def network_without(tx: Transaction, guild_id: int, network_id: int) -> Row | None:
    """AS number and name of a network that belongs to no organisation."""
    return tx.one(
        "SELECT id, asn, name FROM network WHERE guild_id = ? AND id = ? AND organisation_id IS NULL",
        (guild_id, network_id),
    )


def organisation_of_network(tx: Transaction, guild_id: int, network_id: int) -> int | None:
    """The organisation to which a network belongs; None: to none, or it is gone."""
    row = tx.one("SELECT organisation_id FROM network WHERE guild_id = ? AND id = ?", (guild_id, network_id))
    return None if row is None else row["organisation_id"]


def is_named(tx: Transaction, guild_id: int, folded: str) -> bool:
    """Whether an organisation of this name exists."""
    return (
        tx.one("SELECT 1 FROM organisation WHERE guild_id = ? AND folded = ?", (guild_id, folded)) is not None
    )


def found_for(tx: Transaction, guild_id: int, network_id: int, name: str, *, folded: str) -> int:
    """Make an organisation of this name for a network; returns its id. sqlite3.IntegrityError: the name is taken."""
    now = to_epoch(tx.now)
    organisation_id = tx.insert(
        "INSERT INTO organisation (guild_id, name, folded, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
        (guild_id, name, folded, now, now),
    )
    tx.execute(
        "UPDATE network SET organisation_id = ? WHERE guild_id = ? AND id = ?",
        (organisation_id, guild_id, network_id),
    )
    return organisation_id


# Files


@dataclass(frozen=True, kw_only=True)
class NewFile:
    """A file to store. `added_by`: an actor key."""

    name: str
    media_type: str
    content: bytes
    sha256: str
    added_by: str


def add_file(tx: Transaction, project: Project, file: NewFile) -> int:
    """Store a file; returns its id."""
    file_id = tx.insert(
        "INSERT INTO exchange_file (exchange_id, guild_id, name, media_type, size, sha256, added_by, added_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            project.id,
            project.guild_id,
            file.name,
            file.media_type,
            len(file.content),
            file.sha256,
            file.added_by,
            to_epoch(tx.now),
        ),
    )
    tx.many(
        "INSERT INTO exchange_file_part (file_id, position, content) VALUES (?, ?, ?)",
        (
            (file_id, position, file.content[position : position + _PART])
            for position in range(0, len(file.content), _PART)
        ),
    )
    return file_id


def file(tx: Transaction, guild_id: int, file_id: int) -> StoredFile | None:
    """A file of this guild, without what is in it."""
    row = tx.one(f"{_FILE} WHERE guild_id = ? AND id = ?", (guild_id, file_id))
    return None if row is None else _file(row)


def project_of_file(tx: Transaction, guild_id: int, file_id: int) -> int | None:
    """To which project a file belongs."""
    row = tx.one("SELECT exchange_id FROM exchange_file WHERE guild_id = ? AND id = ?", (guild_id, file_id))
    return None if row is None else int(row["exchange_id"])


def same_file(tx: Transaction, exchange_id: int, sha256: str) -> int | None:
    """A file of the project that holds the same."""
    row = tx.one(
        "SELECT id FROM exchange_file WHERE exchange_id = ? AND sha256 = ? ORDER BY id", (exchange_id, sha256)
    )
    return None if row is None else int(row["id"])


def files(tx: Transaction, exchange_id: int) -> list[StoredFile]:
    """A project's files, the oldest first."""
    return [_file(row) for row in tx.all(f"{_FILE} WHERE exchange_id = ? ORDER BY id", (exchange_id,))]


def stored_bytes(tx: Transaction, exchange_id: int) -> tuple[int, int]:
    """How many files a project has, and how many bytes they take."""
    row = tx.one(
        "SELECT count(*) AS n, coalesce(sum(size), 0) AS size FROM exchange_file WHERE exchange_id = ?",
        (exchange_id,),
    )
    return (0, 0) if row is None else (row["n"], row["size"])


def content(tx: Transaction, file_id: int) -> bytes:
    """What is in a file."""
    rows = tx.all("SELECT content FROM exchange_file_part WHERE file_id = ? ORDER BY position", (file_id,))
    return b"".join([row["content"] for row in rows])


def _file(row: Row) -> StoredFile:
    return StoredFile(
        id=row["id"],
        name=row["name"],
        media_type=row["media_type"],
        size=row["size"],
        sha256=row["sha256"],
        added_at=from_epoch(row["added_at"]),
    )
