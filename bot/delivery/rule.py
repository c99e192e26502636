"""The rule of a recurrence: a small, bounded part of RFC 5545's RRULE, as a frozen value.

Never more often than daily, never without end to compute: what Feb 30 or SECONDLY would cost a calendar library is
refused before it is asked. Everything is in wall time; there is no zone here.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bot.errors import InvalidInputError

MOST_OCCURRENCES = 366
"""The largest count: counting walks the rule from its start."""

FIRST_YEAR = 1970
LAST_YEAR = 2999


class Frequency(StrEnum):
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


LONGEST_INTERVAL: Mapping[Frequency, int] = MappingProxyType(
    {Frequency.DAILY: 366, Frequency.WEEKLY: 52, Frequency.MONTHLY: 24, Frequency.YEARLY: 10}
)

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MONTH_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_BY_DAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9]{1,4}", re.ASCII)
_UNTIL = re.compile(r"([0-9]{8})(?:T([0-9]{6}))?", re.ASCII)


@dataclass(frozen=True, kw_only=True, order=True)
class Weekday:
    """`day` 0 is Monday. `nth` is the one in the month: 2 the second, -1 the last; None: each week."""

    day: int
    nth: int | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How a plan repeats. Raises InvalidInputError (when-rule-…) for what cannot be or is not allowed.

    DAILY takes nothing more. WEEKLY: `weekdays` without `nth`; weeks start on Monday (this matters with an interval).
    MONTHLY: `month_day` (1–31, or -1 for the last) or `weekdays` with `nth`. YEARLY: `month` with one of these.
    What is left out comes from the plan's own date. Months without the day (31, or the fifth Friday) and years
    without a 29 February are skipped.
    `until` is naive wall time, inclusive. `until` and `count` exclude each other.
    """

    freq: Frequency
    interval: int = 1
    weekdays: tuple[Weekday, ...] = ()
    month_day: int | None = None
    month: int | None = None
    until: dt.datetime | None = None
    count: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "weekdays", tuple(sorted(set(self.weekdays), key=_order)))
        most = LONGEST_INTERVAL[self.freq]
        if not 1 <= self.interval <= most:
            raise InvalidInputError("when-rule-interval", interval=str(self.interval), most=most)
        if self.count is not None and not 1 <= self.count <= MOST_OCCURRENCES:
            raise InvalidInputError("when-rule-count", count=str(self.count), most=MOST_OCCURRENCES)
        if self.count is not None and self.until is not None:
            raise _unreadable("COUNT + UNTIL")
        if self.until is not None and (
            self.until.tzinfo is not None
            or not FIRST_YEAR <= self.until.year <= LAST_YEAR
            or self.until.microsecond
        ):
            raise _unreadable(f"UNTIL={self.until.isoformat()}")
        self._check_days()

    def _check_days(self) -> None:
        if any(not 0 <= weekday.day <= 6 for weekday in self.weekdays):
            raise _unreadable("BYDAY")
        if any(weekday.nth is not None and not 1 <= abs(weekday.nth) <= 5 for weekday in self.weekdays):
            raise _unreadable("BYDAY")
        if self.month is not None and not 1 <= self.month <= 12:
            raise _unreadable(f"BYMONTH={self.month}")
        if self.month_day is not None and self.month_day != -1 and not 1 <= self.month_day <= 31:
            raise _unreadable(f"BYMONTHDAY={self.month_day}")
        with_nth = [weekday.nth is not None for weekday in self.weekdays]
        match self.freq:
            case Frequency.DAILY:
                fits = not self.weekdays and self.month_day is None and self.month is None
            case Frequency.WEEKLY:
                fits = not any(with_nth) and self.month_day is None and self.month is None
            case Frequency.MONTHLY:
                fits = all(with_nth) and not (self.weekdays and self.month_day) and self.month is None
            case Frequency.YEARLY:
                days = bool(self.weekdays) + (self.month_day is not None)
                fits = all(with_nth) and days == (self.month is not None)
        if not fits:
            raise _unreadable(self.to_text())
        if self.month and self.month_day and self.month_day > _MONTH_LENGTHS[self.month - 1]:
            raise InvalidInputError("when-rule-never")

    def to_text(self) -> str:
        """An RFC 5545 RRULE value such as "FREQ=MONTHLY;BYDAY=2TU". UNTIL is local ("floating") time."""
        parts = [f"FREQ={self.freq}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.month is not None:
            parts.append(f"BYMONTH={self.month}")
        if self.month_day is not None:
            parts.append(f"BYMONTHDAY={self.month_day}")
        if self.weekdays:
            parts.append("BYDAY=" + ",".join(f"{day.nth or ''}{_DAYS[day.day]}" for day in self.weekdays))
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%dT%H%M%S}")
        return ";".join(parts)

    @classmethod
    def from_text(cls, text: str) -> "Rule":
        """Read an RRULE value. Raises InvalidInputError for anything but the part of RFC 5545 that `Rule` holds.

        An UNTIL without a time means the end of that day; one in UTC ("…Z") needs its zone applied first and is refused.
        """
        if len(text) > 300:
            raise _unreadable(text)
        parts: dict[str, str] = {}
        for part in text.strip().upper().removeprefix("RRULE:").split(";"):
            name, _, value = part.partition("=")
            if name in parts or not value:
                raise _unreadable(part)
            parts[name] = value
        freq = parts.pop("FREQ", "")
        if freq in {"SECONDLY", "MINUTELY", "HOURLY"}:
            raise InvalidInputError("when-rule-too-often")
        if freq not in Frequency.__members__ or parts.pop("WKST", "MO") != "MO":
            raise _unreadable(text)
        rule = cls(
            freq=Frequency(freq),
            interval=_number(parts.pop("INTERVAL", "1")),
            weekdays=tuple(_weekday(item) for item in parts.pop("BYDAY", "").split(",") if item),
            month_day=_number(parts.pop("BYMONTHDAY")) if "BYMONTHDAY" in parts else None,
            month=_number(parts.pop("BYMONTH")) if "BYMONTH" in parts else None,
            until=_until(parts.pop("UNTIL")) if "UNTIL" in parts else None,
            count=_number(parts.pop("COUNT")) if "COUNT" in parts else None,
        )
        if parts:
            raise _unreadable(";".join(parts))
        return rule


def _order(weekday: Weekday) -> tuple[int, int]:
    nth = weekday.nth or 0
    return (nth if nth >= 0 else nth + 100, weekday.day)


def _unreadable(part: str) -> InvalidInputError:
    return InvalidInputError("when-rule-unreadable", part=part[:100])


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise _unreadable(text)
    return int(text)


def _weekday(text: str) -> Weekday:
    found = _BY_DAY.fullmatch(text)
    if not found:
        raise _unreadable(text)
    return Weekday(day=_DAYS.index(found[2]), nth=int(found[1]) if found[1] else None)


def _until(text: str) -> dt.datetime:
    found = _UNTIL.fullmatch(text)
    if not found:
        raise _unreadable(text)
    try:
        return dt.datetime.strptime(found[1] + (found[2] or "235959"), "%Y%m%d%H%M%S")  # noqa: DTZ007 -- wall time
    except ValueError as error:
        raise _unreadable(text) from error
