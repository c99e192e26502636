"""Time phrases: what a person types for "when", read strictly, and said again in words.

`read_when` places a phrase of `bot/language/when_grammar.py` in time. What is not understood, past, ambiguous or does
not exist is refused with the reason and what to type instead. `echo` says a reading before anything is done with it.
Pure: the present and the zone are handed in.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from dateutil.relativedelta import relativedelta

from bot.delivery.recurrence import Occurrence, Plan, falls_on, next_occurrence, resolve
from bot.delivery.rule import FIRST_YEAR, Rule
from bot.errors import InvalidInputError
from bot.language import when_said as said
from bot.language import when_words as words
from bot.language import zones
from bot.language.catalogue import Translator
from bot.language.safe_text import clip, length
from bot.language.when_grammar import parse, parse_dates
from bot.language.when_numbers import not_understood
from bot.language.when_phrase import After, DaysAhead, Lasting, OnDate, OnWeekday, Phrase
from bot.language.when_said import anchor, date, days, describe
from bot.language.when_suggestions import candidates

__all__ = ["Reading", "anchor", "date", "days", "describe", "echo", "read_dates", "read_when", "suggest"]

YEARS_AHEAD = 5
LONGEST_ECHO = 100
LONGEST_LIST = 1500
"""Characters in a list of dates."""
MOST_SUGGESTIONS = 8

_MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a phrase means. `first` is the plan's first occurrence after the moment of reading."""

    plan: Plan
    first: Occurrence

    @property
    def ambiguous(self) -> bool:
        """The wall time of `first` happens twice (clocks go back); the first of the two is meant."""
        return self.first.ambiguous

    @property
    def shifted(self) -> bool:
        """`first` of a repeating plan falls into a jump of the clocks, and moves forward by it."""
        return self.first.shifted


def read_when(text: str, *, zone: str, now: dt.datetime) -> Reading:
    """Read a time phrase. `zone` (IANA) holds where the phrase names none; `now` is aware.

    One-off times are more than `now` and at most 5 years ahead; durations end on a whole minute. A repeating plan's
    `wall` is its first date, so that "every 2 weeks" counts from there. "next Tuesday" is the first one after today.
    A time with an offset or a "Z" is an instant: the plan has its wall time in `zone`.
    Raises InvalidInputError with a key of when.ftl.
    """
    phrase = parse(text)
    place = zone if phrase.zone is None else _zone(phrase.zone)
    reader = _Placing(phrase=phrase, zone=place, now=now.astimezone(dt.UTC))
    return reader.repeating(phrase.day) if isinstance(phrase.day, Rule) else reader.once(phrase.day)


def read_dates(text: str, *, plan: Plan, now: dt.datetime) -> frozenset[dt.date]:
    """Read the days on which a repeating plan is not to happen: "24 Dec, 31 Dec 2026"; empty text: none.

    Without a year the next such date from `now` is meant. Raises InvalidInputError (when-…) for the first that is not
    understood, is past, or is no date of the plan.
    """
    listed = ",".join(part for part in map(str.strip, re.split(r"[;\n,]", text)) if part)
    if not listed:
        return frozenset()
    said = parse_dates(listed, LONGEST_LIST)
    phrase = Phrase(
        day=DaysAhead(days=0),
        day_text="",
        at=plan.wall.time(),
        offset=None,
        zone=None,
        starting=None,
        until=None,
    )
    return _Placing(phrase=phrase, zone=plan.zone, now=now.astimezone(dt.UTC)).left_out(said, plan)


