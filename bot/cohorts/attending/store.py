"""The SQL of attendance, progress, and what is measured."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from sqlite3 import Row

from bot.clock import from_epoch, to_epoch
from bot.cohorts.attending.rules import USUAL_THRESHOLD, How, Mark
from bot.cohorts.rules import AttendanceState
from bot.storage.database import Transaction

# Attendance


def mark(tx: Transaction, session_id: int, user_id: int) -> Mark | None:
    """What somebody was in a session; None: unmarked."""
    row = tx.one(
        "SELECT * FROM cohort_attendance WHERE session_id = ? AND user_id = ?", (session_id, user_id)
    )
    return None if row is None else _mark(row)


def marks(tx: Transaction, session_id: int) -> dict[int, Mark]:
    """Person → what they were in a session."""
    rows = tx.all("SELECT * FROM cohort_attendance WHERE session_id = ?", (session_id,))
    return {row["user_id"]: _mark(row) for row in rows}


def marks_of(tx: Transaction, cohort_id: int, user_id: int | None = None) -> dict[int, dict[int, Mark]]:
    """Person → session → what they were, in a cohort's sessions. `user_id`: of this person alone."""
    rows = tx.all(
        "SELECT a.* FROM cohort_session s JOIN cohort_attendance a ON a.session_id = s.id"
        " WHERE s.cohort_id = ? AND (? IS NULL OR a.user_id = ?)",
        (cohort_id, user_id, user_id),
    )
    found: dict[int, dict[int, Mark]] = {}
    for row in rows:
        found.setdefault(row["user_id"], {})[row["session_id"]] = _mark(row)
    return found


def set_mark(tx: Transaction, guild_id: int, one: Mark) -> None:
    """Store what somebody was in a session, over what was said before."""
    tx.execute(
        "INSERT INTO cohort_attendance (session_id, user_id, guild_id, state, how, by, at) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (session_id, user_id) DO UPDATE SET state = excluded.state, how = excluded.how, by = excluded.by,"
        " at = excluded.at",
        (one.session_id, one.user_id, guild_id, one.state, one.how, one.by, to_epoch(one.at)),
    )


def drop_mark(tx: Transaction, session_id: int, user_id: int) -> None:
    """Somebody is unmarked again."""
    tx.execute("DELETE FROM cohort_attendance WHERE session_id = ? AND user_id = ?", (session_id, user_id))


def drop_closing(tx: Transaction, session_id: int) -> int:
    """Take back what closing a session made; returns how many."""
    return tx.execute(
        "DELETE FROM cohort_attendance WHERE session_id = ? AND how = ?", (session_id, How.CLOSING)
    )


def drop_before(tx: Transaction, session_id: int, *, excuses: bool) -> int:
    """Unmark who was said to be there, or not, in a session that is still to come; returns how many.

    `excuses`: also those who excused themselves.
    """
    return tx.execute(
        "DELETE FROM cohort_attendance WHERE session_id = ? AND (state <> ? OR (? AND how = ?))",
        (session_id, AttendanceState.EXCUSED, int(excuses), How.MEMBER),
    )


def tries(tx: Transaction, session_id: int, user_id: int) -> int:
    """How many wrong code words somebody gave in a session."""
    row = tx.one(
        "SELECT tries FROM cohort_code_try WHERE session_id = ? AND user_id = ?", (session_id, user_id)
    )
    return 0 if row is None else int(row["tries"])


def add_try(tx: Transaction, guild_id: int, session_id: int, user_id: int) -> None:
    """Count one more."""
    tx.execute(
        "INSERT INTO cohort_code_try (session_id, user_id, guild_id, tries, at) VALUES (?, ?, ?, 1, ?)"
        " ON CONFLICT (session_id, user_id) DO UPDATE SET tries = tries + 1, at = excluded.at",
        (session_id, user_id, guild_id, to_epoch(tx.now)),
    )


