"""The SQL of cohorts, courses, facilitators and enrolments."""

import datetime as dt
import json
from collections.abc import Collection
from sqlite3 import Row

from bot.clock import from_epoch, to_epoch
from bot.cohorts.rules import SEATED, Cohort, CohortState, Enrolment, EnrolmentState
from bot.storage.database import SqlValue, Transaction

_SELECT = (
    "SELECT c.*, coalesce(k.name, '') AS course, coalesce(k.url, '') AS course_url"
    " FROM cohort c LEFT JOIN course k ON k.id = c.course_id"
)
_INSIDE = "'enrolled', 'active', 'at_risk', 'completed'"
_OUT = "'withdrawn', 'dropped'"
# ruff: noqa: S608 - every text that is put in is a constant of this file


def course(tx: Transaction, guild_id: int, name: str, *, folded: str, url: str) -> int:
    """The id of a guild's course of this name, made when it is new; an address that is told is kept."""
    tx.execute(
        "INSERT INTO course (guild_id, name, folded, url, created_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (guild_id, folded) DO UPDATE SET url = CASE excluded.url WHEN '' THEN url ELSE excluded.url END",
        (guild_id, name, folded, url, to_epoch(tx.now)),
    )
    row = tx.one("SELECT id FROM course WHERE guild_id = ? AND folded = ?", (guild_id, folded))
    assert row is not None  # noqa: S101 - it was stored just now
    return int(row["id"])


def insert(
    tx: Transaction, guild_id: int, *, name: str, folded: str, course_id: int | None, language: str, zone: str
) -> int:
    """Store a planned cohort; returns its id. Raises sqlite3.IntegrityError for a name that is taken."""
    now = to_epoch(tx.now)
    return tx.insert(
        "INSERT INTO cohort (guild_id, course_id, name, folded, language, zone, state, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, 'planned', ?, ?)",
        (guild_id, course_id, name, folded, language, zone, now, now),
    )


def get(tx: Transaction, guild_id: int, cohort_id: int) -> Cohort | None:
    """A cohort of this guild."""
    row = tx.one(f"{_SELECT} WHERE c.guild_id = ? AND c.id = ?", (guild_id, cohort_id))
    return None if row is None else _cohort(row)


def every(tx: Transaction, guild_id: int, states: Collection[CohortState] | None = None) -> list[Cohort]:
    """A guild's cohorts in these states (None: all), by name."""
    wanted = tuple(CohortState) if states is None else tuple(states)
    marks = ",".join("?" * len(wanted))
    rows = tx.all(
        f"{_SELECT} WHERE c.guild_id = ? AND c.state IN ({marks}) ORDER BY c.folded", (guild_id, *wanted)
    )
    return [_cohort(row) for row in rows]


def change(tx: Transaction, cohort: Cohort, *, folded: str) -> None:
    """Store a cohort as it is now and raise its version. Raises sqlite3.IntegrityError for a name that is taken."""
    tx.execute(
        "UPDATE cohort SET name = ?, folded = ?, course_id = ?, description = ?, language = ?, zone = ?, capacity = ?,"
        " by_approval = ?, state = ?, channel_id = ?, thread_made = ?, parent_id = ?, role_id = ?, card_channel_id = ?, card_message_id = ?,"
        " session_offsets = ?, milestone_offsets = ?, nudge_days = ?, nudge_most = ?, self_report = ?, late_minutes = ?,"
        " confirm_hours = ?, version = version + 1, updated_at = ? WHERE id = ? AND guild_id = ?",
        (
            cohort.name,
            folded,
            cohort.course_id,
            cohort.description,
            cohort.language,
            cohort.zone,
            cohort.capacity,
            int(cohort.by_approval),
            cohort.state,
            cohort.channel_id,
            int(cohort.thread_made),
            cohort.parent_id,
            cohort.role_id,
            cohort.card_channel_id,
            cohort.card_message_id,
            json.dumps(cohort.session_offsets),
            json.dumps(cohort.milestone_offsets),
            json.dumps(cohort.nudge_days),
            cohort.nudge_most,
            int(cohort.self_report),
            cohort.late_minutes,
            cohort.confirm_hours,
            to_epoch(tx.now),
            cohort.id,
            cohort.guild_id,
        ),
    )


def note(tx: Transaction, cohort: Cohort, **values: SqlValue) -> None:
    """Set columns that nobody decides about: what was posted and what Discord tells. The version stays."""
    columns = ", ".join(f"{column} = ?" for column in values)
    tx.execute(
        f"UPDATE cohort SET {columns} WHERE id = ? AND guild_id = ?",
        (*values.values(), cohort.id, cohort.guild_id),
    )


def led_by(tx: Transaction, guild_id: int, user_id: int) -> set[int]:
    """The ids of the cohorts that a person is a facilitator of in a guild."""
    rows = tx.all(
        "SELECT cohort_id FROM cohort_facilitator WHERE user_id = ? AND guild_id = ?", (user_id, guild_id)
    )
    return {row["cohort_id"] for row in rows}


