"""When people hear of a date: days before it, on it, and while it is overdue. Pure."""

import datetime as dt
from enum import StrEnum
from typing import Final


class What(StrEnum):
    """What has a date."""

    LAPSE = "lapse"
    LAPSED = "lapsed"
    ACTION = "action"
    REVIEW = "review"


BEFORE: Final = {What.LAPSE: (30, 7), What.LAPSED: (), What.ACTION: (3, 0), What.REVIEW: (7, 0)}
"""Days before the date on which there is a word."""
OVERDUE: Final = 7
"""So many days after its date comes the first word that it is overdue,"""
OVERDUE_AGAIN: Final = 30
"""and the next ones so many days apart."""
LAPSED_FOR: Final = 7
"""So many days after a commitment lapsed that is still said, after an absence."""
OVERDUE_GRACE: Final = 2
"""So many days late the word of the day itself is still said, after an absence."""
HOUR: Final = dt.time(9)
"""When a day's words are said, in the project's zone."""
ENDED_KEPT: Final = dt.timedelta(days=1826)
"""So long a project that was abandoned or merged stays: its record is what the next try builds on."""


def occasion(what: What, on: dt.date, today: dt.date, *, since: dt.date) -> int | None:
    """The latest occasion that has come, as days before the date (negative: after it); None: none has.

    `since`: the day on which the date was set: what lay before that is no occasion. After an absence only the latest one
    counts: it says the same, and more to the point. A commitment that has lapsed has none.
    """
    left = (on - today).days
    if what is What.LAPSED:
        return -1 if 0 < -left <= LAPSED_FOR else None
    if left < 0:
        return None if what is What.LAPSE else _overdue(-left)
    found = min((days for days in BEFORE[what] if days >= left), default=None)
    if found is None or on - dt.timedelta(days=found) <= since:
        return None
    return found


def _overdue(days: int) -> int | None:
    if days < OVERDUE:
        return 0 if days <= OVERDUE_GRACE else None
    return -(OVERDUE + (days - OVERDUE) // OVERDUE_AGAIN * OVERDUE_AGAIN)


def key(what: What, subject: int, on: dt.date, days: int) -> str:
    """The identity of an occasion: each is told once, and another date is another one."""
    return f"{what}:{subject}:{on.isoformat()}:{days}"


def reach(what: What) -> dt.timedelta:
    """How far ahead dates are looked for."""
    return dt.timedelta(days=max(BEFORE[what], default=0))
