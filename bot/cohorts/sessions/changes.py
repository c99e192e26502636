"""What a change of a session or a milestone takes with it: its record, Discord's event, and what was promised to people.

Functions of a transaction, for the services here and for imports. Nothing is asked for authority and nothing is noted:
the caller does both.
"""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import replace

from bot.cohorts import promises as cards
from bot.cohorts.attending import records as attending
from bot.cohorts.reminding import extending, promises
from bot.cohorts.rules import Cohort, Extension, Milestone, MilestoneKind, Session, SessionState
from bot.cohorts.sessions import agenda, events, materials, milestone_store, records, rules, store
from bot.delivery.recurrence import resolve
from bot.language.zones import zone_info
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
    made = milestone_store.insert_milestone(
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
    """Store a changed milestone: `after` is `before` with other fields. Instant and sequence follow by themselves.

    Whoever has more time keeps their date, unless everybody has as much by now.
    """
    moved = (before.wall, before.zone, before.cancelled) != (after.wall, after.zone, after.cancelled)
    after = replace(
        after,
        due_at=resolve(after.wall, after.zone).instant,
        sequence=before.sequence + int(moved),
    )
    if after == before:
        return before
    milestone_store.change_milestone(tx, after)
    for one in milestone_store.extensions(tx, before.id):
        if moved and one.due_at <= after.due_at:
            # Everybody has as much time by now.
            milestone_store.withdraw_extension(tx, before.id, one.user_id, one.team)
        elif after.zone != before.zone:
            # An extension has the milestone's zone: it is the same instant in another one.
            there = one.due_at.astimezone(zone_info(after.zone)).replace(tzinfo=None, fold=0)
            milestone_store.set_extended_to(tx, replace(one, wall=there))
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
    known = milestone_store.extensions(tx, before.id)
    milestone_store.extend(tx, cohort.guild_id, one)
    return _extended(tx, cohort, before, known, user_id=user_id, team=team)


def withdraw_extension(
    tx: Transaction, cohort: Cohort, before: Milestone, *, user_id: int = 0, team: str = ""
) -> Milestone:
    """Take the additional time back, where there is any."""
    known = milestone_store.extensions(tx, before.id)
    if not milestone_store.withdraw_extension(tx, before.id, user_id, team):
        return before
    return _extended(tx, cohort, before, known, user_id=user_id, team=team)


def new_uid() -> str:
    """A name for good, of something that was not imported."""
    return f"crossconnect-{secrets.token_hex(12)}"


def _extended(
    tx: Transaction,
    cohort: Cohort,
    before: Milestone,
    known: Sequence[Extension],
    *,
    user_id: int,
    team: str,
) -> Milestone:
    """Its version rises, so that calendars take the other date; whom it concerns is told."""
    milestone_store.change_milestone(tx, before)
    after = records.milestone(tx, before.guild_id, before.id)
    promises.milestone_changed(tx, cohort, after, after)
    extending.changed(tx, cohort, after, known, user_id=user_id, team=team)
    return after


def _session_changed(tx: Transaction, cohort: Cohort, before: Session | None, session_id: int) -> Session:
    after = records.session(tx, cohort.guild_id, session_id)
    events.changed(tx, cohort, after)
    if before is not None:
        materials.changed(tx, cohort, before, after)
        attending.moved(tx, before, after)
        if rules.is_moved(before, after) or before.state is not after.state:
            what = agenda.remindable(tx, after.guild_id, after.id)
            reminders.moved(tx, after.guild_id, events.FEATURE, after.id, what)
    promises.session_changed(tx, cohort, before, after)
    cards.card(tx, cohort)  # it names the next session
    return records.session(tx, cohort.guild_id, session_id)
