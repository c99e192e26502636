"""Which occurrences an announcement promises: each one once, whatever the times at which it is looked at."""

# ruff: noqa: DTZ001 -- wall times are meant
import datetime as dt
import itertools
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.announcements import store
from bot.announcements.rules import (
    CATCH_UP,
    HORIZON,
    AnnouncementState,
    is_over,
    occurrence_key,
    still_planned,
    to_plan,
    upcoming,
)
from bot.clock import from_epoch, to_epoch
from bot.delivery.model import nonce_of
from bot.delivery.recurrence import Occurrence, Plan, Rule, occurrences
from bot.storage.transaction import Transaction
from tests.unit.test_recurrence import instants, plans

SECOND = dt.timedelta(seconds=1)
EVERY_DAY = Plan(wall=dt.datetime(2026, 11, 24, 18), zone="Asia/Beirut", rule=Rule.from_text("FREQ=DAILY"))


def utc(*fields: int) -> dt.datetime:
    return dt.datetime(*fields, tzinfo=dt.UTC)


def planned(plan: Plan, since: dt.datetime, now: dt.datetime) -> tuple[list[Occurrence], dt.datetime]:
    """What run after run at `now` plans, each from where the one before had come to, as it is stored."""
    found: list[Occurrence] = []
    while True:
        some, until = to_plan(plan, since=since, now=now)
        found += some
        since = from_epoch(to_epoch(until))
        if until >= now + HORIZON:
            return found, since


@st.composite
def looks(draw: st.DrawFn) -> tuple[Plan, list[dt.datetime]]:
    """A plan and the moments at which somebody looks; some of them a hair before or after an occurrence enters."""
    plan = draw(plans())
    moments = draw(st.lists(instants, min_size=2, max_size=4))
    if close := occurrences(plan, min(moments), max(moments), 50):
        edges = st.sampled_from([one.instant for one in close])
        hair = st.integers(-3, 3).map(lambda half: half * SECOND / 2)
        moments += [draw(edges) - HORIZON + draw(hair) for _ in range(draw(st.integers(0, 3)))]
    return plan, sorted(moments)


@given(looks())
@example((EVERY_DAY, [utc(2026, 11, 23), utc(2026, 11, 24, 16) - SECOND / 2, utc(2026, 12, 1)]))
@example((EVERY_DAY, [utc(2026, 11, 23), utc(2026, 11, 24, 16), utc(2026, 11, 24, 16) + SECOND]))
def test_however_often_it_is_looked_at_none_is_lost_and_none_comes_twice(
    look: tuple[Plan, list[dt.datetime]],
) -> None:
    plan, (start, *moments) = look
    found: list[Occurrence] = []
    since = start
    for now in moments:
        some, since = planned(plan, since, now)
        found += some
    assert found == occurrences(plan, start, moments[-1] + HORIZON, 100_000)


@given(plans(), instants)
def test_no_run_plans_too_much_at_once_nor_beyond_the_horizon(plan: Plan, now: dt.datetime) -> None:
    found, until = to_plan(plan, since=now - dt.timedelta(days=2000), now=now)
    assert len(found) <= CATCH_UP
    assert until <= now + HORIZON
    assert all(one.instant <= until for one in found)


def test_a_monthly_one_always_stands_in_the_outbox() -> None:
    assert dt.timedelta(days=31) < HORIZON


@given(plans(), instants, st.integers(1, 2**40), st.integers(1, 2**40))
def test_every_promise_has_an_identity_of_its_own(
    plan: Plan, now: dt.datetime, first: int, second: int
) -> None:
    found, _ = to_plan(plan, since=now, now=now)
    assume(first != second)
    keys = [
        occurrence_key(announcement, one, channel)
        for one, announcement, channel in itertools.product(found, (first, second), (first, second))
    ]
    assert len(set(keys)) == len(keys)
    assert len({nonce_of(key) for key in keys}) == len(keys)


