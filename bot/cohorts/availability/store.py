"""The SQL of the search for a cohort's hour."""

import datetime as dt
from dataclasses import dataclass

from bot.clock import to_epoch
from bot.cohorts.availability.rules import Marks
from bot.storage.database import SqlValue, Transaction


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A search: for sessions of so many `minutes` in so many `weeks`. `chosen`: the hour of the week that was taken last."""

    cohort_id: int
    guild_id: int
    minutes: int
    weeks: int
    channel_id: int | None = None
    message_id: int | None = None
    posts: int = 0
    is_open: bool = True
    chosen: int | None = None
    version: int = 1


def get(tx: Transaction, guild_id: int, cohort_id: int) -> Grid | None:
    """The search of a cohort of this guild."""
    row = tx.one("SELECT * FROM cohort_grid WHERE cohort_id = ? AND guild_id = ?", (cohort_id, guild_id))
    if row is None:
        return None
    return Grid(
        cohort_id=row["cohort_id"],
        guild_id=row["guild_id"],
        minutes=row["minutes"],
        weeks=row["weeks"],
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        posts=row["posts"],
        is_open=bool(row["is_open"]),
        chosen=row["chosen"],
        version=row["version"],
    )


def insert(tx: Transaction, grid: Grid) -> None:
    """Begin a search."""
    now = to_epoch(tx.now)
    tx.execute(
        "INSERT INTO cohort_grid (cohort_id, guild_id, minutes, weeks, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
        (grid.cohort_id, grid.guild_id, grid.minutes, grid.weeks, now, now),
    )


def note(tx: Transaction, grid: Grid, **values: SqlValue) -> None:
    """Set columns of a search, and raise its version."""
    columns = ", ".join(f"{column} = ?" for column in values)
    tx.execute(
        f"UPDATE cohort_grid SET {columns}, version = version + 1, updated_at = ? WHERE cohort_id = ?",  # noqa: S608 - names of this room
        (*values.values(), to_epoch(tx.now), grid.cohort_id),
    )


def marks(tx: Transaction, cohort_id: int) -> list[Marks]:
    """Everybody's hours."""
    rows = tx.all(
        "SELECT user_id, zone, hours FROM cohort_availability WHERE cohort_id = ? ORDER BY user_id",
        (cohort_id,),
    )
    return [Marks(user_id=row["user_id"], zone=row["zone"], hours=row["hours"]) for row in rows]


def of_person(tx: Transaction, cohort_id: int, user_id: int) -> Marks | None:
    """A person's hours."""
    row = tx.one(
        "SELECT zone, hours FROM cohort_availability WHERE cohort_id = ? AND user_id = ?",
        (cohort_id, user_id),
    )
    return None if row is None else Marks(user_id=user_id, zone=row["zone"], hours=row["hours"])


def save(tx: Transaction, grid: Grid, one: Marks) -> None:
    """Store a person's hours."""
    tx.execute(
        "INSERT INTO cohort_availability (cohort_id, user_id, guild_id, zone, hours, updated_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (cohort_id, user_id) DO UPDATE SET zone = excluded.zone, hours = excluded.hours,"
        " updated_at = excluded.updated_at",
        (grid.cohort_id, one.user_id, grid.guild_id, one.zone, one.hours, to_epoch(tx.now)),
    )


def delete(tx: Transaction, cohort_id: int, user_id: int) -> None:
    """Forget a person's hours."""
    tx.execute("DELETE FROM cohort_availability WHERE cohort_id = ? AND user_id = ?", (cohort_id, user_id))


def forget(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Remove the hours of cohorts that are no longer planned or enrolling, and of closed searches, after a while."""
    return tx.execute(
        "DELETE FROM cohort_availability WHERE (cohort_id, user_id) IN (SELECT a.cohort_id, a.user_id"
        " FROM cohort_availability a JOIN cohort c ON c.id = a.cohort_id JOIN cohort_grid g ON g.cohort_id = a.cohort_id"
        " WHERE (c.state NOT IN ('planned', 'enrolling') AND c.updated_at < ?)"
        " OR (g.is_open = 0 AND g.updated_at < ?) LIMIT ?)",
        (to_epoch(before), to_epoch(before), limit),
    )
