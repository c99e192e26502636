"""The SQL of sessions. Milestones are in `milestone_store.py`."""

import datetime as dt
import json
from collections.abc import Collection
from sqlite3 import Row

from bot.clock import from_epoch, to_epoch
from bot.cohorts.rules import Session, SessionState
from bot.cohorts.sessions.rules import Draft
from bot.storage.database import Transaction

_LONGEST = dt.timedelta(days=7)
"""No session lasts longer: so far back an index has to be read."""
_CLOCKS = dt.timedelta(hours=3)
"""So much longer or shorter than 24 hours each some days may be where the clocks change: Troll's by two hours."""


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
    link: str = "",
    source_sequence: int | None = None,
    fingerprint: str | None = None,
) -> int:
    """Store a planned session; returns its id. Raises sqlite3.IntegrityError for a uid that the cohort has."""
    now = to_epoch(tx.now)
    return tx.insert(
        "INSERT INTO cohort_session (guild_id, cohort_id, title, wall, zone, starts_at, minutes, state, uid, place, link,"
        " source_sequence, fingerprint, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'planned', ?, ?, ?, ?, ?, ?, ?)",
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
            link,
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


def sessions_named(tx: Transaction, cohort_id: int, uids: Collection[str]) -> list[Session]:
    """A cohort's sessions with these uids, cancelled ones too."""
    rows = tx.all(
        "SELECT s.* FROM json_each(?) u JOIN cohort_session s ON s.cohort_id = ? AND s.uid = u.value",
        (json.dumps(list(uids)), cohort_id),
    )
    return [_session(row) for row in rows]


def fingerprints(tx: Transaction, cohort_id: int) -> list[tuple[str, str]]:
    """(uid, fingerprint) of a cohort's sessions that came from files."""
    rows = tx.all(
        "SELECT uid, fingerprint FROM cohort_session WHERE cohort_id = ? AND fingerprint IS NOT NULL",
        (cohort_id,),
    )
    return [(row["uid"], row["fingerprint"]) for row in rows]


def sessions_between(tx: Transaction, since: dt.datetime, until: dt.datetime) -> list[Session]:
    """Planned sessions of all guilds that start in [since, until)."""
    rows = tx.all(
        "SELECT * FROM cohort_session WHERE state = 'planned' AND starts_at >= ? AND starts_at < ? ORDER BY starts_at",
        (to_epoch(since), to_epoch(until)),
    )
    return [_session(row) for row in rows]


def sessions_to_remind(tx: Transaction, since: dt.datetime, until: dt.datetime) -> list[tuple[int, int]]:
    """(guild, session) of planned sessions with a reminder that may be due in [since, until), the earliest first.

    Here a day has 24 hours; where the clocks change in between it has some more or less, which whoever asks works out.
    """
    rows = tx.all(
        "SELECT DISTINCT s.guild_id, s.id, s.starts_at FROM cohort c JOIN json_each(c.session_offsets) o"
        " JOIN cohort_session s ON s.cohort_id = c.id AND s.starts_at >= ? + o.value * 60"
        " AND s.starts_at < ? + o.value * 60"
        " WHERE c.state IN ('enrolling', 'running', 'closing') AND s.state = 'planned' ORDER BY s.starts_at, s.id",
        (to_epoch(since - _CLOCKS), to_epoch(until + _CLOCKS)),
    )
    return [(row["guild_id"], row["id"]) for row in rows]


def change_session(tx: Transaction, one: Session) -> None:
    """Store a session as it is now and raise its version (the sequence is the rules' to raise).

    What Discord's event shows stays as it is: `set_event`.
    """
    tx.execute(
        "UPDATE cohort_session SET title = ?, wall = ?, zone = ?, starts_at = ?, minutes = ?, state = ?, sequence = ?,"
        " place = ?, link = ?, code = ?, materials = ?, recording = ?, closed_at = ?, source_sequence = ?,"
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
            None if one.closed_at is None else to_epoch(one.closed_at),
            one.source_sequence,
            one.fingerprint,
            to_epoch(tx.now),
            one.id,
            one.guild_id,
        ),
    )


