"""When people of a cohort are told: reminders, quiet hours, nudges, and clocks that drift apart."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cohorts.reminding import drift_rules, rules
from bot.cohorts.reminding.rules import NextSteps
from bot.cohorts.rules import (
    Cohort,
    CohortState,
    Enrolment,
    EnrolmentState,
    Milestone,
    MilestoneKind,
    Session,
    SessionState,
)
from bot.delivery.recurrence import resolve
from bot.people.rules import MemberSettings, is_quiet

AT = dt.datetime(2027, 3, 16, 16, tzinfo=dt.UTC)
"""A Tuesday, 18:00 in Beirut."""
OFFSETS = (10080, 1440, 60, 0)
ZONES = (
    "Asia/Beirut", "America/Montevideo", "America/New_York", "Europe/London", "Pacific/Tongatapu", "Africa/Cairo",
    "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu", "Africa/Casablanca", "Africa/Nairobi",
)  # fmt: skip
zones = st.sampled_from(ZONES)
instants = st.integers(0, 3 * 366 * 24 * 60).map(
    lambda minutes: dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
)


def cohort(**fields: object) -> Cohort:
    base = {
        "id": 1,
        "guild_id": 1,
        "name": "x",
        "language": "en",
        "zone": "UTC",
        "state": CohortState.RUNNING,
    }
    return Cohort(**{**base, **fields})  # type: ignore[arg-type]


def session(
    wall: dt.datetime, zone: str = "Asia/Beirut", number: int = 1, state: SessionState = SessionState.PLANNED
) -> Session:
    return Session(
        id=number,
        guild_id=1,
        cohort_id=1,
        title="BGP",
        wall=wall,
        zone=zone,
        starts_at=resolve(wall, zone).instant,
        minutes=60,
        state=state,
        sequence=0,
        uid=str(number),
    )


def weekly(first: dt.datetime, weeks: int, zone: str = "Asia/Beirut") -> list[Session]:
    return [session(first + dt.timedelta(weeks=week), zone, week + 1) for week in range(weeks)]


def enrolment(**fields: object) -> Enrolment:
    base: dict[str, object] = {
        "id": 1, "guild_id": 1, "cohort_id": 1, "user_id": 7, "state": EnrolmentState.ENROLLED,
        "queued_at": AT - dt.timedelta(days=60), "created_at": AT - dt.timedelta(days=60),
    }  # fmt: skip
    return Enrolment(**{**base, **fields})  # type: ignore[arg-type]


# Reminders


def test_a_reminder_ends_with_what_it_is_about() -> None:
    assert rules.ends(AT, 60) == AT
    assert rules.ends(AT, 0) == AT + dt.timedelta(minutes=10)
    assert rules.ends(AT, 0, over=AT + dt.timedelta(minutes=5)) == AT + dt.timedelta(minutes=5)


def test_after_an_absence_the_nearest_alone_is_sent() -> None:
    now = AT - dt.timedelta(minutes=30)
    assert [rules.is_superseded(AT, offset, OFFSETS, now, zone="UTC") for offset in OFFSETS] == [
        True,
        True,
        False,
        False,
    ]
    assert not any(
        rules.is_superseded(AT, 10080, OFFSETS, AT - dt.timedelta(days=7), zone="UTC") for _ in OFFSETS
    )


def test_quiet_hours_delay_the_day_before_and_not_the_hour_before() -> None:
    member = MemberSettings(user_id=7, zone="America/Montevideo", quiet=(dt.time(12), dt.time(20)))
    # 13:00 in Montevideo: quiet until 20:00 there, 23:00 UTC.
    assert rules.personal_due(AT, 1440, OFFSETS, member, "UTC", zone="UTC") == dt.datetime(
        2027, 3, 15, 23, tzinfo=dt.UTC
    )
    assert rules.personal_due(AT, 60, OFFSETS, member, "UTC", zone="UTC") == AT - dt.timedelta(hours=1)
    assert rules.personal_due(AT, 0, OFFSETS, member, "UTC", zone="UTC") == AT


def test_a_reminder_that_would_be_delayed_past_a_nearer_one_is_left_out() -> None:
    member = MemberSettings(user_id=7, zone="UTC", quiet=(dt.time(8), dt.time(15, 30)))
    assert rules.personal_due(AT, 120, (120, 60, 0), member, "UTC", zone="UTC") is None
    assert rules.personal_due(AT, 120, (120,), member, "UTC", zone="UTC") == AT - dt.timedelta(minutes=30)


@given(
    at=instants,
    offset=st.sampled_from((0, 15, 60, 61, 180, 1440, 10080)),
    zone=zones,
    quiet=st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda pair: pair[0] != pair[1]),
)
def test_quiet_hours_hold_for_everything_but_the_last_hour(
    at: dt.datetime, offset: int, zone: str, quiet: tuple[int, int]
) -> None:
    member = MemberSettings(user_id=7, zone=zone, quiet=(dt.time(quiet[0]), dt.time(quiet[1])))
    planned = at - dt.timedelta(minutes=offset)
    found = rules.personal_due(at, offset, (offset,), member, "UTC", zone="UTC")
    if offset <= 60:
        assert found == planned
    elif found is not None:
        assert planned <= found < at
        assert not is_quiet(member, found, "UTC")
        assert found == planned or is_quiet(member, planned, "UTC")
    else:
        assert is_quiet(member, planned, "UTC")


def test_the_way_in_is_shown_from_an_hour_before_until_the_end() -> None:
    over = AT + dt.timedelta(hours=2)
    shown = [
        rules.shows_link(AT, over, AT + dt.timedelta(minutes=minutes)) for minutes in (-61, -60, 0, 119, 120)
    ]
    assert shown == [False, True, True, True, False]


@given(at=instants, days=st.integers(1, 28), zone=zones)
def test_days_before_are_counted_on_the_wall(at: dt.datetime, days: int, zone: str) -> None:
    """The clock there shows the same hour so many days before, wherever it shows that hour at all on that day."""
    due = rules.due(at, days * 1440, zone=zone)
    wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    there = due.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    assert abs((at - due) - dt.timedelta(days=days)) <= dt.timedelta(hours=2)
    assert there == resolve(wall - dt.timedelta(days=days), zone).wall
    for minutes in (0, 15, 60, 90, 1500):
        assert rules.due(at, minutes, zone=zone) == at - dt.timedelta(minutes=minutes)


# Nudges


@pytest.mark.parametrize(
    ("days_since", "told", "total", "expected"),
    [
        (2.9, (), 0, None),
        (3, (), 0, 3),
        (3.5, (3,), 1, None),
        (7, (3,), 1, 7),
        (20, (), 0, 14),  # after an absence of the bot the last alone
        (20, (14,), 3, None),
        (7, (3,), 6, None),  # at most six in all
        (7, (), 5, 7),
    ],
)
def test_a_nudge_comes_after_three_seven_and_fourteen_days(
    days_since: float, told: tuple[int, ...], total: int, expected: int | None
) -> None:
    since = AT - dt.timedelta(days=days_since)
    assert rules.nudge_days(cohort(), since, AT, told=told, total=total) == expected


def test_silence_begins_with_the_first_session_and_not_before_somebody_came_in() -> None:
    course = weekly(dt.datetime(2027, 3, 2, 18), 3)  # noqa: DTZ001 - a wall time
    first = course[0].starts_at
    assert rules.silent_since(enrolment(), course) == first
    assert rules.silent_since(
        enrolment(seated_at=first + dt.timedelta(days=3)), course
    ) == first + dt.timedelta(days=3)
    assert rules.silent_since(enrolment(active_at=AT), course) == AT
    assert rules.silent_since(enrolment(), []) == enrolment().queued_at
    off = [session(dt.datetime(2027, 2, 1, 18), state=SessionState.CANCELLED), *course]  # noqa: DTZ001 - a wall time
    assert rules.silent_since(enrolment(), off) == first


def test_nobody_is_written_to_where_there_was_nothing_to_do() -> None:
    coming = session(dt.datetime(2027, 3, 23, 18))  # noqa: DTZ001 - a wall time
    due = Milestone(
        id=1, guild_id=1, cohort_id=1, kind=MilestoneKind.QUIZ, title="Quiz", wall=coming.wall, zone="UTC",
        due_at=AT, cancelled=False, sequence=0, uid="m",
    )  # fmt: skip
    assert not NextSteps(session=coming).any
    assert NextSteps(session=coming, missed=True).any
    assert not NextSteps(missed=True).any
    assert NextSteps(milestone=due, due_at=AT, soon=True).any
    assert not NextSteps(milestone=due, due_at=AT).any


@given(at=instants, zone=zones)
def test_nobody_is_woken(at: dt.datetime, zone: str) -> None:
    member = MemberSettings(user_id=7, zone=zone)
    found = rules.awake(member, at, "UTC")
    clock = found.astimezone(ZoneInfo(zone)).time()
    assert dt.time(8) <= clock < dt.time(22)
    assert found >= at


def test_own_quiet_hours_stand_in_place_of_the_night() -> None:
    member = MemberSettings(user_id=7, zone="UTC", quiet=(dt.time(9), dt.time(17)))
    assert rules.awake(member, AT, "UTC") == AT.replace(hour=17)
    assert rules.awake(member, AT.replace(hour=23), "UTC") == AT.replace(hour=23)


# Clocks that drift apart. The table is the zones' own rules, as published, not computed by the code under test.

SPRING = dt.datetime(2027, 3, 2, 18)  # noqa: DTZ001 - a wall time
AUTUMN = dt.datetime(2027, 10, 12, 18)  # noqa: DTZ001 - a wall time
BEIRUT_FORWARD, BEIRUT_BACK = "2027-03-27 22:00", "2027-10-30 21:00"
"""In UTC: Lebanon's clocks change at midnight of the last Sunday of March and October."""
NEW_YORK_FORWARD, NEW_YORK_BACK = "2027-03-14 07:00", "2027-11-07 06:00"


