"""The SQL of sessions, milestones and extensions."""

import datetime as dt
from sqlite3 import Row

from bot.clock import from_epoch, to_epoch
from bot.cohorts.rules import Extension, Milestone, MilestoneKind, Session, SessionState
from bot.storage.database import Transaction


def insert_session(
    tx: Transaction,
    guild_id: int,
    cohort_id: int,
    *,
    title: str,
    wall: dt.datetime,
    zone: str,
    starts_at: dt.datetime,
    minutes: int,
    uid: str,
    place: str = "",
    source_sequence: int | None = None,
    fingerprint: str | None = None,
) -> int:
    """Store a planned session; returns its id. Raises sqlite3.IntegrityError for a uid that the cohort has."""
    now = to_epoch(tx.now)
    return tx.insert(
        "INSERT INTO cohort_session (guild_id, cohort_id, title, wall, zone, starts_at, minutes, state, uid, place,"
        " source_sequence, fingerprint, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'planned', ?, ?, ?, ?, ?, ?)",
        (
            guild_id,
            cohort_id,
            title,
            wall.isoformat(),
            zone,
            to_epoch(starts_at),
            minutes,
            uid,
            place,
            source_sequence,
            fingerprint,
            now,
            now,
        ),
    )


def session(tx: Transaction, guild_id: int, session_id: int) -> Session | None:
    """A session of this guild."""
    row = tx.one("SELECT * FROM cohort_session WHERE guild_id = ? AND id = ?", (guild_id, session_id))
    return None if row is None else _session(row)


def sessions(tx: Transaction, cohort_id: int) -> list[Session]:
    """A cohort's sessions by time, cancelled ones too."""
    rows = tx.all("SELECT * FROM cohort_session WHERE cohort_id = ? ORDER BY starts_at, id", (cohort_id,))
    return [_session(row) for row in rows]


def sessions_between(tx: Transaction, since: dt.datetime, until: dt.datetime) -> list[Session]:
    """Planned sessions of all guilds that start in [since, until)."""
    rows = tx.all(
        "SELECT * FROM cohort_session WHERE state = 'planned' AND starts_at >= ? AND starts_at < ? ORDER BY starts_at",
        (to_epoch(since), to_epoch(until)),
    )
    return [_session(row) for row in rows]


def change_session(tx: Transaction, one: Session) -> None:
    """Store a session as it is now and raise its version (the sequence is the rules' to raise)."""
    tx.execute(
        "UPDATE cohort_session SET title = ?, wall = ?, zone = ?, starts_at = ?, minutes = ?, state = ?, sequence = ?,"
        " place = ?, link = ?, code = ?, materials = ?, recording = ?, event_id = ?, closed_at = ?, source_sequence = ?,"
        " fingerprint = ?, version = version + 1, updated_at = ? WHERE id = ? AND guild_id = ?",
        (
            one.title,
            one.wall.isoformat(),
            one.zone,
            to_epoch(one.starts_at),
            one.minutes,
            one.state,
            one.sequence,
            one.place,
            one.link,
            one.code,
            one.materials,
            one.recording,
            one.event_id,
            None if one.closed_at is None else to_epoch(one.closed_at),
            one.source_sequence,
            one.fingerprint,
            to_epoch(tx.now),
            one.id,
            one.guild_id,
        ),
    )


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


def _session(row: Row) -> Session:
    return Session(
        id=row["id"],
        guild_id=row["guild_id"],
        cohort_id=row["cohort_id"],
        title=row["title"],
        wall=dt.datetime.fromisoformat(row["wall"]),
        zone=row["zone"],
        starts_at=from_epoch(row["starts_at"]),
        minutes=row["minutes"],
        state=SessionState(row["state"]),
        sequence=row["sequence"],
        uid=row["uid"],
        place=row["place"],
        link=row["link"],
        code=row["code"],
        materials=row["materials"],
        recording=row["recording"],
        event_id=row["event_id"],
        closed_at=None if row["closed_at"] is None else from_epoch(row["closed_at"]),
        source_sequence=row["source_sequence"],
        fingerprint=row["fingerprint"],
        version=row["version"],
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
