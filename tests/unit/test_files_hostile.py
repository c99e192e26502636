"""Files that people send: names, sizes, encodings, tables and calendars that are made to harm, and those that are only odd."""

import codecs
import csv
import io
import os
import time
from collections import Counter
from pathlib import Path

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInputError, RefusedError
from bot.net.attachments import AttachmentFetcher, shown_name
from bot.net.calendar_shapes import CalendarEvent, CalendarFault
from bot.net.calendars import MOST_DATES, read_calendar, read_calendar_file
from bot.net.pictures import MOST_PIXELS, size_of
from bot.net.tables import decode_text, read_table
from tests.unit.test_attachments import Answer, giving, serving

# Names and sizes


@pytest.mark.hostile(46)
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("networks.csv", "networks.csv"),
        ("../../x", "x"),
        ("..\\..\\x.csv", "x.csv"),
        ("/etc/passwd", "passwd"),
        ("C:\\Windows\\x.ics", "x.ics"),
        ("CON", "file CON"),
        ("con.csv", "file con.csv"),
        ("Lpt1.x.csv", "file Lpt1.x.csv"),
        ("CONTACTS.csv", "CONTACTS.csv"),
        (".htaccess", "htaccess"),
        ("...", "file"),
        ("", "file"),
        ("///", "file"),
        ("\u200b\u202e", "file"),
        ("a\u202ecsv.exe", "acsv.exe"),
        ("a\nb\x00c.csv", "a bc.csv"),
        ("x" * 300 + ".csv", "x" * 55 + "….csv"),
        ("x" * 300, "x" * 59 + "…"),
        ("a." + "x" * 300, "a." + "x" * 57 + "…"),
        ("العربية.csv", "العربية.csv"),
    ],
)
def test_a_name_is_shown_without_harm(name: str, shown: str) -> None:
    assert shown_name(name) == shown


@given(st.text())
def test_any_name_is_a_short_line_without_folders(name: str) -> None:
    shown = shown_name(name)
    assert 0 < len(shown) <= 60
    assert not set("/\\\n\r\0") & set(shown)
    assert not shown.startswith(".")


async def fetched(answer: Answer, most: int) -> bytes | str:
    """What a file served so gives, or the key by which it is refused."""
    async with serving(answer) as origin:
        try:
            return await AttachmentFetcher(f"{origin}/api/v10", seconds=5).fetch_file(f"{origin}/x.csv", most)
        except InvalidInputError as error:
            return error.key


@pytest.mark.hostile(47)
async def test_bytes_are_counted_whatever_the_size_field_says() -> None:
    async def liar(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()  # no length at all, and more than allowed
        await response.prepare(request)
        while True:
            await response.write(bytes(1000))

    async def boaster(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "5000000000"})
        await response.prepare(request)
        return response

    async def breaker(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "900"})
        await response.prepare(request)
        await response.write(b"a,b\n")
        assert request.transport is not None
        request.transport.close()
        return response

    assert await fetched(giving(b"a,b\n"), 1000) == b"a,b\n"
    assert await fetched(giving(b"x" * 1000), 1000) == b"x" * 1000
    assert await fetched(giving(b"x" * 1001), 1000) == "files-too-large"
    assert await fetched(liar, 1000) == "files-too-large"
    assert await fetched(boaster, 1000) == "files-too-large"
    assert await fetched(breaker, 1000) == "files-not-fetched"
    assert await fetched(giving(b"", status=404), 1000) == "files-not-fetched"


@pytest.mark.parametrize(
    "url", ["", "https://example.org/x.csv", "http://127.0.0.1:1/x", "https://cdn.discordapp.com:1/x"]
)
async def test_files_come_from_discord_alone(url: str) -> None:
    with pytest.raises(InvalidInputError) as error:
        await AttachmentFetcher("https://discord.com/api/v10").fetch_file(url)
    assert error.value.key == "files-elsewhere"


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4) + height.to_bytes(4) + bytes(20)