def test_the_identity_is_the_wall_time_whatever_the_clocks_of_the_country_do() -> None:
    wall = dt.datetime(2027, 3, 28, 0, 30)
    before = Occurrence(planned=wall, wall=wall, instant=utc(2027, 3, 27, 22, 30))
    after = Occurrence(
        planned=wall, wall=wall + dt.timedelta(hours=1), instant=utc(2027, 3, 27, 21, 30), shifted=True
    )
    assert occurrence_key(7, before, 20) == occurrence_key(7, after, 20)


@given(plans(), instants)
def test_what_was_promised_is_still_planned(plan: Plan, now: dt.datetime) -> None:
    found, _ = to_plan(plan, since=now - dt.timedelta(days=3), now=now)
    assert all(still_planned(plan, one.planned, one.instant) for one in found)


@given(plans(), instants, st.sampled_from([-60, -1, 1, 60, 719]))
def test_after_a_move_to_another_time_of_day_nothing_of_the_old_plan_is(
    plan: Plan, now: dt.datetime, minutes: int
) -> None:
    found, _ = to_plan(plan, since=now, now=now)
    moved = replace(plan, wall=plan.wall + dt.timedelta(minutes=minutes))
    assert not any(still_planned(moved, one.planned, one.instant) for one in found)


def test_it_is_still_planned_when_the_zone_moved_its_clocks_meanwhile() -> None:
    wall = dt.datetime(2026, 11, 24, 18)
    for hours in range(-30, 31):
        due = utc(2026, 11, 24, 16) + dt.timedelta(hours=hours)
        assert still_planned(EVERY_DAY, wall, due) == (abs(hours) < 26) or abs(hours) == 26


@given(plans(), instants, st.integers(1, 20))
def test_the_next_dates_are_the_next_dates(plan: Plan, after: dt.datetime, most: int) -> None:
    found = upcoming(plan, after=after, most=most)
    # As far as they reach: a rule that seldom meets its day may lie centuries ahead.
    reach = max([after, *(one.instant for one in found)])
    assert found == occurrences(plan, after, reach, most)
    assert len(found) == most or is_over(plan, now=max([after, *(one.instant for one in found)]))


@given(plans(), instants)
def test_it_is_over_exactly_when_nothing_comes(plan: Plan, now: dt.datetime) -> None:
    assert is_over(plan, now=now) == (not upcoming(plan, after=now, most=1))


def test_once_is_over_at_its_instant_and_not_before() -> None:
    once = replace(EVERY_DAY, rule=None)
    due = utc(2026, 11, 24, 16)
    assert not is_over(once, now=due - SECOND)
    assert is_over(once, now=due)


# Stored


@pytest.fixture(scope="module")
def tx() -> Iterator[Transaction]:
    """Tables as the migrations make them, in memory; each example writes a row of its own."""
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    folder = resources.files("bot.storage") / "migrations"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".sql"):
            connection.executescript(file.read_text(encoding="utf-8"))
    yield Transaction(connection, now=utc(2026, 11, 23, 9))
    connection.close()


@given(plans(), plans(), st.lists(st.integers(1, 2**63 - 1), min_size=1, max_size=10, unique=True))
def test_a_plan_comes_back_as_it_was_stored(
    tx: Transaction, plan: Plan, other: Plan, channels: list[int]
) -> None:
    found = store.insert(tx, guild_id=1, author="a", title="t", body="b", plan=plan, channels=channels)
    stored = store.get(tx, 1, found)
    assert stored is not None
    assert (stored.plan, stored.channels) == (plan, tuple(channels))
    assert (stored.state, stored.planned_until) == (AnnouncementState.DRAFT, None)
    store.set_plan(tx, found, other)
    store.set_channels(tx, found, channels[::-1])
    changed = store.get(tx, 1, found)
    assert changed is not None
    assert (changed.plan, changed.channels) == (other, tuple(channels[::-1]))
    assert changed.version > stored.version
    assert store.get(tx, 2, found) is None