@pytest.mark.parametrize(
    ("first", "zone", "expected"),
    [
        (SPRING, "Asia/Beirut", []),
        (SPRING, "Europe/London", []),  # the same weekend, three hours later
        (SPRING, "America/Montevideo", [("03-30", "13:00", "12:00", BEIRUT_FORWARD)]),
        (SPRING, "Pacific/Tongatapu", [("03-30", "05:00", "04:00", BEIRUT_FORWARD)]),
        (
            SPRING,
            "America/New_York",
            [("03-16", "11:00", "12:00", NEW_YORK_FORWARD), ("03-30", "12:00", "11:00", BEIRUT_FORWARD)],
        ),
        (AUTUMN, "Europe/London", []),
        (AUTUMN, "America/Montevideo", [("11-02", "12:00", "13:00", BEIRUT_BACK)]),
        (
            AUTUMN,
            "America/New_York",
            [("11-02", "11:00", "12:00", BEIRUT_BACK), ("11-09", "12:00", "11:00", NEW_YORK_BACK)],
        ),
    ],
)
def test_exactly_those_whose_hour_changes(
    first: dt.datetime, zone: str, expected: list[tuple[str, str, str, str]]
) -> None:
    series = weekly(first, 7)
    found = drift_rules.drifts(series, [zone], series[0].starts_at - dt.timedelta(days=30))
    assert [
        (f"{one.first.wall:%m-%d}", f"{one.before:%H:%M}", f"{one.after:%H:%M}", f"{one.at:%Y-%m-%d %H:%M}")
        for one in found
    ] == expected


