"""How people come into a cohort and leave it, and what its numbers may be. Pure: values in, values out."""

import datetime as dt
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from bot.cohorts.rules import GONE, SEATED, Cohort, CohortState, Enrolment, EnrolmentState, on_joining

_OUT: Final = (EnrolmentState.WITHDRAWN, EnrolmentState.DROPPED)
_COME_IN: Final = (EnrolmentState.APPLIED, EnrolmentState.WAITLISTED, EnrolmentState.ENROLLED)

STEPS: Final[Mapping[EnrolmentState, tuple[EnrolmentState, ...]]] = {
    EnrolmentState.APPLIED: (
        EnrolmentState.WAITLISTED,
        EnrolmentState.SELECTED,
        EnrolmentState.ENROLLED,
        *_OUT,
    ),
    EnrolmentState.WAITLISTED: (EnrolmentState.SELECTED, EnrolmentState.ENROLLED, *_OUT),
    EnrolmentState.SELECTED: (EnrolmentState.ENROLLED, *_OUT),
    EnrolmentState.ENROLLED: (
        EnrolmentState.ACTIVE,
        EnrolmentState.AT_RISK,
        EnrolmentState.COMPLETED,
        *_OUT,
    ),
    EnrolmentState.ACTIVE: (EnrolmentState.AT_RISK, EnrolmentState.COMPLETED, *_OUT),
    EnrolmentState.AT_RISK: (EnrolmentState.ACTIVE, EnrolmentState.COMPLETED, *_OUT),
    EnrolmentState.COMPLETED: (EnrolmentState.ACTIVE,),
    EnrolmentState.WITHDRAWN: _COME_IN,
    EnrolmentState.DROPPED: (EnrolmentState.APPLIED, EnrolmentState.ENROLLED),
}
"""Where somebody may go from a state. From applied, waitlisted and dropped straight to enrolled: by a facilitator alone.

From completed back to active: it was marked by mistake.
"""

WAITS: Final = frozenset({EnrolmentState.APPLIED, EnrolmentState.WAITLISTED, EnrolmentState.SELECTED})
"""Neither in nor out: asked for a place, waits for one, or was offered one."""
HERE: Final = SEATED | {EnrolmentState.COMPLETED}
"""Who holds the cohort's role and is in its thread."""

MOST_LIVE: Final = 50
"""Cohorts of a guild that are not over."""
MOST_CAPACITY: Final = 2_000
MOST_FACILITATORS: Final = 10
NAME_LIMIT: Final = 80
"""UTF-16 units; also of a course."""
DESCRIPTION_LIMIT: Final = 1_000
URL_LIMIT: Final = 300
CONFIRM_HOURS: Final = range(1, 15 * 24)
LATE_MINUTES: Final = range(121)
MOST_NUDGES: Final = range(21)
LONGEST_SILENCE: Final = 60
"""Days."""

CARD_PAUSE: Final = dt.timedelta(seconds=15)
"""The card is edited at most once in this time; what happens in between is shown with the next edit."""
MOST_CARDS: Final = 2
"""So often a card is posted by itself: once more after somebody deleted it."""
KEPT: Final = dt.timedelta(days=730)
"""So long after its end a cohort is kept, with everybody who was in it."""

LANGUAGES: Final = (
    "en", "fr", "es", "pt", "ar", "zh", "ru", "hi", "bn", "id", "ur", "de", "ja", "sw", "tr", "it", "ko", "vi", "fa", "th",
    "uk", "pl", "nl", "am", "my",
)  # fmt: skip
"""In which a course may be held; their names are in the catalogue under cohort-language-…"""


def may_step(now: EnrolmentState, to: EnrolmentState) -> bool:
    """Whether somebody may go from one state to another."""
    return to in STEPS[now]


def joining(cohort: Cohort, before: Enrolment | None, *, seats_taken: int, waiting: int) -> EnrolmentState:
    """What somebody becomes who joins. Nobody overtakes the waiting list; who was taken out applies."""
    if before is not None and before.state is EnrolmentState.DROPPED:
        return EnrolmentState.APPLIED
    if waiting and cohort.capacity:
        seats_taken = max(seats_taken, cohort.capacity)
    return on_joining(cohort, seats_taken)


def is_in(one: Enrolment | None) -> bool:
    """Whether a person has anything going in a cohort: they asked, wait, are in it, or completed it."""
    return one is not None and one.state not in GONE


def is_lapsed(one: Enrolment, now: dt.datetime) -> bool:
    """Whether a seat was offered and the time to say yes is over."""
    return one.state is EnrolmentState.SELECTED and one.offered_until is not None and one.offered_until <= now


def offered_until(cohort: Cohort, now: dt.datetime) -> dt.datetime:
    """Until when somebody who hears of their seat now says yes: a whole minute, never sooner than was told."""
    full = (now + dt.timedelta(hours=cohort.confirm_hours)).replace(second=0, microsecond=0)
    return full + dt.timedelta(minutes=1)


def free_seats(cohort: Cohort, seats_taken: int) -> int | None:
    """How many seats are left; None: there is no limit."""
    return max(0, cohort.capacity - seats_taken) if cohort.capacity else None


def usual_next(state: CohortState) -> CohortState | None:
    """The step that most want from a state; None where it is over."""
    return {
        CohortState.PLANNED: CohortState.ENROLLING,
        CohortState.ENROLLING: CohortState.RUNNING,
        CohortState.RUNNING: CohortState.CLOSING,
        CohortState.CLOSING: CohortState.CLOSED,
    }.get(state)


# What is typed


def read_number(text: str, most: int, *, least: int = 0) -> int:
    """A whole number as typed; nothing typed is 0. Raises ValueError for anything else, and beyond the bounds."""
    typed = text.strip()
    if not typed:
        return 0
    if not (typed.isascii() and typed.isdecimal()) or len(typed) > len(str(most)):
        raise ValueError(f"{typed[:20]!r} is no number up to {most}")
    number = int(typed)
    if not least <= number <= most:
        raise ValueError(f"{number} is not between {least} and {most}")
    return number


def read_days(text: str, *, most: int = 5) -> tuple[int, ...]:
    """ "3 7 14" as days of silence, the shortest first, each once. Raises ValueError for what is none."""
    found = {read_number(part, LONGEST_SILENCE, least=1) for part in text.replace(",", " ").split()}
    if len(found) > most:
        raise ValueError("too many")
    return tuple(sorted(found))


def said_offsets(offsets: tuple[int, ...]) -> str:
    """Minutes before as `rules.read_offsets` reads them: "1w 1d 1h 0"."""
    return " ".join(_said(minutes) for minutes in offsets)


def _said(minutes: int) -> str:
    for unit, size in (("w", 10_080), ("d", 1_440), ("h", 60)):
        if minutes and minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m" if minutes else "0"


def read_url(text: str) -> str:
    """An address of a page as typed; nothing typed is "". Raises ValueError for anything but http and https."""
    typed = text.strip()
    if not typed:
        return ""
    if (
        len(typed) > URL_LIMIT
        or not typed.isprintable()
        or any(one.isspace() or one in "<>\"'" for one in typed)
    ):
        raise ValueError("no address")
    parts = urlsplit(typed)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.username
        or "." not in parts.hostname
    ):
        raise ValueError("no address of a page")
    return typed
