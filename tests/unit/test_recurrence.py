"""Recurrence: wall time is kept, gaps and folds are told, nothing hangs. The yardstick is `tests/unit/tzif.py`."""

# ruff: noqa: DTZ001 -- wall times are meant
import datetime as dt
import time
import zoneinfo
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
import tzdata
from hypothesis import example, given
from hypothesis import strategies as st

from bot.delivery.recurrence import (
    Frequency,
    Occurrence,
    Plan,
    Rule,
    Weekday,
    next_occurrence,
    occurrences,
    resolve,
    use_packaged_zone_data,
)
from bot.errors import InvalidInputError
from tests.unit.tzif import EPOCH, ZoneTable

ZONES = (
    "America/New_York",
    "Asia/Beirut",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Gaza",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "America/Santiago",
)
HOURS = (
    "00:00",
    "00:30",
    "01:30",
    "01:45",
    "02:00",
    "02:15",
    "02:30",
    "03:00",
    "23:30",
)
START = dt.datetime(2026, 1, 1)
END = dt.datetime(2028, 1, 1)

RULES: dict[str, tuple[str, Callable[[dt.datetime], bool]]] = {
    "daily": ("FREQ=DAILY", lambda _: True),
    "every third day": ("FREQ=DAILY;INTERVAL=3", lambda day: (day - START).days % 3 == 0),
    "Saturday and Sunday": ("FREQ=WEEKLY;BYDAY=SA,SU", lambda day: day.weekday() >= 5),
    "every second week": (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH,SU",
        lambda day: day.weekday() in {0, 3, 6} and (day - dt.datetime(2025, 12, 29)).days // 7 % 2 == 0,
    ),
    "2nd Tuesday": ("FREQ=MONTHLY;BYDAY=2TU", lambda day: day.weekday() == 1 and 8 <= day.day <= 14),
    "last Sunday": (
        "FREQ=MONTHLY;BYDAY=-1SU",
        lambda day: day.weekday() == 6 and (day + dt.timedelta(days=7)).month != day.month,
    ),
    "last Friday": (
        "FREQ=MONTHLY;BYDAY=-1FR",
        lambda day: day.weekday() == 4 and (day + dt.timedelta(days=7)).month != day.month,
    ),
    "31st": ("FREQ=MONTHLY;BYMONTHDAY=31", lambda day: day.day == 31),
}


def days() -> Iterator[dt.datetime]:
    day = START
    while day < END:
        yield day
        day += dt.timedelta(days=1)


def seconds(moment: dt.datetime) -> int:
    return int((moment.replace(tzinfo=None) - EPOCH).total_seconds())


@pytest.mark.parametrize("zone", ZONES)
def test_two_years_agree_with_the_zone_data(zone: str) -> None:
    table = ZoneTable(zone, 2026, 2027)
    gaps = folds = 0
    for hour in HOURS:
        at = dt.timedelta(hours=int(hour[:2]), minutes=int(hour[3:]))
        placed = {day: table.place(day + at) for day in days()}
        for name, (text, fits) in RULES.items():
            plan = Plan(wall=START + at, zone=zone, rule=Rule.from_text(text))
            expected = [
                (seconds(day + at), there.wall, there.instant, there.shifted, there.ambiguous)
                for day, there in placed.items()
                if fits(day)
            ]
            found = occurrences(
                plan, dt.datetime(2025, 12, 1, tzinfo=dt.UTC), dt.datetime(2028, 1, 4, tzinfo=dt.UTC), 2000
            )
            assert [
                (seconds(one.planned), seconds(one.wall), seconds(one.instant), one.shifted, one.ambiguous)
                for one in found
                if one.planned < END
            ] == expected, f"{name} at {hour}"
        gaps += sum(there.shifted for there in placed.values())
        folds += sum(there.ambiguous for there in placed.values())
    assert gaps, "the hours miss this zone's gaps"
    assert folds, "the hours miss this zone's folds"


@pytest.mark.hostile(17)
def test_a_gap_moves_forward_by_the_jump_and_the_next_day_is_back() -> None:
    plan = Plan(wall=dt.datetime(2027, 3, 27, 0, 30), zone="Asia/Beirut", rule=Rule(freq=Frequency.DAILY))
    found = occurrences(plan, utc(2027, 3, 26), utc(2027, 3, 29), 9)
    assert [(one.planned.day, f"{one.wall:%d %H:%M}", one.shifted) for one in found] == [
        (27, "27 00:30", False),
        (28, "28 01:30", True),
        (29, "29 00:30", False),
    ]


