"""When a new cohort should meet: what people can, and the hour of the week that asks least of who it asks most of. Pure.

A week is 168 hours, Monday 00:00 first, in the zone of whoever it is about.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from bot.cohorts.rules import CohortState
from bot.delivery.recurrence import resolve

SEARCHING: Final = frozenset({CohortState.PLANNED, CohortState.ENROLLING})
"""States of a cohort in which its hour is searched for."""
HOURS: Final = 168
NEVER: Final = "0" * HOURS
SOCIAL: Final = range(8, 21)
"""Local hours in which nobody minds a session: it begins at 08:00 at the earliest, and is over at 21:00."""
SHOWN: Final = 3
"""Proposals on the card."""
WEEKS: Final = range(1, 53)
USUAL_WEEKS: Final = 8
KEPT: Final = dt.timedelta(days=30)
"""So long after the search is over the hours are kept."""

PRESETS: Final = (
    tuple(day * 24 + hour for day in range(5) for hour in range(18, 22)),
    tuple(day * 24 + hour for day in range(5) for hour in range(9, 17)),
    tuple(day * 24 + hour for day in (5, 6) for hour in range(9, 18)),
)
"""Weekday evenings, weekday daytimes, weekends."""


@dataclass(frozen=True, kw_only=True)
class Marks:
    """The hours that somebody can, in their own zone: 168 times 1 or 0."""

    user_id: int
    zone: str
    hours: str


@dataclass(frozen=True, kw_only=True)
class Burden:
    """What an hour asks of somebody. `local`: their weekday (0 Monday) and time at its worst. `unsocial`: hours away from the day.

    `can`: every hour of it is marked, in each week.
    """

    user_id: int
    zone: str
    local: tuple[int, dt.time]
    unsocial: int
    can: bool


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """An hour of the anchor zone's week, with what it asks of each. `slot`: 0 is Monday 00:00."""

    slot: int
    burdens: tuple[Burden, ...]

    @property
    def able(self) -> int:
        """How many can."""
        return sum(one.can for one in self.burdens)

    @property
    def worst(self) -> int:
        """The unsocial hours of who can and is worst off."""
        return max((one.unsocial for one in self.burdens if one.can), default=0)

    @property
    def total(self) -> int:
        """The unsocial hours of all who can."""
        return sum(one.unsocial for one in self.burdens if one.can)

    @property
    def order(self) -> tuple[int, int, int, int]:
        """What makes one hour better than another: who cannot, then who is worst off, then all together."""
        return len(self.burdens) - self.able, self.worst, self.total, self.slot

    @property
    def worst_off(self) -> tuple[Burden, ...]:
        """Who is worst off of those who can; empty where it is daytime for everybody."""
        return tuple(one for one in self.burdens if one.can and one.unsocial == self.worst and self.worst)

    @property
    def unable(self) -> tuple[Burden, ...]:
        """Who cannot."""
        return tuple(one for one in self.burdens if not one.can)


def unsocial(hour: int) -> int:
    """How many hours a local hour of the day lies away from the social ones: 0 from 08:00 to 20:59, 6 at 02:00."""
    return 0 if hour in SOCIAL else min((SOCIAL.start - hour) % 24, (hour - (SOCIAL.stop - 1)) % 24)


def weeks_from(since: dt.date, count: int) -> tuple[dt.date, ...]:
    """The Mondays of so many weeks, the first one after a day."""
    first = since + dt.timedelta(days=7 - since.weekday())
    return tuple(first + dt.timedelta(days=7 * number) for number in range(count))


