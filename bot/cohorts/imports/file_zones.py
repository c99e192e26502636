"""What a calendar file itself says of its zones (VTIMEZONE, RFC 5545 3.6.5): which offset holds at a time on the wall.

Pure, for a worker process. Nothing here is believed: it is one of the answers that somebody may choose.
"""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Final

_FOLDED: Final = re.compile(r"\r?\n[ \t]")
_OFFSET: Final = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?")
_MOST: Final = 200
"""Zones, and changes of one, that are looked at."""
_RULE: Final = re.compile(
    r"FREQ=YEARLY(;(INTERVAL=1|BYMONTH=\d\d?|BYDAY=[+-]?\d?(MO|TU|WE|TH|FR|SA|SU)|UNTIL=[0-9TZ]{8,16}|WKST=\w\w))*"
)


@dataclass
class _Observance:
    start: dt.datetime | None = None
    before: int | None = None
    after: int | None = None
    rules: list[str] = field(default_factory=list)
    dates: list[dt.datetime] = field(default_factory=list)


class FileZones:
    """The zones that a file defines. A zone whose rules are not the usual yearly ones is not known here."""

    def __init__(self, content: bytes) -> None:
        self._zones: dict[str, list[_Observance]] = {}
        for block in _blocks(content):
            name, observances = _read(block)
            if name and observances and len(self._zones) < _MOST:
                self._zones.setdefault(name, observances)

    def offset(self, tzid: str | None, wall: dt.datetime) -> int | None:
        """Minutes east of UTC at a time on the wall; None where the file does not say."""
        observances = self._zones.get(tzid or "")
        if observances is None:
            return None
        latest: tuple[dt.datetime, int] | None = None
        earliest: tuple[dt.datetime, int] | None = None
        for one in observances:
            assert one.start is not None  # noqa: S101 - `_read` keeps no other
            assert one.after is not None  # noqa: S101
            onset = _last(one, wall)
            if onset is not None and (latest is None or onset > latest[0]):
                latest = onset, one.after
            if earliest is None or one.start < earliest[0]:
                earliest = one.start, one.after if one.before is None else one.before
        found = latest or earliest
        return None if found is None else found[1]


def _blocks(content: bytes) -> list[list[str]]:
    text = _FOLDED.sub("", content.decode("utf-8", "replace"))
    found: list[list[str]] = []
    block: list[str] | None = None
    for line in text.splitlines():
        kind = line.strip().upper()
        if kind == "BEGIN:VTIMEZONE":
            block = []
        elif kind == "END:VTIMEZONE" and block is not None:
            found.append(block)
            block = None
            if len(found) >= _MOST:
                break
        elif block is not None and len(block) < _MOST * 10:
            block.append(line.strip())
    return found


def _read(block: list[str]) -> tuple[str, list[_Observance]]:
    name, found = "", list[_Observance]()
    current: _Observance | None = None
    for line in block:
        head, _, value = line.partition(":")
        key = head.partition(";")[0].upper()
        if key == "BEGIN":
            current = _Observance()
        elif key == "END" and current is not None:
            if current.start is None or current.after is None or len(found) >= _MOST:
                return name, []
            found.append(current)
            current = None
        elif key == "TZID" and current is None:
            name = value.strip()
        elif current is not None and not _note(current, key, value.strip()):
            return name, []
    return name, found


def _note(one: _Observance, key: str, value: str) -> bool:
    """Take a line of an observance. False: nothing here understands it, so that the zone is not known."""
    if key == "DTSTART":
        one.start = _wall(value)
        return one.start is not None
    if key in {"TZOFFSETTO", "TZOFFSETFROM"}:
        found = _OFFSET.fullmatch(value)
        if found is None:
            return False
        minutes = int(found[2]) * 60 + int(found[3])
        minutes = -minutes if found[1] == "-" else minutes
        if key == "TZOFFSETTO":
            one.after = minutes
        else:
            one.before = minutes
        return minutes < 24 * 60 and not int(found[4] or 0)
    if key == "RRULE":
        one.rules.append(value.upper())
        return bool(_RULE.fullmatch(value.upper())) and len(one.rules) == 1
    if key == "RDATE":
        dates = [_wall(part.partition("/")[0]) for part in value.split(",")]
        one.dates += [date for date in dates if date is not None]
        return None not in dates and len(one.dates) <= _MOST
    return True


def _last(one: _Observance, wall: dt.datetime) -> dt.datetime | None:
    """When it began, the last time up to `wall`; None: not yet."""
    assert one.start is not None  # noqa: S101 - see above
    onsets = [date for date in (one.start, *one.dates) if date <= wall]
    if one.rules and one.start <= wall:
        from dateutil.rrule import rrulestr

        # The end of a rule is in UTC; what it leaves out differs by hours, never by the day of a change.
        rule = re.sub(r"(UNTIL=\d{8})(T\d{6})?Z?", r"\g<1>T235959", one.rules[0])
        begin = one.start
        if "BYDAY" in rule and wall.year - 2 > begin.year:
            begin = begin.replace(
                year=min(wall.year - 2, 9990), day=1
            )  # the last few years say the same as all
        try:
            hit = rrulestr(rule, dtstart=begin).before(wall, inc=True)
        except (ValueError, TypeError, OverflowError):
            hit = None
        if hit is not None:
            onsets.append(hit)
        elif begin != one.start:
            hit = rrulestr(rule, dtstart=one.start).before(wall, inc=True)  # it ended long ago
            onsets += [] if hit is None else [hit]
    return max(onsets, default=None)


def _wall(value: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(value.rstrip("Z")[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - on the wall
    except ValueError:
        return None
