"""The pace: below Discord's limits, and no slower than that."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pacing import CHANNEL_SECONDS, Pace, Window

GAPS = st.lists(st.floats(0, 3, allow_nan=False), min_size=1, max_size=60)


@given(gaps=GAPS, count=st.integers(1, 10), seconds=st.floats(0.5, 10))
def test_no_window_ever_holds_more_than_it_may(gaps: list[float], count: int, seconds: float) -> None:
    window = Window(count, seconds)
    now, given_away = 1000.0, []
    for gap in gaps:
        now += gap
        at = window.reserve(now)
        assert at >= now
        given_away.append(at)
    assert given_away == sorted(given_away)
    for index in range(len(given_away) - count):
        assert given_away[index + count] - given_away[index] >= seconds - 1e-6


@given(count=st.integers(1, 10))
def test_what_fits_does_not_wait(count: int) -> None:
    window = Window(count, 1.0)
    assert [window.reserve(5.0) for _ in range(count)] == [5.0] * count
    assert window.reserve(5.0) == 6.0
    assert window.reserve(20.0) == 20.0


class Stopwatch:
    """A monotonic time that moves by being slept on."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.now += seconds


async def test_one_channel_takes_five_messages_in_five_seconds() -> None:
    watch = Stopwatch()
    pace = Pace(monotonic=watch, sleep=watch.sleep)
    at = []
    for _ in range(11):
        await pace.send(7)
        at.append(watch.now)
    assert at[4] < 0.1
    assert CHANNEL_SECONDS <= at[5] <= CHANNEL_SECONDS + 0.1
    assert 2 * CHANNEL_SECONDS <= at[10] <= 2 * CHANNEL_SECONDS + 0.1


@pytest.mark.hostile(62)
async def test_2000_channels_stay_under_fifty_requests_a_second() -> None:
    watch = Stopwatch()
    pace = Pace(monotonic=watch, sleep=watch.sleep)
    at = []
    for channel in range(2000):
        await pace.send(channel)
        at.append(watch.now)
    for index in range(len(at) - 50):
        assert at[index + 50] - at[index] >= 1.0
    assert at[-1] <= 2000 / 45 + 1


async def test_no_tenth_of_a_second_takes_more_than_its_share() -> None:
    """A second's worth at once, and the next a second later, would meet in Discord's window."""
    watch = Stopwatch()
    pace = Pace(monotonic=watch, sleep=watch.sleep)
    at = []
    for channel in range(200):
        await pace.send(channel)
        at.append(watch.now)
    assert all(at[index + 6] - at[index] >= 0.1 for index in range(len(at) - 6))


async def test_forgetting_idle_channels_never_lets_one_go_faster() -> None:
    watch = Stopwatch()
    pace = Pace(per_second=100_000, monotonic=watch, sleep=watch.sleep)
    for _ in range(5):
        await pace.send(1)
    for channel in range(2, 5000):
        await pace.send(channel)
    began = watch.now
    await pace.send(1)
    assert began < 0.2
    assert watch.now >= 5.0


async def test_new_dm_channels_open_one_a_second() -> None:
    watch = Stopwatch()
    pace = Pace(monotonic=watch, sleep=watch.sleep)
    for _ in range(4):
        await pace.new_dm()
    assert watch.now == 3.0
