"""How far the agenda looks, in which order, and on which day each thing stands."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.agenda import rules

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Thing:
    starts_at: dt.datetime
    title: str = "x"
    uid: str = "1"
    cancelled: bool = False


things = st.lists(
    st.builds(
        Thing,
        starts_at=st.integers(0, 90 * 24 * 60).map(lambda minutes: NOW + dt.timedelta(minutes=minutes)),
        title=st.sampled_from(("a", "b")),
        uid=st.uuids().map(str),
        cancelled=st.booleans(),
    ),
    max_size=30,
)
zones = st.sampled_from(
    ("UTC", "Asia/Beirut", "Pacific/Kiritimati", "America/St_Johns", "Australia/Lord_Howe")
)


def test_the_window_begins_now_and_lasts_whole_days() -> None:
    assert rules.window(NOW, 1) == (NOW, NOW + dt.timedelta(hours=24))
    assert rules.window(NOW, 90)[1] - NOW == dt.timedelta(days=90)


@pytest.mark.parametrize("days", [-1, 0, 91, 2**63])
def test_it_looks_no_further_than_it_offers(days: int) -> None:
    with pytest.raises(ValueError, match="days"):
        rules.window(NOW, days)


@pytest.mark.parametrize(("days", "more"), [(1, 60), (14, 60), (59, 60), (60, 90), (89, 90), (90, None)])
def test_further_is_always_further(days: int, more: int | None) -> None:
    assert rules.further(days) == more


@given(things)
def test_the_list_is_in_order_and_holds_nothing_that_was_cancelled(items: list[Thing]) -> None:
    listed = rules.listed(items)
    assert [one.starts_at for one in listed] == sorted(one.starts_at for one in listed)
    assert set(listed) == {one for one in items if not one.cancelled}
    assert rules.listed(reversed(items)) == listed


@given(things)
def test_the_file_holds_everything(items: list[Thing]) -> None:
    assert sorted(map(id, rules.filed(items))) == sorted(map(id, items))


@given(things, zones)
def test_each_item_stands_on_its_day_once(items: list[Thing], zone: str) -> None:
    place = ZoneInfo(zone)
    listed = rules.listed(items)
    days = rules.by_day(listed, place)
    assert [one for _, found in days for one in found] == list(listed)
    assert all(one.starts_at.astimezone(place).date() == day for day, found in days for one in found)
    assert [day for day, _ in days] == sorted({day for day, _ in days})


def test_midnight_belongs_to_the_day_it_begins() -> None:
    beirut = ZoneInfo("Asia/Beirut")
    late = Thing(dt.datetime(2026, 11, 24, 21, 59, tzinfo=dt.UTC))
    midnight = Thing(dt.datetime(2026, 11, 24, 22, 0, tzinfo=dt.UTC))
    assert rules.by_day([late, midnight], beirut) == [
        (dt.date(2026, 11, 24), [late]),
        (dt.date(2026, 11, 25), [midnight]),
    ]