def jpg(width: int, height: int) -> bytes:
    exif = b"\xff\xe1\x00\x10" + bytes(14)
    tables = b"\xff\xc4\x00\x04\0\0"
    return (
        b"\xff\xd8"
        + exif
        + tables
        + b"\xff\xff\xc2\x00\x11\x08"
        + height.to_bytes(2)
        + width.to_bytes(2)
        + bytes(20)
    )


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + width.to_bytes(2, "little") + height.to_bytes(2, "little") + bytes(20)


def webp(width: int, height: int) -> bytes:
    body = b"VP8X" + bytes(8) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF\0\0\0\0WEBP" + body + bytes(10)


@pytest.mark.hostile(48)
@pytest.mark.parametrize("form", [png, jpg, gif, webp])
async def test_a_picture_that_asks_for_gigabytes_is_refused(form: object) -> None:
    assert callable(form)
    for width, height, fits in (
        (65_535, 65_535, False),
        (8000, 8000, True),
        (8001, 8000, False),
        (1, 1, True),
    ):
        picture: bytes = form(width, height)
        assert size_of(picture) == (width, height)
        async with serving(giving(picture)) as origin:
            fetcher = AttachmentFetcher(f"{origin}/api/v10")
            if fits:
                assert (await fetcher.fetch_picture(f"{origin}/x")).content == picture
                continue
            with pytest.raises(InvalidInputError) as error:
                await fetcher.fetch_picture(f"{origin}/x")
        assert error.value.key == "pictures-too-many-pixels"
        assert error.value.values == {"most": MOST_PIXELS // 1_000_000}


@given(st.sampled_from([png, jpg, gif, webp]), st.integers(0, 60), st.binary(max_size=60))
def test_the_head_of_any_picture_is_read_without_an_error(form: object, cut: int, rest: bytes) -> None:
    assert callable(form)
    width, height = size_of(form(20, 10)[:cut] + rest)
    assert width >= 0
    assert height >= 0


def test_other_forms_of_webp_tell_their_size() -> None:
    lossy = b"RIFF\0\0\0\0WEBPVP8 " + bytes(10) + (300).to_bytes(2, "little") + (200).to_bytes(2, "little")
    assert size_of(lossy) == (300, 200)
    lossless = b"RIFF\0\0\0\0WEBPVP8L" + bytes(5) + (299 | 199 << 14).to_bytes(4, "little") + bytes(9)
    assert size_of(lossless) == (300, 200)


# Text and tables


@pytest.mark.hostile(49)
@pytest.mark.parametrize(
    "content",
    [
        "asn,نام\n".encode(),
        "asn,نام\n".encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + "asn,نام\n".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "asn,نام\n".encode("utf-16-be"),
        codecs.BOM_UTF32_LE + "asn,نام\n".encode("utf-32-le"),
    ],
)
def test_text_is_read_in_every_form_that_spreadsheets_save(content: bytes) -> None:
    assert decode_text(content) == "asn,نام\n"
    assert read_table(decode_text(content), 10).header == ["asn", "نام"]


@pytest.mark.hostile(49)
def test_utf_16_whose_mark_was_lost_is_known_by_its_zeros() -> None:
    assert decode_text("asn,name\n".encode("utf-16-le")) == "asn,name\n"
    assert decode_text("asn,name\n".encode("utf-16-be")) == "asn,name\n"


@pytest.mark.hostile(49)
@pytest.mark.parametrize(
    "content",
    [
        "Zürich".encode("latin-1"), b"\x89PNG\r\n\x1a\n\0\0", b"PK\x03\x04", b"a\0b", codecs.BOM_UTF16_LE + b"a",
        codecs.BOM_UTF16_LE + b"\0\xd8", codecs.BOM_UTF8 + b"\xff", b"\xed\xa0\x80",
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInputError) as error:
        decode_text(content)
    assert error.value.key == "files-no-text"


@pytest.mark.parametrize(
    ("text", "header", "rows"),
    [
        ("a,b\n1,2\n", ["a", "b"], [(2, ["1", "2"])]),
        ("a;b\r\n1,5;2\r\n", ["a", "b"], [(2, ["1,5", "2"])]),
        ("a\tb\n1\t2, 3; 4\n", ["a", "b"], [(2, ["1", "2, 3; 4"])]),
        ("sep=;\na;b\n1;2", ["a", "b"], [(3, ["1", "2"])]),
        ("a\n1\n\n2\n", ["a"], [(2, ["1"]), (4, ["2"])]),
        ('a,b\n"x\ny", z \n3\n', ["a", "b"], [(2, ["x\ny", "z"]), (4, ["3", ""])]),
        ("a,b,,\n1,2,,\n,,,\n", ["a", "b"], [(2, ["1", "2"])]),
        ("\n\na,b\n1,2", ["a", "b"], [(4, ["1", "2"])]),
    ],
)
def test_tables_are_read_with_the_line_of_each_row(
    text: str, header: list[str], rows: list[tuple[int, list[str]]]
) -> None:
    assert read_table(text, 10) == (header, rows)


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("", "tables-empty", None),
        ("\n,,\n", "tables-empty", None),
        ("a,b\n1,2\n1,2,3\n", "tables-long-row", 3),
        ('a,b\n1,2\n"1,2\n', "tables-broken", 3),
        ('sep=,\na,b\n1,"2"x\n', "tables-broken", 3),
        ("a,b\n" * 12, "tables-too-many-rows", None),
        (",".join("a" * 201), "tables-too-many-columns", None),
        ("a,b\n1," + "x" * 10_001, "tables-long-field", 2),
    ],
)
def test_what_is_no_table_is_refused_with_its_line(text: str, key: str, line: int | None) -> None:
    with pytest.raises(InvalidInputError) as error:
        read_table(text, 10)
    assert error.value.key == key
    assert error.value.values.get("line") == line


