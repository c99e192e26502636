"""What a change of a session or a milestone takes with it: its record, Discord's event, and what was promised to people.

Functions of a transaction, for the services here and for imports. Nothing is asked for authority and nothing is noted:
the caller does both.
"""

import datetime as dt
import secrets
from dataclasses import replace

from bot.cohorts import promises as cards
from bot.cohorts.reminding import promises
from bot.cohorts.rules import Cohort, Extension, Milestone, MilestoneKind, Session, SessionState
from bot.cohorts.sessions import agenda, events, materials, records, rules, store
from bot.delivery.recurrence import resolve
from bot.reminders import promises as reminders
from bot.storage.database import Transaction


def add_session(
    tx: Transaction,
    cohort: Cohort,
    *,
    title: str,
    wall: dt.datetime,
    zone: str,
    minutes: int,
    uid: str | None = None,
    place: str = "",
    link: str = "",
    source_sequence: int | None = None,
    fingerprint: str | None = None,
) -> Session:
    """Store a planned session at a naive wall time of an IANA zone; a time in a gap of the clocks moves forward.

    `uid` None: a new one. Raises sqlite3.IntegrityError for a uid that the cohort has.
    """
    made = store.insert_session(
        tx,
        cohort.guild_id,
        cohort.id,
        title=title,
        wall=wall,
        zone=zone,
        starts_at=resolve(wall, zone).instant,
        minutes=minutes,
        uid=uid or new_uid(),
        place=place,
        link=link,
        source_sequence=source_sequence,
        fingerprint=fingerprint,
    )
    return _session_changed(tx, cohort, None, made)


def update_session(tx: Transaction, cohort: Cohort, before: Session, after: Session) -> Session:
    """Store a changed session: `after` is `before` with other fields. Instant and sequence follow by themselves.

    Returns it as it is now; where nothing is different nothing happens.
    """
    after = replace(
        after,
        starts_at=resolve(after.wall, after.zone).instant,
        sequence=rules.next_sequence(before, after),
    )
    if after == before:
        return before
    store.change_session(tx, after)
    return _session_changed(tx, cohort, before, before.id)


def cancel_session(tx: Transaction, cohort: Cohort, before: Session) -> Session:
    """Cancel a session; one that is cancelled stays so."""
    return update_session(tx, cohort, before, replace(before, state=SessionState.CANCELLED))


def add_milestone(
    tx: Transaction,
    cohort: Cohort,
    *,
    kind: MilestoneKind,
    title: str,
    wall: dt.datetime,
    zone: str,
    uid: str | None = None,
) -> Milestone:
    """Store a milestone that is due at a naive wall time of an IANA zone. `uid` None: a new one."""
    made = store.insert_milestone(
        tx,
        cohort.guild_id,
        cohort.id,
        kind=kind,
        title=title,
        wall=wall,
        zone=zone,
        due_at=resolve(wall, zone).instant,
        uid=uid or new_uid(),
    )
    after = records.milestone(tx, cohort.guild_id, made)
    promises.milestone_changed(tx, cohort, None, after)
    return after


def update_milestone(tx: Transaction, cohort: Cohort, before: Milestone, after: Milestone) -> Milestone:
    """Store a changed milestone: `after` is `before` with other fields. Instant and sequence follow by themselves."""
    moved = (before.wall, before.zone, before.cancelled) != (after.wall, after.zone, after.cancelled)
    after = replace(
        after,
        due_at=resolve(after.wall, after.zone).instant,
        sequence=before.sequence + int(moved),
    )
    if after == before:
        return before
    store.change_milestone(tx, after)
    now = records.milestone(tx, before.guild_id, before.id)
    promises.milestone_changed(tx, cohort, before, now)
    return now


def cancel_milestone(tx: Transaction, cohort: Cohort, before: Milestone) -> Milestone:
    """Cancel a milestone; one that is cancelled stays so."""
    return update_milestone(tx, cohort, before, replace(before, cancelled=True))


def extend(
    tx: Transaction, cohort: Cohort, before: Milestone, *, wall: dt.datetime, user_id: int = 0, team: str = ""
) -> Milestone:
    """Give a person or a group more time, until a wall time in the milestone's zone."""
    due_at = resolve(wall, before.zone).instant
    one = Extension(milestone_id=before.id, user_id=user_id, team=team, wall=wall, due_at=due_at)
    store.extend(tx, cohort.guild_id, one)
    return _extended(tx, cohort, before)


def withdraw_extension(
    tx: Transaction, cohort: Cohort, before: Milestone, *, user_id: int = 0, team: str = ""
) -> Milestone:
    """Take the additional time back, where there is any."""
    if not store.withdraw_extension(tx, before.id, user_id, team):
        return before
    return _extended(tx, cohort, before)


def new_uid() -> str:
    """A name for good, of something that was not imported."""
    return f"crossconnect-{secrets.token_hex(12)}"


def _extended(tx: Transaction, cohort: Cohort, before: Milestone) -> Milestone:
    """Its version rises, so that calendars take the other date."""
    store.change_milestone(tx, before)
    after = records.milestone(tx, before.guild_id, before.id)
    promises.milestone_changed(tx, cohort, after, after)
    return after


def _session_changed(tx: Transaction, cohort: Cohort, before: Session | None, session_id: int) -> Session:
    after = records.session(tx, cohort.guild_id, session_id)
    events.changed(tx, cohort, after)
    if before is not None:
        materials.changed(tx, cohort, before, after)
        if rules.is_moved(before, after) or before.state is not after.state:
            what = agenda.remindable(tx, after.guild_id, after.id)
            reminders.moved(tx, after.guild_id, events.FEATURE, after.id, what)
    promises.session_changed(tx, cohort, before, after)
    cards.card(tx, cohort)  # it names the next session
    return records.session(tx, cohort.guild_id, session_id)
