"""What may become of decisions, objections and action items, and days as they are typed."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInputError
from bot.exchanges.register.days import read_day, read_past_day
from bot.exchanges.register.model import (
    OPEN,
    STEPS,
    Action,
    DecisionState,
    Objection,
    about,
    about_of,
    follows,
    in_order,
    waiting,
)

NOW = dt.datetime(2026, 11, 23, 21, 30, tzinfo=dt.UTC)
"""Monday evening; in Beirut it is 23:30."""
ZONE = "Asia/Beirut"


@given(st.lists(st.tuples(st.sampled_from(DecisionState), st.booleans()), max_size=12))
def test_no_way_leads_to_adopted_but_over_a_discussion_or_a_poll(
    steps: list[tuple[DecisionState, bool]],
) -> None:
    way = [(DecisionState.PROPOSED, False)]
    for wanted, by_poll in steps:
        if follows(way[-1][0], wanted, by_poll=by_poll):
            way.append((wanted, by_poll))
    for (before, _), (after, by_poll) in pairwise(way):
        if after is DecisionState.ADOPTED:
            assert before is DecisionState.DISCUSSED or (by_poll and before in OPEN)
        if after is DecisionState.SUPERSEDED:
            assert before is DecisionState.ADOPTED
        assert before not in (DecisionState.REJECTED, DecisionState.SUPERSEDED)  # their end


def test_every_state_has_its_steps() -> None:
    assert set(STEPS) == set(DecisionState)


@given(st.lists(st.tuples(st.booleans(), st.booleans())))
def test_consensus_waits_for_each_objection_that_stands(said: list[tuple[bool, bool]]) -> None:
    found = [
        Objection(
            id=number, decision_id=1, user_id=number, text="no", answer="yes" if answered else "", withdrawn=gone,
            created_at=NOW,
        )
        for number, (answered, gone) in enumerate(said)
    ]  # fmt: skip
    assert len(waiting(found)) == sum(not answered and not gone for answered, gone in said)


DAYS = st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
ACTIONS = st.builds(
    Action,
    id=st.integers(1, 99),
    exchange_id=st.just(1),
    guild_id=st.just(1),
    what=st.just("x"),
    due_on=DAYS,
    done_at=st.none()
    | st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 12, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001 - hypothesis wants them naive
    created_at=st.just(NOW),
)


@given(st.lists(ACTIONS))
def test_what_is_open_comes_first_and_the_nearest_day_before_the_others(found: list[Action]) -> None:
    shown = in_order(found)
    assert sorted(shown, key=repr) == sorted(found, key=repr)
    for one, other in pairwise(shown):
        assert one.is_done <= other.is_done
        if not other.is_done:
            assert (one.due_on or dt.date.max) <= (other.due_on or dt.date.max)


@given(ACTIONS, st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)))
def test_an_action_is_overdue_after_its_day_and_not_on_it(one: Action, today: dt.date) -> None:
    assert one.overdue(today) == (one.done_at is None and one.due_on is not None and today > one.due_on)


@given(st.sampled_from(["stakeholder", "decision"]), st.integers(0, 2**62))
def test_what_an_action_is_about_reads_back(kind: str, number: int) -> None:
    assert about_of(about(kind, number)) == (kind, number)


@given(st.text(max_size=20))
def test_what_names_nothing_is_about_nothing(text: str) -> None:
    found = about_of(text)
    assert found is None or about(*found).partition(":")[0] == text.partition(":")[0]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("", None),
        ("  ", None),
        ("today", dt.date(2026, 11, 23)),
        ("tomorrow", dt.date(2026, 11, 24)),
        ("Friday", dt.date(2026, 11, 27)),
        ("24 Dec", dt.date(2026, 12, 24)),
        ("2027-03-01", dt.date(2027, 3, 1)),
        ("in 2 weeks", dt.date(2026, 12, 7)),
        ("tomorrow 18:00", dt.date(2026, 11, 24)),
    ],
)
def test_a_day_is_read_where_the_project_is(typed: str, day: dt.date | None) -> None:
    assert read_day(typed, zone=ZONE, now=NOW) == day


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("05/12", "when-date-ambiguous"),
        ("whenever", "when-not-understood"),
        ("2026-11-01", "when-past"),
        ("every day", "register-day-once"),
    ],
)
def test_what_is_no_day_ahead_is_refused_with_the_reason(typed: str, key: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_day(typed, zone=ZONE, now=NOW)
    assert refused.value.key == key


def test_a_contact_was_today_or_before() -> None:
    assert read_past_day("2026-11-23", zone=ZONE, now=NOW) == dt.date(2026, 11, 23)
    assert read_past_day("2026-11-24", zone="Asia/Tokyo", now=NOW) == dt.date(2026, 11, 24)  # it is, there
    assert read_past_day("", zone=ZONE, now=NOW) is None
    for typed, key in (("2026-11-24", "register-day-ahead"), ("23.11.2026", "register-day-past-form")):
        with pytest.raises(InvalidInputError) as refused:
            read_past_day(typed, zone=ZONE, now=NOW)
        assert refused.value.key == key
