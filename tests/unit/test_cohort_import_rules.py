"""Files for cohorts: what is read from them, what is doubtful, where rows are placed, and what would change."""

import datetime as dt
import json
import time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cohorts.imports import judging_rules, links, placing_rules, reading, records, rules
from bot.cohorts.imports.abbreviations import PLACES, places
from bot.cohorts.imports.file_zones import FileZones
from bot.cohorts.imports.rules import Answers, Doubt, FileKind, Kind, Reason, Row
from bot.cohorts.rules import Session, SessionState
from bot.errors import InvalidInputError
from bot.language import zones
from bot.net.calendar_shapes import Extra

# ruff: noqa: DTZ001 - times on the wall

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
PARIS = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
{standard}END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
{daylight}END:DAYLIGHT
END:VTIMEZONE
"""
YEARLY = PARIS.replace("{standard}", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\n").replace(
    "{daylight}", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\n"
)


def event(**lines: str) -> str:
    held = {"UID": "a", "SUMMARY": "Talk", "DTSTART": "20260601T180000Z"} | lines
    return "\n".join(
        ("BEGIN:VEVENT", *(f"{key}:{value}" for key, value in held.items() if value), "END:VEVENT")
    )


def calendar(*parts: str) -> bytes:
    lines = "\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *parts, "END:VCALENDAR"))
    # a parameter stands before the colon: "DTSTART;TZID=X:…" is written as the key
    return lines.replace("\n", "\r\n").encode()


def raw(*lines: str) -> str:
    return "\n".join(("BEGIN:VEVENT", "UID:a", "SUMMARY:Talk", *lines, "END:VEVENT"))


def read(content: bytes) -> tuple[FileKind, list[Any]]:
    found = reading.read(content, NOW.isoformat())
    kind = FileKind(found["kind"])
    held = [json.loads(row) for row in found["rows"]]
    return kind, [
        records.loaded(row["number"], row.get("user_id"), text, kind)
        for row, text in zip(held, found["rows"], strict=True)
    ]


def rows(*parts: str) -> list[Row]:
    return read(calendar(*parts))[1]


def starts(found: list[Row], answers: Answers | None = None, anchor: str = "Asia/Beirut") -> list[str]:
    """Instants at which rows take place, in UTC."""
    return [
        f"{slot.instant:%Y-%m-%d %H:%M}"
        for row in found
        for slot in placing_rules.place(row, answers or Answers(), anchor).slots
    ]


# Zones


def test_an_abbreviation_is_never_a_place() -> None:
    (row,) = rows(raw("DTSTART;TZID=AST:20260601T180000", "DTEND;TZID=AST:20260601T190000"))
    assert placing_rules.doubts(row) == (Doubt.ZONE,)
    assert placing_rules.place(row, Answers(), "Asia/Beirut").open == (Doubt.ZONE,)
    for zone, hour in (("America/Puerto_Rico", "22"), ("Asia/Riyadh", "15"), ("America/Halifax", "21")):
        said = Answers(groups={(Doubt.ZONE, "AST"): f"zone:{zone}"})
        assert starts([row], said) == [f"2026-06-01 {hour}:00"]
    assert starts([row], Answers(groups={(Doubt.ZONE, "AST"): "anchor"})) == ["2026-06-01 15:00"]
    assert placing_rules.place(row, Answers(groups={(Doubt.ZONE, "AST"): "out"}), "UTC").left_out


@pytest.mark.parametrize("name", sorted(PLACES))
def test_every_place_of_an_abbreviation_is_a_zone(name: str) -> None:
    found = places(name)
    assert found
    assert len(set(found)) == len(found)
    assert [zones.canonical(zone) for zone in found] == list(found)


def test_an_abbreviation_is_found_among_other_words() -> None:
    assert places("Eastern Time (EST)") == PLACES["EST"]
    assert places("gmt") == PLACES["GMT"]
    assert places("Somewhere") == places(None) == ()


def test_a_zone_that_its_own_file_contradicts_is_asked_about() -> None:
    (row,) = rows(PARIS.format(name="UTC", standard="", daylight=""), raw("DTSTART;TZID=UTC:20260601T180000"))
    assert (row.zone, row.named, row.offsets) == (None, "UTC", (60, 60))
    assert starts([row], Answers(groups={(Doubt.ZONE, "UTC"): "zone:UTC"})) == ["2026-06-01 18:00"]
    assert starts([row], Answers(groups={(Doubt.ZONE, "UTC"): "file"})) == ["2026-06-01 17:00"]


def test_a_zone_that_the_file_defines_as_it_is_is_believed() -> None:
    (row,) = rows(YEARLY.format(name="Europe/Paris"), raw("DTSTART;TZID=Europe/Paris:20260601T180000"))
    assert placing_rules.doubts(row) == ()
    assert starts([row]) == ["2026-06-01 16:00"]


@given(st.datetimes(dt.datetime(1996, 1, 1), dt.datetime(2036, 12, 31)))
def test_what_a_file_defines_is_followed_as_python_follows_it(wall: dt.datetime) -> None:
    """The usual European rule since 1996, against the zone data; hours of the change itself aside."""
    found = FileZones(YEARLY.format(name="X").encode()).offset("X", wall)
    there = [wall.replace(tzinfo=ZoneInfo("Europe/Paris"), fold=fold).utcoffset() for fold in (0, 1)]
    if there[0] == there[1]:
        assert found == (there[0] or dt.timedelta(0)).total_seconds() // 60


def test_a_definition_that_nobody_understands_is_none() -> None:
    odd = YEARLY.replace("FREQ=YEARLY;BYMONTH=10", "FREQ=SECONDLY;BYMONTH=10").format(name="X")
    assert FileZones(odd.encode()).offset("X", dt.datetime(2026, 1, 1)) is None
    assert FileZones(b"BEGIN:VTIMEZONE\nTZID:X\nEND:VTIMEZONE").offset("X", dt.datetime(2026, 1, 1)) is None
    flat = FileZones(PARIS.format(name="X", standard="", daylight="").encode())
    assert flat.offset("X", dt.datetime(2026, 7, 1)) == 60
    assert flat.offset(None, dt.datetime(2026, 7, 1)) is None


def test_a_file_whose_offset_changes_in_between_cannot_say_where_a_series_of_days_is() -> None:
    (row,) = rows(
        YEARLY.format(name="Odd"),
        raw("DTSTART;TZID=Odd:20260327T180000", "DTEND;TZID=Odd:20260330T190000"),
    )
    assert row.offsets == (60, 120)
    said = {(Doubt.ZONE, "Odd"): "file", (Doubt.SPAN, ""): "daily"}
    assert placing_rules.place(row, Answers(groups=said), "UTC").open == (Doubt.ZONE,)
    said[Doubt.SPAN, ""] = "first"
    assert starts([row], Answers(groups=said)) == ["2026-03-27 17:00"]


def test_a_time_without_a_zone_is_asked_about_and_the_calendars_own_zone_is_used() -> None:
    (row,) = rows(raw("DTSTART:20260601T180000"))
    assert placing_rules.doubts(row) == (Doubt.ZONE,)
    assert row.tzid is None
    (known,) = rows("X-WR-TIMEZONE:Africa/Nairobi", raw("DTSTART:20260601T180000"))
    assert starts([known]) == ["2026-06-01 15:00"]


def test_certain_instants_stand_in_the_cohorts_zone_or_in_utc_where_that_time_comes_twice() -> None:
    (row,) = rows(raw("DTSTART:20260601T150000Z"))
    (slot,) = placing_rules.place(row, Answers(), "Asia/Beirut").slots
    assert (f"{slot.wall:%H:%M}", slot.zone) == ("18:00", "Asia/Beirut")
    # Lebanon, 25 October 2026: 23:30 comes at 20:30 and at 21:30 UTC; a plan means the first.
    (row,) = rows(raw("DTSTART:20261024T213000Z"))
    (slot,) = placing_rules.place(row, Answers(), "Asia/Beirut").slots
    assert f"{slot.instant:%H:%M}" == "21:30"
    assert slot.zone == "UTC"


# Days, spans and ends


def test_a_day_is_asked_for_its_hour() -> None:
    (row,) = rows(raw("DTSTART;VALUE=DATE:20260601"))
    assert placing_rules.doubts(row) == (Doubt.DAY,)
    said = Answers(groups={(Doubt.DAY, ""): "18"})
    assert starts([row], said) == ["2026-06-01 15:00"]
    assert "as" not in placing_rules.choices(row, Doubt.DAY)


def test_midnight_to_midnight_is_asked_about_and_can_be_true() -> None:
    (row,) = rows(raw("DTSTART:20260601T000000Z", "DTEND:20260602T000000Z"))
    assert placing_rules.doubts(row) == (Doubt.DAY,)
    assert starts([row], Answers(groups={(Doubt.DAY, ""): "as"})) == ["2026-06-01 00:00"]
    assert starts([row], Answers(groups={(Doubt.DAY, ""): "09"}), "UTC") == ["2026-06-01 09:00"]
    (late,) = rows(raw("DTSTART:20260601T220000Z", "DTEND:20260602T000000Z"))
    assert placing_rules.doubts(late) == ()


def test_several_days_are_once_daily_or_weekly() -> None:
    (row,) = rows(raw("DTSTART:20260505T190000Z", "DTEND:20260526T213000Z"))
    assert placing_rules.doubts(row) == (Doubt.SPAN,)
    assert placing_rules.choices(row, Doubt.SPAN) == ("first", "daily", "weekly", "out")
    slots = placing_rules.place(row, Answers(groups={(Doubt.SPAN, ""): "weekly"}), "UTC").slots
    assert [f"{one.wall:%m-%d}" for one in slots] == ["05-05", "05-12", "05-19", "05-26"]
    assert {one.minutes for one in slots} == {150}
    assert len({one.uid for one in slots}) == 4
    assert len(starts([row], Answers(groups={(Doubt.SPAN, ""): "daily"}))) == 22
    assert starts([row], Answers(groups={(Doubt.SPAN, ""): "first"})) == ["2026-05-05 19:00"]
    (short,) = rows(raw("DTSTART:20260505T190000Z", "DTEND:20260507T213000Z"))
    assert placing_rules.choices(short, Doubt.SPAN) == ("first", "daily", "out")
    (year,) = rows(raw("DTSTART:20260505T190000Z", "DTEND:20270505T213000Z"))
    assert placing_rules.choices(year, Doubt.SPAN) == ("first", "weekly", "out")


def test_an_answer_that_does_not_fit_a_row_is_none_for_it() -> None:
    (short,) = rows(raw("DTSTART:20260505T190000Z", "DTEND:20260507T213000Z"))
    said = Answers(groups={(Doubt.SPAN, ""): "weekly"})
    assert placing_rules.place(short, said, "UTC").open == (Doubt.SPAN,)
    own = Answers(groups=said.groups, rows={(short.number, Doubt.SPAN): "first"})
    assert starts([short], own) == ["2026-05-05 19:00"]


def test_an_end_before_the_start_is_asked_about() -> None:
    (row,) = rows(raw("DTSTART:20260601T180000Z", "DTEND:20260601T170000Z"))
    assert placing_rules.doubts(row) == (Doubt.END,)
    (slot,) = placing_rules.place(row, Answers(groups={(Doubt.END, ""): "swap"}), "UTC").slots
    assert (f"{slot.instant:%H:%M}", slot.minutes) == ("17:00", 60)
    (slot,) = placing_rules.place(row, Answers(groups={(Doubt.END, ""): "hour"}), "UTC").slots
    assert (f"{slot.instant:%H:%M}", slot.minutes) == ("18:00", 60)


def test_the_length_is_elapsed_time_over_a_change_of_the_clocks() -> None:
    """Paris, 28/29 March 2026: 22:00 to 04:00 is five hours."""
    (row,) = rows(raw("DTSTART;TZID=Europe/Paris:20260328T220000", "DTEND;TZID=Europe/Paris:20260329T040000"))
    (slot,) = placing_rules.place(row, Answers(), "UTC").slots
    assert slot.minutes == 300
    (flight,) = rows(
        raw("DTSTART;TZID=Europe/Paris:20260601T180000", "DTEND;TZID=Asia/Beirut:20260601T200000")
    )
    assert placing_rules.place(flight, Answers(), "UTC").slots[0].minutes == 60


# Repetitions


def test_a_series_keeps_its_wall_time_over_a_change_of_the_clocks() -> None:
    found = rows(
        raw(
            "DTSTART;TZID=Europe/Paris:20260317T180000",
            "DURATION:PT90M",
            "RRULE:FREQ=WEEKLY;UNTIL=20260414T160000Z",
            "EXDATE;TZID=Europe/Paris:20260324T180000",
        )
    )
    assert starts(found) == ["2026-03-17 17:00", "2026-03-31 16:00", "2026-04-07 16:00", "2026-04-14 16:00"]
    assert [row.uid for row in found] == ["a#20260317", "a#20260331", "a#20260407", "a#20260414"]
    assert {row.line for row in found} == {1}


def test_one_time_of_a_series_is_moved_and_keeps_its_name() -> None:
    found = rows(
        raw("DTSTART;TZID=Europe/Paris:20260505T180000", "RRULE:FREQ=WEEKLY;COUNT=3"),
        raw(
            "RECURRENCE-ID;TZID=Europe/Paris:20260512T180000",
            "DTSTART;TZID=Europe/Paris:20260513T190000",
            "SEQUENCE:2",
        ),
    )
    assert sorted(starts(found)) == ["2026-05-05 16:00", "2026-05-13 17:00", "2026-05-19 16:00"]
    assert sorted(row.uid for row in found) == ["a#20260505", "a#20260512", "a#20260519"]


def test_one_time_and_all_that_follow_move_and_each_keeps_its_name() -> None:
    """Over a change of the clocks, with one left out and one that moves once more."""
    zone = ";TZID=Europe/Berlin:"
    found = rows(
        raw(f"DTSTART{zone}20261006T180000", f"DTEND{zone}20261006T193000", "RRULE:FREQ=WEEKLY;COUNT=6",
            f"EXDATE{zone}20261027T180000"),
        raw(f"RECURRENCE-ID;RANGE=THISANDFUTURE{zone}20261013T180000", f"DTSTART{zone}20261014T190000",
            f"DTEND{zone}20261014T200000"),
        raw(f"RECURRENCE-ID{zone}20261103T180000", f"DTSTART{zone}20261102T100000"),
    )  # fmt: skip
    assert starts(found) == [
        "2026-10-06 16:00", "2026-10-14 17:00", "2026-10-21 17:00", "2026-11-02 09:00", "2026-11-11 18:00",
    ]  # fmt: skip
    assert [row.uid[-8:] for row in found] == ["20261006", "20261013", "20261020", "20261103", "20261110"]
    assert [place.minutes for row in found for place in placing_rules.place(row, Answers(), "UTC").slots] == [
        90, 60, 60, 60, 60,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "moved",
    [
        ("RECURRENCE-ID;RANGE=THISANDPRIOR:20260512T180000Z", "DTSTART:20260513T190000Z"),
        ("RECURRENCE-ID;RANGE=THISANDFUTURE:20260512T180000Z", "DTSTART;TZID=Europe/Berlin:20260513T190000"),
        ("RECURRENCE-ID;RANGE=THISANDFUTURE:20260512T180000Z", "DTSTART;VALUE=DATE:20260513"),
    ],
)
def test_those_that_follow_are_refused_where_nobody_can_say_when_and_others_are_not(
    moved: tuple[str, ...],
) -> None:
    other = "\n".join(
        (
            "BEGIN:VEVENT",
            "UID:b",
            "SUMMARY:x",
            "DTSTART:20260601T180000Z",
            "RRULE:FREQ=DAILY;COUNT=2",
            "END:VEVENT",
        )
    )
    found = rows(raw("DTSTART:20260505T180000Z", "RRULE:FREQ=WEEKLY;COUNT=3"), raw(*moved), other)
    assert [row.reason for row in found] == [Reason.REPEATS, None, None]


def test_those_that_follow_wait_for_no_zone_that_decides_which_there_are() -> None:
    found = rows(
        raw("DTSTART;TZID=AST:20260505T180000", "RRULE:FREQ=WEEKLY;UNTIL=20260519T180000Z"),
        raw("RECURRENCE-ID;TZID=AST;RANGE=THISANDFUTURE:20260512T180000", "DTSTART;TZID=AST:20260512T190000"),
    )
    assert [row.reason for row in found] == [Reason.REPEATS]


def test_the_end_and_the_exceptions_of_a_series_wait_for_its_zone() -> None:
    """UNTIL and EXDATE in UTC, the zone an abbreviation: the last date depends on where it is meant."""
    found = rows(
        raw(
            "DTSTART;TZID=AST:20260505T180000",
            "RRULE:FREQ=WEEKLY;UNTIL=20260519T180000Z",
            "EXDATE:20260512T220000Z",
        )
    )
    riyadh = Answers(groups={(Doubt.ZONE, "AST"): "zone:Asia/Riyadh"})
    assert starts(found, riyadh) == ["2026-05-05 15:00", "2026-05-12 15:00", "2026-05-19 15:00"]
    rico = Answers(groups={(Doubt.ZONE, "AST"): "zone:America/Puerto_Rico"})
    assert starts(found, rico) == ["2026-05-05 22:00"]


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:20260601T180000Z", "RRULE:FREQ=SECONDLY"),
        ("DTSTART:20260601T180000Z", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        ("DTSTART:20260601T180000Z", "RRULE:FREQ=NEVER"),
        ("DTSTART:20260601T180000Z", "RRULE:FREQ=WEEKLY", "EXDATE:nonsense"),
        ("DTSTART:20260601T180000Z", "RDATE:nonsense"),
        ("DTSTART;TZID=AST:20260601T180000", "RRULE:FREQ=DAILY;COUNT=3", "RDATE:20260701T180000Z"),
    ],
)
@pytest.mark.hostile(42, 43)
def test_what_cannot_be_followed_for_certain_is_refused_and_never_taken_as_once(
    lines: tuple[str, ...],
) -> None:
    (row,) = rows(raw(*lines))
    assert row.reason is Reason.REPEATS


def test_an_endless_series_is_followed_for_two_years_and_too_many_dates_are_refused() -> None:
    found = rows(raw("DTSTART:20200601T180000Z", "RRULE:FREQ=WEEKLY"))
    assert 150 < len(found) < 160
    daily = [raw("DTSTART:20260101T180000Z", "RRULE:FREQ=DAILY").replace("UID:a", f"UID:{n}") for n in "abcd"]
    with pytest.raises(InvalidInputError) as error:
        rows(*daily)
    assert error.value.key == "cohort-import-file-rows"


# What is wrong with an event


@pytest.mark.hostile(45)
def test_twice_the_same_name_is_the_newest_or_nobody_says() -> None:
    first = raw("DTSTART:20260601T180000Z", "SEQUENCE:1")
    newer = raw("DTSTART:20260602T180000Z", "SEQUENCE:2")
    found = rows(newer, first)
    assert [row.reason for row in found] == [None, Reason.COPY]
    assert [row.reason for row in rows(first, first)] == [None, Reason.COPY]
    other = raw("DTSTART:20260603T180000Z", "SEQUENCE:1")
    assert [row.reason for row in rows(first, other)] == [Reason.SAME_UID, Reason.SAME_UID]
    (bare,) = rows(raw())
    assert bare.reason is Reason.START


def test_events_without_a_name_are_found_again_by_what_they_say() -> None:
    one = raw("DTSTART:20260601T180000Z").replace("UID:a\n", "")
    two = raw("DTSTART:20260608T180000Z").replace("UID:a\n", "")
    first, second = rows(one, two)
    assert first.uid != second.uid
    assert [row.uid for row in rows(two, one)] == [second.uid, first.uid]


def test_a_cancelled_event_and_a_cancelling_calendar() -> None:
    (row,) = rows(raw("DTSTART:20260601T180000Z", "STATUS:CANCELLED"))
    assert row.is_cancelled
    (row,) = rows("METHOD:CANCEL", raw("DTSTART:20260601T180000Z"))
    assert row.is_cancelled


# The way in


@pytest.mark.parametrize(
    ("location", "url", "description", "link"),
    [
        ("", "", "Join: https://us02web.zoom.us/j/123?pwd=abc.", "https://us02web.zoom.us/j/123?pwd=abc"),
        ("meet.google.com/abc-defg-hij", "", "", "https://meet.google.com/abc-defg-hij"),
        ("", "", "http://meet.jit.si/NogRoom (open)", "https://meet.jit.si/NogRoom"),
        ("Room 5, https://host.example/x", "https://page.example", "", "https://host.example/x"),
        ("Room 5", "https://page.example/e", "see https://other.example", "https://page.example/e"),
        ("", "https://a@evil.example/", "", ""),
        ("Room 5", "", "see https://other.example", ""),
        (
            "",
            "https://page.example",
            "<a href='https://teams.microsoft.com/l/meetup-join/19'>",
            "https://teams.microsoft.com/l/meetup-join/19",
        ),
        ("https://notzoom.us.example/j/1", "", "", "https://notzoom.us.example/j/1"),
    ],
)
def test_the_way_in_is_found(location: str, url: str, description: str, link: str) -> None:
    assert links.way_in(location=location, url=url, description=description, extras={}) == link


def test_the_conference_of_an_event_is_the_way_in_and_not_that_of_who_leads_it_nor_a_telephone() -> None:
    """RFC 7986, as several programs write it."""
    (row,) = rows(
        raw(
            "DTSTART:20260601T180000Z",
            "URL:https://page.example/e",
            "CONFERENCE;VALUE=URI;FEATURE=PHONE:tel:+1-412-555-0123",
            "CONFERENCE;VALUE=URI;FEATURE=AUDIO,MODERATOR;LABEL=Host:https://room.example/host?pin=1",
            "CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=Room:https://room.example/secret",
        )
    )
    assert row.link == "https://room.example/secret"
    assert "room.example" not in row.title + row.place


def test_what_names_a_conference_comes_first() -> None:
    extras = {"X-GOOGLE-CONFERENCE": [Extra(value="https://meet.google.com/x", parameters={})]}
    found = links.way_in(location="https://zoom.us/j/1", url="", description="", extras=extras)
    assert found == "https://meet.google.com/x"


@pytest.mark.parametrize(
    "place",
    ["https://zoom.us/j/1", "zoom.us/j/1", "Zoom, Passcode 4711", "www.example.org", "Meeting ID: 99 88"],
)
def test_a_place_that_tells_the_way_in_is_none(place: str) -> None:
    assert links.public_place(place) == ""


def test_titles_are_told_without_addresses() -> None:
    assert links.public_title("BGP https://zoom.us/j/1 basics") == "BGP basics"
    assert links.public_title("https://zoom.us/j/1") == ""
    assert links.public_title("x" * 300).endswith("…")
    assert links.public_place("Room 5") == "Room 5"


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("BGP lab (passcode: 4711)", "BGP lab"),
        ("BGP lab - Meeting ID 812 3456 7890, Passcode abc123", "BGP lab"),
        ("RPKI [pwd=Zz9!]", "RPKI"),
        ("Contraseña: secreta", ""),
        ("PIN 4711", ""),
        ("Pin mapping of SFP28", "Pin mapping of SFP28"),
        ("Password hygiene 101", "Password hygiene 101"),
    ],
)
def test_a_code_in_a_title_is_not_told_to_everybody(typed: str, title: str) -> None:
    assert links.public_title(typed) == title


# Tables


def table(text: str) -> tuple[FileKind, list[Any]]:
    return read(text.encode())


def test_a_table_of_sessions() -> None:
    kind, found = table(
        "Title;When;Minutes;Place;Join link\n"
        "Intro;2026-06-01 18:00;90;Room 5;\n"
        "Two;2026-06-08T15:00Z;1:30;;https://zoom.us/j/1\n"
        "Three;Tue 9 Jun 2026 18:00 Nairobi;2h;zoom.us/j/2;\n"
        "Four;2026-06-10 18:00 EST;;;\n"
        "Five;someday;;;\nSix;2026-06-11 18:00;3;;\n;2026-06-11 18:00;;;\nSeven;11 Jun 18:00;;;\n"
    )
    assert kind is FileKind.SESSIONS
    assert starts(found) == ["2026-06-01 15:00", "2026-06-08 15:00", "2026-06-09 15:00"]
    assert [row.reason for row in found] == [
        None, None, None, None, Reason.WHEN, Reason.MINUTES, Reason.TITLE, Reason.WHEN,
    ]  # fmt: skip
    assert placing_rules.doubts(found[3]) == (Doubt.ZONE,)
    assert [row.link for row in found[:3]] == ["", "https://zoom.us/j/1", "https://zoom.us/j/2"]
    assert found[2].place == ""
    assert [row.line for row in found[:2]] == [2, 3]


def test_a_table_of_milestones_is_due_at_the_end_of_the_day() -> None:
    kind, found = table(
        "kind,title,due\nquiz,Q1,2026-06-01\nproject,P,2026-06-02 12:00\nparty,X,2026-06-03\n"
    )
    assert kind is FileKind.MILESTONES
    assert starts(found) == ["2026-06-01 20:59", "2026-06-02 09:00"]
    assert [row.milestone for row in found[:2]] == ["quiz", "capstone"]
    assert found[2].reason is Reason.KIND


def test_a_table_of_people() -> None:
    kind, found = table(
        "Discord ID,Status,Group\n123456789012345678,enrolled,A\n<@234567890123456789>,applied,\n@sara,,B\n,x,\n"
        "omar,flying,\n"
    )
    assert kind is FileKind.PEOPLE
    assert [row.state for row in found[:3]] == ["enrolled", "applied", None]
    assert found[2].who == "sara"
    assert [row.reason for row in found] == [None, None, None, Reason.PERSON, Reason.PERSON_STATE]


@pytest.mark.parametrize("heads", ["x,y", "title,place", "when", "due"])
def test_heads_that_say_nothing_are_refused(heads: str) -> None:
    with pytest.raises(InvalidInputError) as error:
        table(f"{heads}\na,b\n" if "," in heads else f"{heads}\na\n")
    assert error.value.key == "cohort-import-file-heads"


def test_a_row_is_found_again_by_its_title_and_by_its_day_where_titles_repeat() -> None:
    _, first = table(
        "title,when\nA,2026-06-01 18:00\nOffice hour,2026-06-02 18:00\nOffice hour,2026-06-09 18:00\n"
    )
    _, again = table(
        "title,when\nOffice hour,2026-06-09 19:00\nA,2026-06-05 18:00\nOffice hour,2026-06-02 18:00\n"
    )
    assert [row.uid for row in again] == [first[2].uid, first[0].uid, first[1].uid]
    _, twice = table("title,when\nA,2026-06-01 18:00\nA,2026-06-01 20:00\n")
    assert [row.reason for row in twice] == [None, Reason.TWICE]


@pytest.mark.hostile(49)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_tables_are_read_in_every_encoding(encoding: str) -> None:
    title = (
        "جلسة" if encoding in {"utf-8-sig", "utf-16", "utf-32"} else "Café"
    )  # without a mark Latin alone is known
    _, found = read(f"title,when\n{title},2026-06-01 18:00\n".encode(encoding))
    assert found[0].title == title


def test_a_calendar_in_utf16_is_read() -> None:
    text = calendar(raw("DTSTART:20260601T180000Z")).decode()
    assert starts(read(text.encode("utf-16"))[1]) == ["2026-06-01 18:00"]


# Bombs


@pytest.mark.hostile(40, 41, 44)
@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "calendars-web-page"),
        (b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]><lolz>&lol;</lolz>', "calendars-none"),
        (
            b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 50_000 + b"END:VCALENDAR",
            "calendars-too-many",
        ),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR", "cohort-import-file-empty"),
        (b"\x00\x01\x02\xff\xfe", "files-no-text"),
    ],
)
def test_bombs_are_refused_at_once(content: bytes, key: str) -> None:
    began = time.perf_counter()
    with pytest.raises(InvalidInputError) as error:
        read(content)
    assert error.value.key == key
    assert time.perf_counter() - began < 5


# What would change


def session(row: Row, **more: Any) -> Session:
    (slot,) = placing_rules.place(row, Answers(), "Asia/Beirut").slots
    fields: dict[str, Any] = {
        "id": 7,
        "guild_id": 1,
        "cohort_id": 1,
        "title": row.title,
        "wall": slot.wall,
        "zone": slot.zone,
        "starts_at": slot.instant,
        "minutes": slot.minutes,
        "state": SessionState.PLANNED,
        "sequence": 0,
        "uid": slot.uid,
        "source_sequence": row.sequence,
        "fingerprint": rules.fingerprint("l", row.mark),
    }
    return Session(**(fields | more))


def judged(row: Row, *there: Session, now: dt.datetime = NOW, past: bool = False) -> Any:
    placing = placing_rules.place(row, Answers(), "Asia/Beirut")
    marks = frozenset(rules.mark_of(one.fingerprint or "") for one in there)
    (entry,) = judging_rules.judge(
        row, placing, there={one.uid: one for one in there}, marks=marks, now=now, past=past
    )
    return entry


def test_what_is_new_the_same_changed_and_older() -> None:
    (row,) = rows(raw("DTSTART:20260601T180000Z", "SEQUENCE:1"))
    assert judged(row).kind is Kind.NEW
    assert judged(row, session(row)).kind is Kind.SAME
    (moved,) = rows(raw("DTSTART:20260602T180000Z", "SEQUENCE:2"))
    found = judged(moved, session(row))
    assert found.kind is Kind.CHANGED
    assert [one.field for one in found.changes] == ["time"]
    older = judged(row, session(moved))
    assert (older.kind, older.reason) == (Kind.SKIPPED, Reason.OLDER)
    # Without SEQUENCE what it says is compared.
    (bare,) = rows(raw("DTSTART:20260602T180000Z"))
    assert judged(bare, session(row)).kind is Kind.CHANGED
    # A rising number alone changes nothing.
    (risen,) = rows(raw("DTSTART:20260601T180000Z", "SEQUENCE:9"))
    assert judged(risen, session(row)).kind is Kind.SAME


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"state": SessionState.CANCELLED}, Reason.CANCELLED_HERE),
        ({"state": SessionState.HELD}, Reason.HELD),
    ],
)
def test_what_people_did_here_is_left_alone(more: dict[str, Any], reason: Reason) -> None:
    (row,) = rows(raw("DTSTART:20260601T180000Z"))
    (moved,) = rows(raw("DTSTART:20260602T180000Z"))
    found = judged(moved, session(row, **more))
    assert (found.kind, found.reason) == (Kind.SKIPPED, reason)
    # Moved by hand, and the file as it was: the file has nothing new to say.
    by_hand = session(row, wall=dt.datetime(2026, 6, 5, 12), title="Other")
    assert judged(row, by_hand).kind is Kind.SAME


def test_what_is_past_is_left_out_unless_it_is_wanted_and_is_not_asked_about() -> None:
    later = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
    (row,) = rows(raw("DTSTART:20260601T180000Z"))
    assert judged(row, now=later).reason is Reason.PAST
    assert judged(row, now=later, past=True).kind is Kind.NEW
    (vague,) = rows(raw("DTSTART;TZID=AST:20260601T180000"))
    assert judged(vague, now=later).reason is Reason.PAST
    assert judged(vague, now=later, past=True).kind is Kind.ASKED
    assert judged(vague).kind is Kind.ASKED


def test_cancelled_in_the_file() -> None:
    (row,) = rows(raw("DTSTART:20260601T180000Z"))
    (off,) = rows(raw("DTSTART:20260601T180000Z", "STATUS:CANCELLED"))
    assert judged(off, session(row)).kind is Kind.CANCELLED
    assert judged(off).reason is Reason.CANCELLED_THERE
    assert judged(off, session(row, state=SessionState.CANCELLED)).kind is Kind.SAME


def test_a_link_by_hand_stays_and_one_of_the_file_counts() -> None:
    (row,) = rows(raw("DTSTART:20260601T180000Z"))
    (renamed,) = rows(raw("DTSTART:20260601T180000Z").replace("Talk", "Other"))
    found = judged(renamed, session(row, link="https://mine.example/x"))
    assert [one.field for one in found.changes] == ["title"]
    (linked,) = rows(raw("DTSTART:20260601T180000Z", "URL:https://zoom.us/j/1"))
    assert [one.field for one in judged(linked, session(row)).changes] == ["link"]


def test_gone_is_what_this_calendar_had_and_has_no_more() -> None:
    first, second, third = rows(
        *(raw("DTSTART:20260601T180000Z").replace("UID:a", f"UID:{name}") for name in "abc")
    )
    there = [
        session(first, id=1),
        session(second, id=2),
        session(third, id=3, fingerprint=rules.fingerprint("other", third.mark)),
        session(third, id=4, uid="by-hand", fingerprint=None),
        session(second, id=5, uid="x", state=SessionState.CANCELLED),
    ]

    def gone(now: dt.datetime = NOW, waiting: frozenset[str] = frozenset()) -> list[int]:
        found = judging_rules.gone(there, [first], frozenset({"a"}), waiting, lineage="l", now=now)
        return [one.id for one in found]

    assert gone() == [2]
    assert gone(now=dt.datetime(2026, 7, 1, tzinfo=dt.UTC)) == []
    there[1] = session(second, id=2, uid="w#20260601")
    assert gone(waiting=frozenset({"w"})) == []
