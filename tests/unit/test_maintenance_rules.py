"""Maintenance as values: notices as they are read, versions in order, overlaps, when people hear of it, windows as typed."""

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInputError
from bot.language.when import Reading
from bot.net.calendars import read_calendar
from bot.operations.maintenance import notices, rules, window
from bot.operations.maintenance.notices import Fate, Notice, NoticeFault, NoticeFaultError
from bot.operations.maintenance.rules import (
    Impact,
    Maintenance,
    Occasion,
    Phase,
    Source,
    Status,
    ThingKind,
    Window,
    Works,
)

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DATA = os.environ.get("CROSSCONNECT_TEST_DATA")
SAMPLES = sorted((Path(DATA) / "maintnote").glob("*.ics")) if DATA else []
needs_data = pytest.mark.skipif(not SAMPLES, reason="CROSSCONNECT_TEST_DATA names no shared samples")
WHY = {
    "invalid_no_account": NoticeFault.NO_ACCOUNT,
    "invalid_no_end": NoticeFault.NO_END,
    "invalid_no_maintenance_id": NoticeFault.NO_ID,
    "invalid_no_object_id": NoticeFault.NO_OBJECT,
    "invalid_no_organizer": NoticeFault.NO_ORGANIZER,
    "invalid_no_provider": NoticeFault.NO_PROVIDER,
    "invalid_no_stamp": NoticeFault.NO_STAMP,
    "invalid_no_start": NoticeFault.NO_START,
}


def event(*more: str, without: str = "") -> bytes:
    """A calendar with one notice; `more` lines take the place of those with the same name."""
    lines = [
        "SUMMARY:Fibre work",
        "DTSTART:20261201T220000Z",
        "DTEND:20261202T020000Z",
        "DTSTAMP:20261120T090000Z",
        "UID:77@transit.example",
        "SEQUENCE:1",
        "ORGANIZER:mailto:noc@transit.example",
        "X-MAINTNOTE-PROVIDER:transit.example",
        "X-MAINTNOTE-ACCOUNT:4711",
        "X-MAINTNOTE-MAINTENANCE-ID:CHG-77",
        "X-MAINTNOTE-OBJECT-ID:circuit-1",
        "X-MAINTNOTE-IMPACT:OUTAGE",
        "X-MAINTNOTE-STATUS:CONFIRMED",
    ]
    named = {line.partition(":")[0].partition(";")[0] for line in more} | {without}
    kept = [line for line in lines if line.partition(":")[0] not in named]
    return "\r\n".join(
        (
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:x",
            "BEGIN:VEVENT",
            *kept,
            *more,
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        )
    ).encode()


def read(content: bytes) -> Notice:
    (found,) = read_calendar(content)
    return notices.read(found)


def told(one: Notice) -> dict[str, Any]:
    """A notice in the words of the expected readings."""
    shown: dict[str, Any] = {
        "account": one.account,
        "circuits": [
            {"circuit_id": thing.name, "impact": thing.impact.value.upper()} for thing in one.objects
        ],
        "end": int(one.window.ends_at.timestamp()),
        "maintenance_id": one.maintenance_id,
        "provider": one.provider,
        "sequence": one.sequence,
        "stamp": int(one.stamp.timestamp()),
        "start": int(one.window.starts_at.timestamp()),
        "status": "NO-CHANGE" if one.status is None else one.status.value.upper(),
        "summary": one.summary,
        "uid": one.uid,
    }
    return {**shown, "organizer": one.organizer} if one.organizer else shown


# Notices


def test_the_samples_are_there_or_it_is_said() -> None:
    if not SAMPLES:
        pytest.skip("CROSSCONNECT_TEST_DATA names no shared samples: the BCOP notices are not read")
    assert len(SAMPLES) == 16