@pytest.mark.hostile(18)
def test_a_fold_means_the_first_of_the_two() -> None:
    found = resolve(dt.datetime(2026, 10, 24, 23, 30), "Asia/Beirut")
    assert found == Occurrence(
        planned=dt.datetime(2026, 10, 24, 23, 30),
        wall=dt.datetime(2026, 10, 24, 23, 30),
        instant=utc(2026, 10, 24, 20, 30),
        shifted=False,
        ambiguous=True,
    )


def test_a_day_that_a_country_skipped_is_not_announced_twice() -> None:
    plan = Plan(wall=dt.datetime(2011, 12, 28, 10), zone="Pacific/Apia", rule=Rule(freq=Frequency.DAILY))
    found = occurrences(plan, utc(2011, 12, 27), utc(2012, 1, 1), 9)
    assert [one.wall.day for one in found] == [28, 29, 31, 1]


@pytest.mark.hostile(24)
def test_29_february_happens_in_leap_years_only() -> None:
    plan = Plan(wall=dt.datetime(2028, 2, 29, 12), zone="Asia/Beirut", rule=Rule(freq=Frequency.YEARLY))
    found = occurrences(plan, utc(2026, 1, 1), utc(2110, 1, 1), 99)
    assert [one.wall.year for one in found][:3] == [2028, 2032, 2036]
    assert 2100 not in {one.wall.year for one in found}
    assert {one.wall.month for one in found} == {2}


def test_a_plan_without_a_rule_happens_once() -> None:
    plan = Plan(wall=dt.datetime(2026, 12, 15, 18), zone="Asia/Beirut")
    assert next_occurrence(plan, utc(2020, 1, 1)) == resolve(plan.wall, plan.zone)
    assert next_occurrence(plan, utc(2026, 12, 15, 16)) is None
    assert occurrences(plan, utc(2026, 12, 15, 15), utc(2026, 12, 15, 16), 5) == [
        resolve(plan.wall, plan.zone)
    ]
    assert occurrences(plan, utc(2026, 12, 15, 16), utc(2026, 12, 15, 17), 5) == []


def test_until_is_inclusive_and_count_counts_from_the_start() -> None:
    wall = dt.datetime(2026, 12, 1, 18)
    until = Rule(freq=Frequency.WEEKLY, until=dt.datetime(2026, 12, 15, 18))
    counted = Rule(freq=Frequency.WEEKLY, count=3)
    for rule in (until, counted):
        plan = Plan(wall=wall, zone="Asia/Beirut", rule=rule)
        assert [one.wall.day for one in occurrences(plan, utc(2026, 1, 1), utc(2030, 1, 1), 99)] == [1, 8, 15]
        assert [one.wall.day for one in occurrences(plan, utc(2026, 12, 8), utc(2030, 1, 1), 99)] == [8, 15]
        assert next_occurrence(plan, utc(2026, 12, 16)) is None


