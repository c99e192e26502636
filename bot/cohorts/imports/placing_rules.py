"""What is doubtful about a row, which answers fit, and where it takes place once they are given. Pure: values in, values out."""

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.cohorts.imports.rules import (
    ANCHOR,
    AS_FILE,
    AS_IT_IS,
    DAILY,
    FIRST,
    HOUR,
    OUT,
    PLACE,
    SWAP,
    USUAL_HOURS,
    WEEKLY,
    Answers,
    Doubt,
    Placing,
    Row,
    Slot,
)
from bot.cohorts.sessions.rules import LONGEST, MOST_AT_ONCE, SHORTEST, USUAL
from bot.delivery.recurrence import resolve


def is_midnights(row: Row) -> bool:
    """Whether a row has times, and they are midnight and midnight: most who write that mean no time at all."""
    if row.is_day or row.start is None or row.end is None or row.end <= row.start:
        return False
    return row.start.time() == row.end.time() == dt.time(0)


def days_of(row: Row) -> int:
    """On how many days something takes place that has no time."""
    if row.start is None or row.end is None:
        return 1
    return max(1, (row.end.date() - row.start.date()).days)


def doubts(row: Row) -> tuple[Doubt, ...]:
    """Everything that is doubtful about a row, in the order in which it is asked; answers may settle what follows."""
    if row.start is None or row.reason is not None:
        return ()
    found = []
    if row.end is not None and row.end < row.start:
        found.append(Doubt.END)
    dayish = row.is_day or is_midnights(row)
    if dayish:
        found.append(Doubt.DAY)
    if _is_long(row) if not dayish else days_of(row) > 1:
        found.append(Doubt.SPAN)
    if not row.is_day and row.zone is None and not row.is_local:
        found.append(Doubt.ZONE)
    return tuple(found)


def choices(row: Row, doubt: Doubt) -> tuple[str, ...]:
    """The answers that fit a row, zones aside; "out" is one of each."""
    if doubt is Doubt.END:
        return SWAP, HOUR, OUT
    if doubt is Doubt.DAY:
        hours = tuple(f"{hour:02}" for hour in USUAL_HOURS)
        return (*hours, *((AS_IT_IS,) if is_midnights(row) else ()), OUT)
    if doubt is Doubt.SPAN:
        steps = [way for way, step in ((DAILY, 1), (WEEKLY, 7)) if 1 < len(_dates(row, step)) <= MOST_AT_ONCE]
        return (FIRST, *steps, OUT)
    files = (AS_FILE,) if row.offsets is not None else ()
    return (*files, ANCHOR, OUT)


def is_answer(row: Row, doubt: Doubt, answer: str) -> bool:
    """Whether an answer fits a row."""
    if doubt is Doubt.ZONE and answer.startswith(PLACE):
        return True
    return answer in choices(row, doubt)


# Places in time


def place(row: Row, answers: Answers, anchor: str) -> Placing:
    """Where a row takes place; one that is refused, nowhere. `anchor`: the cohort's zone."""
    if row.start is None or row.reason is not None:
        return Placing()
    said: dict[Doubt, str] = {}
    missing: list[Doubt] = []
    for doubt in doubts(row):
        answer = answers.of(row, doubt)
        if answer is not None and not is_answer(row, doubt, answer):
            answer = None  # it was said of others, and does not fit this one
        if answer == OUT:
            return Placing(left_out=True)
        if answer is None:
            missing.append(doubt)
        else:
            said[doubt] = answer
    if said.get(Doubt.DAY, AS_IT_IS) != AS_IT_IS and Doubt.ZONE in missing:
        missing.remove(Doubt.ZONE)  # an hour is said in the cohort's zone
    if missing:
        return Placing(open=tuple(missing))
    slots = _slots(row, said, anchor)
    if slots is None:
        return Placing(open=(Doubt.ZONE,))
    kept = [
        one
        for one in slots
        if (row.until is None or one.instant <= row.until) and one.instant not in row.skips
    ]
    return Placing(slots=tuple(kept))