@pytest.mark.parametrize("piece", ['"', ",", "\r", '",', 'a,"\n', "a\n", "sep=,\n", "=", "\t;"])
def test_no_table_takes_long(piece: str) -> None:
    text = piece * (4_000_000 // len(piece))
    before = time.process_time()
    with pytest.raises(InvalidInputError):
        read_table(text, 5000)
    assert time.process_time() - before < 10


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=6), min_size=2, max_size=4),
        min_size=2, max_size=6,
    ).filter(lambda rows: len({len(row) for row in rows}) == 1),
    st.sampled_from(",;\t"),
)  # fmt: skip
def test_what_a_spreadsheet_wrote_is_read_back(rows: list[list[str]], separator: str) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    table = read_table(f"sep={separator}\n{written.getvalue()}", 10)
    assert [table.header, *(cells for _, cells in table.rows)] == rows


# Calendars


def calendar(*events: str) -> bytes:
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", "")).encode()


def event(*lines: str, uid: str = "1", start: str = "DTSTART:20260101T100000Z") -> str:
    return "\r\n".join(("BEGIN:VEVENT", f"UID:{uid}", *([start] if start else []), *lines, "END:VEVENT"))


def faults(of: CalendarEvent) -> list[tuple[str, str]]:
    return [(fault["kind"], fault["detail"]) for fault in of["faults"]]


def one(*lines: str, uid: str = "1", start: str = "DTSTART:20260101T100000Z") -> CalendarEvent:
    (found,) = read_calendar(calendar(event(*lines, uid=uid, start=start)))
    return found


def refused(content: bytes) -> str:
    with pytest.raises(RefusedError) as error:
        read_calendar(content)
    return error.value.key


