"""The hour of a new cohort: what it asks of whom, and that no other asks less."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cohorts.availability import rules
from bot.cohorts.availability.rules import HOURS, NEVER, Marks

ALWAYS = "1" * HOURS
ZONES = (
    "Asia/Beirut", "America/Montevideo", "Europe/Paris", "Asia/Kolkata", "America/New_York", "Pacific/Auckland", "Asia/Kathmandu",
    "Africa/Nairobi", "America/Santiago", "UTC",
)  # fmt: skip
MONDAY = dt.date(2027, 3, 1)


def person(user_id: int, zone: str, hours: str = ALWAYS) -> Marks:
    return Marks(user_id=user_id, zone=zone, hours=hours)


def weeks(count: int = 8, first: dt.date = MONDAY) -> tuple[dt.date, ...]:
    return tuple(first + dt.timedelta(days=7 * number) for number in range(count))


def asks(one: Marks, slot: int, anchor: str, minutes: int, mondays: tuple[dt.date, ...]) -> tuple[bool, int]:
    """(can, unsocial hours at its worst), minute by minute with the clock of the place: no sum of the code under test."""
    can, worst = True, 0
    for monday in mondays:
        day = monday + dt.timedelta(days=slot // 24)
        start = dt.datetime.combine(day, dt.time(slot % 24), ZoneInfo(anchor)).astimezone(dt.UTC)
        for minute in range(0, minutes, 5):
            local = (start + dt.timedelta(minutes=minute)).astimezone(ZoneInfo(one.zone))
            can = can and one.hours[local.weekday() * 24 + local.hour] == "1"
            away = 0
            while not 8 <= (local.hour + away) % 24 < 21 and not 8 <= (local.hour - away) % 24 < 21:
                away += 1
            worst = max(worst, away)
    return can, worst


marks = st.lists(
    st.builds(
        Marks,
        user_id=st.integers(1, 9),
        zone=st.sampled_from(ZONES),
        hours=st.one_of(
            st.just(ALWAYS),
            st.text("01", min_size=HOURS, max_size=HOURS),
            st.sets(st.integers(0, HOURS - 1), min_size=5, max_size=60).map(
                lambda cells: "".join("1" if cell in cells else "0" for cell in range(HOURS))
            ),
        ),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one.user_id,
)


@settings(max_examples=15, deadline=None)
@given(marks, st.sampled_from(ZONES[:4]), st.sampled_from((30, 60, 90)), st.sampled_from((1, 4)))
def test_no_hour_is_better_than_the_first_proposal(
    people: list[Marks], anchor: str, minutes: int, count: int
) -> None:
    """Against every other hour of the week: fewest who cannot, then the worst off, then all together."""
    mondays = weeks(count, dt.date(2027, 3, 22))  # the clocks of Beirut and Paris change on the 28th
    best = rules.proposals(people, anchor=anchor, minutes=minutes, weeks=mondays)

    def cost(slot: int) -> tuple[int, int, int]:
        found = [asks(one, slot, anchor, minutes, mondays) for one in people]
        able = [away for can, away in found if can]
        return len(found) - len(able), max(able, default=0), sum(able)

    every = sorted((cost(slot), slot) for slot in range(HOURS))
    assert [one.slot for one in best] == [slot for _, slot in every[:3]]
    for one in best:
        assert one.order[:3] == cost(one.slot)


def test_the_worst_off_counts_before_the_sum() -> None:
    """Paris and Auckland: one early hour for each beats a perfect one for one and the middle of the night for the other."""
    people = [*(person(number, "Europe/Paris") for number in range(1, 6)), person(9, "Pacific/Auckland")]
    best, *_ = rules.proposals(people, anchor="Europe/Paris", minutes=60, weeks=weeks(2))
    assert best.worst <= 1
    assert best.able == 6


def test_who_cannot_counts_before_the_night() -> None:
    night = "".join("1" if cell % 24 == 3 else "0" for cell in range(HOURS))
    best, *_ = rules.proposals(
        [person(1, "Asia/Beirut", night), person(2, "Asia/Beirut")],
        anchor="Asia/Beirut",
        minutes=60,
        weeks=weeks(),
    )
    assert best.slot % 24 == 3
    assert (best.able, best.worst) == (2, 5)
    assert {one.user_id for one in best.worst_off} == {1, 2}


def test_where_nobody_fits_the_fewest_are_left_out() -> None:
    monday = rules.with_days(NEVER, [0], [18])
    tuesday = rules.with_days(NEVER, [1], [18])
    people = [person(1, "UTC", monday), person(2, "UTC", tuesday), person(3, "UTC", tuesday)]
    best, *_ = rules.proposals(people, anchor="UTC", minutes=60, weeks=weeks())
    assert best.slot == 24 + 18
    assert [one.user_id for one in best.unable] == [1]


def test_an_hour_that_a_change_of_the_clocks_takes_is_none() -> None:
    """18:00 in Beirut is 13:00 in Montevideo, and 12:00 from 28 March on: who can at 13:00 alone cannot always."""
    thirteen = "".join("1" if cell % 24 == 13 else "0" for cell in range(HOURS))
    people = [person(1, "America/Montevideo", thirteen)]
    before = rules.proposals(people, anchor="Asia/Beirut", minutes=60, weeks=weeks(3))
    assert before[0].able == 1
    assert before[0].slot % 24 == 18
    over = rules.proposals(people, anchor="Asia/Beirut", minutes=60, weeks=weeks(8))
    assert over[0].able == 0


@pytest.mark.parametrize(
    ("hour", "away"),
    [(8, 0), (20, 0), (21, 1), (22, 2), (0, 4), (2, 6), (3, 5), (7, 1)],
)
def test_unsocial_hours_grow_towards_the_night(hour: int, away: int) -> None:
    assert rules.unsocial(hour) == away


@pytest.mark.parametrize(
    ("day", "at", "minutes", "cells"),
    [
        (0, dt.time(18), 60, (18,)),
        (0, dt.time(18, 30), 60, (18, 19)),
        (0, dt.time(18), 61, (18, 19)),
        (6, dt.time(23, 45), 30, (167, 0)),
    ],
)
def test_the_hours_that_a_session_touches(
    day: int, at: dt.time, minutes: int, cells: tuple[int, ...]
) -> None:
    assert rules.touched(day, at, minutes) == cells


def test_nobody_marked_means_no_proposal() -> None:
    assert rules.proposals([], anchor="UTC", minutes=60, weeks=weeks()) == ()


def test_weeks_begin_after_today() -> None:
    assert rules.weeks_from(dt.date(2027, 3, 1), 2) == (dt.date(2027, 3, 8), dt.date(2027, 3, 15))
    assert rules.weeks_from(dt.date(2027, 3, 7), 1) == (dt.date(2027, 3, 8),)


@given(st.sets(st.integers(0, 6), min_size=1), st.sets(st.integers(0, 23)))
def test_days_and_hours_are_set_exactly_and_read_back(days: set[int], hours: set[int]) -> None:
    week = rules.with_days(ALWAYS, days, hours)
    assert len(week) == HOURS
    assert rules.common(week, days) == hours
    assert all(week[day * 24 : day * 24 + 24] == "1" * 24 for day in set(range(7)) - days)
    assert rules.days_of(rules.mask_of(days)) == tuple(sorted(days))


@given(st.text("01", min_size=HOURS, max_size=HOURS))
def test_a_week_goes_to_another_zone_and_back(hours: str) -> None:
    now = dt.datetime(2027, 3, 1, tzinfo=dt.UTC)
    there = rules.in_zone(hours, "Asia/Beirut", "America/Montevideo", now)
    assert there[(13) % HOURS] == hours[18]
    assert rules.in_zone(there, "America/Montevideo", "Asia/Beirut", now) == hours
    assert rules.in_zone(hours, "UTC", "UTC", now) == hours


def test_nobody_can_in_an_hour_of_which_they_said_half() -> None:
    """18:00 to 22:00 in Kolkata is 12:30 to 16:30 in UTC, and from 18:15 on in Kathmandu."""
    now = dt.datetime(2027, 3, 1, tzinfo=dt.UTC)
    evening = rules.with_days(NEVER, [0], range(18, 22))
    assert rules.common(rules.in_zone(evening, "Asia/Kolkata", "UTC", now), [0]) == {13, 14, 15}
    assert rules.common(rules.in_zone(evening, "Asia/Kolkata", "Asia/Kathmandu", now), [0]) == {19, 20, 21}
    late = rules.in_zone(evening, "Asia/Kolkata", "Pacific/Chatham", now)
    assert [cell for cell in range(HOURS) if late[cell] == "1"] == [27, 28, 29]


def test_a_preset_adds_and_takes_nothing_away() -> None:
    week = rules.with_preset(rules.with_days(NEVER, [0], [3]), rules.PRESETS[0])
    assert rules.common(week, [0]) == {3, 18, 19, 20, 21}
    assert rules.common(week, [5]) == frozenset()