def _slots(row: Row, said: Mapping[Doubt, str], anchor: str) -> list[Slot] | None:
    """Every time of a row. None: the file's own offset is not the same all along."""
    assert row.start is not None  # noqa: S101 - `place` asks
    begin, minutes = row.start, _minutes(row)
    zone = row.zone or (anchor if row.is_local else None)
    if said.get(Doubt.END) == SWAP and row.end is not None:
        begin, minutes = row.end, _bounded(row.start - row.end)
    elif Doubt.END in said:
        minutes = USUAL
    hour = said.get(Doubt.DAY)
    if hour is not None:
        minutes = USUAL
        if hour != AS_IT_IS:
            begin, zone = begin.replace(hour=int(hour)), anchor
    where = said.get(Doubt.ZONE, "")
    offset: int | None = None
    if zone is None and where == AS_FILE and row.offsets is not None:
        offset = row.offsets[0]
    elif zone is None:
        zone = anchor if where == ANCHOR else where.removeprefix(PLACE)
    way = said.get(Doubt.SPAN, FIRST)
    days = [begin.date()] if way == FIRST else _dates(row, 1 if way == DAILY else 7)
    if offset is not None and len(days) > 1 and row.offsets is not None and len(set(row.offsets)) > 1:
        return None
    found = []
    for day in days:
        wall = dt.datetime.combine(day, begin.time())
        uid = row.uid if len(days) == 1 else f"{row.uid}#{day:%Y%m%d}"
        if offset is not None or zone == "UTC":
            instant = (wall - dt.timedelta(minutes=offset or 0)).replace(tzinfo=dt.UTC)
            found.append(_anchored(uid, instant, anchor, minutes))
            continue
        at = resolve(wall, zone or anchor)
        found.append(
            Slot(
                uid=uid,
                wall=wall,
                zone=zone or anchor,
                instant=at.instant,
                minutes=minutes,
                shifted=at.shifted,
                ambiguous=at.ambiguous,
            )
        )
    return found


def _anchored(uid: str, instant: dt.datetime, anchor: str, minutes: int) -> Slot:
    """A certain instant as a time in the cohort's zone; in UTC where that time comes twice there and the second is meant."""
    wall, zone = wall_in(instant, anchor)
    return Slot(uid=uid, wall=wall, zone=zone, instant=instant, minutes=minutes)


def wall_in(instant: dt.datetime, zone: str) -> tuple[dt.datetime, str]:
    """An instant as wall time and zone that mean it and nothing else: in `zone`, else in UTC."""
    wall = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    if resolve(wall, zone).instant == instant:
        return wall, zone
    return instant.astimezone(dt.UTC).replace(tzinfo=None), "UTC"


def _minutes(row: Row) -> int:
    """How long one time of a row lasts; the usual length where the file does not say."""
    if row.start is None or row.end is None or row.end <= row.start:
        return USUAL
    if not _is_long(row):
        return _bounded(row.end - row.start)
    # Several days: the hours of one.
    first = dt.datetime.combine(row.start.date(), row.end.time())
    if first <= row.start:
        first += dt.timedelta(days=1)
    return _bounded(first - row.start)


def _bounded(length: dt.timedelta) -> int:
    return min(max(int(length.total_seconds() // 60), SHORTEST), LONGEST)


def _is_long(row: Row) -> bool:
    return (
        row.start is not None and row.end is not None and row.end - row.start > dt.timedelta(minutes=LONGEST)
    )


def _dates(row: Row, step: int) -> list[dt.date]:
    """The days of something that goes on for several: each, or each so many; one too many where there are too many."""
    if row.start is None or row.end is None:
        return [] if row.start is None else [row.start.date()]
    dayish = row.is_day or is_midnights(row)
    begin, end = row.start, row.end
    found: list[dt.date] = []
    while begin < end and len(found) <= MOST_AT_ONCE and (not dayish or begin.date() < end.date()):
        found.append(begin.date())
        begin += dt.timedelta(days=step)
    return found or [row.start.date()]
