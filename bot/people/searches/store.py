"""The SQL of searches."""

import datetime as dt

from bot.clock import to_epoch
from bot.storage.database import Transaction


def keep(tx: Transaction, guild_id: int, user_id: int, term: str) -> int:
    """Store what a person looks for in a guild; returns the id, the same one for the same words."""
    row = tx.one(
        "INSERT INTO search (guild_id, user_id, term, at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (guild_id, user_id, term) DO UPDATE SET at = excluded.at RETURNING id",
        (guild_id, user_id, term, to_epoch(tx.now)),
    )
    if row is None:
        raise RuntimeError("a search was neither stored nor there")
    return int(row["id"])


def term(tx: Transaction, guild_id: int, user_id: int, search_id: int) -> str | None:
    """What this person looked for in this guild, while it is stored."""
    row = tx.one(
        "SELECT term FROM search WHERE id = ? AND guild_id = ? AND user_id = ?",
        (search_id, guild_id, user_id),
    )
    return None if row is None else str(row["term"])


def forget(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Remove searches made before an instant, a number of them at most; returns how many."""
    return tx.execute(
        "DELETE FROM search WHERE id IN (SELECT id FROM search WHERE at < ? ORDER BY at LIMIT ?)",
        (to_epoch(before), limit),
    )
