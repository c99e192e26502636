"""The SQL of "Don't remind me of this", and of nudges."""

import datetime as dt
from sqlite3 import Row

from bot.clock import from_epoch, to_epoch
from bot.cohorts.reminding.rules import Nudge
from bot.cohorts.rules import ItemKind
from bot.storage.database import Transaction


def mute(tx: Transaction, guild_id: int, kind: ItemKind, item_id: int, user_id: int) -> bool:
    """Remind a person no more of this; False where it was so before."""
    return (
        tx.execute(
            "INSERT INTO cohort_mute (kind, item_id, user_id, guild_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (kind, item_id, user_id, guild_id),
        )
        > 0
    )


def unmute(tx: Transaction, guild_id: int, kind: ItemKind, item_id: int, user_id: int) -> bool:
    """Remind a person of this again; False where they are reminded anyway."""
    return (
        tx.execute(
            "DELETE FROM cohort_mute WHERE kind = ? AND item_id = ? AND user_id = ? AND guild_id = ?",
            (kind, item_id, user_id, guild_id),
        )
        > 0
    )


def muted(tx: Transaction, kind: ItemKind, item_id: int) -> frozenset[int]:
    """Who is not to be reminded of this."""
    rows = tx.all("SELECT user_id FROM cohort_mute WHERE kind = ? AND item_id = ?", (kind, item_id))
    return frozenset(row["user_id"] for row in rows)


def muted_by(tx: Transaction, guild_id: int, user_id: int) -> list[tuple[ItemKind, int]]:
    """What a person is not to be reminded of in a guild."""
    rows = tx.all(
        "SELECT kind, item_id FROM cohort_mute WHERE user_id = ? AND guild_id = ? ORDER BY kind, item_id",
        (user_id, guild_id),
    )
    return [(ItemKind(row["kind"]), row["item_id"]) for row in rows]


