"""Reads a calendar file (iCalendar, RFC 5545) that anybody may have written, in bounded time, into plain values.

Pure, and meant for a worker process (`bot.workers`). Lines are unfolded, counted and parted into events before a library
sees any; each event is then read by itself, so that one that is broken spoils no other. What is wrong with an event is
told in its `faults`; only what is no calendar at all, or too much, is refused as a whole. Other people in it (attendees)
are never carried.
"""

import datetime as dt
import re
import warnings
from collections.abc import Iterator
from typing import Any, Final

from bot.errors import InvalidInputError
from bot.language import zones
from bot.net.calendar_repeats import Verdict, judge
from bot.net.calendar_shapes import Calendar, CalendarEvent, CalendarFault, Extra, Fault, When
from bot.net.pages import looks_like_page
from bot.net.tables import decode_text

MOST_EVENTS: Final = 2000
MOST_DATES: Final = 1000
"""Dates left out of or added to one event's rule."""
MOST_TEXT: Final = 4000
"""Characters kept of a text."""
_MOST_NAME: Final = 500
_MOST_LINES: Final = 400_000
_MOST_LINE: Final = 64 * 1024
_MOST_EXTRAS: Final = 200
"""X- properties of one event."""
_CONFERENCE: Final = "CONFERENCE"
"""The way in, by RFC 7986; it may stand several times."""
_FOLDED: Final = re.compile(rb"\r?\n[ \t]")
_BEGINS: Final = re.compile(rb"^BEGIN:VEVENT[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_NAME: Final = re.compile(r"[A-Za-z0-9-]+(?=[:;])")
_KNOWN: Final = frozenset(
    {
        "UID",
        "SEQUENCE",
        "DTSTAMP",
        "SUMMARY",
        "DESCRIPTION",
        "LOCATION",
        "URL",
        "STATUS",
        "ORGANIZER",
        "DTSTART",
    }
    | {"DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID"}
)


def read_calendar(content: bytes, most_events: int = MOST_EVENTS) -> list[CalendarEvent]:
    """The events of a file in its order. Raises InvalidInputError for a web page, no calendar, one cut off, too many."""
    return read_calendar_file(content, most_events)["events"]


def read_calendar_file(content: bytes, most_events: int = MOST_EVENTS) -> Calendar:
    """The same with what the file says of itself."""
    lines = _lines(content, most_events)
    calendar = Calendar(name="", method="", events=[])
    offsets: dict[str, frozenset[int]] = {}
    default_zone: str | None = None
    blocks: list[list[str]] = []
    for kind, block in _parted(lines):
        if kind == "VEVENT":
            blocks.append(block)
        elif kind == "VTIMEZONE":
            offsets.update(_defined(block))
        else:
            for line in block:
                name, value = _split(line)
                if name == "METHOD":
                    calendar["method"] = value.strip().upper()[:40]
                elif name == "X-WR-CALNAME":
                    calendar["name"] = value.strip()[:_MOST_NAME]
                elif name == "X-WR-TIMEZONE":
                    default_zone = _zone(value)
    seen: set[tuple[str, str]] = set()
    for block in blocks:
        event = _Reader(block, offsets, default_zone).read()
        identity = (event["uid"], "" if event["recurrence_id"] is None else event["recurrence_id"]["text"])
        if event["uid"]:
            if identity in seen:
                event["faults"].append(_fault(CalendarFault.UID_AGAIN))
            seen.add(identity)
        calendar["events"].append(event)
    return calendar


def _lines(content: bytes, most_events: int) -> list[str]:
    """The unfolded lines of a file that is a whole calendar, with no more events than allowed."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = decode_text(content).encode()
    content = content.removeprefix(b"\xef\xbb\xbf").strip()
    if looks_like_page(content):
        raise InvalidInputError("calendars-web-page")
    if not content[:15].upper() == b"BEGIN:VCALENDAR":
        raise InvalidInputError("calendars-none")
    if not content[-13:].upper() == b"END:VCALENDAR":
        raise InvalidInputError("calendars-cut-off")
    content = _FOLDED.sub(b"", content)  # as bytes: a fold may part those of one letter
    if sum(1 for _ in _BEGINS.finditer(content)) > most_events:
        raise InvalidInputError("calendars-too-many", most=most_events)
    if content.count(b"\n") > _MOST_LINES:
        raise InvalidInputError("file-too-much")
    # What is no UTF-8 shows as a replacement, in its place.
    text = content.decode("utf-8", "replace").replace("\0", "")
    return text.replace("\r\n", "\n").split("\n")


def _parted(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """(kind, its lines) of each event, zone and calendar. What lies inside events (alarms) is left out."""
    outside: list[str] = []
    block: list[str] = []
    kind = ""
    depth = 0
    for line in lines:
        start = line[:20].upper()
        if start.startswith("BEGIN:"):
            if not kind and start[6:].strip() in {"VEVENT", "VTIMEZONE", "VTODO", "VJOURNAL", "VFREEBUSY"}:
                kind, block, depth = start[6:].strip(), [], 0
            elif kind:
                depth += 1
        elif start.startswith("END:"):
            if kind and depth == 0:
                if start[4:].strip() != kind:
                    raise InvalidInputError("calendars-cut-off")
                yield kind, block
                kind = ""
            elif kind:
                depth -= 1
        elif not kind:
            outside.append(line)
        elif depth == 0 or kind == "VTIMEZONE":
            block.append(line)
    if kind:
        raise InvalidInputError("calendars-cut-off")
    yield "VCALENDAR", outside


def _split(line: str) -> tuple[str, str]:
    """The name of a line in capitals, and its value, without its parameters."""
    name = _NAME.match(line)
    return ("", "") if name is None else (name[0].upper(), line.partition(":")[2])


def _defined(block: list[str]) -> dict[str, frozenset[int]]:
    """The offsets, in seconds, that the file gives to a zone of its own."""
    name = ""
    offsets: set[int] = set()
    for line in block:
        key, value = _split(line)
        if key == "TZID":
            name = value.strip()
        elif key == "TZOFFSETTO" and (found := re.fullmatch(r"([+-])(\d\d)(\d\d)(\d\d)?", value.strip())):
            seconds = int(found[2]) * 3600 + int(found[3]) * 60 + int(found[4] or 0)
            offsets.add(-seconds if found[1] == "-" else seconds)
    return {name: frozenset(offsets)} if name and offsets else {}


def _zone(tzid: str) -> str | None:
    """The IANA zone that a TZID means: by its name, Windows' name for it, or a path that ends in it."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    name = tzid.strip().strip('"')
    if len(name) > 100:
        return None
    if name in WINDOWS_TO_OLSON:
        return zones.canonical(WINDOWS_TO_OLSON[name])
    found = zones.canonical(name)
    if found is None and name.startswith("/"):
        parts = name.split("/")
        found = zones.canonical("/".join(parts[-2:])) or zones.canonical("/".join(parts[-3:]))
    return found


def _fault(kind: CalendarFault, detail: str = "") -> Fault:
    return Fault(kind=kind.value, detail=detail[:100])


class _Reader:
    """One event."""

    def __init__(
        self, lines: list[str], offsets: dict[str, frozenset[int]], default_zone: str | None
    ) -> None:
        self._lines = lines
        self._offsets = offsets
        self._default_zone = default_zone
        self._event: Any = None
        self._faults: list[Fault] = []

    def read(self) -> CalendarEvent:
        """The event, whatever is wrong with it."""
        self._event = self._parsed()
        uid = self._text("UID")
        if not uid or len(uid) > _MOST_NAME:
            uid = ""
            self._fault(CalendarFault.NO_UID)
        start = self._when("DTSTART")
        if start is None:
            self._fault(CalendarFault.NO_START)
        end = self._end(start)
        if start is not None and end is not None:
            self._check_order(start, end)
        exdates, rdates = self._dates("EXDATE"), self._dates("RDATE")
        stamp = self._first("DTSTAMP")
        return CalendarEvent(
            uid=uid,
            recurrence_id=self._when("RECURRENCE-ID"),
            range=self._range(),
            sequence=self._sequence(),
            stamp=_in_utc(getattr(stamp, "dt", None)),
            summary=self._text("SUMMARY"),
            description=self._text("DESCRIPTION"),
            location=self._text("LOCATION"),
            url=self._text("URL"),
            status=self._text("STATUS").upper()[:40],
            organizer=self._text("ORGANIZER")[:_MOST_NAME],
            start=start,
            end=end,
            rrule=self._rule(start),
            exdates=exdates,
            rdates=rdates,
            extras=self._extras(),
            faults=self._faults,
        )

    def _fault(self, kind: CalendarFault, detail: str = "") -> None:
        fault = _fault(kind, detail)
        if fault not in self._faults:
            self._faults.append(fault)

    def _parsed(self) -> Any:
        """icalendar's event; an empty one where it gives up."""
        from icalendar import Event

        kept: list[str] = []
        extras = 0
        for line in self._lines:
            begins = _NAME.match(line)
            key = "" if begins is None else begins[0].upper()
            is_extra = key.startswith("X-") or key == _CONFERENCE
            extras += is_extra
            if len(line) > _MOST_LINE:
                self._fault(CalendarFault.LINE, key)
            elif key in _KNOWN or (is_extra and extras <= _MOST_EXTRAS):
                kept.append(line)
            elif not key and line.strip():
                self._fault(CalendarFault.LINE)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it guesses what zones mean, and we do not ask it
                event = Event.from_ical("\r\n".join(("BEGIN:VEVENT", *kept, "END:VEVENT", "")))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError):
            # It tells what is wrong with a property in `errors`; what it raises all the same is a surprise.
            self._fault(CalendarFault.UNREADABLE)
            return Event()
        for name, _ in event.errors:
            if name is None:
                self._fault(CalendarFault.LINE)
            else:
                self._fault(CalendarFault.PROPERTY, str(name))
        return event

    def _all(self, name: str) -> list[Any]:
        from icalendar.prop import vBroken

        found = self._event.get(name)
        values = found if isinstance(found, list) else [] if found is None else [found]
        return [value for value in values if not isinstance(value, vBroken)]

    def _first(self, name: str) -> Any:
        values = self._all(name)
        if len(values) > 1:
            self._fault(CalendarFault.TWICE, name)
        return values[0] if values else None

    def _text(self, name: str) -> str:
        value = self._first(name)
        return "" if value is None else str(value).strip()[:MOST_TEXT]

    def _range(self) -> str:
        value = self._first("RECURRENCE-ID")
        return "" if value is None else str(value.params.get("RANGE", "")).strip().upper()[:40]

    def _sequence(self) -> int | None:
        value = self._first("SEQUENCE")
        return int(value) if isinstance(value, int) and 0 <= value < 2**31 else None

    def _when(self, name: str) -> When | None:
        value = self._first(name)
        if value is None:
            return None
        when = self._placed(value.dt, value.params.get("TZID"))
        if when is None:
            self._fault(CalendarFault.PROPERTY, name)
        return when

    def _placed(self, moment: object, tzid: object) -> When | None:
        """A date or a time with its zone, its faults told; None for anything else (a time of day, a period)."""
        if isinstance(moment, tuple) and moment:
            moment = moment[0]  # of a period, when it begins
        if not isinstance(moment, dt.date):
            return None
        if not isinstance(moment, dt.datetime):
            return When(text=moment.isoformat(), kind="date", tzid=None, zone=None)
        written = str(tzid) if tzid is not None else None
        if written is None:
            zone = "UTC" if moment.tzinfo is not None else self._default_zone
            if zone is None:
                self._fault(CalendarFault.ZONE_MISSING)
        else:
            zone = _zone(written)
            if zone is None:
                self._fault(CalendarFault.ZONE_UNKNOWN, written)
            elif self._contradicts(moment.replace(tzinfo=None), zone, self._offsets.get(written)):
                self._fault(CalendarFault.ZONE_CONTRADICTS, written)
        wall = moment.replace(tzinfo=None, microsecond=0).isoformat()
        return When(text=wall, kind="date-time", tzid=written, zone=zone)

    @staticmethod
    def _contradicts(wall: dt.datetime, zone: str, offsets: frozenset[int] | None) -> bool:
        if offsets is None:
            return False
        try:
            offset = wall.replace(tzinfo=zones.zone_info(zone)).utcoffset()
        except (InvalidInputError, OverflowError):
            return False
        return offset is not None and int(offset.total_seconds()) not in offsets

    def _end(self, start: When | None) -> When | None:
        end = self._when("DTEND")
        if end is not None or start is None:
            return end
        duration = getattr(self._first("DURATION"), "dt", None)
        try:
            if isinstance(duration, dt.timedelta):
                if start["kind"] == "date":
                    until = dt.date.fromisoformat(start["text"]) + duration
                    return When(text=until.isoformat(), kind="date", tzid=None, zone=None)
                later = dt.datetime.fromisoformat(start["text"]) + duration
                return When(text=later.isoformat(), kind="date-time", tzid=start["tzid"], zone=start["zone"])
            if start["kind"] == "date":
                until = dt.date.fromisoformat(start["text"]) + dt.timedelta(days=1)
                return When(text=until.isoformat(), kind="date", tzid=None, zone=None)
        except OverflowError:
            self._fault(CalendarFault.PROPERTY, "DURATION")
        return None

    def _check_order(self, start: When, end: When) -> None:
        if start["kind"] != end["kind"]:
            self._fault(CalendarFault.PROPERTY, "DTEND")
        elif start["zone"] == end["zone"] and start["tzid"] == end["tzid"] and end["text"] < start["text"]:
            self._fault(CalendarFault.ENDS_BEFORE)
        elif start["zone"] != end["zone"] and start["zone"] is not None and end["zone"] is not None:
            instants = [
                dt.datetime.fromisoformat(when["text"]).replace(tzinfo=zones.zone_info(when["zone"] or "UTC"))
                for when in (start, end)
            ]
            if instants[1] < instants[0]:
                self._fault(CalendarFault.ENDS_BEFORE)

    def _dates(self, name: str) -> list[When]:
        found: list[When] = []
        for value in self._all(name):
            tzid = value.params.get("TZID")
            for each in value.dts:
                when = self._placed(each.dt, tzid if tzid is not None else each.params.get("TZID"))
                if when is None:
                    self._fault(CalendarFault.PROPERTY, name)
                elif len(found) >= MOST_DATES:
                    self._fault(CalendarFault.TOO_MANY_DATES, name)
                    return found
                else:
                    found.append(when)
        return found

    def _rule(self, start: When | None) -> str | None:
        rule = self._first("RRULE")
        if rule is None or start is None:
            if any(fault["detail"] == "RRULE" for fault in self._faults):
                self._fault(CalendarFault.RULE_UNREADABLE)
            return None
        text = rule.to_ical().decode("utf-8", "replace")
        verdict = judge(text, dt.datetime.fromisoformat(start["text"]))
        if verdict is not Verdict.FINE:
            self._fault(CalendarFault(f"rule-{verdict.value}"))
            return None
        if any(fault["detail"] == "EXDATE" for fault in self._faults):
            return None  # without all its exceptions it would happen when it does not
        return str(text)

    def _extras(self) -> dict[str, list[Extra]]:
        extras: dict[str, list[Extra]] = {}
        for name in self._event:
            if str(name).upper().startswith("X-") or str(name).upper() == _CONFERENCE:
                extras[str(name).upper()] = [
                    Extra(
                        value=str(value)[:MOST_TEXT],
                        parameters={
                            str(key).upper(): _parameter(given) for key, given in value.params.items()
                        },
                    )
                    for value in self._all(name)
                ]
        return extras


def _parameter(given: object) -> str:
    text = ",".join(map(str, given)) if isinstance(given, list | tuple) else str(given)
    return text[:_MOST_NAME]


def _in_utc(moment: object) -> str | None:
    if not isinstance(moment, dt.datetime):
        return None
    if moment.tzinfo is not None:
        try:
            moment = moment.astimezone(dt.UTC)
        except OverflowError:
            return None
    return moment.replace(tzinfo=None, microsecond=0).isoformat()