def test_an_event_is_read_with_all_that_it_says() -> None:
    found = one(
        "SEQUENCE:3", "DTSTAMP:20251231T120000Z", "SUMMARY:Core\\, router\\nupgrade", "DESCRIPTION:one\r\n  two",
        "LOCATION:Beirut", "URL:https://example.org/x", "STATUS:confirmed", "ORGANIZER;CN=NOC:mailto:noc@example.org",
        "DTEND;TZID=Asia/Beirut:20260101T140000", "RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=4", "EXDATE:20260108T100000Z",
        "RDATE;VALUE=DATE:20260201,20260301", "ATTENDEE:mailto:somebody@example.org",
        "X-MAINTNOTE-OBJECT-ID;X-MAINTNOTE-OBJECT-IMPACT=OUTAGE:circuit 1", "X-MAINTNOTE-OBJECT-ID:circuit 2",
        "BEGIN:VALARM", "TRIGGER:nonsense", "SUMMARY:of the alarm", "END:VALARM",
    )  # fmt: skip
    assert found == {
        "uid": "1", "recurrence_id": None, "sequence": 3, "stamp": "2025-12-31T12:00:00",
        "range": "", "summary": "Core, router\nupgrade", "description": "one two", "location": "Beirut",
        "url": "https://example.org/x", "status": "CONFIRMED", "organizer": "mailto:noc@example.org",
        "start": {"text": "2026-01-01T10:00:00", "kind": "date-time", "tzid": None, "zone": "UTC"},
        "end": {"text": "2026-01-01T14:00:00", "kind": "date-time", "tzid": "Asia/Beirut", "zone": "Asia/Beirut"},
        "rrule": "FREQ=WEEKLY;COUNT=4;BYDAY=TH",
        "exdates": [{"text": "2026-01-08T10:00:00", "kind": "date-time", "tzid": None, "zone": "UTC"}],
        "rdates": [
            {"text": "2026-02-01", "kind": "date", "tzid": None, "zone": None},
            {"text": "2026-03-01", "kind": "date", "tzid": None, "zone": None},
        ],
        "extras": {
            "X-MAINTNOTE-OBJECT-ID": [
                {"value": "circuit 1", "parameters": {"X-MAINTNOTE-OBJECT-IMPACT": "OUTAGE"}},
                {"value": "circuit 2", "parameters": {}},
            ]
        },
        "faults": [],
    }  # fmt: skip


@pytest.mark.hostile(40)
@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><html>",
        b"\xef\xbb\xbf  <HTML>BEGIN:VCALENDAR",
        b"<script>",
        "<html>".encode("utf-16"),
    ],
)
def test_a_web_page_is_refused_as_one(page: bytes) -> None:
    assert refused(page) == "calendars-web-page"


@pytest.mark.hostile(41)
def test_entities_are_nothing_that_anybody_expands() -> None:
    entities = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 12))
    laughs = f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "ha">{entities}]><l>&l11;</l>'
    before = time.process_time()
    assert refused(laughs.encode()) == "calendars-none"
    assert one(f"SUMMARY:{laughs}")["summary"] == laughs[:4000]
    deep = b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * 190_000 + b"END:X\r\n" * 190_000 + b"END:VCALENDAR"
    assert read_calendar(deep) == []
    folded = calendar(event("SUMMARY:a" + "\r\n b" * 300_000))
    assert one("SUMMARY:ok")["summary"] == "ok"
    assert faults(read_calendar(folded)[0]) == [("line", "SUMMARY")]
    assert time.process_time() - before < 5


@pytest.mark.hostile(42)
@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=MINUTELY;COUNT=3", "FREQ=HOURLY", "FREQ=DAILY;BYHOUR=1,2;BYMINUTE=3", "freq=secondly",
     "FREQ=YEARLY;BYSECOND=1,2,3"],
)  # fmt: skip
def test_what_repeats_within_a_day_is_not_repeated(rule: str) -> None:
    found = one(f"RRULE:{rule}")
    assert (found["rrule"], faults(found)) == (None, [("rule-too-often", "")])


@pytest.mark.hostile(43)
@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTH=4,6;BYMONTHDAY=31", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1", "FREQ=YEARLY;BYMONTH=3;BYDAY=MO;BYSETPOS=300",
        "FREQ=WEEKLY;BYWEEKNO=53;BYMONTH=5", "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29;BYYEARDAY=1",
        "FREQ=DAILY;UNTIL=20251231T000000Z",
    ],
)  # fmt: skip
def test_a_day_that_never_comes_is_found_out_soon(rule: str) -> None:
    before = time.process_time()
    found = one(f"RRULE:{rule}")
    assert (found["rrule"], faults(found)) == (None, [("rule-never", "")])
    assert time.process_time() - before < 3


