"""The SQL of what announcements told of: their titles and dates."""

import datetime as dt
from dataclasses import dataclass
from sqlite3 import Row

from bot.announcements.rules import Announcement
from bot.storage.database import Transaction


@dataclass(frozen=True, kw_only=True)
class Told:
    """A date as it was posted. `sequence` rises with each change that was posted, and with the cancel."""

    announcement_id: int
    title: str
    wall: dt.datetime
    zone: str
    sequence: int
    cancelled: bool


def tell(tx: Transaction, announcement: Announcement) -> None:
    """Keep title and date as they stand in what was posted just now; without a date, the one told before stays.

    That it has none any more is seen by `told_between`, and told as cancelled.
    """
    wall = announcement.event_wall
    tx.execute(
        "INSERT INTO announcement_told (announcement_id, title, wall, zone) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (announcement_id) DO UPDATE SET title = excluded.title, wall = coalesce(excluded.wall, wall),"
        " zone = coalesce(excluded.zone, zone), changes = changes + 1"
        " WHERE title <> excluded.title"
        " OR excluded.wall IS NOT NULL AND (wall IS NOT excluded.wall OR zone IS NOT excluded.zone)",
        (
            announcement.id,
            announcement.title,
            None if wall is None else wall.isoformat(),
            None if wall is None else announcement.plan.zone,
        ),
    )


def title(tx: Transaction, announcement_id: int) -> str | None:
    """The title as it was posted last; None: nothing was posted since that is kept."""
    row = tx.one("SELECT title FROM announcement_told WHERE announcement_id = ?", (announcement_id,))
    return None if row is None else str(row["title"])


def told_between(tx: Transaction, guild_id: int, low: dt.datetime, high: dt.datetime) -> list[Told]:
    """The dates of a guild whose wall time stands between two instants, as if each zone were UTC."""
    rows = tx.all(
        "SELECT t.announcement_id, t.title, t.wall, t.zone, t.changes,"
        " a.state = 'cancelled' OR a.event_wall IS NULL AS cancelled"
        " FROM announcement AS a JOIN announcement_told AS t ON t.announcement_id = a.id"
        " WHERE a.guild_id = ? AND t.wall BETWEEN ? AND ? ORDER BY t.wall, a.id",
        (guild_id, low.replace(tzinfo=None).isoformat(), high.replace(tzinfo=None).isoformat()),
    )
    return [_told(row) for row in rows]


def _told(row: Row) -> Told:
    cancelled = bool(row["cancelled"])
    return Told(
        announcement_id=row["announcement_id"],
        title=row["title"],
        wall=dt.datetime.fromisoformat(row["wall"]),
        zone=row["zone"],
        sequence=2 * row["changes"] + cancelled,
        cancelled=cancelled,
    )