def forget_mutes(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Remove what is about something that is gone, or was before an instant; returns how many."""
    at = to_epoch(before)
    return tx.execute(
        "DELETE FROM cohort_mute WHERE (kind, item_id, user_id) IN (SELECT kind, item_id, user_id FROM cohort_mute WHERE"
        " (kind = 'session' AND item_id NOT IN (SELECT id FROM cohort_session WHERE starts_at >= ?)) OR"
        " (kind = 'milestone' AND item_id NOT IN (SELECT id FROM cohort_milestone WHERE due_at >= ? UNION"
        " SELECT milestone_id FROM cohort_extension WHERE due_at >= ?)) LIMIT ?)",
        (at, at, at, limit),
    )


# Nudges


def insert_nudge(
    tx: Transaction, guild_id: int, cohort_id: int, user_id: int, *, days: int, since: dt.datetime
) -> int | None:
    """Store a nudge; its id. None where there is one for the same silence and as many days."""
    row = tx.one(
        "INSERT INTO cohort_nudge (guild_id, cohort_id, user_id, days, since, created_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (cohort_id, user_id, since, days) DO NOTHING RETURNING id",
        (guild_id, cohort_id, user_id, days, to_epoch(since), to_epoch(tx.now)),
    )
    return None if row is None else int(row["id"])


def nudge(tx: Transaction, guild_id: int, nudge_id: int) -> Nudge | None:
    """A nudge of this guild."""
    row = tx.one("SELECT * FROM cohort_nudge WHERE guild_id = ? AND id = ?", (guild_id, nudge_id))
    return None if row is None else _nudge(row)


def nudges(tx: Transaction, cohort_id: int) -> list[Nudge]:
    """A cohort's nudges, the latest first."""
    rows = tx.all(
        "SELECT * FROM cohort_nudge WHERE cohort_id = ? ORDER BY created_at DESC, id DESC", (cohort_id,)
    )
    return [_nudge(row) for row in rows]


def may_be_nudged(tx: Transaction) -> frozenset[int]:
    """The running cohorts in which somebody went quiet and was not written to for that: one look for all of them.

    Whether they are is worked out for each of these: see `nudging.silent`.
    """
    now = to_epoch(tx.now)
    rows = tx.all(
        "WITH first AS (SELECT cohort_id, min(starts_at) AS at FROM cohort_session WHERE state <> 'cancelled'"
        " GROUP BY cohort_id),"
        " quiet AS (SELECT c.id, c.nudge_days, c.nudge_most, e.user_id,"
        " max(coalesce(e.active_at, e.seated_at, e.queued_at), coalesce(f.at, 0)) AS since"
        " FROM cohort c JOIN enrolment e ON e.cohort_id = c.id LEFT JOIN first f ON f.cohort_id = c.id"
        " WHERE c.state = 'running' AND e.nudges AND e.state IN ('enrolled', 'active', 'at_risk'))"
        " SELECT DISTINCT q.id FROM quiet q JOIN json_each(q.nudge_days) d ON q.since + d.value * 86400 <= ?"
        " WHERE NOT EXISTS (SELECT 1 FROM cohort_nudge n WHERE n.cohort_id = q.id AND n.user_id = q.user_id"
        " AND n.since = q.since AND n.days >= d.value)",
        (now,),
    )
    return frozenset(row["id"] for row in rows)


def session_pairs(tx: Transaction, until: dt.datetime) -> list[tuple[int, str, dt.datetime, dt.datetime]]:
    """(cohort, zone, a session, the next one in this zone) of live cohorts: the next is to come, the one before by `until`."""
    rows = tx.all(
        "SELECT cohort_id, zone, earlier, later FROM (SELECT s.cohort_id, s.zone, s.starts_at AS later,"
        " lag(s.starts_at) OVER (PARTITION BY s.cohort_id, s.zone ORDER BY s.starts_at) AS earlier"
        " FROM cohort c JOIN cohort_session s ON s.cohort_id = c.id"
        " WHERE c.state IN ('enrolling', 'running', 'closing') AND s.state <> 'cancelled')"
        " WHERE later > ? AND earlier <= ?",
        (to_epoch(tx.now), to_epoch(until)),
    )
    return [
        (row["cohort_id"], row["zone"], from_epoch(row["earlier"]), from_epoch(row["later"])) for row in rows
    ]


def end_nudge(tx: Transaction, nudge_id: int, *, sent_at: dt.datetime | None, reason: str | None) -> None:
    """Note that it arrived, or why it did not."""
    tx.execute(
        "UPDATE cohort_nudge SET sent_at = ?, reason = ? WHERE id = ?",
        (None if sent_at is None else to_epoch(sent_at), reason, nudge_id),
    )


def drop_nudge(tx: Transaction, nudge_id: int) -> None:
    """It was not wanted any more before it went out: as if it had not been."""
    tx.execute("DELETE FROM cohort_nudge WHERE id = ? AND sent_at IS NULL", (nudge_id,))


def follow(tx: Transaction, cohort_id: int, user_id: int) -> int:
    """The person came back: what was sent to them led to that, or may have; how many."""
    return tx.execute(
        "UPDATE cohort_nudge SET followed_at = ? WHERE user_id = ? AND cohort_id = ? AND sent_at IS NOT NULL"
        " AND followed_at IS NULL",
        (to_epoch(tx.now), user_id, cohort_id),
    )


def forget_nudges(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Remove those from before an instant; returns how many."""
    return tx.execute(
        "DELETE FROM cohort_nudge WHERE id IN (SELECT id FROM cohort_nudge WHERE created_at < ? LIMIT ?)",
        (to_epoch(before), limit),
    )


def _nudge(row: Row) -> Nudge:
    return Nudge(
        id=row["id"],
        cohort_id=row["cohort_id"],
        guild_id=row["guild_id"],
        user_id=row["user_id"],
        days=row["days"],
        since=from_epoch(row["since"]),
        sent_at=None if row["sent_at"] is None else from_epoch(row["sent_at"]),
        reason=row["reason"],
        followed_at=None if row["followed_at"] is None else from_epoch(row["followed_at"]),
        created_at=from_epoch(row["created_at"]),
    )