@pytest.mark.parametrize(
    "rule",
    ["FREQ=YEARLY;BYMONTHDAY=29;BYMONTH=2", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE",
     "FREQ=DAILY;COUNT=10", "FREQ=YEARLY;UNTIL=20300101", "FREQ=MONTHLY;BYMONTHDAY=31"],
)  # fmt: skip
def test_rules_of_every_day_are_taken(rule: str) -> None:
    found = one(f"RRULE:{rule}")
    assert Counter((found["rrule"] or "").split(";")) == Counter(rule.split(";"))
    assert faults(found) == []


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SOMETIMES",
        "x",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=99999",
        "FREQ=DAILY;BYEASTER=1",
        "COUNT=3",
    ],
)
def test_a_rule_that_nobody_can_read_is_left_out(rule: str) -> None:
    found = one(f"RRULE:{rule}")
    assert found["rrule"] is None
    assert "rule-unreadable" in [kind for kind, _ in faults(found)]


@pytest.mark.hostile(44)
def test_fifty_thousand_events_are_refused_before_they_are_read() -> None:
    content = calendar(*(event(uid=str(number)) for number in range(50_000)))
    before = time.process_time()
    assert refused(content) == "calendars-too-many"
    assert time.process_time() - before < 1
    assert len(read_calendar(calendar(*(event(uid=str(number)) for number in range(2000))))) == 2000
    # Otherwise written, and folded in the middle of the word.
    assert refused(calendar(*("begin:vevent\r\nend:vevent" for _ in range(2001)))) == "calendars-too-many"
    assert (
        refused(calendar(*("BEGIN:VEV\r\n ENT\r\nEND:VEVENT" for _ in range(2001)))) == "calendars-too-many"
    )


@pytest.mark.hostile(44)
def test_rules_that_never_hit_take_no_more_than_a_workers_time() -> None:
    rules = (f"RRULE:FREQ=DAILY;INTERVAL={1 + n % 90};BYMONTH=2;BYYEARDAY={300 + n % 60}" for n in range(60))
    before = time.process_time()
    found = read_calendar(calendar(*(event(rule, uid=str(number)) for number, rule in enumerate(rules))))
    assert all(faults(each) == [("rule-never", "")] for each in found)
    assert time.process_time() - before < 6


@pytest.mark.hostile(45)
def test_a_uid_that_stands_twice_is_told() -> None:
    found = read_calendar(
        calendar(event(), event("SEQUENCE:1"), event("RECURRENCE-ID:20260108T100000Z"), event(uid="2"))
    )
    assert [faults(each) for each in found] == [[], [("uid-again", "")], [], []]
    assert found[2]["recurrence_id"] is not None


@pytest.mark.hostile(45)
def test_what_is_missing_is_told() -> None:
    assert faults(one(start="")) == [("no-start", "")]
    nothing, long = read_calendar(calendar("BEGIN:VEVENT\r\nEND:VEVENT", event(uid="u" * 501)))
    assert faults(nothing) == [("no-uid", ""), ("no-start", "")]
    assert (long["uid"], faults(long)) == ("", [("no-uid", "")])


