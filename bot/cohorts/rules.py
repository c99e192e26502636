"""What a cohort is, who may be in it, and what its numbers mean. Pure: values in, values out."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class CohortState(StrEnum):
    """planned → enrolling → running → closing → closed; each but the last → cancelled."""

    PLANNED = "planned"
    ENROLLING = "enrolling"
    RUNNING = "running"
    CLOSING = "closing"
    CLOSED = "closed"
    CANCELLED = "cancelled"


MOVES: Final[Mapping[CohortState, tuple[CohortState, ...]]] = {
    CohortState.PLANNED: (CohortState.ENROLLING, CohortState.CANCELLED),
    CohortState.ENROLLING: (CohortState.RUNNING, CohortState.PLANNED, CohortState.CANCELLED),
    CohortState.RUNNING: (CohortState.CLOSING, CohortState.ENROLLING, CohortState.CANCELLED),
    CohortState.CLOSING: (CohortState.CLOSED, CohortState.RUNNING, CohortState.CANCELLED),
    CohortState.CLOSED: (),
    CohortState.CANCELLED: (),
}
"""Where a cohort may go from a state, the usual way first. A step back is for a step taken too early."""

JOINABLE: Final = frozenset({CohortState.ENROLLING, CohortState.RUNNING})
LIVE: Final = frozenset(
    {CohortState.PLANNED, CohortState.ENROLLING, CohortState.RUNNING, CohortState.CLOSING}
)
REMINDING: Final = frozenset({CohortState.ENROLLING, CohortState.RUNNING, CohortState.CLOSING})
"""States in which sessions and milestones are reminded of."""


class EnrolmentState(StrEnum):
    """applied → waitlisted | selected; waitlisted → selected; selected → enrolled; enrolled ↔ active ↔ at_risk; those → completed;
    any but completed → withdrawn | dropped; those two come back by joining again. Each step: `enrolling_rules.STEPS`."""

    APPLIED = "applied"
    WAITLISTED = "waitlisted"
    SELECTED = "selected"
    ENROLLED = "enrolled"
    ACTIVE = "active"
    AT_RISK = "at_risk"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"


SEATED: Final = frozenset({EnrolmentState.ENROLLED, EnrolmentState.ACTIVE, EnrolmentState.AT_RISK})
"""In the cohort now: reminded, counted in attendance, given the role."""
SEATS: Final = SEATED | {EnrolmentState.SELECTED, EnrolmentState.COMPLETED}
"""Who takes a seat of the capacity: also one that is offered, and one that was used to its end."""
GONE: Final = frozenset({EnrolmentState.WITHDRAWN, EnrolmentState.DROPPED})


class ItemKind(StrEnum):
    """What a cohort is reminded of."""

    SESSION = "session"
    MILESTONE = "milestone"


class SessionState(StrEnum):
    """planned → held (closed by a facilitator) | cancelled; held → planned again when it is reopened."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class MilestoneKind(StrEnum):
    """What is due."""

    MODULE = "module"
    QUIZ = "quiz"
    ASSIGNMENT = "assignment"
    CAPSTONE = "capstone"


class AttendanceState(StrEnum):
    """No record: unmarked. Unmarked becomes absent only when a facilitator closes the session."""

    PRESENT = "present"
    LATE = "late"
    EXCUSED = "excused"
    ABSENT = "absent"


ATTENDED: Final = frozenset({AttendanceState.PRESENT, AttendanceState.LATE})


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """`zone`: the anchor zone. `capacity` 0: no limit. `channel_id`: where it meets, a channel or a private thread, which is
    in the channel `parent_id`. `cards` and `changes`: how often the card was posted, and was to be edited.

    `session_offsets`, `milestone_offsets`: minutes before, the largest first; 0 is the start itself.
    """

    id: int
    guild_id: int
    name: str
    language: str
    zone: str
    state: CohortState
    course: str = ""
    course_id: int | None = None
    course_url: str = ""
    description: str = ""
    capacity: int = 0
    by_approval: bool = False
    channel_id: int | None = None
    thread_made: bool = False
    parent_id: int | None = None
    role_id: int | None = None
    card_channel_id: int | None = None
    card_message_id: int | None = None
    cards: int = 0
    changes: int = 0
    session_offsets: tuple[int, ...] = (10080, 1440, 60, 0)
    milestone_offsets: tuple[int, ...] = (4320, 1440)
    nudge_days: tuple[int, ...] = (3, 7, 14)
    nudge_most: int = 6
    self_report: bool = True
    late_minutes: int = 10
    confirm_hours: int = 48
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class Enrolment:
    """One person in one cohort. `queued_at` orders the waiting list. `personal`: wants direct messages.

    `seated_at`: when they came in, the last time; the store notes it.
    """

    id: int
    guild_id: int
    cohort_id: int
    user_id: int
    state: EnrolmentState
    queued_at: dt.datetime
    team: str = ""
    offered_until: dt.datetime | None = None
    personal: bool = False
    nudges: bool = True
    has_role: bool = False
    seated_at: dt.datetime | None = None
    active_at: dt.datetime | None = None
    warned_at: dt.datetime | None = None
    completed_at: dt.datetime | None = None
    created_at: dt.datetime
    version: int = 1

    @property
    def is_seated(self) -> bool:
        """Whether the person is in the cohort now."""
        return self.state in SEATED


