"""Facts about this installation: the time-zone data that pending rows were computed with, the commands last synced,
and in a copy of the database, when it was taken."""

import datetime as dt
import sqlite3
from typing import TYPE_CHECKING

from bot.clock import from_epoch
from bot.storage.transaction import Transaction

if TYPE_CHECKING:
    from bot.storage.database import Database

ZONE_DATA = "tzdata"
"""The version of the zone data that pending deliveries were computed with."""
COMMANDS = "commands"
"""The fingerprint of the commands that Discord knows."""
COPIED_AT = "copied-at"
"""In a copy only: epoch seconds of the state it holds. A start that finds it knows that time was lost."""

_PUT = "INSERT INTO installation (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"


async def fact(database: "Database", key: str) -> str | None:
    """What was noted under a key."""
    return await database.read(lambda tx: noted(tx, key))


async def note(database: "Database", key: str, value: str) -> None:
    """Note a fact."""
    await database.write(lambda tx: tx.execute(_PUT, (key, value)))


def noted(tx: Transaction, key: str) -> str | None:
    """What was noted under a key."""
    row = tx.one("SELECT value FROM installation WHERE key = ?", (key,))
    return None if row is None else str(row["value"])


def drop(tx: Transaction, key: str) -> None:
    """Forget a fact."""
    tx.execute("DELETE FROM installation WHERE key = ?", (key,))


def skip_ids(tx: Transaction, by: int) -> None:
    """Let no id be given again that was given after a copy was taken: somebody may still see its buttons."""
    # A table that was empty has no row there yet.
    tx.execute(
        "INSERT INTO sqlite_sequence (name, seq) SELECT name, 0 FROM sqlite_master"
        " WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%' AND name NOT IN (SELECT name FROM sqlite_sequence)"
    )
    tx.execute("UPDATE sqlite_sequence SET seq = seq + ?", (by,))


def mark_copy(copy: sqlite3.Connection, epoch: int) -> None:
    """Write into a copy when it was taken. Schemas from before the outbox have promised nothing, and no place for it."""
    if _has_facts(copy):
        copy.execute(_PUT, (COPIED_AT, str(epoch)))


def taken_at(copy: sqlite3.Connection) -> dt.datetime | None:
    """When a copy was taken; None: it does not say."""
    if not _has_facts(copy):
        return None
    row = copy.execute("SELECT value FROM installation WHERE key = ?", (COPIED_AT,)).fetchone()
    return None if row is None else from_epoch(int(row[0]))


def _has_facts(connection: sqlite3.Connection) -> bool:
    return (
        connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'installation'").fetchone() is not None
    )
