"""What a session may be, when its link is shown, and which local hours a series changes. Pure: values in, values out."""

import datetime as dt
import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.cohorts.rules import Cohort, Session, SessionState
from bot.delivery.recurrence import Occurrence, Plan, occurrences

MOST_AT_ONCE: Final = 60
"""Dates of one series."""
MOST_SESSIONS, MOST_MILESTONES = 500, 200
"""In a cohort, cancelled ones aside, that people add one after the other; a file may bring more."""
MOST_EVENTS: Final = 80
"""Of the 100 open events that Discord lets a guild have: the others are left to its people."""
SHORTEST, USUAL, LONGEST = 5, 60, 12 * 60
"""Minutes of a session."""
TITLE_LIMIT, PLACE_LIMIT, CODE_LIMIT, MATERIALS_LIMIT = 100, 80, 40, 1500
LINK_LIMIT: Final = 512
"""Characters of an address that a button can hold."""
LINK_BEFORE: Final = dt.timedelta(minutes=30)
"""So long before the start its link is shown to those who are in the cohort."""
DRAFTS_KEPT: Final = dt.timedelta(days=1)

REFUSED, DELETED = "!", "-"
"""`Session.event_shown`: Discord took no event; somebody deleted it. "" is: there is to be none."""
_WEEKS_AHEAD: Final = dt.timedelta(days=366 * 7)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A series as it was understood, until its author confirms it. `walls`: naive, in `zone`."""

    id: int = 0
    guild_id: int
    cohort_id: int
    user_id: int
    title: str
    minutes: int
    zone: str
    walls: tuple[dt.datetime, ...]
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class ClockChange:
    """From the date at `index` on, the clock of a zone shows another hour than before. Both are wall times there.

    `people`: how many have this zone.
    """

    zone: str
    people: int
    index: int
    before: dt.time
    after: dt.time


def is_endless(plan: Plan) -> bool:
    """Whether a plan repeats and does not say how long."""
    return plan.rule is not None and plan.rule.until is None and plan.rule.count is None


def dates(plan: Plan, now: dt.datetime) -> list[Occurrence]:
    """Every date of a plan that is still to come; of more than 60 the first 61."""
    return occurrences(plan, now, now + _WEEKS_AHEAD, MOST_AT_ONCE + 1)


def clock_changes(series: Sequence[Occurrence], zones: Mapping[str, int]) -> tuple[ClockChange, ...]:
    """Where the local hour of the cohort's people changes, measured by the hour that was agreed in one zone.

    `zones`: how many people have each. In the order of the dates; of each zone at every change.
    """
    found: list[ClockChange] = []
    for zone, people in zones.items():
        place = ZoneInfo(zone)
        earlier: dt.timedelta | None = None
        for index, one in enumerate(series):
            local = one.instant.astimezone(place).replace(tzinfo=None)
            apart = local - one.planned
            if earlier is not None and earlier != apart:
                before = (one.planned + earlier).time()
                found.append(
                    ClockChange(zone=zone, people=people, index=index, before=before, after=local.time())
                )
            earlier = apart
    return tuple(sorted(found, key=lambda change: (change.index, -change.people, change.zone)))


def link_is_open(session: Session, now: dt.datetime) -> bool:
    """Whether the secret link is shown to those who are in the cohort: shortly before the start, until the end."""
    return session.state is SessionState.PLANNED and session.starts_at - LINK_BEFORE <= now < session.ends_at


def read_link(typed: str) -> str:
    """An https address; "" for nothing. Raises ValueError for anything else, and for one that names a user."""
    text = typed.strip()
    if not text:
        return ""
    if len(text) > LINK_LIMIT or any(
        character.isspace() or not character.isprintable() for character in text
    ):
        raise ValueError("no address")
    parts = urlsplit(text)
    if parts.scheme.lower() != "https" or not parts.hostname or "@" in parts.netloc or "\\" in text:
        raise ValueError("no https address")
    _ = parts.port  # raises ValueError for one that is none
    if not all(label and len(label) < 64 for label in parts.hostname.rstrip(".").split(".")):
        raise ValueError("no host")
    return text


def holds_address(text: str) -> bool:
    """Whether a text that everybody may read holds something that looks like a link."""
    folded = text.casefold()
    return "://" in folded or "www." in folded


def tells(text: str, session: Session) -> bool:
    """Whether a text would tell the session's secrets."""
    return bool(session.link) and session.link.casefold() in text.casefold()


def is_moved(before: Session, after: Session) -> bool:
    """Whether people have to be told of another time."""
    return (before.wall, before.zone) != (after.wall, after.zone)


def next_sequence(before: Session, after: Session) -> int:
    """The sequence of a changed session: it rises with each move, and when it is cancelled or planned again."""
    cancelled = (before.state is SessionState.CANCELLED) != (after.state is SessionState.CANCELLED)
    return before.sequence + int(is_moved(before, after) or cancelled)


def shown_by_event(cohort: Cohort, session: Session) -> str:
    """Everything that Discord's event shows of a session, as one short text: another text is another event."""
    what = (
        session.title,
        session.starts_at.isoformat(),
        session.wall.isoformat(),
        session.zone,
        session.minutes,
        session.place,
        cohort.name,
        cohort.course,
        cohort.channel_id,
    )
    return hashlib.sha256(repr(what).encode()).hexdigest()[:16]


def counted(zones: Iterable[str]) -> dict[str, int]:
    """How many have each zone; those of most people first."""
    found: dict[str, int] = {}
    for zone in zones:
        found[zone] = found.get(zone, 0) + 1
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def group_number(team: str) -> int:
    """What a menu calls a group: by its name, so that an older menu never means another one."""
    return zlib.crc32(team.encode())


# A wall time in a press

_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - a wall time


def to_number(wall: dt.datetime) -> int:
    """A wall time as a number that a press can carry: whole seconds."""
    return int((wall - _EPOCH).total_seconds())


def from_number(number: int) -> dt.datetime | None:
    """The wall time of a number; None for one that is none."""
    if number > 32_000_000_000:  # the year 2984
        return None
    return _EPOCH + dt.timedelta(seconds=number)
