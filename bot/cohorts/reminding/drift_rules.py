"""When the clocks of two places drift apart, and whose local hour changes by that. Pure: values in, values out.

A session is agreed by the clock of its own zone. Where summer time begins or ends there and not in a member's zone, or on
another day, the session moves on the member's clock: 18:00 in Beirut is 13:00 in Montevideo in winter, and 12:00 in summer.
"""

import datetime as dt
import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from bot.cohorts.rules import Session, SessionState
from bot.delivery.recurrence import resolve

AHEAD: Final = dt.timedelta(days=7)
"""So long before the clocks change people are told."""
TOLD_AT: Final = dt.time(10)
"""At this hour of theirs."""
NEWS_WITHIN: Final = AHEAD + dt.timedelta(days=3)
"""Nobody is told yet of what changes later than that, wherever they are."""
Pair = tuple[int, str, dt.datetime, dt.datetime]
"""(cohort, zone, an instant of a session, that of the next one in this zone)."""
_HOUR: Final = dt.timedelta(hours=1)
_SECOND: Final = dt.timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Drift:
    """From `first` on the sessions are at another hour in `zone`: at `after`, not at `before` (wall times there).

    `anchor`: the sessions' own zone. `at`: the instant at which the clocks part.
    """

    zone: str
    anchor: str
    at: dt.datetime
    first: Session
    before: dt.time
    after: dt.time

    @property
    def week(self) -> str:
        """The week of the change. Clocks that change on one weekend, some hours apart, are one piece of news."""
        year, week, _ = self.at.isocalendar()
        return f"{year}-W{week:02}"


def drifts(sessions: Sequence[Session], zones: Collection[str], now: dt.datetime) -> tuple[Drift, ...]:
    """Each change of a local hour between two sessions of which the later one is to come, in order of time.

    Two sessions are compared that are agreed by the same zone; the first of all changes nobody's habits.
    """
    found: list[Drift] = []
    for anchor, series in _by_zone(sessions):
        for zone in sorted(set(zones)):
            for earlier, later in itertools.pairwise(series):
                if later.starts_at <= now:
                    continue
                before, after = (apart(zone, anchor, one.starts_at) for one in (earlier, later))
                if before == after:
                    continue
                wall = later.starts_at.astimezone(ZoneInfo(anchor)).replace(tzinfo=None)
                found.append(
                    Drift(
                        zone=zone,
                        anchor=anchor,
                        at=_parting(zone, anchor, earlier.starts_at, later.starts_at),
                        first=later,
                        before=(wall + before).time(),
                        after=(wall + after).time(),
                    )
                )
    return tuple(sorted(found, key=lambda one: (one.at, one.first.starts_at, one.zone)))


def may_drift(pairs: Iterable[Pair], zones: Collection[str]) -> frozenset[int]:
    """The cohorts in which a local hour in any of these zones may change: of two sessions, one after the other."""
    found: set[int] = set()
    for cohort_id, anchor, earlier, later in pairs:
        if cohort_id in found:
            continue
        moved = _offset(later, anchor) - _offset(earlier, anchor)
        if any(_offset(later, zone) - _offset(earlier, zone) != moved for zone in zones):
            found.add(cohort_id)
    return frozenset(found)


def apart(zone: str, anchor: str, at: dt.datetime) -> dt.timedelta:
    """How far a zone's clock is ahead of the anchor's at an instant."""
    return _offset(at, zone) - _offset(at, anchor)


def told_at(parting: dt.datetime, zone: str) -> dt.datetime:
    """When people of a zone are told: a week before the day of the change, at ten in the morning."""
    day = parting.astimezone(ZoneInfo(zone)).date() - AHEAD
    return resolve(dt.datetime.combine(day, TOLD_AT), zone).instant


def _by_zone(sessions: Sequence[Session]) -> Iterator[tuple[str, list[Session]]]:
    taking_place = sorted(
        (one for one in sessions if one.state is not SessionState.CANCELLED), key=lambda one: one.starts_at
    )
    for zone in sorted({one.zone for one in taking_place}):
        yield zone, [one for one in taking_place if one.zone == zone]


def _parting(zone: str, anchor: str, start: dt.datetime, end: dt.datetime) -> dt.datetime:
    """The last instant in (start, end] at which the two clocks began to be as far apart as they are at the end."""
    final = apart(zone, anchor, end)
    same = end
    while same > start:
        other = max(start, same - _HOUR)
        if apart(zone, anchor, other) != final:
            break
        same = other
    else:
        return end
    while same - other > _SECOND:
        middle = other + (same - other) // 2
        if apart(zone, anchor, middle) == final:
            same = middle
        else:
            other = middle
    return same.replace(microsecond=0)


def _offset(at: dt.datetime, zone: str) -> dt.timedelta:
    return at.astimezone(ZoneInfo(zone)).utcoffset() or dt.timedelta(0)