def test_the_limit_limits() -> None:
    plan = Plan(wall=dt.datetime(2026, 1, 1, 9), zone="UTC", rule=Rule(freq=Frequency.DAILY))
    assert len(occurrences(plan, utc(2026, 1, 1), utc(2028, 1, 1), 7)) == 7
    assert occurrences(plan, utc(2026, 1, 1), utc(2028, 1, 1), 0) == []
    assert occurrences(plan, utc(2028, 1, 1), utc(2026, 1, 1), 7) == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("FREQ=SECONDLY", "when-rule-too-often"),
        ("FREQ=MINUTELY;INTERVAL=5", "when-rule-too-often"),
        ("FREQ=HOURLY", "when-rule-too-often"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "when-rule-never"),
        ("FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=31", "when-rule-never"),
        ("FREQ=DAILY;INTERVAL=0", "when-rule-interval"),
        ("FREQ=WEEKLY;INTERVAL=-1", "when-rule-interval"),
        ("FREQ=YEARLY;INTERVAL=9999", "when-rule-interval"),
        ("FREQ=DAILY;COUNT=0", "when-rule-count"),
        ("FREQ=DAILY;COUNT=9999", "when-rule-count"),
        ("FREQ=DAILY;COUNT=99999999999999999999", "when-rule-unreadable"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20270101", "when-rule-unreadable"),
        ("FREQ=DAILY;UNTIL=20270230", "when-rule-unreadable"),
        ("FREQ=DAILY;UNTIL=20270101T000000Z", "when-rule-unreadable"),
        ("FREQ=DAILY;BYSECOND=1", "when-rule-unreadable"),
        ("FREQ=MONTHLY;BYSETPOS=1;BYDAY=MO", "when-rule-unreadable"),
        ("FREQ=MONTHLY;BYDAY=MO", "when-rule-unreadable"),
        ("FREQ=MONTHLY;BYDAY=9MO", "when-rule-unreadable"),
        ("FREQ=WEEKLY;BYDAY=2MO", "when-rule-unreadable"),
        ("FREQ=WEEKLY;WKST=SU", "when-rule-unreadable"),
        ("FREQ=DAILY;FREQ=DAILY", "when-rule-unreadable"),
        ("FREQ=FORTNIGHTLY", "when-rule-unreadable"),
        ("", "when-rule-unreadable"),
        (";;=;", "when-rule-unreadable"),
        ("FREQ=DAILY;" + "X" * 1000, "when-rule-unreadable"),
    ],
)
def test_a_rule_that_is_refused(text: str, key: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        Rule.from_text(text)
    assert caught.value.key == key


def test_a_plan_that_never_happens_is_refused_quickly() -> None:
    started = time.perf_counter()
    for wall, text in (
        (dt.datetime(2027, 6, 1), "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31"),
        (dt.datetime(2027, 1, 1), "FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29"),
    ):
        with pytest.raises(InvalidInputError) as caught:
            Plan(wall=wall, zone="UTC", rule=Rule.from_text(text))
        assert caught.value.key == "when-rule-never"
    assert time.perf_counter() - started < 0.05


def test_a_plan_knows_its_zone_and_shape() -> None:
    with pytest.raises(InvalidInputError):
        Plan(wall=dt.datetime(2027, 1, 1), zone="../../etc/passwd")
    for wall in (utc(2027, 1, 1), dt.datetime(9999, 1, 1), dt.datetime(2027, 1, 1, 0, 0, 0, 5)):
        with pytest.raises(ValueError, match="naive"):
            Plan(wall=wall, zone="Asia/Beirut")
    with pytest.raises(ValueError, match="no instant"):
        next_occurrence(Plan(wall=dt.datetime(2027, 1, 1), zone="UTC"), dt.datetime(2027, 1, 1))


def test_a_plan_of_fifty_years_ago_is_still_quick() -> None:
    for text in (
        "FREQ=DAILY",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=DAILY;COUNT=366",
    ):
        plan = Plan(wall=dt.datetime(1976, 1, 1, 9), zone="Asia/Beirut", rule=Rule.from_text(text))
        best = min(timed(plan) for _ in range(3))
        assert best < 0.02, text


def timed(plan: Plan) -> float:
    started = time.perf_counter()
    next_occurrence(plan, utc(2026, 1, 1))
    return time.perf_counter() - started


@pytest.mark.hostile(25)
def test_the_packaged_zone_data_is_the_only_one() -> None:
    zoneinfo.reset_tzpath(["/usr/share/zoneinfo"])
    try:
        assert use_packaged_zone_data() == tzdata.IANA_VERSION
        assert zoneinfo.TZPATH == ()
    finally:
        zoneinfo.reset_tzpath(())


# Properties


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc,arg-type]


