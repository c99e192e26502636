"""What becomes of the rows of an imported file: what in them is doubtful, where they are placed, what would change.

Pure: values in, values out. A row is what a file says; answers are what a facilitator says of what it leaves open. Without
its answer a doubtful row is placed nowhere.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bot.cohorts.rules import EnrolmentState, Milestone, MilestoneKind, Session

MOST_BYTES: Final = 6 * 1024 * 1024
MOST_ROWS: Final = 2000
MOST_SESSIONS: Final = 4000
"""In a cohort, with those of a file."""
MOST_PEOPLE: Final = 300
MOST_NAMES: Final = 60
"""People of a file who are named, and not given by their number: Discord is asked about each."""
KEPT: Final = dt.timedelta(days=1)
UNFINISHED: Final = dt.timedelta(days=7)
PART: Final = 20
"""Rows that are stored in one transaction."""
TEAM_LIMIT: Final = 40
LATEST_DUE: Final = dt.time(23, 59)

USUAL_HOURS: Final = range(6, 23)
"""Hours at which something may begin that has a date and no time."""
ANCHOR, AS_FILE, OUT, AS_IT_IS = "anchor", "file", "out", "as"
FIRST, DAILY, WEEKLY = "first", "daily", "weekly"
SWAP, HOUR = "swap", "hour"
PLACE: Final = "zone:"
"""Before the IANA name of a zone that was chosen."""


class FileKind(StrEnum):
    """What a file holds."""

    CALENDAR = "calendar"
    SESSIONS = "sessions"
    MILESTONES = "milestones"
    PEOPLE = "people"


class Doubt(StrEnum):
    """What nobody can know of an event from its file."""

    ZONE = "zone"
    """Where its times are meant."""
    DAY = "day"
    """It has a date and no time, or lasts from midnight to midnight."""
    SPAN = "span"
    """It goes on for longer than a session does."""
    END = "end"
    """It ends before it begins."""


class Reason(StrEnum):
    """Why a row is refused, or left alone."""

    # refused
    START = "start"
    TITLE = "title"
    WHEN = "when"
    YEAR = "year"
    MINUTES = "minutes"
    KIND = "kind"
    REPEATS = "repeats"
    SAME_UID = "same-uid"
    UNREADABLE = "unreadable"
    PERSON = "person"
    PERSON_TWICE = "person-twice"
    PERSON_STATE = "person-state"
    TEAM = "team"
    FULL = "full"
    TWICE = "twice"
    # left alone
    LEFT_OUT = "left-out"
    PAST = "past"
    HELD = "held"
    CANCELLED_HERE = "cancelled-here"
    CANCELLED_THERE = "cancelled-there"
    OLDER = "older"
    COPY = "copy"
    NEVER = "never"


class Kind(StrEnum):
    """What becomes of a row, in the order in which it is shown."""

    NEW = "new"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    ASKED = "asked"
    GONE = "gone"
    SKIPPED = "skipped"
    REFUSED = "refused"
    SAME = "same"


STORED_KINDS: Final = frozenset({Kind.NEW, Kind.CHANGED, Kind.CANCELLED})


@dataclass(frozen=True, kw_only=True)
class Row:
    """What a file says of one session or milestone. Times are on the wall.

    `line`: of a table; the place among the events of a calendar. `mark`: of all that it says. `zone`: an IANA zone that is
    certain. `tzid`: as it is written. `named`: the IANA zone of `tzid` where its own definition in the file contradicts it.
    `is_local`: the cohort's own zone is meant. `offsets`: minutes east of UTC at its start and end as the file defines them.
    `until` and `skips`: of its repetitions, in UTC, where they cannot be told before its zone is known.
    """

    number: int
    line: int
    uid: str = ""
    mark: str = ""
    title: str = ""
    place: str = ""
    link: str = ""
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    is_day: bool = False
    zone: str | None = None
    tzid: str | None = None
    named: str | None = None
    is_local: bool = False
    offsets: tuple[int, int] | None = None
    sequence: int | None = None
    is_cancelled: bool = False
    until: dt.datetime | None = None
    skips: tuple[dt.datetime, ...] = ()
    milestone: MilestoneKind | None = None
    reason: Reason | None = None
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """What a file says of a person. `user_id` None: nobody here goes by `who`. `state` None: it says none."""

    number: int
    line: int
    who: str = ""
    user_id: int | None = None
    state: EnrolmentState | None = None
    team: str | None = None
    reason: Reason | None = None
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What was said of the doubts: `groups` by (doubt, name of the zone or ""), `rows` by (number of the row, doubt).

    `past`: sessions that are over are stored too. `gone`: sessions (ids) that are to be cancelled because the file has them no more.
    `recalled`: some were given when the same calendar was stored before.
    """

    groups: Mapping[tuple[Doubt, str], str] = field(default_factory=dict)
    rows: Mapping[tuple[int, Doubt], str] = field(default_factory=dict)
    past: bool = False
    gone: frozenset[int] = frozenset()
    recalled: bool = False

    def of(self, row: Row, doubt: Doubt) -> str | None:
        """What was said of this row, or of all that have the same doubt; None: nothing yet."""
        own = self.rows.get((row.number, doubt))
        return own if own is not None else self.groups.get(group_of(row, doubt))


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A time at which a row takes place. `wall` (naive) and `zone` are what is stored.

    `shifted`: the clocks jump over the time that was said; `ambiguous`: it comes twice, and the first is meant.
    """

    uid: str
    wall: dt.datetime
    zone: str
    instant: dt.datetime
    minutes: int
    shifted: bool = False
    ambiguous: bool = False


@dataclass(frozen=True, kw_only=True)
class Placing:
    """Where a row takes place: all its times, or what has to be answered first."""

    slots: tuple[Slot, ...] = ()
    open: tuple[Doubt, ...] = ()
    left_out: bool = False


@dataclass(frozen=True, kw_only=True)
class Change:
    """A field that would have another value: "title", "time", "minutes", "place", "link", "kind", "state", "team"."""

    field: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What becomes of a row, or of one of its times. `session`, `milestone`: as it is stored now."""

    kind: Kind
    row: Row | None = None
    person: PersonRow | None = None
    slot: Slot | None = None
    session: Session | None = None
    milestone: Milestone | None = None
    changes: tuple[Change, ...] = ()
    reason: Reason | None = None
    doubts: tuple[Doubt, ...] = ()


def group_of(row: Row, doubt: Doubt) -> tuple[Doubt, str]:
    """Under which name a doubt is asked about for many rows at once."""
    return doubt, (row.tzid or "") if doubt is Doubt.ZONE else ""


def fingerprint(lineage: str, mark: str) -> str:
    """What an imported session remembers: which calendar it came from, and what that said."""
    return f"{lineage}:{mark}"


def lineage_of(text: str) -> str:
    return text.partition(":")[0]


def mark_of(text: str) -> str:
    return text.partition(":")[2]


def fits_years(wall: dt.datetime) -> bool:
    """Whether a wall time is one that can be planned."""
    return 1970 < wall.year < 2999
