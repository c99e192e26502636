"""What is looked at for all cohorts at once leaves none out in which somebody is to be told of the clocks."""

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from bot.cohorts.reminding import drift_rules, rules
from bot.cohorts.rules import Session, SessionState
from bot.delivery.recurrence import resolve

ZONES = (
    "Asia/Beirut", "Europe/Berlin", "America/New_York", "America/Montevideo", "Australia/Lord_Howe", "Africa/Casablanca",
    "Pacific/Kiritimati", "UTC",
)  # fmt: skip
FIRST = dt.datetime(2026, 2, 1, 18)  # noqa: DTZ001 - a wall time


def session(number: int, day: int, zone: str) -> Session:
    wall = FIRST + dt.timedelta(days=day)
    at = resolve(wall, zone).instant
    return Session(
        id=number,
        guild_id=1,
        cohort_id=1,
        title="x",
        wall=wall,
        zone=zone,
        starts_at=at,
        minutes=60,
        state=SessionState.PLANNED,
        uid=str(number),
        sequence=0,
    )


@given(
    days=st.lists(st.integers(0, 300), min_size=1, max_size=12, unique=True),
    anchors=st.lists(st.sampled_from(ZONES), min_size=1, max_size=2),
    zones=st.sets(st.sampled_from(ZONES), min_size=1, max_size=3),
    now=st.datetimes(dt.datetime(2026, 1, 20), dt.datetime(2026, 12, 20)),  # noqa: DTZ001 - made aware below
)
def test_a_change_that_is_told_soon_is_among_those_that_are_looked_at(
    days: list[int], anchors: list[str], zones: set[str], now: dt.datetime
) -> None:
    at = now.replace(tzinfo=dt.UTC)
    planned = [session(number, day, anchors[number % len(anchors)]) for number, day in enumerate(days)]
    told = [
        one
        for one in drift_rules.drifts(planned, zones, at)
        if drift_rules.told_at(one.at, one.zone) <= at + rules.HORIZON
        or drift_rules.told_at(one.at, one.anchor) <= at + rules.HORIZON
    ]
    pairs = [
        (1, zone, earlier.starts_at, later.starts_at)
        for zone in set(anchors)
        for earlier, later in itertools.pairwise(
            sorted((one for one in planned if one.zone == zone), key=lambda one: one.starts_at)
        )
        if later.starts_at > at and earlier.starts_at <= at + drift_rules.NEWS_WITHIN
    ]
    if told:
        assert drift_rules.may_drift(pairs, zones) == {1}


def test_where_no_clock_changes_nothing_is_looked_at() -> None:
    pair = (1, "UTC", dt.datetime(2026, 3, 24, tzinfo=dt.UTC), dt.datetime(2026, 3, 31, tzinfo=dt.UTC))
    assert drift_rules.may_drift([pair], {"UTC", "Africa/Accra"}) == frozenset()
    assert drift_rules.may_drift([pair], {"Europe/Berlin"}) == {1}
    # Both change on that day, and stay as far apart as they were.
    assert drift_rules.may_drift([(1, "Europe/Berlin", *pair[2:])], {"Europe/Madrid"}) == frozenset()
    assert drift_rules.may_drift([(1, "Europe/Berlin", *pair[2:])], {"Africa/Accra"}) == {1}