@needs_data
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_reads_as_expected_or_is_refused_for_its_own_reason(path: Path) -> None:
    (found,) = read_calendar(path.read_bytes())
    if path.stem in WHY:
        with pytest.raises(NoticeFaultError) as refused:
            notices.read(found)
        assert refused.value.fault is WHY[path.stem]
        return
    expected = json.loads(path.with_name(f"{path.stem}_result.json").read_text(encoding="utf-8"))
    assert [told(notices.read(found))] == expected


@needs_data
def test_each_invalid_sample_is_told_apart() -> None:
    assert {path.stem for path in SAMPLES if path.stem.startswith("invalid")} == WHY.keys()
    assert len(set(WHY.values())) == len(WHY)


@pytest.mark.parametrize("typed", ["", "TOTAL-LOSS", "outage", "Outage "])
def test_an_impact_that_is_missing_or_unknown_is_an_outage(typed: str) -> None:
    one = read(event(f"X-MAINTNOTE-IMPACT:{typed}"))
    assert one.impact is Impact.OUTAGE
    assert one.objects[0].impact is Impact.OUTAGE
    assert read(event(without="X-MAINTNOTE-IMPACT")).impact is Impact.OUTAGE


def test_an_object_has_its_own_impact_and_without_a_common_one_the_worst_counts() -> None:
    one = read(
        event(
            "X-MAINTNOTE-OBJECT-ID;X-MAINTNOTE-OBJECT-IMPACT=NO-IMPACT:a",
            "X-MAINTNOTE-OBJECT-ID;X-MAINTNOTE-OBJECT-IMPACT=DEGRADED:b",
            without="X-MAINTNOTE-IMPACT",
        )
    )
    assert [(thing.name, thing.impact) for thing in one.objects] == [
        ("a", Impact.NO_IMPACT),
        ("b", Impact.DEGRADED),
    ]
    assert one.impact is Impact.DEGRADED


def test_a_cancelled_notice_needs_no_object_and_a_provider_with_a_number_no_organizer() -> None:
    assert read(event("X-MAINTNOTE-STATUS:CANCELLED", without="X-MAINTNOTE-OBJECT-ID")).objects == ()
    one = read(event("X-MAINTNOTE-PROVIDER:Transit (AS3333)", without="ORGANIZER"))
    assert notices.provider_asn(one.provider) == 3333


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("DTEND:20261201T220000Z", NoticeFault.ENDS_BEFORE),
        ("DTEND:20261201T210000Z", NoticeFault.ENDS_BEFORE),
        ("DTEND:20281201T210000Z", NoticeFault.TOO_LONG),
        ("DTSTART;VALUE=DATE:20261201", NoticeFault.DATE_ALONE),
        ("DTSTART:20261201T220000", NoticeFault.ZONE),
        ("DTSTART;TZID=Nowhere/Town:20261201T220000", NoticeFault.ZONE),
        ("X-MAINTNOTE-PROVIDER:\u200b", NoticeFault.NO_PROVIDER),
        ("DTSTART:99991301T220000Z", NoticeFault.NO_START),
    ],
)
def test_what_names_no_window_is_refused(line: str, fault: NoticeFault) -> None:
    with pytest.raises(NoticeFaultError) as refused:
        read(event(line))
    assert refused.value.fault is fault


def test_an_event_that_is_no_notice_is_told_as_such() -> None:
    plain = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261201T220000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    with pytest.raises(NoticeFaultError) as refused:
        read(plain)
    assert refused.value.fault is NoticeFault.NO_NOTICE


def test_a_zone_of_its_own_keeps_the_wall_time() -> None:
    one = read(event("DTSTART;TZID=Asia/Beirut:20261201T220000", "DTEND:20261202T000000Z"))
    assert one.window.zone == "Asia/Beirut"
    assert one.window.starts_at == dt.datetime(2026, 12, 1, 20, tzinfo=dt.UTC)
    assert one.window.ends_wall == dt.datetime(2026, 12, 2, 2)  # noqa: DTZ001 - a wall time