plain_days = st.builds(Weekday, day=st.integers(0, 6))
nth_days = st.builds(Weekday, day=st.integers(0, 6), nth=st.sampled_from([1, 2, 3, 4, 5, -1, -2, -5]))
walls = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2029, 1, 1)).map(
    lambda wall: wall.replace(minute=wall.minute // 15 * 15, second=0, microsecond=0, fold=0)
)
ends = (
    st.fixed_dictionaries(
        {},
        optional={"until": st.none()},
    )
    | st.fixed_dictionaries({"until": walls})
    | st.fixed_dictionaries({"count": st.integers(1, 366)})
)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    fields = draw(ends)
    match draw(st.sampled_from(Frequency)):
        case Frequency.DAILY:
            return Rule(freq=Frequency.DAILY, interval=draw(st.integers(1, 366)), **fields)
        case Frequency.WEEKLY:
            weekdays = tuple(draw(st.lists(plain_days, max_size=4)))
            return Rule(freq=Frequency.WEEKLY, interval=draw(st.integers(1, 52)), weekdays=weekdays, **fields)
        case Frequency.MONTHLY:
            interval = draw(st.integers(1, 24))
            if draw(st.booleans()):
                weekdays = tuple(draw(st.lists(nth_days, max_size=3)))
                return Rule(freq=Frequency.MONTHLY, interval=interval, weekdays=weekdays, **fields)
            day = draw(st.sampled_from([None, -1, 1, 28, 29, 30, 31]))
            return Rule(freq=Frequency.MONTHLY, interval=interval, month_day=day, **fields)
        case _:
            interval = draw(st.integers(1, 10))
            month = draw(st.none() | st.integers(1, 12))
            if month is None:
                return Rule(freq=Frequency.YEARLY, interval=interval, **fields)
            if draw(st.booleans()):
                nth = draw(st.lists(nth_days, min_size=1, max_size=2))
                return Rule(
                    freq=Frequency.YEARLY, interval=interval, month=month, weekdays=tuple(nth), **fields
                )
            day = draw(st.integers(1, 28) | st.just(-1))
            return Rule(freq=Frequency.YEARLY, interval=interval, month=month, month_day=day, **fields)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    wall, zone, rule = draw(walls), draw(st.sampled_from(ZONES)), draw(rules())
    try:
        return Plan(wall=wall, zone=zone, rule=rule)
    except InvalidInputError:
        return Plan(wall=wall, zone=zone)  # a 31st in Junes only


instants = st.datetimes(dt.datetime(2023, 6, 1), dt.datetime(2031, 1, 1), timezones=st.just(dt.UTC))


@given(rules())
def test_a_rule_survives_its_text(rule: Rule) -> None:
    assert Rule.from_text(rule.to_text()) == rule


@given(plans(), st.tuples(instants, instants, instants))
def test_windows_add_up_and_time_only_goes_forward(plan: Plan, three: tuple[dt.datetime, ...]) -> None:
    a, b, c = sorted(three)
    whole = occurrences(plan, a, c, 100_000)
    assert occurrences(plan, a, b, 100_000) + occurrences(plan, b, c, 100_000) == whole
    for one in whole:
        assert a < one.instant <= c
        assert one.planned >= plan.wall
        assert one.planned.time() == plan.wall.time()
        assert (one.wall == one.planned) is not one.shifted
    assert all(one.instant < two.instant for one, two in pairwise(whole))


@given(plans(), instants)
@example(
    Plan(
        wall=dt.datetime(2026, 1, 4, 12), zone="UTC", rule=Rule.from_text("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO")
    ),
    utc(2027, 1, 1),
)
@example(
    Plan(wall=dt.datetime(2026, 1, 31, 12), zone="UTC", rule=Rule.from_text("FREQ=MONTHLY;BYDAY=2TU")),
    utc(2026, 3, 5),
)
@example(
    Plan(wall=dt.datetime(2026, 1, 31, 12), zone="UTC", rule=Rule.from_text("FREQ=MONTHLY;INTERVAL=3")),
    utc(2026, 5, 20),
)
@example(
    Plan(
        wall=dt.datetime(2026, 9, 9, 12), zone="UTC", rule=Rule.from_text("FREQ=YEARLY;BYMONTH=6;BYDAY=1MO")
    ),
    utc(2028, 2, 1),
)
def test_starting_late_changes_nothing(plan: Plan, after: dt.datetime) -> None:
    """Skipping the past is a short cut only: the same dates come as when each one is walked."""
    end = utc(2031, 6, 1)
    walked = occurrences(plan, utc(2023, 1, 1), end, 100_000)
    later = [one for one in walked if one.instant > after]
    assert occurrences(plan, after, end, 100_000) == later
    following = next_occurrence(plan, after)
    if later:
        assert following == later[0]
    elif following is not None:
        assert following.instant > end


@given(walls, st.sampled_from(ZONES))
def test_a_wall_time_reads_back_unless_it_does_not_exist(wall: dt.datetime, zone: str) -> None:
    there = ZoneTable(zone, wall.year, wall.year).place(wall)
    found = resolve(wall, zone)
    assert (seconds(found.instant), seconds(found.wall)) == (there.instant, there.wall)
    assert (found.shifted, found.ambiguous) == (there.shifted, there.ambiguous)
    assert not (found.shifted and found.ambiguous)