@pytest.mark.hostile(45)
@pytest.mark.parametrize(
    ("start", "zone", "told"),
    [
        ("DTSTART;TZID=Mars/Olympus:20260101T100000", None, [("zone-unknown", "Mars/Olympus")]),
        ("DTSTART;TZID=CST:20260101T100000", None, [("zone-unknown", "CST")]),
        ("DTSTART;TZID=../../etc/passwd:20260101T100000", None, [("zone-unknown", "../../etc/passwd")]),
        ("DTSTART:20260101T100000", None, [("zone-missing", "")]),
        ("DTSTART;TZID=Asia/Beirut:20260101T100000", "Asia/Beirut", []),
        ("DTSTART;TZID=W. Europe Standard Time:20260101T100000", "Europe/Berlin", []),
        ("DTSTART;TZID=/example.org/2024_1/Europe/Paris:20260101T100000", "Europe/Paris", []),
        ("DTSTART;TZID=Asia/Calcutta:20260101T100000", "Asia/Kolkata", []),
    ],
)
def test_a_zone_that_nobody_knows_is_told(start: str, zone: str | None, told: list[tuple[str, str]]) -> None:
    found = one(start=start)
    assert found["start"] is not None
    assert (found["start"]["text"], found["start"]["zone"]) == ("2026-01-01T10:00:00", zone)
    assert faults(found) == told


def zone_of_its_own(name: str, offset: str) -> str:
    return f"BEGIN:VTIMEZONE\r\nTZID:{name}\r\nBEGIN:STANDARD\r\nTZOFFSETTO:{offset}\r\nEND:STANDARD\r\nEND:VTIMEZONE"


def test_a_zone_that_the_file_defines_otherwise_is_told() -> None:
    start = "DTSTART;TZID=Asia/Beirut:20260101T100000"
    for offset, told in (("+0200", []), ("-0500", [("zone-contradicts", "Asia/Beirut")])):
        (found,) = read_calendar(calendar(zone_of_its_own("Asia/Beirut", offset), event(start=start)))
        assert faults(found) == told


def test_the_files_own_zone_is_that_of_times_without_one() -> None:
    content = calendar(
        "METHOD:publish",
        "X-WR-CALNAME:Chapter",
        "X-WR-TIMEZONE:Asia/Beirut",
        event(start="DTSTART:20260101T100000"),
    )
    found = read_calendar_file(content)
    assert (found["name"], found["method"]) == ("Chapter", "PUBLISH")
    (each,) = found["events"]
    assert each["start"] == {
        "text": "2026-01-01T10:00:00",
        "kind": "date-time",
        "tzid": None,
        "zone": "Asia/Beirut",
    }


@pytest.mark.parametrize(
    ("lines", "end", "told"),
    [
        (("DTEND:20260101T090000Z",), "2026-01-01T09:00:00", [("ends-before", "")]),
        (("DTEND;TZID=Asia/Tokyo:20260101T110000",), "2026-01-01T11:00:00", [("ends-before", "")]),
        (("DTEND;VALUE=DATE:20260102",), "2026-01-02", [("property", "DTEND")]),
        (("DURATION:PT90M",), "2026-01-01T11:30:00", []),
        (("DURATION:P99999999D",), None, [("property", "DURATION")]),
        (("DURATION:soon",), None, [("property", "DURATION")]),
        (("DTEND:tomorrow",), None, [("property", "DTEND")]),
        (("DTEND:20261301T100000Z",), None, [("property", "DTEND")]),
    ],
)
def test_ends_are_read_and_their_faults_told(
    lines: tuple[str, ...], end: str | None, told: list[tuple[str, str]]
) -> None:
    found = one(*lines)
    assert (None if found["end"] is None else found["end"]["text"]) == end
    assert faults(found) == told


def test_a_day_ends_with_the_next() -> None:
    found = one(start="DTSTART;VALUE=DATE:20261231")
    assert found["end"] == {"text": "2027-01-01", "kind": "date", "tzid": None, "zone": None}


def test_more_exceptions_than_anybody_needs_end_the_repetition() -> None:
    dates = ",".join(["20260101T100000Z"] * 600)
    found = one("RRULE:FREQ=DAILY", f"EXDATE:{dates}", f"EXDATE:{dates}")
    assert (found["rrule"], len(found["exdates"]), faults(found)) == (
        None,
        MOST_DATES,
        [("too-many-dates", "EXDATE")],
    )
    found = one("RRULE:FREQ=DAILY", "EXDATE:yesterday")
    assert (found["rrule"], faults(found)) == (None, [("property", "EXDATE")])


