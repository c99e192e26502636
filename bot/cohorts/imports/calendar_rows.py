"""The events of a calendar file as rows: repetitions followed, ways in taken out of what everybody may read.

For a worker process. `bot.net.calendars` has read the file; what it says is wrong with an event is heeded here.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from typing import Any, Final

from bot.cohorts.imports import links
from bot.cohorts.imports.file_zones import FileZones
from bot.cohorts.imports.rules import MOST_ROWS, Reason, fits_years
from bot.delivery.recurrence import resolve
from bot.errors import InvalidInputError
from bot.language.safe_text import clean_name, clip
from bot.net.calendar_shapes import CalendarEvent, CalendarFault, When
from bot.net.calendars import MOST_EVENTS, read_calendar_file

_BACK: Final = dt.timedelta(days=366)
_AHEAD: Final = dt.timedelta(days=2 * 366)
_LONGEST_UID: Final = 200
_MOST_SKIPS: Final = 1000
_CONTRADICTS: Final = CalendarFault.ZONE_CONTRADICTS
_UNREPEATABLE: Final = frozenset(
    {
        CalendarFault.RULE_TOO_OFTEN,
        CalendarFault.RULE_NEVER,
        CalendarFault.RULE_UNREADABLE,
        CalendarFault.TOO_MANY_DATES,
    }
)
_FOLLOWING: Final = "THISANDFUTURE"
_OF_REPEATING: Final = frozenset({"RRULE", "EXDATE", "RDATE", "RECURRENCE-ID"})

Row = dict[str, Any]


def read(content: bytes, now: dt.datetime) -> tuple[str, list[Row]]:
    """The name of a calendar, and its rows in its order. Raises InvalidInputError for what is none."""
    calendar = read_calendar_file(content, MOST_EVENTS)
    file_zones = FileZones(content)
    events = calendar["events"]
    called_off = calendar["method"] == "CANCEL"
    copies = _copies(events)
    series = _series(events, copies)
    rows: list[Row] = []
    for index, event in enumerate(events):
        base = _row(event, index, file_zones, called_off=called_off)
        if index in copies:
            rows.append(base | {"reason": copies[index].value})
        elif base.get("reason") or index not in series:
            rows.append(base)
        elif series[index]:  # those that stand in for a time of another one come with that one
            try:
                rows += _followed(events, series[index], file_zones, now, called_off=called_off)
            except (ValueError, TypeError, OverflowError, ArithmeticError):
                rows.append(base | {"reason": Reason.REPEATS.value})
        if len(rows) > MOST_ROWS:
            raise InvalidInputError("cohort-import-file-rows", most=MOST_ROWS)
    name = clip(clean_name(calendar["name"]) or "", 80)
    return name, rows


def _row(event: CalendarEvent, index: int, file_zones: FileZones, *, called_off: bool) -> Row:
    """An event as a row, as if it took place once."""
    faults = {fault["kind"]: fault["detail"] for fault in event["faults"]}
    start, end = event["start"], event["end"]
    title = links.public_title(event["summary"])
    row: Row = {
        "line": index + 1,
        "uid": _uid(event),
        "title": title,
        "place": links.public_place(event["location"]),
        "link": links.way_in(
            location=event["location"],
            url=event["url"],
            description=event["description"],
            extras=event["extras"],
        ),
        "sequence": event["sequence"],
        "is_cancelled": called_off or event["status"] == "CANCELLED",
    }
    if CalendarFault.UNREADABLE in faults:
        return row | {"reason": Reason.UNREADABLE.value}
    if start is None or any(
        fault["detail"] == "DTSTART" and fault["kind"] in {"twice", "line"} for fault in event["faults"]
    ):
        return row | {"reason": Reason.START.value}
    if not fits_years(dt.datetime.fromisoformat(start["text"])):
        return row | {"reason": Reason.YEAR.value, "detail": start["text"][:10]}
    row |= _times(event, start, end, file_zones)
    if any(fault["detail"] in _OF_REPEATING for fault in event["faults"]) or _UNREPEATABLE & faults.keys():
        return row | {"reason": Reason.REPEATS.value}
    if not title:
        return row | {"reason": Reason.TITLE.value}
    if event["recurrence_id"] is not None:
        row["uid"] = _of_date(row["uid"], dt.datetime.fromisoformat(event["recurrence_id"]["text"]))
    return row


def _times(event: CalendarEvent, start: When, end: When | None, file_zones: FileZones) -> Row:
    """When an event is, and what of that is certain."""
    begin = dt.datetime.fromisoformat(start["text"])
    contradicted = any(
        fault["kind"] == _CONTRADICTS and fault["detail"] == start["tzid"] for fault in event["faults"]
    )
    zone = None if contradicted else start["zone"]
    until = None if end is None else _end(start, end, zone)
    row: Row = {
        "start": begin.isoformat(),
        "end": None if until is None else until.isoformat(),
        "is_day": start["kind"] == "date",
        "zone": None if start["kind"] == "date" else zone,
        "tzid": None if start["tzid"] is None else clip(clean_name(start["tzid"]) or "?", 60),
        "named": start["zone"] if contradicted else None,
    }
    if zone is None and start["kind"] != "date":
        first = file_zones.offset(start["tzid"], begin)
        last = file_zones.offset(start["tzid"], until or begin)
        row["offsets"] = None if first is None or last is None else [first, last]
    return row


def _end(start: When, end: When, zone: str | None) -> dt.datetime | None:
    """The end on the wall of the start; None where nobody can say."""
    wall = dt.datetime.fromisoformat(end["text"])
    if start["kind"] != end["kind"] or not fits_years(wall):
        return None
    if start["tzid"] == end["tzid"] and start["zone"] == end["zone"]:
        if zone is None or start["kind"] == "date":
            return wall
        # Elapsed time, also over a change of the clocks.
        begin = dt.datetime.fromisoformat(start["text"])
        return begin + (resolve(wall, zone).instant - resolve(begin, zone).instant)
    if zone is None or end["zone"] is None:
        return None
    begin = dt.datetime.fromisoformat(start["text"])
    return begin + (resolve(wall, end["zone"]).instant - resolve(begin, zone).instant)


# Which event is which


def _uid(event: CalendarEvent) -> str:
    uid = event["uid"]
    if not uid:
        start = event["start"]
        said = f"{event['summary']}\n{start and start['text']}"
        return f"unnamed-{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()[:24]}"
    if len(uid) > _LONGEST_UID or not uid.isprintable():
        return f"named-{hashlib.sha256(uid.encode('utf-8', 'replace')).hexdigest()[:24]}"
    return uid


def _of_date(uid: str, wall: dt.datetime) -> str:
    return f"{uid}#{wall:%Y%m%d}"


def _copies(events: list[CalendarEvent]) -> dict[int, Reason]:
    """Of events with the same name, those that do not count: the newest does, where the file tells which that is."""
    same: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, event in enumerate(events):
        if event["uid"]:
            once = event["recurrence_id"]
            same[event["uid"], "" if once is None else once["text"]].append(index)
    found: dict[int, Reason] = {}
    for those in same.values():
        if len(those) == 1:
            continue
        ages = {index: (events[index]["sequence"] or 0, events[index]["stamp"] or "") for index in those}
        newest = [index for index in those if ages[index] == max(ages.values())]
        said = {repr({**events[index], "faults": ()}) for index in newest}
        clear = len(said) == 1
        for index in those:
            if clear and index == newest[0]:
                continue
            found[index] = Reason.COPY if clear or index not in newest else Reason.SAME_UID
    return found


def _series(events: list[CalendarEvent], copies: dict[int, Reason]) -> dict[int, list[int]]:
    """Events that repeat → those that stand in for one of their times. Of the latter, too: an empty list."""
    masters = {
        event["uid"]: index
        for index, event in enumerate(events)
        if index not in copies
        and event["uid"]
        and event["recurrence_id"] is None
        and (event["rrule"] or event["rdates"])
        and event["start"] is not None
    }
    found: dict[int, list[int]] = {index: [index] for index in masters.values()}
    for index, event in enumerate(events):
        master = masters.get(event["uid"])
        if master is not None and event["recurrence_id"] is not None and index not in copies:
            found[master].append(index)
            found[index] = []
    return found


# What repeats


def _followed(
    events: list[CalendarEvent],
    members: list[int],
    file_zones: FileZones,
    now: dt.datetime,
    *,
    called_off: bool,
) -> list[Row]:
    """Every time of an event that repeats, from a year ago on, for two years. Raises ValueError where that is not clear.

    `members`: it, then those that stand in for one of its times.
    """
    import recurring_ical_events  # type: ignore[import-untyped]
    from icalendar import Calendar, Event

    master_index = members[0]
    master = events[master_index]
    start = master["start"]
    assert start is not None  # noqa: S101 - `_series` asks
    certain = None if _is_contradicted(master) else start["zone"]
    rule, until = _rule(master, start, certain)
    exdates, skips = _left_out(master, start, certain)
    calendar = Calendar()
    shifts: dict[int, dt.timedelta] = {}
    for index in members:
        event = events[index]
        begin = event["start"]
        if begin is None:
            raise ValueError("a time of it has no start")
        one = Event()
        one.add("UID", "x")
        one.add("X-ROW", str(index))
        one.add("DTSTART", _moment(begin))
        if index != master_index:
            once = event["recurrence_id"]
            if once is None or once["kind"] != start["kind"]:
                raise ValueError("it does not say which time it stands in for")
            name = _in_zone_of(once, start, certain)
            if event["range"]:
                # It and all that follow, so many hours later each: on one wall, or nobody can say when.
                if event["range"] != _FOLLOWING or (begin["tzid"], begin["zone"]) != (
                    start["tzid"],
                    start["zone"],
                ):
                    raise ValueError("it does not say when those that follow are")
                if begin["kind"] != start["kind"] or until is not None or skips:
                    raise ValueError("which of them there are is not certain yet")
                one.add("RECURRENCE-ID", name, parameters={"RANGE": _FOLLOWING})
                shifts[index] = _naive(_moment(begin)) - _naive(name)
            else:
                one.add("RECURRENCE-ID", name)
        elif rule:
            one.add("RRULE", _parsed(rule))
        if index == master_index:
            if exdates:
                one.add("EXDATE", exdates)
            added = [_in_zone_of(date, start, certain) for date in master["rdates"]]
            if added:
                one.add("RDATE", added)
        calendar.add_component(one)
    rows = []
    span = (now.replace(tzinfo=None) - _BACK, now.replace(tzinfo=None) + _AHEAD)
    for found in recurring_ical_events.of(calendar).between(*span):
        index = int(str(found["X-ROW"]))
        at = _naive(found["DTSTART"].dt)
        base = _row(events[index], index, file_zones, called_off=called_off)
        uid = _of_date(_uid(master), _stood_for(found, at, shifts.get(index)))
        rows.append(_moved(base, at) | {"uid": uid})
        if len(rows) > MOST_ROWS:
            raise InvalidInputError("cohort-import-file-rows", most=MOST_ROWS)
        if index == master_index:
            rows[-1] |= {"until": until, "skips": skips}
        if index == master_index or index in shifts:
            _offsets(rows[-1], start, file_zones)
    rows.sort(key=lambda row: str(row["start"]))
    named: dict[str, int] = defaultdict(int)
    for row in rows:
        # Twice on a day: by adding dates alone.
        named[row["uid"]] += 1
        if named[row["uid"]] > 1:
            row["uid"] = f"{row['uid']}T{row['start'][11:16]}"
    return rows


def _stood_for(found: Any, at: dt.datetime, shift: dt.timedelta | None) -> dt.datetime:
    """The time of the series that this is, or stands in for: it keeps its name when it moves."""
    if shift is not None:
        return at - shift
    name = found.get("RECURRENCE-ID")
    return at if name is None else _naive(name.dt)


def _moved(row: Row, begin: dt.datetime) -> Row:
    """A row at another time, as long as before."""
    before = dt.datetime.fromisoformat(row["start"])
    end = row["end"]
    if end is not None:
        end = (dt.datetime.fromisoformat(end) + (begin - before)).isoformat()
    return row | {"start": begin.isoformat(), "end": end}


def _offsets(row: Row, start: When, file_zones: FileZones) -> None:
    if row.get("offsets") is not None:
        begin, end = (dt.datetime.fromisoformat(row[key] or row["start"]) for key in ("start", "end"))
        found = [file_zones.offset(start["tzid"], wall) for wall in (begin, end)]
        row["offsets"] = None if None in found else found


def _rule(event: CalendarEvent, start: When, certain: str | None) -> tuple[str, str | None]:
    """The rule with its end on the wall of the start; where that cannot be told yet, a later end, and the true one in UTC."""
    parts = [part for part in (event["rrule"] or "").split(";") if part]
    kept, until = [], None
    for part in parts:
        name, _, value = part.partition("=")
        if name.upper() != "UNTIL":
            kept.append(part)
            continue
        if len(value) == 8:
            kept.append(f"UNTIL={value}T235959" if start["kind"] != "date" else part)
            continue
        end = dt.datetime.strptime(value[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - in UTC, or on the wall
        if start["kind"] == "date":
            kept.append(f"UNTIL={end:%Y%m%d}")
        elif not value.endswith("Z"):
            kept.append(f"UNTIL={end:%Y%m%dT%H%M%S}")
        elif certain is not None:
            kept.append(f"UNTIL={_there(end, certain):%Y%m%dT%H%M%S}")
        else:
            kept.append(f"UNTIL={end + dt.timedelta(days=1):%Y%m%dT%H%M%S}")
            until = end.replace(tzinfo=dt.UTC).isoformat()
    return ";".join(kept), until


def _left_out(event: CalendarEvent, start: When, certain: str | None) -> tuple[list[Any], list[str]]:
    """Dates left out on the wall of the start, and those in UTC that have to wait until its zone is known."""
    walls: list[Any] = []
    skips: list[str] = []
    begin = dt.datetime.fromisoformat(start["text"])
    for date in event["exdates"]:
        wall = dt.datetime.fromisoformat(date["text"])
        if start["kind"] == "date":
            walls.append(wall.date())
        elif date["kind"] == "date":
            walls.append(dt.datetime.combine(wall.date(), begin.time()))
        elif certain is None and date["tzid"] != start["tzid"] and date["zone"] is not None:
            skips.append(resolve(wall, date["zone"]).instant.isoformat())
        else:
            walls.append(_in_zone_of(date, start, certain))
    return walls, skips[:_MOST_SKIPS]


def _in_zone_of(when: When, start: When, certain: str | None) -> Any:
    """A time of a series on the wall of its start. Raises ValueError where nobody can say."""
    wall = dt.datetime.fromisoformat(when["text"])
    if start["kind"] == "date":
        return wall.date()
    if when["kind"] == "date":
        raise ValueError("a date among times")
    if when["tzid"] == start["tzid"] and when["zone"] == start["zone"]:
        return wall
    if certain is None or when["zone"] is None:
        raise ValueError("its zone is not certain")
    return _there(resolve(wall, when["zone"]).instant.replace(tzinfo=None), certain)


def _there(moment: dt.datetime, zone: str) -> dt.datetime:
    """A naive time in UTC on the wall of a zone."""
    from bot.language.zones import zone_info

    return moment.replace(tzinfo=dt.UTC).astimezone(zone_info(zone)).replace(tzinfo=None, fold=0)


def _is_contradicted(event: CalendarEvent) -> bool:
    start = event["start"]
    return start is not None and any(
        fault["kind"] == _CONTRADICTS and fault["detail"] == start["tzid"] for fault in event["faults"]
    )


def _parsed(rule: str) -> Any:
    from icalendar import vRecur

    return vRecur.from_ical(rule)


def _moment(when: When) -> dt.date:
    wall = dt.datetime.fromisoformat(when["text"])
    return wall.date() if when["kind"] == "date" else wall


def _naive(moment: dt.date) -> dt.datetime:
    if isinstance(moment, dt.datetime):
        return moment.replace(tzinfo=None)
    return dt.datetime.combine(moment, dt.time(0))
