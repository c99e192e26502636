"""Days a plan leaves out, and series of which dates are skipped: rules and figures."""

# ruff: noqa: DTZ001 -- wall times are meant
import datetime as dt
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.announcements import rules, series_rules
from bot.announcements.rules import Announcement, AnnouncementState
from bot.delivery.recurrence import Frequency, Plan, Rule, Weekday, falls_on, next_occurrence, occurrences
from bot.guilds.rules import Holiday, Holidays, in_order

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
DAILY = Plan(wall=dt.datetime(2026, 11, 24, 18), zone="Asia/Beirut", rule=Rule(freq=Frequency.DAILY))
TUESDAYS = replace(DAILY, rule=Rule(freq=Frequency.WEEKLY))
EACH_DAY = frozenset((month, day) for month in range(1, 13) for day in range(1, 32))


def series(plan: Plan, **more: object) -> Announcement:
    return Announcement(
        id=1,
        guild_id=2,
        state=AnnouncementState.SCHEDULED,
        title="t",
        body="b",
        plan=plan,
        channels=(3,),
        author="a",
        version=1,
        **more,  # type: ignore[arg-type]
    )


def days(found: list[series_rules.SeriesDate]) -> list[str]:
    return [one.day.isoformat() for one in found]


# The plan


@pytest.mark.parametrize(
    ("rule", "asked", "other"),
    [
        (Rule(freq=Frequency.DAILY, interval=3), "2026-11-27", "2026-11-28"),
        (Rule(freq=Frequency.WEEKLY, interval=2), "2026-12-08", "2026-12-01"),
        (Rule(freq=Frequency.MONTHLY, weekdays=(Weekday(day=1, nth=-1),)), "2027-02-23", "2027-02-16"),
        (Rule(freq=Frequency.MONTHLY, month_day=-1), "2028-02-29", "2028-02-28"),
        (Rule(freq=Frequency.YEARLY, month=2, month_day=29), "2028-02-29", "2027-02-28"),
        (Rule(freq=Frequency.DAILY, count=5), "2026-11-28", "2026-11-29"),
        (Rule(freq=Frequency.DAILY, until=dt.datetime(2026, 11, 28, 23)), "2026-11-28", "2026-11-29"),
        (None, "2026-11-24", "2026-11-25"),
    ],
)
def test_a_day_falls_on_a_date_of_the_rule(rule: Rule | None, asked: str, other: str) -> None:
    plan = replace(DAILY, rule=rule)
    assert falls_on(plan, dt.date.fromisoformat(asked))
    assert not falls_on(plan, dt.date.fromisoformat(other))
    assert not falls_on(plan, dt.date(2026, 11, 23)), "before its start"
    assert not falls_on(plan, dt.date(1, 1, 1))
    assert not falls_on(plan, dt.date(9999, 12, 31))


@given(st.dates(dt.date(2026, 11, 1), dt.date(2036, 1, 1)), st.integers(1, 9))
def test_falls_on_agrees_with_the_occurrences(day: dt.date, interval: int) -> None:
    plan = replace(DAILY, rule=Rule(freq=Frequency.WEEKLY, interval=interval))
    start = dt.datetime.combine(day, dt.time(), dt.UTC) - dt.timedelta(days=1)
    around = occurrences(plan, start, start + dt.timedelta(days=3), 5)
    assert falls_on(plan, day) == any(one.planned.date() == day for one in around)


def test_leaving_out_is_by_the_wall_that_was_asked_for_in_a_gap_and_in_a_fold() -> None:
    gap = Plan(wall=dt.datetime(2027, 3, 28, 0, 30), zone="Asia/Beirut", rule=Rule(freq=Frequency.DAILY))
    start = dt.datetime(2027, 3, 27, tzinfo=dt.UTC)
    assert next_occurrence(gap, start).shifted  # type: ignore[union-attr]
    out = replace(gap, not_on=frozenset({dt.date(2027, 3, 28)}))
    assert next_occurrence(out, start).wall == dt.datetime(2027, 3, 29, 0, 30)  # type: ignore[union-attr]
    fold = Plan(wall=dt.datetime(2027, 10, 30, 23, 30), zone="Asia/Beirut", rule=Rule(freq=Frequency.DAILY))
    start = dt.datetime(2027, 10, 30, tzinfo=dt.UTC)
    assert next_occurrence(fold, start).ambiguous  # type: ignore[union-attr]
    out = replace(fold, not_on=frozenset({dt.date(2027, 10, 30)}))
    assert next_occurrence(out, start).wall == dt.datetime(2027, 10, 31, 23, 30)  # type: ignore[union-attr]


