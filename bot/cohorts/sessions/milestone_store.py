"""The SQL of milestones, and of more time for them."""

import datetime as dt
from sqlite3 import Row

from bot.clock import from_epoch, to_epoch
from bot.cohorts.rules import Extension, Milestone, MilestoneKind
from bot.storage.database import Transaction

_CLOCKS = dt.timedelta(hours=3)
"""So much longer or shorter than 24 hours each some days may be where the clocks change: Troll's by two hours."""


def insert_milestone(
    tx: Transaction,
    guild_id: int,
    cohort_id: int,
    *,
    kind: MilestoneKind,
    title: str,
    wall: dt.datetime,
    zone: str,
    due_at: dt.datetime,
    uid: str,
) -> int:
    """Store a milestone; returns its id. Raises sqlite3.IntegrityError for a uid that the cohort has."""
    now = to_epoch(tx.now)
    return tx.insert(
        "INSERT INTO cohort_milestone (guild_id, cohort_id, kind, title, wall, zone, due_at, state, uid, created_at,"
        " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'planned', ?, ?, ?)",
        (guild_id, cohort_id, kind, title, wall.isoformat(), zone, to_epoch(due_at), uid, now, now),
    )


def milestone(tx: Transaction, guild_id: int, milestone_id: int) -> Milestone | None:
    """A milestone of this guild."""
    row = tx.one("SELECT * FROM cohort_milestone WHERE guild_id = ? AND id = ?", (guild_id, milestone_id))
    return None if row is None else _milestone(row)


def milestones(tx: Transaction, cohort_id: int) -> list[Milestone]:
    """A cohort's milestones by due date, cancelled ones too."""
    rows = tx.all("SELECT * FROM cohort_milestone WHERE cohort_id = ? ORDER BY due_at, id", (cohort_id,))
    return [_milestone(row) for row in rows]


def milestones_between(tx: Transaction, since: dt.datetime, until: dt.datetime) -> list[Milestone]:
    """Milestones of all guilds of which the date, or somebody's extended date, is in [since, until)."""
    span = (to_epoch(since), to_epoch(until))
    rows = tx.all(
        "SELECT * FROM cohort_milestone WHERE state = 'planned' AND ((due_at >= ? AND due_at < ?) OR id IN"
        " (SELECT milestone_id FROM cohort_extension WHERE due_at >= ? AND due_at < ?)) ORDER BY due_at",
        (*span, *span),
    )
    return [_milestone(row) for row in rows]


def milestones_to_remind(tx: Transaction, since: dt.datetime, until: dt.datetime) -> list[tuple[int, int]]:
    """(guild, milestone) of milestones with a reminder, of whoever's date, that may be due in [since, until): see `sessions_to_remind`."""
    span = (to_epoch(since - _CLOCKS), to_epoch(until + _CLOCKS))
    begin = (
        "SELECT m.guild_id, m.id FROM cohort c JOIN json_each(c.milestone_offsets) o"
        " JOIN cohort_milestone m ON m.cohort_id = c.id"
    )
    end = "WHERE c.state IN ('enrolling', 'running', 'closing') AND m.state = 'planned'"
    near = ".due_at >= ? + o.value * 60 AND {0}.due_at < ? + o.value * 60"
    rows = tx.all(
        f"{begin} AND m{near.format('m')} {end} UNION"
        f" {begin} JOIN cohort_extension e ON e.milestone_id = m.id AND e{near.format('e')} {end} ORDER BY 2",
        (*span, *span),
    )
    return [(row["guild_id"], row["id"]) for row in rows]


def due_in_future(tx: Transaction) -> list[Milestone]:
    """Milestones of all guilds that are not cancelled, and due for somebody after now."""
    now = to_epoch(tx.now)
    rows = tx.all(
        "SELECT * FROM cohort_milestone WHERE state = 'planned' AND (due_at > ? OR id IN"
        " (SELECT milestone_id FROM cohort_extension WHERE due_at > ?)) ORDER BY due_at",
        (now, now),
    )
    return [_milestone(row) for row in rows]


