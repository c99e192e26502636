"""When people hear of a project's dates, as rules: each occasion once, in order, and never before the date was set."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exchanges.telling import rules
from bot.exchanges.telling.rules import What

DAY = dt.date(2027, 1, 31)
LONG_AGO = dt.date(2026, 1, 1)


def heard(
    what: What, on: dt.date, days: list[dt.date], *, since: dt.date = LONG_AGO
) -> list[tuple[dt.date, int]]:
    """(day, occasion) of what is said when somebody looks on these days, each occasion once."""
    told: dict[int, dt.date] = {}
    for day in days:
        found = rules.occasion(what, on, day, since=since)
        if found is not None and found not in told:
            told[found] = day
    return [(day, found) for found, day in told.items()]


def every_day(first: dt.date, count: int) -> list[dt.date]:
    return [first + dt.timedelta(days=number) for number in range(count)]


@pytest.mark.parametrize(
    ("what", "days"),
    [
        (What.LAPSE, [-30, -7]),
        (What.LAPSED, [1]),
        (What.ACTION, [-3, 0, 7, 37, 67]),
        (What.REVIEW, [-7, 0, 7, 37, 67]),
    ],
)
def test_somebody_who_looks_each_day_hears_on_these(what: What, days: list[int]) -> None:
    said = heard(what, DAY, every_day(DAY - dt.timedelta(days=60), 150))
    assert [(day - DAY).days for day, _ in said] == days


@given(
    what=st.sampled_from(What),
    set_before=st.integers(0, 100),
    looks=st.lists(st.integers(-100, 200), unique=True).map(sorted),
)
def test_what_is_said_comes_in_order_and_nothing_that_lay_before_the_date_was_set(
    what: What, set_before: int, looks: list[int]
) -> None:
    since = DAY - dt.timedelta(days=set_before)
    days = [DAY + dt.timedelta(days=one) for one in looks if DAY + dt.timedelta(days=one) >= since]
    said = heard(what, DAY, days, since=since)
    occasions = [found for _, found in said]
    assert occasions == sorted(occasions, reverse=True)
    for day, found in said:
        assert DAY - dt.timedelta(days=found) <= day
        if found > 0:
            assert DAY - dt.timedelta(days=found) > since
    if what is What.LAPSE:
        assert all(day <= DAY for day, _ in said)


@given(on=st.dates(dt.date(2026, 1, 1), dt.date(2030, 1, 1)), gap=st.integers(0, 400))
def test_after_an_absence_one_word_is_said_and_not_all_that_were_missed(on: dt.date, gap: int) -> None:
    back = on - dt.timedelta(days=100) + dt.timedelta(days=gap)
    for what in What:
        assert len(heard(what, on, [back])) <= 1


@given(what=st.sampled_from(What), ahead=st.integers(0, 400))
def test_what_is_looked_for_reaches_every_occasion(what: What, ahead: int) -> None:
    today = DAY - dt.timedelta(days=ahead)
    if rules.occasion(what, DAY, today, since=LONG_AGO) is not None:
        assert today + rules.reach(what) >= DAY


def test_another_date_is_another_occasion() -> None:
    keys = {rules.key(What.ACTION, 7, day, 3) for day in every_day(DAY, 3)}
    assert len(keys) == 3
