"""Plans and occurrences in words. The words stand in catalogues/<locale>/when.ftl."""

import datetime as dt
from collections.abc import Collection

from bot.delivery.recurrence import Occurrence, Plan
from bot.delivery.rule import Frequency, Rule, Weekday
from bot.language import zones
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, safe

_WORKDAYS = tuple(Weekday(day=day) for day in range(5))


def anchor(occurrence: Occurrence, zone: str, t: Translator) -> str:
    """The wall time that was agreed, and where: "18:00 Beirut"."""
    return t.plain("when-anchor", time=_clock(occurrence.wall), city=zones.city(zone))


def describe(plan: Plan, t: Translator) -> Safe:
    """A plan in words: "every month on the 2nd Tuesday, 18:00 Beirut"; once: "Tue 8 Dec 2026, 18:00 Beirut".

    Of the days that are left out three are named: "every Tuesday, 18:00 Beirut, not on 29 Dec 2026".
    """
    place = t.plain("when-anchor", time=_clock(plan.wall), city=zones.city(plan.zone))
    what = date(plan.wall, t) if plan.rule is None else rule(plan.rule, plan.wall, t)
    said = t.plain("when-plan", what=what, place=place)
    if plan.not_on:
        said = t.plain("when-plan-except", plan=said, days=days(plan.not_on, t))
    return safe(said)


def day(of: dt.date, t: Translator) -> str:
    """ "8 Dec 2026"."""
    return t.plain("when-day", date=str(of.day), month=of.month, year=str(of.year))


def days(which: Collection[dt.date], t: Translator, *, most: int = 3) -> str:
    """ "24 Dec 2026, 31 Dec 2026 and 4 more": the earliest `most`; with 0 only how many."""
    named = sorted(which)[:most]
    if not named:
        return t.plain("when-days-counted", count=len(which))
    said = _listed([day(one, t) for one in named], t)
    more = len(which) - len(named)
    return t.plain("when-days-more", list=said, count=more) if more else said


def date(wall: dt.date, t: Translator) -> str:
    """ "Tue 8 Dec 2026"."""
    return t.plain(
        "when-date", day=wall.isoweekday(), date=str(wall.day), month=wall.month, year=str(wall.year)
    )


def rule(what: Rule, wall: dt.datetime, t: Translator) -> str:
    """ "every 2 weeks on Mon, Thu until 1 Mar 2027". `wall` is the plan's, for what the rule leaves to it."""
    said = _repeats(what, wall, t)
    if what.until is not None:
        return t.plain("when-rule-until", rule=said, until=day(what.until, t))
    if what.count is not None:
        return t.plain("when-rule-counted", rule=said, count=what.count)
    return said


def _repeats(what: Rule, wall: dt.datetime, t: Translator) -> str:
    match what.freq:
        case Frequency.DAILY:
            return t.plain("when-rule-daily", interval=what.interval)
        case Frequency.WEEKLY:
            days = what.weekdays or (Weekday(day=wall.weekday()),)
            if what.interval == 1 and days == _WORKDAYS:
                return t.plain("when-rule-workdays")
            if len(days) == 1:
                name = t.plain("when-weekday", day=days[0].day + 1)
            else:
                name = _listed([t.plain("when-weekday-short", day=day.day + 1) for day in days], t)
            return t.plain("when-rule-weekly", interval=what.interval, days=name)
        case Frequency.MONTHLY:
            return t.plain("when-rule-monthly", interval=what.interval, days=_month_days(what, wall, t))
        case Frequency.YEARLY:
            month = what.month or wall.month
            if what.weekdays:
                days_said = _month_days(what, wall, t)
                return t.plain(
                    "when-rule-yearly-weekday", interval=what.interval, days=days_said, month=month
                )
            if what.month_day == -1:
                return t.plain(
                    "when-rule-yearly-weekday",
                    interval=what.interval,
                    days=t.plain("when-last-day"),
                    month=month,
                )
            day = str(what.month_day or wall.day)
            return t.plain("when-rule-yearly", interval=what.interval, date=day, month=month)


def _month_days(what: Rule, wall: dt.datetime, t: Translator) -> str:
    if not what.weekdays:
        day = what.month_day or wall.day
        return t.plain("when-last-day") if day == -1 else t.plain("when-month-day", date=day)
    if len({weekday.day for weekday in what.weekdays}) == 1:
        nths = _listed([t.plain("when-nth", nth=weekday.nth or 1) for weekday in what.weekdays], t)
        return t.plain(
            "when-nth-weekday", nth=nths, weekday=t.plain("when-weekday", day=what.weekdays[0].day + 1)
        )
    said = [
        t.plain(
            "when-nth-weekday",
            nth=t.plain("when-nth", nth=weekday.nth or 1),
            weekday=t.plain("when-weekday-short", day=weekday.day + 1),
        )
        for weekday in what.weekdays
    ]
    return _listed(said, t)


def _listed(items: list[str], t: Translator) -> str:
    said = items[0]
    for item in items[1:]:
        said = t.plain("when-list", list=said, item=item)
    return said


def _clock(wall: dt.datetime) -> str:
    return f"{wall:%H:%M:%S}" if wall.second else f"{wall:%H:%M}"
