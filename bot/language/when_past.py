"""Times that have passed: what a person types for "since when", read as strictly as what lies ahead.

The grammar is that of `bot/language/when_grammar.py`, looked at backwards; and "now", "20 min ago", "yesterday 22:00". A time
alone is the latest such time. Pure: the present and the zone are handed in.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Final

from bot.delivery.recurrence import Occurrence, Plan, resolve
from bot.delivery.rule import Rule
from bot.errors import InvalidInputError
from bot.language import zones
from bot.language.when import Reading
from bot.language.when_grammar import parse
from bot.language.when_phrase import After, DaysAhead, OnDate, OnWeekday, Phrase

OLDEST: Final = dt.timedelta(days=366)
"""So far back a time may lie."""
MOST_SUGGESTIONS: Final = 8

_NOW: Final = frozenset({"", "now", "just now", "right now"})
_AGO: Final = re.compile(r"(?:about )?(.+) ago", re.IGNORECASE)
_AN: Final = re.compile(r"\ban?(?= (?:hour|minute|day|week|min)\b)", re.IGNORECASE)
_YESTERDAY: Final = re.compile(r"\byesterday\b", re.IGNORECASE)
_TOLD: Final = (
    "when-zone",
    "when-numbers",
    "when-midnight",
    "when-time-colon",
    "when-weekday-wrong",
    "when-date",
)
"""Refusals that say what to do in this direction as well."""
_MINUTE: Final = dt.timedelta(minutes=1)
_DAY: Final = dt.timedelta(days=1)


def read_past(text: str, *, zone: str, now: dt.datetime) -> Reading:
    """Read when something began or ended, at most a year ago; nothing typed is now.

    The instant is never after `now`. Raises InvalidInputError with a key of when.ftl or of when_past.ftl.
    """
    typed = " ".join(text.split())
    now = now.astimezone(dt.UTC).replace(microsecond=0)
    if typed.casefold() in _NOW:
        return _at_instant(now, zone)
    try:
        return _placed(typed, zone, now)
    except InvalidInputError as error:
        if error.key.startswith(("when-past-", *_TOLD)):
            raise
        raise InvalidInputError("when-past-unreadable", typed=typed[:60]) from error


def suggest_past(text: str, *, zone: str, now: dt.datetime) -> list[str]:
    """Phrases to complete what was typed so far; each can be read in `zone` at `now`."""
    found: list[str] = []
    for phrase in _candidates(" ".join(text.split())):
        if len(found) == MOST_SUGGESTIONS:
            break
        try:
            read_past(phrase, zone=zone, now=now)
        except InvalidInputError:
            continue
        if phrase not in found:
            found.append(phrase)
    return found


def _candidates(typed: str) -> Iterator[str]:
    if typed.isascii() and typed.isdigit() and len(typed) < 5:
        yield from (f"{typed} min ago", f"{typed}h ago", f"{typed}:00", f"yesterday {typed}:00")
        return
    fixed = ("now", "10 min ago", "30 min ago", "1h ago", "2h ago", "yesterday 22:00", "today 08:00")
    yield from (one for one in fixed if one.startswith(typed.casefold()))
    if typed and re.search(r"[0-9]", typed) and not typed.casefold().endswith("ago"):
        yield f"{typed} ago"


def _placed(typed: str, zone: str, now: dt.datetime) -> Reading:
    ago = _AGO.fullmatch(typed)
    if ago is not None:
        return _back(parse("in " + _AN.sub("1", ago[1])), zone, now)
    is_bare, back = False, dt.timedelta(0)
    if _YESTERDAY.search(typed):
        phrase, back = parse(_YESTERDAY.sub("today", typed, count=1)), _DAY
    else:
        phrase, is_bare = _parsed(typed)
    if isinstance(phrase.day, Rule) or phrase.until or phrase.starting or phrase.not_on:
        raise InvalidInputError("when-past-repeats")
    if isinstance(phrase.day, After):
        raise InvalidInputError("when-past-future")
    if phrase.at is None:
        raise InvalidInputError("when-past-unreadable", typed=typed[:60])
    place = zone if phrase.zone is None else zones.named(phrase.zone)
    if place is None:
        raise InvalidInputError("when-zone-unknown", zone=(phrase.zone or "")[:60])
    if phrase.offset is not None:
        return _at_offset(phrase, phrase.at, phrase.offset, place, now)
    today = now.astimezone(zones.zone_info(place)).date()
    day = _date(phrase.day, phrase.at, today, place, now) - back
    found = resolve(dt.datetime.combine(day, phrase.at), place)
    if is_bare and found.instant > now:
        found = resolve(dt.datetime.combine(day - _DAY, phrase.at), place)
    return _checked(found, place, now)


def _parsed(typed: str) -> tuple[Phrase, bool]:
    """The phrase, and whether it names a time alone."""
    try:
        return parse(typed), False
    except InvalidInputError as error:
        if error.key != "when-day-missing":
            raise
    return parse(f"today {typed}"), True


def _date(
    day: OnDate | DaysAhead | OnWeekday | After | Rule,
    at: dt.time,
    today: dt.date,
    zone: str,
    now: dt.datetime,
) -> dt.date:
    """The latest such day that has passed, where there are several."""

    def has_passed(one: dt.date) -> bool:
        return resolve(dt.datetime.combine(one, at), zone).instant <= now

    match day:
        case DaysAhead(days=days):
            return today + dt.timedelta(days=days)
        case OnWeekday(day=weekday):
            found = today - dt.timedelta(days=(today.weekday() - weekday) % 7)
            return found if has_passed(found) else found - 7 * _DAY
        case OnDate(year=year, month=month, day=date, weekday=weekday):
            found = _latest(year, month, date, today, has_passed)
            if weekday is not None and found.weekday() != weekday:
                raise InvalidInputError("when-weekday-wrong", date=found.isoformat(), day=found.isoweekday())
            return found
        case _:
            raise InvalidInputError("when-past-repeats")


def _latest(
    year: int | None, month: int, day: int, today: dt.date, has_passed: Callable[[dt.date], bool]
) -> dt.date:
    if year is not None:
        return dt.date(_near(year, today), month, day)
    for before in range(9):
        try:
            found = dt.date(today.year - before, month, day)
        except ValueError:
            continue  # 29 February
        if has_passed(found):
            return found
    return today


def _near(year: int, today: dt.date) -> int:
    """The same, unless it is too far away to mean anything."""
    if year > today.year + 1:
        raise InvalidInputError("when-past-future")
    if year < today.year - 2:
        raise InvalidInputError("when-past-old")
    return year


def _back(phrase: Phrase, zone: str, now: dt.datetime) -> Reading:
    """ "3 days ago", "2h ago": by the calendar for days, by the stopwatch for less."""
    day = phrase.day
    if (
        not isinstance(day, After)
        or phrase.at is not None
        or phrase.zone is not None
        or phrase.offset is not None
    ):
        raise InvalidInputError("when-past-unreadable", typed=phrase.day_text[:60])
    if day.days > OLDEST.days or day.minutes > OLDEST.days * 1440:
        raise InvalidInputError("when-past-old")
    wall = now.astimezone(zones.zone_info(zone)).replace(tzinfo=None, fold=0) - dt.timedelta(days=day.days)
    start = resolve(wall, zone).instant if day.days else now
    return _at_instant(min(start, now) - dt.timedelta(minutes=day.minutes), zone)


def _at_offset(phrase: Phrase, at: dt.time, offset: dt.timedelta, zone: str, now: dt.datetime) -> Reading:
    day = phrase.day
    if not isinstance(day, OnDate) or day.year is None:
        raise InvalidInputError("when-past-unreadable", typed=phrase.day_text[:60])
    wall = dt.datetime.combine(dt.date(_near(day.year, now.date()), day.month, day.day), at)
    instant = wall.replace(tzinfo=dt.timezone(offset)).astimezone(dt.UTC)
    _check(instant, now)
    return _at_instant(instant, zone)


def _at_instant(instant: dt.datetime, zone: str) -> Reading:
    """Whole minutes: nobody knows it better."""
    instant = instant.replace(second=0, microsecond=0)
    wall = instant.astimezone(zones.zone_info(zone)).replace(tzinfo=None, fold=0)
    first = Occurrence(planned=wall, wall=wall, instant=instant)
    return Reading(plan=Plan(wall=wall, zone=zone), first=first)


def _checked(found: Occurrence, zone: str, now: dt.datetime) -> Reading:
    if found.shifted:
        raise InvalidInputError(
            "when-past-gap", wall=f"{found.planned:%Y-%m-%d %H:%M}", city=zones.city(zone)
        )
    _check(found.instant, now)
    return Reading(plan=Plan(wall=found.wall, zone=zone), first=found)


def _check(instant: dt.datetime, now: dt.datetime) -> None:
    # The clock of whoever types may stand a little ahead.
    if instant > now + _MINUTE:
        raise InvalidInputError("when-past-future")
    if instant < now - OLDEST:
        raise InvalidInputError("when-past-old")
