"""The SQL of reminders."""

import datetime as dt
from sqlite3 import Row

from bot.clock import from_epoch, to_epoch
from bot.reminders.rules import Reminder, ReminderState
from bot.storage.database import Transaction

_COLUMNS = (
    "id, guild_id, user_id, feature, subject_id, channel_id, message_id, due_at, offset_seconds, state, reason,"
    " in_channel, dm, snoozed, version"
)
# ruff: noqa: S608 - every text that is put in is a constant of this file


def insert(
    tx: Transaction,
    *,
    guild_id: int,
    user_id: int,
    feature: str,
    subject_id: int,
    channel_id: int,
    message_id: int | None,
    due_at: dt.datetime,
    offset: dt.timedelta | None,
) -> int:
    """Store a reminder; returns its id."""
    return tx.insert(
        "INSERT INTO reminder (guild_id, user_id, feature, subject_id, channel_id, message_id, due_at, offset_seconds,"
        " state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'active', ?)",
        (
            guild_id,
            user_id,
            feature,
            subject_id,
            channel_id,
            message_id,
            to_epoch(due_at),
            _seconds(offset),
            to_epoch(tx.now),
        ),
    )


def get(tx: Transaction, guild_id: int, reminder_id: int) -> Reminder | None:
    """A reminder of this guild, or None."""
    row = tx.one(f"SELECT {_COLUMNS} FROM reminder WHERE guild_id = ? AND id = ?", (guild_id, reminder_id))
    return None if row is None else _reminder(row)


def of_person(
    tx: Transaction, guild_id: int, user_id: int, *, feature: str | None = None, subject_id: int | None = None
) -> list[Reminder]:
    """What a person has coming in a guild, and what did not come for a reason; the earliest first.

    `feature` and `subject_id` narrow it to what it is about.
    """
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM reminder WHERE user_id = ? AND guild_id = ?"
        " AND (state = 'active' OR state = 'failed' OR (state = 'cancelled' AND reason IS NOT NULL))"
        " AND (? IS NULL OR (feature = ? AND subject_id = ?)) ORDER BY due_at, id",
        (user_id, guild_id, feature, feature, subject_id),
    )
    return [_reminder(row) for row in rows]


def coming(
    tx: Transaction, guild_id: int, user_id: int, since: dt.datetime, until: dt.datetime
) -> list[Reminder]:
    """A person's active reminders with since ≤ due < until."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM reminder WHERE user_id = ? AND guild_id = ? AND state = 'active'"
        " AND due_at >= ? AND due_at < ? ORDER BY due_at, id",
        (user_id, guild_id, to_epoch(since), to_epoch(until)),
    )
    return [_reminder(row) for row in rows]


def active_about(tx: Transaction, guild_id: int, feature: str, subject_id: int) -> list[Reminder]:
    """Everybody's active reminders about something."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM reminder WHERE guild_id = ? AND feature = ? AND subject_id = ?"
        " AND state = 'active' ORDER BY id",
        (guild_id, feature, subject_id),
    )
    return [_reminder(row) for row in rows]


def subjects(tx: Transaction) -> list[tuple[int, str, int]]:
    """(guild, feature, subject) of everything that somebody is to be reminded of."""
    rows = tx.all("SELECT DISTINCT guild_id, feature, subject_id FROM reminder WHERE state = 'active'")
    return [(row["guild_id"], row["feature"], row["subject_id"]) for row in rows]


def active_everywhere(tx: Transaction, user_id: int) -> list[Reminder]:
    """What a person has coming in any guild: for erasing them."""
    rows = tx.all(f"SELECT {_COLUMNS} FROM reminder WHERE user_id = ? AND state = 'active'", (user_id,))
    return [_reminder(row) for row in rows]


def count_active(tx: Transaction, guild_id: int, user_id: int) -> int:
    """How many a person has coming in a guild."""
    row = tx.one(
        "SELECT count(*) AS n FROM reminder WHERE user_id = ? AND guild_id = ? AND state = 'active'",
        (user_id, guild_id),
    )
    return 0 if row is None else int(row["n"])


def is_reachable(tx: Transaction, guild_id: int, user_id: int, since: dt.datetime) -> bool:
    """Whether the last message that a person is known to have been sent arrived, and not before `since`."""
    row = tx.one(
        "SELECT dm, created_at FROM reminder WHERE user_id = ? AND guild_id = ? AND dm IS NOT NULL"
        " ORDER BY id DESC LIMIT 1",
        (user_id, guild_id),
    )
    return row is not None and bool(row["dm"]) and row["created_at"] >= to_epoch(since)


def set_due(
    tx: Transaction,
    reminder_id: int,
    due_at: dt.datetime,
    *,
    offset: dt.timedelta | None,
    snoozed: bool = False,
) -> None:
    """Let it come at another time; one that was over is active again."""
    tx.execute(
        "UPDATE reminder SET due_at = ?, offset_seconds = ?, snoozed = snoozed + ?, state = 'active', reason = NULL,"
        " ended_at = NULL, version = version + 1 WHERE id = ?",
        (to_epoch(due_at), _seconds(offset), int(snoozed), reminder_id),
    )


def set_in_channel(tx: Transaction, reminder_id: int, channel_id: int) -> None:
    """Let it come as a mention in a channel."""
    tx.execute(
        "UPDATE reminder SET in_channel = 1, channel_id = ?, version = version + 1 WHERE id = ?",
        (channel_id, reminder_id),
    )


def set_dm(tx: Transaction, reminder_id: int, *, arrived: bool) -> None:
    """Note whether a direct message arrived."""
    tx.execute("UPDATE reminder SET dm = ? WHERE id = ?", (int(arrived), reminder_id))


def end(tx: Transaction, reminder_id: int, state: ReminderState, reason: str | None = None) -> None:
    """It is over."""
    tx.execute(
        "UPDATE reminder SET state = ?, reason = ?, ended_at = ?, version = version + 1 WHERE id = ?",
        (state.value, reason, to_epoch(tx.now), reminder_id),
    )


def forget(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Remove what was over before an instant, `limit` at most; returns how many."""
    return tx.execute(
        "DELETE FROM reminder WHERE id IN"
        " (SELECT id FROM reminder WHERE ended_at IS NOT NULL AND ended_at < ? ORDER BY ended_at LIMIT ?)",
        (to_epoch(before), limit),
    )


def _reminder(row: Row) -> Reminder:
    offset = row["offset_seconds"]
    return Reminder(
        id=row["id"],
        guild_id=row["guild_id"],
        user_id=row["user_id"],
        feature=row["feature"],
        subject_id=row["subject_id"],
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        due_at=from_epoch(row["due_at"]),
        offset=None if offset is None else dt.timedelta(seconds=offset),
        state=ReminderState(row["state"]),
        reason=row["reason"],
        in_channel=bool(row["in_channel"]),
        dm=None if row["dm"] is None else bool(row["dm"]),
        snoozed=row["snoozed"],
        version=row["version"],
    )


def _seconds(offset: dt.timedelta | None) -> int | None:
    return None if offset is None else int(offset.total_seconds())