def forget_ended(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Remove cohorts that ended before an instant, with everything in them; returns how many."""
    return tx.execute(
        "DELETE FROM cohort WHERE id IN (SELECT id FROM cohort WHERE state IN ('closed', 'cancelled')"
        " AND updated_at < ? LIMIT ?)",
        (to_epoch(before), limit),
    )


def facilitators(tx: Transaction, cohort_id: int) -> list[int]:
    """Who leads a cohort."""
    rows = tx.all("SELECT user_id FROM cohort_facilitator WHERE cohort_id = ? ORDER BY user_id", (cohort_id,))
    return [row["user_id"] for row in rows]


def set_facilitators(tx: Transaction, cohort: Cohort, user_ids: Collection[int]) -> None:
    """Store who leads a cohort."""
    tx.execute("DELETE FROM cohort_facilitator WHERE cohort_id = ?", (cohort.id,))
    for user_id in user_ids:
        tx.execute(
            "INSERT INTO cohort_facilitator (cohort_id, user_id, guild_id) VALUES (?, ?, ?)",
            (cohort.id, user_id, cohort.guild_id),
        )


def enrolment(tx: Transaction, cohort_id: int, user_id: int) -> Enrolment | None:
    """What a person is in a cohort."""
    row = tx.one("SELECT * FROM enrolment WHERE cohort_id = ? AND user_id = ?", (cohort_id, user_id))
    return None if row is None else _enrolment(row)


def enrolments(
    tx: Transaction, cohort_id: int, states: Collection[EnrolmentState] | None = None
) -> list[Enrolment]:
    """Everybody in these states (None: all), in the order of the waiting list."""
    wanted = tuple(EnrolmentState) if states is None else tuple(states)
    marks = ",".join("?" * len(wanted))
    rows = tx.all(
        f"SELECT * FROM enrolment WHERE cohort_id = ? AND state IN ({marks}) ORDER BY queued_at, id",
        (cohort_id, *wanted),
    )
    return [_enrolment(row) for row in rows]


def count(tx: Transaction, cohort_id: int, states: Collection[EnrolmentState]) -> int:
    """How many are in these states."""
    marks = ",".join("?" * len(states))
    row = tx.one(
        f"SELECT count(*) AS n FROM enrolment WHERE cohort_id = ? AND state IN ({marks})",
        (cohort_id, *states),
    )
    return 0 if row is None else int(row["n"])


def tally(tx: Transaction, guild_id: int) -> dict[int, dict[EnrolmentState, int]]:
    """Cohort → how many people are in each state, for a guild."""
    found: dict[int, dict[EnrolmentState, int]] = {}
    rows = tx.all(
        "SELECT e.cohort_id, e.state, count(*) AS n FROM enrolment e JOIN cohort c ON c.id = e.cohort_id"
        " WHERE c.guild_id = ? GROUP BY e.cohort_id, e.state",
        (guild_id,),
    )
    for row in rows:
        found.setdefault(row["cohort_id"], {})[EnrolmentState(row["state"])] = row["n"]
    return found


def lapsed(tx: Transaction, now: dt.datetime) -> list[tuple[int, int]]:
    """(guild, cohort) of every guild in which the time to say yes to an offered seat is over for somebody."""
    rows = tx.all(
        "SELECT DISTINCT guild_id, cohort_id FROM enrolment WHERE state = 'selected' AND offered_until <= ?",
        (to_epoch(now),),
    )
    return [(row["guild_id"], row["cohort_id"]) for row in rows]


def everywhere(tx: Transaction, user_id: int) -> list[Enrolment]:
    """Every enrolment of a person in all guilds."""
    return [_enrolment(row) for row in tx.all("SELECT * FROM enrolment WHERE user_id = ?", (user_id,))]


def delete_enrolment(tx: Transaction, cohort_id: int, user_id: int) -> None:
    """Forget that a person ever was in a cohort."""
    tx.execute("DELETE FROM enrolment WHERE cohort_id = ? AND user_id = ?", (cohort_id, user_id))


def led_everywhere(tx: Transaction, user_id: int) -> list[tuple[int, int]]:
    """(guild, cohort) of every cohort that a person is a facilitator of."""
    rows = tx.all("SELECT guild_id, cohort_id FROM cohort_facilitator WHERE user_id = ?", (user_id,))
    return [(row["guild_id"], row["cohort_id"]) for row in rows]


def holds_role(tx: Transaction, guild_id: int, user_id: int, role_id: int) -> bool:
    """Whether a person is in a cohort with this role, or completed one; not in one that was cancelled."""
    row = tx.one(
        "SELECT 1 FROM enrolment e JOIN cohort c ON c.id = e.cohort_id WHERE e.user_id = ? AND e.guild_id = ?"
        " AND c.role_id = ? AND c.state <> 'cancelled' AND e.state IN ('enrolled', 'active', 'at_risk', 'completed')",
        (user_id, guild_id, role_id),
    )
    return row is not None


def set_has_role(tx: Transaction, guild_id: int, user_id: int, role_id: int, *, has_role: bool) -> None:
    """Note that a person was given a role, or lost it, for each cohort that has it."""
    tx.execute(
        "UPDATE enrolment SET has_role = ? WHERE user_id = ? AND guild_id = ?"
        " AND cohort_id IN (SELECT id FROM cohort WHERE guild_id = ? AND role_id = ?)",
        (int(has_role), user_id, guild_id, guild_id, role_id),
    )


def nobody_has_role(tx: Transaction, cohort_id: int) -> None:
    """A cohort has another role, or none: nobody was given it yet."""
    tx.execute("UPDATE enrolment SET has_role = 0 WHERE cohort_id = ?", (cohort_id,))


def of_person(tx: Transaction, guild_id: int, user_id: int) -> list[Enrolment]:
    """Every enrolment of a person in a guild."""
    rows = tx.all(
        "SELECT * FROM enrolment WHERE user_id = ? AND guild_id = ? ORDER BY id", (user_id, guild_id)
    )
    return [_enrolment(row) for row in rows]


def save_enrolment(tx: Transaction, one: Enrolment) -> None:
    """Store an enrolment as it is now: a new one, or over the person's earlier one in the cohort."""
    now = to_epoch(tx.now)
    tx.execute(
        "INSERT INTO enrolment (guild_id, cohort_id, user_id, state, team, queued_at, offered_until, personal, nudges,"
        " has_role, seated_at, active_at, warned_at, completed_at, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (cohort_id, user_id) DO UPDATE SET"
        " state = excluded.state, team = excluded.team, queued_at = excluded.queued_at,"
        " offered_until = excluded.offered_until, personal = excluded.personal, nudges = excluded.nudges,"
        " has_role = excluded.has_role,"
        f" seated_at = CASE WHEN state IN ({_INSIDE}) OR excluded.state IN ({_OUT}) THEN seated_at"
        " ELSE excluded.seated_at END,"
        " active_at = excluded.active_at, warned_at = excluded.warned_at,"
        " completed_at = excluded.completed_at, updated_at = excluded.updated_at, version = version + 1",
        (
            one.guild_id,
            one.cohort_id,
            one.user_id,
            one.state,
            one.team,
            to_epoch(one.queued_at),
            _epoch(one.offered_until),
            int(one.personal),
            int(one.nudges),
            int(one.has_role),
            now if one.state in SEATED else None,
            _epoch(one.active_at),
            _epoch(one.warned_at),
            _epoch(one.completed_at),
            now,
            now,
        ),
    )


def in_states(tx: Transaction, states: Collection[CohortState]) -> list[tuple[int, int]]:
    """(guild, cohort) of every cohort of all guilds in these states."""
    marks = ",".join("?" * len(states))
    rows = tx.all(f"SELECT guild_id, id FROM cohort WHERE state IN ({marks}) ORDER BY id", tuple(states))
    return [(row["guild_id"], row["id"]) for row in rows]


def _epoch(at: dt.datetime | None) -> int | None:
    return None if at is None else to_epoch(at)


def _instant(seconds: int | None) -> dt.datetime | None:
    return None if seconds is None else from_epoch(seconds)


def _cohort(row: Row) -> Cohort:
    return Cohort(
        id=row["id"],
        guild_id=row["guild_id"],
        name=row["name"],
        language=row["language"],
        zone=row["zone"],
        state=CohortState(row["state"]),
        course=row["course"],
        course_id=row["course_id"],
        course_url=row["course_url"],
        description=row["description"],
        capacity=row["capacity"],
        by_approval=bool(row["by_approval"]),
        channel_id=row["channel_id"],
        thread_made=bool(row["thread_made"]),
        parent_id=row["parent_id"],
        role_id=row["role_id"],
        card_channel_id=row["card_channel_id"],
        card_message_id=row["card_message_id"],
        cards=row["cards"],
        changes=row["changes"],
        session_offsets=tuple(json.loads(row["session_offsets"])),
        milestone_offsets=tuple(json.loads(row["milestone_offsets"])),
        nudge_days=tuple(json.loads(row["nudge_days"])),
        nudge_most=row["nudge_most"],
        self_report=bool(row["self_report"]),
        late_minutes=row["late_minutes"],
        confirm_hours=row["confirm_hours"],
        version=row["version"],
    )


def _enrolment(row: Row) -> Enrolment:
    return Enrolment(
        id=row["id"],
        guild_id=row["guild_id"],
        cohort_id=row["cohort_id"],
        user_id=row["user_id"],
        state=EnrolmentState(row["state"]),
        queued_at=from_epoch(row["queued_at"]),
        team=row["team"],
        offered_until=_instant(row["offered_until"]),
        personal=bool(row["personal"]),
        nudges=bool(row["nudges"]),
        has_role=bool(row["has_role"]),
        seated_at=_instant(row["seated_at"]),
        active_at=_instant(row["active_at"]),
        warned_at=_instant(row["warned_at"]),
        completed_at=_instant(row["completed_at"]),
        created_at=from_epoch(row["created_at"]),
        version=row["version"],
    )
