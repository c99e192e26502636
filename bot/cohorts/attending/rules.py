"""Who was there, how far somebody is, and who is about to be lost. Pure: values in, values out."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.cohorts.rules import (
    ATTENDED,
    AttendanceState,
    Cohort,
    CohortState,
    Enrolment,
    EnrolmentState,
    Presence,
    Session,
    SessionState,
)

EARLY: Final = dt.timedelta(minutes=15)
"""So long before the start people may say that they are here."""
AFTER: Final = dt.timedelta(minutes=15)
"""So long after the end they still may."""
USUAL_THRESHOLD: Final = 80
"""Percent of the sessions, unless a cohort says otherwise."""
THRESHOLDS: Final = range(101)
MOST_TRIES: Final = 5
"""Wrong code words of one person in one session."""
MISSED_IN_A_ROW: Final = 2
SILENCE: Final = dt.timedelta(days=7)
WATCHED: Final = frozenset({CohortState.RUNNING, CohortState.CLOSING})
"""States of a cohort in which it is looked who is at risk."""
PER_PAGE: Final = 25
"""People on a page: as many as a menu holds."""


class How(StrEnum):
    """Where an attendance or a progress comes from."""

    MEMBER = "member"
    CODE = "code"
    FACILITATOR = "facilitator"
    CLOSING = "closing"
    IMPORT = "import"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What somebody was in a session. `by`: an actor key, where a facilitator said so."""

    session_id: int
    user_id: int
    state: AttendanceState
    how: How
    at: dt.datetime
    by: str | None = None


class Reason(StrEnum):
    """Why somebody is at risk, the weightiest first."""

    MISSED = "missed"
    OUT_OF_REACH = "out-of-reach"
    OVERDUE = "overdue"
    SILENT = "silent"


class Step(StrEnum):
    """The steps of the funnel."""

    APPLIED = "applied"
    ENROLLED = "enrolled"
    ACTIVE = "active"
    COMPLETED = "completed"


# Sessions


def is_open(session: Session, now: dt.datetime) -> bool:
    """Whether people may say now that they are here: 15 minutes before the start until 15 after the end."""
    return (
        session.state is SessionState.PLANNED and session.starts_at - EARLY <= now <= session.ends_at + AFTER
    )


def arrived(cohort: Cohort, session: Session, now: dt.datetime) -> AttendanceState:
    """What "I'm here" is worth at an instant: late from `late_minutes` after the start on."""
    late_from = session.starts_at + dt.timedelta(minutes=cohort.late_minutes)
    return AttendanceState.LATE if now > late_from else AttendanceState.PRESENT


def counts_for(session: Session, enrolment: Enrolment) -> bool:
    """Whether somebody owed a session: not one that was over before they came in, nor one that began when they had completed."""
    completed_at = enrolment.completed_at
    return came_at(enrolment) < session.ends_at and (completed_at is None or session.starts_at < completed_at)


def came_at(enrolment: Enrolment) -> dt.datetime:
    """When somebody came in: whoever waited for a seat owed nothing meanwhile."""
    return enrolment.seated_at or enrolment.queued_at


def owed(
    sessions: Iterable[Session], enrolment: Enrolment, states: Mapping[int, AttendanceState]
) -> tuple[Session, ...]:
    """The sessions that count for somebody: those since they came, and any in which they were before that.

    Whoever left and came back begins anew: what they missed the last time does not count against them.
    """
    return tuple(one for one in sessions if counts_for(one, enrolment) or states.get(one.id) in ATTENDED)


# Numbers of one person


def presence(sessions: Iterable[Session], states: Mapping[int, AttendanceState]) -> Presence:
    """Attendance of one person over a cohort's sessions. `states`: session → what they were.

    A cancelled session counts for nothing, nor does one that was closed without them. One that is over and not closed
    yet is still to come: nobody is absent before a facilitator says so.
    """
    attended = excused = missed = remaining = 0
    for session in sessions:
        if session.state is SessionState.CANCELLED:
            continue
        state = states.get(session.id)
        if state is None:
            remaining += session.state is SessionState.PLANNED
        elif state in ATTENDED:
            attended += 1
        elif state is AttendanceState.EXCUSED:
            excused += 1
        else:
            missed += 1
    return Presence(attended=attended, excused=excused, missed=missed, remaining=remaining)