def test_a_count_counts_what_is_left_out() -> None:
    plan = replace(DAILY, rule=Rule(freq=Frequency.DAILY, count=3), not_on=frozenset({dt.date(2026, 11, 25)}))
    found = rules.upcoming(plan, after=NOW, most=10)
    assert [one.planned.day for one in found] == [24, 26]


@pytest.mark.parametrize(
    "plan",
    [
        replace(DAILY, not_yearly=EACH_DAY),
        replace(TUESDAYS, not_yearly=EACH_DAY),
        replace(
            DAILY,
            rule=Rule(freq=Frequency.MONTHLY, month_day=1),
            not_yearly=frozenset((m, 1) for m in range(1, 13)),
        ),
        replace(
            DAILY,
            rule=Rule(freq=Frequency.MONTHLY, month_day=-1),
            not_yearly=frozenset(
                zip((*range(1, 13), 2), (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 28), strict=True)
            ),
        ),
        replace(
            DAILY, rule=Rule(freq=Frequency.YEARLY, month=12, month_day=25), not_yearly=frozenset({(12, 25)})
        ),
        replace(DAILY, rule=Rule(freq=Frequency.DAILY, count=366), not_yearly=EACH_DAY),
        replace(
            DAILY,
            rule=Rule(freq=Frequency.DAILY, count=366),
            not_on=frozenset(dt.date(2026, 11, 24) + dt.timedelta(days=one) for one in range(366)),
        ),
    ],
)
def test_a_series_of_which_every_date_is_left_out_is_over_and_that_is_found_at_once(plan: Plan) -> None:
    best = 1.0
    for _ in range(5):
        start = time.perf_counter()
        assert rules.is_over(plan, now=NOW)
        assert rules.upcoming(plan, after=NOW, most=20) == []
        best = min(best, time.perf_counter() - start)
    assert best < 0.02  # some 1 ms; a loaded machine may take its time


def test_one_day_of_the_year_that_is_not_left_out_is_found() -> None:
    for missing in ((2, 29), (12, 25)):
        plan = replace(
            DAILY, not_yearly=EACH_DAY - {missing} - {(2, 30), (2, 31), (4, 31), (6, 31), (9, 31), (11, 31)}
        )
        found = next_occurrence(plan, NOW)
        assert found is not None
        assert (found.planned.month, found.planned.day) == missing


def test_the_worst_that_can_be_stored_keeps_the_loops_share() -> None:
    """A counted series of 366 days, 100 of them named, and 366 holidays: what a preview computes of it."""
    plan = replace(
        DAILY,
        rule=Rule(freq=Frequency.DAILY, count=366),
        not_on=frozenset(dt.date(2027, 1, 1) + dt.timedelta(days=2 * one) for one in range(100)),
    )
    holidays = Holidays(
        days=frozenset(dt.date(2027, 3, 1) + dt.timedelta(days=one) for one in range(306)),
        yearly=frozenset((1, one) for one in range(1, 31)),
        names={"2027-03-01": "x"},
    )
    found = series(plan, skips_holidays=True, holidays=holidays)
    best = 1.0
    for _ in range(5):
        start = time.perf_counter()
        rules.upcoming(found.calendar, after=NOW, most=3)
        series_rules.left_out(found, after=NOW)
        series_rules.coming(found, after=NOW)
        best = min(best, time.perf_counter() - start)
    assert best < 0.05  # some 4 ms; a loaded machine may take its time


# The dates of a series