def set_starts_at(tx: Transaction, one: Session) -> None:
    """Store another instant of the same wall time, after zone data changed."""
    tx.execute(
        "UPDATE cohort_session SET starts_at = ? WHERE id = ? AND guild_id = ?",
        (to_epoch(one.starts_at), one.id, one.guild_id),
    )


def planned(tx: Transaction) -> list[Session]:
    """Planned sessions of all guilds that are still to come."""
    rows = tx.all(
        "SELECT * FROM cohort_session WHERE state = 'planned' AND starts_at > ? ORDER BY starts_at",
        (to_epoch(tx.now),),
    )
    return [_session(row) for row in rows]


def count_sessions(tx: Transaction, cohort_id: int) -> int:
    """How many sessions a cohort has that are not cancelled."""
    row = tx.one(
        "SELECT count(*) AS n FROM cohort_session WHERE cohort_id = ? AND state <> 'cancelled'", (cohort_id,)
    )
    return 0 if row is None else int(row["n"])


def in_guild(tx: Transaction, guild_id: int, since: dt.datetime, until: dt.datetime) -> list[Session]:
    """A guild's sessions, cancelled ones too, that take place, or reach, into [since, until); the earliest first."""
    rows = tx.all(
        "SELECT * FROM cohort_session WHERE guild_id = ? AND starts_at < ? AND starts_at > ?"
        " AND starts_at + minutes * 60 > ? ORDER BY starts_at, id",
        (guild_id, to_epoch(until), to_epoch(since - _LONGEST), to_epoch(since)),
    )
    return [_session(row) for row in rows]


# Discord's events

_OPEN = (
    "guild_id = ? AND starts_at > ? AND starts_at + minutes * 60 > ? AND event_shown <> ''"
    " AND event_shown NOT IN ('!', '-')"
)
_MAY_HAVE = (
    "s.state = 'planned' AND s.starts_at > ? AND s.guild_id = ?"
    " AND c.state IN ('enrolling', 'running', 'closing')"
)


def set_event(tx: Transaction, session_id: int, *, event_id: int | None, shown: str, turn: int) -> None:
    """Store what Discord's event of a session is promised to show. The session's version stays: nobody changed it."""
    tx.execute(
        "UPDATE cohort_session SET event_id = ?, event_shown = ?, event_turn = ? WHERE id = ?",
        (event_id, shown, turn, session_id),
    )


def open_events(tx: Transaction, guild_id: int) -> list[Session]:
    """Sessions of a guild for which an event stands, or is promised; the earliest first."""
    rows = tx.all(
        f"SELECT * FROM cohort_session WHERE {_OPEN} ORDER BY starts_at, id",  # noqa: S608 - a constant
        (guild_id, to_epoch(tx.now - _LONGEST), to_epoch(tx.now)),
    )
    return [_session(row) for row in rows]


def count_events(tx: Transaction, guild_id: int) -> int:
    """For how many sessions of a guild an event stands, or is promised."""
    row = tx.one(
        f"SELECT count(*) AS n FROM cohort_session WHERE {_OPEN}",  # noqa: S608 - a constant
        (guild_id, to_epoch(tx.now - _LONGEST), to_epoch(tx.now)),
    )
    return 0 if row is None else int(row["n"])


def furthest_event(tx: Transaction, guild_id: int) -> Session | None:
    """Of the sessions for which an event stands, or is promised, the last."""
    row = tx.one(
        f"SELECT * FROM cohort_session WHERE {_OPEN} ORDER BY +starts_at DESC, id DESC LIMIT 1",  # noqa: S608 - a constant
        (guild_id, to_epoch(tx.now - _LONGEST), to_epoch(tx.now)),
    )
    return None if row is None else _session(row)


