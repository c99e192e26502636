"""Sessions and milestones for the other rooms of cohorts: functions of a transaction."""

import datetime as dt
from collections.abc import Collection

from bot.cohorts.rules import Extension, Milestone, Session
from bot.cohorts.sessions import milestone_store, store
from bot.errors import NotFoundError
from bot.storage.database import Transaction


def session(tx: Transaction, guild_id: int, session_id: int) -> Session:
    """A session of this guild. Raises NotFoundError."""
    found = store.session(tx, guild_id, session_id)
    if found is None:
        raise NotFoundError("cohort-session-not-found")
    return found


def milestone(tx: Transaction, guild_id: int, milestone_id: int) -> Milestone:
    """A milestone of this guild. Raises NotFoundError."""
    found = milestone_store.milestone(tx, guild_id, milestone_id)
    if found is None:
        raise NotFoundError("cohort-milestone-not-found")
    return found


def sessions(tx: Transaction, cohort_id: int) -> list[Session]:
    """A cohort's sessions by time, cancelled ones too."""
    return store.sessions(tx, cohort_id)


def sessions_named(tx: Transaction, cohort_id: int, uids: Collection[str]) -> list[Session]:
    """A cohort's sessions with these uids, cancelled ones too."""
    return store.sessions_named(tx, cohort_id, uids)


def fingerprints(tx: Transaction, cohort_id: int) -> list[tuple[str, str]]:
    """(uid, fingerprint) of a cohort's sessions that came from files."""
    return store.fingerprints(tx, cohort_id)


def count_sessions(tx: Transaction, cohort_id: int) -> int:
    """How many sessions a cohort has that are not cancelled."""
    return store.count_sessions(tx, cohort_id)


def milestones(tx: Transaction, cohort_id: int) -> list[Milestone]:
    """A cohort's milestones by due date, cancelled ones too."""
    return milestone_store.milestones(tx, cohort_id)


def extensions(tx: Transaction, milestone_id: int) -> list[Extension]:
    """Everybody's extensions of a milestone."""
    return milestone_store.extensions(tx, milestone_id)


def sessions_between(tx: Transaction, since: dt.datetime, until: dt.datetime) -> list[Session]:
    """Planned sessions of all guilds that start in [since, until)."""
    return store.sessions_between(tx, since, until)


def milestones_between(tx: Transaction, since: dt.datetime, until: dt.datetime) -> list[Milestone]:
    """Milestones of all guilds that are due, for anybody, in [since, until)."""
    return milestone_store.milestones_between(tx, since, until)


def sessions_to_remind(tx: Transaction, since: dt.datetime, until: dt.datetime) -> list[tuple[int, int]]:
    """(guild, session) of planned sessions with a reminder that is due in [since, until)."""
    return store.sessions_to_remind(tx, since, until)


def milestones_to_remind(tx: Transaction, since: dt.datetime, until: dt.datetime) -> list[tuple[int, int]]:
    """(guild, milestone) of milestones with a reminder, of whoever's date, that is due in [since, until)."""
    return milestone_store.milestones_to_remind(tx, since, until)
