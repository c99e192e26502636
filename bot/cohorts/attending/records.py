"""How people of a cohort stand: functions of a transaction, for this room and the others."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.cohorts import records as cohorts
from bot.cohorts.attending import promises, rules, store
from bot.cohorts.attending.rules import WATCHED, How, Mark, Reason
from bot.cohorts.enrolling_rules import HERE
from bot.cohorts.rules import (
    ATTENDED,
    AttendanceState,
    Cohort,
    Enrolment,
    EnrolmentState,
    Milestone,
    Presence,
    Session,
    SessionState,
    due_for,
)
from bot.cohorts.sessions import records as sessions
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Transaction


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a cohort's people are measured by. `due`: person → milestone → their own due date, where it is another."""

    cohort: Cohort
    sessions: tuple[Session, ...]
    milestones: tuple[Milestone, ...]
    threshold: int

    @property
    def began_at(self) -> dt.datetime | None:
        """When the first session was, or will be."""
        return self.sessions[0].starts_at if self.sessions else None


@dataclass(frozen=True, kw_only=True)
class Due:
    """A milestone as one person owes it."""

    milestone: Milestone
    at: dt.datetime
    done: How | None = None

    def is_overdue(self, now: dt.datetime) -> bool:
        """Whether it should have been done."""
        return self.done is None and self.at <= now


@dataclass(frozen=True, kw_only=True)
class Measured:
    """How one person stands. `out_of_reach`: the threshold is, whether or not they know. `reasons`: why they are at risk.

    `in_a_row`: sessions missed one after the other. `silent`: since when nothing was heard of them.
    """

    enrolment: Enrolment
    presence: Presence
    marks: Mapping[int, Mark] = field(default_factory=dict)
    due: tuple[Due, ...] = ()
    in_a_row: int = 0
    silent: dt.datetime | None = None
    out_of_reach: bool = False
    overdue: tuple[Due, ...] = ()
    reasons: tuple[Reason, ...] = ()
    finished: bool = False

    @property
    def user_id(self) -> int:
        """The person."""
        return self.enrolment.user_id

    @property
    def done(self) -> int:
        """How many milestones they completed."""
        return sum(one.done is not None for one in self.due)


# For other rooms


def done(tx: Transaction, milestone_id: int) -> frozenset[int]:
    """Who completed a milestone: nobody reminds them of it."""
    return frozenset(store.done(tx, milestone_id))


def done_by(tx: Transaction, cohort_id: int, user_id: int) -> frozenset[int]:
    """The milestones of a cohort that a person completed."""
    return frozenset(store.done_of(tx, cohort_id, user_id).get(user_id, ()))


def marks(tx: Transaction, session_id: int) -> dict[int, AttendanceState]:
    """Person → what they were in a session; who is not in it is unmarked. Who excused themselves is in it beforehand."""
    return {user_id: one.state for user_id, one in store.marks(tx, session_id).items()}


def attended(tx: Transaction, session_id: int) -> int:
    """How many were in a session, late ones too."""
    return sum(one.state in ATTENDED for one in store.marks(tx, session_id).values())


def moved(tx: Transaction, before: Session, after: Session) -> None:
    """A session is at another time: nobody was there yet, and who could not come on one day may be able to on another.

    What a facilitator excused stays excused.
    """
    if before.starts_at == after.starts_at or after.starts_at - rules.EARLY <= tx.now:
        return
    other_day = (before.wall.date(), before.zone) != (after.wall.date(), after.zone)
    store.drop_before(tx, after.id, excuses=other_day)


def mark_done(
    tx: Transaction, cohort: Cohort, milestone_id: int, user_id: int, *, how: How, by: str | None
) -> bool:
    """Somebody completed a milestone: they are active. False where that was known. For imports as well."""
    if not store.set_done(tx, cohort.guild_id, milestone_id, user_id, how=how, by=by):
        return False
    cohorts.touch(tx, cohort.id, user_id)
    return True


# Measuring


def plan(tx: Transaction, cohort: Cohort) -> Plan:
    """What a cohort's people are measured by."""
    return Plan(
        cohort=cohort,
        sessions=tuple(
            one for one in sessions.sessions(tx, cohort.id) if one.state is not SessionState.CANCELLED
        ),
        milestones=tuple(one for one in sessions.milestones(tx, cohort.id) if not one.cancelled),
        threshold=store.threshold(tx, cohort.id),
    )


def measured(tx: Transaction, cohort: Cohort) -> list[Measured]:
    """How everybody stands who is in a cohort, or completed it, in the order in which they came."""
    found = plan(tx, cohort)
    people = [one for one in cohorts.everybody(tx, cohort.id) if one.state in HERE]
    return _measured(tx, found, people, None)


