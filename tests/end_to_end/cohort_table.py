"""What a cohort is to be told in eight weeks, worked out from zone data alone: nothing of the bot's own code is used."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

ANCHOR = "Europe/Berlin"
ZONES = (
    "Europe/Berlin",
    "Asia/Beirut",
    "America/New_York",
    "America/Montevideo",
    "Africa/Accra",
    "Pacific/Tongatapu",
    "Asia/Kathmandu",
    "Australia/Sydney",
    "America/Santiago",
)
CHANGES = (
    "2027-03-14 07:00",  # North America
    "2027-03-28 01:00",  # Europe, and Beirut with it
    "2027-04-03 16:00",  # Sydney
    "2027-04-04 03:00",  # Santiago
)
"""When clocks change in these weeks, in UTC."""
SESSION, MILESTONE = (10080, 1440, 60, 0), (4320, 1440)
"""Minutes before, as a new cohort has them."""
Span = tuple[dt.datetime, dt.datetime]
ALWAYS: Span = (dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC))


def utc(text: str) -> dt.datetime:
    """An instant."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def instant(wall: str, zone: str = ANCHOR) -> dt.datetime:
    """When a clock shows this."""
    return dt.datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


def clock(at: dt.datetime, zone: str) -> str:
    """What a clock shows."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A session or milestone as it was planned from an instant until another. `only`: the date of one person."""

    name: str
    wall: str
    offsets: tuple[int, ...]
    known: Span = ALWAYS
    only: int | None = None

    @property
    def at(self) -> dt.datetime:
        return instant(self.wall)

    def dues(self) -> list[tuple[int, dt.datetime]]:
        found = [(offset, self._before(offset)) for offset in self.offsets]
        return [(offset, due) for offset, due in found if self.known[0] <= due < self.known[1]]

    def _before(self, offset: int) -> dt.datetime:
        """Days are counted on the wall: a week before 18:00 the clock shows 18:00."""
        if offset % 1440:
            return self.at - dt.timedelta(minutes=offset)
        return instant(f"{dt.datetime.fromisoformat(self.wall) - dt.timedelta(minutes=offset)}")


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Somebody who wants direct messages. `spared`: what they are not reminded of, by name, and since when.

    `quiet`: not between 22:00 and 08:00, but for what is an hour ahead or less. `until`: when they left, or finished.
    """

    user_id: int
    zone: str
    quiet: bool = False
    until: dt.datetime = ALWAYS[1]
    spared: Mapping[str, dt.datetime]


@dataclass(frozen=True, kw_only=True, order=True)
class Expected:
    """One reminder: where or to whom, of what instant, and when."""

    place: int
    at: dt.datetime
    due: dt.datetime


def to_channel(room: int, plans: Iterable[Planned], away: Sequence[Span]) -> list[Expected]:
    """Every reminder of the whole cohort. `away`: when nothing could be sent; what fell due then comes at its end."""
    return [
        Expected(place=room, at=plan.at, due=_back(due, away))
        for plan in plans
        if plan.only is None
        for _, due in plan.dues()
    ]


def to_person(reader: Reader, plans: Iterable[Planned], away: Sequence[Span]) -> list[Expected]:
    """Every direct message of one person. Their own date of a thing takes the place of everybody's."""
    plans = tuple(plans)
    own = {plan.name for plan in plans if plan.only == reader.user_id}
    mine = [
        plan for plan in plans if plan.only == reader.user_id or (plan.only is None and plan.name not in own)
    ]
    found = []
    for plan in mine:
        for offset, due in plan.dues():
            at = _back(due, away)
            at = _awake(at, reader.zone) if reader.quiet and offset > 60 else at
            if at < reader.until and at < reader.spared.get(plan.name, ALWAYS[1]):
                found.append(Expected(place=reader.user_id, at=plan.at, due=at))
    return found


def _back(due: dt.datetime, away: Sequence[Span]) -> dt.datetime:
    return next((end for begin, end in away if begin <= due < end), due)


def _awake(at: dt.datetime, zone: str) -> dt.datetime:
    local = at.astimezone(ZoneInfo(zone))
    if 8 <= local.hour < 22:
        return at
    day = local.date() + dt.timedelta(days=int(local.hour >= 22))
    return instant(f"{day} 08:00", zone)


def drifts(zone: str) -> list[dt.datetime]:
    """When somebody in a zone is told that the course moves on their clock: a week ahead, at ten in the morning.

    The course is at 18:00 of the anchor on Tuesdays.
    """
    found = []
    for text in CHANGES:
        change = utc(text)
        tuesday = change.date() - dt.timedelta(days=(change.weekday() - 1) % 7)
        before, after = (instant(f"{tuesday + dt.timedelta(days=days)} 18:00") for days in (0, 7))
        just_before = change - dt.timedelta(minutes=1)
        if _apart(before, zone) != _apart(after, zone) and _apart(just_before, zone) != _apart(change, zone):
            day = change.astimezone(ZoneInfo(zone)).date() - dt.timedelta(days=7)
            found.append(instant(f"{day} 10:00", zone))
    return found


def _apart(at: dt.datetime, zone: str) -> dt.timedelta:
    mine, anchors = (at.astimezone(ZoneInfo(name)).utcoffset() for name in (zone, ANCHOR))
    assert mine is not None
    assert anchors is not None
    return mine - anchors


def differences(
    expected: Iterable[Expected], seen: Iterable[tuple[int, dt.datetime, dt.datetime]], away: Sequence[Span]
) -> list[str]:
    """What is missing, too much, or at another time. `seen`: place, instant that it is about, and when it came.

    In time is within a minute; after an absence within six, for that is how long a retry may wait.
    """
    backlog = {end for _, end in away}
    wanted = sorted(expected)
    came = sorted(seen)
    counts = Counter((one.place, one.at) for one in wanted)
    counts.subtract(Counter((place, at) for place, at, _ in came))
    said = [
        f"{place}: {at:%m-%d %H:%M} {'missing' if number > 0 else 'too much'} × {abs(number)}"
        for (place, at), number in counts.items()
        if number
    ]
    for one, (_, _, at) in zip(wanted, came, strict=True) if not said else ():
        allowed = 360 if one.due in backlog else 60
        if not 0 <= (at - one.due).total_seconds() < allowed:
            said.append(
                f"{one.place}: {one.at:%m-%d %H:%M}, due {one.due:%m-%d %H:%M:%S}, came {at:%m-%d %H:%M:%S}"
            )
    return said