def echo(reading: Reading, t: Translator) -> str:
    """A reading for places without markup: "Tue 8 Dec 2026 18:00 · Asia/Beirut · every month on the 2nd Tuesday".

    At most 100 characters (UTF-16 units).
    """
    first, plan = reading.first, reading.plan
    parts = {"date": said.date(first.wall, t), "time": f"{first.wall:%H:%M}", "zone": plan.zone}
    if reading.ambiguous:
        shown = t.plain("when-echo-ambiguous", **parts)
    elif reading.shifted:
        shown = t.plain("when-echo-shifted", **parts)
    else:
        shown = t.plain("when-echo", **parts)
    if plan.rule is not None:
        shown = t.plain("when-echo-rule", first=shown, rule=said.rule(plan.rule, plan.wall, t))
    if plan.not_on:
        # As many dates as fit: how many they are is said in any case.
        choices = (
            t.plain("when-echo-except", reading=shown, days=said.days(plan.not_on, t, most=most))
            for most in (3, 2, 1, 0)
        )
        shown = next((one for one in choices if length(one) <= LONGEST_ECHO), shown)
    return clip(shown, LONGEST_ECHO)


def suggest(text: str, *, zone: str, now: dt.datetime) -> list[str]:
    """Phrases to complete what was typed so far, at most 8; each can be read in `zone` at `now`."""
    found: list[str] = []
    for phrase in candidates(text):
        if len(found) == MOST_SUGGESTIONS:
            break
        try:
            read_when(phrase, zone=zone, now=now)
        except InvalidInputError:
            continue  # not from here and now: a weekday's date that is past, a time in a gap
        found.append(phrase)
    return found


