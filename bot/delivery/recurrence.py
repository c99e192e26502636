"""When a plan happens: wall time + IANA zone + rule; instants are derived and never the truth.

dateutil's rrule runs on naive wall time; each result is then placed in its zone. A wall time that happens twice
(clocks go back) means the first; one that never happens (clocks jump) moves forward by the jump, so that 00:30 in a
jump from 00:00 to 01:00 becomes 01:30. No clock, and no I/O but the packaged zone data.
"""

import calendar
import datetime as dt
import functools
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import islice

from dateutil import rrule

from bot.delivery.rule import FIRST_YEAR, LAST_YEAR, Frequency, Rule, Weekday
from bot.errors import InvalidInputError
from bot.language import zones

__all__ = [
    "Frequency",
    "Occurrence",
    "Plan",
    "Rule",
    "Weekday",
    "falls_on",
    "next_occurrence",
    "occurrences",
    "resolve",
    "use_packaged_zone_data",
]

SEARCHED_YEARS = 40
"""How far the next occurrence is looked for. A 29 February every tenth year may take this long."""

_FREQUENCIES = {
    Frequency.DAILY: rrule.DAILY,
    Frequency.WEEKLY: rrule.WEEKLY,
    Frequency.MONTHLY: rrule.MONTHLY,
    Frequency.YEARLY: rrule.YEARLY,
}
_DAYS_OF_A_LEAP_YEAR = 366
_SLACK = dt.timedelta(days=2)
"""Wall time and UTC are less than a day apart, and no jump is longer than a day (Samoa, 2011)."""
_EARLIEST = dt.datetime(FIRST_YEAR, 1, 3, tzinfo=dt.UTC)
_LATEST = dt.datetime(LAST_YEAR, 12, 29, tzinfo=dt.UTC)


def use_packaged_zone_data() -> str:
    """Make the `tzdata` package the only source of zone data in this process, and read it (some 60 ms).

    Call it before anything else asks for a zone: systems' own copies are older or differ. Returns the version,
    such as "2026f"; when it differs from the last one, instants derived before are to be derived again.
    """
    zoneinfo.reset_tzpath(())
    zoneinfo.ZoneInfo.clear_cache()
    zones.warm()
    return str(import_module("tzdata").IANA_VERSION)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What was agreed. `wall` is naive, whole seconds, 1970–2999: the only time, or the earliest and the time of day.

    `zone` is an IANA name. `rule` None: once. With a rule, `wall` itself counts only where the rule hits it.
    `not_on` and `not_yearly` ((month, day), every year) are days on the wall's calendar on which it does not happen.
    They take away from what the rule gives, as EXDATE does (RFC 5545): a COUNT counts them.
    Raises InvalidInputError for an unknown zone (when-zone-unknown) and for a rule that nothing within 40 years fits
    (when-rule-never); ValueError for a `wall` of another shape.
    """

    wall: dt.datetime
    zone: str
    rule: Rule | None = None
    not_on: frozenset[dt.date] = frozenset()
    not_yearly: frozenset[tuple[int, int]] = frozenset()

    def leaves_out(self, day: dt.date) -> bool:
        """Whether nothing happens on this day of the wall's calendar, whatever the rule says."""
        return day in self.not_on or (day.month, day.day) in self.not_yearly

    def __post_init__(self) -> None:
        _check_wall(self.wall)
        zones.zone_info(self.zone)
        if self.rule is not None and not _ever(self.wall.date(), self.rule):
            raise InvalidInputError("when-rule-never")


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One time a plan happens. `wall` is what the clock on the wall shows then; `instant` is aware UTC.

    `planned` is the wall time the rule asked for: the same as `wall` unless `shifted` (it fell into a jump of the
    clocks). It stays the same when zone data changes, so identities hang on it. `ambiguous`: that wall time happens
    twice, and this is the first.
    """

    planned: dt.datetime
    wall: dt.datetime
    instant: dt.datetime
    shifted: bool = False
    ambiguous: bool = False


def resolve(wall: dt.datetime, zone: str) -> Occurrence:
    """Place a naive wall time in a zone. Raises InvalidInputError for an unknown zone, ValueError for another shape."""
    _check_wall(wall)
    place = zones.zone_info(zone)
    first = wall.replace(tzinfo=place, fold=0)
    instant = first.astimezone(dt.UTC)
    seen = instant.astimezone(place).replace(tzinfo=None, fold=0)
    second = wall.replace(tzinfo=place, fold=1)
    return Occurrence(
        planned=wall,
        wall=seen,
        instant=instant,
        shifted=seen != wall,
        ambiguous=seen == wall and second.utcoffset() != first.utcoffset(),
    )


def occurrences(plan: Plan, after: dt.datetime, before: dt.datetime, limit: int) -> list[Occurrence]:
    """Those with after < instant ≤ before, the earliest first, at most `limit`. Adjoining windows add up.

    Instants strictly increase: where a country skipped a whole day, the skipped and the following occurrence
    are one.
    """
    return list(islice(_between(plan, after, before), max(limit, 0)))


def next_occurrence(plan: Plan, after: dt.datetime) -> Occurrence | None:
    """The first one later than `after`; None when the plan is over. Looks 40 years ahead of `after` and the start."""
    start = plan.wall.replace(tzinfo=dt.UTC)
    reach = dt.timedelta(days=366 * SEARCHED_YEARS)
    latest = _LATEST - reach
    before = min(max(_aware(after), start), latest) + reach
    return next(_between(plan, after, before), None)


def falls_on(plan: Plan, day: dt.date) -> bool:
    """Whether the plan's rule asks for this day of the wall's calendar, left out or not."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return False
    start = dt.datetime.combine(day, dt.time())
    end = dt.datetime.combine(day, dt.time(23, 59, 59))
    return any(wall.date() == day for wall in _walls(plan, start, end))


