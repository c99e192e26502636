"""The SQL of what is told of polls: who heard of which occasion, what is coming, what is found, what is too old."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from sqlite3 import Row

from bot.clock import to_epoch
from bot.polls import store as polls
from bot.polls.rules import Poll
from bot.storage.database import Transaction

# Who was told


def told(tx: Transaction, poll_id: int, occasion: str, batch: int | None = None) -> list[int]:
    """Who was promised word on an occasion; `batch`: in one of its messages."""
    rows = tx.all(
        "SELECT user_id FROM poll_told WHERE poll_id = ? AND occasion = ? AND (? IS NULL OR batch = ?)"
        " ORDER BY user_id",
        (poll_id, occasion, batch, batch),
    )
    return [row["user_id"] for row in rows]


def ever_told(tx: Transaction, poll_id: int) -> frozenset[int]:
    """Who was promised word of a poll on any occasion."""
    rows = tx.all("SELECT DISTINCT user_id FROM poll_told WHERE poll_id = ?", (poll_id,))
    return frozenset(row["user_id"] for row in rows)


def tell(tx: Transaction, poll: Poll, occasion: str, batch: int, people: Iterable[int]) -> None:
    """Note who is promised word in a message; who was promised it before is moved to this one."""
    tx.many(
        "INSERT INTO poll_told (poll_id, occasion, user_id, guild_id, batch, at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (poll_id, occasion, user_id) DO UPDATE SET batch = excluded.batch",
        [(poll.id, occasion, user_id, poll.guild_id, batch, to_epoch(tx.now)) for user_id in people],
    )


def last_batch(tx: Transaction, poll_id: int, occasion: str) -> int:
    """The highest number of a message of an occasion."""
    row = tx.one(
        "SELECT coalesce(max(batch), 0) AS batch FROM poll_told WHERE poll_id = ? AND occasion = ?",
        (poll_id, occasion),
    )
    return 0 if row is None else int(row["batch"])


# What is shown elsewhere


def ending(tx: Transaction, guild_id: int, since: dt.datetime, until: dt.datetime) -> list[Poll]:
    """Those not drafts with a deadline in [since, until), the earliest first."""
    rows = tx.all(
        "SELECT id FROM poll WHERE guild_id = ? AND state <> 'draft' AND closes_at >= ? AND closes_at < ?"
        " AND opened_at IS NOT NULL ORDER BY closes_at, id",
        (guild_id, to_epoch(since), to_epoch(until)),
    )
    return _polls(tx, guild_id, rows)


def decided(tx: Transaction, guild_id: int, since: dt.datetime) -> list[Poll]:
    """Those closed or certified from an instant on, the latest first."""
    rows = tx.all(
        "SELECT id FROM poll WHERE guild_id = ? AND state IN ('closed', 'certified')"
        " AND max(closed_at, coalesce(certified_at, 0)) >= ? ORDER BY closed_at DESC, id DESC",
        (guild_id, to_epoch(since)),
    )
    return _polls(tx, guild_id, rows)


def over(
    tx: Transaction, guild_id: int, viewable: Collection[int], since: dt.datetime | None
) -> Iterator[tuple[Poll, str]]:
    """Those closed or certified in these channels with all their words, the latest first."""
    rows = tx.all(
        "SELECT p.id, p.channel_id, p.question || ' ' || p.description || ' ' || p.outcome || ' ' ||"
        " coalesce((SELECT group_concat(o.label, ' ') FROM poll_option o WHERE o.poll_id = p.id), '') AS words"
        " FROM poll p WHERE p.guild_id = ? AND p.state IN ('closed', 'certified') AND p.closed_at >= ?"
        " ORDER BY p.closed_at DESC, p.id DESC",
        (guild_id, 0 if since is None else to_epoch(since)),
    )
    shown = frozenset(viewable)
    for row in rows:
        if row["channel_id"] in shown and (poll := polls.get(tx, guild_id, row["id"])) is not None:
            yield poll, row["words"]


def _polls(tx: Transaction, guild_id: int, rows: Iterable[Row]) -> list[Poll]:
    found = (polls.get(tx, guild_id, row["id"]) for row in rows)
    return [one for one in found if one is not None]


def planned(tx: Transaction) -> list[tuple[int, int]]:
    """(guild, poll) of every guild's drafts."""
    return [
        (row["guild_id"], row["id"]) for row in tx.all("SELECT guild_id, id FROM poll WHERE state = 'draft'")
    ]


def move_option(tx: Transaction, poll_id: int, number: int, at: dt.datetime) -> None:
    """A date of a draft is at another instant."""
    tx.execute(
        "UPDATE poll_option SET starts_at = ? WHERE poll_id = ? AND number = ?",
        (to_epoch(at), poll_id, number),
    )


def held(tx: Transaction) -> frozenset[int]:
    """Guilds in which everything is paused, or that the bot has left."""
    rows = tx.all("SELECT guild_id FROM guild WHERE paused_at IS NOT NULL OR left_at IS NOT NULL")
    return frozenset(row["guild_id"] for row in rows)


def pledges(tx: Transaction, key: str) -> list[tuple[int, int, str]]:
    """(guild, poll, voter) of every pledge that a person cast."""
    rows = tx.all(
        "SELECT b.guild_id, b.poll_id, b.voter FROM poll_ballot b JOIN poll p ON p.id = b.poll_id"
        " WHERE b.cast_by = ? AND p.method = 'pledge'",
        (key,),
    )
    return [(row["guild_id"], row["poll_id"], row["voter"]) for row in rows]


# What is too old


def forget(
    tx: Transaction, *, drafts: dt.datetime, undecided: dt.datetime, certified: dt.datetime, limit: int
) -> int:
    """Remove polls: drafts nobody touched since, those closed or void, and those certified; returns how many."""
    rows = tx.all(
        "SELECT id FROM poll WHERE (state = 'draft' AND confirmed = 0 AND updated_at < :drafts)"
        " OR (state IN ('closed', 'void') AND coalesce(closed_at, updated_at) < :undecided)"
        " OR (state = 'certified' AND coalesce(certified_at, closed_at, updated_at) < :certified) LIMIT :most",
        {
            "drafts": to_epoch(drafts),
            "undecided": to_epoch(undecided),
            "certified": to_epoch(certified),
            "most": limit,
        },
    )
    for row in rows:
        tx.execute("DELETE FROM poll WHERE id = ?", (row["id"],))
    return len(rows)


def forget_typed(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Remove what was typed into refused forms before an instant; returns how many."""
    return tx.execute(
        "DELETE FROM poll_typed WHERE id IN (SELECT id FROM poll_typed WHERE typed_at < ? LIMIT ?)",
        (to_epoch(before), limit),
    )


def forget_told(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Remove who was told of polls that were over before an instant; returns how many."""
    return tx.execute(
        "DELETE FROM poll_told WHERE (poll_id, occasion, user_id) IN (SELECT t.poll_id, t.occasion, t.user_id"
        " FROM poll_told t JOIN poll p ON p.id = t.poll_id WHERE p.state NOT IN ('draft', 'open')"
        " AND p.updated_at < ? LIMIT ?)",
        (to_epoch(before), limit),
    )