def test_coming_dates_say_why_they_are_left_out() -> None:
    plan = replace(TUESDAYS, not_on=frozenset({dt.date(2026, 12, 1)}))
    holidays = Holidays(
        days=frozenset({dt.date(2026, 12, 8)}),
        yearly=frozenset({(12, 15)}),
        names={"2026-12-08": "A", "--12-15": "B"},
    )
    found = series_rules.coming(series(plan, skips_holidays=True, holidays=holidays), after=NOW, most=5)
    assert [(one.skipped, one.holiday) for one in found] == [
        (False, None),
        (True, None),
        (False, "A"),
        (False, "B"),
        (False, None),
    ]
    assert [one.is_left_out for one in found] == [False, True, True, True, False]
    unskipped = series_rules.coming(series(plan, holidays=holidays), after=NOW, most=5)
    assert [one.holiday for one in unskipped] == [None] * 5


def test_what_is_left_out_further_ahead_is_told_too_unless_it_is_no_date() -> None:
    far, stray, past = dt.date(2027, 11, 23), dt.date(2027, 11, 24), dt.date(2026, 11, 17)
    plan = replace(TUESDAYS, not_on=frozenset({far, stray, past, dt.date(2026, 12, 1)}))
    assert days(series_rules.left_out(series(plan), after=NOW)) == ["2026-12-01", "2027-11-23"]
    assert series_rules.left_out(series(replace(plan, rule=None)), after=NOW) == []


def test_a_new_plan_keeps_what_it_still_has() -> None:
    old = replace(
        TUESDAYS, not_on=frozenset({dt.date(2026, 11, 17), dt.date(2026, 12, 1), dt.date(2026, 12, 8)})
    )
    new = replace(DAILY, rule=Rule(freq=Frequency.MONTHLY, weekdays=(Weekday(day=1, nth=2),)))
    new = replace(new, not_on=frozenset({dt.date(2027, 1, 12)}))
    assert series_rules.carried(old, new, now=NOW).not_on == {dt.date(2026, 12, 8), dt.date(2027, 1, 12)}
    assert series_rules.dropped(old, new, now=NOW) == {dt.date(2026, 12, 1)}
    once = replace(DAILY, rule=None)
    assert series_rules.carried(old, once, now=NOW) == once
    assert series_rules.dropped(old, once, now=NOW) == {dt.date(2026, 12, 1), dt.date(2026, 12, 8)}


_TUESDAYS = st.sets(st.integers(0, 30).map(lambda week: dt.date(2026, 11, 24) + dt.timedelta(weeks=week)))


@given(before=_TUESDAYS, shown=_TUESDAYS, chosen=_TUESDAYS)
def test_a_choice_changes_what_was_shown_and_nothing_else(
    before: set[dt.date], shown: set[dt.date], chosen: set[dt.date]
) -> None:
    after = series_rules.skipping(
        replace(TUESDAYS, not_on=frozenset(before)), shown=shown, chosen=chosen
    ).not_on
    assert after & shown == chosen & shown
    assert after - shown == before - shown
    again = series_rules.skipping(replace(TUESDAYS, not_on=after), shown=shown, chosen=after & shown)
    assert again.not_on == after, "saving what is shown changes nothing"


def test_a_one_off_knows_no_holidays() -> None:
    """A series that was changed to one date on a holiday is sent: whoever named the day meant it."""
    day = dt.date(2026, 11, 24)
    found = series(
        replace(DAILY, rule=None),
        skips_holidays=True,
        holidays=Holidays(days=frozenset({day}), names={str(day): "x"}),
    )
    assert not rules.is_over(found.calendar, now=NOW)


# Holidays in order


def test_holidays_stand_by_their_next_day_and_past_ones_are_not_shown() -> None:
    found = in_order(
        [
            Holiday(year=2027, month=4, day=30, name="dated"),
            Holiday(month=11, day=22, name="yesterday, yearly"),
            Holiday(month=11, day=23, name="today, yearly"),
            Holiday(month=2, day=29, name="leap"),
            Holiday(year=2026, month=11, day=22, name="past"),
        ],
        dt.date(2026, 11, 23),
    )
    assert [one.name for one in found] == ["today, yearly", "dated", "yesterday, yearly", "leap"]
    assert found[3].next_on(dt.date(2026, 11, 23)) == dt.date(2028, 2, 29)
    assert found[3].next_on(dt.date(2096, 3, 1)) == dt.date(2104, 2, 29), "2100 is no leap year"