def _between(plan: Plan, after: dt.datetime, before: dt.datetime) -> Iterator[Occurrence]:
    after = min(max(_aware(after), _EARLIEST), _LATEST)
    before = min(max(_aware(before), _EARLIEST), _LATEST)
    if before <= after or _is_always_left_out(plan):
        return
    last = after
    for wall in _walls(plan, after.replace(tzinfo=None) - _SLACK, before.replace(tzinfo=None) + _SLACK):
        if plan.leaves_out(wall.date()):
            continue
        found = resolve(wall, plan.zone)
        if found.instant > before:
            return
        if found.instant > last:
            last = found.instant
            yield found


def _walls(plan: Plan, low: dt.datetime, high: dt.datetime) -> Iterator[dt.datetime]:
    """Wall times the plan asks for up to `high`, leaving out most that lie before `low`."""
    rule = plan.rule
    if rule is None:
        yield plan.wall
        return
    if rule.count is not None:
        yield from (wall for wall in _counted(plan.wall, rule) if low <= wall <= high)
        return
    yield from rrule.rrule(
        _FREQUENCIES[rule.freq],
        dtstart=_start(plan, rule, low),
        interval=rule.interval,
        wkst=rrule.MO,
        until=high if rule.until is None else min(high, rule.until),
        **_days(plan.wall, rule),
    )


@functools.lru_cache(maxsize=64)
def _counted(wall: dt.datetime, rule: Rule) -> tuple[dt.datetime, ...]:
    """Every wall time of a counted rule, which has to be walked from its start: 366 of them take some 2 ms."""
    return tuple(
        rrule.rrule(
            _FREQUENCIES[rule.freq],
            dtstart=wall,
            interval=rule.interval,
            wkst=rrule.MO,
            count=rule.count,
            **_days(wall, rule),
        )
    )


