"""A small reader of zone data of its own (RFC 9636 files, POSIX TZ footers), to judge the bot's times by.

It shares nothing with `zoneinfo`: transitions are read from the bytes, footers are worked out with plain dates, and a
wall time is placed by trying each offset that is in force around it.
"""

# ruff: noqa: DTZ001 -- wall times are meant
import datetime as dt
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

EPOCH = dt.datetime(1970, 1, 1)
DAY = 86400


@dataclass(frozen=True)
class Placed:
    """`instant` and `wall` in seconds since 1970, UTC and local."""

    instant: int
    wall: int
    shifted: bool
    ambiguous: bool


class ZoneTable:
    """The offsets of one zone in a range of years."""

    def __init__(self, name: str, first_year: int, last_year: int) -> None:
        with resources.files("tzdata.zoneinfo").joinpath(*name.split("/")).open("rb") as file:
            data = file.read()
        self.changes = _changes(data, first_year, last_year)

    def offset(self, instant: int) -> int:
        """Seconds east of UTC."""
        found = self.changes[0][1]
        for at, offset in self.changes:
            if at > instant:
                break
            found = offset
        return found

    def place(self, wall: dt.datetime) -> Placed:
        """The first instant with this wall time; in a gap, the wall time with the offset from before the gap."""
        local = int((wall - EPOCH).total_seconds())
        around = {self.offset(local + at) for at in range(-2 * DAY, 2 * DAY + 1, DAY // 4)}
        hits = sorted(local - offset for offset in around if self.offset(local - offset) == offset)
        if hits:
            return Placed(hits[0], local, shifted=False, ambiguous=len(hits) > 1)
        for (_, before), (at, after) in zip(self.changes, self.changes[1:], strict=False):
            if at + before <= local < at + after:
                instant = local - before
                return Placed(instant, instant + after, shifted=True, ambiguous=False)
        raise AssertionError(f"{wall} is nowhere")


def _changes(data: bytes, first_year: int, last_year: int) -> list[tuple[int, int]]:
    counts = struct.unpack(">6l", data[20:44])
    isut, isstd, leap, times, types, chars = counts
    start = 44 + times * 5 + types * 6 + chars + leap * 8 + isstd + isut
    assert data[start : start + 4] == b"TZif"
    isut, isstd, leap, times, types, chars = struct.unpack(">6l", data[start + 20 : start + 44])
    at = start + 44
    instants = struct.unpack(f">{times}q", data[at : at + times * 8])
    kinds = data[at + times * 8 : at + times * 9]
    at += times * 9
    offsets = [struct.unpack(">lbb", data[at + 6 * kind : at + 6 * kind + 6])[0] for kind in range(types)]
    at += types * 6 + chars + leap * 12 + isstd + isut
    footer = data[at:].strip(b"\n").decode()
    known = [(instant, offsets[kind]) for instant, kind in zip(instants, kinds, strict=True)]
    last = known[-1][0] if known else -(2**40)
    known += [
        change
        for year in range(first_year - 1, last_year + 2)
        for change in _footer_year(footer, year)
        if change[0] > last
    ]
    return [(-(2**60), offsets[0]), *sorted(known)]


_NAME = r"(?:<[^>]+>|[A-Za-z]+)"
_SIZE = r"[+-]?[0-9]{1,3}(?::[0-9]{2}){0,2}"
_FOOTER = re.compile(rf"{_NAME}(?P<std>{_SIZE})(?:{_NAME}(?P<dst>{_SIZE})?,(?P<start>[^,]+),(?P<end>[^,]+))?")


def _footer_year(footer: str, year: int) -> Iterator[tuple[int, int]]:
    found = _FOOTER.fullmatch(footer)
    assert found, footer
    if not found["start"]:
        return
    standard = -_seconds(found["std"])
    summer = -_seconds(found["dst"]) if found["dst"] else standard + 3600
    yield _moment(found["start"], year) - standard, summer
    yield _moment(found["end"], year) - summer, standard


def _seconds(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    parts = [int(part) for part in text.lstrip("+-").split(":")] + [0, 0]
    return sign * (parts[0] * 3600 + parts[1] * 60 + parts[2])


def _moment(rule: str, year: int) -> int:
    """Local seconds of "M3.5.0/2"."""
    date, _, time = rule.partition("/")
    month, week, weekday = (int(part) for part in date.removeprefix("M").split("."))
    sundays_first = [day for day in _days(year, month) if (day.weekday() + 1) % 7 == weekday]
    day = sundays_first[min(week, len(sundays_first)) - 1]
    return int((day - EPOCH).total_seconds()) + _seconds(time or "2")


def _days(year: int, month: int) -> Iterator[dt.datetime]:
    day = dt.datetime(year, month, 1)
    while day.month == month:
        yield day
        day += dt.timedelta(days=1)
