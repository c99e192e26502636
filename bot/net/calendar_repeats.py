"""Which recurrence rules of strangers are taken: those that can be worked out in bounded time, and that ever happen.

Pure. dateutil looks for a day that never comes up to the year 9999, and steps through every second where told to.
"""

import datetime as dt
from enum import StrEnum
from functools import lru_cache
from typing import Final

_FREQUENCIES: Final = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_TOO_OFTEN: Final = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_PARTS: Final = frozenset(
    {
        "FREQ",
        "INTERVAL",
        "COUNT",
        "UNTIL",
        "WKST",
        "BYDAY",
        "BYMONTH",
        "BYMONTHDAY",
        "BYYEARDAY",
        "BYWEEKNO",
        "BYSETPOS",
    }
)
_FINER: Final = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})
_LONGEST: Final = 400
_MOST_INTERVAL: Final = 1000
_LEFT: Final = 60
"""Years that are looked at for a first hit. The calendar repeats itself after 400."""


class Verdict(StrEnum):
    """What is to be thought of a rule."""

    FINE = "fine"
    TOO_OFTEN = "too-often"
    NEVER = "never"
    UNREADABLE = "unreadable"


def judge(rule: str, start: dt.datetime) -> Verdict:
    """A rule as RFC 5545 writes it, for an event that begins at the wall time `start`."""
    if len(rule) > _LONGEST:
        return Verdict.UNREADABLE
    parts: dict[str, str] = {}
    for part in rule.upper().split(";"):
        name, _, value = part.partition("=")
        if not value or name in parts or name not in _PARTS | _FINER:
            return Verdict.UNREADABLE
        parts[name] = value
    frequency = parts.get("FREQ", "")
    if frequency in _TOO_OFTEN or _FINER & parts.keys():
        return Verdict.TOO_OFTEN  # several times a day, however it is put
    if frequency not in _FREQUENCIES or {"COUNT", "UNTIL"} <= parts.keys():
        return Verdict.UNREADABLE
    interval = parts.get("INTERVAL", "1")
    if not (interval.isascii() and interval.isdigit() and 1 <= int(interval[:9]) <= _MOST_INTERVAL):
        return Verdict.UNREADABLE
    count = parts.pop("COUNT", "1")
    if not (count.isascii() and count.isdigit() and int(count[:9]) > 0):
        return Verdict.UNREADABLE
    until = parts.pop("UNTIL", None)
    if until is not None and not (len(until) in {8, 15, 16} and until[:8].isdigit()):
        return Verdict.UNREADABLE
    if until is not None and until[:8] < f"{start:%Y%m%d}":
        return Verdict.NEVER
    # The same day of the same calendar, where the year 9999 is near: a rule that never hits is found out soon.
    year = start.year % 400 + (9999 - _LEFT) // 400 * 400
    if year > 9999 - _LEFT:
        year -= 400
    return _hits(
        ";".join(f"{name}={value}" for name, value in sorted(parts.items())), start.replace(year=year)
    )


@lru_cache(maxsize=512)
def _hits(rule: str, start: dt.datetime) -> Verdict:
    from dateutil.rrule import rrulestr

    try:
        first = next(iter(rrulestr(rule, dtstart=start, cache=False)), None)
    except (ValueError, TypeError, IndexError, KeyError, OverflowError):
        return Verdict.UNREADABLE
    return Verdict.NEVER if first is None else Verdict.FINE
