"""The SQL of announcements."""

import datetime as dt
from collections.abc import Sequence
from sqlite3 import Row

from bot.announcements.rules import Announcement, AnnouncementState
from bot.clock import from_epoch, to_epoch
from bot.delivery.recurrence import Plan, Rule
from bot.storage.database import Transaction

_COLUMNS = "id, guild_id, state, title, body, wall, zone, rule, author, version, revises, revises_version, planned_until"


def insert(
    tx: Transaction,
    *,
    guild_id: int,
    author: str,
    title: str,
    body: str,
    plan: Plan,
    channels: Sequence[int],
    revises: Announcement | None = None,
) -> int:
    """Store a draft; returns its id."""
    now = to_epoch(tx.now)
    found = tx.insert(
        "INSERT INTO announcement (guild_id, state, title, body, wall, zone, rule, author, revises,"
        " revises_version, created_at, updated_at) VALUES (?, 'draft', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            guild_id,
            title,
            body,
            *_plan_columns(plan),
            author,
            None if revises is None else revises.id,
            None if revises is None else revises.version,
            now,
            now,
        ),
    )
    set_channels(tx, found, channels)
    return found


def get(tx: Transaction, guild_id: int, announcement_id: int) -> Announcement | None:
    """An announcement of this guild, or None."""
    row = tx.one(
        f"SELECT {_COLUMNS} FROM announcement WHERE guild_id = ? AND id = ?",  # noqa: S608 - our own constant
        (guild_id, announcement_id),
    )
    return None if row is None else _announcement(tx, row)


def ids(tx: Transaction, guild_id: int, states: Sequence[AnnouncementState]) -> list[int]:
    """The ids of a guild's announcements in these states, the newest first."""
    marks = ", ".join("?" * len(states))
    rows = tx.all(
        f"SELECT id FROM announcement WHERE guild_id = ? AND state IN ({marks}) ORDER BY id DESC",  # noqa: S608 - question marks
        (guild_id, *states),
    )
    return [row["id"] for row in rows]


def find(
    tx: Transaction,
    guild_id: int,
    states: Sequence[AnnouncementState],
    typed: str,
    limit: int,
    *,
    drafts_of: str | None,
) -> list[Announcement]:
    """A guild's announcements in these states whose title holds `typed` (ASCII case aside), the newest first.

    Drafts are those of one author.
    """
    marks = ", ".join("?" * len(states))
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM announcement WHERE guild_id = ? AND state IN ({marks})"  # noqa: S608 - question marks
        " AND title <> '' AND (state <> 'draft' OR author = ?)"
        " AND (? = '' OR instr(lower(title), lower(?)) > 0) ORDER BY id DESC LIMIT ?",
        (guild_id, *states, drafts_of, typed, typed, limit),
    )
    return [_announcement(tx, row) for row in rows]


def scheduled_after(
    tx: Transaction, last: int, limit: int, *, planned_before: dt.datetime | None = None
) -> list[tuple[int, int]]:
    """(guild, id) of every guild's scheduled announcements with an id above `last`, in order of id.

    `planned_before`: only those whose planning does not reach that instant yet.
    """
    before = None if planned_before is None else to_epoch(planned_before)
    rows = tx.all(
        "SELECT guild_id, id FROM announcement WHERE state = 'scheduled' AND id > ?"
        " AND (? IS NULL OR coalesce(planned_until, 0) < ?) ORDER BY id LIMIT ?",
        (last, before, before, limit),
    )
    return [(row["guild_id"], row["id"]) for row in rows]


def set_text(tx: Transaction, announcement_id: int, title: str, body: str) -> None:
    """Store a new text and raise the version."""
    tx.execute(
        "UPDATE announcement SET title = ?, body = ?, version = version + 1, updated_at = ? WHERE id = ?",
        (title, body, to_epoch(tx.now), announcement_id),
    )


def set_plan(tx: Transaction, announcement_id: int, plan: Plan) -> None:
    """Store a new plan and raise the version."""
    tx.execute(
        "UPDATE announcement SET wall = ?, zone = ?, rule = ?, version = version + 1, updated_at = ?"
        " WHERE id = ?",
        (*_plan_columns(plan), to_epoch(tx.now), announcement_id),
    )


def set_channels(tx: Transaction, announcement_id: int, channels: Sequence[int]) -> None:
    """Replace where it goes and raise the version."""
    tx.execute(
        "UPDATE announcement SET version = version + 1, updated_at = ? WHERE id = ?",
        (to_epoch(tx.now), announcement_id),
    )
    tx.execute("DELETE FROM announcement_channel WHERE announcement_id = ?", (announcement_id,))
    tx.many(
        "INSERT INTO announcement_channel (announcement_id, position, channel_id) VALUES (?, ?, ?)",
        [(announcement_id, position, channel_id) for position, channel_id in enumerate(channels)],
    )


def set_state(tx: Transaction, announcement_id: int, state: AnnouncementState) -> None:
    """Move on and raise the version."""
    tx.execute(
        "UPDATE announcement SET state = ?, version = version + 1, updated_at = ? WHERE id = ?",
        (state, to_epoch(tx.now), announcement_id),
    )


def set_planned_until(tx: Transaction, announcement_id: int, until: dt.datetime) -> None:
    """Note how far deliveries stand."""
    tx.execute("UPDATE announcement SET planned_until = ? WHERE id = ?", (to_epoch(until), announcement_id))


def delete_draft(tx: Transaction, announcement_id: int) -> None:
    """Remove a draft; nothing else is ever removed here."""
    tx.execute("DELETE FROM announcement WHERE id = ? AND state = 'draft'", (announcement_id,))


def delete_old_drafts(tx: Transaction, before: dt.datetime) -> int:
    """Remove drafts nobody came back to."""
    return tx.execute(
        "DELETE FROM announcement WHERE state = 'draft' AND updated_at < ?", (to_epoch(before),)
    )


def _plan_columns(plan: Plan) -> tuple[str, str, str | None]:
    return (
        plan.wall.isoformat(),
        plan.zone,
        None if plan.rule is None else plan.rule.to_text(),
    )


def _announcement(tx: Transaction, row: Row) -> Announcement:
    channels = tx.all(
        "SELECT channel_id FROM announcement_channel WHERE announcement_id = ? ORDER BY position",
        (row["id"],),
    )
    return Announcement(
        id=row["id"],
        guild_id=row["guild_id"],
        state=AnnouncementState(row["state"]),
        title=row["title"],
        body=row["body"],
        plan=Plan(
            wall=dt.datetime.fromisoformat(row["wall"]),
            zone=row["zone"],
            rule=None if row["rule"] is None else Rule.from_text(row["rule"]),
        ),
        channels=tuple(found["channel_id"] for found in channels),
        author=row["author"],
        version=row["version"],
        revises=row["revises"],
        revises_version=row["revises_version"],
        planned_until=None if row["planned_until"] is None else from_epoch(row["planned_until"]),
    )