def measured_one(tx: Transaction, cohort: Cohort, user_id: int) -> Measured | None:
    """How one person stands; None: they are not in the cohort and did not complete it."""
    one = cohorts.enrolment(tx, cohort.id, user_id)
    if one is None or one.state not in HERE:
        return None
    return _measured(tx, plan(tx, cohort), [one], user_id)[0]


def _measured(
    tx: Transaction, found: Plan, people: Sequence[Enrolment], user_id: int | None
) -> list[Measured]:
    cohort = found.cohort
    every_mark = store.marks_of(tx, cohort.id, user_id)
    every_done = store.done_of(tx, cohort.id, user_id)
    extended = {one.id: sessions.extensions(tx, one.id) for one in found.milestones}
    every = []
    for one in people:
        its = every_mark.get(one.user_id, {})
        states = {session_id: mark.state for session_id, mark in its.items()}
        owed = rules.owed(found.sessions, one, states)
        presence = rules.presence(owed, states)
        finished = every_done.get(one.user_id, {})
        due = tuple(
            Due(
                milestone=milestone,
                at=due_for(milestone, one, extended[milestone.id]).due_at,
                done=finished.get(milestone.id),
            )
            for milestone in found.milestones
        )
        watched = cohort.state in WATCHED and one.is_seated
        out = watched and rules.is_out_of_reach(presence, found.threshold)
        # What was due before they came in is still to be done, and nobody is at risk for it.
        since = rules.came_at(one)
        overdue = tuple(item for item in due if watched and item.at > since and item.is_overdue(tx.now))
        silent = rules.silent_since(one, found.began_at, tx.now) if watched else None
        in_a_row = rules.missed_in_a_row(owed, states) if watched else 0
        every.append(
            Measured(
                enrolment=one,
                presence=presence,
                marks=its,
                due=due,
                in_a_row=in_a_row,
                silent=silent,
                out_of_reach=out,
                overdue=overdue,
                # Whoever leads sees that it is out of reach once the person themselves was told.
                reasons=rules.reasons(
                    in_a_row=in_a_row,
                    out_of_reach=out and one.warned_at is not None,
                    overdue=len(overdue),
                    silent=silent,
                    now=tx.now,
                ),
                finished=rules.has_finished(
                    [milestone.id for milestone in found.milestones], finished, presence, found.threshold
                ),
            )
        )
    return every


def follow(tx: Transaction, cohort: Cohort, user_id: int, *, present: bool = False) -> Measured | None:
    """Something of one person changed: their state and the warning follow. How they stand now.

    `present`: they are being answered themselves, so that `warn_now` tells them, and no message.
    """
    found = measured_one(tx, cohort, user_id)
    if found is None:
        return None
    return measured_one(tx, cohort, user_id) if _follow(tx, cohort, found, present=present) else found


def refresh(tx: Transaction, cohort: Cohort) -> int:
    """Compute anew who is at risk, and warn whom it concerns; returns of how many something changed."""
    changed = sum(_follow(tx, cohort, one) for one in measured(tx, cohort)) if cohort.state in WATCHED else 0
    store.looked(tx, cohort.guild_id, cohort.id)
    return changed


def _follow(tx: Transaction, cohort: Cohort, found: Measured, *, present: bool = False) -> bool:
    one = found.enrolment
    if cohort.state not in WATCHED or not one.is_seated:
        return False
    warned_at = one.warned_at if found.out_of_reach else None
    known = set(found.reasons)
    if found.out_of_reach and warned_at is None and not present and promises.warn(tx, cohort, one):
        warned_at = tx.now
        known.add(Reason.OUT_OF_REACH)
    state = rules.risk_state(one, at_risk=bool(known))
    after = cohorts.note_measured(tx, one, state=state, warned_at=warned_at)
    return after != one


def warn_now(tx: Transaction, found: Measured | None) -> bool:
    """Whether what the person is being answered has to tell them that the threshold is out of their reach: once."""
    if found is None or not found.out_of_reach or found.enrolment.warned_at is not None:
        return False
    cohorts.note_measured(tx, found.enrolment, state=EnrolmentState.AT_RISK, warned_at=tx.now)
    return True


# Noting


def note(
    tx: Transaction,
    actor: Actor,
    action: str,
    subject: str,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    """Note in the log what somebody who leads decided; people appear by their random key."""
    audit.record(
        tx,
        guild_id=actor.guild_id,
        user_id=actor.user_id,
        action=action,
        subject=subject,
        before=before,
        after=after,
    )
