"""Rules of sessions: which hours drift apart, when the link is shown, what an address is, and when a sequence rises."""

# ruff: noqa: DTZ001 -- wall times are meant
import datetime as dt
import string
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cohorts.rules import Cohort, CohortState, Session, SessionState
from bot.cohorts.sessions import rules
from bot.cohorts.sessions.rules import ClockChange
from bot.delivery.recurrence import Frequency, Occurrence, Plan, Rule, resolve

BEIRUT, MONTEVIDEO = "Asia/Beirut", "America/Montevideo"
ZONES = (
    BEIRUT, MONTEVIDEO, "Europe/Paris", "America/New_York", "Asia/Dubai", "Africa/Casablanca", "Australia/Lord_Howe",
    "Asia/Kathmandu", "UTC", "Africa/Cairo",
)  # fmt: skip
START = dt.datetime(2026, 11, 24, 16, tzinfo=dt.UTC)
SESSION = Session(
    id=1,
    guild_id=1,
    cohort_id=1,
    title="BGP",
    wall=dt.datetime(2026, 11, 24, 18),
    zone=BEIRUT,
    starts_at=START,
    minutes=60,
    state=SessionState.PLANNED,
    sequence=0,
    uid="x",
)
COHORT = Cohort(id=1, guild_id=1, name="Course", language="en", zone=BEIRUT, state=CohortState.RUNNING)


def weekly(first: dt.datetime, count: int, zone: str = BEIRUT) -> list[Occurrence]:
    return [resolve(first + dt.timedelta(weeks=week), zone) for week in range(count)]


def test_eighteen_hours_in_beirut_move_in_montevideo_when_beirut_changes_its_clocks() -> None:
    series = weekly(dt.datetime(2027, 3, 16, 18), 4)
    assert rules.clock_changes(series, {BEIRUT: 9, MONTEVIDEO: 2}) == (
        ClockChange(zone=MONTEVIDEO, people=2, index=2, before=dt.time(13), after=dt.time(12)),
    )


def test_two_zones_that_change_on_different_days_drift_apart_and_together_again() -> None:
    """New York goes forward on 14 March 2027, Paris on the 28th."""
    series = weekly(dt.datetime(2027, 3, 9, 18), 4, "Europe/Paris")
    found = rules.clock_changes(series, {"America/New_York": 1})
    assert [(one.index, one.before, one.after) for one in found] == [
        (1, dt.time(12), dt.time(13)),
        (3, dt.time(13), dt.time(12)),
    ]


def test_a_date_in_a_jump_of_the_anchors_clocks_is_at_the_usual_hour_elsewhere() -> None:
    """00:30 in Beirut is 18:30 in New York, also on 28 March 2027, when it is at 01:30 there; then it is 17:30."""
    series = [resolve(dt.datetime(2027, 3, day, 0, 30), BEIRUT) for day in (27, 28, 29)]
    assert rules.clock_changes(series, {"America/New_York": 1}) == (
        ClockChange(
            zone="America/New_York", people=1, index=2, before=dt.time(18, 30), after=dt.time(17, 30)
        ),
    )


@given(
    st.sampled_from(ZONES),
    st.sampled_from(ZONES),
    st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2028, 1, 1)).map(
        lambda one: one.replace(second=0, microsecond=0)
    ),
    st.integers(1, 40),
)
def test_a_change_is_told_exactly_where_the_distance_of_two_clocks_changes(
    anchor: str, zone: str, first: dt.datetime, count: int
) -> None:
    series = weekly(first, count, anchor)
    found = {one.index: one for one in rules.clock_changes(series, {zone: 1})}

    def apart(one: Occurrence) -> dt.timedelta:
        return one.instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - one.planned

    for index in range(1, count):
        differs = apart(series[index]) != apart(series[index - 1])
        assert (index in found) is differs
        if differs:
            assert found[index].after == series[index].instant.astimezone(ZoneInfo(zone)).time()
            assert found[index].before != found[index].after
    assert 0 not in found


@pytest.mark.parametrize(
    ("minutes", "open_"), [(-31, False), (-30, True), (0, True), (59, True), (60, False), (-10_000, False)]
)
def test_the_link_is_shown_from_half_an_hour_before_until_the_end(minutes: int, open_: bool) -> None:
    now = START + dt.timedelta(minutes=minutes)
    assert rules.link_is_open(SESSION, now) is open_
    for state in (SessionState.CANCELLED, SessionState.HELD):
        assert not rules.link_is_open(replace(SESSION, state=state), now)