def forget_tries(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Remove counts from before an instant; returns how many."""
    return tx.execute(
        "DELETE FROM cohort_code_try WHERE (session_id, user_id) IN"
        " (SELECT session_id, user_id FROM cohort_code_try WHERE at < ? LIMIT ?)",
        (to_epoch(before), limit),
    )


# Progress


def done(tx: Transaction, milestone_id: int) -> dict[int, How]:
    """Who completed a milestone, and how that is known."""
    rows = tx.all("SELECT user_id, how FROM cohort_progress WHERE milestone_id = ?", (milestone_id,))
    return {row["user_id"]: How(row["how"]) for row in rows}


def done_of(tx: Transaction, cohort_id: int, user_id: int | None = None) -> dict[int, dict[int, How]]:
    """Person → milestone → how it is known that they completed it, in a cohort. `user_id`: of this person alone."""
    rows = tx.all(
        "SELECT p.milestone_id, p.user_id, p.how FROM cohort_milestone m"
        " JOIN cohort_progress p ON p.milestone_id = m.id"
        " WHERE m.cohort_id = ? AND m.state <> 'cancelled' AND (? IS NULL OR p.user_id = ?)",
        (cohort_id, user_id, user_id),
    )
    found: dict[int, dict[int, How]] = {}
    for row in rows:
        found.setdefault(row["user_id"], {})[row["milestone_id"]] = How(row["how"])
    return found


def set_done(
    tx: Transaction, guild_id: int, milestone_id: int, user_id: int, *, how: How, by: str | None
) -> bool:
    """Somebody completed a milestone; False where that was known."""
    return (
        tx.execute(
            "INSERT INTO cohort_progress (milestone_id, user_id, guild_id, how, by, at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (milestone_id, user_id) DO NOTHING",
            (milestone_id, user_id, guild_id, how, by, to_epoch(tx.now)),
        )
        > 0
    )


def drop_done(tx: Transaction, milestone_id: int, user_id: int) -> bool:
    """They did not after all; False where nobody said so."""
    return (
        tx.execute(
            "DELETE FROM cohort_progress WHERE milestone_id = ? AND user_id = ?", (milestone_id, user_id)
        )
        > 0
    )


# What is measured


def threshold(tx: Transaction, cohort_id: int) -> int:
    """How many percent of a cohort's sessions somebody attends at least."""
    row = tx.one("SELECT threshold FROM cohort_measure WHERE cohort_id = ?", (cohort_id,))
    return USUAL_THRESHOLD if row is None else int(row["threshold"])


def set_threshold(tx: Transaction, guild_id: int, cohort_id: int, percent: int) -> None:
    """Store another one."""
    tx.execute(
        "INSERT INTO cohort_measure (cohort_id, guild_id, threshold) VALUES (?, ?, ?)"
        " ON CONFLICT (cohort_id) DO UPDATE SET threshold = excluded.threshold",
        (cohort_id, guild_id, percent),
    )


def looked(tx: Transaction, guild_id: int, cohort_id: int) -> None:
    """Note that it was computed just now who is at risk."""
    tx.execute(
        "INSERT INTO cohort_measure (cohort_id, guild_id, looked_at) VALUES (?, ?, ?)"
        " ON CONFLICT (cohort_id) DO UPDATE SET looked_at = excluded.looked_at",
        (cohort_id, guild_id, to_epoch(tx.now)),
    )


def not_looked_since(tx: Transaction, instant: dt.datetime, limit: int) -> list[tuple[int, int]]:
    """(guild, cohort) of running cohorts of which it was not computed since an instant who is at risk."""
    rows = tx.all(
        "SELECT c.guild_id, c.id FROM cohort c LEFT JOIN cohort_measure m ON m.cohort_id = c.id"
        " WHERE c.state IN ('running', 'closing') AND coalesce(m.looked_at, 0) < ? ORDER BY m.looked_at LIMIT ?",
        (to_epoch(instant), limit),
    )
    return [(row["guild_id"], row["id"]) for row in rows]


# Files of learning platforms


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A file as it was read: see `importing.py`. `stored`: so many ticks came of it; None: it is not stored yet."""

    id: int
    cohort_id: int
    user_id: int
    name: str
    reading: Mapping[str, object] = field(default_factory=dict)
    answers: Mapping[str, object] = field(default_factory=dict)
    stored: int | None = None


def insert_file(
    tx: Transaction, guild_id: int, cohort_id: int, user_id: int, *, name: str, reading: Mapping[str, object]
) -> int:
    """Keep a file, in place of an earlier one of the same person that was not stored; returns its id."""
    tx.execute(
        "DELETE FROM cohort_progress_file WHERE guild_id = ? AND user_id = ? AND stored IS NULL",
        (guild_id, user_id),
    )
    return tx.insert(
        "INSERT INTO cohort_progress_file (guild_id, cohort_id, user_id, name, reading, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            guild_id,
            cohort_id,
            user_id,
            name,
            json.dumps(reading, ensure_ascii=False, separators=(",", ":")),
            to_epoch(tx.now),
        ),
    )


def file(tx: Transaction, guild_id: int, file_id: int) -> StoredFile | None:
    """A file of this guild."""
    row = tx.one("SELECT * FROM cohort_progress_file WHERE guild_id = ? AND id = ?", (guild_id, file_id))
    if row is None:
        return None
    return StoredFile(
        id=row["id"],
        cohort_id=row["cohort_id"],
        user_id=row["user_id"],
        name=row["name"],
        reading=json.loads(row["reading"]),
        answers=json.loads(row["answers"]),
        stored=row["stored"],
    )


def answer_file(tx: Transaction, file_id: int, answers: Mapping[str, object]) -> None:
    """Keep what was answered about its columns."""
    tx.execute("UPDATE cohort_progress_file SET answers = ? WHERE id = ?", (json.dumps(answers), file_id))


def file_stored(tx: Transaction, file_id: int, count: int) -> None:
    """It was stored: what it held is not kept any longer."""
    tx.execute(
        "UPDATE cohort_progress_file SET stored = ?, reading = '{}', answers = '{}' WHERE id = ?",
        (count, file_id),
    )


def delete_file(tx: Transaction, file_id: int) -> None:
    """Throw a file away."""
    tx.execute("DELETE FROM cohort_progress_file WHERE id = ?", (file_id,))


def delete_files_with(tx: Transaction, user_id: int) -> None:
    """Throw every file away in which somebody was found. Walks the files, of which each lasts a day."""
    tx.execute("DELETE FROM cohort_progress_file WHERE instr(reading, ?) > 0", (str(user_id),))


def forget_files(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Throw files from before an instant away; returns how many."""
    return tx.execute(
        "DELETE FROM cohort_progress_file WHERE id IN"
        " (SELECT id FROM cohort_progress_file WHERE created_at < ? LIMIT ?)",
        (to_epoch(before), limit),
    )


def guild_of(tx: Transaction, session_id: int, user_id: int) -> int | None:
    """The guild of a session of a cohort that a person has to do with, for a press that names no guild."""
    row = tx.one(
        "SELECT s.guild_id FROM cohort_session s JOIN enrolment e ON e.cohort_id = s.cohort_id"
        " WHERE s.id = ? AND e.user_id = ?",
        (session_id, user_id),
    )
    return None if row is None else int(row["guild_id"])


def guild_of_milestone(tx: Transaction, milestone_id: int, user_id: int) -> int | None:
    """The same for a milestone."""
    row = tx.one(
        "SELECT m.guild_id FROM cohort_milestone m JOIN enrolment e ON e.cohort_id = m.cohort_id"
        " WHERE m.id = ? AND e.user_id = ?",
        (milestone_id, user_id),
    )
    return None if row is None else int(row["guild_id"])


def guild_of_cohort(tx: Transaction, cohort_id: int, user_id: int) -> int | None:
    """The same for a cohort."""
    row = tx.one(
        "SELECT guild_id FROM enrolment WHERE cohort_id = ? AND user_id = ?",
        (cohort_id, user_id),
    )
    return None if row is None else int(row["guild_id"])


def _mark(row: Row) -> Mark:
    return Mark(
        session_id=row["session_id"],
        user_id=row["user_id"],
        state=AttendanceState(row["state"]),
        how=How(row["how"]),
        at=from_epoch(row["at"]),
        by=row["by"],
    )