def is_out_of_reach(one: Presence, threshold: int) -> bool:
    """Whether what is most possible lies below the threshold, in percent. In whole numbers: 57 of 100 is not below 57 %."""
    return (one.attended + one.remaining) * 100 < threshold * one.total


def has_reached(one: Presence, threshold: int) -> bool:
    """Whether what was attended is enough of everything that counts, whatever comes."""
    return one.attended * 100 >= threshold * one.total


def percent(part: int, whole: int) -> int:
    """A share in whole percent, rounded down, so that 100 is all of it; 100 of nothing."""
    return 100 if not whole else part * 100 // whole


def missed_in_a_row(sessions: Sequence[Session], states: Mapping[int, AttendanceState]) -> int:
    """How many sessions somebody missed one after the other, up to now; excused ones are passed over."""
    run = 0
    for session in sessions:
        state = None if session.state is SessionState.CANCELLED else states.get(session.id)
        if state is AttendanceState.ABSENT:
            run += 1
        elif state in ATTENDED:
            run = 0
    return run


def silent_since(enrolment: Enrolment, began_at: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    """Since when nothing was heard of somebody; None: the cohort has not begun. `began_at`: its first session."""
    if began_at is None or began_at > now:
        return None
    return max(enrolment.active_at or came_at(enrolment), began_at)


def reasons(
    *,
    in_a_row: int,
    out_of_reach: bool,
    overdue: int,
    silent: dt.datetime | None,
    now: dt.datetime,
) -> tuple[Reason, ...]:
    """Why somebody is at risk; none: they are not. `silent`: since when nothing was heard of them."""
    found = {
        Reason.MISSED: in_a_row >= MISSED_IN_A_ROW,
        Reason.OUT_OF_REACH: out_of_reach,
        Reason.OVERDUE: overdue > 0,
        Reason.SILENT: silent is not None and now - silent >= SILENCE,
    }
    return tuple(reason for reason, holds in found.items() if holds)


def risk_state(one: Enrolment, *, at_risk: bool) -> EnrolmentState:
    """What somebody in the cohort is now: at risk, active once anything was heard of them, else enrolled."""
    if not one.is_seated:
        return one.state
    if at_risk:
        return EnrolmentState.AT_RISK
    return EnrolmentState.ENROLLED if one.active_at is None else EnrolmentState.ACTIVE


def has_finished(milestones: Collection[int], done: Collection[int], one: Presence, threshold: int) -> bool:
    """Whether somebody did everything: each milestone, and enough sessions. Where there is nothing, nobody did."""
    if not milestones and not one.total:
        return False
    return set(milestones) <= set(done) and has_reached(one, threshold)


# Numbers of the cohort


def funnel(people: Iterable[Enrolment]) -> dict[Step, int]:
    """How many came how far: everybody who asked, who was let in, of whom anything was heard, who completed.

    Whoever left counts as far as they came. Each step holds those of the next one: it never grows.
    """
    found = dict.fromkeys(Step, 0)
    for one in people:
        completed = one.state is EnrolmentState.COMPLETED
        active = completed or one.active_at is not None
        enrolled = active or one.is_seated or one.seated_at is not None
        found[Step.APPLIED] += 1
        found[Step.ENROLLED] += enrolled
        found[Step.ACTIVE] += active
        found[Step.COMPLETED] += completed
    return found


def bar(part: int, whole: int, width: int = 10) -> str:
    """A bar of so many squares, of text: what is there fills at least one, and only all of it fills all."""
    filled = 0 if part <= 0 or whole <= 0 else max(1, min(part, whole) * width // whole)
    return "▰" * filled + "▱" * (width - filled)
