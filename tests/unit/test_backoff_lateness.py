"""The late rules of the product."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.lateness import Promise, expires_at, is_expired, is_late
from bot.delivery.model import EffectKind, NewDelivery

DUE = dt.datetime(2026, 11, 24, 18, 0, tzinfo=dt.UTC)
UNTIL = DUE + dt.timedelta(minutes=15)


def delivery(expires: dt.datetime | None) -> NewDelivery:
    return NewDelivery(
        guild_id=1,
        kind=EffectKind.MESSAGE,
        feature="f",
        template="t",
        target_id=2,
        occurrence="o",
        due_at=DUE,
        expires_at=expires,
    )


@pytest.mark.parametrize(
    ("promise", "until", "expected"),
    [
        (Promise.ANNOUNCEMENT, None, DUE + dt.timedelta(hours=12)),
        (Promise.TOPIC_PING, None, DUE + dt.timedelta(hours=1)),
        (Promise.OUTAGE_PING, None, DUE + dt.timedelta(hours=2)),
        (Promise.SESSION_REMINDER, UNTIL, UNTIL),
        (Promise.DEADLINE_REMINDER, UNTIL, UNTIL),
        (Promise.DIGEST, UNTIL, UNTIL),
        (Promise.ALWAYS, None, None),
    ],
)
def test_how_late_each_kind_may_come(
    promise: Promise, until: dt.datetime | None, expected: dt.datetime | None
) -> None:
    assert expires_at(promise, DUE, until=until) == expected


@given(promise=st.sampled_from(Promise))
def test_no_kind_is_left_without_its_instant_or_given_a_foreign_one(promise: Promise) -> None:
    needs = promise in (Promise.SESSION_REMINDER, Promise.DEADLINE_REMINDER, Promise.DIGEST)
    with pytest.raises(ValueError, match=promise.name):
        expires_at(promise, DUE, until=None if needs else UNTIL)


def test_a_minute_late_is_on_time_and_two_are_not() -> None:
    assert not is_late(delivery(None), DUE + dt.timedelta(seconds=60))
    assert is_late(delivery(None), DUE + dt.timedelta(seconds=120))


def test_expired_from_the_very_instant_on() -> None:
    assert not is_expired(delivery(UNTIL), UNTIL - dt.timedelta(seconds=1))
    assert is_expired(delivery(UNTIL), UNTIL)
    assert not is_expired(delivery(None), UNTIL + dt.timedelta(days=365))