def count_milestones(tx: Transaction, cohort_id: int) -> int:
    """How many milestones a cohort has that are not cancelled."""
    row = tx.one(
        "SELECT count(*) AS n FROM cohort_milestone WHERE cohort_id = ? AND state <> 'cancelled'",
        (cohort_id,),
    )
    return 0 if row is None else int(row["n"])


def change_milestone(tx: Transaction, one: Milestone) -> None:
    """Store a milestone as it is now and raise its version (the sequence is the rules' to raise)."""
    tx.execute(
        "UPDATE cohort_milestone SET kind = ?, title = ?, wall = ?, zone = ?, due_at = ?, state = ?, sequence = ?,"
        " version = version + 1, updated_at = ? WHERE id = ? AND guild_id = ?",
        (
            one.kind,
            one.title,
            one.wall.isoformat(),
            one.zone,
            to_epoch(one.due_at),
            "cancelled" if one.cancelled else "planned",
            one.sequence,
            to_epoch(tx.now),
            one.id,
            one.guild_id,
        ),
    )


def set_due_at(tx: Transaction, one: Milestone) -> None:
    """Store another instant of the same wall time, after zone data changed."""
    tx.execute(
        "UPDATE cohort_milestone SET due_at = ? WHERE id = ? AND guild_id = ?",
        (to_epoch(one.due_at), one.id, one.guild_id),
    )


# More time


def extensions(tx: Transaction, milestone_id: int) -> list[Extension]:
    """Everybody's extensions of a milestone."""
    rows = tx.all("SELECT * FROM cohort_extension WHERE milestone_id = ? ORDER BY due_at", (milestone_id,))
    return [
        Extension(
            milestone_id=row["milestone_id"],
            user_id=row["user_id"],
            team=row["team"],
            wall=dt.datetime.fromisoformat(row["wall"]),
            due_at=from_epoch(row["due_at"]),
            sequence=row["sequence"],
        )
        for row in rows
    ]


def extend(tx: Transaction, guild_id: int, one: Extension) -> None:
    """Store an extension, over an earlier one of the same person or group: its sequence rises."""
    tx.execute(
        "INSERT INTO cohort_extension (milestone_id, user_id, team, guild_id, wall, due_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (milestone_id, user_id, team) DO UPDATE SET wall = excluded.wall, due_at = excluded.due_at,"
        " sequence = sequence + 1",
        (one.milestone_id, one.user_id, one.team, guild_id, one.wall.isoformat(), to_epoch(one.due_at)),
    )


def withdraw_extension(tx: Transaction, milestone_id: int, user_id: int, team: str) -> bool:
    """Forget an extension; False when there was none."""
    return (
        tx.execute(
            "DELETE FROM cohort_extension WHERE milestone_id = ? AND user_id = ? AND team = ?",
            (milestone_id, user_id, team),
        )
        > 0
    )


def set_extended_to(tx: Transaction, one: Extension) -> None:
    """The same for an extension; or another wall time, where its milestone has another zone."""
    tx.execute(
        "UPDATE cohort_extension SET wall = ?, due_at = ? WHERE milestone_id = ? AND user_id = ? AND team = ?",
        (one.wall.isoformat(), to_epoch(one.due_at), one.milestone_id, one.user_id, one.team),
    )


def _milestone(row: Row) -> Milestone:
    return Milestone(
        id=row["id"],
        guild_id=row["guild_id"],
        cohort_id=row["cohort_id"],
        kind=MilestoneKind(row["kind"]),
        title=row["title"],
        wall=dt.datetime.fromisoformat(row["wall"]),
        zone=row["zone"],
        due_at=from_epoch(row["due_at"]),
        cancelled=row["state"] == "cancelled",
        sequence=row["sequence"],
        uid=row["uid"],
        version=row["version"],
    )