@given(
    summary=st.text(max_size=300),
    name=st.text(max_size=40),
    sequence=st.integers(0, 2**31 - 1),
    status=st.sampled_from(Status),
    impact=st.sampled_from(Impact),
)
def test_a_notice_survives_the_way_through_json(
    summary: str, name: str, sequence: int, status: Status, impact: Impact
) -> None:
    typed = "".join(one for one in f"{summary}|{name}" if one.isprintable() and one not in "\\")
    try:
        one = read(
            event(
                f"SUMMARY:{typed}",
                f"SEQUENCE:{sequence}",
                f"X-MAINTNOTE-STATUS:{status}",
                f"X-MAINTNOTE-IMPACT:{impact}",
            )
        )
    except NoticeFaultError:
        pytest.fail("a title makes no notice invalid")
    back = notices.loaded(json.loads(json.dumps(notices.dumped(one))))
    assert (back.order, back.window, back.objects, back.summary) == (
        one.order,
        one.window,
        one.objects,
        one.summary,
    )
    assert (back.status, back.impact) == (status, impact)


# Versions

KEYS = st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["1", "2"]))
VERSIONS = st.builds(
    notices.order,
    st.integers(-1, 4),
    st.integers(0, 3).map(lambda days: NOW + dt.timedelta(days=days)),
)


@given(arrivals=st.lists(st.tuples(KEYS, VERSIONS), max_size=8), data=st.data())
def test_any_order_of_arrivals_ends_in_the_highest(
    arrivals: list[tuple[notices.Key, notices.Version]], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(arrivals))
    for order in (arrivals, shuffled):
        held: dict[notices.Key, notices.Version] = {}
        for (which, version), fate in zip(order, notices.fates(order, {}), strict=True):
            if fate.is_taken:
                held[which] = version
        assert held == {which: max(version for one, version in order if one == which) for which, _ in order}


@given(arrivals=st.lists(st.tuples(KEYS, VERSIONS), max_size=6))
def test_what_arrived_once_changes_nothing_again(
    arrivals: list[tuple[notices.Key, notices.Version]],
) -> None:
    again = notices.fates([*arrivals, *arrivals], {})[len(arrivals) :]
    assert not any(fate.is_taken for fate in again)


def test_equal_and_lower_are_told_apart() -> None:
    which = ("a", "1")
    found = notices.fates([(which, (2, 0)), (which, (2, 0)), (which, (1, 0)), (which, (3, 0))], {})
    assert found == [Fate.NEW, Fate.EQUAL, Fate.LOWER, Fate.CHANGED]
    assert notices.fates([(which, (2, 0))], {which: (5, 0)}) == [Fate.LOWER]


def test_without_a_sequence_the_later_stamp_counts_and_any_sequence_is_later() -> None:
    older, newer = notices.order(-1, NOW), notices.order(-1, NOW + HOUR)
    assert older < newer < notices.order(0, NOW - HOUR)
    assert notices.order(3, NOW) == notices.order(3, NOW + HOUR)


# Overlaps

ASNS = st.frozensets(st.integers(1, 5), max_size=4)
THINGS = st.frozensets(st.tuples(st.sampled_from(ThingKind), st.sampled_from(["x", "y"])), max_size=2)


@st.composite
def windows(draw: st.DrawFn, id_: int) -> Works:
    start = draw(st.integers(0, 12))
    networks = draw(ASNS)
    return Works(
        id=id_,
        starts_at=NOW + start * HOUR,
        ends_at=NOW + (start + draw(st.integers(1, 6))) * HOUR,
        networks=networks,
        hits=draw(st.sampled_from([networks, frozenset()])),
        things=draw(THINGS),
        provider=draw(st.sampled_from(["", "p", "q"])),
    )


UPSTREAMS = st.dictionaries(st.integers(10, 13), st.frozensets(st.integers(1, 5), min_size=1, max_size=3))


