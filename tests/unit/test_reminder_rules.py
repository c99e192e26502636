"""When a reminder may be and when it comes, for any date, any moment and any zone."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import zones
from bot.reminders import rules
from bot.reminders.rules import Later, Refusal, Reminder, ReminderState, Snooze

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
ZONES = [
    "UTC",
    "Asia/Beirut",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kathmandu",
]

instants = st.integers(0, 2 * 365 * 86400).map(lambda seconds: NOW + dt.timedelta(seconds=seconds - 1))
whole = instants.map(lambda instant: instant.replace(second=0, microsecond=0))
offsets = st.sampled_from(rules.OFFSETS)


def a_reminder(due_at: dt.datetime, offset: dt.timedelta | None = None) -> Reminder:
    return Reminder(
        id=7,
        guild_id=1,
        user_id=2,
        feature="announcements",
        subject_id=3,
        channel_id=4,
        message_id=5,
        due_at=due_at,
        offset=offset,
        state=ReminderState.ACTIVE,
        reason=None,
        in_channel=False,
        dm=None,
        snoozed=0,
        version=1,
    )


@given(at=whole, now=instants)
def test_what_the_menu_offers_can_be_had(at: dt.datetime, now: dt.datetime) -> None:
    left = rules.offsets_left(at, now)
    assert list(left) == sorted(left, reverse=True)
    for offset in left:
        refused = rules.refusal(offset, at=at, now=now)
        assert refused in (None, Refusal.FAR)
        assert (refused is Refusal.FAR) == (at - offset > now + rules.FURTHEST)
    for offset in set(rules.OFFSETS) - set(left):
        assert rules.refusal(offset, at=at, now=now) is Refusal.PAST


@given(now=instants, zone=st.sampled_from(ZONES))
def test_what_is_offered_without_a_date_lies_ahead_at_the_hour_it_says(now: dt.datetime, zone: str) -> None:
    found = rules.later(now, zone)
    assert len(set(found.values())) == len(found)
    for choice, instant in found.items():
        assert rules.refusal(instant, at=None, now=now) is None
        wall = instant.astimezone(ZoneInfo(zone))
        assert instant - now <= dt.timedelta(days=7, hours=10)
        if choice is Later.EVENING:
            assert (wall.hour, wall.minute) == (18, 0)
            assert wall.date() == now.astimezone(ZoneInfo(zone)).date()
        elif choice is not Later.HOUR:
            assert (wall.hour, wall.minute) == (9, 0)
    assert found.get(Later.MONDAY, found[Later.TOMORROW]).astimezone(ZoneInfo(zone)).weekday() == 0


@given(now=instants, zone=st.sampled_from(ZONES), choice=st.sampled_from(list(Snooze)))
def test_a_snooze_lies_ahead_and_never_earlier_than_it_says(
    now: dt.datetime, zone: str, choice: Snooze
) -> None:
    found = rules.snoozed_to(choice, now, zone)
    assert found > now
    assert found.second == found.microsecond == 0
    if choice is not Snooze.TOMORROW:
        least = dt.timedelta(minutes=10 if choice is Snooze.TEN else 60)
        assert least <= found - now < least + dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("moment", "at", "refused"),
    [
        (dt.timedelta(days=1), None, Refusal.NO_DATE),
        (NOW, None, Refusal.PAST),
        (NOW + dt.timedelta(seconds=1), None, None),
        (NOW + dt.timedelta(days=2), NOW + dt.timedelta(days=2), Refusal.AFTER),
        (NOW + dt.timedelta(days=366), None, None),
        (NOW + dt.timedelta(days=366, seconds=1), None, Refusal.FAR),
    ],
)
def test_the_edges(moment: rules.Moment, at: dt.datetime | None, refused: Refusal | None) -> None:
    assert rules.refusal(moment, at=at, now=NOW) is refused


@given(before=whole, after=whole, offset=offsets, now=instants)
def test_it_keeps_its_distance_to_a_date_that_moves(
    before: dt.datetime, after: dt.datetime, offset: dt.timedelta, now: dt.datetime
) -> None:
    due = rules.moved(a_reminder(before - offset, offset), at=after, now=now)
    assert due == after - offset or now <= due < now + dt.timedelta(minutes=1)
    assert due >= after - offset
    own = a_reminder(before)
    assert rules.moved(own, at=after, now=now) == before, "a time of one's own stays"
    assert rules.moved(a_reminder(before, offset), at=None, now=now) == before, "without a date, too"


@given(due=whole, at=st.none() | whole)
def test_it_can_always_still_be_sent_when_it_is_due(due: dt.datetime, at: dt.datetime | None) -> None:
    ends = rules.ends(due, at)
    assert ends > due
    assert ends == at or ends == due + dt.timedelta(hours=12)


@given(due=whole, other=whole)
def test_another_time_or_place_is_another_promise(due: dt.datetime, other: dt.datetime) -> None:
    found = a_reminder(due)
    assert (found.occurrence == replace(found, due_at=other).occurrence) == (due == other)
    assert found.occurrence != replace(found, in_channel=True).occurrence
    assert found.occurrence == replace(found, snoozed=1, version=9, dm=True).occurrence


def test_each_zone_has_a_number_of_its_own() -> None:
    names = {choice.name for letter in "aeiou" for choice in zones.search(letter, 1000, now=NOW)}
    assert len(names) > 200
    assert {zones.number(name) for name in names} == {
        zones.number(name) for name in names if zones.numbered(zones.number(name)) == name
    }
    assert zones.numbered(12345) is None
