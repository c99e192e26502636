"""What a person types for when a window begins and ends."""

import datetime as dt
import re
from typing import Final

from bot.delivery.recurrence import resolve
from bot.errors import InvalidInputError
from bot.language import when, when_past
from bot.language.when_grammar import parse
from bot.language.when_phrase import After, OnDate, OnWeekday
from bot.operations.maintenance.notices import in_zone
from bot.operations.maintenance.rules import LONGEST, Window

_PAST: Final = re.compile(r"(?:just |right )?now|.* ago|yesterday\b.*", re.IGNORECASE)
_IN: Final = re.compile(r"(?:in|for|after)\s+", re.IGNORECASE)
_MINUTE: Final = dt.timedelta(minutes=1)


def read_start(text: str, *, zone: str, now: dt.datetime) -> when.Reading:
    """When it begins, or began: "Tue 22:00", "now", "20 min ago". Raises InvalidInputError."""
    typed = " ".join(text.split())
    if _PAST.fullmatch(typed):
        return when_past.read_past(typed, zone=zone, now=now)
    reading = when.read_when(typed, zone=zone, now=now)
    if reading.plan.rule is not None:
        raise InvalidInputError("maintenance-once")
    return reading


def read_window(start: when.Reading, end: str, *, now: dt.datetime) -> Window:
    """The window: `end` is a time of day, a date with a time, or how long it takes. Raises InvalidInputError."""
    typed = " ".join(end.split())
    instant = _end(start, typed, now)
    window = Window(
        starts_wall=start.first.wall,
        ends_wall=in_zone(instant, start.plan.zone),
        zone=start.plan.zone,
        starts_at=start.first.instant,
        ends_at=instant,
    )
    check(window, now)
    return window


def check(window: Window, now: dt.datetime) -> None:
    """Raises InvalidInputError for a window that no work fits in, that is over, or too long."""
    if window.ends_at <= window.starts_at:
        raise InvalidInputError("maintenance-ends-before")
    if window.ends_at <= now:
        raise InvalidInputError("maintenance-ended")
    if window.ends_at - window.starts_at > LONGEST:
        raise InvalidInputError("maintenance-too-long", days=LONGEST.days)


def _end(start: when.Reading, typed: str, now: dt.datetime) -> dt.datetime:
    lasts = _duration(_IN.sub("", typed, count=1))
    zone = start.plan.zone
    if lasts is not None:
        if lasts.days > LONGEST.days or lasts.minutes > LONGEST.days * 1440:
            raise InvalidInputError("maintenance-too-long", days=LONGEST.days)
        later = resolve(start.first.wall + dt.timedelta(days=lasts.days), zone).instant
        # Days go by the calendar; a window of hours takes so long, whatever the clocks do meanwhile.
        return (later if lasts.days else start.first.instant) + dt.timedelta(minutes=lasts.minutes)
    try:
        phrase = parse(typed)
    except InvalidInputError as error:
        if error.key != "when-day-missing":
            raise
        return _time_of_day(start, typed)
    reading = when.read_when(typed, zone=zone, now=now)
    if reading.plan.rule is not None:
        raise InvalidInputError("maintenance-once")
    # "Wed 05:00" is the first Wednesday after it begins; "tomorrow" is tomorrow.
    if reading.first.instant <= start.first.instant and isinstance(phrase.day, OnWeekday | OnDate):
        reading = when.read_when(typed, zone=zone, now=max(now, start.first.instant))
    return reading.first.instant


def _duration(typed: str) -> After | None:
    try:
        phrase = parse(f"in {typed}")
    except InvalidInputError:
        return None
    bare = phrase.at is None and phrase.zone is None and phrase.offset is None
    return phrase.day if bare and isinstance(phrase.day, After) else None


def _time_of_day(start: when.Reading, typed: str) -> dt.datetime:
    """The first such time after the start."""
    for days in range(3):
        day = start.first.wall.date() + dt.timedelta(days=days)
        try:
            reading = when.read_when(f"{day} {typed}", zone=start.plan.zone, now=start.first.instant)
        except InvalidInputError as error:
            if error.key != "when-past":
                raise
            continue
        return reading.first.instant
    raise InvalidInputError("maintenance-ends-before")
