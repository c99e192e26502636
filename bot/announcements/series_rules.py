"""Which dates of a series are left out, and which stay so when its plan changes. Pure: values in, values out."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.announcements import rules
from bot.announcements.rules import Announcement
from bot.delivery.recurrence import Occurrence, Plan, falls_on, resolve

DATES_SHOWN = 20
"""How many coming dates are offered to be skipped."""
MOST_LEFT_OUT = 100
"""Days that a series may name in "not on", those that are past aside."""
_KEPT = dt.timedelta(days=7)
"""So long a day that is past stays with the plan: what was due on it may be looked at again."""


@dataclass(frozen=True, kw_only=True)
class SeriesDate:
    """A date of the rule. `skipped`: an organiser left it out. `holiday`: it is one, and this series skips those."""

    at: Occurrence
    skipped: bool
    holiday: str | None = None

    @property
    def day(self) -> dt.date:
        """The day on the wall's calendar that the rule asks for: what is stored when it is left out."""
        return self.at.planned.date()

    @property
    def is_left_out(self) -> bool:
        return self.skipped or self.holiday is not None


def bare(plan: Plan) -> Plan:
    """The plan as its rule has it, with nothing left out."""
    return replace(plan, not_on=frozenset(), not_yearly=frozenset())


def coming(announcement: Announcement, *, after: dt.datetime, most: int = DATES_SHOWN) -> list[SeriesDate]:
    """The next dates of the rule after an instant, those that are left out among them."""
    plan, holidays = announcement.plan, announcement.holidays
    return [
        SeriesDate(
            at=one,
            skipped=one.planned.date() in plan.not_on,
            holiday=holidays.name_of(one.planned.date()) if announcement.skips_holidays else None,
        )
        for one in rules.upcoming(bare(plan), after=after, most=most)
    ]


def left_out(announcement: Announcement, *, after: dt.datetime) -> list[SeriesDate]:
    """What does not happen: among the next dates, and each later one that an organiser named; the earliest first."""
    if announcement.plan.rule is None:
        return []
    shown = coming(announcement, after=after)
    found = [one for one in shown if one.is_left_out]
    last = shown[-1].at.instant if shown else after
    for day in sorted(announcement.plan.not_on):
        occurrence = resolve(dt.datetime.combine(day, announcement.plan.wall.time()), announcement.plan.zone)
        if occurrence.instant > last and falls_on(announcement.plan, day):
            found.append(SeriesDate(at=occurrence, skipped=True))
    return found


def skipping(plan: Plan, *, shown: Collection[dt.date], chosen: Collection[dt.date]) -> Plan:
    """The plan after a choice among the days that were shown; other days stay as they were."""
    return replace(plan, not_on=(plan.not_on - frozenset(shown)) | (frozenset(chosen) & frozenset(shown)))


def tidy(plan: Plan, *, now: dt.datetime) -> Plan:
    """Without days that are long past."""
    oldest = now.date() - _KEPT
    return replace(plan, not_on=frozenset(day for day in plan.not_on if day >= oldest))


def future_days(plan: Plan, *, now: dt.datetime) -> frozenset[dt.date]:
    """The days of "not on" that are still to come."""
    at = plan.wall.time()
    return frozenset(
        day for day in plan.not_on if resolve(dt.datetime.combine(day, at), plan.zone).instant > now
    )


def carried(old: Plan, new: Plan, *, now: dt.datetime) -> Plan:
    """A new plan with the days that were left out of the old one, where they are still to come and dates of the new one."""
    if new.rule is None:
        return new
    kept = frozenset(day for day in future_days(old, now=now) if falls_on(new, day))
    return replace(new, not_on=new.not_on | kept)


def dropped(old: Plan, new: Plan, *, now: dt.datetime) -> frozenset[dt.date]:
    """The days that were left out of the old plan and are no dates of the new one."""
    return frozenset(day for day in future_days(old, now=now) if new.rule is None or not falls_on(new, day))


def nothing_comes(announcement: Announcement, now: dt.datetime) -> bool:
    """Whether the rule still has dates, and each of them is left out."""
    return rules.is_over(announcement.calendar, now=now) and not rules.is_over(
        bare(announcement.plan), now=now
    )
