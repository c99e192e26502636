"""The SQL of what members did, and of whom a guild has blocked."""

import datetime as dt

from bot.clock import from_epoch, to_epoch
from bot.storage.database import Transaction


def is_blocked(tx: Transaction, guild_id: int, user_id: int) -> bool:
    """Whether a guild keeps a member from what others must read."""
    return (
        tx.one("SELECT 1 FROM guild_block WHERE guild_id = ? AND user_id = ?", (guild_id, user_id))
        is not None
    )


def since(tx: Transaction, guild_id: int, user_id: int, action: str, at: dt.datetime) -> list[dt.datetime]:
    """When a member did an action after an instant, the oldest first."""
    rows = tx.all(
        "SELECT at FROM conduct WHERE guild_id = ? AND user_id = ? AND action = ? AND at > ? ORDER BY at",
        (guild_id, user_id, action, to_epoch(at)),
    )
    return [from_epoch(row["at"]) for row in rows]


def add(tx: Transaction, guild_id: int, user_id: int, action: str) -> None:
    """Count one more."""
    tx.execute(
        "INSERT INTO conduct (guild_id, user_id, action, at) VALUES (?, ?, ?, ?)",
        (guild_id, user_id, action, to_epoch(tx.now)),
    )


def block(tx: Transaction, guild_id: int, user_id: int) -> bool:
    """Keep a member from what others must read; False where they were already."""
    return (
        tx.execute(
            "INSERT INTO guild_block (guild_id, user_id, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (guild_id, user_id, to_epoch(tx.now)),
        )
        > 0
    )


def unblock(tx: Transaction, guild_id: int, user_id: int) -> bool:
    """Let a member again; False where nobody kept them."""
    return tx.execute("DELETE FROM guild_block WHERE guild_id = ? AND user_id = ?", (guild_id, user_id)) > 0


def blocked(tx: Transaction, guild_id: int) -> list[tuple[int, dt.datetime]]:
    """(member, since when) of everybody whom a guild has blocked, the latest first."""
    rows = tx.all(
        "SELECT user_id, since FROM guild_block WHERE guild_id = ? ORDER BY since DESC, user_id", (guild_id,)
    )
    return [(row["user_id"], from_epoch(row["since"])) for row in rows]


def forget(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Forget uses from before an instant, `limit` at most; returns how many."""
    return tx.execute(
        "DELETE FROM conduct WHERE rowid IN (SELECT rowid FROM conduct WHERE at < ? ORDER BY at LIMIT ?)",
        (to_epoch(before), limit),
    )