@pytest.mark.parametrize(
    "text",
    ["https://meet.example/a?b=c#d", "HTTPS://Meet.example", "https://meet.example:8443/x", " https://a.b "],
)
def test_an_https_address_is_read(text: str) -> None:
    assert rules.read_link(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "http://a.b", "a.b", "ftp://a.b", "https://", "https:///x", "https://u:p@a.b", "https://good@evil.example",
        "https://a.b/x y", "https://a.b/\u202ex", "https://a.b\\@c.d", "https://a.b:x/", "https://a.b:99999", "javascript:x",
        "https://" + "a" * 600, "https://a..b", "https://[::1", "https://a.b/\x00",
    ],
)  # fmt: skip
@pytest.mark.hostile(35)
def test_nothing_else_is(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the reason
        rules.read_link(text)


def test_no_link_is_no_link() -> None:
    assert rules.read_link("  ") == ""


@given(st.text(alphabet=string.printable + "é€\u202e\u200b", max_size=60))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        found = rules.read_link(text)
    except ValueError:
        return
    assert not found or found.lower().startswith("https://")
    assert not any(one.isspace() for one in found)


def test_the_sequence_rises_with_a_move_and_a_cancel_alone() -> None:
    cases: tuple[tuple[dict[str, Any], int], ...] = (
        ({"title": "x"}, 0),
        ({"minutes": 90}, 0),
        ({"link": "https://a.b"}, 0),
        ({"wall": SESSION.wall + dt.timedelta(hours=1)}, 1),
        ({"zone": MONTEVIDEO}, 1),
        ({"state": SessionState.CANCELLED}, 1),
        ({"state": SessionState.CANCELLED, "zone": MONTEVIDEO}, 1),
        ({"state": SessionState.HELD}, 0),
    )
    for changed, rises in cases:
        after = replace(SESSION, **changed)
        assert rules.next_sequence(SESSION, after) == rises, changed
    cancelled = replace(SESSION, state=SessionState.CANCELLED)
    assert rules.next_sequence(cancelled, SESSION) == 1


def test_an_event_is_another_one_exactly_when_it_shows_something_else() -> None:
    shown = rules.shown_by_event(COHORT, SESSION)
    same: tuple[dict[str, Any], ...] = (
        {"link": "https://a.b"},
        {"code": "x"},
        {"materials": "x"},
        {"version": 9},
        {"event_id": 7},
    )
    other: tuple[dict[str, Any], ...] = (
        {"title": "x"},
        {"minutes": 90},
        {"place": "x"},
        {"starts_at": START + dt.timedelta(1)},
    )
    assert {rules.shown_by_event(COHORT, replace(SESSION, **one)) for one in same} == {shown}
    assert shown not in {rules.shown_by_event(COHORT, replace(SESSION, **one)) for one in other}
    assert rules.shown_by_event(replace(COHORT, name="Other"), SESSION) != shown
    assert rules.shown_by_event(replace(COHORT, channel_id=5), SESSION) != shown


@given(
    st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(2900, 1, 1)).map(lambda one: one.replace(microsecond=0))
)
def test_a_wall_time_travels_in_a_press(wall: dt.datetime) -> None:
    assert rules.from_number(rules.to_number(wall)) == wall


def test_a_number_that_is_no_time_is_none() -> None:
    assert rules.from_number(2**62) is None


def test_a_series_without_an_end_is_told_apart() -> None:
    wall = dt.datetime(2026, 11, 24, 18)
    assert rules.is_endless(Plan(wall=wall, zone=BEIRUT, rule=Rule(freq=Frequency.WEEKLY)))
    assert not rules.is_endless(Plan(wall=wall, zone=BEIRUT))
    assert not rules.is_endless(Plan(wall=wall, zone=BEIRUT, rule=Rule(freq=Frequency.WEEKLY, count=3)))
    many = rules.dates(
        Plan(wall=wall, zone=BEIRUT, rule=Rule(freq=Frequency.DAILY, count=366)), START - dt.timedelta(days=1)
    )
    assert len(many) == rules.MOST_AT_ONCE + 1


def test_zones_are_counted_those_of_most_people_first() -> None:
    assert list(rules.counted(["UTC", BEIRUT, BEIRUT, MONTEVIDEO]).items()) == [
        (BEIRUT, 2),
        (MONTEVIDEO, 1),
        ("UTC", 1),
    ]


@pytest.mark.parametrize(
    ("text", "held"),
    [("Room 7", False), ("https://a.b", True), ("WWW.a.b", True), ("a://b", True), ("a.b.c", False)],
)
def test_a_text_that_everybody_reads_holds_no_address(text: str, held: bool) -> None:
    assert rules.holds_address(text) is held


def test_a_text_that_tells_the_secret_is_found() -> None:
    secret = replace(SESSION, link="https://meet.example/Room")
    assert rules.tells("join at HTTPS://MEET.example/room now", secret)
    assert not rules.tells("https://meet.example/other", secret)
    assert not rules.tells("anything", SESSION)
