"""The SQL of files for a project, as they were read."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any, Final

from bot.clock import from_epoch, to_epoch
from bot.exchanges.importing.judging import Kind
from bot.storage.database import Transaction

READ, STORING, STORED = "read", "storing", "stored"
_FILE: Final = "file"


@dataclass(frozen=True, kw_only=True)
class Import:
    """A file as it was read. `reading`: what was found in it. `evidence`: the file as what proves its rungs, once it is kept."""

    id: int
    exchange_id: int
    guild_id: int
    user_id: int
    name: str
    reading: Mapping[str, Any]
    state: str
    evidence: str
    stored: int
    added: int
    changed: int
    created_at: dt.datetime


def insert(
    tx: Transaction, *, exchange_id: int, guild_id: int, user_id: int, name: str, reading: Mapping[str, Any]
) -> int:
    """Store what was found in a file; returns its id."""
    return tx.insert(
        "INSERT INTO exchange_import (exchange_id, guild_id, user_id, name, reading, state, created_at)"
        " VALUES (?, ?, ?, ?, ?, 'read', ?)",
        (exchange_id, guild_id, user_id, name, json.dumps(reading), to_epoch(tx.now)),
    )


def add_part(tx: Transaction, import_id: int, kind: Kind, *, first: int, count: int, content: str) -> None:
    """Store some rows of one kind."""
    tx.execute(
        "INSERT INTO exchange_import_part (import_id, kind, first, count, content) VALUES (?, ?, ?, ?, ?)",
        (import_id, kind, first, count, content.encode()),
    )


def add_piece(tx: Transaction, import_id: int, position: int, content: bytes) -> None:
    """Store a piece of the file itself."""
    tx.execute(
        "INSERT INTO exchange_import_part (import_id, kind, first, count, content) VALUES (?, ?, ?, 0, ?)",
        (import_id, _FILE, position, content),
    )


def content(tx: Transaction, import_id: int) -> bytes:
    """The file itself; empty where it was not kept."""
    rows = tx.all(
        "SELECT content FROM exchange_import_part WHERE import_id = ? AND kind = ? ORDER BY first",
        (import_id, _FILE),
    )
    return b"".join([row["content"] for row in rows])


def get(tx: Transaction, guild_id: int, import_id: int) -> Import | None:
    """A file of this guild."""
    row = tx.one("SELECT * FROM exchange_import WHERE id = ? AND guild_id = ?", (import_id, guild_id))
    return None if row is None else _import(row)


def drop_unstored(tx: Transaction, guild_id: int, user_id: int) -> None:
    """Remove what somebody had read before and did not store."""
    tx.execute(
        "DELETE FROM exchange_import WHERE guild_id = ? AND user_id = ? AND state = 'read'",
        (guild_id, user_id),
    )


def drop(tx: Transaction, import_id: int) -> None:
    """Remove a file."""
    tx.execute("DELETE FROM exchange_import WHERE id = ?", (import_id,))


def begin(tx: Transaction, import_id: int, evidence: str) -> None:
    """Note that it is being stored, with the file as evidence; the pieces of the file are not needed any more."""
    tx.execute(
        "UPDATE exchange_import SET state = 'storing', evidence = ? WHERE id = ? AND state = 'read'",
        (evidence, import_id),
    )
    tx.execute("DELETE FROM exchange_import_part WHERE import_id = ? AND kind = ?", (import_id, _FILE))


def next_part(tx: Transaction, import_id: int) -> tuple[Kind, int, str] | None:
    """Kind, first index and content of the part that is to be stored next: new ones come first; None: nothing is left."""
    row = tx.one(
        "SELECT kind, first, content FROM exchange_import_part WHERE import_id = ? AND kind IN ('new', 'changed')"
        " ORDER BY kind DESC, first LIMIT 1",
        (import_id,),
    )
    return None if row is None else (Kind(row["kind"]), row["first"], row["content"].decode())


def part_stored(
    tx: Transaction, import_id: int, kind: Kind, first: int, *, rows: int, added: int, changed: int
) -> None:
    """Note that a part is done."""
    tx.execute(
        "DELETE FROM exchange_import_part WHERE import_id = ? AND kind = ? AND first = ?",
        (import_id, kind, first),
    )
    tx.execute(
        "UPDATE exchange_import SET stored = stored + ?, added = added + ?, changed = changed + ? WHERE id = ?",
        (rows, added, changed, import_id),
    )


def finish(tx: Transaction, import_id: int) -> bool:
    """Note that all of it is stored; False where it was so already."""
    done = tx.execute(
        "UPDATE exchange_import SET state = 'stored' WHERE id = ? AND state = 'storing'", (import_id,)
    )
    if done:
        tx.execute("DELETE FROM exchange_import_part WHERE import_id = ?", (import_id,))
    return bool(done)


def parts(tx: Transaction, import_id: int, kind: Kind, *, since: int, until: int) -> list[tuple[int, str]]:
    """(first index, content) of the parts that hold the rows of a kind from `since` on, before `until`."""
    rows = tx.all(
        "SELECT first, content FROM exchange_import_part WHERE import_id = ? AND kind = ? AND first < ?"
        " AND first + count > ? ORDER BY first",
        (import_id, kind, until, since),
    )
    return [(row["first"], row["content"].decode()) for row in rows]


def unfinished(tx: Transaction) -> list[tuple[int, int]]:
    """(guild, id) of what is being stored, in every guild."""
    rows = tx.all("SELECT guild_id, id FROM exchange_import WHERE state = 'storing' ORDER BY id")
    return [(row["guild_id"], row["id"]) for row in rows]


def forget(tx: Transaction, before: dt.datetime, unfinished_before: dt.datetime, limit: int) -> int:
    """Remove files that were read before an instant, those that are being stored before another; returns how many."""
    return tx.execute(
        "DELETE FROM exchange_import WHERE id IN (SELECT id FROM exchange_import"
        " WHERE created_at < CASE state WHEN 'storing' THEN ? ELSE ? END ORDER BY created_at LIMIT ?)",
        (to_epoch(unfinished_before), to_epoch(before), limit),
    )


def _import(row: Row) -> Import:
    return Import(
        id=row["id"],
        exchange_id=row["exchange_id"],
        guild_id=row["guild_id"],
        user_id=row["user_id"],
        name=row["name"],
        reading=json.loads(row["reading"]),
        state=row["state"],
        evidence=row["evidence"],
        stored=row["stored"],
        added=row["added"],
        changed=row["changed"],
        created_at=from_epoch(row["created_at"]),
    )