@dataclass(frozen=True, kw_only=True)
class Session:
    """`wall` (naive) and `zone`: as agreed; `starts_at`: derived. `link` and `code` are secrets of the cohort."""

    id: int
    guild_id: int
    cohort_id: int
    title: str
    wall: dt.datetime
    zone: str
    starts_at: dt.datetime
    minutes: int
    state: SessionState
    sequence: int
    uid: str
    place: str = ""
    link: str = ""
    code: str = ""
    materials: str = ""
    recording: str = ""
    event_id: int | None = None
    event_shown: str = ""
    event_turn: int = 0
    closed_at: dt.datetime | None = None
    source_sequence: int | None = None
    fingerprint: str | None = None
    version: int = 1

    @property
    def ends_at(self) -> dt.datetime:
        """When it is over."""
        return self.starts_at + dt.timedelta(minutes=self.minutes)


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """`wall` (naive) and `zone`: as agreed; `due_at`: derived."""

    id: int
    guild_id: int
    cohort_id: int
    kind: MilestoneKind
    title: str
    wall: dt.datetime
    zone: str
    due_at: dt.datetime
    cancelled: bool
    sequence: int
    uid: str
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class Extension:
    """More time for a person (`user_id`) or a group (`team`); the other is 0 or ""."""

    milestone_id: int
    user_id: int = 0
    team: str = ""
    wall: dt.datetime
    due_at: dt.datetime
    sequence: int = 0


def may_move(now: CohortState, to: CohortState) -> bool:
    """Whether a cohort may go from one state to another."""
    return to in MOVES[now]


def on_joining(cohort: Cohort, seats_taken: int) -> EnrolmentState:
    """What somebody becomes who joins: applied where a facilitator selects, enrolled while there is a seat, else waitlisted."""
    if cohort.by_approval:
        return EnrolmentState.APPLIED
    if cohort.capacity and seats_taken >= cohort.capacity:
        return EnrolmentState.WAITLISTED
    return EnrolmentState.ENROLLED


def moving_up(cohort: Cohort, waiting: Sequence[Enrolment], seats_taken: int) -> tuple[Enrolment, ...]:
    """Who is offered a seat now, in the order of the waiting list."""
    if cohort.state not in JOINABLE:
        return ()
    ordered = sorted(waiting, key=lambda one: (one.queued_at, one.id))
    free = len(ordered) if not cohort.capacity else max(0, cohort.capacity - seats_taken)
    return tuple(ordered[:free])


def due_for(
    milestone: Milestone, enrolment: Enrolment, extensions: Collection[Extension]
) -> Extension | Milestone:
    """What sets a person's due date: their own extension, else their group's, else the milestone itself."""
    own = next((one for one in extensions if one.user_id == enrolment.user_id), None)
    if own is not None:
        return own
    team = next(
        (one for one in extensions if enrolment.team and one.team == enrolment.team and not one.user_id), None
    )
    return team or milestone


@dataclass(frozen=True, kw_only=True)
class Presence:
    """Attendance of one person: of `total` sessions so many attended, excused, missed, and still to come."""

    attended: int
    excused: int
    missed: int
    remaining: int

    @property
    def total(self) -> int:
        """Every session that counts: an excused one does not."""
        return self.attended + self.missed + self.remaining

    @property
    def most_possible(self) -> float:
        """(attended + remaining) / total: what can still be reached; 1.0 where nothing counts."""
        return 1.0 if not self.total else (self.attended + self.remaining) / self.total


def read_offsets(text: str, *, most: int = 8, longest: int = 28 * 24 * 60) -> tuple[int, ...]:
    """ "1w 1d 1h 0" as minutes before, the largest first, each once. Raises ValueError for what is none."""
    units = {"w": 10080, "d": 1440, "h": 60, "m": 1}
    found: set[int] = set()
    for part in text.replace(",", " ").split():
        number, unit = (part[:-1], part[-1].lower()) if part[-1].lower() in units else (part, "m")
        if not (number.isascii() and number.isdecimal()) or len(number) > 5:
            raise ValueError(f"{part!r} is no time before")
        minutes = int(number) * units[unit]
        if minutes > longest:
            raise ValueError(f"{part!r} is too long before")
        found.add(minutes)
    if len(found) > most:
        raise ValueError("too many")
    return tuple(sorted(found, reverse=True))
