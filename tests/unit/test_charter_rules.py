"""What holds of the charter's rules whatever the plan: who holds the role, and which reposts are promised."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.effects import role as executor
from bot.delivery.recurrence import Plan, Rule, occurrences
from bot.topics.charter import rules
from bot.topics.charter.rules import Charter, CharterState
from bot.topics.rules import POWER, RoleView, Ungrantable, ungrantable

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
RULES = (
    "FREQ=DAILY",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;BYDAY=2TU",
)
ZONES = ("UTC", "Asia/Beirut", "America/Montevideo", "Pacific/Tongatapu", "Europe/London")

plans = st.builds(
    lambda rule, zone, days, minutes: Plan(
        wall=dt.datetime(2026, 1, 1) + dt.timedelta(days=days, minutes=minutes),  # noqa: DTZ001 - a wall time
        zone=zone,
        rule=Rule.from_text(rule),
    ),
    st.sampled_from(RULES),
    st.sampled_from(ZONES),
    st.integers(0, 400),
    st.integers(0, 24 * 60 - 1),
)
instants = st.integers(0, 400 * 24 * 60).map(lambda minutes: NOW + dt.timedelta(minutes=minutes))


def charter(number: int, title: str = "T", body: str = "B") -> Charter:
    return Charter(
        id=number,
        guild_id=1,
        state=CharterState.PUBLISHED,
        number=number,
        title=title,
        body=body,
        author="x",
        version=1,
    )


@given(plans, st.lists(instants, min_size=1, max_size=6).map(sorted))
def test_planned_in_any_steps_nothing_is_left_out_or_promised_twice(
    plan: Plan, steps: list[dt.datetime]
) -> None:
    since = NOW
    promised = []
    for now in steps:
        found, until = rules.to_plan(plan, since=since, now=now)
        assert until >= since
        promised += found
        since = until
    assert promised == occurrences(plan, NOW, since, 2000)
    keys = [rules.occurrence_key(1, one.planned, 2) for one in promised]
    assert len(set(keys)) == len(keys)


@given(plans, instants)
def test_what_is_promised_is_still_planned_and_what_another_plan_promised_is_not(
    plan: Plan, now: dt.datetime
) -> None:
    found, _ = rules.to_plan(plan, since=now, now=now)
    for one in found:
        assert rules.still_planned(plan, one.planned, one.instant)
        assert not rules.still_planned(plan, one.planned + dt.timedelta(minutes=1), one.instant)
        # New zone data shifts the instant by hours, and it stays the same promise.
        assert rules.still_planned(plan, one.planned, one.instant + dt.timedelta(hours=3))


@given(plans, instants, st.integers(0, 3))
def test_planned_anew_what_is_owed_stays_and_nothing_else_of_the_past_comes(
    plan: Plan, now: dt.datetime, late: int
) -> None:
    past = occurrences(plan, now - dt.timedelta(days=40), now, 100)
    owed = {one.planned: one.instant for one in past[len(past) - late :]} if late else {}
    found, _ = rules.to_promise_anew(plan, owed=owed, since=now, now=now)
    assert {one.planned for one in found if one.instant <= now} == set(owed)
    ahead, _ = rules.to_plan(plan, since=now, now=now)
    assert [one for one in found if one.instant > now] == ahead


@given(plans, instants, st.integers(0, 5))
def test_the_next_dates_are_the_plans_own(plan: Plan, after: dt.datetime, most: int) -> None:
    found = rules.upcoming(plan, after=after, most=most)
    assert found == occurrences(plan, after, after + dt.timedelta(days=400), most)


@given(st.one_of(st.none(), st.integers(1, 50)), st.integers(1, 50))
def test_the_role_is_held_by_whoever_read_a_version_that_counts(furthest: int | None, needed: int) -> None:
    assert rules.holds(furthest, needed) == (furthest is not None and furthest >= needed)
    if rules.holds(furthest, needed):
        assert rules.holds((furthest or 0) + 1, needed), "reading more takes nothing"
        assert needed == 1 or rules.holds(furthest, needed - 1)


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_version_is_new_when_what_is_read_differs(one: str, other: str) -> None:
    assert rules.is_same(charter(2, body=one), charter(1, body=f"  {one}\n"))
    assert rules.is_same(charter(2, title=one), charter(1, title=other)) == (one == other)
    assert not rules.is_same(charter(1), None)


def test_versions_are_counted_from_one() -> None:
    assert rules.next_number(None) == 1
    assert rules.next_number(charter(7)) == 8


# Which role may be given


def test_the_power_refused_at_the_set_up_is_the_power_that_is_never_given() -> None:
    assert {name for name, holds in executor._POWER if holds} == POWER


@given(
    st.builds(
        RoleView,
        id=st.integers(1, 99),
        rank=st.tuples(st.integers(0, 3), st.integers(-3, 0)),
        permissions=st.frozensets(
            st.sampled_from(["send_messages", "manage_guild", "administrator", "connect"])
        ),
        managed=st.booleans(),
        everyone=st.booleans(),
    ),
    st.tuples(st.integers(0, 3), st.integers(-3, 0)),
    st.booleans(),
)
def test_a_role_is_given_only_where_nothing_stands_in_the_way(
    role: RoleView,
    bot_rank: tuple[int, int],
    manages: bool,  # noqa: FBT001
) -> None:
    why = ungrantable(role, bot_rank=bot_rank, bot_manages=manages)
    free = not role.everyone and not role.managed and not role.permissions & POWER
    assert (why is None) == (free and manages and role.rank < bot_rank)
    if role.permissions & POWER and not role.everyone and not role.managed:
        assert why is Ungrantable.POWER


@pytest.mark.parametrize("name", ["administrator", "manage_roles", "mention_everyone", "ban_members"])
def test_one_power_is_enough(name: str) -> None:
    role = RoleView(id=1, rank=(0, 0), permissions=frozenset({name, "send_messages"}))
    assert ungrantable(role, bot_rank=(9, 0), bot_manages=True) is Ungrantable.POWER
