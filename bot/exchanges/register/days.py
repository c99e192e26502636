"""Days as people type them, in the register: by when, and since when."""

import datetime as dt
from zoneinfo import ZoneInfo

from bot.errors import InvalidInputError
from bot.language.when import read_when

_END = "23:59"
_MISSING = "when-time-missing"


def read_day(typed: str, *, zone: str, now: dt.datetime) -> dt.date | None:
    """A day from today on: "Friday", "24 Dec", "in 2 weeks", "2026-12-24"; empty: None. A time of day is taken and dropped.

    Raises InvalidInputError with what was not understood, is past, or repeats.
    """
    text = typed.strip()
    if not text:
        return None
    try:
        found = read_when(f"{text} {_END}", zone=zone, now=now)
    except InvalidInputError as error:
        try:
            found = read_when(text, zone=zone, now=now)
        except InvalidInputError as other:
            # Of a date alone the first says what is wrong with it, of anything else the second.
            raise (error if other.key == _MISSING else other) from None
    if found.plan.rule is not None:
        raise InvalidInputError("register-day-once")
    return found.plan.wall.date()


def read_past_day(typed: str, *, zone: str, now: dt.datetime) -> dt.date | None:
    """A day up to today, as YYYY-MM-DD; empty: None. Raises InvalidInputError."""
    text = typed.strip()
    if not text:
        return None
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        raise InvalidInputError("register-day-past-form") from None
    if found > now.astimezone(ZoneInfo(zone)).date():
        raise InvalidInputError("register-day-ahead")
    return found