def nearest(tx: Transaction, guild_id: int, after: dt.datetime, limit: int) -> list[Session]:
    """The next sessions of a guild after an instant that may have an event; the earliest first."""
    rows = tx.all(
        f"SELECT s.* FROM cohort_session s JOIN cohort c ON c.id = s.cohort_id WHERE {_MAY_HAVE}"  # noqa: S608 - a constant
        " ORDER BY s.starts_at, s.id LIMIT ?",
        (to_epoch(after), guild_id, limit),
    )
    return [_session(row) for row in rows]


def with_event(tx: Transaction, guild_id: int) -> list[Session]:
    """Sessions of a guild that are not over, of which an event stands, is promised, or was refused."""
    rows = tx.all(
        "SELECT * FROM cohort_session WHERE guild_id = ? AND (event_shown <> '' OR event_id IS NOT NULL)"
        " AND starts_at > ? AND starts_at + minutes * 60 > ? ORDER BY starts_at, id",
        (guild_id, to_epoch(tx.now - _LONGEST), to_epoch(tx.now)),
    )
    return [_session(row) for row in rows]


def is_refused(tx: Transaction, guild_id: int) -> bool:
    """Whether Discord refused the events of a guild, and nothing has shown since that it takes them again."""
    row = tx.one(
        "SELECT 1 FROM cohort_session WHERE guild_id = ? AND event_shown <> '' AND event_shown = '!' AND starts_at > ?"
        " LIMIT 1",
        (guild_id, to_epoch(tx.now)),
    )
    return row is not None


def event_guilds(tx: Transaction) -> list[int]:
    """The guilds with sessions that are not over."""
    rows = tx.all(
        "SELECT DISTINCT guild_id FROM cohort_session WHERE starts_at > ? AND starts_at + minutes * 60 > ?"
        " ORDER BY guild_id",
        (to_epoch(tx.now - _LONGEST), to_epoch(tx.now)),
    )
    return [row["guild_id"] for row in rows]


# Drafts


def insert_draft(tx: Transaction, one: Draft) -> int:
    """Store the dates of a preview; returns its id."""
    return tx.insert(
        "INSERT INTO cohort_session_draft (guild_id, cohort_id, user_id, title, place, minutes, zone, walls, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            one.guild_id,
            one.cohort_id,
            one.user_id,
            one.title,
            one.place,
            one.minutes,
            one.zone,
            json.dumps([wall.isoformat() for wall in one.walls]),
            to_epoch(tx.now),
        ),
    )


def draft(tx: Transaction, guild_id: int, draft_id: int) -> Draft | None:
    """The dates of a preview."""
    row = tx.one("SELECT * FROM cohort_session_draft WHERE guild_id = ? AND id = ?", (guild_id, draft_id))
    if row is None:
        return None
    return Draft(
        id=row["id"],
        guild_id=row["guild_id"],
        cohort_id=row["cohort_id"],
        user_id=row["user_id"],
        title=row["title"],
        place=row["place"],
        minutes=row["minutes"],
        zone=row["zone"],
        walls=tuple(dt.datetime.fromisoformat(wall) for wall in json.loads(row["walls"])),
    )


def delete_draft(tx: Transaction, draft_id: int) -> None:
    """Throw the dates of a preview away."""
    tx.execute("DELETE FROM cohort_session_draft WHERE id = ?", (draft_id,))


def forget_drafts(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Throw previews from before an instant away, `limit` at most; returns how many."""
    return tx.execute(
        "DELETE FROM cohort_session_draft WHERE id IN"
        " (SELECT id FROM cohort_session_draft WHERE created_at < ? LIMIT ?)",
        (to_epoch(before), limit),
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
        event_shown=row["event_shown"],
        event_turn=row["event_turn"],
        closed_at=None if row["closed_at"] is None else from_epoch(row["closed_at"]),
        source_sequence=row["source_sequence"],
        fingerprint=row["fingerprint"],
        version=row["version"],
    )