@dataclass(frozen=True, kw_only=True)
class _Placing:
    """A phrase about to be placed in a zone at a moment."""

    phrase: Phrase
    zone: str
    now: dt.datetime

    def once(self, day: OnDate | DaysAhead | OnWeekday | After) -> Reading:
        phrase = self.phrase
        if phrase.until or phrase.starting or phrase.not_on or phrase.lasting:
            raise InvalidInputError("when-limit-once")
        if isinstance(day, After):
            return self._after(day)
        at = self._time()
        if phrase.offset is not None:
            return self._at_offset(day, at, phrase.offset)
        self._check_weekday(day)
        return self._at_wall(dt.datetime.combine(self._date(day, at), at))

    def repeating(self, rule: Rule) -> Reading:
        phrase = self.phrase
        if phrase.offset is not None:
            raise InvalidInputError("when-offset-alone")
        at = self._time()
        start = self.now
        if phrase.starting is not None:
            self._check_weekday(phrase.starting)
            first_day = dt.datetime.combine(self._date(phrase.starting, at), at)
            start = resolve(self._near(first_day), self.zone).instant - _MINUTE
        if phrase.until is not None:
            self._check_weekday(phrase.until)
            last_day = self._date(phrase.until, dt.time.max.replace(microsecond=0))
            rule = replace(rule, until=self._near(dt.datetime.combine(last_day, dt.time(23, 59, 59))))
        wall = dt.datetime.combine(self._wall(start).date(), at)
        begins = next_occurrence(Plan(wall=wall, zone=self.zone, rule=replace(rule, interval=1)), start)
        if begins is None:
            raise InvalidInputError("when-until-early")
        if phrase.lasting is not None:
            rule = self._ending(rule, phrase.lasting, begins.planned.date())
        plan = Plan(wall=begins.planned, zone=self.zone, rule=rule)
        first = next_occurrence(plan, self.now)
        if first is None:
            raise InvalidInputError("when-until-early")
        if phrase.not_on:
            plan = replace(plan, not_on=self.left_out(phrase.not_on, plan))
            first = next_occurrence(plan, self.now)
            if first is None:
                raise InvalidInputError("when-not-all")
        self._near(first.wall)
        return Reading(plan=plan, first=first)

    def _ending(self, rule: Rule, lasting: Lasting, first: dt.date) -> Rule:
        """The rule with its end: "for 6 weeks" counts from the first date, which is in the first of them."""
        if lasting.times is not None:
            return replace(rule, count=lasting.times)
        if lasting.days + lasting.months * 30 > 366 * (YEARS_AHEAD + 1):
            raise InvalidInputError("when-too-far", years=YEARS_AHEAD)
        ends = first + relativedelta(months=lasting.months, days=lasting.days - 1)
        return replace(rule, until=self._near(dt.datetime.combine(ends, dt.time(23, 59, 59))))

    def left_out(self, days: Iterable[OnDate], plan: Plan) -> frozenset[dt.date]:
        """The days of a plan that were named to be left out. Each is still to come, and one of its days."""
        found = set()
        at = plan.wall.time()
        for said_day in days:
            self._check_weekday(said_day)
            day = self._date(said_day, at)
            self._near(dt.datetime.combine(day, at))
            if not self._is_ahead(dt.datetime.combine(day, at)):
                raise InvalidInputError("when-not-past", date=day.isoformat())
            if not falls_on(plan, day):
                raise InvalidInputError("when-not-of-series", date=day.isoformat(), day=day.isoweekday())
            found.add(day)
        return frozenset(found)

    def _after(self, day: After) -> Reading:
        """ "in 3 days", "in 2h": by the calendar for days, by the stopwatch for less."""
        phrase = self.phrase
        if phrase.offset is not None:
            raise InvalidInputError("when-offset-alone")
        if phrase.at is not None and day.minutes:
            raise not_understood(f"{phrase.at:%H:%M}")
        if not day.days and not day.minutes:
            raise not_understood(phrase.day_text)
        if day.days > 366 * (YEARS_AHEAD + 1) or day.minutes > 1440 * 366 * (YEARS_AHEAD + 1):
            raise InvalidInputError("when-too-far", years=YEARS_AHEAD)
        if not day.days:
            instant = _whole_minute(self.now + dt.timedelta(minutes=day.minutes))
            return self._at_instant(instant)
        wall = self._wall(_whole_minute(self.now)) + dt.timedelta(days=day.days)
        if phrase.at is not None:
            wall = dt.datetime.combine(wall.date(), phrase.at)
        if not day.minutes:
            return self._at_wall(wall)
        return self._at_instant(
            resolve(self._near(wall), self.zone).instant + dt.timedelta(minutes=day.minutes)
        )

    def _at_offset(self, day: OnDate | DaysAhead | OnWeekday, at: dt.time, offset: dt.timedelta) -> Reading:
        if not isinstance(day, OnDate) or day.year is None:
            raise InvalidInputError("when-offset-alone")
        self._check_weekday(day)
        wall = self._near(dt.datetime.combine(dt.date(day.year, day.month, day.day), at))
        return self._at_instant(wall.replace(tzinfo=dt.timezone(offset)).astimezone(dt.UTC))

    def _at_instant(self, instant: dt.datetime) -> Reading:
        """A plan for an instant. Where its wall time happens twice and the second is meant, only UTC can say so."""
        wall = self._wall(instant)
        first = resolve(self._near(wall), self.zone)
        zone = self.zone
        if first.instant != instant:
            wall, zone = instant.replace(tzinfo=None), zones.UTC
            first = resolve(wall, zone)
        self._check_future(first)
        return Reading(plan=Plan(wall=wall, zone=zone), first=first)

    def _at_wall(self, wall: dt.datetime) -> Reading:
        first = resolve(self._near(wall), self.zone)
        self._check_future(first)
        if first.shifted:
            before = resolve(wall, self.zone).wall - wall
            raise InvalidInputError(
                "when-gap",
                wall=f"{wall:%Y-%m-%d %H:%M}",
                city=zones.city(self.zone),
                before=f"{wall - before:%Y-%m-%d %H:%M}",
                after=f"{first.wall:%Y-%m-%d %H:%M}",
            )
        return Reading(plan=Plan(wall=wall, zone=self.zone), first=first)

    def _date(self, day: OnDate | DaysAhead | OnWeekday, at: dt.time) -> dt.date:
        here = self._wall(self.now)
        today = here.date()
        match day:
            case DaysAhead(days=days):
                return today + dt.timedelta(days=days)
            case OnWeekday(day=weekday, today=today_counts):
                ahead = (weekday - today.weekday()) % 7
                if not ahead and not (today_counts and self._is_ahead(dt.datetime.combine(today, at))):
                    ahead = 7
                return today + dt.timedelta(days=ahead)
            case OnDate(year=year, month=month, day=date) if year is not None:
                return dt.date(year, month, date)
            case OnDate(month=month, day=date, weekday=weekday):
                found = today
                for year in range(today.year, today.year + 9):
                    if (month, date) == (2, 29) and (year % 4 or (year % 100 == 0 and year % 400)):
                        continue
                    found = dt.date(year, month, date)
                    if self._is_ahead(dt.datetime.combine(found, at)):
                        break
                return found

    def _is_ahead(self, wall: dt.datetime) -> bool:
        return resolve(wall, self.zone).instant > self.now

    def _time(self) -> dt.time:
        if self.phrase.at is None:
            raise InvalidInputError("when-time-missing", example=f"{self.phrase.day_text[:60]} 18:00")
        return self.phrase.at

    def _wall(self, instant: dt.datetime) -> dt.datetime:
        return instant.astimezone(zones.zone_info(self.zone)).replace(tzinfo=None, fold=0)

    def _near(self, wall: dt.datetime) -> dt.datetime:
        """The same, unless it is too far away to mean anything."""
        here = self._wall(self.now)
        if wall.year < FIRST_YEAR:
            raise InvalidInputError("when-past", wall=f"{wall:%Y-%m-%d %H:%M}", now=f"{here:%Y-%m-%d %H:%M}")
        if wall.year > here.year + YEARS_AHEAD + 1 or wall > _years_later(here):
            raise InvalidInputError("when-too-far", years=YEARS_AHEAD)
        return wall

    def _check_future(self, first: Occurrence) -> None:
        if first.instant <= self.now:
            here = self._wall(self.now)
            raise InvalidInputError(
                "when-past", wall=f"{first.planned:%Y-%m-%d %H:%M}", now=f"{here:%Y-%m-%d %H:%M}"
            )

    def _check_weekday(self, day: OnDate | DaysAhead | OnWeekday) -> None:
        """The weekday that was named beside a date is the date's own."""
        if not isinstance(day, OnDate) or day.weekday is None:
            return
        date = self._date(day, self.phrase.at or dt.time(0))
        if date.weekday() != day.weekday:
            raise InvalidInputError("when-weekday-wrong", date=date.isoformat(), day=date.isoweekday())


def _years_later(wall: dt.datetime) -> dt.datetime:
    return wall + dt.timedelta(days=366 * YEARS_AHEAD)


def _whole_minute(instant: dt.datetime) -> dt.datetime:
    """This minute's start, or the next one's: never earlier than asked."""
    start = instant.replace(second=0, microsecond=0)
    return start if start == instant else start + _MINUTE


def _zone(text: str) -> str:
    """The zone a phrase names. Raises InvalidInputError for an abbreviation, an offset, and what is no zone."""
    zone = zones.named(text)
    if zone is not None:
        return zone
    if text.upper() in words.ABBREVIATIONS:
        examples = words.ABBREVIATIONS[text.upper()]
        raise InvalidInputError("when-zone-abbreviation", zone=text.upper(), examples=examples)
    if _OFFSET.match(text):
        raise InvalidInputError("when-offset-alone")
    near = zones.nearest(text)
    if near is not None:
        raise InvalidInputError("when-zone-unknown-near", zone=text[:60], near=near)
    if "/" in text:
        raise InvalidInputError("when-zone-unknown", zone=text[:60])
    raise not_understood(text)


_OFFSET = re.compile(r"(?:utc|gmt)?\s*[+-]\s*[0-9]", re.IGNORECASE)