@given(one=windows(1), other=windows(2), upstreams=UPSTREAMS)
def test_an_overlap_is_the_same_from_both_sides(
    one: Works, other: Works, upstreams: dict[int, frozenset[int]]
) -> None:
    found = rules.overlap(one, other, upstreams)
    assert found == rules.overlap(other, one, upstreams)
    if found is None:
        return
    assert found.first < found.second
    assert max(one.starts_at, other.starts_at) == found.starts_at < found.ends_at
    assert set(found.things) <= one.things & other.things
    for network in found.cut:
        assert upstreams[network] <= one.hits | other.hits
        assert upstreams[network] & one.hits - other.hits
        assert upstreams[network] & other.hits - one.hits
    assert rules.concerned(found, one, other) == rules.concerned(found, other, one)


@given(one=windows(1), others=st.lists(windows(2), max_size=3), upstreams=UPSTREAMS)
def test_of_many_each_pair_is_judged_by_itself(
    one: Works, others: list[Works], upstreams: dict[int, frozenset[int]]
) -> None:
    pairs = [rules.overlap(one, other, upstreams) for other in others]
    assert sorted(map(repr, rules.overlaps(one, others, upstreams))) == sorted(
        repr(hit) for hit in pairs if hit is not None
    )


def works(id_: int, start: int, hours: int, **more: Any) -> Works:
    return Works(id=id_, starts_at=NOW + start * HOUR, ends_at=NOW + (start + hours) * HOUR, **more)


def test_one_that_ends_as_the_other_begins_overlaps_nothing() -> None:
    shared = frozenset({(ThingKind.FACILITY, "adonis")})
    assert rules.overlap(works(1, 0, 2, things=shared), works(2, 2, 2, things=shared), {}) is None
    assert rules.overlap(works(1, 0, 3, things=shared), works(2, 2, 2, things=shared), {}) is not None


def test_two_providers_may_number_their_circuits_alike_but_share_a_facility() -> None:
    things = frozenset({(ThingKind.OBJECT, "1"), (ThingKind.FACILITY, "adonis")})
    one, other = (works(id_, 0, 2, things=things, provider=name) for id_, name in ((1, "a"), (2, "b")))
    found = rules.overlap(one, other, {})
    assert found is not None
    assert found.things == ((ThingKind.FACILITY, "adonis"),)


def test_two_that_hit_both_upstreams_cut_a_network_off_and_one_alone_does_not() -> None:
    def hits(*asns: int) -> dict[str, frozenset[int]]:
        return {"networks": frozenset(asns), "hits": frozenset(asns)}

    upstreams = {30: frozenset({1, 2}), 31: frozenset({1}), 32: frozenset({1, 2, 3})}
    found = rules.overlap(works(1, 0, 2, **hits(1)), works(2, 1, 2, **hits(2)), upstreams)
    assert found is not None
    assert found.cut == (30,)
    calm = works(2, 1, 2, networks=frozenset({2}))
    assert rules.overlap(works(1, 0, 2, **hits(1)), calm, upstreams) is None


# When people hear of it


def maintenance(start: dt.datetime, *, hours: float = 4, **more: Any) -> Maintenance:
    ends = start + dt.timedelta(hours=hours)
    given_: dict[str, Any] = {
        "id": 1, "guild_id": 1, "uid": "x", "source": Source.MEMBER, "status": Status.CONFIRMED, "impact": Impact.OUTAGE,
        "window": Window(
            starts_wall=start.replace(tzinfo=None), ends_wall=ends.replace(tzinfo=None), zone="UTC", starts_at=start, ends_at=ends
        ),
        "moved_at": NOW, "updated_at": NOW, **more,
    }  # fmt: skip
    return Maintenance(**given_)


def due(one: Maintenance, now: dt.datetime) -> list[Occasion]:
    return [found.occasion for found in rules.reminders(one, now)]