def proposals(
    marks: Sequence[Marks], *, anchor: str, minutes: int, weeks: Sequence[dt.date], most: int = SHOWN
) -> tuple[Proposal, ...]:
    """The best hours of the anchor zone's week, the best first. `weeks`: the Mondays of those it is held in."""
    if not marks:
        return ()
    zones = {name: ZoneInfo(name) for name in {one.zone for one in marks}}
    held = [(one.zone, int(one.hours, 2)) for one in marks]
    ranked: list[tuple[tuple[int, int, int, int], dict[str, _Asked]]] = []
    for slot in range(HOURS):
        starts = [_start(monday, slot, anchor) for monday in weeks]
        asked = {name: _asked(starts, zone, minutes) for name, zone in zones.items()}
        able = [asked[zone].unsocial for zone, hours in held if asked[zone].mask & hours == asked[zone].mask]
        order = len(marks) - len(able), max(able, default=0), sum(able), slot
        ranked.append((order, asked))
    ranked.sort(key=lambda one: one[0])
    return tuple(
        Proposal(
            slot=order[-1],
            burdens=tuple(
                Burden(
                    user_id=one.user_id,
                    zone=one.zone,
                    local=asked[one.zone].local,
                    unsocial=asked[one.zone].unsocial,
                    can=asked[one.zone].mask & hours == asked[one.zone].mask,
                )
                for one, (_, hours) in zip(marks, held, strict=True)
            ),
        )
        for order, asked in ranked[:most]
    )


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What an hour asks of a zone: the local hours that have to be free, as bits, and the worst of them."""

    mask: int
    local: tuple[int, dt.time]
    unsocial: int


def _start(monday: dt.date, slot: int, anchor: str) -> dt.datetime:
    day = monday + dt.timedelta(days=slot // 24)
    return resolve(dt.datetime.combine(day, dt.time(slot % 24)), anchor).instant


def _asked(starts: Iterable[dt.datetime], zone: ZoneInfo, minutes: int) -> _Asked:
    mask, worst, local = 0, -1, (0, dt.time(0))
    seen: set[tuple[int, dt.time]] = set()
    for start in starts:
        begin = start.astimezone(zone)
        there = begin.weekday(), dt.time(begin.hour, begin.minute)
        if there in seen:
            continue  # the clocks stood still since
        seen.add(there)
        cells = touched(*there, minutes)
        grade = max(unsocial(cell % 24) for cell in cells)
        if grade > worst:
            worst, local = grade, there
        for cell in cells:
            mask |= 1 << (HOURS - 1 - cell)
    return _Asked(mask=mask, local=local, unsocial=max(worst, 0))


def touched(day: int, at: dt.time, minutes: int) -> tuple[int, ...]:
    """The hours of a week that a session touches which begins at a local time."""
    first = (day * 24 + at.hour) * 60 + at.minute
    return tuple(cell % HOURS for cell in range(first // 60, (first + minutes - 1) // 60 + 1))


def by_zone(burdens: Iterable[Burden]) -> Mapping[tuple[str, tuple[int, dt.time]], tuple[Burden, ...]]:
    """Those of one zone together, the largest group first."""
    found: dict[tuple[str, tuple[int, dt.time]], list[Burden]] = {}
    for one in burdens:
        found.setdefault((one.zone, one.local), []).append(one)
    return {
        key: tuple(those)
        for key, those in sorted(found.items(), key=lambda item: (-len(item[1]), item[0][0]))
    }


# What somebody marks


def with_days(hours: str, days: Collection[int], marked: Collection[int]) -> str:
    """The week with exactly these hours of the day marked on these days."""
    cells = list(hours)
    for day in days:
        for hour in range(24):
            cells[day * 24 + hour] = "1" if hour in marked else "0"
    return "".join(cells)


def with_preset(hours: str, preset: Iterable[int]) -> str:
    """The week with more hours marked."""
    cells = list(hours)
    for cell in preset:
        cells[cell] = "1"
    return "".join(cells)


def common(hours: str, days: Collection[int]) -> frozenset[int]:
    """The hours of the day that are marked on each of these days."""
    return frozenset(
        hour for hour in range(24) if days and all(hours[day * 24 + hour] == "1" for day in days)
    )


def days_of(mask: int) -> tuple[int, ...]:
    """The days of a press: bit 0 is Monday."""
    return tuple(day for day in range(7) if mask >> day & 1)


def mask_of(days: Iterable[int]) -> int:
    """Days as a press carries them."""
    return sum(1 << day for day in set(days))


def in_zone(hours: str, before: str, after: str, at: dt.datetime) -> str:
    """The same hours of the world in another zone; of an hour that is free in part nobody says that it is."""
    there = [at.astimezone(ZoneInfo(zone)).utcoffset() or dt.timedelta(0) for zone in (before, after)]
    by, rest = divmod(int((there[1] - there[0]).total_seconds()), 3600)
    found = _later(hours, by)
    if not rest:
        return found
    return "".join(
        "1" if one == other == "1" else "0" for one, other in zip(found, _later(hours, by + 1), strict=True)
    )


def _later(hours: str, by: int) -> str:
    by %= HOURS
    return hours[HOURS - by :] + hours[: HOURS - by]