def _is_always_left_out(plan: Plan) -> bool:
    """Whether each day the rule can ask for is one on which it never happens: looking for another takes 30 ms."""
    rule = plan.rule
    if rule is None or not plan.not_yearly:
        return False
    if len(plan.not_yearly) >= _DAYS_OF_A_LEAP_YEAR:
        return True
    if rule.freq is not Frequency.MONTHLY or rule.weekdays:
        return False
    day = rule.month_day or plan.wall.day
    lengths = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    asked = {
        (month, length if day == -1 else day) for month, length in enumerate(lengths, 1) if day <= length
    }
    return asked | ({(2, 28)} if day == -1 else set()) <= plan.not_yearly


def _days(wall: dt.datetime, rule: Rule) -> dict[str, object]:
    """rrule's arguments for the days, spelled out so that they don't depend on where the search starts."""
    month = {"bymonth": rule.month or wall.month} if rule.freq is Frequency.YEARLY else {}
    if rule.freq is Frequency.DAILY:
        return {}
    if rule.freq is Frequency.WEEKLY:
        return {"byweekday": [day.day for day in rule.weekdays] or [wall.weekday()]}
    if rule.weekdays:
        return {**month, "byweekday": [rrule.weekday(day.day, day.nth) for day in rule.weekdays]}
    return {**month, "bymonthday": rule.month_day or wall.day}


def _start(plan: Plan, rule: Rule, low: dt.datetime) -> dt.datetime:
    """Where rrule starts: the plan's own wall time, or a whole number of intervals later, shortly before `low`."""
    wall = plan.wall
    if low <= wall:
        return wall
    match rule.freq:
        case Frequency.DAILY:
            return wall + dt.timedelta(days=_whole((low - wall).days, rule.interval))
        case Frequency.WEEKLY:
            return wall + dt.timedelta(weeks=_whole((low - wall).days // 7, rule.interval))
        case Frequency.MONTHLY:
            months = _whole((low.year - wall.year) * 12 + low.month - wall.month, rule.interval)
            year, month = divmod(wall.year * 12 + wall.month - 1 + months, 12)
            return wall.replace(year=year, month=month + 1, day=1) if months else wall
        case Frequency.YEARLY:
            years = _whole(low.year - wall.year, rule.interval)
            return wall.replace(year=wall.year + years, month=1, day=1) if years else wall


def _whole(distance: int, interval: int) -> int:
    return distance // interval * interval


def _ever(start: dt.date, rule: Rule) -> bool:
    """Whether the rule hits a day within the searched years: rrule would look up to the year 9999."""
    if rule.freq in {Frequency.DAILY, Frequency.WEEKLY}:
        return True
    step = rule.interval * (12 if rule.freq is Frequency.YEARLY else 1)
    first = start.year * 12 + (rule.month or start.month) - 1
    for months in range(first, first + 12 * SEARCHED_YEARS + 1, step):
        year, month = divmod(months, 12)
        days = calendar.monthrange(year, month + 1)[1]
        if not rule.weekdays:
            hit = (rule.month_day or start.day) <= days
        else:
            hit = any(_has(year, month + 1, days, weekday) for weekday in rule.weekdays)
        if hit:
            return True
    return False


def _has(year: int, month: int, days: int, weekday: Weekday) -> bool:
    first = (weekday.day - calendar.weekday(year, month, 1)) % 7
    return len(range(first, days, 7)) >= abs(weekday.nth or 1)


def _check_wall(wall: dt.datetime) -> None:
    if wall.tzinfo is not None or wall.microsecond or wall.fold or not FIRST_YEAR <= wall.year <= LAST_YEAR:
        raise ValueError(f"wall time is naive, in whole seconds, {FIRST_YEAR}–{LAST_YEAR}: {wall!r}")


def _aware(instant: dt.datetime) -> dt.datetime:
    if instant.tzinfo is None:
        raise ValueError("a naive datetime names no instant")
    return instant.astimezone(dt.UTC)