def test_one_bad_line_spoils_no_event_and_one_bad_event_no_calendar() -> None:
    first, second = read_calendar(
        calendar(event("this is no line", "SUMMARY:a", "SUMMARY:b"), event(uid="2"))
    )
    assert (first["summary"], faults(first)) == ("a", [("line", ""), ("twice", "SUMMARY")])
    assert faults(second) == []


@pytest.mark.parametrize(
    "content",
    [
        calendar(event())[:-20],
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VCALENDAR",
        b"BEGIN:VCALENDAR",
    ],
)
def test_a_calendar_that_breaks_off_is_refused_whole(content: bytes) -> None:
    assert refused(content) == "calendars-cut-off"


@pytest.mark.parametrize("content", [b"", b"asn,name", bytes(range(256)), b"BEGIN:VCARD\r\nEND:VCARD"])
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    assert refused(content) == "calendars-none"


@pytest.mark.hostile(49)
def test_marks_and_utf_16_and_broken_bytes_are_read() -> None:
    content = calendar(event("SUMMARY:Zürich"))
    for written in (codecs.BOM_UTF8 + content, content.decode().encode("utf-16")):
        assert read_calendar(written)[0]["summary"] == "Zürich"
    # A fold between the two bytes of one letter; and a file that is not UTF-8 at all.
    assert read_calendar(content.replace(b"\xc3\xbc", b"\xc3\r\n \xbc"))[0]["summary"] == "Zürich"
    assert read_calendar(content.replace(b"\xc3\xbc", b"\xfc"))[0]["summary"] == "Z\ufffdrich"


@given(st.lists(st.sampled_from(
    ["BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VALARM", "UID:1", "DTSTART:2026", "DTSTART;TZID=X:20260101T100000",
     "DTSTART;VALUE=PERIOD:20260101T100000Z/PT1H", "RRULE:", "RRULE:FREQ=YEARLY;BYDAY=99XX", "EXDATE:,,", "RDATE;VALUE=PERIOD:x",
     "X-A;B=:", "SEQUENCE:-1", "SEQUENCE:9999999999999", "DTSTAMP:00010101T000000Z", "DTSTART:99991231T235959Z",
     "DTSTART:00010101T000000", "DURATION:P1D", "DURATION:-P9999W", "DTEND;TZID=Asia/Tokyo:00010101T000000",
     "URL;VALUE=URI:x", "ORGANIZER:x", ";", ":", "A;B", 'X-"', "BEGIN:VTIMEZONE", "END:VTIMEZONE", "TZID:X", "TZOFFSETTO:+9999",
     "RECURRENCE-ID;RANGE=THISANDFUTURE:20260101", "EXDATE;TZID=Asia/Beirut:20260101T100000,20260102T100000"]
), max_size=14))  # fmt: skip
def test_whatever_stands_in_a_calendar_it_is_read_or_refused(lines: list[str]) -> None:
    for content in (calendar(*lines), calendar("BEGIN:VEVENT", *lines, "END:VEVENT")):
        try:
            found = read_calendar(content)
        except RefusedError:
            continue
        for each in found:
            assert {fault["kind"] for fault in each["faults"]} <= set(CalendarFault)


@pytest.mark.skipif("CROSSCONNECT_TEST_DATA" not in os.environ, reason="needs the calendars of others")
def test_the_calendar_of_real_chapters_is_read_whole() -> None:
    path = Path(os.environ["CROSSCONNECT_TEST_DATA"]) / "calendars" / "chapter-events.ics"
    found = read_calendar(path.read_bytes())
    assert len(found) == 54
    assert all(each["uid"] and each["summary"] and each["start"] and each["end"] for each in found)
    told = Counter(kind for each in found for kind, _ in faults(each))
    # Its zones are abbreviations, each with the same foreign rule; UTC alone is a name.
    assert told == {"zone-unknown": 43, "zone-contradicts": 11, "ends-before": 1}