def test_reminders_are_promised_within_the_horizon_and_none_that_was_due_before_the_window_was_set() -> None:
    day = dt.timedelta(days=1)
    assert due(maintenance(NOW + 5 * day), NOW) == []
    assert due(maintenance(NOW + 1.5 * day), NOW) == [Occasion.DAY, Occasion.HOUR, Occasion.START]
    assert due(maintenance(NOW + day), NOW) == [Occasion.HOUR, Occasion.START]
    assert due(maintenance(NOW + 5 * HOUR), NOW) == [Occasion.HOUR, Occasion.START]
    assert due(maintenance(NOW + HOUR / 2), NOW) == [Occasion.START]
    assert due(maintenance(NOW), NOW) == []
    assert due(maintenance(NOW - HOUR), NOW) == []


def test_of_reminders_that_were_missed_only_the_last_one_comes_late_and_none_after_it_is_over() -> None:
    start = NOW + dt.timedelta(days=2)
    one = maintenance(start)
    assert due(one, start - 2 * HOUR) == [Occasion.DAY, Occasion.HOUR, Occasion.START]
    assert due(one, start - HOUR / 2) == [Occasion.HOUR, Occasion.START]
    assert due(one, start + HOUR / 2) == [Occasion.START]
    assert due(one, start + 2 * HOUR) == []
    assert due(maintenance(start, hours=0.25), start + HOUR / 3) == []


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.COMPLETED])
def test_nothing_is_promised_of_what_does_not_take_place(status: Status) -> None:
    one = maintenance(NOW + 5 * HOUR, status=status)
    assert due(one, NOW) == []
    assert not one.is_live(NOW)
    assert due(maintenance(NOW + 5 * HOUR, gone_at=NOW), NOW) == []
    assert due(maintenance(NOW + 5 * HOUR, is_draft=True), NOW) == []


@given(
    ahead=st.integers(-60, 60 * 72),
    set_before=st.integers(0, 60 * 72),
    passed=st.lists(st.integers(0, 60 * 30), max_size=8),
)
def test_whenever_it_is_looked_each_reminder_is_due_at_its_time_and_before_it_is_worthless(
    ahead: int, set_before: int, passed: list[int]
) -> None:
    start = NOW + dt.timedelta(minutes=ahead)
    one = maintenance(start, moved_at=NOW - dt.timedelta(minutes=set_before))
    now = NOW
    seen: dict[Occasion, dt.datetime] = {}
    for minutes in (0, *passed):
        now += dt.timedelta(minutes=minutes)
        found = rules.reminders(one, now)
        for reminder in found:
            assert one.moved_at < reminder.at <= now + rules.HORIZON
            assert reminder.at == start - rules.BEFORE[reminder.occasion]
            assert now < reminder.expires_at
            assert seen.setdefault(reminder.occasion, reminder.at) == reminder.at
        assert [reminder.at for reminder in found] == sorted(reminder.at for reminder in found)
        assert sum(reminder.at <= now for reminder in found) <= 1


def test_quiet_hours_delay_a_word_a_day_before_and_never_one_of_an_hour_or_less() -> None:
    start, morning = NOW + 24 * HOUR, NOW + 8 * HOUR
    at = rules.told_at(Occasion.DAY, now=NOW, starts_at=start, allowed=morning)
    assert at == morning
    assert rules.told_at(Occasion.DAY, now=NOW, starts_at=start, allowed=NOW) == NOW
    assert rules.told_at(Occasion.DAY, now=NOW, starts_at=NOW + 8.5 * HOUR, allowed=morning) is None
    assert rules.told_at(Occasion.MOVED, now=NOW, starts_at=NOW + HOUR, allowed=morning) == NOW
    for occasion in (Occasion.HOUR, Occasion.START):
        assert rules.told_at(occasion, now=NOW, starts_at=start, allowed=morning) == NOW


