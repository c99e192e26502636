"""The calendar file as another program reads it: RFC 5545 by its letter, whatever a title holds."""

import datetime as dt
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.agenda import calendar
from bot.feature import AgendaItem
from bot.language.safe_text import clean_name

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
GUILD = 4711
KIND = "Announced date"


def item(**changes: Any) -> AgendaItem:
    what: dict[str, Any] = {
        "uid": "announcement-7",
        "sequence": 3,
        "kind": "some-key",
        "title": "Peering day",
        "starts_at": dt.datetime(2026, 12, 1, 16, 30, tzinfo=dt.UTC),
        "wall": dt.datetime.fromisoformat("2026-12-01T18:30"),
        "zone": "Asia/Beirut",
    }
    return AgendaItem(**what | changes)


def made(*items: AgendaItem) -> bytes:
    return calendar.to_ics(items, guild_id=GUILD, now=NOW, kind=lambda _: KIND)


def lines(content: bytes) -> list[str]:
    """The content lines, unfolded (RFC 5545, 3.1), read without the library."""
    assert content.endswith(b"\r\n")
    physical = content[:-2].split(b"\r\n")
    assert all(len(line) <= 75 for line in physical), "a line of more than 75 octets"
    assert not any(b"\n" in line or b"\r" in line for line in physical)
    return content[:-2].replace(b"\r\n ", b"").decode("utf-8").split("\r\n")


def test_the_file_by_its_letter() -> None:
    found = lines(made(item(url="https://discord.com/channels/1/2/3")))
    assert found[0] == "BEGIN:VCALENDAR"
    assert found[-1] == "END:VCALENDAR"
    assert set(found) == {
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Crossconnect//Agenda//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "UID:announcement-7@guild-4711.discord",
        "SEQUENCE:3",
        "DTSTAMP:20261123T090000Z",
        "DTSTART:20261201T163000Z",
        "SUMMARY:Peering day",
        "CATEGORIES:Announced date",
        "STATUS:CONFIRMED",
        "URL:https://discord.com/channels/1/2/3",
        "END:VEVENT",
        "END:VCALENDAR",
    }


def test_an_end_that_is_known_is_told_and_none_is_made_up() -> None:
    assert not any(line.startswith(("DTEND", "DURATION")) for line in lines(made(item())))
    ends = item().starts_at.astimezone(dt.timezone(dt.timedelta(hours=2))) + dt.timedelta(hours=2)
    assert "DTEND:20261201T183000Z" in lines(made(item(ends_at=ends)))


def test_a_start_in_another_zone_is_the_same_instant() -> None:
    start = dt.datetime(2026, 12, 1, 18, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    assert "DTSTART:20261201T163000Z" in lines(made(item(starts_at=start)))


def test_a_cancelled_one_stays_and_says_so() -> None:
    assert "STATUS:CANCELLED" in lines(made(item(cancelled=True)))


def test_the_uid_depends_on_the_thing_and_its_guild_alone() -> None:
    assert calendar.uid(item(), 1) == calendar.uid(item(title="Other", sequence=9, cancelled=True), 1)
    assert calendar.uid(item(), 1) != calendar.uid(item(), 2)
    assert calendar.uid(item(), 1) != calendar.uid(item(uid="announcement-8"), 1)


def test_separators_in_a_title_are_escaped() -> None:
    assert r"SUMMARY:A\; b\, c\\d" in lines(made(item(title="A; b, c\\d")))


def test_an_empty_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="without anything"):
        made()


def test_what_nobody_can_read_is_called_by_its_kind() -> None:
    assert f"SUMMARY:{KIND}" in lines(made(item(title="\u200b\u202e\0")))


HOSTILE = st.text(
    alphabet=st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from('\r\n\0\u202e\u2028\u2029\x85\x0b\x0c;,:\\"^\u200b\ufeff'),
    ),
    max_size=200,
)


@given(st.lists(HOSTILE, min_size=1, max_size=4))
def test_a_title_is_read_back_and_adds_nothing_to_the_file(titles: list[str]) -> None:
    content = made(*(item(uid=f"thing-{number}", title=title) for number, title in enumerate(titles)))
    found = lines(content)
    assert len(found) == 6 + 9 * len(titles)
    assert found.count("BEGIN:VEVENT") == len(titles)
    assert not re.search("[\0\u202a-\u202e\u2028\u2029\x85\x0b\x0c]", content.decode("utf-8"))
    for title, event in zip(titles, Calendar.from_ical(content).walk("VEVENT"), strict=True):
        assert str(event["SUMMARY"]) == (clean_name(title) or KIND)


@given(st.integers(0, 4_102_444_800))
def test_every_instant_is_read_back(seconds: int) -> None:
    start = dt.datetime.fromtimestamp(seconds, dt.UTC)
    (event,) = Calendar.from_ical(made(item(starts_at=start))).walk("VEVENT")
    assert event["DTSTART"].dt == start
