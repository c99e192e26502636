"""When it is tried again."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import backoff

DICE = st.floats(0, 1, exclude_max=True)


@given(attempt=st.integers(1, 10_000), dice=DICE)
def test_between_a_second_and_five_minutes(attempt: int, dice: float) -> None:
    assert dt.timedelta(seconds=1) <= backoff.pause(attempt, dice) <= dt.timedelta(minutes=5)


@given(attempt=st.integers(1, 100), dice=DICE, asked=st.integers(0, 3600))
def test_never_less_than_discord_asked_for(attempt: int, dice: float, asked: int) -> None:
    wish = dt.timedelta(seconds=asked)
    assert backoff.pause(attempt, dice, asked=wish) >= wish


def test_grows() -> None:
    assert [backoff.pause(attempt, 0.5).total_seconds() for attempt in (1, 2, 3, 8, 9)] == [
        1.5,
        3,
        6,
        192,
        225,
    ]


def test_rows_that_failed_together_do_not_come_back_together() -> None:
    assert len({backoff.pause(5, dice / 100) for dice in range(100)}) == 100


def test_attempts_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        backoff.pause(0, 0.5)


def test_discords_faults_are_waited_out_longer_than_an_announcement_lives() -> None:
    attempt, waited = 0, dt.timedelta(0)
    while not backoff.gives_up(attempt):
        attempt += 1
        waited += backoff.pause(attempt, 0.0)
    assert waited > dt.timedelta(hours=12)


def test_a_fault_of_our_own_is_given_up_in_hours() -> None:
    assert backoff.gives_up(backoff.MOST_OWN_FAULTS, own_fault=True)
    assert not backoff.gives_up(backoff.MOST_OWN_FAULTS)