def test_where_it_stands_follows_from_the_clock_and_from_what_the_notice_says() -> None:
    one = maintenance(NOW + HOUR)
    assert [one.phase(NOW + hours * HOUR) for hours in (0, 1, 5)] == [
        Phase.COMING,
        Phase.GOING_ON,
        Phase.OVER,
    ]
    assert maintenance(NOW + HOUR, status=Status.IN_PROCESS).phase(NOW) is Phase.GOING_ON
    assert maintenance(NOW - HOUR, status=Status.COMPLETED).phase(NOW) is Phase.OVER
    assert maintenance(NOW - HOUR, status=Status.CANCELLED).phase(NOW) is Phase.CANCELLED


# Windows as typed


def start(typed: str = "tomorrow 22:00", zone: str = "Asia/Beirut") -> Reading:
    return window.read_start(typed, zone=zone, now=NOW)


@pytest.mark.parametrize(
    ("end", "ends"),
    [
        ("4h", "2026-11-25T00:00"),
        ("for 90 min", "2026-11-24T21:30"),
        ("2 days", "2026-11-26T20:00"),
        ("06:00", "2026-11-25T04:00"),
        ("23:30", "2026-11-24T21:30"),
        ("22:00", "2026-11-25T20:00"),
        ("tomorrow 23:00", "2026-11-24T21:00"),
        ("Wed 05:00", "2026-11-25T03:00"),
        ("25 Nov 2026 06:00 London", "2026-11-25T06:00"),
    ],
)
def test_an_end_is_a_time_a_date_or_how_long_it_takes(end: str, ends: str) -> None:
    found = window.read_window(start(), end, now=NOW)
    assert found.ends_at == dt.datetime.fromisoformat(f"{ends}+00:00")
    assert found.zone == "Asia/Beirut"
    assert found.starts_at == dt.datetime(2026, 11, 24, 20, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("begin", "end", "key"),
    [
        ("tomorrow 22:00", "tomorrow 21:00", "maintenance-ends-before"),
        ("tomorrow 22:00", "40 days", "maintenance-too-long"),
        ("tomorrow 22:00", "every day 18:00", "maintenance-once"),
        ("tomorrow 22:00", "soon", "when-not-understood-near"),
        ("tomorrow 22:00", "", "when-empty"),
        ("2h ago", "1h", "maintenance-ended"),
        ("every Tuesday 22:00", "1h", "maintenance-once"),
    ],
)
def test_what_is_no_window_is_refused(begin: str, end: str, key: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        window.read_window(start(begin), end, now=NOW)
    assert refused.value.key == key


def test_work_that_has_begun_may_be_announced() -> None:
    assert window.read_window(start("now"), "2h", now=NOW).ends_at == NOW + 2 * HOUR
    assert window.read_window(start("30 min ago"), "2h", now=NOW).starts_at == NOW - HOUR / 2


def test_a_night_in_which_the_clocks_change_takes_as_long_as_was_said() -> None:
    """Beirut, 29 March 2026 in the past of this test; 28 March 2027: 00:00 becomes 01:00."""
    before = window.read_start("27 Mar 2027 22:00", zone="Asia/Beirut", now=NOW)
    four = window.read_window(before, "4h", now=NOW)
    assert four.ends_at - four.starts_at == 4 * HOUR
    assert four.ends_wall == dt.datetime(2027, 3, 28, 3)  # noqa: DTZ001 - a wall time
    morning = window.read_window(before, "06:00", now=NOW)
    assert morning.ends_at - morning.starts_at == 7 * HOUR
    day = window.read_window(before, "1 day", now=NOW)
    assert day.ends_wall == dt.datetime(2027, 3, 28, 22)  # noqa: DTZ001 - a wall time
    with pytest.raises(InvalidInputError) as refused:
        window.read_window(before, "00:30", now=NOW)
    assert refused.value.key == "when-gap"


@given(hours=st.integers(1, 700), zone=st.sampled_from(["UTC", "Asia/Beirut", "Australia/Lord_Howe"]))
def test_hours_are_hours_in_every_zone(hours: int, zone: str) -> None:
    found = window.read_window(start(zone=zone), f"{hours}h", now=NOW)
    assert found.ends_at - found.starts_at == hours * HOUR