def test_what_changed_already_and_what_nobody_was_used_to_are_no_news() -> None:
    series = weekly(SPRING, 7)
    after = dt.datetime(2027, 4, 1, tzinfo=dt.UTC)
    assert drift_rules.drifts(series, ["America/Montevideo"], after) == ()
    assert drift_rules.drifts(series[4:], ["America/Montevideo"], after - dt.timedelta(days=30)) == ()
    one_cancelled = [
        session(one.wall, number=one.id, state=SessionState.CANCELLED) if one.id == 5 else one
        for one in series
    ]
    (found,) = drift_rules.drifts(one_cancelled, ["America/Montevideo"], series[0].starts_at)
    assert f"{found.first.wall:%m-%d}" == "04-06"


def test_clocks_that_change_on_one_weekend_are_one_piece_of_news() -> None:
    """For an anchor without summer time: Beirut and London change some hours apart, New York two weeks before."""
    series = weekly(SPRING, 7, "Africa/Nairobi")
    found = drift_rules.drifts(
        series, ["Asia/Beirut", "Europe/London", "America/New_York"], series[0].starts_at
    )
    assert [(one.zone, one.week) for one in found] == [
        ("America/New_York", "2027-W10"), ("Asia/Beirut", "2027-W12"), ("Europe/London", "2027-W12"),
    ]  # fmt: skip


def test_people_are_told_a_week_before_in_the_morning() -> None:
    parting = dt.datetime(2027, 3, 27, 22, tzinfo=dt.UTC)
    # Saturday evening in Montevideo: 20 March, 10:00 there.
    assert drift_rules.told_at(parting, "America/Montevideo") == dt.datetime(2027, 3, 20, 13, tzinfo=dt.UTC)
    # Sunday in Beirut: 21 March.
    assert drift_rules.told_at(parting, "Asia/Beirut") == dt.datetime(2027, 3, 21, 8, tzinfo=dt.UTC)


@given(
    first=st.integers(0, 3 * 365).map(lambda days: dt.datetime(2026, 1, 1, 12) + dt.timedelta(days=days)),  # noqa: DTZ001 - a wall time
    anchor=zones,
    zone=zones,
)
def test_a_drift_is_told_wherever_the_wall_clock_shows_another_hour(
    first: dt.datetime, anchor: str, zone: str
) -> None:
    """Against the plain look at each wall clock: weekly at noon of the anchor, for a year."""
    series = weekly(first, 52, anchor)
    local = [one.starts_at.astimezone(ZoneInfo(zone)) for one in series]
    expected = {
        series[index].id for index in range(1, len(series)) if local[index].time() != local[index - 1].time()
    }
    found = drift_rules.drifts(series, [zone], series[0].starts_at - dt.timedelta(days=1))
    assert {one.first.id for one in found} == expected
    for one in found:
        earlier = series[one.first.id - 2]
        assert earlier.starts_at < one.at <= one.first.starts_at
        assert one.after == one.first.starts_at.astimezone(ZoneInfo(zone)).time()
        assert one.before == earlier.starts_at.astimezone(ZoneInfo(zone)).time()
        assert drift_rules.apart(zone, anchor, one.at) != drift_rules.apart(
            zone, anchor, one.at - dt.timedelta(seconds=1)
        )
